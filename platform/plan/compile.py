"""Model -> Blueprint: the visible list of steps.

Every rule text is checked here, against the names of the whole stack; all problems of all steps come back together.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from functools import partial
from itertools import chain
from types import MappingProxyType

from objectry.diagnostics import Diagnostics
from objectry.metadata import Model, Object
from objectry.plan.checking import Compilation, check_cells
from objectry.plan.fields import check_fields, compile_fields
from objectry.plan.policies import compile_sharing, compile_validations
from objectry.plan.printing import hash_of
from objectry.plan.relations import find_children, rank_objects
from objectry.plan.rollups import Key, check_rollups
from objectry.plan.rules import Ordered, compile_rules
from objectry.plan.scenarios import check_scenarios
from objectry.plan.shapes import Blueprint, Child, ObjectPlan, Rollup, SharingPlan
from objectry.plan.tables import build_table
from objectry.plan.views import compile_views
from objectry.plan.visibility import compile_sections, with_visibility
from objectry.processes import Aside
from objectry.rules import Catalog

Asked = Mapping[str, set[str]]
WORTH_IT = 100  # objects; below, starting processes takes longer than checking


def compile_model(model: Model) -> tuple[Blueprint | None, Diagnostics]:
    """The blueprint of a checked model, or None with the errors that stand in the way.  Warnings may come with one."""
    work = Compilation(model, Catalog(model), Diagnostics())
    ranks = rank_objects(model.objects)
    children = find_children(model.objects)
    rollups = check_rollups(work)
    rules = compile_rules(work, rollups)
    sharing = compile_sharing(work)
    check_cells(work)
    objects = {
        name: _compile_object(thing, ranks[name], children[name], rollups, rules[name], work)
        for name, thing in model.objects.items()
    }
    if work.found.errors:
        return None, work.found
    return _seal(model, objects, sharing), work.found


def check_model(model: Model, processes: int = 1) -> Diagnostics:
    """The problems that compiling would tell, without the blueprint; shared out among so many processes."""
    return check_texts(model, tuple(model.objects), processes).found


def check_texts(model: Model, names: Sequence[str], processes: int = 1) -> Compilation:
    """The problems of the texts of some objects, whose names these look up, and what writes lead to."""
    heaps = [names[first::processes] for first in range(processes)] if len(names) >= WORTH_IT else [names]
    elsewhere = [Aside(partial(_check_objects, model, heap)) for heap in heaps[1:]]
    work = Compilation(model, Catalog(model), Diagnostics())
    compile_rules(work, check_rollups(work, names))
    compile_sharing(work)
    check_cells(work)
    check_scenarios(work)
    _check_each(heaps[0], work)
    for found, asked in chain.from_iterable(elsewhere):
        work.found.extend(found)
        for name, others in asked.items():
            work.asked.setdefault(name, set()).update(others)
    return work


def _check_objects(model: Model, names: Sequence[str]) -> Iterator[tuple[Diagnostics, Asked]]:
    work = Compilation(model, Catalog(model), Diagnostics())
    _check_each(names, work)
    yield work.found, work.asked


def _check_each(names: Sequence[str], work: Compilation) -> None:
    """Note the problems of the rule texts of some objects and their layouts."""
    model = work.model
    for name in names:
        thing = model.objects[name]
        check_fields(thing, work)
        compile_views(name, work)
        compile_sections(thing, work)
        compile_validations(thing, work)


def _compile_object(
    thing: Object,
    rank: int,
    children: Mapping[str, Child],
    rollups: Mapping[Key, Rollup],
    rules: Ordered,
    work: Compilation,
) -> ObjectPlan:
    fields = compile_fields(thing, rollups, work)
    columns = (plan.column for plan in fields.values() if plan.column is not None)
    layout, sections = work.model.layouts[thing.name], compile_sections(thing, work)
    return ObjectPlan(
        object=thing,
        table=build_table(thing, columns),
        fields=with_visibility(thing, fields, layout, sections),
        layout=layout,
        sections=sections,
        views=compile_views(thing.name, work),
        children=children,
        validations=compile_validations(thing, work),
        duplicates=tuple(thing.duplicates.values()),
        before=rules.before,
        after=rules.after,
        rollups=tuple(one for one in rollups.values() if one.object == thing.name),
        feeds=tuple(one for one in by_level(rollups) if one.child == thing.name and one.stored),
        rank=rank,
    )


def by_level(rollups: Mapping[Key, Rollup]) -> tuple[Rollup, ...]:
    """Roll-ups bottom-up, so that none is computed before what it reads."""
    return tuple(sorted(rollups.values(), key=lambda one: (one.level, one.object, one.field)))


def _seal(model: Model, objects: Mapping[str, ObjectPlan], sharing: tuple[SharingPlan, ...]) -> Blueprint:
    unnamed = Blueprint(
        hash="",
        apps=model.apps,
        settings=model.settings,
        objects=MappingProxyType(dict(objects)),
        roles=model.roles,
        permission_sets=model.permission_sets,
        sharing_rules=sharing,
        queues=model.queues,
        translations=model.translations,
        seeds=model.seeds,
    )
    return replace(unnamed, hash=hash_of(unnamed))
