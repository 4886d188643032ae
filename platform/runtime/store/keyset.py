"""Where a page starts: behind the key of the row before it, written so that an index serves it."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal

import sqlalchemy as sa

from objectry.rules import Node, Type, Value
from objectry.runtime.store.columns import Integer, scaled
from objectry.runtime.store.emitter import Emitter
from objectry.runtime.store.expressions.emission import Sql, literal
from objectry.runtime.store.expressions.exact import SORT_TEXT, fits_at, sort_text


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

    def same(self, value: Value) -> Sql:
        """Rows with this value of the key."""
        return self.value.is_(None) if value is None else self.value == self._given(value)

    def beyond(self, value: Value) -> Sql:
        """Rows whose value of the key comes after this one."""
        if self.descending:
            less = sa.false() if value is None else self.value < self._given(value)
            return sa.or_(less, self.value.is_(None)) if value is not None and self.type.nullable else less
        return self.value.is_not(None) if value is None else self.value > self._given(value)

    def _given(self, value: Value) -> Sql:
        if self.as_text and isinstance(value, Decimal):
            return sa.literal(sort_text(scaled(value, self.type.scale)), sa.Text())
        if isinstance(self.value.type, Integer) and isinstance(value, Decimal):
            return sa.literal(int(value), sa.BigInteger())
        return literal(value, self.type, postgres=self.postgres)


def keys_of(emitter: Emitter, order: Iterable[tuple[Node, bool]]) -> tuple[Key, ...]:
    """The sort keys of (tree, descending) pairs."""
    return tuple(_key(emitter, node, descending) for node, descending in order)


def behind(keys: Sequence[Key], after: Sequence[Value]) -> Sql:
    """Rows that come after the one with these values: for each key, equal in all before it and beyond it there."""
    ways = [
        sa.and_(*(key.same(value) for key, value in zip(keys[:place], after, strict=False)), keys[place].beyond(last))
        for place, last in enumerate(after)
    ]
    return sa.or_(*ways)


def _key(emitter: Emitter, node: Node, descending: bool) -> Key:  # noqa: FBT001 (half of a pair)
    postgres = emitter.reading.facts.postgres
    value = emitter.sortable(node)
    as_text = not postgres and not fits_at(node, node.type.scale)
    if as_text:
        value = emitter.reading.call(SORT_TEXT, value)
    return Key(value, node.type, descending, postgres, as_text)
