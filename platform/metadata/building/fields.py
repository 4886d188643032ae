"""From the values of a field to a Field with every default resolved."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import date, datetime, time
from decimal import Decimal
from types import MappingProxyType
from typing import Any

from objectry.diagnostics import Diagnostics, Span, suggest
from objectry.metadata.checking.cells import misfit
from objectry.metadata.keys.containers import DIRECTIVES
from objectry.metadata.keys.field_keys import VALUE_KEYS
from objectry.metadata.model import EMPTY, Feature, Field, FieldType, OnDelete, Picklist, PicklistValue
from objectry.metadata.names import now_called, sentence
from objectry.metadata.reading.nodes import MapNode, Node

Values = Mapping[str, Any]
MAX_LENGTHS = MappingProxyType(
    {
        FieldType.TEXT: 255,
        FieldType.TEXTAREA: 32_000,
        FieldType.RICH_TEXT: 32_000,
        FieldType.SECRET: 1_000,
        FieldType.EMAIL: 254,
        FieldType.PHONE: 40,
        FieldType.URL: 2_000,
        FieldType.PICKLIST: 255,
        FieldType.AUTONUMBER: 80,
        FieldType.JSON: 32_000,
    }
)
LONG = frozenset({FieldType.TEXTAREA, FieldType.RICH_TEXT, FieldType.JSON})
"""What holds so much that lists and histories leave it out unless asked for."""
SECRET = "secret"  # noqa: S105 (a word)
"""The tag of secrets that name none of their own: no secret is open because its object is."""
MAX_SIZES = MappingProxyType({FieldType.FILE: 10_000_000, FieldType.IMAGE: 10_000_000})
LARGEST_FILE = 100_000_000
UNITS = MappingProxyType({"kB": 1_000, "MB": 1_000_000})
DIGITS = MappingProxyType(
    {
        FieldType.INTEGER: (18, 0),
        FieldType.DECIMAL: (18, 4),
        FieldType.CURRENCY: (16, 2),
        FieldType.PERCENT: (7, 2),
    }
)
PICKLISTS = (FieldType.PICKLIST, FieldType.MULTI_PICKLIST)
PLACE = re.compile(r"\{([^{}]*)\}")
DATE_PLACES = ("YYYY", "YY", "MM", "DD")
YEAR, MONTH, DAY = ("YYYY", "YY"), ("MM",), ("DD",)
PERIOD_PLACES = MappingProxyType({"year": (YEAR,), "month": (YEAR, MONTH), "day": (YEAR, MONTH, DAY)})
COPIED = frozenset((
    "help", "required_if", "visible_if", "default_formula", "external_id", "index", "sensitive", "reveals",
    "administered", "aliases", "renamed_from", "deprecated", "pattern", "types", "normalize", "related_as", "filter",
    "hierarchy", "depends_on", "values_for", "values_from", "format", "reset", "formula", "rollup", "blanks",
))  # fmt: skip


def build_field(name: str, values: Values, node: Node | None, span: Span, problems: Diagnostics) -> Field:
    """The field; contradictions between its keys are told."""
    kind = FieldType(values["type"])
    computed = "formula" in values or "rollup" in values
    places = Places(node, span)
    precision, scale = digits(kind, values, places, problems)
    field = Field(
        name=name,
        type=kind,
        label=values.get("label", sentence(name)),
        span=span,
        required=values.get("required", kind is FieldType.MASTER_DETAIL),
        unique=values.get("unique", False) or values.get("external_id", False),
        read_only=values.get("read_only", False) or computed or kind is FieldType.AUTONUMBER,
        history=values.get("history", not computed and kind not in LONG),
        max_length=int(values["max_length"]) if "max_length" in values else MAX_LENGTHS.get(kind),
        max_size=max_size(kind, values, places, problems),
        precision=precision,
        scale=scale,
        minimum=bound(kind, values, "min", places, problems),
        maximum=bound(kind, values, "max", places, problems),
        picklist=build_picklist(values, node, problems) if kind in PICKLISTS else None,
        to=values.get("to", ()),
        on_delete=on_delete(kind, values, places, problems),
        to_feature=Feature(values["to_feature"]) if "to_feature" in values else None,
        reparentable=values.get("reparentable", kind is not FieldType.MASTER_DETAIL),
        **{key: value for key, value in values.items() if key in COPIED},
    )
    check_keys(field, places, problems)
    if kind is FieldType.SECRET and field.sensitive is None:
        field = replace(field, sensitive=SECRET)
    return (
        replace(field, default=build_default(field, values["default"], places, problems))
        if "default" in values
        else field
    )


def max_size(kind: FieldType, values: Values, places: "Places", problems: Diagnostics) -> int | None:
    """How many bytes a file may have."""
    if "max_size" not in values:
        return MAX_SIZES.get(kind)
    number, _, unit = values["max_size"].partition(" ")
    size = int(number) * UNITS[unit]
    if size > LARGEST_FILE:
        problems.error("M255", f"a file has at most {LARGEST_FILE // 1_000_000} MB", places["max_size"])
    return min(size, LARGEST_FILE)


class Places:
    """Where the keys of a field stand."""

    def __init__(self, node: Node | None, span: Span) -> None:
        self.node = node
        self.span = span

    def __getitem__(self, key: str) -> Span:
        found = self.node.get(key) if isinstance(self.node, MapNode) else None
        return found.span if found else self.span


def digits(kind: FieldType, values: Values, places: Places, problems: Diagnostics) -> tuple[int | None, int | None]:
    """Precision and scale of a number."""
    if kind not in DIGITS:
        return None, None
    usual_precision, usual_scale = DIGITS[kind]
    precision = int(values.get("precision", usual_precision))
    scale = int(values.get("scale", min(usual_scale, precision)))
    if scale > precision:
        problems.error("M219", f"scale {scale} leaves no room in precision {precision}", places["scale"])
        return precision, precision
    return precision, scale


def bound(kind: FieldType, values: Values, key: str, places: Places, problems: Diagnostics) -> Decimal | time | None:
    """A limit as an inside value: that of a time is a time."""
    written: Decimal | str | None = values.get(key)
    if kind is not FieldType.TIME or not isinstance(written, str):
        return written  # type: ignore[return-value]  # the key's shape has made it a number
    try:
        return time_of(written)
    except ValueError:
        problems.error("M230", f'"{written}" is no {kind}; write {WRITTEN_AS[kind]}', places[key])
        return None


def on_delete(kind: FieldType, values: Values, places: Places, problems: Diagnostics) -> OnDelete:
    """What happens when the target goes: set_null, or restrict where a value is required; a master takes all along."""
    if kind is FieldType.MASTER_DETAIL:
        return OnDelete.CASCADE
    required = bool(values.get("required", False)) and kind is FieldType.LOOKUP
    if "on_delete" not in values:
        return OnDelete.RESTRICT if required else OnDelete.SET_NULL
    chosen = OnDelete(values["on_delete"])
    if required and chosen is OnDelete.SET_NULL:
        message = "a required lookup cannot be set to null; use restrict or cascade"
        problems.error("M219", message, places["on_delete"])
    return chosen


def build_picklist(values: Values, node: Node | None, problems: Diagnostics) -> Picklist:
    """The choices; every choice carries every declared fact (a boolean left out is false, others are null)."""
    types = {name: FieldType(kind) for name, kind in values.get("attributes", {}).items()}
    choices = {name: build_choice(name, said, types) for name, said in values.get("values", {}).items()}
    if not choices and "values" in values:  # else it is told already
        problems.error("M202", "a picklist needs at least one value", child_span(node, "values"))
    for name in (*VALUE_KEYS, *DIRECTIVES):
        if name in types:
            problems.error("M219", f'a fact cannot be called "{name}"', child_span(node, "attributes"))
    moves = values.get("transitions", {})
    check_moves(moves, choices, node, problems)
    return Picklist(MappingProxyType(choices), MappingProxyType(types), MappingProxyType(dict(moves)))


def build_choice(name: str, said: Values, types: Mapping[str, FieldType]) -> PicklistValue:
    facts = {fact: said.get(fact, False if kind is FieldType.BOOLEAN else None) for fact, kind in types.items()}
    label = said.get("label", sentence(name) if name.islower() else name)
    attributes = MappingProxyType(facts) if facts else EMPTY
    former = tuple(said.get("renamed_from", ()))
    return PicklistValue(name, label, said.get("color"), attributes, said.get("deprecated"), former)


def check_moves(
    moves: Mapping[str, tuple[str, ...]], choices: Mapping[str, PicklistValue], node: Node | None, problems: Diagnostics
) -> None:
    """Transitions name values that exist."""
    written = node.get("transitions") if isinstance(node, MapNode) else None
    for start, ends in moves.items():
        for value in (start, *ends):
            if value not in choices:
                message = f'there is no value "{value}"{now_called(value, choices) or suggest(value, choices)}'
                problems.error("M217", message, item_span(written, start, value))


def child_span(node: Node | None, key: str) -> Span:
    return node.key_span(key) if isinstance(node, MapNode) else Span("")


def item_span(node: Node | None, key: str, value: str) -> Span:
    """The place of `value` as the key itself, or as an item of the list under it."""
    if not isinstance(node, MapNode):
        return Span("")
    under = node.get(key)
    items = getattr(under, "items", ()) if under is not None else ()
    if value != key and isinstance(items, tuple):
        return next((one.span for one in items if getattr(one, "text", None) == value), node.key_span(key))
    return node.key_span(key)


def check_keys(field: Field, places: Places, problems: Diagnostics) -> None:
    """Keys that exclude each other."""
    for message, key in contradictions(field):
        problems.error("M219", message, places[key])
    if field.pattern is not None:
        check_pattern(field.pattern, places["pattern"], problems)
    if field.format is not None:
        check_format(field, places["format"], problems)


def check_pattern(pattern: str, span: Span, problems: Diagnostics) -> None:
    """A pattern that cannot be compiled would refuse every record later."""
    try:
        re.compile(pattern)
    except re.error as error:
        problems.error("M227", f"this is no regular expression: {error.msg}", span)


def check_format(field: Field, span: Span, problems: Diagnostics) -> None:
    """One place for the number, known places for dates, and enough of them when counting starts anew."""
    tokens = PLACE.findall(field.format or "")
    counted = [token for token in tokens if token.strip("0") == "" and token]
    strange = [token for token in tokens if token not in counted and token not in DATE_PLACES]
    needed = PERIOD_PLACES[field.reset] if field.reset and field.unique else ()
    missing = [any_of[0] for any_of in needed if not set(any_of) & set(tokens)]
    if strange:
        known = ", ".join(f"{{{name}}}" for name in DATE_PLACES)
        problems.error("M226", f"unknown place {{{strange[0]}}}; there are {{0000}}, {known}", span)
    elif len(counted) != 1:
        problems.error("M226", "the format needs one place for the number, such as {0000}", span)
    elif missing:
        message = f"counting starts anew each {field.reset}, so the unique number needs {{{missing[0]}}}"
        problems.error("M226", message, span)


def contradictions(field: Field) -> Iterator[tuple[str, str]]:
    if is_beyond(field.minimum, field.maximum):
        yield "min is larger than max", "min"
    if field.required and field.required_if is not None:
        yield "required makes required_if idle; keep one of them", "required_if"
    if (field.depends_on is None) is not (not field.values_for):
        given, missing = ("depends_on", "values_for") if field.depends_on else ("values_for", "depends_on")
        yield f"{given} says nothing without {missing}", given
    if field.unique and field.type is FieldType.TEXT and (field.max_length or 0) > 1000:
        yield "a unique text holds at most 1000 characters", "max_length"


def build_default(field: Field, written: Any, places: Places, problems: Diagnostics) -> Any:
    """The default as an inside value, or None with the reason told."""
    if field.default_formula is not None:
        problems.error("M219", "a field has a default or a default_formula, not both", places["default_formula"])
    return fitting_default(field, written, places["default"], problems)


def fitting_default(field: Field, written: Any, span: Span, problems: Diagnostics) -> Any:
    """A default that stands at this place, as an inside value; None with the reason told where it does not fit."""
    try:
        value = parsed_default(field, written)
    except ValueError:
        problems.error("M220", f'"{written}" is no {field.type}; write {WRITTEN_AS[field.type]}', span)
        return None
    fault = unfit(field, value)
    if fault:
        problems.error("M220", fault, span)
        return None
    return value


WRITTEN_AS = {FieldType.DATE: "2026-12-31", FieldType.DATETIME: "2026-12-31T18:00:00Z", FieldType.TIME: '"18:00"'}


def parsed_default(field: Field, written: Any) -> Any:
    """A date, a moment or a time from its text, choices in declared order; other values are what they are."""
    if field.type is FieldType.DATE:
        return date.fromisoformat(written)
    if field.type is FieldType.DATETIME:
        moment = datetime.fromisoformat(written)
        if moment.tzinfo is None:
            raise ValueError(written)
        return moment
    if field.type is FieldType.TIME:
        return time_of(written)
    if isinstance(written, tuple) and field.picklist is not None:
        known = tuple(one for one in field.picklist.values if one in written)
        return known + tuple(one for one in written if one not in known)
    return written


def time_of(written: str) -> time:
    """A time of day from 18:00 or 18:00:00.  Raises ValueError."""
    found = time.fromisoformat(written)
    if found.tzinfo is not None or ":" not in written:
        raise ValueError(written)
    return found


def is_beyond(low: object, high: object) -> bool:
    """Whether the first is more than the second; what is not there, or of another kind, is not."""
    if isinstance(low, Decimal) and isinstance(high, Decimal):
        return low > high
    return isinstance(low, time) and isinstance(high, time) and low > high


def unfit(field: Field, value: object) -> str | None:
    """Why the default does not fit the field, or None."""
    for one in value if isinstance(value, tuple) else (value,):
        if field.picklist is not None and one not in field.picklist.values:
            return f'"{one}" is no value of this picklist{suggest(str(one), field.picklist.values)}'
    if isinstance(value, str) and field.max_length is not None and len(value) > field.max_length:
        return f"the default is longer than {field.max_length} characters"
    if is_beyond(field.minimum, value) or is_beyond(value, field.maximum):
        return "the default is outside min and max"
    if isinstance(value, str) and not field.picklist:
        return misfit(value, field)
    return unfit_number(field, value) if isinstance(value, Decimal) else None


def unfit_number(field: Field, value: Decimal) -> str | None:
    scale = (field.scale or 0) + (2 if field.type is FieldType.PERCENT else 0)
    if value != round(value, scale):
        return f"the default has more than {field.scale} digits after the point"
    return None
