"""What stands over a timeline: a box for a comment, and a way to note each kind of activity in two clicks."""

from collections.abc import Iterator
from dataclasses import dataclass

from objectry.faces.web import addresses
from objectry.faces.web.visit import Visit
from objectry.metadata import RECORD_TYPE, Feature, companion_name
from objectry.plan import Child, ObjectPlan
from objectry.runtime import Query

MOST_TYPES = 6


@dataclass(frozen=True, slots=True)
class Add:
    """The form of a new activity that is about the record."""

    label: str
    icon: str
    href: str


@dataclass(frozen=True, slots=True)
class Composer:
    """Where a comment is sent, what was typed of it before, and what went wrong; the activities there are to add."""

    comment: str
    limit: int
    text: str
    fault: str
    adds: tuple[Add, ...]
    back: str


@dataclass(frozen=True, slots=True)
class Following:
    """Where somebody says that she follows a record, or no longer does."""

    href: str
    on: bool


def composer(visit: Visit, plan: ObjectPlan, id: str, back: str, text: str = "", fault: str = "") -> Composer | None:
    """What this person may add to the record's timeline; None for nothing."""
    comments = visit.blueprint.objects.get(companion_name(Feature.COMMENTS, plan.name))
    known = comments is not None and comments.object.holder(Feature.COMMENTS) == plan.name
    may = known and comments is not None and visit.may(comments.name, "create")
    adds = tuple(add for child in plan.children.values() for add in _adds(visit, child, id, back))[:MOST_TYPES]
    if not may and not adds:
        return None
    limit = (comments.fields["text"].field.max_length or 0) if comments is not None and may else 0
    return Composer(addresses.commenting(plan.name, id) if may else "", limit, text, fault, adds, back)


def _adds(visit: Visit, child: Child, id: str, back: str) -> Iterator[Add]:
    """The kinds of records of a list that activities are kept in."""
    own = visit.blueprint.objects[child.object]
    led = own.fields[child.field].field.to_feature is Feature.ACTIVITIES
    if not led or not visit.may(own.name, "create") or visit.rights.level(own.name, child.field) != "edit":
        return
    given = {child.field: id, "back": back}
    if not own.object.record_types:
        yield Add(visit.texts.object(own.name), own.object.icon, addresses.creating(own.name, **given))
    for name in visit.rights.record_types(own.name):
        label = visit.texts.value(own.name, RECORD_TYPE, name)
        icon = own.object.record_types[name].icon or own.object.icon
        yield Add(label, icon, addresses.creating(own.name, **given, record_type=name))


def following(visit: Visit, plan: ObjectPlan, id: str) -> Following | None:
    """Whether this person follows the record; None where nobody can."""
    name = companion_name(Feature.FOLLOW, plan.name)
    own = visit.blueprint.objects.get(name)
    if own is None or own.object.holder(Feature.FOLLOW) != plan.name or not visit.may(name, "create"):
        return None
    return Following(addresses.taking_interest(plan.name, id), my_following(visit, plan.name, id) is not None)


def my_following(visit: Visit, object: str, id: str) -> str | None:
    """The record that says so."""
    name = companion_name(Feature.FOLLOW, object)
    query = Query(name, filter="created_by = $user", fields=("id",), related=(object, id), limit=1)
    return next((one.id for one in visit.platform.records.find(visit.call, query).records), None)
