"""Tags: words on a record, each in its colour, each leading to the list of all records that bear it."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from objectry.faces.web import addresses
from objectry.faces.web.visit import Visit
from objectry.metadata import Feature, companion_name
from objectry.plan import ObjectPlan
from objectry.runtime import Query, Record

TAGS = str(Feature.TAGS)
MOST_TAGS = 200
TONES = ("blue", "green", "purple", "orange", "cyan", "pink", "teal", "indigo")


@dataclass(frozen=True, slots=True)
class Tag:
    """One word on a record."""

    id: str
    name: str
    tone: str
    href: str


@dataclass(frozen=True, slots=True)
class TagBar:
    """The words on a record; where others are added and these removed, and the words there are to choose from."""

    label: str
    tags: tuple[Tag, ...]
    change: str = ""
    known: tuple[str, ...] = ()


def is_tag(visit: Visit, object: str) -> bool:
    """Whether records of the object are tags of another."""
    return visit.blueprint.objects[object].object.holder(Feature.TAGS) is not None


def tone_of(visit: Visit, object: str, id: str, name: str) -> str:
    """The colour of a tag: its own, else one that goes by its letters."""
    if object not in visit.tones:
        visit.tones[object] = dict(_colours(visit, object))
    return visit.tones[object].get(id) or TONES[sum(map(ord, name)) % len(TONES)]


def _colours(visit: Visit, object: str) -> Iterator[tuple[str, str]]:
    if not visit.may(object, "read") or not visit.reads(object, "color"):
        return
    query = Query(object, filter="not ISBLANK(color)", fields=("color",), limit=MOST_TAGS)
    for one in visit.platform.records.find(visit.call, query).records:
        yield one.id, str(one.values["color"])


def bearing(object: str, field: str, name: str) -> str:
    """The list of the records that bear a tag."""
    return addresses.listing(object, f=f"{field}:named:{name}")


def tag_bar(visit: Visit, plan: ObjectPlan, record: Record) -> TagBar | None:
    """The tags of a record; None where there are none for this person."""
    kept = companion_name(Feature.TAGS, plan.name)
    if TAGS not in record.values or kept not in visit.blueprint.objects or not is_tag(visit, kept):
        return None
    ids, names = record.values[TAGS] or (), record.names.get(TAGS, ())
    tags = tuple(
        Tag(str(id), name, tone_of(visit, kept, str(id), name), bearing(plan.name, TAGS, name))
        for id, name in zip(ids if isinstance(ids, tuple) else (), names, strict=False)
    )
    may = visit.may(plan.name, "update") and visit.rights.level(plan.name, TAGS) == "edit"
    if not may:
        return TagBar(visit.texts.plural(kept), tags) if tags else None
    known = tuple(name for name in words(visit, kept).values() if name not in names)
    return TagBar(visit.texts.plural(kept), tags, addresses.tagging(plan.name, record.id), known)


def words(visit: Visit, kept: str) -> Mapping[str, str]:
    """The words there are, by the ids of their tags."""
    query = Query(kept, fields=("name",), sort=("name",), limit=MOST_TAGS)
    return {one.id: str(one.values["name"]) for one in visit.platform.records.find(visit.call, query).records}
