"""`crm doctor`: the database held against the deployed model, and the records against what is asked of them.

It only looks, and says for each finding what to do about it.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType

from objectry.metadata import FieldType
from objectry.plan import FieldPlan, ObjectPlan
from objectry.rules import BOOLEAN, Call, Const, FieldRead, Kind, Node, Type
from objectry.runtime.conditions import Fulfils
from objectry.runtime.deploying.survey import SAMPLES, Survey
from objectry.runtime.deploying.upkeep import lagging, wrongly_above
from objectry.runtime.deploying.verifying import differing
from objectry.runtime.searching.checking import wrong_entries
from objectry.runtime.searching.renewing import Indexes
from objectry.runtime.store import Drift

YES = BOOLEAN.required()


@dataclass(frozen=True, slots=True)
class Finding:
    """Something that is not as it should be: where, what, how many records with the first few ids, and the way out."""

    code: str
    place: str
    text: str
    way_out: str
    count: int | None = None
    samples: tuple[str, ...] = ()


DRIFTS: Mapping[str, tuple[str, str, str]] = MappingProxyType(
    {
        "table": (
            "P450",
            "table {place} {words}",
            "somebody changed the database by hand; restore the table or drop it",
        ),
        "column": (
            "P451",
            "column {place} {words}",
            "somebody changed the database by hand; add the column or drop it",
        ),
        "type": ("P452", "column {place} {words}", "give the column the type of its field"),
        "index": ("P453", "index {name} on {table} {words}", "build or drop the index as the model says"),
        "key": ("P454", "the foreign key of {place} {words}", "add or drop the key as the model says"),
        "quarantine": (
            "P455",
            "{place} {words}",
            "`crm purge` forgets notes about what is gone; drop the rest by hand",
        ),
    }
)
"""For each kind of drift its code, the sentence and the way out."""
REPAIR = "`crm doctor --repair` puts it right from the records"
UNREADABLE = frozenset({"P450", "P451", "P452"})


def examine(survey: Survey, indexes: Indexes) -> tuple[Finding, ...]:
    """Everything that is not as it should be, tables first; records are looked at once tables and columns are right."""
    found = [_drifted(one) for one in survey.transaction.drift(survey.context)]
    if not any(one.code in UNREADABLE for one in found):
        found += [one for plan in survey.blueprint.objects.values() for look in LOOKS for one in look(plan, survey)]
        found += _kept_wrongly(survey)
        found += _found_wrongly(survey, indexes)
    return tuple(found)


def _drifted(one: Drift) -> Finding:
    code, words, way_out = DRIFTS[one.kind]
    place = f"{one.table}.{one.name}" if one.name else one.table
    return Finding(code, place, words.format(place=place, name=one.name, table=one.table, words=one.words), way_out)


def _orphans(plan: ObjectPlan, survey: Survey) -> Iterator[Finding]:
    for field in _stored(plan):
        targets = [name for name in field.field.to if name in survey.blueprint.objects]
        if not field.field.system and targets:
            ids = survey.transaction.orphans(survey.context, plan.name, field.name, targets)
            if ids:
                text = f"{len(ids):,} records refer by {plan.name}.{field.name} to records that do not exist"
                way_out = "empty the field in these records, or restore what they refer to"
                yield Finding("P456", f"{plan.name}.{field.name}", text, way_out, len(ids), tuple(ids[:SAMPLES]))


def _blanks(plan: ObjectPlan, survey: Survey) -> Iterator[Finding]:
    for field in _stored(plan):
        blank = Call("ISBLANK", (survey.read(plan.name, field.name),), YES)
        if field.field.required and not field.field.system and field.field.type is not FieldType.BOOLEAN:
            yield from _breaking(plan, field, survey, "P457", "have no {name}, which is required", blank)
        elif field.required_if is not None:
            asked = Call("and", (field.required_if, blank), BOOLEAN)
            yield from _breaking(plan, field, survey, "P457", "have no {name}, which they would need", asked)


def _choices(plan: ObjectPlan, survey: Survey) -> Iterator[Finding]:
    for field in _stored(plan):
        read = survey.read(plan.name, field.name)
        if field.field.type is FieldType.PICKLIST and field.field.picklist is not None:
            strange = _not_among(read, list(field.field.picklist.values))
            yield from _breaking(plan, field, survey, "P458", "have a value in {name} that is no choice", strange)


def _not_among(read: FieldRead, values: Sequence[str]) -> Node:
    filled = Call("not", (Call("ISBLANK", (read,), YES),), YES)
    kind = Type(Kind.TEXT, nullable=False)
    listed = Call("in", (read, *(Const(value, kind) for value in values)), YES)
    return filled if not values else Call("and", (filled, Call("not", (listed,), YES)), YES)


def _breaking(
    plan: ObjectPlan, field: FieldPlan, survey: Survey, code: str, words: str, node: Node
) -> Iterator[Finding]:
    where = Fulfils(node)
    count = survey.count(plan.name, where)
    if count:
        place = f"{plan.name}.{field.name}"
        text = f"{count:,} records of {plan.name} {words.format(name=place)}"
        way_out = "they stay as they are until somebody saves them; fill them in a list or by import"
        yield Finding(code, place, text, way_out, count, survey.samples(plan.name, where))


def _rollups(plan: ObjectPlan, survey: Survey) -> Iterator[Finding]:
    for one in differing(survey, plan):
        text = f"{one.count:,} records keep another {one.place} than their children give"
        way_out = "`crm verify rollups` shows both figures, with `--repair` it computes them anew"
        yield Finding("P459", one.place, text, way_out, one.count, tuple(wrong.id for wrong in one.samples))


def _kept_wrongly(survey: Survey) -> Iterator[Finding]:
    wrong = wrongly_above(survey)
    if wrong:
        text = f"of {len(wrong):,} users it is kept wrongly who stands above them"
        yield Finding("P461", "user.manager", text, REPAIR, len(wrong), tuple(wrong[:SAMPLES]))
    for name, last, highest in lagging(survey):
        text = f"the counter of {name} is at {last:,}, and there is a number {highest:,}: numbers would be given again"
        yield Finding("P462", name, text, REPAIR)


def _found_wrongly(survey: Survey, indexes: Indexes) -> Iterator[Finding]:
    for one in wrong_entries(survey, indexes):
        text = f"{one.count:,} records of {one.object} are kept in the search index with other words than they have"
        way_out = "`crm verify search --repair` makes their entries anew"
        yield Finding("P463", one.object, text, way_out, one.count, one.samples)


def _stored(plan: ObjectPlan) -> list[FieldPlan]:
    return [one for one in plan.fields.values() if one.column is not None and not one.field.computed]


LOOKS: tuple[Callable[[ObjectPlan, Survey], Iterator[Finding]], ...] = (_orphans, _blanks, _choices, _rollups)
"""What is looked at in the records of each object."""
