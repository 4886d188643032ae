"""A transaction together with the circumstances of its call: what the rest of the runtime reads and writes through."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import islice
from types import MappingProxyType
from typing import TypeVar

from objectry.plan import Blueprint, ObjectPlan
from objectry.rules import BOOLEAN, Call, Const, Environment, FieldRead, Kind, Node, Value
from objectry.runtime.calls import Call as DoorCall
from objectry.runtime.circumstances import UserFacts
from objectry.runtime.conditions import AllOf, Condition, Everyone, Fulfils, IdIn, Nobody, OneOf
from objectry.runtime.store import Context, Select, Tables, Transaction
from objectry.runtime.values.coercion import identifier
from objectry.runtime.writing.drafts import stored_fields

CHUNK = 1000
"""Values or ids asked for in one statement."""
USERS = "user"
TEAMS = "team"
PERMISSIONS = "user_permission"
MANAGER = "manager"

MakeEnvironment = Callable[[DoorCall, Mapping[str, Value]], Environment]
Thing = TypeVar("Thing")
Row = dict[str, Value]


@dataclass(slots=True)
class Desk:
    """Reads with the engine's own eyes: every object open, nothing narrowed, records in the bin left out.

    What an actor may see is asked for by passing her policy as the condition.
    """

    transaction: Transaction
    context: Context
    blueprint: Blueprint
    open: Mapping[str, Condition] = field(init=False)

    def __post_init__(self) -> None:
        self.open = MappingProxyType({name: Everyone() for name in self.blueprint.objects})

    def pick(self, object: str, outputs: Mapping[str, Node], ids: Iterable[str]) -> list[Row]:
        """Values of records by id."""
        return self.pick_where(object, outputs, ids, self.open[object])

    def seen_by(self, policies: Mapping[str, Condition]) -> "Desk":
        """The same for eyes that see less: only what these policies open, along every path."""
        narrowed = replace(self)
        narrowed.open = policies
        return narrowed

    def pick_where(self, object: str, outputs: Mapping[str, Node], ids: Iterable[str], where: Condition) -> list[Row]:
        """Values of those of the records `ids` that fulfil the condition."""
        found: list[Row] = []
        if isinstance(where, Nobody):
            return found
        for part in chunks(dict.fromkeys(ids)):
            found.extend(self.rows(object, outputs, AllOf((IdIn(tuple(part)), where))))
        return found

    def ids_fulfilling(self, object: str, ids: Iterable[str], where: Condition) -> frozenset[str]:
        """Those of the live records `ids` that fulfil the condition."""
        return frozenset(str(row["id"]) for row in self.pick_where(object, {}, ids, where))

    def with_values(
        self, plan: ObjectPlan, key: str, values: Iterable[Value], names: Sequence[str], where: Condition
    ) -> list[Row]:
        """The live records whose `key` has one of the values, with the fields `names`."""
        outputs: dict[str, Node] = {name: own_read(plan, name) for name in names}
        found: list[Row] = []
        for part in chunks(dict.fromkeys(values)):
            found.extend(self.rows(plan.name, outputs, AllOf((among(plan, key, part), where))))
        return found

    def rows(self, object: str, outputs: Mapping[str, Node], where: Condition, limit: int | None = None) -> list[Row]:
        """Values of the records that fulfil a condition."""
        return self.transaction.select(self.context, Select(object, outputs, where, (), limit, None, self.open))

    def below(self, user: str, people: Iterable[str]) -> frozenset[str]:
        """Those of `people` who report to `user`, directly or through others."""
        plan = self.blueprint.objects[USERS]
        managers: dict[str, str] = {}
        todo = set(people)
        while todo:
            rows = self.pick(USERS, {MANAGER: own_read(plan, MANAGER)}, sorted(todo))
            managers |= {str(row["id"]): str(row[MANAGER]) for row in rows if row[MANAGER] is not None}
            todo = {managers[one] for one in todo if one in managers} - managers.keys()
        return frozenset(one for one in people if user in _chain(one, managers))

    def principals(self, ids: Sequence[str]) -> frozenset[str]:
        """Those of the ids that may own or act."""
        return frozenset(self.transaction.principal_names(ids))


def open_desk(transaction: Transaction, tables: Tables, call: DoorCall, environment: MakeEnvironment) -> Desk:
    """A desk for a call; `environment` makes the context of the call from what `$user` is."""

    def read() -> Mapping[str, Value]:
        return _user_row(transaction, tables, call, environment)

    context = Context(tables, environment(call, UserFacts(call, read)))
    return Desk(transaction, context, call.blueprint)


def _user_row(
    transaction: Transaction, tables: Tables, call: DoorCall, environment: MakeEnvironment
) -> Mapping[str, Value]:
    """The acting user's own record."""
    plan = call.blueprint.objects[USERS]
    outputs: dict[str, Node] = {name: own_read(plan, name) for name in stored_fields(plan)}
    desk = Desk(transaction, Context(tables, environment(call, {})), call.blueprint)
    rows = desk.pick(USERS, outputs, [call.actor.id])
    return rows[0] if rows else {}


def _chain(start: str, managers: Mapping[str, str]) -> Iterator[str]:
    """Everyone above, nearest first; the store keeps chains free of circles."""
    current = managers.get(start)
    while current is not None:
        yield current
        current = managers.get(current)


def chunks(things: Iterable[Thing], size: int = CHUNK) -> Iterator[list[Thing]]:
    """The things in lists of at most `size`."""
    iterator = iter(things)
    while part := list(islice(iterator, size)):
        yield part


def own_read(plan: ObjectPlan, name: str) -> FieldRead:
    """The reading of a stored field of the record at hand."""
    return FieldRead((), plan.name, name, plan.fields[name].type)


def among(plan: ObjectPlan, name: str, values: Sequence[Value]) -> Condition:
    """The field has one of these values.  Texts and references are a single parameter, however many they are."""
    kind = plan.fields[name].type.kind
    if kind is Kind.TEXT:
        return OneOf(name, tuple(one for one in values if isinstance(one, str)))
    if kind is Kind.REF:
        ids = (identifier(one) for one in values if isinstance(one, str))
        return OneOf(name, tuple(one for one in ids if one is not None))
    constants = tuple(Const(value, plan.fields[name].type.required()) for value in values)
    return Fulfils(Call("in", (own_read(plan, name), *constants), BOOLEAN))
