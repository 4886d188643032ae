"""List filters: chips of field, operator and value in the address, and the expression they stand for."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from html import escape
from types import MappingProxyType

from werkzeug.datastructures import MultiDict

from objectry.faces.several import NAME, OBJECT, is_object_choice, is_several
from objectry.faces.web.expressions import quoted
from objectry.faces.web.filling.widgets import WIDGETS
from objectry.faces.web.showing.compounds import countries, is_country
from objectry.faces.web.showing.rows import path_label
from objectry.faces.web.visit import Visit
from objectry.metadata import Field, FieldType
from objectry.plan import ObjectPlan
from objectry.runtime import Query

CHIP = "f"
EQUALS, DIFFERS = "is", "is_not"
_WORDS = ("contains", "begins", EQUALS, DIFFERS, "blank", "filled")
_SIZES = (EQUALS, "over", "under", "from", "upto", "blank", "filled")
_DAYS = ("on", "after", "before", "from", "upto", "today", "blank", "filled")
_TIMES = (EQUALS, "after", "before", "from", "upto", "blank", "filled")
INCLUDES, EXCLUDES = "includes", "excludes"
ME, BELOW = "me", "below"
MOST_TOPS = 20  # records of one name whose trees are meant at once
_CHOICES = (EQUALS, DIFFERS, "blank", "filled")

OPERATORS: Mapping[FieldType, tuple[str, ...]] = MappingProxyType(
    {
        FieldType.TEXT: _WORDS,
        FieldType.TEXTAREA: ("contains", "blank", "filled"),
        FieldType.SECRET: ("blank", "filled"),
        FieldType.RICH_TEXT: ("contains", "blank", "filled"),
        FieldType.INTEGER: _SIZES,
        FieldType.DECIMAL: _SIZES,
        FieldType.CURRENCY: _SIZES,
        FieldType.PERCENT: _SIZES,
        FieldType.BOOLEAN: ("yes", "no"),
        FieldType.DATE: _DAYS,
        FieldType.DATETIME: ("within", "older", "coming", "blank", "filled"),
        FieldType.TIME: _TIMES,
        FieldType.PICKLIST: _CHOICES,
        FieldType.MULTI_PICKLIST: (INCLUDES, EXCLUDES, "blank", "filled"),
        FieldType.EMAIL: _WORDS,
        FieldType.PHONE: _WORDS,
        FieldType.URL: _WORDS,
        FieldType.LOOKUP: ("named", BELOW, "contains", ME, "blank", "filled"),
        FieldType.MASTER_DETAIL: ("named", BELOW, "contains", ME, "blank", "filled"),
        FieldType.MANY_TO_MANY: ("named", "contains", "blank", "filled"),
        FieldType.AUTONUMBER: _WORDS,
        FieldType.JSON: ("blank", "filled"),
        FieldType.FILE: ("blank", "filled"),
        FieldType.IMAGE: ("blank", "filled"),
    }
)
WITHOUT_VALUE = frozenset({"blank", "filled", "yes", "no", "me", "today"})
_SIGNS = {"over": ">", "under": "<", "from": ">=", "upto": "<=", "after": ">", "before": "<", "on": "=", EQUALS: "="}
_MOMENTS = {  # by whole days from now, so that the text stays the same from page to page
    "within": "{0} >= NOW() - {1} and {0} <= NOW()",
    "older": "{0} < NOW() - {1}",
    "coming": "{0} > NOW() and {0} <= NOW() + {1}",
}
_ALONE = {
    "blank": "ISBLANK({})",
    "filled": "not ISBLANK({})",
    "yes": "{}",
    "no": "not {}",
    "me": "{} = $user",
    "today": "{} = TODAY()",
}


@dataclass(frozen=True, slots=True)
class Chip:
    """One condition of a list."""

    field: str
    operator: str
    value: str = ""

    def text(self) -> str:
        """The form in the address: `amount:over:1000`."""
        return f"{self.field}:{self.operator}:{self.value}"


@dataclass(frozen=True, slots=True)
class Filterable:
    """A field the filter offers."""

    name: str
    label: str
    operators: tuple[str, ...]
    kind: str
    choices: tuple[tuple[str, str], ...] = ()


def chips_of(visit: Visit, plan: ObjectPlan, args: MultiDict[str, str]) -> tuple[Chip, ...]:
    """The conditions in an address; those that make no sense for this person are left out."""
    written = [Chip(*(one.split(":", 2) + ["", ""])[:3]) for one in args.getlist(CHIP)]
    if args.get("field"):  # the builder's own row, just sent
        written.append(Chip(args["field"], args.get("operator", ""), args.get("value", "").strip()))
    return tuple(dict.fromkeys(one for one in written if _fits(visit, plan, one)))


def operators(visit: Visit, field: Field) -> tuple[str, ...]:
    """What can be asked of a field: `me` only of people, `below` only in a hierarchy."""
    offered = _CHOICES if is_country(field) else OPERATORS[field.type]
    if is_several(field):
        return ("named", "contains", "blank", "filled")
    if is_object_choice(field):
        return (EQUALS, DIFFERS)
    fits = {ME: field.to == ("user",), BELOW: bool(field.to) and _is_tree(visit, field.to[0])}
    return tuple(one for one in offered if fits.get(one, True))


def _is_tree(visit: Visit, object: str) -> bool:
    """Whether the object's records form trees whose tops she may name."""
    thing = visit.blueprint.objects[object].object
    return thing.hierarchy is not None and visit.may(object, "read") and visit.reads(object, thing.name_field)


