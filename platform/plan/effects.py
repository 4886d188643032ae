"""What rules write, as far as it can be told without any record: their own statements, and what follows from these.

Before-save rules set further fields of what is written, stored roll-ups above are recomputed, deletions go on to what
refers to the deleted.  So each write of a rule becomes a list of writes, which the rules of these objects may answer.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from types import MappingProxyType

from objectry.diagnostics import NOWHERE, Span
from objectry.metadata import EMPTY, OnDelete
from objectry.plan.checking import Compilation
from objectry.plan.reads import fields_set, own_fields
from objectry.plan.rollups import Key
from objectry.plan.shapes import Child, Rollup, RulePlan
from objectry.rules import (
    Act,
    Branch,
    Const,
    CreateRecord,
    DeleteRecords,
    Node,
    SetField,
    Statement,
    UpdateRecords,
    known_actions,
    nodes_of,
)


@dataclass(frozen=True, slots=True)
class Write:
    """Something is done to records of an object: created, changed, deleted, or rolled up.

    `values` are the fields that may get another value, with what they get where it is written out.  `own` says that it
    is the record which has called the rule up.  `by` is the statement, or where nobody has written one, the write that
    this one follows from; `helpers` are the rules before the save that set further fields, by field.
    """

    object: str
    kind: str
    values: Mapping[str, Const | None] = field(default=EMPTY)
    own: bool = False
    by: "Span | Write" = field(default=NOWHERE, compare=False)
    helpers: Mapping[str, str] = field(default=EMPTY, compare=False)


@dataclass(frozen=True, slots=True)
class Consequences:
    """What follows from writes, by the rules before the save, the roll-ups and the children of a model."""

    before: Mapping[str, Sequence[RulePlan]]
    rollups: Mapping[Key, Rollup]
    children: Mapping[str, Mapping[str, Child]]
    work: Compilation

    def of(self, rule: RulePlan) -> list[Write]:
        """Everything the rule may write."""
        found: list[Write] = []
        for one in written(rule):
            self._add(one, found)
        return found

    def _add(self, one: Write, found: list[Write]) -> None:
        full = self._with_rules(one)
        if full in found:
            return
        found.append(full)
        for more in (*self._above(full), *self._gone(full)):
            self._add(more, found)

    def _with_rules(self, one: Write) -> Write:
        """With the fields that rules before the save set in answer to it."""
        if one.kind not in ("created", "changed"):
            return one
        values, helpers = dict(one.values), dict[str, str]()
        for rule in self.before.get(one.object, ()):
            if one.kind == "created" or reads_of(rule) & values.keys():
                set_too = tuple(fields_set(rule.then))
                helpers |= {name: rule.name for name in set_too if name not in values}
                values |= dict.fromkeys(set_too)
        return replace(one, values=MappingProxyType(values), helpers=MappingProxyType(helpers))

    def _above(self, one: Write) -> Iterator[Write]:
        for rollup in self.rollups.values():
            matters = one.kind in ("created", "deleted") or rollup.reads & one.values.keys()
            if rollup.stored and rollup.child == one.object and matters:
                yield Write(rollup.object, "rolled", MappingProxyType({rollup.field: None}), by=one)

    def _gone(self, one: Write) -> Iterator[Write]:
        for child in self.children.get(one.object, EMPTY).values() if one.kind == "deleted" else ():
            if child.on_delete is OnDelete.CASCADE:
                yield Write(child.object, "deleted", by=one)
            elif child.on_delete is OnDelete.SET_NULL:
                yield Write(child.object, "changed", MappingProxyType({child.field: None}), by=one)


def written(rule: RulePlan) -> Iterator[Write]:
    """What a rule writes itself."""
    return _written(rule.object, rule.then)


def _written(thing: str, statements: Sequence[Statement]) -> Iterator[Write]:
    """What statements write themselves."""
    for one in statements:
        if isinstance(one, SetField):
            yield Write(thing, "changed", _values([(one.field, one.value)]), own=True, by=one.span)
        elif isinstance(one, CreateRecord):
            yield Write(one.object, "created", _values(one.values), by=one.span)
        elif isinstance(one, UpdateRecords):
            yield Write(one.target.object, "changed", _values(one.values), by=one.span)
        elif isinstance(one, DeleteRecords):
            yield Write(one.target.object, "deleted", by=one.span)
        elif isinstance(one, Branch):
            yield from _written(thing, (*one.then, *one.otherwise))
        else:
            yield from _acted(thing, one)


def _acted(thing: str, act: Act) -> Iterator[Write]:
    action = known_actions()[act.name]
    if action.sets:
        yield Write(thing, "changed", MappingProxyType(dict.fromkeys(action.sets)), own=True, by=act.span)
    for created in action.creates:
        yield Write(created, "created", by=act.span)


def _values(given: Sequence[tuple[str, Node]]) -> Mapping[str, Const | None]:
    return MappingProxyType({name: value if isinstance(value, Const) else None for name, value in given})


def reads_of(rule: RulePlan) -> frozenset[str]:
    """The fields of its own record that a rule looks at."""
    nodes = (*nodes_of(rule.then), *((rule.condition,) if rule.condition is not None else ()))
    watched = frozenset(event.field for event in rule.events if event.field is not None)
    return watched.union(*(own_fields(node) for node in nodes))
