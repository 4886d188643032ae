"""One entry more in a file that people write: everything that is there stays as it is, comments and all."""

from objectry.metadata.reading.formatting import alike, draw, end_of, is_flow, line_starts, parsed
from objectry.metadata.reading.nodes import Entry, MapNode, ScalarNode


class CannotAddError(ValueError):
    """The file is not one an entry can be added to."""


def add_entry(text: str, path: tuple[str, ...], name: str, value: str) -> str:
    """The text with `name: value` behind the other entries of the mapping under `path`, which is made if need be.

    Raises CannotAddError where the file cannot be read, or has the entry, or is written in a way that leaves no place.
    """
    root = parsed(text)
    if not isinstance(root, MapNode):
        raise CannotAddError("the file has errors; `crm validate` tells them")
    missing = list(path)
    here = root
    while missing and isinstance(inside := here.get(missing[0]), MapNode):
        here = inside
        missing.pop(0)
    if missing and missing[0] in here.entries and not is_blank(here.entries[missing[0]]):
        raise CannotAddError(f"{missing[0]} is no mapping")
    if not missing and name in here.entries:
        raise CannotAddError(f"{name} stands there already")
    changed = inserted(text, here, missing, name, value)
    checked(root, changed, path, name)
    return changed


def is_blank(entry: Entry) -> bool:
    """Whether nothing stands under a key."""
    return isinstance(entry.value, ScalarNode) and entry.value.is_null


def inserted(text: str, here: MapNode, missing: list[str], name: str, value: str) -> str:
    """The text with the entry, and the mappings around it that are missing."""
    starts = line_starts(text)
    if is_flow(here, text, starts):
        for around in reversed([*missing[1:], name] if missing else []):
            value = f"{{{around}: {value}}}"
        return in_braces(text, here, starts, f"{missing[0] if missing else name}: {value}")
    column = here.column - 1 if here.entries else 0
    if missing and missing[0] in here.entries:
        key = here.entries[missing[0]].key  # `fields:` with nothing under it
        lines = [f"{' ' * (column + 2 + 2 * at)}{one}:" for at, one in enumerate(missing[1:])]
        depth = len(missing)
        return spliced(text, key.line, [*lines, f"{' ' * (column + 2 * depth)}{name}: {value}"])
    lines = [f"{' ' * (column + 2 * at)}{one}:" for at, one in enumerate(missing)]
    lines.append(f"{' ' * (column + 2 * len(missing))}{name}: {value}")
    return spliced(text, last_line(text, here, column), lines)


def in_braces(text: str, here: MapNode, starts: list[int], entry: str) -> str:
    """The entry before the closing brace."""
    begin = starts[here.line - 1] + here.column - 1
    end = end_of(text, begin, draw(here, text, starts))
    if end is None:
        raise CannotAddError("the entries stand in braces over several lines; write the new one by hand")
    return f"{text[: end - 1].rstrip()}{', ' if here.entries else ''}{entry}{text[end - 1 :]}"


def last_line(text: str, here: MapNode, column: int) -> int:
    """The last line that belongs to a mapping."""
    lines = text.split("\n")
    last = here.line if here.entries else len(text.rstrip().split("\n"))
    for number in range(here.line, len(lines) + 1):
        line = lines[number - 1]
        if not line.strip():
            continue
        deep = len(line) - len(line.lstrip(" ")) >= column
        if deep:
            last = number
        elif not line.lstrip().startswith("#"):
            break
    return last


def spliced(text: str, line: int, more: list[str]) -> str:
    """The text with more lines behind this one."""
    lines = text.rstrip("\n").split("\n") if text.strip() else []
    return "\n".join([*lines[:line], *more, *lines[line:]]) + "\n"


def checked(root: MapNode, changed: str, path: tuple[str, ...], name: str) -> None:
    """Raises CannotAddError unless the change is exactly the entry that was to come."""
    again = parsed(changed)
    if not isinstance(again, MapNode) or not alike(root, without(again, (*path, name), root)):
        raise CannotAddError("there is no clear place for it in this file; write it by hand")


def without(node: MapNode, path: tuple[str, ...], like: MapNode) -> MapNode:
    """The tree without the entry at `path`, and without the mappings around it that were not there before."""
    first, *rest = path
    entries = dict(node.entries)
    was, inside = like.get(first), node.get(first)
    if rest and isinstance(inside, MapNode) and isinstance(was, MapNode):
        entries[first] = Entry(entries[first].key, without(inside, tuple(rest), was))
    elif was is not None and first in like.entries:
        entries[first] = like.entries[first]
    else:
        entries.pop(first, None)
    return node._replace(entries=entries)
