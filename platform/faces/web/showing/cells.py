"""Values as a reader sees them: text, where it leads, and its colour.  One way per field type."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time
from decimal import Decimal
from types import MappingProxyType
from zlib import crc32

from markupsafe import Markup

from objectry.faces.formats import minor_digits, time_of_day
from objectry.faces.web import addresses
from objectry.faces.web.showing.compounds import is_country, line
from objectry.faces.web.showing.tags import bearing, is_tag, tone_of
from objectry.faces.web.visit import Visit
from objectry.metadata import Compound, FieldType
from objectry.plan import FieldPlan
from objectry.runtime import Record, plain, pretty, sanitised

NEAR_DAYS = 7
ROLE_OF_USER = ("user", "role")
DEFAULT_SCALE = {FieldType.DECIMAL: 4, FieldType.CURRENCY: 2, FieldType.PERCENT: 2}
COLOURS = ("blue", "green", "purple", "orange", "cyan", "pink", "teal", "indigo")


@dataclass(frozen=True, slots=True)
class Cell:
    """A value, ready for the page.  `kind` picks how the template draws it; `hint` shows on hover; `parts`
    are the badges of several choices."""

    text: str
    kind: str = "text"
    href: str = ""
    tone: str = ""
    hint: str = ""
    parts: "tuple[Cell, ...]" = ()
    whole: str = ""  # all of it, where a record has room for more than a table
    markup: Markup | None = None
    picture: str = ""  # where the small picture of an image is
    icon: str = ""  # that of the object, where a lookup leads to one of several


BLANK = Cell("", "blank")
UNGROUPED = 10_000
SHORT = 80
DOTS = "••••••••"


@dataclass(frozen=True, slots=True)
class Shown:
    """A value with what is needed to show it.  `owner` is the field's object; `label` names a reference, `names`
    all records of a field of links, `object` the object a lookup of several leads to."""

    visit: Visit
    owner: str
    plan: FieldPlan
    value: object
    label: str = ""
    names: tuple[str, ...] = ()
    object: str = ""


def cell(
    visit: Visit, object_name: str, plan: FieldPlan, value: object, label: str = "", names: tuple[str, ...] = ()
) -> Cell:
    """One value."""
    return shown_cell(Shown(visit, object_name, plan, value, label, names))


def shown_cell(shown: Shown) -> Cell:
    """One value with what belongs to it."""
    return BLANK if shown.value is None else WAYS[shown.plan.field.type](shown)


def record_cell(visit: Visit, record: Record, path: str) -> Cell:
    """The value at a path of a record; the record's own name leads to its page."""
    compound = visit.compound(record.object, path)
    if compound is not None:
        return compound_cell(visit, record, path, compound[1])
    found = visit.path(record.object, path)
    if found is None or path not in record.values:
        return BLANK
    plan, field = found
    label, names, target = record.labels.get(path, ""), record.names.get(path, ()), record.objects.get(path, "")
    shown = shown_cell(Shown(visit, plan.name, field, record.values[path], label, names, target))
    if path == visit.blueprint.objects[record.object].object.name_field and shown.kind in {"text", "code"}:
        return replace(shown, kind="link", href=addresses.record(record.object, record.id))
    return shown


def compound_cell(visit: Visit, record: Record, path: str, one: Compound) -> Cell:
    """An address or a place in one line."""
    found = line(visit, one, {part: record.values.get(f"{path}.{part}") for part in one.parts})
    if found is None:
        return BLANK
    return Cell(found.text, "outside" if found.href else "text", href=found.href)


def record_name(visit: Visit, record: Record) -> str:
    """What a record is called: its name field, or its object's label if that is blank."""
    name_field = visit.blueprint.objects[record.object].object.name_field
    return record.labels.get(name_field) or str(record.values.get(name_field) or visit.texts.object(record.object))


def colour_of(name: str) -> str:
    """A steady colour for a name, for round pictures with initials."""
    return COLOURS[crc32(name.encode()) % len(COLOURS)]


def initials(name: str) -> str:
    """One or two letters that stand for a person; of a Chinese name its last two characters."""
    parts = name.split()
    if not parts:
        return "?"
    if len(parts) == 1:
        return parts[0][-2:] if parts[0] > "\u2e80" else parts[0][:2].title()
    return (parts[0][0] + parts[-1][0]).upper()


