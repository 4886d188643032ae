"""Conditions on rows -> SQL.  What none of the branches opens stays closed."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from json import dumps
from types import MappingProxyType
from typing import Any, Protocol

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql

from objectry.rules import Call, Node
from objectry.runtime.conditions import (
    AllOf,
    AnyOf,
    Condition,
    Deleted,
    Everyone,
    Fulfils,
    IdIn,
    Nobody,
    OneOf,
    OwnedBelow,
    OwnedBy,
    SharedWith,
    Sought,
    Through,
)
from objectry.runtime.store.bin import tops
from objectry.runtime.store.columns import Id, Moment, Words
from objectry.runtime.store.expressions.emission import NO_RECORD, Sql, canonical_id, id_literal, parameter_of
from objectry.runtime.store.expressions.forms import plain
from objectry.runtime.store.frame import Frame, live
from objectry.runtime.store.reading import Reading
from objectry.runtime.store.search import found_records, sentence

FIXED = (sa.True_, sa.False_)
PLACE = ":place_"  # begins what stands for a parameter where a condition has an id: no id begins so


@dataclass(frozen=True, slots=True)
class Listed:
    """Values of a field that stand for themselves, whether or not they look like ids."""

    values: tuple[str, ...]


class Rows(Protocol):
    """The rows of an object that a condition is about, as one statement sees them."""

    @property
    def reading(self) -> Reading:
        """The statement's circumstances."""
        ...

    @property
    def frame(self) -> Frame:
        """Where the record at hand stands."""
        ...

    @property
    def deleted(self) -> bool:
        """Whether the rows are those in the recycle bin, and not the live ones."""
        ...

    def truth(self, node: Node) -> Sql:
        """A condition in the rule language, where null and false come to the same."""
        ...

    def apart(self, thing: str) -> "Rows":
        """Rows of another object, in a sub-select of their own."""
        ...


def restrict(rows: Rows, condition: Condition) -> Sql:
    """The condition as SQL; null and false come to the same."""
    return _WAYS[type(condition)](rows, condition)


def is_open(condition: Condition) -> bool:
    """Whether the condition holds for every row, as it says nothing about any."""
    if isinstance(condition, AllOf):
        return all(map(is_open, condition.parts))
    return isinstance(condition, Everyone)


def exists(rows: Rows, *conditions: Sql) -> Sql:
    """Whether there is such a row."""
    found = sa.select(plain("1")).select_from(rows.frame.source).where(*conditions)
    return found.correlate_except(*rows.frame.aliases).exists()


def _owner(rows: Rows) -> Sql | None:
    return rows.frame.base.c.get("owner")


def _owned_by(rows: Rows, condition: OwnedBy) -> Sql:
    owner = _owner(rows)
    return sa.false() if owner is None else owner == _principal(condition.principal)


def _owned_below(rows: Rows, condition: OwnedBelow) -> Sql:
    owner = _owner(rows)
    if owner is None:
        return sa.false()
    path = rows.reading.tables.manager_path
    below = sa.select(path.c.descendant).where(path.c.ancestor == _principal(condition.user), path.c.depth > 0)
    if rows.reading.facts.postgres:  # as an array it is known before the rows, and an index serves it inside OR too
        return owner == sa.any_(sa.func.array(below.scalar_subquery()))
    return owner.in_(below)


def _principal(id_: str) -> Sql:
    return sa.bindparam(id_, type_=Id()) if id_.startswith(PLACE) else id_literal(id_)


def _id_in(rows: Rows, condition: IdIn) -> Sql:
    return _among(rows.reading, rows.frame.base.c.id, condition.ids)


def _one_of(rows: Rows, condition: OneOf) -> Sql:
    return _among(rows.reading, rows.frame.base.c[condition.field], condition.values)


def _among(reading: Reading, column: Sql, wanted: tuple[str, ...]) -> Sql:
    """A list of values is a single parameter: the statement is the same for any number of them."""
    is_id, postgres = isinstance(column.type, Id), reading.facts.postgres
    item: Any = postgresql.UUID(as_uuid=False) if is_id else sa.Text()
    kind: Any = postgresql.ARRAY(item) if postgres else sa.Text()
    if wanted and wanted[0].startswith(PLACE):
        values: sa.BindParameter[Any] = sa.bindparam(wanted[0], type_=kind)
    else:
        values = sa.bindparam(None, placed(reading, wanted if is_id else Listed(wanted)), kind)
    if postgres:
        return column == sa.any_(values)
    listed = sa.func.json_each(values).table_valued(sa.column("value", column.type))
    return column.in_(sa.select(listed.c.value))


