"""What the workspace's stack declares, at one moment: names, their types, and where each is written."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property

from objectry.diagnostics import Span
from objectry.metadata import AppSource, Declarations, Field, Model, Object, Readings
from objectry.rules import Catalog, Hop, Meaning, Scope

Way = tuple[str, str, tuple[str, ...]]
"""Where a declaration may be: the kind of component, its name, and the keys inside of it."""


@dataclass(frozen=True)
class Knowledge:
    """A model and the files it came from."""

    apps: Sequence[AppSource]
    readings: Readings
    model: Model

    @cached_property
    def catalog(self) -> Catalog:
        """The names as rule texts see them."""
        return Catalog(self.model)

    @cached_property
    def declarations(self) -> Declarations:
        """Where everything is written."""
        return Declarations(self.apps, self.readings)

    def object(self, name: str) -> Object | None:
        """An object by any of its names."""
        return self.catalog.object(name)

    def field(self, owner: str, name: str) -> Field | None:
        """A field by its own name."""
        found = self.model.objects.get(owner)
        return found.fields.get(name) if found is not None else None

    def scope(self, owner: str, filtered: str | None = None) -> Scope:
        """What names mean in a rule text about an object, or in the filter of a lookup of it."""
        scope = Scope(self.catalog, owner, moment=True)
        field = self.field(owner, filtered) if filtered else None
        if field is not None and len(field.to) == 1:
            return replace(scope, beyond=Hop(field.name, field.to[0]))
        return scope

    def declared_at(self, meaning: Meaning) -> Span | None:
        """Where what a name means is declared."""
        for kind, name, steps in self.ways(meaning):
            span = self.declarations.span(kind, name, steps)
            if span is not None:
                return span
        return None

    def ways(self, meaning: Meaning) -> list[Way]:
        """Where to look, best first: kind of component, its name, and the keys inside of it."""
        kind, steps = meaning.kind, meaning.steps
        if kind in {"field", "compound", "part"}:
            return self.ways_to_field(*steps[:2])
        if kind in {"value", "attribute"}:
            return self.ways_to_choice(kind, *steps)
        if kind == "relation":
            found = self.catalog.relation(*steps)
            link = self.junction_of(found.object) if found is not None else None
            link = link or ((found.object, found.link) if found is not None else None)
            return self.ways_to_field(*link) if link else []
        if kind in INSIDE:
            whole, part = INSIDE[kind]
            return [(whole, steps[0], (part, steps[1]))]
        return [(kind, steps[0], ())] if kind in WHOLE else []

    def junction_of(self, name: str) -> tuple[str, str] | None:
        """The many_to_many that the links of an object stand for."""
        found = self.model.objects[name].junction
        return (found.owner, found.field) if found is not None else None

    def ways_to_field(self, owner: str, name: str) -> list[Way]:
        """A part of a field of several parts is declared by that field; a system field by its object."""
        field = self.field(owner, name)
        written = field.part_of[0] if field is not None and field.part_of is not None else name
        found: list[Way] = [("object", owner, ("fields", written))]
        return [*found, ("object", owner, ())] if field is not None and field.system else found

    def ways_to_choice(self, kind: str, owner: str, name: str, choice: str) -> list[Way]:
        field = self.field(owner, name)
        under = "values" if kind == "value" else "attributes"
        own = ("object", owner, ("fields", name, under, choice))
        if field is not None and field.values_from and kind == "value":
            return [("value_list", field.values_from, ("values", choice)), own]
        return [own]


WHOLE = frozenset({"object", "role", "permission_set", "rule", "value_list", "layout"})
INSIDE = {
    "record_type": ("object", "record_types"),
    "validation": ("object", "validations"),
    "view": ("layout", "views"),
    "form": ("layout", "forms"),
}
"""Parts of components by their kind: of which kind of component, and under which key."""
