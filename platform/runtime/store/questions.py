"""Statements made once and asked often.

Making a statement takes longer than running it.  So it is kept with the tables, under everything it was made from: the
trees, the conditions and the policies.  What changes from call to call travels as parameters: the clock, the user,
principals and lists of ids in conditions, and where a page starts.  So users with equal rights share a statement.
"""

from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import sqlalchemy as sa

from objectry.rules import Environment, Value
from objectry.runtime.conditions import (
    AllOf,
    AnyOf,
    Condition,
    Deleted,
    IdIn,
    OneOf,
    OwnedBelow,
    OwnedBy,
    SharedWith,
    Sought,
    Through,
)
from objectry.runtime.frozen import FrozenMap
from objectry.runtime.store.expressions.emission import facts_of, shape
from objectry.runtime.store.functions import Registered, register
from objectry.runtime.store.keyset import Key
from objectry.runtime.store.prepared import Prepared
from objectry.runtime.store.reading import Reading
from objectry.runtime.store.where import PLACE, Listed, placed

MOST_REMEMBERED = 300


@dataclass(slots=True)
class Made:
    """A statement, the functions it calls on SQLite, its sort keys, and what it is written out to once it has run."""

    statement: sa.Select[Any]
    functions: Mapping[str, Registered]
    keys: tuple[Key, ...] = ()
    prepared: Prepared | None = None


Parameter = str | tuple[str, ...] | Listed | Sought
"""A principal's id, a list of ids, a list of values, or what is sought."""


class Lifting:
    """Takes what differs from reader to reader and from call to call out of conditions.

    Two conditions that differ only in principals and lists of ids become equal; `taken` are these, by place.
    """

    def __init__(self) -> None:
        self.taken: list[Parameter] = []

    def all(self, conditions: Mapping[str, Condition]) -> FrozenMap[str, Condition]:
        """Conditions by name.  To be called first: what was made of those a reader keeps is kept with them."""
        assert not self.taken, "places are counted from the policies on"
        kept = conditions.notes if isinstance(conditions, FrozenMap) else None
        if kept is None:
            kept = FrozenMap({name: self.one(condition) for name, condition in conditions.items()}), tuple(self.taken)
            if isinstance(conditions, FrozenMap):
                conditions.notes = kept
        self.taken = list(kept[1])
        lifted: FrozenMap[str, Condition] = kept[0]
        return lifted

    def one(self, condition: Condition) -> Condition:
        """A condition with numbered places instead."""
        if isinstance(condition, AnyOf | AllOf):
            return replace(condition, parts=tuple(map(self.one, condition.parts)))
        if isinstance(condition, Through):
            return replace(condition, condition=self.one(condition.condition))
        if isinstance(condition, SharedWith):
            return replace(condition, principals=(self._place(condition.principals),))
        if isinstance(condition, IdIn):
            return IdIn((self._place(condition.ids),))
        if isinstance(condition, OneOf):
            return replace(condition, values=(self._place(Listed(condition.values)),))
        if isinstance(condition, Sought):
            return Sought((), (self._place(condition),))
        if isinstance(condition, Deleted):
            return condition if condition.by is None else Deleted(self._place(condition.by))
        if isinstance(condition, OwnedBy):
            return OwnedBy(self._place(condition.principal))
        return OwnedBelow(self._place(condition.user)) if isinstance(condition, OwnedBelow) else condition

    def _place(self, value: Parameter) -> str:
        self.taken.append(value)
        return f"{PLACE}{len(self.taken) - 1}"


class Variants:
    """The statements of one question: they differ by what is blank of the facts that the question asks of a call."""

    def __init__(self) -> None:
        self._made: dict[tuple[tuple[str, Value], ...], Made] = {}
        self._facts: tuple[str, ...] = ()

    def find(self, environment: Environment) -> Made | None:
        """The statement for these circumstances."""
        return self._made.get(self._shapes(environment))

    def keep(self, environment: Environment, asked: Iterable[str], made: Made) -> None:
        """Keep a statement that was made after asking for these facts."""
        facts = tuple(sorted({*self._facts, *asked}))
        if facts != self._facts:
            self._facts, self._made = facts, {}
        self._made[self._shapes(environment)] = made

    def _shapes(self, environment: Environment) -> tuple[tuple[str, Value], ...]:
        return tuple((name, shape(environment.fact(name))) for name in self._facts)


def remembered(reading: Reading, question: Hashable, make: Callable[[], Made]) -> Made:
    """The statement for a question, made if it has not been asked before."""
    environment = reading.context.environment
    kept: dict[Hashable, Variants] = reading.tables.questions
    key = (reading.facts, environment.source, reading.policies, question)
    variants = kept.get(key)
    made = variants.find(environment) if variants is not None else None
    if made is not None:
        return made
    made = make()
    if variants is None:
        if len(kept) >= MOST_REMEMBERED:
            kept.pop(list(kept)[0], None)  # noqa: RUF015 (a list is made in one go, whatever other threads do)
        variants = kept[key] = Variants()
    variants.keep(environment, reading.asked, made)
    return made


def ask(
    connection: sa.Connection, reading: Reading, made: Made, taken: Sequence[Parameter], **more: Any
) -> list[tuple[Any, ...]]:
    """Run the statement with this call's clock, user, principals, lists of ids and further parameters: its rows."""
    register(connection, made.functions)
    places = {f"{PLACE}{number}": placed(reading, one) for number, one in enumerate(taken)}
    prepared = made.prepared = made.prepared or Prepared(connection, made.statement)
    facts = facts_of(reading.context.environment, prepared.named)
    return prepared.rows(connection, {**facts, **places, **more})
