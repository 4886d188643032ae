"""Trying a draft of a rule or validation over the records that are there, without any effect.

Page by page, so that memory stays small; with the eyes and names of the one who asks.  A page is a transaction of its
own that only reads.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from types import MappingProxyType

from objectry import rules as language
from objectry.diagnostics import Diagnostics, Span
from objectry.metadata import RuleText
from objectry.plan import ObjectPlan
from objectry.rules import (
    BOOLEAN,
    Effect,
    FieldSet,
    Node,
    Notified,
    RecordChanged,
    RecordCreated,
    RecordDeleted,
    Refused,
    Scope,
    Statement,
    check_actions,
    check_expression,
    leaves,
    statement_leaves,
)
from objectry.runtime.codes import problem
from objectry.runtime.desk import own_read
from objectry.runtime.errors import Invalid, NotAllowed
from objectry.runtime.reading.reader import Reader
from objectry.runtime.store import Transaction
from objectry.runtime.writing.drafts import Draft, Kind, differs, stored_fields
from objectry.runtime.writing.facts import Facts
from objectry.runtime.writing.targets import Targets

SAMPLES = 10
VERBS: Mapping[type[Effect], str] = MappingProxyType(
    {
        RecordCreated: "create",
        RecordChanged: "update",
        RecordDeleted: "delete",
        Refused: "refuse",
        Notified: "notify",
    }
)
START = Span("", 1, 1)


@dataclass(slots=True)
class Rehearsed:
    """What a draft would have done: among so many `records` it held for `held`, these `samples` the first of them.

    `effects` counts what its statements ask for, by kind and object.
    """

    records: int = 0
    held: int = 0
    samples: list[str] = field(default_factory=list)
    effects: Counter[str] = field(default_factory=Counter)


@dataclass(slots=True)
class Rehearsal:
    """A draft, checked with the names of its reader, and what has come of it so far."""

    plan: ObjectPlan
    condition: Node
    then: tuple[Statement, ...]
    result: Rehearsed = field(default_factory=Rehearsed)

    def run(self, reader: Reader, transaction: Transaction, ids: Sequence[str]) -> None:
        """Try the draft on these records."""
        desk = reader.desk(transaction).seen_by(reader.policies)
        outputs: dict[str, Node] = {name: own_read(self.plan, name) for name in stored_fields(self.plan)}
        rows = desk.pick_where(self.plan.name, outputs, ids, reader.policies[self.plan.name])
        roots = frozenset({0})
        drafts = [Draft(self.plan, Kind.UPDATE, str(row["id"]), roots, old=row, new=dict(row)) for row in rows]
        facts, environment = Facts(desk), desk.context.environment
        known = facts.rows(drafts, tuple(leaves(self.condition)))
        values = reader.program.evaluator(self.condition).run(known, environment)
        held = [draft for draft, value in zip(drafts, values, strict=True) if value is True]
        self.result.records += len(drafts)
        self.result.held += len(held)
        self.result.samples += [draft.id for draft in held[: SAMPLES - len(self.result.samples)]]
        if held and self.then:
            read = facts.rows(held, statement_leaves(self.then))
            effects = language.perform(self.then, read, environment, fetch=Targets(desk, read).fetch)
            self.result.effects.update(_kind(one) for one in effects if _matters(one, held))


def rehearsal_of(reader: Reader, object: str, condition: str, then: str | None) -> Rehearsal:
    """The draft of a condition and its statements.

    Raises NotFound, NotAllowed, and Invalid where a text is wrong.  Statements are for those alone who may apply
    metadata: their check names every field.
    """
    plan = reader.plan(object)
    scope = Scope(reader.program.catalog, plan.name, moment=True, readable=reader.rights.reads)
    node, found = check_expression(RuleText(condition, START), scope, BOOLEAN)
    if node is None:
        raise _faulty(found)
    if then is None:
        return Rehearsal(plan, node, ())
    decision = reader.rights.system("customize")
    if not decision.allowed and not reader.rights.actor.is_system:
        raise NotAllowed(decision.reason)
    statements, found = check_actions(RuleText(then, START), scope, before_save=False)
    if found.errors:
        raise _faulty(found)
    return Rehearsal(plan, node, statements)


def _faulty(found: Diagnostics) -> Invalid:
    told = [
        problem("D540", detail=one.message, line=str(one.span.line), column=str(one.span.column))
        for one in found.errors
    ]
    return Invalid(tuple(told))


def _kind(effect: Effect) -> str:
    """What an effect is counted as: `set stage`, `create task`, `refuse`."""
    if isinstance(effect, FieldSet):
        return f"set {effect.field}"
    if isinstance(effect, RecordCreated | RecordChanged | RecordDeleted):
        return f"{VERBS[type(effect)]} {effect.object}"
    return VERBS[type(effect)]


def _matters(effect: Effect, held: Sequence[Draft]) -> bool:
    """Whether something would be otherwise than it is."""
    if not isinstance(effect, FieldSet):
        return True
    return differs(effect.value, held[effect.record].new.get(effect.field))
