"""What the names of a file mean: those that keys and values are, and those in rule texts."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from objectry.faces.editor.knowledge import Knowledge
from objectry.faces.editor.outline import Outline, Role
from objectry.faces.editor.places import Place, place_of
from objectry.rules import Meaning, Scope, expressions_in, uses_in

NAMED = frozenset({"role", "permission_set", "rule", "value_list", "layout"})
OF_OBJECT = frozenset({"record_type", "validation", "view", "form", "relation"})
OBJECT_WORDS = ("create", "count", "list", "object")
RECORD_WORDS = ("update", "delete", "record", "deleted", "history")
FIELD_KEYS = {"object": (0, "fields"), "translation": (2, "fields")}


@dataclass(frozen=True, slots=True)
class Named:
    """A name in a file: its offsets, and what it means.  `declares` tells that this is where it is said to exist."""

    start: int
    end: int
    meaning: Meaning
    declares: bool = False


@dataclass(frozen=True, slots=True)
class Sense:
    """A file with what is known: it makes out what stands at its places."""

    file: str
    outline: Outline
    knowledge: Knowledge

    def everything(self) -> Iterator[Named]:
        """Every name of the file."""
        for scalar in self.outline.scalars:
            place = place_of(self.file, self.outline, scalar)
            if place is not None:
                yield from self.names_at(place)

    def names_at(self, place: Place) -> Iterator[Named]:
        """The names of one place: many in a rule text."""
        if place.role is Role.KEY:
            yield from self.of_key(place)
        elif place.slot.rule:
            yield from self.of_rule(place)
        else:
            yield from self.of_value(place)

    # ------------------------------------------------------------ keys and values

    def of_key(self, place: Place) -> Iterator[Named]:
        if place.slot.declares:
            meaning = self.meant(place.slot.declares, place.text, place)
            if meaning is not None:
                yield Named(place.start, place.end, meaning, declares=place.kind in {"object", "permissions", "flows"})
        elif place.slot.refers:
            yield from self.referred(place, place.slot.refers)

    def of_value(self, place: Place) -> Iterator[Named]:
        if place.slot.refers:
            yield from self.referred(place, place.slot.refers)
        elif place.kind in {"data", "scenario"} and len(place.steps) > 1:
            owner = self.owner(place)
            field = self.knowledge.field(owner, place.steps[-1]) if owner else None
            if field is not None and field.picklist is not None and owner:
                yield Named(place.start, place.end, Meaning("value", (owner, field.name, place.text)))

    def referred(self, place: Place, refers: str) -> Iterator[Named]:
        """The names of a place that holds a name, or a path of them."""
        if refers in {"field", "object.field"}:
            yield from self.path(place, refers)
            return
        text, start = place.text, place.start
        if refers == "holder":
            text, start = text.removeprefix("role:"), start + len("role:")
        meaning = self.meant({"any_object": "object", "holder": "role"}.get(refers, refers), text, place)
        if meaning is not None:
            declares = place.role is Role.VALUE and place.steps == ("object",) and place.kind == "object"
            yield Named(start, place.end, meaning, declares)

    def path(self, place: Place, refers: str) -> Iterator[Named]:
        """A path of fields; with its object before it in permissions."""
        text, start, owner = place.text, place.start, self.owner(place)
        if refers == "object.field":
            name, point, text = text.partition(".")
            found = self.knowledge.object(name)
            if found is None:
                return
            yield Named(start, start + len(name), Meaning("object", (found.name,)))
            start, owner = start + len(name) + len(point), found.name
        if owner is not None:
            for use in uses_in(text, self.knowledge.scope(owner)):
                if use.meaning.kind in {"field", "compound", "part", "object"}:
                    yield Named(start + use.start, start + use.end, use.meaning)

    def meant(self, kind: str, name: str, place: Place) -> Meaning | None:
        """What a name of a kind means at a place."""
        if kind == "object":
            found = self.knowledge.object(name)
            return Meaning("object", (found.name,)) if found is not None else None
        if kind in NAMED:
            return Meaning(kind, (name,)) if name else None
        owner = self.owner(place)
        if owner is None or not name:
            return None
        if kind == "field":
            return self.field_meaning(owner, name)
        if kind == "value":
            field = self.field_around(place)
            return Meaning("value", (owner, field, name)) if field else None
        return Meaning(kind, (owner, name)) if kind in OF_OBJECT else None

    def field_meaning(self, owner: str, name: str) -> Meaning | None:
        thing = self.knowledge.model.objects.get(owner)
        if thing is None:
            return None
        return Meaning("compound" if name in thing.compounds else "field", (owner, name))

    # ------------------------------------------------------------ which object, which field

    def owner(self, place: Place) -> str | None:
        """The object a place is about."""
        name = self.owner_name(place)
        found = self.knowledge.object(name) if name else None
        return found.name if found is not None else None

    def owner_name(self, place: Place) -> str:
        steps, top = place.keys, self.outline.said.get((), {})
        if place.kind in {"object", "layout"}:
            own = top.get(place.kind) or top.get("extend") or place.stem
            return self.related_object(place, own) or own
        if place.kind == "data":
            return place.stem
        if place.kind == "scenario":
            return self.object_in_story(place)
        if place.kind == "flows":
            return self.rule_object(steps[1] if len(steps) > 1 else "", top)
        if place.kind == "translation" or steps[:1] == ("sharing_rules",):
            return steps[1] if len(steps) > 1 else ""
        if place.kind == "permissions" and "record_types" in steps[:3]:
            return steps[3] if len(steps) > 3 else ""
        return ""

    def related_object(self, place: Place, own: str) -> str | None:
        """The columns of a related list are those of the records in it."""
        if place.kind != "layout" or place.keys[:2] != ("page", "tabs") or place.keys[-1:] != ("columns",):
            return None
        related = self.outline.said.get(place.keys[:-1], {}).get("related", "")
        found = self.knowledge.catalog.relation(own, related)
        return None if found is None else found.via[-1].object if found.via else found.object

    def object_in_story(self, place: Place) -> str:
        """The object a step of a scenario is about: the one it names, or that of the record it names."""
        for depth in range(len(place.steps), 0, -1):
            said = self.outline.said.get(place.steps[:depth], {})
            named = next((said[word] for word in OBJECT_WORDS if word in said), "")
            record = next((said[word] for word in RECORD_WORDS if word in said), "")
            if named or record:
                return named or self.object_of_record(record)
        return ""

    def object_of_record(self, alias: str) -> str:
        """The object of a record that a step before has made."""
        steps = (one for one in self.outline.said.values() if one.get("as") == alias and "create" in one)
        return next((one["create"] for one in steps), "")

    def rule_object(self, rule: str, top: dict[str, str]) -> str:
        said = self.outline.said.get(("rules", rule), {})
        known = self.knowledge.model.rules.get(rule)
        if "extend" in said and known is not None:
            return known.object
        return said.get("object") or top.get("object") or (known.object if known else "")

    def field_around(self, place: Place) -> str | None:
        """The field whose choices stand at a place."""
        steps = place.keys
        at, word = FIELD_KEYS.get(place.kind, (0, ""))
        if steps[at : at + 1] == (word,) and len(steps) > at + 1:
            return steps[at + 1]
        return steps[3] if steps[:1] == ("record_types",) and len(steps) > 3 else None

    # ------------------------------------------------------------ rule texts

    def scope(self, place: Place) -> Scope | None:
        """What names mean in the rule text at a place."""
        owner = self.owner(place)
        if owner is None:
            return None
        return self.knowledge.scope(owner, place.steps[1] if place.steps[-1:] == ("filter",) else None)

    def of_rule(self, place: Place) -> Iterator[Named]:
        scope = self.scope(place)
        if scope is None or place.scalar is None:
            return
        letters = place.scalar.letters
        for begin, text in self.expressions(place):
            for use in uses_in(text, scope):
                yield Named(letters[begin + use.start], letters[begin + use.end], use.meaning)

    def expressions(self, place: Place) -> Iterator[tuple[int, str]]:
        """The texts in the rule language at a place, each with where it begins: a message has several in braces."""
        if place.slot.rule == "template":
            yield from expressions_in(place.text)
        else:
            yield 0, place.text


def identifier(text: str) -> bool:
    """Whether this may be a name."""
    return re.fullmatch(r"[a-z][a-z0-9_]*", text) is not None
