"""The first lines of each kind of component."""

import json
from collections.abc import Mapping, Sequence
from types import MappingProxyType

from objectry.metadata import Field, FieldType, Layout, Model, Object

MOST = 6
NUMBERING = "{0000}"
ACTOR, USER = "root", "user"
WORDS = frozenset({FieldType.TEXT, FieldType.TEXTAREA})
SAMPLES: Mapping[FieldType, str] = MappingProxyType(
    {
        FieldType.INTEGER: "1",
        FieldType.DECIMAL: "1",
        FieldType.CURRENCY: "1",
        FieldType.PERCENT: "1",
        FieldType.BOOLEAN: "true",
        FieldType.DATE: "=TODAY()",
        FieldType.DATETIME: "=NOW()",
        FieldType.TIME: '"09:00"',
        FieldType.EMAIL: "someone@example.com",
        FieldType.PHONE: '"+4930123456"',
        FieldType.URL: "https://example.com",
    }
)
PLAIN = frozenset("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789 _-")


def quoted(text: str) -> str:
    """A text as it may stand in a file."""
    return text if text and set(text) <= PLAIN and text == text.strip() else json.dumps(text, ensure_ascii=False)


def braces(said: Mapping[str, str]) -> str:
    """`{a: 1, b: 2}`."""
    return "{" + ", ".join(f"{key}: {value}" for key, value in said.items()) + "}"


def field_value(kind: str, label: str | None, to: str | None, values: str | None) -> str:
    """A field with what its type cannot do without."""
    said = {"type": kind}
    if label:
        said["label"] = quoted(label)
    if to:
        said["to"] = to
    if values:
        said["values"] = braces({quoted(one.strip()): "{}" for one in values.split(",")})
    if kind == FieldType.AUTONUMBER:
        said["format"] = json.dumps(NUMBERING)
    return braces(said)


def layout_text(thing: Object, layout: Layout, prefix: str) -> str:
    """Forms and lists as they are generated, written out; where a layer below has written them, a list of one's own."""
    fields = [one.name for one in thing.fields.values() if not one.system]
    shown = ", ".join(fields[:MOST])
    if layout.span.file:
        return f"extend: {thing.name}\nviews:\n  {prefix}own: {{label: Own list, columns: [{shown}]}}\n"
    return (
        f"layout: {thing.name}\nforms:\n  default:\n    sections:\n"
        f"      details: {{label: Details, fields: [{', '.join(written(thing))}]}}\n"
        f"views:\n  all: {{label: All, columns: [{shown}]}}\n"
    )


def written(thing: Object) -> Sequence[str]:
    """The fields of a form: those people fill in."""
    return [name for name, one in thing.fields.items() if not one.system and not computed(one)]


def computed(field: Field) -> bool:
    """Whether nobody fills it in."""
    return field.computed or field.read_only


def rule_value(thing: Object, when: str, label: str | None) -> str:
    """A rule that does nothing yet: its condition never holds."""
    said = {"label": quoted(label)} if label else {}
    words = f'refuse("Say here what happens to {thing.name}.")'
    return braces({**said, "when": json.dumps(when), "if": '"false"', "then": f"'{words}'"})


def scenario_text(thing: Object, objects: Mapping[str, Object]) -> str:
    """A scenario that passes: an administrator makes a record, with those it needs, and finds it."""
    *needed, own = creations(thing, objects, (thing.name,))
    values = demanded(thing)
    seen = {name: value for name, value in values.items() if name == thing.name_field} or {"version": "1"}
    given = ["given:", *needed] if needed else []
    lines = [
        f"scenario: {thing.label} can be made",
        f"actor: {{role: admin, as: {ACTOR}}}",
        *given,
        "when:",
        own,
        "then:",
        f"  - record: {thing.name}_made\n    values: {braces(seen)}",
    ]
    return "\n".join([*lines, ""])


def creations(thing: Object, objects: Mapping[str, Object], above: tuple[str, ...]) -> list[str]:
    """The steps that make a record and, before it, the records it cannot do without."""
    steps: list[str] = []
    for name in needs(thing):
        target = thing.fields[name].to[0]
        if target in objects and target not in above and target != USER:
            steps += [step for step in creations(objects[target], objects, (*above, target)) if step not in steps]
    values = braces(demanded(thing))
    return [*steps, f"  - create: {thing.name}\n    as: {thing.name}_made\n    values: {values}"]


def needs(thing: Object) -> tuple[str, ...]:
    """The lookups a new record cannot do without."""
    return tuple(one.name for one in thing.fields.values() if one.required and one.to and not one.system)


def demanded(thing: Object) -> dict[str, str]:
    """The fields a new record cannot do without, its name first, with values they take."""
    name = thing.fields.get(thing.name_field)
    named = [name.name] if name is not None and not computed(name) and name.type in WORDS else []
    wanted = [one.name for one in thing.fields.values() if one.required and not one.system and not computed(one)]
    fields = (thing.fields[one] for one in dict.fromkeys([*named, *wanted]))
    return {one.name: sample(one) for one in fields if one.type is not FieldType.AUTONUMBER}


def sample(field: Field) -> str:
    """A value the field takes."""
    if field.to:
        return ACTOR if field.to[0] == USER else f"{field.to[0]}_made"
    if field.picklist is not None:
        return quoted(next(iter(field.picklist.values), "~"))
    return SAMPLES.get(field.type, "Sample")


def role_values(name: str, label: str | None, objects: Sequence[str], model: Model) -> dict[str, str]:
    """The two sections of a permissions file; it begins with reading, and whoever writes it adds the rest."""
    said = {"label": quoted(label)} if label else {}
    sets = [one for one in ("everyone",) if one in model.permission_sets] + [name]
    return {
        "permission_sets": braces({**said, "objects": braces(dict.fromkeys(objects, "{read: true}"))}),
        "roles": braces({**said, "sets": f"[{', '.join(sets)}]"}),
    }
