"""Choices that record types and dependent picklists leave out from now on, with the records that hold them."""

from collections.abc import Iterator, Mapping

from objectry.metadata import RECORD_TYPE, Field
from objectry.plan.answering import in_deployed_names
from objectry.plan.changes import Change, ChangeClass
from objectry.plan.matching import Matching, Pair
from objectry.plan.renaming import holds, renamed_choices, renamed_types
from objectry.plan.shapes import FieldPlan
from objectry.rules import BOOLEAN, Call, Const, FieldRead, Node

YES = BOOLEAN.required()


def compare_narrowing(found: Matching, pair: Pair) -> Iterator[Change]:
    """What each record type, and each value of a deciding picklist, leaves no more."""
    before = {old.name: new.name for old, new in pair.kept}
    for old, new in pair.kept:
        for kind, left in _by_type(pair, old.name, new.name).items():
            yield from _narrowed(pair, old.name, new.field, RECORD_TYPE, kind, left)
        for value, left in _by_value(pair, old, new, before).items():
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
    types, choices = renamed_types(pair), renamed_choices(pair.old.fields[old], pair.new.fields[new])
    for name, was in pair.old.object.record_types.items():
        kind = pair.new.object.record_types.get(types.get(name, name))
        left = kind.values.get(new) if kind else None
        had = was.values.get(old, _had(pair, old)) if left is not None else ()
        lost[name] = tuple(one for one in had if choices.get(one, one) not in (left or ()))
    return {name: choices for name, choices in lost.items() if choices}


def _had(pair: Pair, field: str) -> tuple[str, ...]:
    picklist = pair.old.fields[field].field.picklist
    return tuple(picklist.values) if picklist else ()


def _by_value(pair: Pair, old: FieldPlan, new: FieldPlan, names: Mapping[str, str]) -> Mapping[str, tuple[str, ...]]:
    """By value of the deciding picklist, the choices that went with it and do so no more."""
    was, now = old.field, new.field
    if was.depends_on is None or names.get(was.depends_on) != now.depends_on:
        return {}
    own = renamed_choices(old, new)
    deciding = renamed_choices(pair.old.fields[was.depends_on], pair.new.fields[names[was.depends_on]])
    lost = {
        value: tuple(
            one for one in choices if own.get(one, one) not in now.values_for.get(deciding.get(value, value), ())
        )
        for value, choices in was.values_for.items()
    }
    return {value: choices for value, choices in lost.items() if choices}


def _narrowed(pair: Pair, old: str, field: Field, deciding: str, value: str, lost: tuple[str, ...]) -> Iterator[Change]:
    name = f"{pair.new.name}.{field.name}"
    reads = [FieldRead((), pair.old.name, one, pair.old.fields[one].type) for one in (old, deciding)]
    for choice in lost:
        breaks = Call("and", (holds(reads[1], value), holds(reads[0], choice)), YES)
        text = f"{name} no longer offers {choice} where {deciding} is {value}"
        yield Change(ChangeClass.STRICTER, name, text, object=pair.old.name, breaks=breaks)
