"""How objects hang together: ranks (parents before children) and the children of each object."""

from collections.abc import Iterator, Mapping
from heapq import heapify, heappop, heappush
from types import MappingProxyType

from objectry.metadata import Field, Object
from objectry.plan.shapes import Child
from objectry.plan.tables import PRINCIPAL_FIELDS


def rank_objects(objects: Mapping[str, Object]) -> Mapping[str, int]:
    """A number for each object, parents before children; a ring of lookups is broken by name.

    The door locks records in this order, so no two writers can wait for each other.
    """
    parents = {name: set(_parents(thing) & objects.keys() - {name}) for name, thing in objects.items()}
    children: dict[str, list[str]] = {name: [] for name in objects}
    for name, above in parents.items():
        for parent in above:
            children[parent].append(name)
    free = [name for name, above in parents.items() if not above]
    heapify(free)
    by_name = sorted(objects)
    ranks: dict[str, int] = {}
    while len(ranks) < len(objects):
        chosen = heappop(free) if free else next(name for name in by_name if name not in ranks)
        ranks[chosen] = len(ranks) + 1
        for child in children[chosen]:
            parents[child].discard(chosen)
            if not parents[child] and child not in ranks:
                heappush(free, child)
    return ranks


def _parents(thing: Object) -> frozenset[str]:
    return frozenset(target for field in _lookups(thing) for target in field.to)


def _lookups(thing: Object) -> Iterator[Field]:
    return (field for field in thing.fields.values() if field.refers)


def _is_principal(field: Field) -> bool:
    """Whether the lookup says who owns or wrote a record, which makes it no child of that person."""
    return field.system and field.name in PRINCIPAL_FIELDS


def find_children(objects: Mapping[str, Object]) -> Mapping[str, Mapping[str, Child]]:
    """For each object the lookups of others that point to it, by the name of the related records."""
    children: dict[str, dict[str, Child]] = {name: {} for name in objects}
    for thing in objects.values():
        for field in _lookups(thing):
            name = field.related_as or f"{thing.name}_{field.name}"
            for target in (one for one in field.to if one in children and not _is_principal(field)):
                children[target][name] = Child(name, thing.plural, thing.name, field.name, field.on_delete)
    return {name: MappingProxyType(of_one) for name, of_one in children.items()}
