"""Two changes of one file brought together by component: each keeps its lines as they are, comments and all.

A component is an entry of a mapping with the comment above it; where both sides have changed one, its own entries are
brought together in turn.  What cannot be is a clash, told by its path; the lines of this side stay.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from types import MappingProxyType

from objectry.metadata.reading.formatting import is_flow, line_starts, parsed
from objectry.metadata.reading.nodes import LINE_BREAK, MapNode, Node

Path = tuple[str, ...]
Lines = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Clash:
    """A component that both sides have changed, and its line here; where one side has removed it, `gone` says which."""

    path: Path
    gone: str = ""
    line: int = 1

    @property
    def name(self) -> str:
        """`fields.amount`; what stands above the first entry is the head of the file."""
        return ".".join(self.path)


@dataclass(frozen=True, slots=True)
class Joined:
    """The text of both changes, and what clashes in it."""

    text: str
    clashes: tuple[Clash, ...]


@dataclass(frozen=True, slots=True)
class Part:
    """Some lines of a file: those before the first entry, and the entries; a leaf is all head."""

    head: Lines
    entries: Mapping[str, "Part"] = field(default_factory=lambda: MappingProxyType({}))

    @property
    def lines(self) -> Lines:
        """All of them."""
        return self.head + tuple(line for part in self.entries.values() for line in part.lines)

    @property
    def said(self) -> Lines:
        """What counts when two are compared."""
        lines = tuple(line.rstrip() for line in self.lines)
        while lines and not lines[-1]:
            lines = lines[:-1]
        return lines


NOTHING = Part(())


def join_changes(base: str, here: str, there: str) -> Joined | None:
    """Both changes of a file as one; None where one of the three cannot be read."""
    parts = [cut(text) for text in (base, here, there)]
    if any(part is None for part in parts):
        return None
    joining = _Joining()
    text = "".join(joining.together((), *parts).lines)  # type: ignore[arg-type]  # none of them is None
    tree = parsed(text)
    if tree is None:
        return None
    clashes = tuple(_placed(clash, tree) for clash in joining.clashes)
    return Joined(text.replace("\n", "\r\n") if "\r\n" in here else text, clashes)


def cut(text: str) -> Part | None:
    """A file in its parts; None where it cannot be read, or is no mapping of lines."""
    text = text.replace("\r\n", "\n")
    tree = parsed(text)
    if not isinstance(tree, MapNode) or is_flow(tree, text, line_starts(text)):
        return None
    if len(LINE_BREAK.split(text)) != text.count("\n") + 1:
        return None  # a line break that few programs know
    lines = [f"{line}\n" for line in text.rstrip("\n").split("\n")]
    return _part(tree, text, line_starts(text), lines, 1, len(lines) + 1)


def _part(node: Node, text: str, starts: list[int], lines: list[str], begin: int, end: int) -> Part:
    """The lines from `begin` to before `end`, with the entries of the mapping that stands there."""
    if not isinstance(node, MapNode) or not node.entries or is_flow(node, text, starts):
        return Part(tuple(lines[begin - 1 : end - 1]))
    firsts: list[int] = []
    for entry in node.entries.values():
        least = firsts[-1] + 1 if firsts else begin
        firsts.append(_first_line(lines, entry.key.line, node.column - 1, least))
    ends = [*firsts[1:], end]
    entries = {
        name: _part(entry.value, text, starts, lines, first, last)
        for (name, entry), first, last in zip(node.entries.items(), firsts, ends, strict=True)
    }
    return Part(tuple(lines[begin - 1 : firsts[0] - 1]), MappingProxyType(entries))


def _first_line(lines: list[str], line: int, column: int, least: int) -> int:
    """Where an entry begins: with the comment right above it, unless that stands deeper and is its neighbour's."""
    first = line
    while first > least and lines[first - 2].lstrip().startswith("#") and _depth(lines[first - 2]) <= column:
        first -= 1
    return first


def _depth(line: str) -> int:
    return len(line) - len(line.lstrip(" "))


class _Joining:
    """The parts of two sides brought together, and what clashes on the way."""

    def __init__(self) -> None:
        self.clashes: list[Clash] = []

    def together(self, path: Path, base: Part, here: Part, there: Part) -> Part:
        """One part out of two."""
        if there.said in (here.said, base.said):
            return here
        if here.said == base.said:
            return there
        if not (here.entries and there.entries):
            self.clashes.append(Clash(path))
            return here
        head = self._head(path, base.head, here.head, there.head)
        return Part(head, MappingProxyType(dict(self._entries(path, base, here, there))))

    def _head(self, path: Path, base: Lines, here: Lines, there: Lines) -> Lines:
        """Comments above the first entry, and the key of a mapping."""
        parts = Part(base), Part(here), Part(there)
        return self.together(path, *parts).head

    def _entries(self, path: Path, base: Part, here: Part, there: Part) -> Iterator[tuple[str, Part]]:
        for name in in_order([*base.entries], [*here.entries], [*there.entries]):
            sides = [part.entries.get(name) for part in (base, here, there)]
            found = self._entry((*path, name), *sides)
            if found is not None:
                yield name, found

    def _entry(self, path: Path, base: Part | None, here: Part | None, there: Part | None) -> Part | None:
        if here is not None and there is not None:
            whole = self.together(path, base or NOTHING, here, there)
            emptied = here.entries and there.entries and not whole.entries  # each has removed what the other has left
            return None if emptied else whole
        left = here or there
        if left is None or base is None:
            return left
        if left.said != base.said:  # one side has removed what the other has changed
            self.clashes.append(Clash(path, gone="here" if here is None else "there"))
            return here
        return None


def in_order(base: list[str], here: list[str], there: list[str]) -> list[str]:
    """All names of both sides, in the order of the side that has changed it, else of this one; what only the other
    side has follows what it follows there, behind what the first has added at that place."""
    moved = _common(here, base, there) != _common(base, here, there)
    first, second = (here, there) if moved else (there, here)
    found = list(first)
    for number, name in enumerate(second):
        if name not in found:
            place = found.index(second[number - 1]) + 1 if number else 0
            while place < len(found) and found[place] not in second:
                place += 1
            found.insert(place, name)
    return found


def _common(names: list[str], *others: list[str]) -> list[str]:
    return [name for name in names if all(name in other for other in others)]


def _placed(clash: Clash, tree: Node) -> Clash:
    """The clash with the line its component has in the joined text, or that of what is around it."""
    node = tree
    for name in clash.path:
        if not isinstance(node, MapNode) or name not in node.entries:
            break
        clash = replace(clash, line=node.entries[name].key.line)
        node = node.entries[name].value
    return clash
