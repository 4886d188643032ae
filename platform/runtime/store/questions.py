"""Statements made once and asked often.

Making a statement takes longer than running it.  So it is kept with the tables, under everything it was made from: the
trees, the conditions and the policies.  What changes from call to call travels as parameters: the clock, the user,
principals and lists of ids in conditions, and where a page starts.  So users with equal rights share a statement.
"""

from collections.abc import Callable, Hashable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import sqlalchemy as sa

from objectry.runtime.conditions import AllOf, AnyOf, Condition, IdIn, OwnedBelow, OwnedBy, SharedWith, Through
from objectry.runtime.store.expressions.emission import facts_of, shape
from objectry.runtime.store.functions import Registered, register
from objectry.runtime.store.keyset import Key
from objectry.runtime.store.reading import Reading
from objectry.runtime.store.where import PLACE, placed

MOST_REMEMBERED = 300


@dataclass(frozen=True, slots=True)
class Made:
    """A statement, the functions it calls on SQLite, and its sort keys."""

    statement: sa.Select[Any]
    functions: Mapping[str, Registered]
    keys: tuple[Key, ...] = ()


Parameter = str | tuple[str, ...]
"""A principal's id, or a list of ids."""


class Lifting:
    """Takes what differs from reader to reader and from call to call out of conditions.

    Two conditions that differ only in principals and lists of ids become equal; `taken` are these, by place.
    """

    def __init__(self) -> None:
        self.taken: list[Parameter] = []

    def all(self, conditions: Mapping[str, Condition]) -> Mapping[str, Condition]:
        """Conditions by name."""
        return {name: self.one(condition) for name, condition in conditions.items()}

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
        if isinstance(condition, OwnedBy):
            return OwnedBy(self._place(condition.principal))
        return OwnedBelow(self._place(condition.user)) if isinstance(condition, OwnedBelow) else condition

    def _place(self, value: Parameter) -> str:
        self.taken.append(value)
        return f"{PLACE}{len(self.taken) - 1}"


def remembered(reading: Reading, question: Hashable, make: Callable[[], Made]) -> Made:
    """The statement for a question, made if it has not been asked before."""
    environment = reading.context.environment
    user = frozenset((name, shape(value)) for name, value in environment.user.items())
    key = (reading.facts, environment.source, user, tuple(reading.policies.items()), question)
    kept: dict[Hashable, Made] = reading.tables.questions
    made = kept.get(key)
    if made is None:
        if len(kept) >= MOST_REMEMBERED:
            kept.pop(list(kept)[0], None)  # noqa: RUF015 (a list is made in one go, whatever other threads do)
        made = kept[key] = make()
    return made


def ask(
    connection: sa.Connection, reading: Reading, made: Made, taken: Sequence[Parameter], **more: Any
) -> sa.CursorResult[Any]:
    """Run the statement with this call's clock, user, principals, lists of ids and further parameters."""
    register(connection, made.functions)
    places = {f"{PLACE}{number}": placed(reading, one) for number, one in enumerate(taken)}
    return connection.execute(made.statement, {**facts_of(reading.context.environment), **places, **more})
