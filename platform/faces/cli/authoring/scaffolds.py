"""The first lines of each kind of component."""

import json
from collections.abc import Mapping, Sequence

from objectry.metadata import Field, FieldType, Layout, Model, Object

MOST = 6
NUMBERING = "{0000}"
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


def role_values(name: str, label: str | None, objects: Sequence[str], model: Model) -> dict[str, str]:
    """The two sections of a permissions file."""
    said = {"label": quoted(label)} if label else {}
    sets = [one for one in ("everyone",) if one in model.permission_sets] + [name]
    return {
        "permission_sets": braces({**said, "objects": braces(dict.fromkeys(objects, "all"))}),
        "roles": braces({**said, "sets": f"[{', '.join(sets)}]"}),
    }
