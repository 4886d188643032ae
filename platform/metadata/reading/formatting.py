"""One look for YAML files: two spaces a level, no space where none belongs.  Only white space ever changes.

Each step is held against what it started from: a step after which the file would say anything else, or would have
another character that is no space, is not taken.
"""

from collections.abc import Callable, Iterator

from objectry.diagnostics import Diagnostics
from objectry.metadata.reading.nodes import LINE_BREAK, Document, ListNode, MapNode, Node, ScalarNode
from objectry.metadata.reading.source import read_nodes

INDENT = 2
Lines = list[str]


def formatted(text: str) -> str | None:
    """The file in its one form; None where it cannot be read."""
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    node = parsed(text)
    if node is None:
        return None
    for step in (with_even_flow, with_even_indents, with_even_ends):
        changed = step(text, node)
        again = parsed(changed)
        if again is not None and squeezed(changed) == squeezed(text) and alike(node, again):
            text, node = changed, again
    return text


def parsed(text: str) -> Node | None:
    """The tree of a file without faults."""
    problems = Diagnostics()
    node = read_nodes(Document("", text), problems)
    return None if problems.errors else node


def squeezed(text: str) -> str:
    """Everything but white space."""
    return "".join(text.split())


def alike(one: Node, other: Node) -> bool:
    """Whether two trees say the same, wherever it stands."""
    if isinstance(one, ScalarNode) and isinstance(other, ScalarNode):
        return (one.text, one.style) == (other.text, other.style)
    if isinstance(one, MapNode) and isinstance(other, MapNode):
        pairs = zip(one.entries.values(), other.entries.values(), strict=False)
        return [*one.entries] == [*other.entries] and all(alike(a.value, b.value) for a, b in pairs)
    if isinstance(one, ListNode) and isinstance(other, ListNode):
        items = zip(one.items, other.items, strict=False)
        return len(one.items) == len(other.items) and all(alike(a, b) for a, b in items)
    return False


# ------------------------------------------------------------ braces and brackets


def with_even_flow(text: str, root: Node) -> str:
    """`{ a:1 ,b: [x,y] }` as `{a: 1, b: [x, y]}`, where it stands on one line."""
    starts = line_starts(text)
    for node in sorted(flows(root, text, starts), key=lambda one: (one.line, one.column), reverse=True):
        begin = starts[node.line - 1] + node.column - 1
        drawn = draw(node, text, starts)
        end = end_of(text, begin, drawn)
        if end is not None:
            text = text[:begin] + drawn + text[end:]
    return text


def flows(node: Node, text: str, starts: list[int]) -> Iterator[MapNode | ListNode]:
    """The outermost collections in braces and brackets."""
    if isinstance(node, ScalarNode):
        return
    if is_flow(node, text, starts):
        yield node
        return
    for child in children(node):
        yield from flows(child, text, starts)


def is_flow(node: Node, text: str, starts: list[int]) -> bool:
    """Whether a collection is written in braces or brackets."""
    at = starts[node.line - 1] + node.column - 1
    return not isinstance(node, ScalarNode) and text[at : at + 1] in {"{", "["}


def children(node: MapNode | ListNode) -> Iterator[Node]:
    """What a collection holds."""
    yield from (entry.value for entry in node.entries.values()) if isinstance(node, MapNode) else node.items


def draw(node: Node, text: str, starts: list[int]) -> str:
    """A collection on one line, its scalars as they are written."""
    if isinstance(node, ScalarNode):
        return text[node.start : node.end]
    if isinstance(node, ListNode):
        return f"[{', '.join(draw(one, text, starts) for one in node.items)}]"
    entries = ((draw(one.key, text, starts), draw(one.value, text, starts)) for one in node.entries.values())
    return "{" + ", ".join(f"{key}: {value}" if value else f"{key}:" for key, value in entries) + "}"


def end_of(text: str, begin: int, drawn: str) -> int | None:
    """Where what is written at `begin` ends, if it is on one line and but for spaces the same as what is drawn."""
    at = begin
    for sign in squeezed(drawn):
        while text[at : at + 1] == " ":
            at += 1
        if text[at : at + 1] != sign:
            return None
        at += 1
    return at


# ------------------------------------------------------------ indents


def with_even_indents(text: str, root: Node) -> str:
    """Two spaces a level; what belongs to a line (a block of text, a comment) moves with it."""
    lines, starts = text.split("\n"), line_starts(text)
    wanted: dict[int, int] = {}
    indent(root, 0, wanted, lambda node: is_flow(node, text, starts))
    inner = inside_of_scalars(root, text)
    shift = 0
    for number, line in enumerate(lines, 1):
        old = len(line) - len(line.lstrip(" "))
        if not line.strip():
            continue
        if number in wanted and number not in inner:
            shift = wanted[number] - old
        elif number not in inner and line.lstrip().startswith("#"):
            lines[number - 1] = " " * comment_indent(lines, number, old, wanted, old + shift) + line.lstrip(" ")
            continue
        lines[number - 1] = " " * max(0, old + shift) + line[old:]
    return "\n".join(lines)


def indent(node: Node, column: int, wanted: dict[int, int], flow: Callable[[Node], bool]) -> None:
    """Write down, for each line that begins with a key or a dash, at which column it is to begin."""
    if isinstance(node, ScalarNode) or flow(node):
        return
    if isinstance(node, ListNode):
        for item in node.items:
            wanted.setdefault(item.line, column)
            indent(item, column + max(1, item.column - node.column), wanted, flow)
        return
    for entry in node.entries.values():
        wanted.setdefault(entry.key.line, column)
        indent(entry.value, column + INDENT, wanted, flow)


def comment_indent(lines: Lines, number: int, old: int, wanted: dict[int, int], otherwise: int) -> int:
    """Where a comment goes: to the next line that stood at its column, else to the last one that did."""
    after = (one for one in sorted(wanted) if one > number)
    for one in after:
        stood = len(lines[one - 1]) - len(lines[one - 1].lstrip(" "))
        if stood == old:
            return wanted[one]
        if stood < old:
            break
    return max(0, otherwise)


def inside_of_scalars(root: Node, text: str) -> set[int]:
    """The lines that are, from their beginning on, part of a text over several lines."""
    found: set[int] = set()
    for scalar in scalars(root):
        written = text[scalar.start : scalar.end].rstrip("\n ")
        found.update(range(scalar.line + 1, scalar.line + written.count("\n") + 1))
    return found


def scalars(node: Node) -> Iterator[ScalarNode]:
    """All texts of a tree, keys left out."""
    if isinstance(node, ScalarNode):
        yield node
        return
    for child in children(node):
        yield from scalars(child)


# ------------------------------------------------------------ ends


def with_even_ends(text: str, root: Node) -> str:
    """No spaces at the end of a line, at most one empty line in a row, and a line end at the end of the file."""
    inner = inside_of_scalars(root, text)
    kept: Lines = []
    for number, line in enumerate(text.split("\n"), 1):
        tidy = line if number in inner else line.rstrip()
        if tidy or number in inner or (kept and kept[-1]):
            kept.append(tidy)
    return "\n".join(kept).rstrip("\n") + "\n"


def line_starts(text: str) -> list[int]:
    """The offset at which each line begins."""
    return [0, *(found.end() for found in LINE_BREAK.finditer(text))]
