"""Users as the platform itself knows them: found by name or id, and turned into actors."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType

from objectry.plan import Blueprint
from objectry.rules import Node, Value
from objectry.runtime.actor import Actor
from objectry.runtime.conditions import Condition, IdIn
from objectry.runtime.desk import USERS, Desk, among, own_read
from objectry.runtime.store import SYSTEM_PRINCIPALS
from objectry.runtime.values.coercion import coerce
from objectry.runtime.values.unfit import Unfit
from objectry.runtime.writing.drafts import stored_fields


@dataclass(frozen=True, slots=True)
class User:
    """A live user; only an active one may act."""

    id: str
    username: str
    active: bool
    actor: Actor


def user_by_id(desk: Desk, id: str) -> User | None:
    """The live user with this id."""
    return _one(desk, IdIn((id,)))


def user_by_name(desk: Desk, name: str) -> User | None:
    """The live user who logs in by this name."""
    plan = desk.blueprint.objects[USERS]
    try:
        written = coerce(name, plan.fields["username"], "UTC")
    except Unfit:
        return None
    return None if written is None else _one(desk, among(plan, "username", [written]))


def active_users(desk: Desk, ids: Sequence[str]) -> dict[str, User]:
    """Those of the ids that are live, active users."""
    rows = desk.pick(USERS, _outputs(desk), ids)
    return {str(row["id"]): _user(desk.blueprint, row) for row in rows if row["active"] is True}


def _one(desk: Desk, where: Condition) -> User | None:
    rows = desk.rows(USERS, _outputs(desk), where, limit=1)
    return _user(desk.blueprint, rows[0]) if rows else None


def _outputs(desk: Desk) -> dict[str, Node]:
    plan = desk.blueprint.objects[USERS]
    return {name: own_read(plan, name) for name in stored_fields(plan)}


def _user(blueprint: Blueprint, row: Mapping[str, Value]) -> User:
    role = blueprint.roles.get(str(row["role"] or ""))
    actor = Actor(
        id=str(row["id"]),
        name=str(row["name"] or row["username"]),
        role=role.name if role else None,
        sets=frozenset(role.sets) if role else frozenset(),
        language=str(row["language"] or "en"),
        timezone=str(row["timezone"] or blueprint.settings.timezone),
        facts=MappingProxyType(dict(row)),
    )
    return User(actor.id, str(row["username"]), row["active"] is True, actor)


def system_actor(name: str) -> Actor:
    """A named system actor: `import` is `system:import`.  Raises KeyError for one that does not exist."""
    full = name if name.startswith("system:") else f"system:{name}"
    return Actor(SYSTEM_PRINCIPALS[full], full, "system")
