"""What an editor shows of a name when the pointer rests on it."""

from collections.abc import Iterator

from objectry.faces.editor.knowledge import Knowledge
from objectry.metadata import Compound, Field, Object
from objectry.rules import Meaning, help_of

CONTEXTS = {
    "$now": "This moment: one for the whole call.",
    "$source": "The door the change comes through: web, api, import, history_import, seed, rule or worker.",
}
SHOWN_CHOICES = 12
KINDS = {
    "role": "role",
    "permission_set": "permission set",
    "rule": "rule",
    "value_list": "value list",
    "record_type": "record type",
    "validation": "validation",
    "view": "view",
    "form": "form",
}


def explained(meaning: Meaning, knowledge: Knowledge) -> str:
    """A few lines of Markdown, nothing where there is nothing to say."""
    lines = [*_lines(meaning, knowledge)]
    span = knowledge.declared_at(meaning)
    if span is not None and lines:
        lines.append(f"Declared in `{span.file}`, line {span.line}.")
    return "\n\n".join(lines)


def _lines(meaning: Meaning, knowledge: Knowledge) -> Iterator[str]:
    kind, steps = meaning.kind, meaning.steps
    model = knowledge.model
    if kind in {"function", "action"}:
        found = help_of(steps[0])
        yield from [found.text.strip()] if found is not None else []
    elif kind == "context":
        yield f"`{steps[0]}`: {CONTEXTS.get(steps[0], '')}".strip(": ")
    elif kind == "object" and steps[0] in model.objects:
        yield from of_object(model.objects[steps[0]])
    elif kind in {"field", "value", "attribute"}:
        field = knowledge.field(*steps[:2])
        if field is not None:
            yield from of_field(steps[0], field) if kind == "field" else _of_choice(kind, steps, field)
    elif kind in {"compound", "part"}:
        compound = model.objects[steps[0]].compounds.get(steps[1]) if steps[0] in model.objects else None
        if compound is not None:
            yield from _of_compound(steps, compound)
    elif kind == "relation":
        yield from _of_relation(steps, knowledge)
    elif kind in KINDS:
        yield f"{KINDS[kind]} `{'.'.join(steps)}`"


def of_object(one: Object) -> Iterator[str]:
    """An object: label, name, app, what it is for."""
    yield f"**{one.label}** object `{one.name}`" + (f" of app `{one.app}`" if one.app else "")
    if one.description:
        yield one.description


def of_field(owner: str, field: Field) -> Iterator[str]:
    """A field: label, name, type, help, what it computes, its choices."""
    yield f"**{field.label}** `{owner}.{field.name}`: {type_of(field)}"
    if field.help:
        yield field.help
    for word, text in (("Formula", field.formula), ("Roll-up", field.rollup)):
        if text is not None:
            yield f"{word}:\n```\n{text.text}\n```"
    if field.picklist is not None:
        yield "Choices: " + _choices(field)
    if field.deprecated:
        yield f"Deprecated: {field.deprecated}"


def type_of(field: Field) -> str:
    """The type in words: `lookup to account, required`."""
    target = f" to {', '.join(field.to)}" if field.to else ""
    marks = [
        word
        for word, said in (("required", field.required), ("unique", field.unique), ("read only", field.read_only))
        if said
    ]
    return ", ".join([f"{field.type}{target}", *marks])


def _choices(field: Field) -> str:
    assert field.picklist is not None
    names = list(field.picklist.values)
    shown = ", ".join(f"`{name}`" for name in names[:SHOWN_CHOICES])
    return shown + (f" and {len(names) - SHOWN_CHOICES} more" if len(names) > SHOWN_CHOICES else "")


def _of_choice(kind: str, steps: tuple[str, ...], field: Field) -> Iterator[str]:
    if field.picklist is None:
        return
    if kind == "attribute":
        known = field.picklist.attributes.get(steps[2])
        yield f"`{steps[2]}`, a fact about each choice of `{steps[0]}.{steps[1]}`" + (f": {known}" if known else "")
        return
    value = field.picklist.values.get(steps[2])
    if value is not None:
        yield f"**{value.label}** a choice of `{steps[0]}.{steps[1]}`"
        facts = [f"{name}: {said}" for name, said in value.attributes.items() if said is not None]
        yield from [", ".join(facts)] if facts else []


def _of_compound(steps: tuple[str, ...], compound: Compound) -> Iterator[str]:
    if len(steps) > 2:
        yield f"`{steps[2]}` of **{compound.label}** `{steps[0]}.{steps[1]}`"
        return
    yield f"**{compound.label}** `{steps[0]}.{steps[1]}`: {compound.type}"
    yield from [compound.help] if compound.help else []
    yield "Parts: " + ", ".join(f"`{part}`" for part in compound.parts)


def _of_relation(steps: tuple[str, ...], knowledge: Knowledge) -> Iterator[str]:
    found = knowledge.catalog.relation(*steps)
    if found is not None:
        whose = found.via[-1].object if found.via else found.object
        yield f"`{steps[1]}`: the records of `{whose}` that belong to a record of `{steps[0]}`, by `{found.link}`"
