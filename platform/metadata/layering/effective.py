"""What the layers of a stack say together of one component, line by line, each with the place it was written at."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from objectry.diagnostics import Diagnostics, Span
from objectry.metadata.layering.layers import Tree, stack
from objectry.metadata.reading.app_files import AppSource
from objectry.metadata.reading.nodes import Document, Entry, ListNode, MapNode, Node, ScalarNode, Style
from objectry.metadata.reading.readings import NOTHING_READ, Readings

KINDS = (
    *("object", "value_list", "layout", "role", "permission_set", "queue", "rule"),
    *("translation", "settings", "sharing_rule"),
)
SHORTCUTS = (("fields",), ("fields", "values"))  # account.stage, account.stage.won


@dataclass(frozen=True, slots=True)
class Said:
    """One line: the keys that lead to it, its value where it has one, and where it stands."""

    path: tuple[str, ...]
    value: str | None
    span: Span


@dataclass(frozen=True, slots=True)
class Component:
    """A component of some kind, whole or a part of one, with all that is said of it."""

    kind: str
    name: str
    span: Span
    lines: tuple[Said, ...]


class Declarations:
    """Where everything a stack declares is written; the layers are laid upon each other once."""

    def __init__(self, apps: Sequence[AppSource], readings: Readings = NOTHING_READ) -> None:
        self._tree = stack(apps, Diagnostics(), readings)

    def span(self, kind: str, name: str, steps: Sequence[str] = ()) -> Span | None:
        """The place of a component's name, or of the last key that leads to a part of it."""
        whole = dict(_whole(self._tree, kind)).get(name) if kind in KINDS else None
        found = _walk(whole, tuple(steps)) if whole is not None else None
        return found.key.span if found is not None else None


def find_components(apps: Sequence[AppSource], name: str, readings: Readings = NOTHING_READ) -> tuple[Component, ...]:
    """All components called so: `account`, `account.stage`, `account.stage.won`, `account.views.open`, `sales_rep`,
    `zh-CN.objects.account.label`; `layout:account` names the kind as well.
    """
    tree = stack(apps, Diagnostics(), readings)
    kind, sign, rest = name.partition(":")
    wanted = [kind] if sign and kind in KINDS else KINDS
    bare = rest if sign and kind in KINDS else name
    return tuple(found for one in wanted for found in _of_kind(tree, one, bare))


def component_names(apps: Sequence[AppSource]) -> Iterator[str]:
    """Everything a component may be called by, for suggestions."""
    tree = stack(apps, Diagnostics())
    for kind in KINDS:
        for name, entry in _whole(tree, kind):
            yield name
            fields = entry.value.get("fields") if kind == "object" and isinstance(entry.value, MapNode) else None
            yield from (f"{name}.{field}" for field in fields.entries) if isinstance(fields, MapNode) else ()


def _whole(tree: Tree, kind: str) -> Iterator[tuple[str, Entry]]:
    if kind == "sharing_rule":
        yield from tree.sharing.entries.items() if tree.sharing is not None else ()
        return
    for name, one in tree.part(kind).items():
        place = one.span
        key = ScalarNode(name, Style.PLAIN, Document(place.file, ""), place.line, place.column, 0, len(name))
        yield name, Entry(key, one.node)


def _of_kind(tree: Tree, kind: str, name: str) -> Iterator[Component]:
    for whole, entry in _whole(tree, kind):
        if name == whole:
            yield _component(kind, name, entry)
        elif name.startswith(f"{whole}."):
            steps = tuple(name[len(whole) + 1 :].split("."))
            found = next((one for one in _ways(kind, steps) if _walk(entry, one) is not None), None)
            if found is not None:
                part = _walk(entry, found)
                assert part is not None
                yield _component(kind, name, part)


def _ways(kind: str, steps: tuple[str, ...]) -> Iterator[tuple[str, ...]]:
    """The path as it is said, and as fields and choices are called for short."""
    yield steps
    if kind == "object" and len(steps) <= len(SHORTCUTS):
        words = SHORTCUTS[len(steps) - 1]
        yield tuple(part for pair in zip(words, steps, strict=True) for part in pair)


def _walk(entry: Entry, steps: tuple[str, ...]) -> Entry | None:
    for step in steps:
        if not isinstance(entry.value, MapNode) or step not in entry.value.entries:
            return None
        entry = entry.value.entries[step]
    return entry


def _component(kind: str, name: str, entry: Entry) -> Component:
    return Component(kind, name, entry.key.span, tuple(_lines(entry.value, ())))


def _lines(node: Node, path: tuple[str, ...]) -> Iterator[Said]:
    if not isinstance(node, MapNode):
        yield Said(path, _flat(node), node.span)
        return
    for name, entry in node.entries.items():
        nested = isinstance(entry.value, MapNode)
        yield Said((*path, name), None if nested else _flat(entry.value), entry.key.span)
        if nested:
            yield from _lines(entry.value, (*path, name))


def _flat(node: Node) -> str:
    """A scalar, or a list on one line."""
    if isinstance(node, ListNode):
        return f"[{', '.join(_flat(one) for one in node.items)}]"
    if isinstance(node, MapNode):
        return "{" + ", ".join(f"{name}: {_flat(one.value)}" for name, one in node.entries.items()) + "}"
    return "~" if node.is_null else node.text