def _shared_with(rows: Rows, condition: SharedWith) -> Sql:
    """The principals are a parameter, and so is the clock."""
    share = rows.reading.tables.share
    now = sa.bindparam(parameter_of("$now"), rows.reading.context.environment.now, type_=Moment())
    found = sa.select(share.c.record).where(
        _among(rows.reading, share.c.principal, condition.principals),
        sa.or_(share.c.level == "edit", share.c.level == condition.level),
        sa.or_(share.c.expires_at.is_(None), share.c.expires_at > now),
    )
    if rows.reading.facts.postgres:  # as for people below: known before the rows
        return rows.frame.base.c.id == sa.any_(sa.func.array(found.scalar_subquery()))
    return rows.frame.base.c.id.in_(found)


def _deleted(rows: Rows, condition: Deleted) -> Sql:
    return rows.frame.base.c.id.in_(tops(None if condition.by is None else _principal(condition.by)))


def _sought(rows: Rows, condition: Sought) -> Sql:
    """What is sought is a single parameter, however many words and fields there are."""
    if condition.words[0].startswith(PLACE):
        wanted = sa.bindparam(condition.words[0], type_=Words())
    else:
        wanted = sa.bindparam(None, placed(rows.reading, condition), Words())
    return rows.frame.base.c.id.in_(found_records(wanted, postgres=rows.reading.facts.postgres))


def placed(reading: Reading, value: str | tuple[str, ...] | Listed | Sought) -> Any:
    """A principal, a list or a search as its parameter takes it; what is no id is nobody's, and in no list of ids."""
    if isinstance(value, Sought):
        return sentence(value.marks, value.words, value.name, postgres=reading.facts.postgres)
    if isinstance(value, Listed):
        return list(value.values) if reading.facts.postgres else dumps(value.values)
    if isinstance(value, str):
        return canonical_id(value) or NO_RECORD
    known = [found for one in value if (found := canonical_id(one))]
    return known if reading.facts.postgres else dumps(known)


def _fulfils(rows: Rows, condition: Fulfils) -> Sql:
    node = condition.node
    if isinstance(node, Call) and node.function in ("and", "or"):
        parts = tuple(Fulfils(arg) for arg in node.args)
        return _all_of(rows, AllOf(parts)) if node.function == "and" else _any_of(rows, AnyOf(parts))
    return rows.truth(node)


def _through(rows: Rows, condition: Through) -> Sql:
    parent = rows.apart(condition.object)
    link = rows.frame.base.c[condition.link]
    holds = restrict(parent, condition.condition)
    if condition.few:
        found = sa.select(parent.frame.base.c.id).select_from(parent.frame.source)
        return link.in_(found.where(live(parent.frame.base), holds).correlate_except(*parent.frame.aliases))
    return exists(parent, parent.frame.base.c.id == link, live(parent.frame.base), holds)


def _any_of(rows: Rows, condition: AnyOf) -> Sql:
    """SQLite uses an index of live records in a branch only where the branch itself says that it wants these."""
    parts = [restrict(rows, part) for part in condition.parts]
    if not rows.reading.facts.postgres and not rows.deleted:
        parts = [part if isinstance(part, FIXED) else sa.and_(part, live(rows.frame.base)) for part in parts]
    return sa.or_(sa.false(), *parts)


def _all_of(rows: Rows, condition: AllOf) -> Sql:
    return sa.and_(sa.true(), *(restrict(rows, part) for part in condition.parts))


_WAYS: Mapping[type, Callable[[Rows, Any], Sql]] = MappingProxyType(
    {
        Everyone: lambda _, __: sa.true(),
        Nobody: lambda _, __: sa.false(),
        OwnedBy: _owned_by,
        OwnedBelow: _owned_below,
        IdIn: _id_in,
        OneOf: _one_of,
        Fulfils: _fulfils,
        Sought: _sought,
        Deleted: _deleted,
        Through: _through,
        SharedWith: _shared_with,
        AnyOf: _any_of,
        AllOf: _all_of,
    }
)
