"""How wide a read may be: a database joins only so many tables, and nobody means more.

Each way through lookups is one joined table, however many fields are read behind it.  SQLite stops at 64.  Each figure
over children is a query of its own for every row.
"""

from collections.abc import Iterable, Iterator

from objectry.rules import Aggregate, FieldRead, Node, walk
from objectry.runtime.codes import problem
from objectry.runtime.conditions import AllOf, AnyOf, Condition, Fulfils
from objectry.runtime.errors import Invalid

MOST_WAYS = 60
MOST_FIGURES = 30

Way = tuple[bool, tuple[str, ...]]


def check_width(nodes: Iterable[Node], condition: Condition) -> None:
    """Raises Invalid where a read of these values under this condition goes through more lookups than can be joined,
    or works out more figures over children than anybody should wait for."""
    ways: set[Way] = set()
    figures = 0
    for node in (*nodes, *_expressions(condition)):
        ways.update(_ways(node))
        if len(ways) > MOST_WAYS:
            raise Invalid((problem("D548", limit=str(MOST_WAYS)),))
        figures += sum(isinstance(one, Aggregate) for one in walk(node))
        if figures > MOST_FIGURES:
            raise Invalid((problem("D507", limit=str(MOST_FIGURES)),))


def _expressions(condition: Condition) -> Iterator[Node]:
    if isinstance(condition, Fulfils):
        yield condition.node
    elif isinstance(condition, AllOf | AnyOf):
        for part in condition.parts:
            yield from _expressions(part)


def _ways(node: Node) -> Iterator[Way]:
    for read in walk(node):
        if isinstance(read, FieldRead) and read.hops:
            fields = tuple(hop.key for hop in read.hops)
            yield from ((read.child, fields[:length]) for length in range(1, len(fields) + 1))
