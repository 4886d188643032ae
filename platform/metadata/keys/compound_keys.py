"""Fields of several parts: which parts each type has, and the keys people may say about them."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from types import MappingProxyType
from typing import Any

from objectry.diagnostics import Diagnostics
from objectry.metadata.keys.containers import Cases, Key, Record, with_directives
from objectry.metadata.keys.field_keys import COMMON, OTHER_NAMES, PLAIN, SHOWN, FieldShape
from objectry.metadata.keys.shapes import Names, Schema
from objectry.metadata.model import CompoundType, FieldType
from objectry.metadata.reading.nodes import MapNode, Node

Facts = Mapping[str, object]


@dataclass(frozen=True, slots=True)
class Part:
    """One part: the type of its field, and what that field says where nobody says otherwise.

    `needed` parts are those a required compound asks for; `with_part` names one without which this one means nothing.
    """

    type: FieldType
    facts: Facts
    needed: bool = False
    with_part: str | None = None


def line(most: int, *, needed: bool = False) -> Part:
    return Part(FieldType.TEXT, MappingProxyType({"max_length": Decimal(most)}), needed)


def degrees(most: int, other: str) -> Part:
    facts: Facts = {"precision": Decimal(9), "scale": Decimal(6), "min": Decimal(-most), "max": Decimal(most)}
    return Part(FieldType.DECIMAL, MappingProxyType(facts), needed=True, with_part=other)


COUNTRY = Part(FieldType.TEXT, MappingProxyType({"max_length": Decimal(2), "normalize": ("country",)}), needed=True)
PARTS: Mapping[CompoundType, Mapping[str, Part]] = MappingProxyType(
    {
        CompoundType.ADDRESS: MappingProxyType(
            {
                "country": COUNTRY,
                "province": line(80),
                "city": line(80, needed=True),
                "district": line(80),
                "street": line(255),
                "postcode": line(20),
            }
        ),
        CompoundType.GEOLOCATION: MappingProxyType(
            {"latitude": degrees(90, "longitude"), "longitude": degrees(180, "latitude")}
        ),
    }
)
INHERITED = ("read_only", "history", "sensitive", "administered", "deprecated")
HANDED_ON = (*INHERITED, "required")  # what is said of a compound and meant of its parts
SAID = {
    name: SHOWN[name]
    for name in ("type", "label", "help", "history", "sensitive", "aliases", "renamed_from", "deprecated")
}
RULED = {name: COMMON[name] for name in ("required", "read_only", "administered")}


def part_record(name: str, part: Part) -> Record:
    """What may be said of one part: all that its own field takes, but for its type."""
    keys = {key: one for key, one in PLAIN[part.type].keys.items() if key != "type"}
    return Record(keys, f"the part {name}")


def compound_record(kind: CompoundType) -> Record:
    parts = {
        name: Key(part_record(name, part), f"What the {name} says otherwise.") for name, part in PARTS[kind].items()
    }
    word = "an" if kind is CompoundType.ADDRESS else "a"
    keys = {**SAID, **RULED, "parts": Key(Record(parts, "parts"), "Part by part, the keys of its own field.")}
    return Record(keys, f"{word} {kind} field")


COMPOUNDS = MappingProxyType({kind: compound_record(kind) for kind in CompoundType})
EVERY_PART = Record(
    {name: Key(part_record(name, part), "") for parts in PARTS.values() for name, part in parts.items()}, "parts"
)
EVERY_TYPE = Cases(
    "type",
    MappingProxyType({**{str(kind): one for kind, one in PLAIN.items()}, **{str(k): r for k, r in COMPOUNDS.items()}}),
    "a field",
    others=OTHER_NAMES,
)


@dataclass(frozen=True, slots=True)
class AnyFieldShape:
    """A field of one value, or of several parts."""

    def read(self, node: Node, problems: Diagnostics) -> Any:
        word = str(getattr(node.get("type"), "text", "")) if isinstance(node, MapNode) else ""
        if word in COMPOUNDS:
            return COMPOUNDS[CompoundType(word)].read(node, problems)
        if word in PLAIN:
            return FieldShape().read(node, problems)
        return EVERY_TYPE.read(node, problems)  # which tells what is wrong

    def schema(self, names: Names) -> Schema:
        """The schema of plain fields, with a branch more for each compound type."""
        drawn = FieldShape().schema(names)
        for kind, record in COMPOUNDS.items():
            condition: Schema = {"properties": {"type": {"const": str(kind)}}, "required": ["type"]}
            drawn["allOf"].append({"if": condition, "then": with_directives(record.schema(names))})
        drawn["properties"]["parts"] = {}
        drawn["properties"]["type"]["enum"] += [str(kind) for kind in CompoundType]
        drawn["propertyNames"]["enum"].append("parts")
        return drawn
