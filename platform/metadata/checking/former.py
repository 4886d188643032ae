"""Whether earlier names make sense: nothing was called as it is called now, and no two things share a past."""

from collections.abc import Iterable, Mapping, Sequence

from objectry.metadata.checking.known import Known
from objectry.metadata.checking.places import locate
from objectry.metadata.model import Object
from objectry.metadata.reading.nodes import Node


def check_former_names(known: Known) -> None:
    """The `renamed_from` of all objects, and of the fields of each."""
    declared = known.tree.part("object")
    taken: dict[str, str] = {}
    for name, one in known.model.objects.items():
        if name in declared:
            check_former(known, name, without(one.renamed_from, one.moved_from), taken, declared[name].node)
            check_fields_of_old(known, one, declared[name].node)


def check_fields_of_old(known: Known, one: Object, node: Node) -> None:
    """Parts have the pasts of their fields, so these are looked at."""
    plain = {
        name: without(field.renamed_from, field.moved_from) for name, field in one.fields.items() if not field.part_of
    }
    former: Mapping[str, Sequence[str]] = {**plain, **{name: each.renamed_from for name, each in one.compounds.items()}}
    taken: dict[str, str] = {}
    for name, names in former.items():
        check_former(known, name, names, taken, node, "fields", name)


def check_former(
    known: Known, name: str, former: Iterable[str], taken: dict[str, str], node: Node, *place: str
) -> None:
    """The earlier names of one thing; `taken` are those of the others so far."""
    for old in former:
        owner = taken.setdefault(old, name)
        span = locate(node, *place, "renamed_from", item=old)
        if old == name:
            known.problems.error("M219", f'"{name}" is called so now; renamed_from takes earlier names', span)
        elif owner != name:
            message = f'"{owner}" was called "{old}" already; only one of the two can go on with its records'
            known.problems.error("M211", message, span)


def without(names: Iterable[str], others: Iterable[str]) -> tuple[str, ...]:
    return tuple(name for name in names if name not in others)
