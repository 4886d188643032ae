"""One merge rule for every kind: a later layer adds to, overrides, places and removes what earlier ones declare.

Mappings merge by key, scalars and lists replace.  Entries of mappings by name may carry directives: `disabled: true`
removes, `after:`, `before:` and `first: true` place.  Every node keeps the file and place it was written at.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from objectry.diagnostics import Diagnostics, Span, suggest
from objectry.metadata.containers import DIRECTIVES, Cases, Either, Keyed, Record, Table
from objectry.metadata.field_keys import PICKLIST, FieldShape
from objectry.metadata.nodes import Entry, MapNode, Node, ScalarNode, Style
from objectry.metadata.shapes import Shape


@dataclass(frozen=True, slots=True)
class Directives:
    """What an entry says about its own place."""

    disabled: bool = False
    after: str | None = None
    before: str | None = None
    first: bool = False

    @property
    def places(self) -> bool:
        """Whether it wants another place than the one it has."""
        return bool(self.first or self.after or self.before)


NONE = Directives()


def merge(base: Node | None, over: Node, shape: Shape | None, problems: Diagnostics) -> Node:
    """`over` laid upon `base`, as the shape of the place allows; directives inside are carried out and taken away."""
    if isinstance(over, MapNode) and isinstance(shape, Either):
        shape = shape.collection
    if not isinstance(over, MapNode) or shape is None:
        return over
    beneath = base if isinstance(base, MapNode) else None
    if isinstance(shape, Keyed):
        return merge_keyed(beneath, over, shape, problems)
    return merge_keys(beneath, over, shape, problems)


def merge_keys(base: MapNode | None, over: MapNode, shape: Shape, problems: Diagnostics) -> MapNode:
    """Mappings with fixed keys, and tables: key by key."""
    merged: dict[str, Entry] = dict(base.entries) if base else {}
    for name, entry in over.entries.items():
        inside = inner(shape, name)
        below = merged.get(name)
        if inside is not None:
            entry = Entry(entry.key, merge(below.value if below else None, entry.value, inside, problems))  # noqa: PLW2901
        merged[name] = entry
    return MapNode(merged, over.document, over.line, over.column)


def inner(shape: Shape, name: str) -> Shape | None:
    """The shape below a key, where something can be merged there."""
    if isinstance(shape, Record):
        found = shape.keys.get(name)
        return mergeable(found.shape) if found else None
    if isinstance(shape, Table):
        return mergeable(shape.value)
    if isinstance(shape, Cases):
        return next((inner(record, name) for record in shape.cases.values() if name in record.keys), None)
    if isinstance(shape, FieldShape):
        return FIELD_PARTS.get(name)
    return None


def mergeable(shape: Shape) -> Shape | None:
    """The shape itself when it is a mapping."""
    return shape if isinstance(shape, Record | Table | Cases | Keyed | FieldShape | Either) else None


FIELD_PARTS: Mapping[str, Shape] = {
    name: found for name in PICKLIST for found in [mergeable(PICKLIST[name].shape)] if found is not None
}


def merge_keyed(base: MapNode | None, over: MapNode, shape: Keyed, problems: Diagnostics) -> MapNode:
    """Mappings by name: entries may be placed and removed."""
    merged: dict[str, Entry] = dict(base.entries) if base else {}
    moved: list[tuple[str, Directives, Span]] = []
    for name, entry in over.entries.items():
        said, bare = take_directives(entry.value, problems)
        if said.disabled:
            remove(merged, name, entry, shape, problems)
            continue
        below = merged.get(name)
        merged[name] = Entry(entry.key, merge(below.value if below else None, bare, shape.entry, problems))
        if said.places:
            moved.append((name, said, entry.key.span))
    order = [*merged]
    for name, said, span in moved:
        place(order, name, said, span, problems)
    kept = {name: merged[name] for name in order} if moved else merged
    return MapNode(kept, over.document, over.line, over.column)


def remove(merged: dict[str, Entry], name: str, entry: Entry, shape: Keyed, problems: Diagnostics) -> None:
    if merged.pop(name, None) is None:
        hint = suggest(name, merged)
        problems.error("M210", f'there is no "{name}" among the {shape.what} to disable{hint}', entry.key.span)


def place(order: list[str], name: str, said: Directives, span: Span, problems: Diagnostics) -> None:
    """Move `name` to where it wants to stand."""
    target = said.after or said.before
    order.remove(name)
    if said.first or target is None:
        order.insert(0, name)
        return
    if target not in order:
        order.append(name)
        word = "after" if said.after else "before"
        problems.error("M210", f'there is no "{target}" to place "{name}" {word}{suggest(target, order)}', span)
        return
    order.insert(order.index(target) + (1 if said.after else 0), name)


def take_directives(node: Node, problems: Diagnostics) -> tuple[Directives, Node]:
    """The directives of an entry, and the entry without them."""
    if not isinstance(node, MapNode) or not any(word in node.entries for word in DIRECTIVES):
        return NONE, node
    said = Directives(
        disabled=flag(node, "disabled", problems),
        after=word(node, "after", problems),
        before=word(node, "before", problems),
        first=flag(node, "first", problems),
    )
    bare = {name: entry for name, entry in node.entries.items() if name not in DIRECTIVES}
    return said, MapNode(bare, node.document, node.line, node.column)


def flag(node: MapNode, name: str, problems: Diagnostics) -> bool:
    found = node.get(name)
    if found is None:
        return False
    if isinstance(found, ScalarNode) and found.style is Style.PLAIN and found.text in {"true", "false"}:
        return found.text == "true"
    problems.error("M203", f"{name} is true or false", found.span)
    return False


def word(node: MapNode, name: str, problems: Diagnostics) -> str | None:
    found = node.get(name)
    if found is None:
        return None
    if isinstance(found, ScalarNode) and not found.is_null:
        return found.text
    problems.error("M203", f"{name} takes the name of another entry", found.span)
    return None
