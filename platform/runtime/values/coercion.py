"""Step 4, coercion: an outside value becomes a value of the field's type, or a problem.

One table holds the coercion of every field type, and a test holds it complete.  Outside values are text, int, Decimal,
bool, date, datetime, time, a list of these or None; None is blank for every type, and false for a boolean.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import datetime
from functools import partial
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
Coercion = Callable[[object], Value]
"""Outside value -> inside value; raises Unfit."""
Making = Callable[[FieldPlan, str], Coercion]
"""(field, the actor's time zone) -> how its values are coerced: what the field says is looked up once for many."""


def coerce(value: object, plan: FieldPlan, timezone: str) -> Value:
    """The inside value, normalised.  Raises Unfit."""
    return coercion(plan, timezone)(value)


def coerced(values: Iterable[object], plan: FieldPlan, timezone: str) -> list[Value | Unfit]:
    """The inside values, and for those that cannot be of the type what is wrong with them."""
    turn, given = coercion(plan, timezone), list(values)
    try:
        return list(map(turn, given))
    except Unfit:
        return [_tried(turn, one) for one in given]


def _tried(turn: Coercion, value: object) -> Value | Unfit:
    try:
        return turn(value)
    except Unfit as wrong:
        return wrong


def coercion(plan: FieldPlan, timezone: str) -> Coercion:
    """How values of the field are coerced and normalised."""
    turn, blank = COERCIONS[plan.field.type](plan, timezone), plan.field.type is FieldType.BOOLEAN
    names, country = plan.field.normalize, plan.country

    def plain(value: object) -> Value:
        return turn(value) if value is not None else False if blank else None

    return (lambda value: normalise(plain(value), names, country)) if names else plain


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


def _boolean(value: object) -> Value:
    known: Mapping[object, bool] = {"true": True, "false": False}
    if isinstance(value, bool):
        return value
    if isinstance(value, str) and not value.strip():
        return False
    if isinstance(value, str) and value.strip() in known:
        return known[value.strip()]
    raise Unfit("true or false")


def _choice(plan: FieldPlan, _timezone: str) -> Coercion:
    choices = plan.field.picklist.values if plan.field.picklist else {}

    def read(value: object) -> str | None:
        written = value if isinstance(value, str) and value in choices else texts.line(value)
        if written is None or written in choices:
            return written
        raise Unfit("one of the choices", "D527", {"value": written, "hint": near(written, choices)})

    return read


def _choices(plan: FieldPlan, timezone: str) -> Coercion:
    """Several choices, from a list, from JSON, or from a text with semicolons between; in declared order."""
    known, choice = plan.field.picklist.values if plan.field.picklist else {}, _choice(plan, timezone)

    def read(value: object) -> Value:
        given = {choice(one) for one in several(value, known)} - {None}
        return tuple(name for name in known if name in given) or None

    return read


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


def _reference(value: object, plan: FieldPlan) -> Value:
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


def _references(value: object, plan: FieldPlan) -> Value:
    """Several records, from a list, from JSON, or from a text with semicolons between; in the order of their ids."""
    found = {_reference(one, plan) for one in several(value, {})}
    return tuple(sorted(one for one in found if isinstance(one, str))) or None


def _secret(value: object, most: int | None) -> Value:
    """The plain text, which the door seals at once; its length is looked at here, as nobody can later."""
    found = texts.text(value)
    if found is not None and most is not None and len(found) > most:
        raise Unfit("a secret", "D523", {"limit": str(most)})
    return found


def _file(value: object) -> Value:
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


def _always(turn: Coercion) -> Making:
    """The same for every field of a type."""
    return lambda _plan, _timezone: turn


COERCIONS: Mapping[FieldType, Making] = MappingProxyType(
    {
        FieldType.TEXT: _always(texts.line),
        FieldType.TEXTAREA: _always(texts.text),
        FieldType.SECRET: lambda plan, _timezone: partial(_secret, most=plan.field.max_length),
        FieldType.RICH_TEXT: _always(formatted),
        FieldType.INTEGER: _always(numbers.integer),
        FieldType.DECIMAL: lambda plan, _timezone: numbers.scaled(plan),
        FieldType.CURRENCY: lambda plan, _timezone: numbers.scaled(plan),
        FieldType.PERCENT: lambda plan, _timezone: numbers.percent(plan),
        FieldType.BOOLEAN: _always(_boolean),
        FieldType.DATE: _always(moments.day),
        FieldType.DATETIME: lambda _plan, timezone: partial(moments.moment, timezone=timezone),
        FieldType.TIME: _always(moments.time_of_day),
        FieldType.PICKLIST: _choice,
        FieldType.MULTI_PICKLIST: _choices,
        FieldType.EMAIL: _always(texts.email),
        FieldType.PHONE: lambda plan, _timezone: partial(texts.phone, country=plan.country),
        FieldType.URL: _always(texts.url),
        FieldType.LOOKUP: lambda plan, _timezone: partial(_reference, plan=plan),
        FieldType.MASTER_DETAIL: lambda plan, _timezone: partial(_reference, plan=plan),
        FieldType.MANY_TO_MANY: lambda plan, _timezone: partial(_references, plan=plan),
        FieldType.FILE: _always(_file),
        FieldType.IMAGE: _always(_file),
        FieldType.AUTONUMBER: _always(texts.line),
        FieldType.JSON: _always(document),
    }
)
