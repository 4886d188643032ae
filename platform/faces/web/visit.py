"""One request of one person: who she is, what she may, and how she reads numbers and words.

Made once at the start of the request, with one blueprint, and passed on by hand.
"""

from dataclasses import dataclass

from objectry.faces.formats import Formats
from objectry.faces.session import Preferences
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
        *hops, last = path.split(".")
        plan = self.blueprint.objects[object_name]
        for hop in hops:
            step = plan.fields.get(hop)
            if step is None or not step.field.to or not self.reads(plan.name, hop):
                return None
            plan = self.blueprint.objects[step.field.to[0]]
        field = plan.fields.get(last)
        return (plan, field) if field and self.reads(plan.name, last) and self.may(plan.name, "read") else None

    def compound(self, object_name: str, path: str) -> tuple[ObjectPlan, Compound] | None:
        """The object and the field of several parts a path ends at; None if she may read no part of it."""
        *hops, last = path.split(".")
        plan = self.blueprint.objects[object_name]
        for hop in hops:
            found = self.path(plan.name, hop)
            if found is None or len(found[1].field.to) != 1:
                return None
            plan = self.blueprint.objects[found[1].field.to[0]]
        one = plan.object.compounds.get(last)
        seen = one is not None and any(self.path(plan.name, name) for name in one.parts.values())
        return (plan, one) if one is not None and seen else None

    def readable(self, object_name: str, paths: tuple[str, ...]) -> tuple[str, ...]:
        """Those of the paths she may read."""
        return tuple(path for path in paths if self.path(object_name, path) or self.compound(object_name, path))