def _field(visit: Visit, plan: ObjectPlan, name: str) -> Field | None:
    """The field a chip is about: one of the object itself, or which object a lookup of several leads to."""
    found = visit.path(plan.name, name) if "." not in name or name.endswith(f".{OBJECT}") else None
    return None if found is None or found[0].name != plan.name else found[1].field


def _fits(visit: Visit, plan: ObjectPlan, chip: Chip) -> bool:
    field = _field(visit, plan, chip.field)
    if field is None:
        return False
    offered = operators(visit, field)
    return chip.operator in offered and (chip.operator in WITHOUT_VALUE or bool(chip.value))


def expression(visit: Visit, plan: ObjectPlan, chip: Chip) -> str:
    """The condition in the rule language."""
    field = _field(visit, plan, chip.field) or plan.fields[chip.field].field
    if chip.operator in _ALONE:
        return _ALONE[chip.operator].format(chip.field)
    if chip.operator in _MOMENTS:
        return _MOMENTS[chip.operator].format(chip.field, chip.value if chip.value.isdecimal() else quoted(chip.value))
    if chip.operator == BELOW:
        return _below(visit, field, chip.value)
    path = _path(visit, field)
    words = escape(chip.value, quote=False) if field.type is FieldType.RICH_TEXT else chip.value
    if (found := _of_words(path, chip.operator, words)) is not None:
        return f"COUNT({field.name} where {found}) > 0" if field.type is FieldType.MANY_TO_MANY else found
    if field.type is FieldType.PICKLIST or is_country(field):
        return f"{chip.field} {'not in' if chip.operator == DIFFERS else 'in'} ({_list(chip.value)})"
    if field.type is FieldType.MULTI_PICKLIST:
        return f"{chip.operator.upper()}({chip.field}, {_list(chip.value)})"
    sign = "<>" if chip.operator == DIFFERS else _SIGNS[chip.operator]
    return f"{path} {sign} {_literal(visit, field, chip.value)}"


def _of_words(path: str, operator: str, words: str) -> str | None:
    """What is asked of a text, or of the name of what a field points to."""
    if operator == "contains":
        return f"CONTAINS(LOWER({path}), LOWER({quoted(words)}))"
    if operator == "begins":
        return f"BEGINS(LOWER({path}), LOWER({quoted(words)}))"
    return f"{path} = {quoted(words)}" if operator == "named" else None


