"""Everything that changes nothing in the database, nor for anybody's rights: rules, pages, texts, settings."""

from collections.abc import Iterator, Mapping
from dataclasses import fields, replace
from types import MappingProxyType

from objectry.metadata import EMPTY
from objectry.plan.changes import Change, ChangeClass
from objectry.plan.matching import Matching, Pair
from objectry.plan.renaming import renames
from objectry.plan.shapes import Blueprint, ObjectPlan
from objectry.plan.texts import compare_texts

TOLD_ELSEWHERE_OBJECT = frozenset(
    {"fields", "sharing", "validations", "indexes", "name", "renamed_from", "moved_from", "span"}
)
TOLD_ELSEWHERE_FIELD = frozenset(
    "name type span required required_if unique index sensitive reveals system administered renamed_from moved_from "
    "app part_of max_length minimum maximum pattern precision scale to rollup".split()
)
WORDS: Mapping[str, str] = MappingProxyType({"picklist": "choices", "refused_if": "error_if"})
"""What people call what the model calls otherwise."""


def compare_declared(found: Matching) -> Iterator[Change]:
    """Changes that are safe at once, in words."""
    yield from _parts(found.old, found.new)
    yield from compare_texts(found)
    for pair in found.pairs:
        yield from _object(pair)


def _safe(name: str, text: str) -> Change:
    return Change(ChangeClass.SAFE, name, text)


def _parts(old: Blueprint, new: Blueprint) -> Iterator[Change]:
    for app in new.apps:
        if app not in old.apps:
            yield _safe(f"app {app.name}", f"app {app.name} {app.version}")
    names = {app.name for app in new.apps}
    for app in old.apps:
        if app.name not in names:
            yield _safe(f"app {app.name}", f"remove app {app.name}")
    if old.settings != new.settings:
        yield _safe("settings", f"settings: {_differing(old.settings, new.settings)}")
    roles, sets = renames(old.roles, new.roles), renames(old.permission_sets, new.permission_sets)
    yield from _keyed("label and navigation of role", _shown(old, roles), _shown(new))
    yield from _keyed("label of set", _set_labels(old, sets), _set_labels(new))
    yield from _keyed("label of queue", _queue_labels(old), _queue_labels(new))


def _queue_labels(blueprint: Blueprint) -> Mapping[str, object]:
    return {name: one.label for name, one in blueprint.queues.items()}


def _shown(blueprint: Blueprint, called: Mapping[str, str] = EMPTY) -> Mapping[str, object]:
    return {called.get(name, name): (role.label, role.navigation) for name, role in blueprint.roles.items()}


def _set_labels(blueprint: Blueprint, called: Mapping[str, str] = EMPTY) -> Mapping[str, object]:
    return {called.get(name, name): one.label for name, one in blueprint.permission_sets.items()}


def _keyed(what: str, old: Mapping[str, object], new: Mapping[str, object]) -> Iterator[Change]:
    """A line for each key whose value differs."""
    for name in [*new, *(one for one in old if one not in new)]:
        verb = "add" if name not in old else "remove" if name not in new else "change"
        if old.get(name) != new.get(name):
            yield _safe(name, f"{verb} {what} {name}")


def _object(pair: Pair) -> Iterator[Change]:
    name = pair.new.name
    differing = _differing(pair.old.object, pair.new.object, TOLD_ELSEWHERE_OBJECT)
    if differing:
        yield _safe(name, f"{name}: {differing}")
    for old, new in pair.kept:
        words = _differing(old.field, new.field, TOLD_ELSEWHERE_FIELD)
        if words:
            yield _safe(f"{name}.{new.name}", f"{name}.{new.name}: {words}")
    if pair.old.layout != pair.new.layout:
        yield _safe(f"layout {name}", f"layout {name}: {_differing(pair.old.layout, pair.new.layout)}")
    yield from _keyed("rule", _rules(pair.old), _rules(pair.new))


def _rules(plan: ObjectPlan) -> Mapping[str, object]:
    return {f"{plan.name}.{rule.name}": replace(rule, position=0) for rule in (*plan.before, *plan.after)}


def _differing(old: object, new: object, leave_out: frozenset[str] = frozenset()) -> str:
    """The names of what differs between two values of one frozen type."""
    return ", ".join(
        WORDS.get(field.name, field.name)
        for field in fields(new)  # type: ignore[arg-type]  # both are dataclasses
        if field.compare and field.name not in leave_out and getattr(old, field.name) != getattr(new, field.name)
    )
