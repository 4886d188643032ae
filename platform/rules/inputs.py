"""What generated Python reads and may fail at, and the names it uses."""

from collections.abc import Iterator
from dataclasses import dataclass, field

from objectry.rules.operations import failure
from objectry.rules.typed import Call, ContextRead, Leaf, Node, leaves, walk

NEW = "$new"


@dataclass(frozen=True, slots=True)
class Piece:
    """An expression that is right unless one of `guards` is None."""

    guards: tuple[str, ...]
    text: str


@dataclass(slots=True)
class Names:
    """The names of the generated module and the objects bound to them."""

    bound: dict[str, object] = field(default_factory=dict)
    _known: dict[object, str] = field(default_factory=dict)
    _count: int = 0

    def bind(self, found: object) -> str:
        """The name of an object; equal literals of one type share theirs."""
        key: object = (type(found), repr(found)) if isinstance(found, str | int | tuple) else id(found)
        if key not in self._known:
            self._known[key] = f"k{len(self._known)}"
            self.bound[self._known[key]] = found
        return self._known[key]

    def fresh(self, letter: str) -> str:
        """A new name."""
        self._count += 1
        return f"{letter}{self._count}"


def inputs_of(nodes: tuple[Node, ...]) -> tuple[tuple[Leaf, ...], tuple[ContextRead, ...]]:
    """What trees read: leaves of records, and facts of the call, each once, in order of appearance."""
    read: dict[str, Leaf] = {}
    for node in nodes:
        for leaf in leaves(node):
            read.setdefault(leaf.key, leaf)
    context = {one.name: one for node in nodes for one in _contexts(node)}
    return tuple(read.values()), tuple(context.values())


def _contexts(node: Node) -> tuple[ContextRead, ...]:
    if isinstance(node, ContextRead):
        return (node,)
    if isinstance(node, Call):
        return tuple(one for arg in node.args for one in _contexts(arg))
    return ()


def sites_of(nodes: tuple[Node, ...]) -> tuple[Call, ...]:
    """The operations that may fail at run time, in order."""
    calls = (one for node in nodes for one in walk(node) if isinstance(one, Call))
    return tuple(call for call in calls if failure(call) is not None)


def constants_of(node: Node) -> Iterator[Call]:
    """The largest operations within a tree that read no record: the same for a whole batch."""
    if isinstance(node, Call):
        if node.args and not any(leaves(node)) and all(one.name != NEW for one in _contexts(node)):
            yield node
        else:
            yield from (one for arg in node.args for one in constants_of(arg))
