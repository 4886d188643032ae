"""The keys of fields, type by type: the one table behind reading, the published schemas and the manual."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from types import MappingProxyType
from typing import Any

from objectry.diagnostics import Diagnostics
from objectry.metadata.keys.containers import DIRECTIVES, Cases, Key, Keyed, Listing, Record, Table, with_directives
from objectry.metadata.keys.file_types import FILE_TYPES, IMAGE_TYPES
from objectry.metadata.keys.shapes import BAD, Choice, Flag, Name, Names, Number, Rule, Schema, Shape, Text
from objectry.metadata.model import Feature, FieldType
from objectry.metadata.reading.nodes import MapNode, Node, ScalarNode

COLORS = (
    "gray", "blue", "azure", "indigo", "purple", "pink", "red", "orange", "yellow", "lime", "green", "teal", "cyan",
)  # fmt: skip
NORMALISERS = ("trim", "upper", "lower", "email", "phone", "company_name", "company_key", "country")
MAX_PRECISION = 18  # what a scaled 64-bit integer holds exactly
LARGEST_INTEGER = 10**MAX_PRECISION - 1
OTHER_NAMES = MappingProxyType(
    {
        "string": "text", "varchar": "text", "char": "text", "longtext": "textarea", "html": "rich_text",
        "password": "secret", "encrypted": "secret", "int": "integer", "long": "integer", "number": "decimal",
        "numeric": "decimal", "float": "decimal", "double": "decimal", "money": "currency", "amount": "currency",
        "bool": "boolean", "checkbox": "boolean", "flag": "boolean", "timestamp": "datetime", "enum": "picklist",
        "select": "picklist", "choice": "picklist", "dropdown": "picklist", "option": "picklist",
        "multiselect": "multi_picklist", "multipicklist": "multi_picklist", "tags": "multi_picklist",
        "link": "lookup", "reference": "lookup", "relation": "lookup", "foreign_key": "lookup", "user": "lookup",
        "detail": "master_detail", "many2one": "lookup", "many2many": "many_to_many", "m2m": "many_to_many",
        "auto_number": "autonumber", "sequence": "autonumber", "attachment": "file", "picture": "image",
        "photo": "image", "location": "geolocation", "mail": "email", "telephone": "phone", "website": "url",
    }
)  # fmt: skip
"""What other systems call the types."""

TYPE = Key(Text(), "The field type.", required=True)
SHOWN = {
    "type": TYPE,
    "label": Key(Text(), "What people read beside it; made of the name when left out."),
    "help": Key(Text(), "A sentence shown under the input."),
    "history": Key(Flag(), "Whether changes are kept in the record's history; on, except for long and computed ones."),
    "sensitive": Key(Text(pattern=r"[a-z][a-z0-9_]*"), "A tag; the field is hidden until a permission set names it."),
    "aliases": Key(Listing(Text(), "names"), "Other names that expressions, imports and the API understand."),
    "renamed_from": Key(Listing(Text(), "names"), "Earlier names: applying renames, data and all."),
    "deprecated": Key(Text(), "What to use instead; whoever uses it in metadata is warned."),
}
COMMON = {
    **SHOWN,
    "required": Key(Flag(), "Whether a record needs a value here."),
    "required_if": Key(Rule(), "A condition under which a value is needed."),
    "visible_if": Key(Rule(), "A condition under which forms and pages show it; hidden, it is not required."),
    "default_formula": Key(Rule(), "An expression that gives the value of a new record that brings none."),
    "index": Key(Flag(), "Whether to build an index, for filters and sorting."),
    "read_only": Key(Flag(), "Whether people may not write it; rules may."),
    "administered": Key(Flag(), "Core objects only: written by those who may manage users."),
}
UNIQUE = {"unique": Key(Flag(), "Whether no two records may hold the same value.")}
EXTERNAL = {"external_id": Key(Flag(), "Whether imports and the API may find records by it; makes it unique.")}
NORMALIZE = {
    "normalize": Key(Listing(Choice(NORMALISERS), "normalisers", lone=True), "How values are tidied on entry.")
}
PATTERN = {"pattern": Key(Text(), "A regular expression the whole text has to match.")}


def default(shape: Shape) -> dict[str, Key]:
    return {"default": Key(shape, "The value of a new record that brings none.")}


def length(most: int) -> dict[str, Key]:
    return {"max_length": Key(Number(1, most, whole=True), f"How many characters it holds, at most {most}.")}


def digits(whole: int, scale: int) -> dict[str, Key]:
    return {
        "precision": Key(Number(1, MAX_PRECISION, whole=True), f"All digits it holds; {whole} when left out."),
        "scale": Key(Number(0, MAX_PRECISION, whole=True), f"Digits after the point; {scale} when left out."),
    }


def bounds(*, whole: bool = False, percent: bool = False) -> dict[str, Key]:
    number = INTEGER if whole else Number(percent=percent)
    return {"min": Key(number, "The smallest value allowed."), "max": Key(number, "The largest value allowed.")}


def time_bounds() -> dict[str, Key]:
    return {"min": Key(Text(), "The earliest time allowed."), "max": Key(Text(), "The latest time allowed.")}


INTEGER = Number(-LARGEST_INTEGER, LARGEST_INTEGER, whole=True)
ATTRIBUTE_TYPES: Mapping[str, Shape] = MappingProxyType(
    {
        "text": Text(),
        "boolean": Flag(),
        "integer": INTEGER,
        "decimal": Number(),
        "percent": Number(percent=True),
    }
)
VALUE_KEYS = {
    "label": Key(Text(), "What people read; made of the name when left out."),
    "color": Key(Choice(COLORS), "The colour of its badge and of its column on a board."),
    "deprecated": Key(Text(), "What to use instead; whoever uses it in metadata is warned."),
    "renamed_from": Key(Listing(Text(), "names"), "Earlier names: applying gives its records the new name."),
}
VALUE = Record(VALUE_KEYS, "a picklist value")
VALUES = Keyed(VALUE, "choices", free=True, bare=True, kind="value", least=1)
MOVES = Listing(Text("value"), "values")
PICKLIST = {
    "values": Key(VALUES, "The choices by name, in order; facts about a choice stand beside its label."),
    "attributes": Key(
        Table(Choice(tuple(ATTRIBUTE_TYPES)), "facts and their types", key=Name()),
        "Facts each choice carries, with their types; rules read them as stage.probability.",
    ),
    "transitions": Key(
        Table(MOVES, "values and the values that may follow", refers="value"),
        "Which values may follow which on update; a value not named here is free, [] is final.",
    ),
}
FROM_LIST = {"values_from": Key(Text("value_list"), "The value list that has its choices, in place of `values`.")}
DEPENDENT = {
    "depends_on": Key(Text("field"), "The picklist of this object whose value decides which choices there are."),
    "values_for": Key(
        Table(Listing(Text("value"), "values"), "values and the choices that go with them", refers="value"),
        "The choices that go with each value of that picklist; none go with a value not named here.",
    ),
}
LISTED = FROM_LIST | DEPENDENT
SEVERAL = {"values": PICKLIST["values"]}
TARGETS = {
    "to": Key(Listing(Text("object"), "objects", lone=True, least=1), "The object it points to, or a list.", True),
    "on_delete": Key(
        Choice(("set_null", "restrict", "cascade")),
        "What deleting the target does to this record; set_null, or restrict when required.",
    ),
    "related_as": Key(Name(), "What the target calls these records; this object's plural name when left out."),
}
FEATURED = {
    "to_feature": Key(
        Choice((str(Feature.ACTIVITIES),)), "It also points to every object with this feature, of whichever layer."
    )
}
FILTER = {"filter": Key(Rule(), "Which records it may point to: names are the target's, $record.x the record's own.")}
TREE = {
    "hierarchy": Key(Flag(), "For a lookup to its own object: records make a tree, without circles, at most 12 levels.")
}
MASTER = {
    "to": replace(TARGETS["to"], description="The parent's object: it decides access and takes its records along."),
    "related_as": TARGETS["related_as"],
    "reparentable": Key(Flag(), "Whether a record may be moved to another parent; false when left out."),
}
LINKS = {
    "to": replace(TARGETS["to"], description="The object whose records are linked."),
    "related_as": Key(Name(), "What the target calls these links; this object's plural name when left out."),
}
SIZE = {
    "max_size": Key(
        Text(pattern=r"[1-9][0-9]{0,5} (kB|MB)", what="a size such as 500 kB or 10 MB"),
        "How large a file may be; 10 MB when left out, at most 100 MB.",
    )
}


def kinds_of_file(names: Iterable[str]) -> dict[str, Key]:
    return {
        "types": Key(
            Listing(Choice(tuple(names)), "types of files", least=1),
            "The types it takes, by content; all when left out.",
        )
    }


NUMBERING = {
    "format": Key(Text(), "Such as OPP-{YYYY}-{0000}: zeroes are the digits of the number.", required=True),
    "reset": Key(Choice(("year", "month", "day")), "When counting starts anew; never when left out."),
}

OWN_KEYS: Mapping[FieldType, Mapping[str, Key]] = MappingProxyType(
    {
        FieldType.TEXT: length(4000) | PATTERN | NORMALIZE | UNIQUE | EXTERNAL | default(Text()),
        FieldType.TEXTAREA: length(100_000) | default(Text()),
        FieldType.RICH_TEXT: length(100_000) | default(Text()),
        FieldType.SECRET: length(4000),
        FieldType.INTEGER: bounds(whole=True) | UNIQUE | EXTERNAL | default(INTEGER),
        FieldType.DECIMAL: digits(18, 4) | bounds() | UNIQUE | EXTERNAL | default(Number()),
        FieldType.CURRENCY: digits(16, 2) | bounds() | default(Number()),
        FieldType.PERCENT: digits(7, 2) | bounds(percent=True) | default(Number(percent=True)),
        FieldType.BOOLEAN: default(Flag()),
        FieldType.DATE: UNIQUE | default(Text()),
        FieldType.DATETIME: UNIQUE | default(Text()),
        FieldType.TIME: time_bounds() | UNIQUE | default(Text()),
        FieldType.PICKLIST: PICKLIST | FROM_LIST | DEPENDENT | default(Text()),
        FieldType.MULTI_PICKLIST: SEVERAL
        | FROM_LIST
        | DEPENDENT
        | default(Listing(Text(), "values", lone=True, least=1)),
        FieldType.EMAIL: UNIQUE | EXTERNAL | default(Text()),
        FieldType.PHONE: UNIQUE | default(Text()),
        FieldType.URL: UNIQUE | default(Text()),
        FieldType.LOOKUP: TARGETS | FEATURED | FILTER | TREE | UNIQUE,
        FieldType.MASTER_DETAIL: MASTER | FILTER | UNIQUE,
        FieldType.MANY_TO_MANY: LINKS,
        FieldType.AUTONUMBER: NUMBERING | UNIQUE | EXTERNAL,
        FieldType.JSON: length(100_000),
        FieldType.FILE: SIZE | kinds_of_file(FILE_TYPES),
        FieldType.IMAGE: SIZE | kinds_of_file(IMAGE_TYPES),
    }
)
UNSET: Mapping[FieldType, tuple[str, ...]] = MappingProxyType(
    {
        FieldType.AUTONUMBER: ("required", "required_if", "default_formula", "read_only"),
        FieldType.MULTI_PICKLIST: ("index",),  # an order of whole sets helps nobody who looks into them
        FieldType.MANY_TO_MANY: ("default_formula", "index"),
        FieldType.MASTER_DETAIL: ("required", "required_if", "read_only"),  # it always is
        FieldType.JSON: ("default_formula", "index"),
        FieldType.RICH_TEXT: ("index",),
        FieldType.SECRET: ("default_formula", "index"),
        FieldType.FILE: ("default_formula", "index"),
        FieldType.IMAGE: ("default_formula", "index"),
    }
)
"""The common keys a type has no use for."""
NUMERIC = (FieldType.INTEGER, FieldType.DECIMAL, FieldType.CURRENCY, FieldType.PERCENT)
FORMULA_TYPES = (*NUMERIC, FieldType.TEXT, FieldType.BOOLEAN, FieldType.DATE, FieldType.DATETIME, FieldType.TIME)
ROLLUP_TYPES = (*NUMERIC, FieldType.DATE, FieldType.DATETIME)

COMPUTED = {
    **SHOWN,
    "index": COMMON["index"],
    "reveals": Key(Flag(), "Whether those who may not read all of its inputs may read it all the same."),
}
FORMULA = {"formula": Key(Rule(), "An expression that gives the value.", required=True)}
BLANKS = {"blanks": Key(Choice(("zero", "null")), "How the formula takes blank numbers; zero when left out.")}
ROLLUP = {"rollup": Key(Rule("aggregate"), "A figure over child records, such as SUM(lines.amount).", required=True)}
DIGITS: Mapping[FieldType, Mapping[str, Key]] = MappingProxyType(
    {
        FieldType.DECIMAL: digits(18, 4),
        FieldType.CURRENCY: digits(16, 2),
        FieldType.PERCENT: digits(7, 2),
        FieldType.TEXT: length(4000),
    }
)


def a(kind: FieldType) -> str:
    """The type with its article."""
    return f"{'an' if kind[0] in 'aeio' else 'a'} {kind}"


def plain_record(kind: FieldType) -> Record:
    common = {name: key for name, key in COMMON.items() if name not in UNSET.get(kind, ())}
    return Record(common | dict(OWN_KEYS[kind]), f"{a(kind)} field")


def formula_record(kind: FieldType) -> Record:
    blanks = BLANKS if kind in NUMERIC else {}
    return Record(COMPUTED | FORMULA | blanks | dict(DIGITS.get(kind, {})), f"{a(kind)} field with a formula")


def rollup_record(kind: FieldType) -> Record:
    return Record(COMPUTED | ROLLUP | dict(DIGITS.get(kind, {})), f"{a(kind)} field with a roll-up")


PLAIN = MappingProxyType({kind: plain_record(kind) for kind in FieldType})
FORMULAS = MappingProxyType({kind: formula_record(kind) for kind in FORMULA_TYPES})
ROLLUPS = MappingProxyType({kind: rollup_record(kind) for kind in ROLLUP_TYPES})
CASES = Cases(
    "type", MappingProxyType({str(kind): record for kind, record in PLAIN.items()}), "a field", others=OTHER_NAMES
)


@dataclass(frozen=True, slots=True)
class FieldShape:
    """A field: its type, and whether it is computed, decide which keys it has."""

    def read(self, node: Node, problems: Diagnostics) -> Any:
        plain = CASES.record(node, problems)
        if plain is None or not isinstance(node, MapNode):
            return BAD
        kind = FieldType(str(getattr(node.get("type"), "text", "")))
        record = self.computed(node, kind, problems) if "formula" in node.entries or "rollup" in node.entries else plain
        if record is None:
            return BAD
        if kind is FieldType.PICKLIST:
            record = with_attributes(record, node)
        chosen = "values" in record.keys and "values_from" not in node.entries
        return (with_choices(record) if chosen else record).read(node, problems)

    def computed(self, node: MapNode, kind: FieldType, problems: Diagnostics) -> Record | None:
        """The record of a computed field, or None with the reason told."""
        if "formula" in node.entries and "rollup" in node.entries:
            problems.error("M219", "a field has a formula or a rollup, not both", node.key_span("rollup"))
            return None
        how, records = ("formula", FORMULAS) if "formula" in node.entries else ("rollup", ROLLUPS)
        if kind not in records:
            allowed = ", ".join(records)
            problems.error("M219", f"{a(kind)} field cannot have a {how}; {allowed} can", node.key_span(how))
            return None
        return records[kind]

    def schema(self, names: Names) -> Schema:
        """One flat schema per type, chosen by `type`; computed fields by the key that computes them."""
        branches: list[Schema] = []
        for kind in FieldType:
            condition: Schema = {"properties": {"type": {"const": str(kind)}}, "required": ["type"]}
            branches.append({"if": condition, "then": type_schema(kind, names)})
        known = sorted({name for record in every_record() for name in record.keys})
        kinds: Schema = {"enum": [str(kind) for kind in FieldType], "description": TYPE.description}
        properties: Schema = {name: {} for name in known} | {"type": kinds}
        closed = {"enum": [*known, *DIRECTIVES]}
        return {"type": "object", "properties": properties, "propertyNames": closed, "allOf": branches}


def every_record() -> tuple[Record, ...]:
    return (*PLAIN.values(), *FORMULAS.values(), *ROLLUPS.values())


def type_schema(kind: FieldType, names: Names) -> Schema:
    """The schema of one field type in all its forms."""
    drawn = with_directives(PLAIN[kind].schema(names))
    if kind is FieldType.PICKLIST:
        drawn["properties"]["values"] = loose_values(names)
    if "values" in OWN_KEYS[kind]:
        drawn["anyOf"] = [{"required": [one]} for one in ("values", "values_from", "extend", "disabled")]
    for how, records in (("rollup", ROLLUPS), ("formula", FORMULAS)):
        if kind in records:
            computed = with_directives(records[kind].schema(names))
            drawn = {"if": {"required": [how]}, "then": computed, "else": drawn}
    return drawn


def loose_values(names: Names) -> Schema:
    """Choices in a schema: facts are typed by the sibling key, which draft-07 cannot say, so any scalar is let in."""
    drawn = VALUES.schema(names)
    one = drawn["additionalProperties"]["anyOf"][1]
    one["additionalProperties"] = {"type": ["string", "number", "boolean"]}
    return {**drawn, "description": PICKLIST["values"].description}


def with_choices(record: Record) -> Record:
    """The same record, which cannot do without its choices: those of a value list have been put in by now."""
    return replace(record, keys={**record.keys, "values": replace(record.keys["values"], required=True)})


def with_attributes(record: Record, node: MapNode) -> Record:
    """The same record whose choices also carry the declared facts."""
    declared = node.get("attributes")
    if not isinstance(declared, MapNode):
        return record
    facts: dict[str, Key] = {}
    for name, entry in declared.entries.items():
        shape = ATTRIBUTE_TYPES.get(entry.value.text) if isinstance(entry.value, ScalarNode) else None
        facts[name] = Key(shape or Text(), "A fact about the choice.")
    values = Keyed(Record(VALUE_KEYS | facts, "a picklist value"), "choices", free=True, bare=True)
    return replace(record, keys={**record.keys, "values": replace(PICKLIST["values"], shape=values)})
