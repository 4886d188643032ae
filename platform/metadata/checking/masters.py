"""Whether master_detail fields and sharing by a parent make sense: few masters, no second word on access, no circle."""

from collections.abc import Iterator

from objectry.metadata.checking.known import Known
from objectry.metadata.checking.places import locate
from objectry.metadata.model import Field, FieldType, Object
from objectry.metadata.reading.nodes import MapNode

MOST_MASTERS = 2


def check_masters(known: Known) -> None:
    """All objects that are controlled by another."""
    for name, one in known.model.objects.items():
        masters = masters_of(one)
        if masters and not one.generated:
            check_detail(known, one, masters, known.tree.part("object")[name].node)
    check_links(known)
    check_circles(known)


def masters_of(one: Object) -> tuple[Field, ...]:
    """The master_detail fields of an object; the first decides access."""
    return tuple(field for field in one.fields.values() if field.type is FieldType.MASTER_DETAIL)


def check_detail(known: Known, one: Object, masters: tuple[Field, ...], node: MapNode) -> None:
    for field in masters:
        if len(field.to) > 1:
            span = locate(node, "fields", field.name, "to")
            known.problems.error("M245", "a master_detail leads to one object; a lookup may lead to several", span)
    for field in masters[MOST_MASTERS:]:
        message = (
            f'"{field.name}" is one master_detail too many: an object has at most {MOST_MASTERS}; make it a lookup'
        )
        known.problems.error("M245", message, field.span)
    if one.owned:
        message = f'records of {one.name} belong to their "{masters[0].name}": leave owned out, or make it a lookup'
        known.problems.error("M247", message, locate(node, "owned"))
    for key in ("base", "hierarchy"):
        sharing = node.get("sharing")
        if isinstance(sharing, MapNode) and key in sharing.entries:
            message = f'"{masters[0].name}" decides who sees these records; remove "{key}"'
            known.problems.error("M247", message, sharing.key_span(key))
    if one.sharing.parent != masters[0].name:
        message = f'the first master_detail decides who sees these records, "{masters[0].name}"; remove "parent"'
        known.problems.error("M247", message, locate(node, "sharing", "parent"))


def check_links(known: Known) -> None:
    """A many_to_many leads to one object."""
    for name, one in known.model.objects.items():
        for field in one.fields.values():
            if field.type is FieldType.MANY_TO_MANY and len(field.to) > 1:
                span = locate(known.tree.part("object")[name].node, "fields", field.name, "to", item=field.to[1])
                known.problems.error("M249", "a many_to_many leads to one object; write one for each", span)


def check_circles(known: Known) -> None:
    """Nothing is controlled by itself, however long the way round; each circle is told once, at its first object."""
    told: set[str] = set()
    for name in known.model.objects:
        for way in ways_back(known, name, (name,)):
            if not told & set(way):
                told.update(way)
                circle = " -> ".join((*way, name))
                field = link_between(known.model.objects[name], (*way, name)[1])
                message = f"records would be parts of themselves: {circle}; make one of these a lookup"
                known.problems.error("M246", message, field.span)


def ways_back(known: Known, start: str, way: tuple[str, ...]) -> Iterator[tuple[str, ...]]:
    """The ways from an object up through its parents to itself."""
    for above in parents_of(known.model.objects[way[-1]]):
        if above == start:
            yield way
        elif above not in way and above in known.model.objects:
            yield from ways_back(known, start, (*way, above))


def parents_of(one: Object) -> tuple[str, ...]:
    return tuple(dict.fromkeys(target for field in parent_links(one) for target in field.to))


def parent_links(one: Object) -> tuple[Field, ...]:
    """The lookups through which a record is part of another: its masters, and the one sharing names."""
    named = one.fields.get(one.sharing.parent or "")
    masters = masters_of(one)
    return masters if named is None or named in masters else (*masters, named)


def link_between(one: Object, above: str) -> Field:
    return next(field for field in parent_links(one) if above in field.to)
