"""A change plan held against the live database: how many records each change concerns, who would break a rule."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from decimal import Decimal
from itertools import islice

from objectry.plan import Change, ChangeClass, ChangePlan
from objectry.rules import BOOLEAN, Call, Const, Value
from objectry.runtime.conditions import AnyOf, Condition, Everyone, Fulfils
from objectry.runtime.deploying.converting import refitted
from objectry.runtime.deploying.estimating import seconds_of
from objectry.runtime.deploying.survey import NAMED, SAMPLES, Survey
from objectry.runtime.store import Figure
from objectry.runtime.writing.trees import LEVELS

SLOW_ROWS = 100_000
DELETED = {False: (False,), True: (False, True)}  # what is converted counts in the recycle bin, too


def weigh(plan: ChangePlan, survey: Survey) -> ChangePlan:
    """The same plan with counts, samples and an estimate of how long others will wait.

    A change that rewrites few records is not slow, and a conversion in which every value fits loses nothing; both
    are told in their new class.
    """
    rows: dict[str, int] = {}
    for change in plan.changes:
        if change.object is not None and change.object not in rows:
            rows[change.object] = survey.count(change.object, Everyone())
    changes = tuple(_weighed(change, rows, survey) for change in plan.changes)
    return replace(plan, changes=changes, seconds=seconds_of(plan.steps, survey))


def _weighed(change: Change, rows: Mapping[str, int], survey: Survey) -> Change:
    if change.object is None:
        return change
    counted = replace(change, rows=rows[change.object])
    if counted.rows and change.touches is not None:
        counted = _touched(counted, change.object, Fulfils(change.touches), survey)
    if counted.rows:
        counted = _breaking(counted, change.object, survey)
    return _reclassed(counted, rows[change.object])


def _reclassed(change: Change, live: int) -> Change:
    kind = change.kind
    if kind is ChangeClass.DATA_LOSS and change.refit is not None and not (change.breaking or _rounded(change)):
        kind = ChangeClass.SLOW
    return replace(change, kind=ChangeClass.SAFE if kind is ChangeClass.SLOW and live < SLOW_ROWS else kind)


def _rounded(change: Change) -> bool:
    return change.refit is not None and change.refit.rounds and bool(change.rows)


def _touched(change: Change, thing: str, where: Condition, survey: Survey) -> Change:
    return replace(change, rows=survey.count(thing, where), samples=survey.samples(thing, where))


def _breaking(change: Change, thing: str, survey: Survey) -> Change:
    if change.breaks is not None:
        where = Fulfils(change.breaks)
        count = survey.count(thing, where)
        return replace(change, breaking=count, samples=survey.samples(thing, where, NAMED) if count else ())
    if change.duplicates:
        return _repeated(change, thing, survey)
    if change.tree is not None:
        return _entangled(change, thing, survey, change.tree)
    return _misfits(change, thing, survey) if change.refit is not None else change


def _entangled(change: Change, thing: str, survey: Survey, link: str) -> Change:
    """Those that stand in a circle, or too far down."""
    links = ((id, value) for id, value in survey.values(thing, survey.read(thing, link), Everyone()))
    above = {id: str(value) for id, value in links if value is not None}
    broken = [id for id in above if not _has_a_top(id, above)]
    return replace(change, breaking=len(broken), samples=tuple(broken[:NAMED]))


def _has_a_top(id: str, above: Mapping[str, str]) -> bool:
    """Whether the way up comes to an end within the levels a tree may have."""
    current: str | None = id
    for _ in range(LEVELS):
        current = above.get(current or "")
        if current is None:
            return True
    return False


def _misfits(change: Change, thing: str, survey: Survey) -> Change:
    """Those whose value does not fit the new definition, and those whose number loses places."""
    if change.refit is None:
        return change
    misfits, rounded = _Named(), _Named()
    for deleted in DELETED[change.refit.converted]:
        for one in refitted(survey, thing, change.refit, deleted=deleted):
            if not one.fits:
                misfits.add(one.id)
            elif one.rounded:
                rounded.add(one.id)
    if change.refit.rounds:
        change = replace(change, rows=misfits.count + rounded.count, samples=tuple(rounded.first))
    return replace(change, breaking=misfits.count, samples=tuple(misfits.first) if misfits.count else change.samples)


@dataclass(slots=True)
class _Named:
    """How many there are, and the first few."""

    count: int = 0
    first: list[str] = field(default_factory=list)

    def add(self, id: str) -> None:
        self.count += 1
        if len(self.first) < NAMED:
            self.first.append(id)


def _repeated(change: Change, thing: str, survey: Survey) -> Change:
    """How many live records repeat the values of another; a blank repeats nothing."""
    by = [survey.read(thing, name) for name in change.duplicates]
    figures = {"records": Figure("COUNT")}
    groups = survey.transaction.group(survey.context, thing, by, figures, Everyone(), survey.open)
    repeated = {key: _number(found["records"]) for key, found in groups if None not in key and found["records"] != 1}
    alike = tuple(
        Fulfils(_all(tuple(Call("=", (read, Const(value, read.type.required())), BOOLEAN) for read, value in pairs)))
        for pairs in (tuple(zip(by, key, strict=True)) for key in islice(repeated, SAMPLES))
    )
    samples = survey.samples(thing, AnyOf(alike), NAMED) if alike else ()
    return replace(change, breaking=sum(repeated.values()) - len(repeated), samples=samples)


def _all(parts: tuple[Call, ...]) -> Call:
    return parts[0] if len(parts) == 1 else Call("and", parts, BOOLEAN)


def _number(value: Value) -> int:
    return int(value) if isinstance(value, Decimal) else 0
