"""The FROM clause in the making: each path of lookups becomes one chain of LEFT JOINs.

A join is null-safe by nature: where a lookup is blank, or points to a record in the recycle bin, everything beyond it
reads as null.  Reads inside a declared formula have one value for all; the others see only what the reader may see, so
the policy of the record they pass through stands in the join itself and an invisible record reads as null too.
"""

from collections.abc import Callable

import sqlalchemy as sa
from sqlalchemy.sql.elements import UnaryExpression
from sqlalchemy.sql.operators import custom_op

from objectry.rules import FieldRead, Hop

Alias = Callable[[str], sa.FromClause]
"""The table of an object under a name of its own."""
Narrow = Callable[[str, sa.FromClause], sa.ColumnElement[bool]]
"""The condition under which the reader may see a record of an object, standing under this alias."""
PLUS: custom_op[object] = custom_op("+")
_Path = tuple[bool, tuple[Hop, ...]]


class Frame:
    """The tables one SELECT reads: a record at hand, and what its paths lead to."""

    def __init__(self, alias: Alias, thing: str, narrow: Narrow, base: sa.FromClause | None = None) -> None:
        self._alias = alias
        self.object = thing
        self.base: sa.FromClause = alias(thing) if base is None else base
        self.source: sa.FromClause = self.base
        self._narrow = narrow
        self._reached: dict[_Path, sa.FromClause] = {}

    @property
    def joined(self) -> bool:
        """Whether the record at hand is not all it reads."""
        return self.source is not self.base

    @property
    def aliases(self) -> tuple[sa.FromClause, ...]:
        """Every table of the clause under its alias."""
        return (self.base, *self._reached.values())

    def reach(self, hops: tuple[Hop, ...], *, declared: bool) -> sa.FromClause:
        """The record at the end of the path, joined where it is not yet."""
        if not hops:
            return self.base
        path = (declared, hops)
        if path not in self._reached:
            self._reached[path] = self._join(self.reach(hops[:-1], declared=declared), hops[-1], declared=declared)
        return self._reached[path]

    def holder(self, read: FieldRead) -> sa.FromClause:
        """The record whose field is read."""
        return self.reach(read.hops, declared=read.declared)

    def _join(self, start: sa.FromClause, hop: Hop, *, declared: bool) -> sa.FromClause:
        target = self._alias(hop.object)
        meets = [target.c.id == start.c[hop.field], live(target)]
        if not declared:
            meets.append(self._narrow(hop.object, target))
        self.source = self.source.outerjoin(target, sa.and_(*meets))
        return target


def live(table: sa.FromClause) -> sa.ColumnElement[bool]:
    """Not in the recycle bin."""
    return table.c.deleted_at.is_(None)


def live_in_order(table: sa.FromClause) -> sa.ColumnElement[bool]:
    """The same for a reading of all rows on SQLite, in the order they lie in: it would go through an index of the live
    ones otherwise, from row to row all over the file.  The sign keeps indexes away."""
    return UnaryExpression(table.c.deleted_at, operator=PLUS).is_(None)
