"""Where a page starts: behind the key of the row before it, written so that an index serves it."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

import sqlalchemy as sa

from objectry.rules import Kind, Node, Type, Value
from objectry.runtime.store.columns import Integer, scaled
from objectry.runtime.store.emitter import Emitter
from objectry.runtime.store.expressions.emission import NO_RECORD, Sql, canonical_id, sql_type
from objectry.runtime.store.expressions.exact import SORT_TEXT, fits_at, sort_text

AFTER = "after_"


@dataclass(frozen=True, slots=True)
class Key:
    """One sort key as SQL.  A wide number on SQLite is sorted by a text that sorts as it does."""

    value: Sql
    type: Type
    descending: bool
    postgres: bool
    as_text: bool = False

    @property
    def order(self) -> Sql:
        """The clause of ORDER BY: nulls first ascending, last descending."""
        if not self.type.nullable:
            return self.value.desc() if self.descending else self.value.asc()
        return self.value.desc().nulls_last() if self.descending else self.value.asc().nulls_first()

    def same(self, last: Sql | None) -> Sql:
        """Rows with this value of the key; None stands for null."""
        return self.value.is_(None) if last is None else self.value == last

    def beyond(self, last: Sql | None) -> Sql:
        """Rows whose value of the key comes after this one; None stands for null."""
        if not self.descending:
            return self.value.is_not(None) if last is None else self.value > last
        if last is None:
            return sa.false()
        return sa.or_(self.value < last, self.value.is_(None)) if self.type.nullable else self.value < last

    def parameter(self, name: str) -> Sql:
        """A value of the key that is given when the statement runs."""
        if self.as_text:
            kind: sa.types.TypeEngine[Any] = sa.Text()
        elif isinstance(self.value.type, Integer) or (self.type.kind is Kind.NUMBER and not self.postgres):
            kind = sa.BigInteger()
        else:
            kind = sql_type(self.type, postgres=self.postgres)
        return sa.bindparam(name, type_=kind)

    def bound(self, value: Value) -> Any:
        """The value as that parameter takes it."""
        if not isinstance(value, Decimal):
            is_id = self.type.kind is Kind.REF and isinstance(value, str)
            return canonical_id(str(value)) or NO_RECORD if is_id else value
        if self.as_text:
            return sort_text(scaled(value, self.type.scale))
        if isinstance(self.value.type, Integer):
            return int(value)
        return value if self.postgres else scaled(value, self.type.scale)


def keys_of(emitter: Emitter, order: Iterable[tuple[Node, bool]]) -> tuple[Key, ...]:
    """The sort keys of (tree, descending) pairs."""
    return tuple(_key(emitter, node, descending) for node, descending in order)


def behind(keys: Sequence[Key], nulls: Sequence[bool]) -> Sql:
    """Rows after the one whose values are parameters `after_0`...: equal in all keys before one, and beyond it there.

    `nulls` tells which of the values are null.
    """
    lasts = [
        None if null else key.parameter(f"{AFTER}{place}")
        for place, (key, null) in enumerate(zip(keys, nulls, strict=True))
    ]
    ways = [
        sa.and_(*(key.same(last) for key, last in zip(keys[:place], lasts, strict=False)), key.beyond(lasts[place]))
        for place, key in enumerate(keys)
    ]
    return sa.or_(*ways)


def bound_after(keys: Sequence[Key], after: Sequence[Value]) -> dict[str, Any]:
    """The parameters that say where a page starts."""
    given = enumerate(zip(keys, after, strict=True))
    return {f"{AFTER}{place}": key.bound(value) for place, (key, value) in given if value is not None}


def _key(emitter: Emitter, node: Node, descending: bool) -> Key:  # noqa: FBT001 (half of a pair)
    postgres = emitter.reading.facts.postgres
    value = emitter.sortable(node)
    as_text = not postgres and not fits_at(node, node.type.scale)
    if as_text:
        value = emitter.reading.call(SORT_TEXT, value)
    return Key(value, node.type, descending, postgres, as_text)
