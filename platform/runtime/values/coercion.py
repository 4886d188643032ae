"""Step 4, coercion: an outside value becomes a value of the field's type, or a problem.

One table holds the coercion of every field type, and a test holds it complete.  Outside values are text, int, Decimal,
bool, date, datetime, time, a list of these or None; None is blank for every type, and false for a boolean.
"""

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from types import MappingProxyType
from uuid import UUID

from objectry.metadata import FieldType, written_choices
from objectry.plan import FieldPlan
from objectry.rules import Value
from objectry.runtime.codes import near, problem
from objectry.runtime.errors import Problem
from objectry.runtime.values import moments, numbers, texts
from objectry.runtime.values.documents import document
from objectry.runtime.values.markup import formatted
from objectry.runtime.values.normalisers import normalise
from objectry.runtime.values.unfit import Unfit

REFERENCE = frozenset({"object", "id", "label"})
Coercion = Callable[[object, FieldPlan, str], Value]
"""(outside value, field, the actor's time zone) -> inside value; raises Unfit."""


def coerce(value: object, plan: FieldPlan, timezone: str) -> Value:
    """The inside value, normalised.  Raises Unfit."""
    if value is None:
        return False if plan.field.type is FieldType.BOOLEAN else None
    found = COERCIONS[plan.field.type](value, plan, timezone)
    return normalise(found, plan.field.normalize, plan.country) if plan.field.normalize else found


def fit(value: Value, plan: FieldPlan) -> Value:
    """A value of the language, as a rule gives it, made to fit the field: rounded, dated, told from blank.

    A rule's percent is a fraction already.  Raises Unfit.
    """
    if value is None:
        return coerce(None, plan, "UTC")
    if plan.field.type is FieldType.PERCENT:
        number = numbers.decimal(value)
        return None if number is None else numbers.fitted(number, plan)
    if plan.field.type is FieldType.DATE and isinstance(value, datetime):
        return value.date()
    return coerce(value, plan, "UTC")


def trouble(wrong: Unfit, plan: FieldPlan, record: int | None = None) -> Problem:
    """The problem a person reads."""
    return problem(wrong.code, plan.name, record, label=plan.field.label, **wrong.params)


def _boolean(value: object, _plan: FieldPlan, _timezone: str) -> Value:
    known: Mapping[object, bool] = {"true": True, "false": False}
    if isinstance(value, bool):
        return value
    if isinstance(value, str) and not value.strip():
        return False
    if isinstance(value, str) and value.strip() in known:
        return known[value.strip()]
    raise Unfit("true or false")


def _choice(value: object, plan: FieldPlan, _timezone: str) -> Value:
    written = texts.line(value)
    choices = plan.field.picklist.values if plan.field.picklist else {}
    if written is None or written in choices:
        return written
    raise Unfit("one of the choices", "D527", {"value": written, "hint": near(written, choices)})


def _choices(value: object, plan: FieldPlan, _timezone: str) -> Value:
    """Several choices, from a list, from JSON, or from a text with semicolons between; in declared order."""
    known = plan.field.picklist.values if plan.field.picklist else {}
    given = {_choice(one, plan, "") for one in several(value, known)} - {None}
    return tuple(name for name in known if name in given) or None


def several(value: object, known: Mapping[str, object]) -> Sequence[object]:
    """The members of a set as people and programs outside write it."""
    if isinstance(value, list | tuple):
        return value
    written = texts.line(value)
    return () if written is None else written_choices(written, known)


def named_object(value: object, plan: FieldPlan) -> str | None:
    """The object that `{object, id}` says a lookup leads to.  Raises Unfit where it never leads there."""
    named = value.get("object") if isinstance(value, Mapping) and plan.field.refers else None
    if named is None or named in plan.field.to:
        return named
    raise Unfit("one of the choices", "D527", {"value": str(named), "hint": near(str(named), plan.field.to)})


def _reference(value: object, plan: FieldPlan, _timezone: str) -> Value:
    """A record is written as its id; the form in which one of several objects is answered is taken too."""
    if isinstance(value, Mapping) and value.keys() <= REFERENCE:
        named_object(value, plan)
        value = value.get("id")
    if value is not None and not isinstance(value, str):
        raise Unfit("a record", "D529")
    written = texts.line(value)
    if written is None:
        return None
    found = identifier(written)
    if found is None:
        raise Unfit("a record", "D529")
    return found


def _references(value: object, plan: FieldPlan, _timezone: str) -> Value:
    """Several records, from a list, from JSON, or from a text with semicolons between; in the order of their ids."""
    found = {_reference(one, plan, "") for one in several(value, {})}
    return tuple(sorted(one for one in found if isinstance(one, str))) or None


def _secret(value: object, plan: FieldPlan, _timezone: str) -> Value:
    """The plain text, which the door seals at once; its length is looked at here, as nobody can later."""
    found = texts.text(value)
    if found is not None and plan.field.max_length is not None and len(found) > plan.field.max_length:
        raise Unfit("a secret", "D523", {"limit": str(plan.field.max_length)})
    return found


def _file(value: object, _plan: FieldPlan, _timezone: str) -> Value:
    """A file is written as its id; the form in which it is answered is taken too."""
    given = value.get("id") if isinstance(value, Mapping) else value
    written = texts.line(given)
    if written is None:
        return None
    found = identifier(written)
    if found is None:
        raise Unfit("a file", "D580")
    return found


def identifier(written: str) -> str | None:
    """A record id in canonical form, or None when the text is none."""
    try:
        return str(UUID(written.strip())) if len(written.strip()) in {32, 36} else None
    except ValueError:
        return None


COERCIONS: Mapping[FieldType, Coercion] = MappingProxyType(
    {
        FieldType.TEXT: lambda value, _plan, _timezone: texts.line(value),
        FieldType.TEXTAREA: lambda value, _plan, _timezone: texts.text(value),
        FieldType.SECRET: _secret,
        FieldType.RICH_TEXT: lambda value, _plan, _timezone: formatted(value),
        FieldType.INTEGER: lambda value, plan, _timezone: numbers.integer(value, plan),
        FieldType.DECIMAL: lambda value, plan, _timezone: numbers.scaled(value, plan),
        FieldType.CURRENCY: lambda value, plan, _timezone: numbers.scaled(value, plan),
        FieldType.PERCENT: lambda value, plan, _timezone: numbers.percent(value, plan),
        FieldType.BOOLEAN: _boolean,
        FieldType.DATE: lambda value, _plan, _timezone: moments.day(value),
        FieldType.DATETIME: lambda value, _plan, timezone: moments.moment(value, timezone),
        FieldType.TIME: lambda value, _plan, _timezone: moments.time_of_day(value),
        FieldType.PICKLIST: _choice,
        FieldType.MULTI_PICKLIST: _choices,
        FieldType.EMAIL: lambda value, _plan, _timezone: texts.email(value),
        FieldType.PHONE: lambda value, plan, _timezone: texts.phone(value, plan.country),
        FieldType.URL: lambda value, _plan, _timezone: texts.url(value),
        FieldType.LOOKUP: _reference,
        FieldType.MASTER_DETAIL: _reference,
        FieldType.MANY_TO_MANY: _references,
        FieldType.FILE: _file,
        FieldType.IMAGE: _file,
        FieldType.AUTONUMBER: lambda value, _plan, _timezone: texts.line(value),
        FieldType.JSON: lambda value, _plan, _timezone: document(value),
    }
)
