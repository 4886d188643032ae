"""Roll-ups: which can be stored, what touches them, and in which order they follow from each other.

A stored roll-up is kept in a column and recomputed after each write of a child.  That works only where everything it
reads stands in the child's own row; the others are computed when somebody reads them.
"""

from collections.abc import Mapping
from dataclasses import replace

from objectry.diagnostics import Span
from objectry.metadata import Field, Object
from objectry.plan.checking import Compilation
from objectry.plan.shapes import Rollup
from objectry.rules import Aggregate, ContextRead, FieldRead, Node, check_rollup, walk

LONGEST_CHAIN = 5
Key = tuple[str, str]


def check_rollups(work: Compilation) -> Mapping[Key, Rollup]:
    """Every roll-up of the model by (object, field), with its level."""
    checked = {
        (thing.name, field.name): rollup
        for thing in work.model.objects.values()
        for field in thing.fields.values()
        if (rollup := _check(thing, field, work)) is not None
    }
    settled = _settle_storage(checked, _columns(work.model.objects))
    return _with_levels(settled, work)


def _check(thing: Object, field: Field, work: Compilation) -> Rollup | None:
    if field.rollup is None:
        return None
    aggregate, problems = check_rollup(field.rollup, work.scope(thing.name))
    work.found.extend(problems)
    return None if aggregate is None else _rollup(thing, field, aggregate)


def _rollup(thing: Object, field: Field, found: Aggregate) -> Rollup:
    inner = tuple(node for node in (found.value, found.where) if node is not None)
    reads = {node.field for tree in inner for node in walk(tree) if isinstance(node, FieldRead)}
    return Rollup(
        object=thing.name,
        field=field.name,
        child=found.object,
        link=found.link,
        function=found.function,
        value=found.value,
        where=found.where,
        type=found.type,
        stored=all(_stays_in_the_child(tree) for tree in inner),
        reads=frozenset(reads | {found.link}),
    )


def _stays_in_the_child(tree: Node) -> bool:
    return not any(_leaves_the_child(node) for node in walk(tree))


def _leaves_the_child(node: Node) -> bool:
    if isinstance(node, FieldRead):
        return bool(node.hops) or not node.child
    return isinstance(node, Aggregate | ContextRead)


def _columns(objects: Mapping[str, Object]) -> frozenset[Key]:
    """The fields of which only a person or the door gives the value; each has a column."""
    return frozenset(
        (thing.name, field.name) for thing in objects.values() for field in thing.fields.values() if not field.computed
    )


def _settle_storage(checked: Mapping[Key, Rollup], columns: frozenset[Key]) -> Mapping[Key, Rollup]:
    """A roll-up over one that is computed when it is read is itself computed when it is read; and so on up."""
    stored = {key for key, rollup in checked.items() if rollup.stored}
    while True:
        kept = {key for key in stored if _inputs(checked[key]) <= columns | stored}
        if kept == stored:
            return {key: replace(rollup, stored=key in stored) for key, rollup in checked.items()}
        stored = kept


def _inputs(rollup: Rollup) -> set[Key]:
    return {(rollup.child, name) for name in rollup.reads}


def _with_levels(checked: Mapping[Key, Rollup], work: Compilation) -> Mapping[Key, Rollup]:
    levels: dict[Key, int] = {}
    for key in checked:
        _find_level(key, (), checked, levels, work)
    return {key: replace(rollup, level=levels.get(key, 1)) for key, rollup in checked.items()}


def _find_level(
    key: Key, above: tuple[Key, ...], checked: Mapping[Key, Rollup], levels: dict[Key, int], work: Compilation
) -> int:
    """The level of a roll-up: one more than the highest it reads.  `above` are those that asked for it."""
    if key in levels:
        return levels[key]
    if key in above:
        _report_circle((*above[above.index(key) :], key), work)
        return 0
    below = (one for one in sorted(_inputs(checked[key])) if one in checked)
    level = 1 + max((_find_level(one, (*above, key), checked, levels, work) for one in below), default=0)
    if level == LONGEST_CHAIN + 1:
        _report_chain(key, work)
    levels[key] = level
    return level


def _span(key: Key, work: Compilation) -> Span:
    field = work.model.objects[key[0]].fields[key[1]]
    return field.rollup.span if field.rollup else field.span


def _report_circle(circle: tuple[Key, ...], work: Compilation) -> None:
    way = " -> ".join(".".join(key) for key in circle)
    work.found.error("P402", f"the roll-up reads itself: {way}", _span(circle[0], work))


def _report_chain(key: Key, work: Compilation) -> None:
    message = f"{'.'.join(key)} stands on more than {LONGEST_CHAIN} levels of roll-ups"
    work.found.error("P403", message, _span(key, work))
