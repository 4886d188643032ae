"""`expand`: what lookups lead to, and lists of children, beside the records of an answer: a few reads for each name,
however many records there are."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from objectry.faces.rest.refusals import Complaint, Refusal, near
from objectry.faces.rest.requests import Asked
from objectry.plan import ObjectPlan
from objectry.runtime import Record

EXPANDED = "_expanded"  # no field's name begins so
DEEPEST, MOST_NAMES, MOST_CHILDREN = 3, 10, 20
Document = dict[str, object]


@dataclass(slots=True)
class Wanted:
    """Names to expand, each with what to expand of what it leads to."""

    names: dict[str, "Wanted"] = field(default_factory=dict)

    def add(self, path: Sequence[str]) -> None:
        """Add a path of names."""
        if path:
            self.names.setdefault(path[0], Wanted()).add(path[1:])


def wanted_of(paths: Sequence[str]) -> Wanted:
    """The names of an argument `account.owner,lines`.  Raises Refusal 400 where they are too many or too deep."""
    found = Wanted()
    for path in paths:
        steps = path.split(".")
        if len(steps) > DEEPEST:
            raise Refusal(400, "F701", Complaint("expand_deep", "expand", {"name": path, "limit": DEEPEST}))
        found.add(steps)
    if _count(found) > MOST_NAMES:
        raise Refusal(400, "F701", Complaint("expand_many", "expand", {"limit": MOST_NAMES}))
    return found


def _count(wanted: Wanted) -> int:
    return sum(1 + _count(one) for one in wanted.names.values())


def expand(
    asked: Asked, object_name: str, records: Sequence[Record], documents: Sequence[Document], wanted: Wanted
) -> None:
    """Add to the documents of these records of one object what is wanted beside them.

    Raises Refusal 400 for a name that is neither a lookup nor a list of children that the caller may read.
    """
    plan = asked.blueprint.objects[object_name]
    for name, further in wanted.names.items():
        found = _expanded(asked, plan, name, [one.id for one in records], further)
        for record, document in zip(records, documents, strict=True):
            beside = document.setdefault(EXPANDED, {})
            assert isinstance(beside, dict)
            beside[name] = found.get(record.id)


def _expanded(asked: Asked, plan: ObjectPlan, name: str, ids: Sequence[str], further: Wanted) -> Mapping[str, object]:
    """What stands under a name, by the ids of the records."""
    one, child = plan.fields.get(name), plan.children.get(name)
    if one is not None and one.field.refers and asked.rights.reads(plan.name, name):
        return _beyond(asked, plan, name, ids, further)
    if child is not None and asked.rights.reads(child.object, child.field):
        return _below(asked, plan, name, ids, further)
    raise Refusal(
        400, "F701", Complaint("expand_unknown", "expand", {"name": name, "hint": near(name, _known(asked, plan))})
    )


def _known(asked: Asked, plan: ObjectPlan) -> Iterator[str]:
    yield from (name for name, one in plan.fields.items() if one.field.refers and asked.rights.reads(plan.name, name))
    yield from (name for name, one in plan.children.items() if asked.rights.reads(one.object, one.field))


def _beyond(asked: Asked, plan: ObjectPlan, name: str, ids: Sequence[str], further: Wanted) -> Mapping[str, object]:
    """The records a lookup leads to: one read for each object it may lead to."""
    links = {one.id: one.values.get(name) for one in asked.records.recall(asked.call, plan.name, ids, (name,)).values()}
    targets = sorted({str(one) for one in links.values() if one is not None})
    found: dict[str, object] = {}
    for target in plan.fields[name].field.to:
        seen = list(asked.records.recall(asked.call, target, targets).values())
        found |= dict(zip((one.id for one in seen), _documents(asked, target, seen, further), strict=True))
    return {id: found.get(str(link)) for id, link in links.items()}


def _below(asked: Asked, plan: ObjectPlan, name: str, ids: Sequence[str], further: Wanted) -> Mapping[str, object]:
    """The first children of each record: one read for all."""
    lists = asked.records.children(asked.call, plan.name, name, ids, MOST_CHILDREN + 1)
    every = [one for children in lists.values() for one in children]
    told = dict(
        zip((one.id for one in every), _documents(asked, plan.children[name].object, every, further), strict=True)
    )
    return {
        id: {
            "records": [told[one.id] for one in lists.get(id, ())[:MOST_CHILDREN]],
            "more": len(lists.get(id, ())) > MOST_CHILDREN,
        }
        for id in ids
    }


def _documents(asked: Asked, object_name: str, records: Sequence[Record], further: Wanted) -> list[Document]:
    documents = [asked.codec.record(one) for one in records]
    expand(asked, object_name, records, documents, further)
    return documents
