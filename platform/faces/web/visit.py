"""One request of one person: who she is, what she may, and how she reads numbers and words.

Made once at the start of the request, with one blueprint, and passed on by hand.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field

from objectry.faces.formats import Formats
from objectry.faces.session import Preferences
from objectry.faces.several import OBJECT, is_several, narrowed, object_choice, spelled
from objectry.faces.texts import Texts
from objectry.metadata import Compound, Field
from objectry.plan import Blueprint, FieldPlan, ObjectPlan
from objectry.runtime import Actor, Call, NotFound, Platform, Rights


@dataclass(frozen=True, slots=True)
class Visit:
    """The circumstances of a page.  `form_token` goes into every form; `session` is the cookie's token."""

    platform: Platform
    call: Call
    rights: Rights
    texts: Texts
    formats: Formats
    preferences: Preferences
    session: str
    form_token: str
    insecure: bool = False
    tones: dict[str, Mapping[str, str]] = field(default_factory=dict)
    """The colours of tags by their object, asked for once in a request."""

    @property
    def blueprint(self) -> Blueprint:
        """What is deployed, as this request took it."""
        return self.call.blueprint

    @property
    def actor(self) -> Actor:
        """Who asks."""
        return self.call.actor

    @property
    def currency(self) -> str:
        """The organisation's currency."""
        return self.blueprint.settings.currency

    def plan(self, object_name: str) -> ObjectPlan:
        """The object, if this person may read it; NotFound otherwise, as for one that does not exist."""
        found = self.blueprint.objects.get(object_name)
        if found is None or not self.may(object_name, "read"):
            raise NotFound
        return found

    def may(self, object_name: str, right: str) -> bool:
        """Whether she holds a right on an object."""
        return self.rights.may(object_name, right).allowed

    def reads(self, object_name: str, field: str) -> bool:
        """Whether she may read a field."""
        return self.rights.level(object_name, field) != "none"

    def edits(self, object_name: str, field: Field) -> bool:
        """Whether she may write a field by hand."""
        return self.rights.level(object_name, field.name) == "edit"

    def path(self, object_name: str, path: str) -> tuple[ObjectPlan, FieldPlan] | None:
        """The object and field a path like `account.name` ends at; None if she may not read all of it."""
        first, _, rest = path.partition(".")
        plan = self.blueprint.objects[object_name]
        field = plan.fields.get(first)
        if field is None or not self.reads(plan.name, first) or not self.may(plan.name, "read"):
            return None
        if not rest:
            return plan, field
        if is_several(field.field):
            return self._one_of_several(plan, field, rest)
        return self.path(field.field.to[0], rest) if field.field.to else None

    def _one_of_several(self, plan: ObjectPlan, step: FieldPlan, rest: str) -> tuple[ObjectPlan, FieldPlan] | None:
        name, _, further = rest.partition(".")
        if name == OBJECT:
            return None if further else (plan, object_choice(self.blueprint, step))
        if name in step.field.to:
            own = (plan, narrowed(step, name)) if self.may(name, "read") else None
            return self.path(name, further) if further else own
        ends = (self.path(one, spelled(self.blueprint, one, rest)) for one in step.field.to)
        return next((end for end in ends if end is not None), None)

    def compound(self, object_name: str, path: str) -> tuple[ObjectPlan, Compound] | None:
        """The object and the field of several parts a path ends at; None if she may read no part of it."""
        way, _, last = path.rpartition(".")
        found = self.path(object_name, way) if way else None
        if way and (found is None or len(found[1].field.to) != 1):
            return None
        plan = self.blueprint.objects[found[1].field.to[0] if found else object_name]
        one = plan.object.compounds.get(last)
        seen = one is not None and any(self.path(plan.name, name) for name in one.parts.values())
        return (plan, one) if one is not None and seen else None

    def readable(self, object_name: str, paths: tuple[str, ...]) -> tuple[str, ...]:
        """Those of the paths she may read."""
        return tuple(path for path in paths if self.path(object_name, path) or self.compound(object_name, path))
