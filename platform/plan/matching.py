"""Who is whom between two blueprints.

A thing keeps its identity by its name, or by `renamed_from`, forth and back, once the other name is gone.  What has
moved, because a layer below has taken its name, leaves that name to the other.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from types import MappingProxyType

from objectry.plan.shapes import Blueprint, FieldPlan, ObjectPlan


@dataclass(frozen=True, slots=True)
class Pair:
    """An object before and after.

    `fields` maps each new field to the old one it continues, `objects` all old objects to what they are called now.
    """

    old: ObjectPlan
    new: ObjectPlan
    fields: Mapping[str, str]
    objects: Mapping[str, str]

    @property
    def kept(self) -> tuple[tuple[FieldPlan, FieldPlan], ...]:
        """The fields of both, as (old, new)."""
        return tuple((self.old.fields[old], self.new.fields[new]) for new, old in self.fields.items())

    @property
    def added(self) -> tuple[FieldPlan, ...]:
        """The new fields."""
        return tuple(plan for name, plan in self.new.fields.items() if name not in self.fields)

    @property
    def gone(self) -> tuple[FieldPlan, ...]:
        """The fields no longer there."""
        continued = frozenset(self.fields.values())
        return tuple(plan for name, plan in self.old.fields.items() if name not in continued)


@dataclass(frozen=True, slots=True)
class Matching:
    """All objects of two blueprints, in the order of ranks."""

    old: Blueprint
    new: Blueprint
    pairs: tuple[Pair, ...]

    @property
    def created(self) -> tuple[ObjectPlan, ...]:
        """The new objects, parents first."""
        continued = {pair.new.name for pair in self.pairs}
        return _ranked(plan for name, plan in self.new.objects.items() if name not in continued)

    @property
    def dropped(self) -> tuple[ObjectPlan, ...]:
        """The objects no longer there, children first."""
        continued = {pair.old.name for pair in self.pairs}
        return _ranked(plan for name, plan in self.old.objects.items() if name not in continued)[::-1]

    @property
    def renamed(self) -> Mapping[str, Pair]:
        """The pairs by the name of the new object."""
        return {pair.new.name: pair for pair in self.pairs}


def match(old: Blueprint, new: Blueprint) -> Matching:
    """Match two blueprints."""
    former = {name: plan.object.renamed_from for name, plan in new.objects.items()}
    later = {name: plan.object.renamed_from for name, plan in old.objects.items()}
    meant = newly_renamed(_objects_said(old), _objects_said(new))
    names = carried_on(later, former, {**meant, **dict(_moved_objects(old, new))})
    now = MappingProxyType({earlier: name for name, earlier in names.items()})
    continued = (plan for plan in _ranked(new.objects.values()) if plan.name in names)
    return Matching(old, new, tuple(_pair(old.objects[names[plan.name]], plan, now) for plan in continued))


def _pair(old: ObjectPlan, new: ObjectPlan, objects: Mapping[str, str]) -> Pair:
    former = {name: plan.field.renamed_from for name, plan in new.fields.items()}
    later = {name: plan.field.renamed_from for name, plan in old.fields.items()}
    meant = newly_renamed(_fields_said(old), _fields_said(new))
    fields = carried_on(later, former, {**meant, **dict(_moved_fields(old, new))})
    return Pair(old, new, MappingProxyType(fields), objects)


def _moved_objects(old: Blueprint, new: Blueprint) -> Iterator[tuple[str, str]]:
    """The objects that gave up their names, with these."""
    for name, plan in new.objects.items():
        for earlier in plan.object.moved_from if name not in old.objects else ():
            if earlier in old.objects and old.objects[earlier].object.app == plan.object.app:
                yield name, earlier


def _moved_fields(old: ObjectPlan, new: ObjectPlan) -> Iterator[tuple[str, str]]:
    for name, plan in new.fields.items():
        for earlier in plan.field.moved_from if name not in old.fields else ():
            if earlier in old.fields and _owner(old, earlier) == _owner(new, name):
                yield name, earlier


def _owner(plan: ObjectPlan, name: str) -> str:
    return plan.fields[name].field.app or plan.object.app


def carried_on(
    old: Mapping[str, tuple[str, ...]], new: Mapping[str, tuple[str, ...]], moved: Mapping[str, str]
) -> dict[str, str]:
    """For each new name the old one it continues; an old name is continued once.

    Both sides come with what they were renamed from: a rename is taken back, too, as on the way to an earlier revision.
    """
    continued = dict(moved)
    kept = (old.keys() & new.keys()) - continued.keys() - set(continued.values())
    free = old.keys() - kept - set(continued.values())
    for name, former in new.items():
        if name in continued:
            continue
        back = (one for one in old if one in free and name in old[one])
        source = name if name in kept else next((one for one in (*former, *back) if one in free), None)
        if source is not None:
            continued[name] = source
            free = free - {source}
    return continued


def _objects_said(blueprint: Blueprint) -> dict[str, tuple[str, ...]]:
    """What each object says it was called, without the names it gave up to others."""
    return {
        name: _without(plan.object.renamed_from, plan.object.moved_from) for name, plan in blueprint.objects.items()
    }


def _fields_said(plan: ObjectPlan) -> dict[str, tuple[str, ...]]:
    return {name: _without(one.field.renamed_from, one.field.moved_from) for name, one in plan.fields.items()}


def _without(names: Iterable[str], others: Iterable[str]) -> tuple[str, ...]:
    return tuple(name for name in names if name not in others)


def newly_renamed(old: Mapping[str, tuple[str, ...]], new: Mapping[str, tuple[str, ...]]) -> dict[str, str]:
    """What takes a name that goes on to be used: of a swap, or of a chain of renames, forth and back.

    A `renamed_from` that is said now and was not before is meant; one that has stood there for long says nothing.
    """
    found: dict[str, str] = {}
    for name, former in new.items():
        said = [one for one in former if one in old and one in new and one not in old.get(name, ())]
        back = [one for one in old if one != name and name in old[one] and name in old and name not in new.get(one, ())]
        source = next((one for one in (*said, *back) if one not in found.values()), None)
        if source is not None:
            found[name] = source
    return found


def _ranked(plans: Iterable[ObjectPlan]) -> tuple[ObjectPlan, ...]:
    return tuple(sorted(plans, key=lambda plan: plan.rank))
