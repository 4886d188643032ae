"""Typed trees and conditions -> SQL, seen from one record at hand."""

from dataclasses import replace
from functools import partial
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import aggregate_order_by

from objectry.metadata import FieldType
from objectry.plan import FieldPlan, Rollup
from objectry.rules import Aggregate, Call, FieldRead, Hop, Kind, Node, Type, rounded_to
from objectry.runtime.conditions import Nobody
from objectry.runtime.store.columns import SQLITE_DIGITS, Integer, Number
from objectry.runtime.store.expressions import postgres
from objectry.runtime.store.expressions.emission import Sql, decoded, given, is_null
from objectry.runtime.store.expressions.exact import SHIFT
from objectry.runtime.store.expressions.figures import figure, figure_scale
from objectry.runtime.store.expressions.forms import plain
from objectry.runtime.store.expressions.fused import fuse
from objectry.runtime.store.expressions.logic import LOOSE
from objectry.runtime.store.expressions.narrowing import split
from objectry.runtime.store.expressions.sqlite import NATIVE, is_native, joins
from objectry.runtime.store.expressions.sqlite_sums import compared_sum
from objectry.runtime.store.frame import Frame, live
from objectry.runtime.store.reading import Reading
from objectry.runtime.store.where import exists, restrict


class Emitter:
    """Emits the SQL of one statement as seen from one record: the base of `frame`.

    `around` is the emitter of the record around, inside a figure over children.  `trusted` stands for conditions of
    access themselves: what these read is not narrowed once more.  `deleted`: the rows are those in the recycle bin.
    """

    def __init__(
        self,
        reading: Reading,
        thing: str,
        base: sa.FromClause | None = None,
        around: "Emitter | None" = None,
        *,
        trusted: bool = False,
        deleted: bool = False,
    ) -> None:
        self.reading = reading
        self.around = around
        self.trusted = trusted
        self.deleted = deleted
        self.frame = Frame(reading.alias, thing, self.visible, base)

    def value(self, node: Node) -> Sql:
        """The value of a tree.  A number on SQLite is a whole number of units of 10 ** -(the type's scale)."""
        if isinstance(node, Call):
            return self._call(node)
        if isinstance(node, FieldRead):
            return self._home(node).field(node)
        if isinstance(node, Aggregate):
            return self._over_children(node)
        return given(self, node, postgres=self._postgres)

    def truth(self, node: Node) -> Sql:
        """A condition where null and false come to the same."""
        if is_null(node):
            return sa.false()
        if isinstance(node, Call) and node.function in LOOSE and self._emits(node):
            return LOOSE[node.function](self, node)
        return self.value(node)

    def output(self, node: Node) -> Sql:
        """The value of a tree, arriving in Python as a value of the language."""
        return decoded(self.value(node), node.type, postgres=self._postgres)

    def sortable(self, node: Node) -> Sql:
        """The value of a tree in the form in which an index keeps it."""
        return self.stored(node) if isinstance(node, FieldRead) and self._postgres else self.value(node)

    def fitted(self, node: Node, scale: int) -> Sql:
        """The value of a number, on SQLite counted in units of 10 ** -scale; other values as they are."""
        return self._shifted(self.value(node), node.type, scale)

    def stored(self, read: FieldRead) -> Sql:
        """The column that is read, in the database's own type."""
        column = self._column(read)
        return self.value(read) if column is None else column

    def _column(self, read: FieldRead) -> Sql | None:
        """What keeps the field; None where it is computed, or is to be computed afresh."""
        kept = self._home(read).frame.holder(read).c.get(read.field)
        return None if kept is None or (self.reading.afresh and self._figure(read) is not None) else kept

    def _figure(self, read: FieldRead) -> Rollup | None:
        plan = self.reading.tables.blueprint.objects[read.object].fields.get(read.field)
        return None if plan is None else plan.rollup

    def field(self, read: FieldRead) -> Sql:
        """The value of a field; that of a computed one without a column is computed."""
        if read.prior:
            raise LookupError(f"the database does not know what {read.field} was before")
        if read.hops and read.type.kind is Kind.SET and (through := self._through_links(read.hops)) is not None:
            start = self.frame.reach(read.hops[:-1], declared=read.declared)
            return self._links(through, start, read.field, declared=read.declared)
        column = self._column(read)
        if column is None:
            return self._computed(read, self.frame.holder(read))
        if self._postgres:
            return sa.cast(column, sa.Numeric()) if isinstance(column.type, Integer) else column
        return self._shifted(column, replace(read.type, scale=column_scale(column)), read.type.scale)

    def apart(self, thing: str, base: sa.FromClause | None = None) -> "Emitter":
        """An emitter of the conditions of access themselves, on rows in a sub-select of their own."""
        return Emitter(self.reading, thing, base, trusted=True)

    def visible(self, thing: str, base: sa.FromClause) -> Sql:
        """The condition under which the reader may see a record of `thing`; a closed object has none."""
        if self.trusted:
            return sa.true()
        policy = self.reading.policies.get(thing, Nobody())
        here = self.apart(thing, base)
        condition = restrict(here, policy)
        if not here.frame.joined:
            return condition
        there = self.apart(thing)
        return exists(there, there.frame.base.c.id == base.c.id, restrict(there, policy))

    @property
    def _postgres(self) -> bool:
        return self.reading.facts.postgres

    def _home(self, read: FieldRead) -> "Emitter":
        """Inside a figure over children, a read starts at the child or at the record around it."""
        return self if read.child or self.around is None else self.around

    def _emits(self, call: Call) -> bool:
        return self._postgres or joins(call) or is_native(call)

    def _call(self, call: Call) -> Sql:
        if self._postgres:
            return postgres.emit(self, call)
        if self._emits(call):
            return NATIVE[call.function](self, call)
        fused = partial(fuse, self, call)
        small = compared_sum(self, call, fused)
        if small is None:
            small = split(self, call, fused)
        return fused() if small is None else small

    def _shifted(self, value: Sql, type_: Type, scale: int) -> Sql:
        places = scale - type_.scale
        if self._postgres or type_.kind is not Kind.NUMBER or not places:
            return value
        if places > 0 and type_.digits + scale <= SQLITE_DIGITS:
            return value.op("*")(sa.literal_column(str(10**places)))
        return self.reading.call(SHIFT, value, sa.literal_column(str(places)))

    def _over_children(self, node: Aggregate) -> Sql:
        """A figure over the children of the record at hand, or of one that a path leads to."""
        parent = self.frame.reach(node.hops, declared=node.declared)
        child = Emitter(self.reading, node.object, around=self, trusted=self.trusted)
        kind = node.type if node.value is None else node.value.type
        value = None if node.value is None else child.value(node.value)
        found = figure(self.reading, node.function, value, kind)
        conditions = [child.frame.base.c[node.link] == parent.c.id, live(child.frame.base)]
        if node.where is not None:
            conditions.append(child.truth(node.where))
        if not node.declared:
            conditions.append(self.visible(node.object, child.frame.base))
        counted = replace(node.type, scale=figure_scale(node.function, kind))
        return self._shifted(child.selected(found, *conditions), counted, node.type.scale)

    def selected(self, value: Sql, *conditions: Sql) -> Sql:
        """One value from a sub-select of these rows."""
        rows = sa.select(value).select_from(self.frame.source).where(*conditions)
        return rows.correlate_except(*self.frame.aliases).scalar_subquery()

    def _computed(self, read: FieldRead, holder: sa.FromClause) -> Sql:
        """A roll-up or formula that is computed when it is read, from the record `holder`."""
        plan = self.reading.tables.blueprint.objects[read.object].fields[read.field]
        if plan.field.type is FieldType.MANY_TO_MANY:
            return self._links(plan, holder, "id", declared=read.declared)
        tree = plan.formula if plan.rollup is None else rounded_to(aggregate_of(plan.rollup), read.type)
        if tree is None:
            raise LookupError(f"{read.object}.{read.field} is neither stored nor computed")
        there = Emitter(self.reading, read.object, trusted=self.trusted)
        value = there.fitted(tree, read.type.scale)
        return there.selected(value, there.frame.base.c.id == holder.c.id)

    def _through_links(self, hops: tuple[Hop, ...]) -> FieldPlan | None:
        """The many_to_many the last hop goes through: then what lies beyond are many records."""
        objects = self.reading.tables.blueprint.objects
        start = hops[-2].object if len(hops) > 1 else self.frame.object
        plan = objects[start].fields.get(hops[-1].field)
        return plan if plan is not None and plan.field.junction is not None else None

    def _links(self, plan: FieldPlan, holder: sa.FromClause, name: str, *, declared: bool) -> Sql:
        """A field of all records that `holder` is linked to and the reader may see, in the order of their ids."""
        objects = self.reading.tables.blueprint.objects
        junction = objects[plan.field.junction or ""].object.junction
        assert junction is not None
        link = Emitter(self.reading, plan.field.junction or "", around=self, trusted=self.trusted)
        beyond = link.frame.reach((Hop(junction.far, junction.target),), declared=declared)
        rows = sa.select(beyond.c[name].label("value"), beyond.c.id.label("place"))
        rows = rows.select_from(link.frame.source).order_by(beyond.c.id)
        meets = (link.frame.base.c[junction.near] == holder.c.id, live(link.frame.base), beyond.c.id.is_not(None))
        return gathered(rows.where(*meets).correlate_except(*link.frame.aliases), postgres=self._postgres)


def gathered(rows: sa.Select[Any], *, postgres: bool) -> Sql:
    """The values of rows as one set, in their order; none is null."""
    found = rows.subquery()
    if postgres:
        value = sa.cast(found.c.value, sa.Text())
        return sa.select(sa.func.array_agg(aggregate_order_by(value, found.c.place))).scalar_subquery()
    return sa.select(sa.func.nullif(sa.func.json_group_array(found.c.value), plain("'[]'"))).scalar_subquery()


def aggregate_of(rollup: Rollup) -> Aggregate:
    """The figure a roll-up field stands for."""
    return Aggregate(rollup.function, rollup.child, rollup.link, rollup.value, rollup.where, rollup.type, declared=True)


def column_scale(column: sa.ColumnElement[Any]) -> int:
    """The decimal places of a stored number."""
    return column.type.scale if isinstance(column.type, Number) else 0
