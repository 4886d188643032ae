"""The rows of cases: names in any letter case, nested rows behind lookups, and values taken exactly as they stand."""

from collections.abc import Callable, Iterator, Mapping
from datetime import date
from decimal import ROUND_HALF_UP, Context, Decimal, InvalidOperation
from types import MappingProxyType
from typing import Any

from objectry.metadata import FieldType
from objectry.plan import Blueprint, FieldPlan, ObjectPlan
from objectry.rules import Kind, Value
from objectry.runtime import Unfit, coerce

EXACT = Context(prec=200, rounding=ROUND_HALF_UP)
TRUTHS: Mapping[str, bool] = MappingProxyType({"true": True, "false": False, "1": True, "0": False, "": False})


def canonical(row: Mapping[str, Any], thing: str, blueprint: Blueprint) -> dict[str, Any]:
    """The row by the fields' own names.  What is no stored field is left out: computed fields are computed."""
    plan = blueprint.objects[thing]
    known = sorted(plan.fields.values(), key=lambda one: not one.field.system)  # the case's own names win
    spelled = {name.lower(): one.name for one in known for name in (one.name, *one.field.aliases)}
    found: dict[str, Any] = {}
    for given, value in _flat(row, plan):
        name = spelled.get(given.lower())
        if name is not None and plan.fields[name].column is not None:
            targets = plan.fields[name].field.to
            nested = targets and isinstance(value, Mapping)
            found[name] = canonical(value, targets[0], blueprint) if nested else value
    return found


def _flat(row: Mapping[str, Any], plan: ObjectPlan) -> Iterator[tuple[str, Any]]:
    """The values of a row, those of a field of several parts by part."""
    parts = {name.lower(): one.parts for one in plan.object.compounds.values() for name in (one.name, *one.aliases)}
    for given, value in row.items():
        known = parts.get(given.lower())
        if known is not None and isinstance(value, Mapping):
            yield from ((known[part.lower()], one) for part, one in value.items() if part.lower() in known)
        else:
            yield given, value


def as_given(value: object, plan: FieldPlan) -> Value:
    """The value as it stands: nothing is trimmed, completed or looked up.  Raises Unfit."""
    if value is None or value == "":
        return False if plan.field.type is FieldType.BOOLEAN else None
    return READERS.get(plan.type.kind, _otherwise)(value, plan)


def _otherwise(value: object, plan: FieldPlan) -> Value:
    return coerce(value, plan, "UTC")


def _text(value: object, _plan: FieldPlan) -> Value:
    return value if isinstance(value, str) else str(value)


def _number(value: object, plan: FieldPlan) -> Value:
    try:
        found = Decimal(str(value).strip())
    except InvalidOperation:
        found = Decimal("NaN")
    if isinstance(value, bool) or not found.is_finite():
        raise Unfit("a number")
    if plan.field.type is FieldType.PERCENT:
        found = EXACT.scaleb(found, -2)
    rounded = EXACT.quantize(found, Decimal(1).scaleb(-plan.type.scale)) + 0
    if rounded and rounded.adjusted() >= plan.type.digits:
        raise Unfit(f"a number of {plan.type.digits} digits before the point")
    return rounded


def _truth(value: object, _plan: FieldPlan) -> Value:
    known = TRUTHS.get(str(value).strip().lower())
    if known is None:
        raise Unfit("true or false")
    return known


def _day(value: object, plan: FieldPlan) -> Value:
    """A date; of a date with time its day."""
    if isinstance(value, str) and len(value) > len("2026-11-22"):
        try:
            return date.fromisoformat(value.strip()[:10])
        except ValueError as wrong:
            raise Unfit("a date (YYYY-MM-DD)") from wrong
    return coerce(value, plan, "UTC")


def _moment(value: object, plan: FieldPlan) -> Value:
    """A date with time; a date is its midnight."""
    whole = f"{value}T00:00:00" if isinstance(value, str) and len(value.strip()) == len("2026-11-22") else value
    return coerce(whole, plan, "UTC")


def _clock(value: object, plan: FieldPlan) -> Value:
    """A time of day, as Salesforce writes it too: with a Z behind it."""
    return coerce(value.strip().removesuffix("Z") if isinstance(value, str) else value, plan, "UTC")


def _several(value: object, _plan: FieldPlan) -> Value:
    given = value if isinstance(value, list) else [part.strip() for part in str(value).split(";")]
    known = _plan.field.picklist.values if _plan.field.picklist else {}
    chosen = {str(one) for one in given if str(one)}
    return tuple(one for one in known if one in chosen) + tuple(sorted(chosen - set(known))) or None


READERS: Mapping[Kind, Callable[[object, FieldPlan], Value]] = MappingProxyType(
    {
        Kind.TEXT: _text,
        Kind.PICKLIST: _text,
        Kind.NUMBER: _number,
        Kind.BOOLEAN: _truth,
        Kind.DATE: _day,
        Kind.DATETIME: _moment,
        Kind.TIME: _clock,
        Kind.SET: _several,
    }
)
