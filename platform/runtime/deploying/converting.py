"""The values of a field under another definition: what they become, and which of them do not fit.

A value goes the way it would take from hand to hand: it is written as people write it and read as the new type reads
it, so a type that can be written and read converts without a line here.
"""

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from decimal import ROUND_HALF_UP, Context, Decimal
from html import escape
from types import MappingProxyType

from objectry.metadata import FieldType
from objectry.plan import ChangePlan, ConvertColumn, FieldPlan, Refit, places
from objectry.rules import BOOLEAN, Call, FieldRead, Hop, Node, Value
from objectry.runtime.conditions import Fulfils
from objectry.runtime.deploying.refusing import refused_by
from objectry.runtime.deploying.survey import Survey
from objectry.runtime.values.coercion import coerce
from objectry.runtime.values.markup import formatted, plain
from objectry.runtime.values.moments import zone
from objectry.runtime.values.unfit import Unfit

EXACT = Context(prec=120, rounding=ROUND_HALF_UP)
YES, NO = ("true", "yes", "y", "1"), ("false", "no", "n", "0")


@dataclass(frozen=True, slots=True)
class Refitted:
    """A record's value under the new definition, or that it does not fit."""

    id: str
    value: Value = None
    fits: bool = True
    rounded: bool = False


def refitted(survey: Survey, thing: str, refit: Refit, *, deleted: bool = False) -> Iterator[Refitted]:
    """What becomes of every value of the old field; records without one are left out."""
    timezone = survey.blueprint.settings.timezone
    own = survey.read(thing, refit.old.name)
    filled = Fulfils(Call("not", (Call("ISBLANK", (own,), BOOLEAN.required()),), BOOLEAN.required()))
    for id, value in survey.values(thing, _written(survey, own, refit), filled, deleted=deleted):
        yield _refitted(id, value, refit, timezone)


def converted(survey: Survey, step: ConvertColumn, plan: ChangePlan) -> list[tuple[str, Value]]:
    """Ids and values for a new column, the recycle bin included.  Raises DeploymentRefused where more values do not
    fit than the plan has told."""
    found: list[tuple[str, Value]] = []
    misfits = 0
    for deleted in (False, True):
        for one in refitted(survey, step.source, step.refit, deleted=deleted):
            misfits += not one.fits
            found += [(one.id, one.value)] if one.fits else []
    told = next((change.breaking or 0 for change in plan.changes if change.refit == step.refit), 0)
    if misfits > told:
        name = f"{step.table}.{step.refit.new.name}"
        raise refused_by("P440", f"{misfits:,} values of {name} do not convert, the plan told of {told:,}; plan again")
    return found


def _written(survey: Survey, own: FieldRead, refit: Refit) -> Node:
    """What is read: of a lookup that becomes text, the name of the record it points to."""
    targets = refit.old.field.to
    if not refit.converted or refit.old.field.type is not FieldType.LOOKUP or len(targets) != 1:
        return own
    target = survey.blueprint.objects[targets[0]]
    name = target.fields[target.object.name_field]
    return FieldRead((Hop(own.field, target.name),), target.name, name.name, name.type, declared=True)


def _refitted(id: str, value: Value, refit: Refit, timezone: str) -> Refitted:
    try:
        found = convert(value, refit, timezone)
        return Refitted(id, found, rounded=refit.rounds and found != value)
    except Unfit:
        return Refitted(id, fits=False)


def convert(value: Value, refit: Refit, timezone: str) -> Value:
    """One value under the new definition.  Raises Unfit."""
    if value is None:
        raise Unfit("a value")
    if not refit.converted:
        return _formed(coerce(value, refit.new, timezone), refit.new)
    if refit.rounds:
        return _rounded(value, refit.new)
    kinds = refit.old.field.type, refit.new.field.type
    direct = DIRECT.get(kinds)
    if direct is not None:
        return direct(value, timezone)
    return _read(OUTSIDE.get(kinds[0], _as_it_is)(value, timezone), refit.new, timezone)


def _rounded(value: Value, plan: FieldPlan) -> Value:
    """Half up, as far as it has room."""
    if not isinstance(value, Decimal) or plan.column is None:
        raise Unfit("a number")
    found = EXACT.quantize(value, Decimal(1).scaleb(-places(plan.column)))
    if plan.column.precision is not None and found and found.adjusted() >= plan.column.precision - places(plan.column):
        raise Unfit("a number of fewer digits")
    return found