def _text(shown: Shown) -> Cell:
    if (shown.owner, shown.plan.name) == ROLE_OF_USER:  # core keeps a role's API name; people know its label
        return Cell(shown.visit.texts.role(str(shown.value)))
    if is_country(shown.plan.field):
        return Cell(shown.visit.formats.country(str(shown.value)), hint=str(shown.value))
    return Cell(str(shown.value))


def _long(shown: Shown) -> Cell:
    return Cell(str(shown.value), "long")


def _number(shown: Shown) -> Cell:
    value = Decimal(str(shown.value))
    places = max(0, -int(value.normalize().as_tuple().exponent))
    return Cell(shown.visit.formats.number(value, min(places, _scale(shown.plan))), "number")


def _whole(shown: Shown) -> Cell:
    """A whole number; one that has at most four digits by its limits (a year, minutes) is not grouped."""
    most = shown.plan.field.maximum
    if isinstance(most, Decimal) and most < UNGROUPED:
        return Cell(shown.visit.formats.written_number(Decimal(str(shown.value))), "number")
    return _number(shown)


def _money(shown: Shown) -> Cell:
    """An amount with its sign: that of its record's currency, or none where this is not known here."""
    value, scale = Decimal(str(shown.value)), _scale(shown.plan)
    formats = shown.visit.formats
    if shown.plan.field.in_currency is None:
        return Cell(formats.money(value, shown.visit.currency, scale), "number")
    if not shown.label:
        return Cell(formats.number(value, scale), "number")
    return Cell(formats.money(value, shown.label, min(scale, minor_digits(shown.label))), "number")


def _percent(shown: Shown) -> Cell:
    return Cell(shown.visit.formats.percent(Decimal(str(shown.value)), _scale(shown.plan)), "number")


def _scale(plan: FieldPlan) -> int:
    return DEFAULT_SCALE.get(plan.field.type, 0) if plan.field.scale is None else plan.field.scale


def _boolean(shown: Shown) -> Cell:
    return Cell(shown.visit.texts("yes" if shown.value else "no"), "yes" if shown.value else "no")


def _date(shown: Shown) -> Cell:
    value = shown.value
    if not isinstance(value, date):
        return _text(shown)
    formats = shown.visit.formats
    return _near(shown.visit, value, formats.date(value), "")


def _datetime(shown: Shown) -> Cell:
    value = shown.value
    if not isinstance(value, datetime):
        return _text(shown)
    formats = shown.visit.formats
    return _near(shown.visit, formats.local(value).date(), formats.moment(value), formats.time(value))


def _time(shown: Shown) -> Cell:
    return Cell(time_of_day(shown.value), "date") if isinstance(shown.value, time) else _text(shown)


def _near(visit: Visit, day: date, full: str, time: str) -> Cell:
    """Within a week the day is told from today, and the full date stands by."""
    days = (day - visit.formats.local(visit.call.now).date()).days
    if abs(days) > NEAR_DAYS:
        return Cell(full, "date")
    names = {0: "day_today", 1: "day_tomorrow", -1: "day_yesterday"}
    key = names.get(days) or ("day_ahead" if days > 0 else "day_ago")
    return Cell(f"{visit.texts(key, count=abs(days))} {time}".strip(), "date", hint=full)


def _several(shown: Shown) -> Cell:
    values = shown.value if isinstance(shown.value, tuple) else (shown.value,)
    parts = tuple(_picklist(replace(shown, value=one)) for one in values)
    return Cell(", ".join(one.text for one in parts), "badges", parts=parts)


def _picklist(shown: Shown) -> Cell:
    value, picklist = str(shown.value), shown.plan.field.picklist
    declared = picklist.values.get(value) if picklist else None
    tone = (declared.color if declared else None) or "gray"
    return Cell(shown.visit.texts.value(shown.owner, shown.plan.name, value), "badge", tone=tone)


def _email(shown: Shown) -> Cell:
    return Cell(str(shown.value), "link", href=f"mailto:{shown.value}")


def _phone(shown: Shown) -> Cell:
    digits = "".join(sign for sign in str(shown.value) if sign.isdigit() or sign == "+")
    return Cell(str(shown.value), "link", href=f"tel:{digits}")


def _url(shown: Shown) -> Cell:
    written = str(shown.value)
    safe = written.startswith(("https://", "http://"))
    return Cell(written.partition("://")[2].rstrip("/"), "outside", href=written) if safe else Cell(written)


