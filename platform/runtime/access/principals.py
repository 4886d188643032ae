"""What a user record brings with it: its principal, its place in the hierarchy, and that an administrator stays."""

from collections.abc import Iterator

from objectry.runtime.access.rights import Rights
from objectry.runtime.actor import Actor
from objectry.runtime.codes import near, problem
from objectry.runtime.conditions import AllOf
from objectry.runtime.desk import MANAGER, PERMISSIONS, TEAMS, USERS, among, own_read
from objectry.runtime.errors import Problem
from objectry.runtime.writing.drafts import Draft, Kind
from objectry.runtime.writing.work import Wave, Work

STANDING = ("active", "role")
PRINCIPALS = frozenset({USERS, TEAMS})
DECLARED = {USERS: "role", PERMISSIONS: "permission_set"}
"""Fields that name what is declared: a name nobody has declared would grant nothing, silently."""


def unknown_grant(work: Work, draft: Draft) -> Iterator[Problem]:
    """A role or a permission set that nobody has declared."""
    name, blueprint = DECLARED[draft.plan.name], work.call.blueprint
    value, declared = draft.new.get(name), blueprint.roles if name == "role" else blueprint.permission_sets
    if isinstance(value, str) and draft.has_changed(name) and value not in declared:
        label = draft.plan.fields[name].field.label
        yield problem("D527", name, draft.position, label=label, value=value, hint=near(value, declared))


def keep_principals(work: Work, wave: Wave) -> None:
    """Part of step 9, after users or teams were written.  Raises HierarchyCycle and HierarchyTooDeep of the store."""
    users = wave.plan.name == USERS
    if wave.kind is Kind.CREATE:
        names = {draft.id: _name(draft) for draft in wave.drafts}
        work.transaction.add_principals(names, "user" if users else "team")
    elif wave.kind is Kind.UPDATE:
        renamed = {draft.id: _name(draft) for draft in wave.drafts if draft.has_changed("name")}
        if renamed:
            work.transaction.rename_principals(renamed)
    elif wave.kind is Kind.DELETE and not users:
        work.transaction.shares.leave([draft.id for draft in wave.drafts])
    if not users:
        return
    _keep_managers(work, wave)
    if wave.kind is not Kind.CREATE:
        _keep_an_administrator(work, wave)


def _name(draft: Draft) -> str:
    return str(draft.new.get("name") or draft.new.get("username") or draft.id)


def _keep_managers(work: Work, wave: Wave) -> None:
    moved: dict[str, str | None] = {}
    for draft in wave.drafts:
        manager = None if wave.kind is Kind.DELETE else draft.new.get(MANAGER)
        if wave.kind in {Kind.DELETE, Kind.RESTORE} or draft.has_changed(MANAGER):
            moved[draft.id] = manager if isinstance(manager, str) else None
    if moved:
        work.transaction.set_managers(moved)


def _keep_an_administrator(work: Work, wave: Wave) -> None:
    """The last active person who may administer users stays; the administrators are locked while this is looked at."""
    leaving = [draft for draft in wave.drafts if _was_administrator(work, draft)]
    if not leaving:
        return
    roles = administrators(work)
    work.transaction.lock(wave.plan, sorted(_active_with(work, roles) | {draft.id for draft in leaving}))
    if not _active_with(work, roles):
        for draft in leaving:
            work.refuse(draft, [problem("D539", None, draft.position)])
        work.stop_if_faulty()


def _was_administrator(work: Work, draft: Draft) -> bool:
    """Whether this write may take an administrator away."""
    was = draft.before("active") is True and draft.before("role") in administrators(work)
    return was and (draft.kind is Kind.DELETE or any(draft.has_changed(name) for name in STANDING))


def administrators(work: Work) -> frozenset[str]:
    """The roles that may administer users."""
    blueprint = work.call.blueprint
    actors = {name: Actor("", name, role=name) for name in blueprint.roles}
    return frozenset(name for name, one in actors.items() if Rights(blueprint, one).system("manage_users").allowed)


def _active_with(work: Work, roles: frozenset[str]) -> set[str]:
    plan = work.call.blueprint.objects[USERS]
    if not roles:
        return set()
    where = AllOf((among(plan, "role", sorted(roles)), among(plan, "active", [True])))
    return {str(row["id"]) for row in work.desk.rows(USERS, {"role": own_read(plan, "role")}, where)}
