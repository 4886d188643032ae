"""From a field of several parts to its parts, each an ordinary field called `<field>_<part>`."""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from types import MappingProxyType
from typing import Any

from objectry.diagnostics import Diagnostics, Span
from objectry.metadata.building.fields import Values, build_field
from objectry.metadata.keys.compound_keys import INHERITED, PARTS, Part
from objectry.metadata.model import Compound, CompoundType, Field, RuleText
from objectry.metadata.names import MAX_NAME, sentence
from objectry.metadata.reading.nodes import MapNode, Node

Labels = Mapping[str, str]
PART_LABEL = "generated.part"
JOINED = "{field}: {part}"
COMPOUNDS = frozenset(CompoundType)
NAMES = ("aliases", "renamed_from")  # a part keeps those its compound gives it beside its own


def is_compound(values: Values) -> bool:
    """Whether what is said makes a field of several parts."""
    return values["type"] in COMPOUNDS


def build_compound(name: str, values: Values, span: Span) -> Compound:
    """The field itself."""
    kind = CompoundType(values["type"])
    return Compound(
        name=name,
        type=kind,
        label=values.get("label", sentence(name)),
        parts=MappingProxyType({part: f"{name}_{part}" for part in PARTS[kind]}),
        span=span,
        help=values.get("help"),
        aliases=values.get("aliases", ()),
        renamed_from=values.get("renamed_from", ()),
    )


def build_parts(
    one: Compound, values: Values, node: Node | None, words: Labels, problems: Diagnostics
) -> Iterator[Field]:
    """Its fields.  What the compound says counts for each part that does not say otherwise."""
    written = node.get("parts") if isinstance(node, MapNode) else None
    for name, part in PARTS[one.type].items():
        own = values.get("parts", {}).get(name, {})
        child = written.get(name) if isinstance(written, MapNode) else None
        span = written.key_span(name) if isinstance(written, MapNode) and child is not None else one.span
        below = inherited(one, name, part, values)
        said = {**below, **part.facts, **own}
        for key in NAMES:
            said[key] = tuple(dict.fromkeys((*below[key], *own.get(key, ()))))
        said.setdefault("label", part_label(one.label, name, words))
        if own.get("required"):
            said.pop("required_if", None)
        field = build_field(one.parts[name], {**said, "type": str(part.type)}, child, span, problems)
        yield replace(field, part_of=(one.name, name))


def inherited(one: Compound, name: str, part: Part, values: Values) -> dict[str, Any]:
    """What a part has from its compound: rights and history, names of old, and what is needed with it."""
    said: dict[str, Any] = {key: values[key] for key in INHERITED if key in values}
    for key in NAMES:
        said[key] = tuple(f"{old}_{name}" for old in values.get(key, ()))
    if part.needed and values.get("required"):
        said["required"] = True
    elif part.with_part is not None:
        said["required_if"] = RuleText(f"not ISBLANK({one.parts[part.with_part]})", one.span)
    return said


def part_label(compound: str, part: str, words: Labels) -> str:
    """What people read: the label of the field, then the word for the part."""
    word = words.get(f"{PART_LABEL}.{part}", sentence(part))
    return words.get(PART_LABEL, JOINED).replace("{field}", compound).replace("{part}", word)


def parts_fit(one: Compound, taken: Mapping[str, object], problems: Diagnostics) -> bool:
    """Whether the names of the parts are free and not too long; told if not."""
    for part, name in one.parts.items():
        if len(name) > MAX_NAME:
            message = f'the {part} would be called "{name}", longer than {MAX_NAME} characters; write a shorter name'
            problems.error("M260", message, one.span)
            return False
        if name in taken:
            message = f'the {part} of "{one.name}" is called "{name}", and another field is called so'
            problems.error("M261", message, one.span)
            return False
    return True