def _lookup(shown: Shown) -> Cell:
    targets = shown.plan.field.to
    if not shown.label:  # it points to something this person may not see
        return Cell(shown.visit.texts("not_visible"), "hidden")
    if shown.label.startswith("system:"):
        return Cell(shown.visit.texts("the_system"), hint=shown.label)
    if targets == ("user",):
        person = Cell(shown.label, "person", tone=colour_of(shown.label))
        open_to_her = shown.visit.rights.system("manage_users").allowed
        return replace(person, href=addresses.record("user", str(shown.value))) if open_to_her else person
    if len(targets) == 1:
        return Cell(shown.label, "link", href=addresses.record(targets[0], str(shown.value)))
    if shown.object:
        icon, hint = shown.visit.blueprint.objects[shown.object].object.icon, shown.visit.texts.object(shown.object)
        return Cell(shown.label, "link", addresses.record(shown.object, str(shown.value)), hint=hint, icon=icon)
    return Cell(shown.label, "link", href=addresses.following(shown.owner, shown.plan.name, str(shown.value)))


def _formatted(shown: Shown) -> Cell:
    """Formatted text as words for a table, as it is where there is room; cleaned once more, whoever has stored it."""
    words = plain(str(shown.value))
    markup = Markup(sanitised(str(shown.value)))  # noqa: S704 (made safe in this very line)
    return Cell(words if len(words) <= SHORT else f"{words[:SHORT]}…", markup=markup)


def _secret(shown: Shown) -> Cell:
    """Dots; on the record's page whoever may read it can have it shown."""
    return Cell(DOTS, "secret", whole=str(shown.value))


def _file(shown: Shown) -> Cell:
    """A file by its name; one that is not known any more leads nowhere."""
    if not shown.label:
        return Cell(shown.visit.texts("file_gone"), "hidden")
    return Cell(shown.label, "file", href=addresses.file(str(shown.value)))


def _image(shown: Shown) -> Cell:
    found = _file(shown)
    return replace(found, kind="image", picture=addresses.thumbnail(str(shown.value))) if found.href else found


def _document(shown: Shown) -> Cell:
    """JSON on one line for a table; whole where there is room."""
    text = str(shown.value)
    return Cell(text if len(text) <= SHORT else f"{text[:SHORT]}…", "code", whole=pretty(text))


def _links(shown: Shown) -> Cell:
    """Linked records, each leading to its page; where their names are not at hand (in the history), how many."""
    ids = shown.value if isinstance(shown.value, tuple) else ()
    if len(ids) != len(shown.names):
        return Cell(shown.visit.texts.count("linked_records", len(ids)))
    (target,) = shown.plan.field.to
    if is_tag(shown.visit, target):
        return _tags(shown, target, [(str(id), name) for id, name in zip(ids, shown.names, strict=True)])
    parts = tuple(
        Cell(name or shown.visit.texts.object(target), "link", href=addresses.record(target, str(id)))
        for id, name in zip(ids, shown.names, strict=True)
    )
    return Cell(", ".join(one.text for one in parts), "links", parts=parts)


def _tags(shown: Shown, target: str, tags: Sequence[tuple[str, str]]) -> Cell:
    """Words in their colours, each leading to the records that bear it."""
    parts = tuple(
        Cell(name, "link", bearing(shown.owner, shown.plan.name, name), tone_of(shown.visit, target, id, name))
        for id, name in tags
    )
    return Cell(", ".join(one.text for one in parts), "links", parts=parts)


def _code(shown: Shown) -> Cell:
    return Cell(str(shown.value), "code")


WAYS: Mapping[FieldType, Callable[[Shown], Cell]] = MappingProxyType(
    {
        FieldType.TEXT: _text,
        FieldType.TEXTAREA: _long,
        FieldType.RICH_TEXT: _formatted,
        FieldType.SECRET: _secret,
        FieldType.INTEGER: _whole,
        FieldType.DECIMAL: _number,
        FieldType.CURRENCY: _money,
        FieldType.PERCENT: _percent,
        FieldType.BOOLEAN: _boolean,
        FieldType.DATE: _date,
        FieldType.DATETIME: _datetime,
        FieldType.TIME: _time,
        FieldType.PICKLIST: _picklist,
        FieldType.MULTI_PICKLIST: _several,
        FieldType.EMAIL: _email,
        FieldType.PHONE: _phone,
        FieldType.URL: _url,
        FieldType.LOOKUP: _lookup,
        FieldType.MASTER_DETAIL: _lookup,
        FieldType.MANY_TO_MANY: _links,
        FieldType.AUTONUMBER: _code,
        FieldType.JSON: _document,
        FieldType.FILE: _file,
        FieldType.IMAGE: _image,
    }
)
