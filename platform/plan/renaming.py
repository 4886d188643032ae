"""Names that records hold as values: choices, record types, roles.  One that is renamed is written anew in them."""

from collections.abc import Iterator, Mapping
from typing import Protocol

from objectry.metadata import EMPTY, RECORD_TYPE
from objectry.plan.changes import Change, ChangeClass, RenameValues
from objectry.plan.matching import Matching, Pair, carried_on, newly_renamed
from objectry.plan.shapes import FieldPlan
from objectry.rules import BOOLEAN, Call, Const, FieldRead, Kind, Node

YES = BOOLEAN.required()
USERS, ROLE = "user", "role"
PERMISSIONS, SET = "user_permission", "permission_set"
Names = Mapping[str, str]
"""What is called differently from now on: new names by deployed ones."""


class Renamed(Protocol):
    """Something that knows its earlier names."""

    @property
    def renamed_from(self) -> tuple[str, ...]:
        """All of them."""
        ...

    @property
    def moved_from(self) -> tuple[str, ...]:
        """Those it gave up to a layer below."""
        ...


def renames(old: Mapping[str, Renamed], new: Mapping[str, Renamed]) -> Names:
    """What keeps its identity under another name, forth and back."""
    moved = dict(_moved(old, new)) | {earlier: name for name, earlier in _moved(new, old)}
    found = carried_on(_former(old), _former(new), {**newly_renamed(_said(old), _said(new)), **moved})
    return {earlier: name for name, earlier in found.items() if earlier != name}


def _moved(old: Mapping[str, Renamed], new: Mapping[str, Renamed]) -> Iterator[tuple[str, str]]:
    """What gave its name up to a layer below, with that."""
    for name, one in new.items():
        yield from ((name, earlier) for earlier in one.moved_from if name not in old and earlier in old)


def _former(named: Mapping[str, Renamed]) -> Mapping[str, tuple[str, ...]]:
    return {name: one.renamed_from for name, one in named.items()}


def _said(named: Mapping[str, Renamed]) -> Mapping[str, tuple[str, ...]]:
    return {name: tuple(was for was in one.renamed_from if was not in one.moved_from) for name, one in named.items()}


def renamed_choices(old: FieldPlan | None, new: FieldPlan | None) -> Names:
    """The choices of a field that are called differently from now on."""
    before, after = (None if plan is None else plan.field.picklist for plan in (old, new))
    return renames(before.values, after.values) if before is not None and after is not None else EMPTY


def renamed_types(pair: Pair) -> Names:
    """The record types of an object that are."""
    return renamed_choices(pair.old.fields.get(RECORD_TYPE), pair.new.fields.get(RECORD_TYPE))


def rename_choices(pair: Pair, old: FieldPlan, new: FieldPlan) -> Iterator[Change | RenameValues]:
    """The records of a field that keeps its column get the new names of its choices."""
    names = renamed_choices(old, new)
    if not names or new.column is None:
        return
    what, place = ("record type" if new.name == RECORD_TYPE else "choice"), f"{pair.new.name}.{new.name}"
    read = FieldRead((), pair.old.name, old.name, old.type)
    for earlier, name in names.items():
        text = f"{place}: {what} {earlier} is called {name} from now on"
        yield Change(ChangeClass.SLOW, place, text, object=pair.old.name, touches=holds(read, earlier))
    yield RenameValues(pair.new.name, new.column, names)


def rename_holdings(found: Matching) -> Iterator[Change | RenameValues]:
    """Who has a role or a permission set keeps it under its new name."""
    yield from _held(found, "role", USERS, ROLE, renames(found.old.roles, found.new.roles))
    sets = renames(found.old.permission_sets, found.new.permission_sets)
    yield from _held(found, "permission set", PERMISSIONS, SET, sets)


def _held(found: Matching, what: str, thing: str, field: str, names: Names) -> Iterator[Change | RenameValues]:
    pair = found.renamed.get(thing)
    column = pair.new.fields[field].column if pair is not None else None
    short = what.split()[-1]
    for earlier, name in names.items():
        text = f"{what} {earlier} is called {name} from now on; who has it keeps it"
        touches = None if pair is None else holds(FieldRead((), thing, field, pair.old.fields[field].type), earlier)
        yield Change(ChangeClass.SAFE, f"{short} {name}", text, object=thing if pair else None, touches=touches)
    if names and column is not None:
        yield RenameValues(thing, column, names)


def holds(read: FieldRead, value: str) -> Node:
    """Whether a choice, or one of several, is this value."""
    member = Const(value, read.type.element() if read.type.kind is Kind.SET else read.type.required())
    return Call("INCLUDES" if read.type.kind is Kind.SET else "=", (read, member), YES)