def _formed(value: Value, plan: FieldPlan) -> Value:
    """A value of the field's form; what its other limits say is told by changes of their own."""
    pattern = plan.field.pattern
    if pattern is not None and isinstance(value, str) and not re.fullmatch(pattern, value):
        raise Unfit("text of the form")
    return value


def _read(written: str, plan: FieldPlan, timezone: str) -> Value:
    """The text as the new type reads it, in the first of the ways it may be meant."""
    wrong: Unfit | None = None
    for one in _ways(written, plan):
        try:
            found = coerce(one, plan, timezone)
        except Unfit as error:
            wrong = wrong or error
        else:
            if found is not None:
                return found
    raise wrong or Unfit("a value")


def _ways(written: str, plan: FieldPlan) -> tuple[str, ...]:
    """Yes and no are said in many ways, and a moment may stand where a day is wanted."""
    bare = written.strip()
    for words in (YES, NO):
        if bare.casefold() in words and plan.field.type is FieldType.BOOLEAN:
            return (words[0],)
        if bare in words[:1] and plan.field.type is FieldType.PICKLIST:
            return words
    if plan.field.type is FieldType.DATETIME and len(bare) == 10:
        return (f"{bare}T00:00",)
    return (written,)


def _as_it_is(value: Value, _timezone: str) -> str:
    return str(value)


def _plain(value: Value, _timezone: str) -> str:
    number = value if isinstance(value, Decimal) else Decimal(0)
    return f"{number.normalize():f}"


def _percent(value: Value, timezone: str) -> str:
    return _plain(value * 100 if isinstance(value, Decimal) else value, timezone)


def _truth(value: Value, _timezone: str) -> str:
    return "true" if value else "false"


def _joined(value: Value, _timezone: str) -> str:
    return ";".join(value) if isinstance(value, tuple) else str(value)


def _iso(value: Value, timezone: str) -> str:
    """A moment by the clock of the organisation, with its offset."""
    if isinstance(value, datetime):
        return value.astimezone(zone(timezone)).isoformat()
    return value.isoformat() if isinstance(value, date) else str(value)


def _midnight(value: Value, timezone: str) -> Value:
    if not isinstance(value, date):
        raise Unfit("a date")
    return datetime.combine(value, time(), zone(timezone)).astimezone(UTC)


def _day(value: Value, timezone: str) -> Value:
    if not isinstance(value, datetime):
        raise Unfit("a date and time")
    return value.astimezone(zone(timezone)).date()


def _as_number(value: Value, _timezone: str) -> Value:
    return Decimal(1 if value else 0)


def _as_truth(value: Value, _timezone: str) -> Value:
    if value not in {Decimal(0), Decimal(1)}:
        raise Unfit("0 or 1")
    return value == 1


def _as_markup(value: Value, _timezone: str) -> Value:
    """Each line a paragraph, every sign itself."""
    return formatted("".join(f"<p>{escape(line, quote=False)}</p>" for line in str(value).splitlines()))


def _words(value: Value, _timezone: str) -> str:
    return plain(str(value))


Conversion = Callable[[Value, str], Value]
_NUMBERS = (FieldType.INTEGER, FieldType.DECIMAL, FieldType.CURRENCY)
DIRECT: Mapping[tuple[FieldType, FieldType], Conversion] = MappingProxyType(
    {
        (FieldType.DATE, FieldType.DATETIME): _midnight,
        (FieldType.DATETIME, FieldType.DATE): _day,
        **{(FieldType.BOOLEAN, one): _as_number for one in _NUMBERS},
        **{(one, FieldType.BOOLEAN): _as_truth for one in _NUMBERS},
        (FieldType.TEXT, FieldType.RICH_TEXT): _as_markup,
        (FieldType.TEXTAREA, FieldType.RICH_TEXT): _as_markup,
    }
)
"""Conversions that do not go by way of a text."""

OUTSIDE: Mapping[FieldType, Callable[[Value, str], str]] = MappingProxyType(
    {
        **dict.fromkeys(_NUMBERS, _plain),
        FieldType.PERCENT: _percent,
        FieldType.BOOLEAN: _truth,
        FieldType.MULTI_PICKLIST: _joined,
        FieldType.DATE: _iso,
        FieldType.DATETIME: _iso,
        FieldType.RICH_TEXT: _words,
    }
)
"""How values of a type are written; those of the others are texts."""
