"""Who gains and who loses: permission sets, roles, sharing, and what is told of each in words."""

from collections.abc import Iterable, Iterator, Mapping

from objectry.metadata import PermissionSet, Queue, Sharing
from objectry.plan.changes import Change, ChangeClass
from objectry.plan.matching import Matching, Pair
from objectry.plan.renaming import renames
from objectry.plan.shapes import Blueprint, FieldPlan, SharingPlan


def compare_rights(found: Matching) -> Iterator[Change]:
    """Every change of access between two blueprints."""
    yield from granting(found.old, found.new)
    sets = renames(found.old.permission_sets, found.new.permission_sets)
    yield from _sets(found.old.permission_sets, found.new.permission_sets, sets)
    yield from _roles(found, sets)
    yield from _queues(found.old.queues, found.new.queues)
    yield from _sharing_rules(found.old.sharing_rules, found.new.sharing_rules)
    for pair in found.pairs:
        yield from _object(pair)
        yield from revealing(pair.new.name, pair.added)
    for plan in found.created:
        if plan.object.junction is None:  # a link is seen by who sees both sides: its name tells nobody more
            yield from revealing(plan.name, plan.fields.values())


def granting(old: Blueprint | None, new: Blueprint) -> Iterator[Change]:
    """What packs grant anew on things that are not theirs; each wants to be agreed to by name."""
    before = {app.name: app.grants for app in old.apps} if old is not None else {}
    for app in new.apps:
        for name, what in app.grants.items():
            if before.get(app.name, {}).get(name) != what:
                text = f"the pack {app.name} grants {what} by {name}, which is not its own"
                yield Change(ChangeClass.ACCESS, f"{app.name}:{name}", text, asks=True)


def revealing(thing: str, plans: Iterable[FieldPlan]) -> Iterator[Change]:
    """New fields that show everybody who may read them what they are computed from; every plan lists them."""
    for plan in plans:
        if plan.field.reveals:
            yield _access(f"{thing}.{plan.name}", _reveals(f"{thing}.{plan.name}", shows=True))


def _reveals(name: str, *, shows: bool) -> str:
    what = "shows" if shows else "no longer shows"
    return f"{name} {what} its value to readers who may not see what it is computed from"


def _access(name: str, text: str) -> Change:
    return Change(ChangeClass.ACCESS, name, text)


def _sets(
    old: Mapping[str, PermissionSet], new: Mapping[str, PermissionSet], renamed: Mapping[str, str]
) -> Iterator[Change]:
    for name, was in _matched(old, new, renamed):
        before, after = old.get(was), new.get(name)
        if before is None:
            yield _access(f"set {name}", f"add permission set {name}")
        elif after is None:
            yield _access(f"set {name}", f"remove permission set {name}")
        else:
            yield from _set(name, before, after)


def _matched(old: Iterable[str], new: Iterable[str], renamed: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    """All names with the deployed ones: those of the new, and then what is gone."""
    earlier = {name: was for was, name in renamed.items()}
    yield from ((name, earlier.get(name, name)) for name in new)
    kept = {*new, *renamed}
    yield from ((name, name) for name in old if name not in kept)


def _set(name: str, old: PermissionSet, new: PermissionSet) -> Iterator[Change]:
    for thing in sorted(old.objects.keys() | new.objects.keys()):
        words = _gains_and_losses(old.objects.get(thing, frozenset()), new.objects.get(thing, frozenset()))
        if words:
            yield _access(f"set {name}", f"set {name} on {thing}: {words}")
    words = _gains_and_losses(old.system, new.system)
    if words:
        yield _access(f"set {name}", f"set {name}: {words}")
    for thing in sorted(old.record_types.keys() | new.record_types.keys()):
        was, becomes = (_types(one.record_types.get(thing)) for one in (old, new))
        if was != becomes:
            yield _access(f"set {name}", f"set {name} on record types of {thing}: {was} becomes {becomes}")
    yield from _levels(name, "", old.fields, new.fields)
    yield from _levels(name, "fields marked ", old.sensitive, new.sensitive)


def _types(names: tuple[str, ...] | None) -> str:
    return "all" if names is None else ", ".join(names) or "none"


def _gains_and_losses(old: frozenset[str], new: frozenset[str]) -> str:
    gains, losses = ", ".join(sorted(new - old)), ", ".join(sorted(old - new))
    return "; ".join(part for part in (gains and f"gains {gains}", losses and f"loses {losses}") if part)


def _levels(name: str, what: str, old: Mapping[str, str], new: Mapping[str, str]) -> Iterator[Change]:
    for key in sorted(old.keys() | new.keys()):
        before, after = old.get(key, "as its object"), new.get(key, "as its object")
        if before != after:
            yield _access(f"set {name}", f"set {name} on {what}{key}: {before} becomes {after}")


def _roles(found: Matching, sets: Mapping[str, str]) -> Iterator[Change]:
    old, new = found.old.roles, found.new.roles
    for name, was in _matched(old, new, renames(old, new)):
        before, after = old.get(was), new.get(name)
        if before is None:
            yield _access(f"role {name}", f"add role {name}")
        elif after is None:
            yield _access(f"role {name}", f"remove role {name}; who has it keeps no rights from it")
        else:
            words = _gains_and_losses(frozenset(sets.get(one, one) for one in before.sets), frozenset(after.sets))
            if words:
                yield _access(f"role {name}", f"role {name}: {words}")


def _sharing_rules(old: tuple[SharingPlan, ...], new: tuple[SharingPlan, ...]) -> Iterator[Change]:
    before = {f"{rule.object}.{rule.name}": rule for rule in old}
    after = {f"{rule.object}.{rule.name}": rule for rule in new}
    for name in [*after, *(one for one in before if one not in after)]:
        if before.get(name) != after.get(name):
            verb = "add" if name not in before else "remove" if name not in after else "change"
            yield _access(f"sharing {name}", f"{verb} sharing rule {name}")


def _queues(old: Mapping[str, Queue], new: Mapping[str, Queue]) -> Iterator[Change]:
    for name in [*new, *(one for one in old if one not in new)]:
        before, after = old.get(name), new.get(name)
        if after is None:
            yield _access(f"queue {name}", f"remove queue {name}; nobody is a member of what it still holds")
        elif before is None or (before.objects, before.members) != (after.objects, after.members):
            verb = "add" if before is None else "change"
            held, members = ", ".join(after.objects), ", ".join(after.members)
            yield _access(f"queue {name}", f"{verb} queue {name} for {held}, with {members}")


def _object(pair: Pair) -> Iterator[Change]:
    old, new = pair.old.object, pair.new.object
    if old.sharing != new.sharing:
        was, becomes = _sharing(old.sharing), _sharing(new.sharing)
        yield _access(new.name, f"{new.name}: sharing {was} becomes {becomes}")
    for before, after in pair.kept:
        name = f"{new.name}.{after.name}"
        if before.field.sensitive != after.field.sensitive:
            was, becomes = before.field.sensitive or "not sensitive", after.field.sensitive or "not sensitive"
            yield _access(name, f"{name}: {was} becomes {becomes}")
        if before.field.reveals != after.field.reveals:
            yield _access(name, _reveals(name, shows=after.field.reveals))
        if before.field.administered != after.field.administered:
            yield _access(name, f"{name} {'becomes' if after.field.administered else 'is no longer'} administered")


def _sharing(sharing: Sharing) -> str:
    if sharing.parent:
        return f"by {sharing.parent}"
    return sharing.base + ("" if sharing.hierarchy else " without hierarchy")
