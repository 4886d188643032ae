"""Users as the platform itself knows them: found by name or id, and turned into actors."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from types import MappingProxyType

from objectry.plan import Blueprint
from objectry.rules import Node, Value
from objectry.runtime.actor import Actor
from objectry.runtime.conditions import Condition, Everyone, IdIn
from objectry.runtime.desk import PERMISSIONS, TEAMS, USERS, Desk, among, own_read
from objectry.runtime.store import SYSTEM_PRINCIPALS
from objectry.runtime.values.coercion import coerce
from objectry.runtime.values.unfit import Unfit
from objectry.runtime.writing.drafts import stored_fields

MEMBERSHIPS = "team_members"


@dataclass(frozen=True, slots=True)
class User:
    """A live user; only an active one may act.  At `until` the first of her additional permission sets runs out."""

    id: str
    username: str
    active: bool
    actor: Actor
    until: datetime | None = None

    @property
    def words(self) -> tuple[str, ...]:
        """What everybody knows of her, so that it makes no password."""
        email = str(self.actor.facts.get("email") or "")
        return (self.username, self.actor.name, *self.actor.name.split(), email, *email.partition("@")[::2])


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
    if not rows:
        return None
    found, id = _user(desk.blueprint, rows[0]), str(rows[0]["id"])
    additional = additional_sets(desk, id)
    more = replace(found.actor, sets=found.actor.sets | frozenset(additional), teams=teams_of(desk, id))
    return replace(found, actor=more, until=min((one for one in additional.values() if one), default=None))


def additional_sets(desk: Desk, user: str) -> Mapping[str, datetime | None]:
    """The permission sets somebody has besides those of the role, for as long as they last, and how long that is."""
    plan = desk.blueprint.objects.get(PERMISSIONS)
    if plan is None:
        return {}
    rows = desk.with_values(plan, "user", [user], ("permission_set", "expires_at"), Everyone())
    now = desk.context.environment.now
    ends = [(str(row["permission_set"]), at if isinstance(at := row["expires_at"], datetime) else None) for row in rows]
    return {name: at for name, at in ends if at is None or at > now}


def teams_of(desk: Desk, user: str) -> frozenset[tuple[str, str]]:
    """The teams somebody is in and all those above them, each with its id and code."""
    plan = desk.blueprint.objects.get(TEAMS)
    links = desk.blueprint.objects.get(MEMBERSHIPS)
    if plan is None or links is None:
        return frozenset()
    found: dict[str, str] = {}
    todo = {str(row[TEAMS]) for row in desk.with_values(links, USERS, [user], (TEAMS,), Everyone())}
    while todo:
        rows = desk.pick(TEAMS, {name: own_read(plan, name) for name in ("code", "parent")}, sorted(todo))
        found |= {str(row["id"]): str(row["code"] or "") for row in rows}
        todo = {str(row["parent"]) for row in rows if row["parent"] is not None} - found.keys()
    return frozenset(found.items())


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
