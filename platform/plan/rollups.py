"""Roll-ups: which can be stored, what touches them, and in which order they follow from each other.

A stored roll-up is kept in a column and recomputed after each write of a child.  That works only where everything it
reads stands in the child's own row; the others are computed when somebody reads them, and cannot be rolled up again.
"""

from collections.abc import Iterable, Mapping
from dataclasses import replace

from objectry.metadata import Field, Object
from objectry.plan.checking import Compilation
from objectry.plan.shapes import Rollup
from objectry.rules import Aggregate, FieldRead, check_rollup, field_type, is_stored_rollup, walk

LONGEST_CHAIN = 5
Key = tuple[str, str]


def check_rollups(work: Compilation, names: Iterable[str] | None = None) -> Mapping[Key, Rollup]:
    """Every roll-up of the model, or of the objects called so, by (object, field), with its level."""
    checked = {
        (thing.name, field.name): rollup
        for thing in (work.model.objects.values() if names is None else map(work.model.objects.__getitem__, names))
        for field in thing.fields.values()
        if (rollup := _check(thing, field, work)) is not None
    }
    levels: dict[Key, int] = {}
    for key in checked:
        _find_level(key, checked, levels)
    for key, level in levels.items():
        if level == LONGEST_CHAIN + 1:
            _report_chain(key, work)
    return {key: replace(rollup, level=levels[key]) for key, rollup in checked.items()}


def _check(thing: Object, field: Field, work: Compilation) -> Rollup | None:
    if field.rollup is None:
        return None
    expected = field_type(thing, field, work.catalog)
    aggregate, problems = check_rollup(field.rollup, work.scope(thing.name), expected)
    work.found.extend(problems)
    return None if aggregate is None else _rollup(thing, field, aggregate)


def _rollup(thing: Object, field: Field, found: Aggregate) -> Rollup:
    trees = (tree for tree in (found.value, found.where) if tree is not None)
    reads = {node.field for tree in trees for node in walk(tree) if isinstance(node, FieldRead)}
    return Rollup(
        object=thing.name,
        field=field.name,
        child=found.object,
        link=found.link,
        function=found.function,
        value=found.value,
        where=found.where,
        type=found.type,
        stored=is_stored_rollup(found),
        reads=frozenset(reads | {found.link}),
    )


def _find_level(key: Key, checked: Mapping[Key, Rollup], levels: dict[Key, int]) -> int:
    """One more than the highest level it reads.  There are no circles: the check of the texts has refused them."""
    if key not in levels:
        rollup = checked[key]
        below = (below for name in rollup.reads if (below := (rollup.child, name)) in checked)
        levels[key] = 1 + max((_find_level(one, checked, levels) for one in below), default=0)
    return levels[key]


def _report_chain(key: Key, work: Compilation) -> None:
    field = work.model.objects[key[0]].fields[key[1]]
    span = field.rollup.span if field.rollup else field.span
    work.found.error("P402", f"{'.'.join(key)} stands on more than {LONGEST_CHAIN} levels of roll-ups", span)
