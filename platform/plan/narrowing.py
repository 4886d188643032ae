"""Choices that record types and dependent picklists leave out from now on, with the records that hold them."""

from collections.abc import Iterator, Mapping

from objectry.metadata import RECORD_TYPE, Field
from objectry.plan.answering import in_deployed_names
from objectry.plan.changes import Change, ChangeClass
from objectry.plan.matching import Matching, Pair
from objectry.rules import BOOLEAN, Call, Const, FieldRead, Kind, Node

YES = BOOLEAN.required()


def compare_narrowing(found: Matching, pair: Pair) -> Iterator[Change]:
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
            breaks = in_deployed_names(found, pair.new.name, _not_offered(pair, new.field))
            yield Change(ChangeClass.STRICTER, name, text, object=pair.old.name, breaks=breaks)
    yield from _types(pair)


def _not_offered(pair: Pair, field: Field) -> Node:
    """Holds where a choice does not go with the value of the deciding picklist; blank decides for none."""
    own, deciding = (
        FieldRead((), pair.new.name, name, pair.new.fields[name].type) for name in (field.name, field.depends_on or "")
    )
    parts = []
    for choice in field.picklist.values if field.picklist else ():
        values = [value for value, choices in field.values_for.items() if choice in choices]
        offered = Call("in", (deciding, *(Const(value, deciding.type.required()) for value in values)), YES)
        parts.append(Call("and", (holds(own, choice), otherwise(offered)), YES) if values else holds(own, choice))
    return parts[0] if len(parts) == 1 else Call("or", tuple(parts), YES)


def otherwise(node: Node) -> Node:
    """Holds where a condition does not, also where it is unknown."""
    return Call("IF", (node, Const(value=False, type=YES), Const(value=True, type=YES)), YES)


def _types(pair: Pair) -> Iterator[Change]:
    """What the first record type of an object leaves to the records it has, which are all of that type."""
    old, new = pair.old.object, pair.new.object
    kind = pair.new.fields[RECORD_TYPE].field.default if new.record_types and not old.record_types else None
    for field, left in new.record_types[kind].values.items() if isinstance(kind, str) else ():
        deployed = pair.fields.get(field)
        for choice in _had(pair, deployed) if deployed is not None else ():
            if choice not in left:
                yield _lost_by_type(pair, deployed or "", field, str(kind), choice)


def _lost_by_type(pair: Pair, deployed: str, field: str, kind: str, choice: str) -> Change:
    read = FieldRead((), pair.old.name, deployed, pair.old.fields[deployed].type)
    name = f"{pair.new.name}.{field}"
    text = f"{name} no longer offers {choice} where {RECORD_TYPE} is {kind}"
    return Change(ChangeClass.STRICTER, name, text, object=pair.old.name, breaks=holds(read, choice))


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
