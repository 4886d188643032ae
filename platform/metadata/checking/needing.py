"""Whether a first record of every object can be made: records that need one another never begin."""

from collections.abc import Iterator, Mapping

from objectry.metadata.checking.known import Known
from objectry.metadata.checking.masters import parent_links
from objectry.metadata.model import Field, FieldType, Object

KINDS = frozenset({FieldType.LOOKUP, FieldType.MASTER_DETAIL})


def check_beginnings(known: Known) -> None:
    """Warn of each circle of required lookups, at its first object; one of masters and parents is an error already."""
    stuck = never_begun(known.model.objects)
    told: set[str] = set()
    for name in stuck:
        way = circle_from(name, stuck)
        if way[0] == name and not told & set(way):
            told.update(way)
            links = [stuck[one] for one in way]
            if any(field not in parent_links(known.model.objects[one]) for one, field in zip(way, links, strict=True)):
                circle = " -> ".join((*way, name))
                message = f"no record can be the first one: {circle}; one of these lookups has to do without required"
                known.problems.warn("M253", message, links[0].span)


def never_begun(objects: Mapping[str, Object]) -> dict[str, Field]:
    """The objects no record of which can be made, each with the field that stands in the way."""
    waiting = {name: tuple(needs(one)) for name, one in objects.items()}
    while True:
        stuck = {
            name: next((field for field in needed if waits(field, waiting)), None) for name, needed in waiting.items()
        }
        left = {name: waiting[name] for name, field in stuck.items() if field is not None}
        if len(left) == len(waiting):
            return {name: field for name, field in stuck.items() if field is not None}
        waiting = left


def needs(one: Object) -> Iterator[Field]:
    """The lookups without which no record can be made, and that nothing fills."""
    for field in one.fields.values():
        filled = field.default_formula is not None or field.default is not None or field.system
        if field.required and field.type in KINDS and field.to and not filled:
            yield field


def waits(field: Field, waiting: Mapping[str, object]) -> bool:
    """Whether none of what it may lead to can be made yet."""
    return all(target in waiting for target in field.to)


def circle_from(name: str, stuck: Mapping[str, Field]) -> tuple[str, ...]:
    """The way from an object along what it waits for, from where it begins to go round."""
    way = [name]
    while (above := stuck[way[-1]].to[0]) not in way:
        way.append(above)
    return tuple(way[way.index(above) :])