def _below(visit: Visit, field: Field, name: str) -> str:
    """In the tree of a record of this name: of each, if several are called so, and in none if none is."""
    name_field = visit.blueprint.objects[field.to[0]].object.name_field
    query = Query(field.to[0], filter=f"{name_field} = {quoted(name)}", fields=("id",), limit=MOST_TOPS)
    tops = visit.platform.records.find(visit.call, query).records
    return " or ".join(f"UNDER({field.name}, {quoted(one.id)})" for one in tops) or "false"


def _path(visit: Visit, field: Field) -> str:
    if is_several(field):
        return f"{field.name}.{NAME}"
    if not field.to:
        return field.name
    return f"{field.name}.{visit.blueprint.objects[field.to[0]].object.name_field}"


def _list(value: str) -> str:
    return ", ".join(quoted(one) for one in value.split("|"))


def _literal(visit: Visit, field: Field, value: str) -> str:
    """The value as the language writes it; what cannot be read goes on as text, and the door's checker says so."""
    if field.type in {FieldType.INTEGER, FieldType.DECIMAL, FieldType.CURRENCY, FieldType.PERCENT}:
        found = visit.formats.read_number(value.rstrip("%％"))
        return quoted(value) if found is None else f"{found:f}{'%' if field.type is FieldType.PERCENT else ''}"
    if field.type is FieldType.DATE:
        try:
            day = date.fromisoformat(value)
        except ValueError:
            return quoted(value)
        return f"DATE({day.year}, {day.month}, {day.day})"
    if field.type is FieldType.TIME:
        return f"TIMEVALUE({quoted(value)})"
    return quoted(value)


def label(visit: Visit, plan: ObjectPlan, chip: Chip) -> str:
    """The condition in words."""
    field = _field(visit, plan, chip.field) or plan.fields[chip.field].field
    value = chip.value
    if field.picklist is not None:
        value = visit.texts("or").join(visit.texts.value(plan.name, field.name, one) for one in chip.value.split("|"))
    elif is_country(field):
        value = visit.texts("or").join(visit.formats.country(code) for code in value.split("|"))
    elif field.type is FieldType.DATE and value:
        value = _day(visit, value)
    return visit.texts(f"chip_{chip.operator}", field=path_label(visit, plan, chip.field), value=value)


def _day(visit: Visit, value: str) -> str:
    try:
        return visit.formats.date(date.fromisoformat(value))
    except ValueError:
        return value


def filterable(visit: Visit, plan: ObjectPlan) -> tuple[Filterable, ...]:
    """The fields the filter offers, system ones last."""
    own = [
        one for one in plan.fields.values() if visit.reads(plan.name, one.name) and one.name not in {"id", "version"}
    ]
    own.sort(key=lambda one: one.field.system)
    return tuple(_filterable(visit, plan, path) for one in own for path in _paths(one.field))


def _paths(field: Field) -> tuple[str, ...]:
    """What of a field is filtered by: it itself, and of a lookup of several objects which it leads to."""
    return (field.name, f"{field.name}.{OBJECT}") if is_several(field) else (field.name,)


def _filterable(visit: Visit, plan: ObjectPlan, path: str) -> Filterable:
    field = _field(visit, plan, path) or plan.fields[path].field
    offered = _offered(visit, plan, field)
    return Filterable(path, path_label(visit, plan, path), operators(visit, field), WIDGETS[field.type].kind, offered)


def _offered(visit: Visit, plan: ObjectPlan, field: Field) -> tuple[tuple[str, str], ...]:
    """The values to choose from, with their labels."""
    if is_country(field):
        return countries(visit)
    values = field.picklist.values if field.picklist else ()
    return tuple((value, visit.texts.value(plan.name, field.name, value)) for value in values)
