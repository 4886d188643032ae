"""What the names of a rule text mean, one by one, also where the text is not finished or has errors.

Editors ask: what is under the cursor, where it is declared, where else it is used.  The checker stays the judge of
what is right; here a name that leads nowhere simply means nothing.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from objectry.metadata import Field, FieldType
from objectry.rules.actions import ACTIONS
from objectry.rules.catalog import USER, Catalog
from objectry.rules.frames import Frame, frames_before, is_named, path_beginning, path_ending
from objectry.rules.lexing import Part, Word, words_of
from objectry.rules.library import AGGREGATES, ALIASES, FUNCTIONS
from objectry.rules.scope import Scope

EQUALS = frozenset({"=", "==", "<>", "!="})
MOVES = frozenset({"from", "to", "becomes"})
OF_CHOICES = frozenset({"ISPICKVAL", "INCLUDES", "EXCLUDES", "CASE"})


@dataclass(frozen=True, slots=True)
class Meaning:
    """What a name means: its `kind`, and the steps that lead to it.

    object (o); field (o, f); part (o, compound, part); relation (o, name); value (o, f, v); attribute (o, f, a);
    function (name); action (name); context (name).
    """

    kind: str
    steps: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Use:
    """A name in a text: its offsets there, and what it means."""

    start: int
    end: int
    meaning: Meaning


def uses_in(text: str, scope: Scope) -> Iterator[Use]:
    """Every name of a text that means something, in order."""
    words = words_of(text)
    for at, word in enumerate(words):
        if word.part is Part.NAME and not _is_later(words, at):
            yield from _of_name(words, at, scope)
        elif word.part in (Part.TEXT, Part.OPEN):
            meaning = text_meaning(words, at, scope)
            if meaning is not None:
                yield Use(word.start + 1, word.end - (word.part is Part.TEXT), meaning)


def text_meaning(words: Sequence[Word], at: int, scope: Scope) -> Meaning | None:
    """What a text in quotes names: a choice, or the field that a refusal is shown at."""
    field = compared_field(words, at, scope)
    if field is not None:
        return Meaning("value", (*field, words[at].content))
    frames = frames_before(words, at)
    if frames and frames[-1].call == "REFUSE" and frames[-1].argument:
        shown = scope.catalog.field(scope.object, words[at].content)
        return Meaning("field", (scope.object, shown.name)) if shown is not None else None
    return None


def _is_later(words: Sequence[Word], at: int) -> bool:
    """Whether a name continues a path: it is told with the first one."""
    return at > 1 and words[at - 1].text == "." and words[at - 2].part is Part.NAME


def _of_name(words: Sequence[Word], at: int, scope: Scope) -> Iterator[Use]:
    word = words[at]
    following = words[at + 1].text if at + 1 < len(words) else ""
    if following == "(":
        yield from _called(word)
        if word.folded != "in":
            return
    if following == "{" and at and words[at - 1].folded == "create":
        found = scope.catalog.object(word.text)
        if found is not None:
            yield Use(word.start, word.end, Meaning("object", (found.name,)))
        return
    names = path_beginning(words, at)
    yield from (
        Use(name.start, name.end, meaning)
        for name, meaning in zip(names, path_meanings(words, at, names, scope), strict=False)
    )


def _called(word: Word) -> Iterator[Use]:
    name = ALIASES.get(word.text.upper(), word.text.upper())
    if name in FUNCTIONS:
        yield Use(word.start, word.end, Meaning("function", (name,)))
    elif word.folded in ACTIONS:
        yield Use(word.start, word.end, Meaning("action", (word.folded,)))


def path_meanings(words: Sequence[Word], at: int, names: Sequence[Word], scope: Scope) -> list[Meaning]:
    """What the names of a path mean, as far as it leads; the path begins at word number `at`."""
    frames = frames_before(words, at)
    made = _made(words, at, frames, scope)
    found, owner = _beginning(names[0].folded, scope, frames) if made is None else ([], made)
    for number in range(len(found), len(names)):
        meaning, further = _step(names[number].text, owner, found, scope.catalog)
        if meaning is None:
            break
        found.append(meaning)
        owner = further
    return found


def _made(words: Sequence[Word], at: int, frames: Sequence[Frame], scope: Scope) -> str | None:
    """The object of the record that is being made, where a field of it is named."""
    if not is_named(words, at, frames):
        return None
    found = scope.catalog.object(frames[-1].creates)
    return found.name if found is not None else None


def _beginning(first: str, scope: Scope, frames: Sequence[Frame]) -> tuple[list[Meaning], str | None]:
    """What a path begins with, and the object its next name belongs to."""
    if first == "$record":
        return [Meaning("object", (scope.object,))], scope.object
    if first == "$user":
        return [Meaning("object", (USER,))], USER
    if first.startswith("$"):
        return [Meaning("context", (first,))], None
    if inside_aggregate(frames):
        relation = scope.catalog.relation(scope.object, first)
        if relation is not None:
            beyond = relation.via[-1].object if relation.via else relation.object
            return [Meaning("relation", (scope.object, relation.name))], beyond
    return [], home_of(scope)


def home_of(scope: Scope) -> str:
    """The object whose fields stand by themselves: that of the record, or of what a lookup may point to."""
    return scope.beyond.object if scope.beyond is not None else scope.object


def inside_aggregate(frames: Sequence[Frame]) -> bool:
    """Whether a list of children may be named."""
    return any(frame.call in AGGREGATES for frame in frames)


def _step(
    name: str, owner: str | None, before: Sequence[Meaning], catalog: Catalog
) -> tuple[Meaning | None, str | None]:
    """What one name means, and the object the next one belongs to."""
    last = before[-1] if before else None
    if last is not None and last.kind == "part":
        return None, None
    if last is not None and last.kind == "compound":
        parts = catalog.model.objects[last.steps[0]].compounds[last.steps[1]].parts
        known = parts.get(name.lower())
        return (Meaning("part", (*last.steps, name.lower())), None) if known else (None, None)
    if last is not None and last.kind == "field" and owner is None:
        several = catalog.model.objects[last.steps[0]].fields[last.steps[1]].to
        return _beyond_several(name, several, before, catalog) if several else (_attribute(name, last, catalog), None)
    if owner is None:
        return None, None
    compound = catalog.compound(owner, name)
    if compound is not None:
        return Meaning("compound", (owner, compound.name)), None
    field = catalog.field(owner, name)
    if field is None:
        return None, None
    return Meaning("field", (owner, field.name)), target_of(field)


def _beyond_several(
    name: str, targets: Sequence[str], before: Sequence[Meaning], catalog: Catalog
) -> tuple[Meaning | None, str | None]:
    """Behind a lookup of several objects: one of them by its name, or a field they have."""
    chosen = next((one for one in targets if one.lower() == name.lower()), None)
    if chosen is not None:
        return Meaning("object", (chosen,)), chosen
    found = (_step(name, one, before, catalog) for one in targets if catalog.field(one, name) is not None)
    return next(found, (None, None))


def target_of(field: Field) -> str | None:
    """The object a path leads on to."""
    return field.to[0] if field.refers and len(field.to) == 1 else None


def _attribute(name: str, of: Meaning, catalog: Catalog) -> Meaning | None:
    picklist = catalog.model.objects[of.steps[0]].fields[of.steps[1]].picklist
    spelled = {one.lower(): one for one in picklist.attributes} if picklist else {}
    found = spelled.get(name.lower())
    return Meaning("attribute", (*of.steps, found)) if found else None


def compared_field(words: Sequence[Word], at: int, scope: Scope) -> tuple[str, str] | None:
    """The picklist (object, field) that the text at word number `at` is a choice of."""
    before = words[at - 1] if at else None
    if before is None:
        return _picklist(words, _compared_behind(words, at), scope)
    if before.text in EQUALS:
        return _picklist(words, path_ending(words, at - 2), scope)
    if before.folded in MOVES:
        return _picklist(words, _moved(words, at - 1), scope)
    frames = frames_before(words, at)
    inner = frames[-1] if frames else None
    if inner is not None and before.text in {"(", ","}:
        last = at + 1 < len(words) and words[at + 1].text == ")"
        if inner.call == "CASE" and (inner.argument % 2 == 0 or (last and inner.argument > 1)):
            return None  # a result, not a case
        return _listed(words, inner, scope)
    return _picklist(words, _compared_behind(words, at), scope)


def _compared_behind(words: Sequence[Word], at: int) -> tuple[Word, ...]:
    """The path behind: `"open" = stage`, `"a" in interests`."""
    sign = words[at + 1].folded if at + 1 < len(words) else ""
    return path_beginning(words, at + 2) if sign in EQUALS or sign == "in" else ()


def _moved(words: Sequence[Word], at: int) -> tuple[Word, ...]:
    """The path of `stage becomes "won"`, `stage changes from "a" to "b"`."""
    while at > 0 and words[at].folded not in {"changes", "becomes"}:
        at -= 1
    return path_ending(words, at - 1)


def _listed(words: Sequence[Word], inner: Frame, scope: Scope) -> tuple[str, str] | None:
    """The field that an option is compared with: `stage in ("a"`, `ISPICKVAL(stage, "a"`, `CHOICES("a"`."""
    if inner.listed:
        at = inner.opened - 2
        return _picklist(words, path_ending(words, at - (words[at].folded == "not" if at > 0 else 0)), scope)
    if inner.call in OF_CHOICES and inner.argument:
        return _picklist(words, path_beginning(words, inner.opened + 1), scope)
    if inner.call == "CHOICES" and inner.opened > 1 and words[inner.opened - 2].text in EQUALS:
        return _picklist(words, path_ending(words, inner.opened - 3), scope)
    return None


def _picklist(words: Sequence[Word], path: tuple[Word, ...], scope: Scope) -> tuple[str, str] | None:
    """The picklist at the end of a path."""
    if not path:
        return None
    at = next((number for number, word in enumerate(words) if word is path[0]), 0)
    meanings = path_meanings(words, at, path, scope)
    if len(meanings) < len(path) or meanings[-1].kind != "field":
        return None
    owner, name = meanings[-1].steps
    field = scope.catalog.model.objects[owner].fields[name]
    return (owner, name) if field.type in (FieldType.PICKLIST, FieldType.MULTI_PICKLIST) else None
