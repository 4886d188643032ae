"""What may stand at a place of a rule text: what editors offer while somebody types."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from objectry.metadata import Field
from objectry.rules.actions import ACTIONS
from objectry.rules.catalog import USER
from objectry.rules.frames import Frame, frames_before, is_named, path_ending
from objectry.rules.lexing import Part, Word, words_of
from objectry.rules.library import ALIASES, FUNCTIONS
from objectry.rules.paths import CONTEXT
from objectry.rules.scope import Scope
from objectry.rules.uses import Meaning, compared_field, home_of, inside_aggregate, path_meanings, target_of

OPERATORS = ("and", "or", "not", "in", "where", "true", "false", "null")
STATEMENTS = ("set", "create", "if", "then", "elif", "else", "end")
EVENTS = ("before save", "created", "updated", "saved", "or", "changes", "becomes", "from", "to")
WORDS = {
    "expression": OPERATORS,
    "aggregate": OPERATORS,
    "template": OPERATORS,
    "event": EVENTS,
    "actions": STATEMENTS + OPERATORS,
}


@dataclass(frozen=True, slots=True)
class Offer:
    """Something that may stand there.  `meaning` is None for a word of the language."""

    text: str
    meaning: Meaning | None = None


@dataclass(frozen=True, slots=True)
class Offers:
    """All that may stand at a place; it replaces the text from `start` on."""

    start: int
    offers: tuple[Offer, ...]


@dataclass(frozen=True, slots=True)
class Calling:
    """The function or action whose arguments are being written, and the number of the argument, from 0."""

    name: str
    argument: int


def offers_at(text: str, at: int, start: str, scope: Scope) -> Offers:
    """What may stand at offset `at` of a text that is read as `start`; what is behind it does not count."""
    words = words_of(text[:at])
    last = words[-1] if words else None
    if last is not None and last.part is Part.COMMENT and _goes_on(last, text[last.end : at]):
        return Offers(at, ())
    if last is not None and last.part is Part.OPEN:
        return Offers(last.start + 1, tuple(_choices(words, len(words) - 1, scope)))
    if last is not None and last.end == at and last.part in (Part.TEXT, Part.NUMBER):
        return Offers(at, ())
    typing = last is not None and last.end == at and last.part is Part.NAME
    before = words[:-1] if typing else words
    begun = last.start if typing and last is not None else at
    return Offers(begun, tuple(_at(before, start, scope)))


def _goes_on(comment: Word, behind: str) -> bool:
    """Whether a comment has not come to its end."""
    return "\n" not in behind if comment.text.startswith("#") else not comment.text.endswith("*/")


def calling_at(text: str, at: int) -> Calling | None:
    """The innermost call that is open at offset `at`."""
    words = words_of(text[:at])
    for frame in reversed(frames_before(words, len(words))):
        name = ALIASES.get(frame.call, frame.call)
        if name in FUNCTIONS or frame.call.lower() in ACTIONS:
            return Calling(name if name in FUNCTIONS else frame.call.lower(), frame.argument)
    return None


def _choices(words: Sequence[Word], at: int, scope: Scope) -> Iterator[Offer]:
    field = compared_field(words, at, scope)
    if field is not None:
        picklist = scope.catalog.model.objects[field[0]].fields[field[1]].picklist
        yield from (Offer(name, Meaning("value", (*field, name))) for name in (picklist.values if picklist else ()))


def _at(words: Sequence[Word], start: str, scope: Scope) -> Iterator[Offer]:
    """What may follow these words."""
    last = words[-1] if words else None
    frames = frames_before(words, len(words))
    if last is not None and last.text == ".":
        yield from _following(words, scope)
    elif last is not None and last.folded == "create":
        yield from (Offer(name, Meaning("object", (name,))) for name in scope.catalog.model.objects)
    elif is_named(words, len(words), frames):
        found = scope.catalog.object(frames[-1].creates)
        yield from _fields(found.name if found else None, scope)
    elif last is not None and last.folded == "set":
        yield from _fields(scope.object, scope)
    else:
        yield from _anything(start, frames, scope)


def _following(words: Sequence[Word], scope: Scope) -> Iterator[Offer]:
    """What a path may lead on to."""
    path = path_ending(words, len(words) - 2)
    if not path:
        return
    at = next(number for number, word in enumerate(words) if word is path[0])
    meanings = path_meanings(words, at, path, scope)
    if len(meanings) == len(path):
        yield from _beyond(meanings[-1], scope)


def _beyond(meaning: Meaning, scope: Scope) -> Iterator[Offer]:
    model = scope.catalog.model
    if meaning.kind == "object":
        yield from _fields(meaning.steps[0], scope)
    elif meaning.kind == "relation":
        relation = scope.catalog.relation(*meaning.steps)
        if relation is not None:
            yield from _fields(relation.via[-1].object if relation.via else relation.object, scope)
    elif meaning.kind == "compound":
        parts = model.objects[meaning.steps[0]].compounds[meaning.steps[1]].parts
        yield from (Offer(part, Meaning("part", (*meaning.steps, part))) for part in parts)
    elif meaning.kind == "field":
        yield from _beyond_field(model.objects[meaning.steps[0]].fields[meaning.steps[1]], meaning, scope)


def _beyond_field(field: Field, meaning: Meaning, scope: Scope) -> Iterator[Offer]:
    target = target_of(field)
    if target is not None:
        yield from _fields(target, scope)
    elif field.refers:
        yield from (Offer(one, Meaning("object", (one,))) for one in field.to)
        yield from (Offer("id"), Offer("object"))
        yield from _common(field.to, scope)
    elif field.picklist is not None:
        facts = field.picklist.attributes
        yield from (Offer(name, Meaning("attribute", (*meaning.steps, name))) for name in facts)


def _common(targets: Sequence[str], scope: Scope) -> Iterator[Offer]:
    """The fields that all of several objects have."""
    first, *others = targets
    for one in scope.catalog.fields(first):
        if all(scope.catalog.field(other, one.name) is not None for other in others):
            yield Offer(one.name, Meaning("field", (first, one.name)))


def _fields(owner: str | None, scope: Scope) -> Iterator[Offer]:
    if owner is not None:
        yield from (Offer(one.name, Meaning("field", (owner, one.name))) for one in scope.catalog.fields(owner))
        yield from (Offer(one.name, Meaning("compound", (owner, one.name))) for one in scope.catalog.compounds(owner))


def _anything(start: str, frames: Sequence[Frame], scope: Scope) -> Iterator[Offer]:
    if inside_aggregate(frames) or start == "aggregate":
        relations = scope.catalog.relations(scope.object)
        yield from (Offer(one.name, Meaning("relation", (scope.object, one.name))) for one in relations)
    yield from _fields(home_of(scope), scope)
    yield from (Offer(name) for name in WORDS[start])
    if start == "event":
        return
    yield from (Offer(name, _context(name, scope)) for name in CONTEXT)
    yield from (Offer(name, Meaning("function", (name,))) for name in FUNCTIONS)
    if start == "actions" and not frames:
        yield from (Offer(name, Meaning("action", (name,))) for name in ACTIONS)


def _context(name: str, scope: Scope) -> Meaning:
    if name in {"$record", "$user"}:
        return Meaning("object", (scope.object if name == "$record" else USER,))
    return Meaning("context", (name,))
