"""Choices that record types and dependent picklists leave out from now on, with the records that hold them."""

from collections.abc import Iterator, Mapping

from objectry.metadata import RECORD_TYPE, Field
from objectry.plan.changes import Change, ChangeClass
from objectry.plan.matching import Pair
from objectry.rules import BOOLEAN, Call, Const, FieldRead, Kind, Node

YES = BOOLEAN.required()


def compare_narrowing(pair: Pair) -> Iterator[Change]:
    """What each record type, and each value of a deciding picklist, leaves no more."""
    before = {old.name: new.name for old, new in pair.kept}
    for old, new in pair.kept:
        for kind, left in _by_type(pair, old.name, new.name).items():
            yield from _narrowed(pair, old.name, new.field, RECORD_TYPE, kind, left)
        for value, left in _by_value(old.field, new.field, before).items():
            yield from _narrowed(pair, old.name, new.field, old.field.depends_on or "", value, left)
        if new.field.depends_on is not None and old.field.depends_on is None:
            name = f"{pair.new.name}.{new.name}"
            text = f"{name} depends on {new.field.depends_on} from now on"
            yield Change(ChangeClass.STRICTER, name, text, object=pair.old.name)


def _by_type(pair: Pair, old: str, new: str) -> Mapping[str, tuple[str, ...]]:
    """By record type, the choices of a field that it had and has no more."""
    lost = {}
    for name, was in pair.old.object.record_types.items():
        kind = pair.new.object.record_types.get(name)
        left = kind.values.get(new) if kind else None
        lost[name] = tuple(one for one in was.values.get(old, _had(pair, old)) if left is not None and one not in left)
    return {name: choices for name, choices in lost.items() if choices}


def _had(pair: Pair, field: str) -> tuple[str, ...]:
    picklist = pair.old.fields[field].field.picklist
    return tuple(picklist.values) if picklist else ()


def _by_value(old: Field, new: Field, names: Mapping[str, str]) -> Mapping[str, tuple[str, ...]]:
    """By value of the deciding picklist, the choices that went with it and do so no more."""
    if old.depends_on is None or names.get(old.depends_on) != new.depends_on:
        return {}
    lost = {
        value: tuple(one for one in choices if one not in new.values_for.get(value, ()))
        for value, choices in old.values_for.items()
    }
    return {value: choices for value, choices in lost.items() if choices}


def _narrowed(pair: Pair, old: str, field: Field, deciding: str, value: str, lost: tuple[str, ...]) -> Iterator[Change]:
    name = f"{pair.new.name}.{field.name}"
    reads = [FieldRead((), pair.old.name, one, pair.old.fields[one].type) for one in (old, deciding)]
    for choice in lost:
        breaks = Call("and", (holds(reads[1], value), holds(reads[0], choice)), YES)
        text = f"{name} no longer offers {choice} where {deciding} is {value}"
        yield Change(ChangeClass.STRICTER, name, text, object=pair.old.name, breaks=breaks)


def holds(read: FieldRead, value: str) -> Node:
    """Whether a choice, or one of several, is this value."""
    member = Const(value, read.type.element() if read.type.kind is Kind.SET else read.type.required())
    return Call("INCLUDES" if read.type.kind is Kind.SET else "=", (read, member), YES)
