"""Another name for a field or an object, in every file of the workspace at once."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import PurePosixPath

from objectry.faces.editor.knowledge import Knowledge
from objectry.faces.editor.meanings import Named, Sense, identifier
from objectry.faces.editor.outline import ITEM, Outline, Scalar
from objectry.faces.editor.scanning import outline
from objectry.rules import Meaning, uses_in

KINDS = frozenset({"field", "object"})
NAMED_AFTER = ("objects", "layouts", "data")  # folders whose files are called as their object


class RefusedError(ValueError):
    """It cannot be renamed, with the reason."""


@dataclass(frozen=True, slots=True)
class Edit:
    """Another text for what stands from `start` to `end` of a file."""

    file: str
    start: int
    end: int
    text: str


@dataclass(frozen=True, slots=True)
class Renaming:
    """All edits, and the files that get another name with them."""

    edits: tuple[Edit, ...]
    moves: Mapping[str, str]

    def applied(self, files: Mapping[str, str]) -> dict[str, str]:
        """The files after it."""
        changed = dict(files)
        for one in sorted(self.edits, key=lambda edit: (edit.file, edit.start), reverse=True):
            text = changed[one.file]
            changed[one.file] = text[: one.start] + one.text + text[one.end :]
        return {self.moves.get(name, name): text for name, text in changed.items()}


def can_rename(named: Named, knowledge: Knowledge) -> None:
    """Raises RefusedError where this name cannot be changed from here."""
    meaning = named.meaning
    if meaning.kind not in KINDS:
        raise RefusedError("only objects and fields are renamed; change this name by hand")
    field = knowledge.field(*meaning.steps) if meaning.kind == "field" else None
    if field is not None and (field.system or field.part_of is not None or field.in_currency is not None):
        raise RefusedError(f"{field.name} is not declared by itself, so its name is not free")
    span = knowledge.declared_at(meaning)
    own = span is not None and PurePosixPath(span.file).parts[0] == "objects"
    if not own:
        where = span.file.partition("/")[0] if span is not None else "the platform"
        raise RefusedError(f"{'.'.join(meaning.steps)} is declared in {where}; only that app can rename it")


def renaming(meaning: Meaning, new: str, files: Mapping[str, str], knowledge: Knowledge) -> Renaming:
    """The edits that give a field or object another name; the old one is kept as `renamed_from`, so that values stay.

    Raises RefusedError where `new` cannot be its name.
    """
    old = meaning.steps[-1]
    if not identifier(new):
        raise RefusedError(f'"{new}" is no name: small letters, digits and underscores, a letter first')
    if new == old:
        raise RefusedError(f"it is called {old} already")
    edits: list[Edit] = []
    for file, text in files.items():
        if file.endswith(".csv"):
            edits += _in_head(file, text, meaning, new, knowledge)
            continue
        sense = Sense(file, outline(text), knowledge)
        names = [one for one in sense.everything() if one.meaning == meaning]
        edits += [Edit(file, one.start, one.end, new) for one in names if text[one.start : one.end].lower() == old]
        edits += _remembered(file, sense.outline, meaning, names)
    return Renaming(tuple(edits), _moves(meaning, new, files))


def _moves(meaning: Meaning, new: str, files: Mapping[str, str]) -> dict[str, str]:
    if meaning.kind != "object":
        return {}
    paths = [PurePosixPath(name) for name in files]
    named = [
        one for one in paths if len(one.parts) == 2 and one.parts[0] in NAMED_AFTER and one.stem == meaning.steps[0]
    ]
    return {str(one): str(one.with_name(new + one.suffix)) for one in named}


def _in_head(file: str, text: str, meaning: Meaning, new: str, knowledge: Knowledge) -> Iterator[Edit]:
    """The columns of a CSV file of seed records, which are fields and paths of fields."""
    owner = knowledge.object(PurePosixPath(file).stem)
    at = 0
    for cell in text.partition("\n")[0].rstrip("\r").split(",") if owner is not None else ():
        for use in uses_in(cell, knowledge.scope(owner.name)) if owner is not None else ():
            if use.meaning == meaning:
                yield Edit(file, at + use.start, at + use.end, new)
        at += len(cell) + 1


def _remembered(file: str, found: Outline, meaning: Meaning, names: list[Named]) -> Iterator[Edit]:
    """The old name among the earlier ones, where the thing is declared."""
    declared = next((one for one in names if one.declares), None)
    if declared is None:
        return
    steps = ("fields", meaning.steps[1]) if meaning.kind == "field" else ()
    old = meaning.steps[-1]
    listed = found.declared.get((*steps, "renamed_from"))
    if listed is not None:
        yield from _one_more(file, found, (*steps, "renamed_from"), old)
        return
    key = found.declared.get(steps) if steps else declared_key(found)
    if key is None:
        return
    braces = next((one for one in found.braces if one.steps == steps and one.mapping), None)
    if braces is not None:
        first = braces.start
        more = ", " if found.text[braces.start : braces.end].strip() else ""
        yield Edit(file, first, first, f"renamed_from: [{old}]{more}")
        return
    yield _line_more(file, found, steps, old, declared)


def declared_key(found: Outline) -> Scalar | None:
    """The key `object` at the top of a file."""
    return found.declared.get(("object",))


def _one_more(file: str, found: Outline, steps: tuple[str, ...], old: str) -> Iterator[Edit]:
    """An entry more in the list that is there."""
    braces = next((one for one in found.braces if one.steps == steps), None)
    values = [one for one in found.scalars if one.steps[:-1] == steps and one.steps[-1].startswith(ITEM) and one.text]
    if braces is not None:
        yield Edit(file, braces.start, braces.start, f"{old}, " if values else old)
    elif values:
        last = values[-1]
        line = found.text.rfind("\n", 0, last.start) + 1
        yield Edit(file, last.end, last.end, f"\n{found.text[line : last.start]}{old}")


def _line_more(file: str, found: Outline, steps: tuple[str, ...], old: str, declared: Named) -> Edit:
    """A line of its own, before the first key of the mapping, or behind the head of the file."""
    first = next((one for one in found.columns if one[2] == steps), None) if steps else None
    if first is not None:
        at, column, _ = first
        return Edit(file, at, at, f"renamed_from: [{old}]\n{' ' * column}")
    end = found.text.find("\n", declared.end)
    end = len(found.text) if end < 0 else end
    return Edit(file, end, end, f"\nrenamed_from: [{old}]")
