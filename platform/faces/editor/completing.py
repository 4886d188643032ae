"""What an editor offers to write at a place."""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from objectry.faces.editor.explaining import explained, type_of
from objectry.faces.editor.knowledge import Knowledge
from objectry.faces.editor.meanings import Sense
from objectry.faces.editor.outline import Role
from objectry.faces.editor.places import Place, place_at
from objectry.metadata import live_names
from objectry.rules import Meaning, help_of, offers_at

BARE = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_$"


class Sort(StrEnum):
    """What kind of thing is offered; editors draw a sign for each."""

    KEY = "key"
    FIELD = "field"
    OBJECT = "object"
    VALUE = "value"
    FUNCTION = "function"
    WORD = "word"
    NAME = "name"


@dataclass(frozen=True, slots=True)
class Item:
    """One thing to write in place of what stands from `start` to `end`; `meaning` is what to say more of it."""

    text: str
    sort: Sort
    start: int
    end: int
    detail: str = ""
    help: str = ""
    insert: str = ""
    meaning: Meaning | None = None


def items_at(sense: Sense, offset: int) -> tuple[Item, ...]:
    """All that may be written at an offset."""
    place = place_at(sense.file, sense.outline, offset)
    if place is None:
        return ()
    if place.role is Role.VALUE and place.slot.rule:
        return tuple(_in_rule(sense, place, offset))
    return tuple(_in_yaml(sense, place))


# ---------------------------------------------------------------- rule texts


def _in_rule(sense: Sense, place: Place, offset: int) -> Iterator[Item]:
    scope = sense.scope(place)
    letters = place.scalar.letters if place.scalar is not None else (place.start,)
    at = next((number for number, one in enumerate(letters) if one >= offset), len(letters) - 1)
    for begin, text in sense.expressions(place):
        if scope is None or not begin <= at <= begin + len(text):
            continue
        start = "expression" if place.slot.rule == "template" else place.slot.rule
        found = offers_at(text, at - begin, start, scope)
        first = letters[begin + found.start]
        end = _word_end(sense.outline.text, offset)
        for one in found.offers:
            yield _item(one.text, one.meaning, first, end, sense.knowledge)


def _word_end(text: str, offset: int) -> int:
    """Where the word under the cursor ends."""
    while offset < len(text) and text[offset] in BARE:
        offset += 1
    return offset


def _item(text: str, meaning: Meaning | None, start: int, end: int, knowledge: Knowledge) -> Item:
    if meaning is None:
        return Item(text, Sort.WORD, start, end)
    if meaning.kind in {"function", "action"}:
        found = help_of(meaning.steps[0])
        signature = found.signature if found is not None else ""
        return Item(text, Sort.FUNCTION, start, end, signature, meaning=meaning)
    return Item(text, SORTS.get(meaning.kind, Sort.NAME), start, end, detail(meaning, knowledge), meaning=meaning)


SORTS = {
    "field": Sort.FIELD,
    "compound": Sort.FIELD,
    "part": Sort.FIELD,
    "attribute": Sort.FIELD,
    "relation": Sort.FIELD,
    "object": Sort.OBJECT,
    "value": Sort.VALUE,
}


def detail(meaning: Meaning, knowledge: Knowledge) -> str:
    """A few words beside a name."""
    steps = meaning.steps
    if meaning.kind == "field":
        field = knowledge.field(*steps)
        return f"{field.label} ({type_of(field)})" if field is not None else ""
    if meaning.kind == "object" and steps[0] in knowledge.model.objects:
        return knowledge.model.objects[steps[0]].label
    if meaning.kind == "value":
        field = knowledge.field(*steps[:2])
        value = field.picklist.values.get(steps[2]) if field is not None and field.picklist is not None else None
        return value.label if value is not None else ""
    if meaning.kind == "relation":
        found = knowledge.catalog.relation(*steps)
        return f"records of {found.object}" if found is not None else ""
    return ""


def helped(kind: str, steps: tuple[str, ...], knowledge: Knowledge) -> str:
    """What to show beside the list when an item of this meaning is looked at."""
    return explained(Meaning(kind, steps), knowledge)


# ---------------------------------------------------------------- keys and values


def _in_yaml(sense: Sense, place: Place) -> Iterator[Item]:
    if place.role is Role.KEY:
        there = sense.outline.said.get(place.steps, {})
        tail = "" if sense.outline.text[place.end : place.end + 1] == ":" else ": "
        for name, sentence in place.slot.keys.items():
            if name not in there or name == place.text:
                yield Item(name, Sort.KEY, place.start, place.end, help=sentence, insert=name + tail)
        if place.slot.refers:
            yield from (_with_tail(one, tail) for one in _names(sense, place))
    elif place.slot.words:
        yield from (Item(word, Sort.VALUE, place.start, place.end) for word in place.slot.words)
    else:
        yield from _names(sense, place)


def _with_tail(item: Item, tail: str) -> Item:
    return Item(
        item.text,
        item.sort,
        item.start,
        item.end,
        item.detail,
        item.help,
        (item.insert or item.text) + tail,
        item.meaning,
    )


def _names(sense: Sense, place: Place) -> Iterator[Item]:
    """The names that may stand at a place that refers to something."""
    refers = place.slot.refers
    owner = sense.owner(place)
    if refers == "field" and owner is not None:
        yield from _fields(sense, place, owner)
    elif refers == "value" and owner is not None and sense.field_around(place):
        yield from _choices(sense, place, owner, sense.field_around(place) or "")
    elif place.kind in {"data", "scenario"} and not refers and owner is not None and place.steps:
        yield from _choices(sense, place, owner, place.steps[-1])
    elif refers:
        for name in live_names(sense.knowledge.model).get(refers, ()):
            kind = {"any_object": "object"}.get(refers, refers)
            meaning = Meaning(kind, (name,)) if kind in {"object", "role", "permission_set"} else None
            yield _named(name, place, meaning, sense.knowledge)


def _named(name: str, place: Place, meaning: Meaning | None, knowledge: Knowledge) -> Item:
    made = _item(name, meaning, place.start, place.end, knowledge)
    return made if meaning is not None else Item(name, Sort.NAME, place.start, place.end)


def _fields(sense: Sense, place: Place, owner: str) -> Iterator[Item]:
    """Fields, along a path where one may stand."""
    before, point, _ = place.text.rpartition(".") if place.slot.path else ("", "", "")
    sign = "-" if place.text.startswith("-") else ""
    text = (before + point) or sign
    begun = place.start + len(text)
    found = offers_at(text, len(text), "expression", sense.knowledge.scope(owner))
    for one in found.offers:
        if one.meaning is not None and one.meaning.kind in {"field", "compound", "part"}:
            yield _item(one.text, one.meaning, begun, place.end, sense.knowledge)


def _choices(sense: Sense, place: Place, owner: str, name: str) -> Iterator[Item]:
    field = sense.knowledge.field(owner, name)
    for value in field.picklist.values if field is not None and field.picklist is not None else ():
        yield _item(value, Meaning("value", (owner, name, value)), place.start, place.end, sense.knowledge)
