"""Users as the platform itself knows them: found by name or id, and turned into actors."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from types import MappingProxyType

from objectry.plan import Blueprint, ObjectPlan
from objectry.rules import Node, Value
from objectry.runtime.actor import Actor
from objectry.runtime.conditions import Condition, Everyone, IdIn
from objectry.runtime.desk import PERMISSIONS, TEAMS, USERS, Desk, Row, among, own_read
from objectry.runtime.store import SYSTEM_PRINCIPALS, StoredDelegation
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


@dataclass(frozen=True, slots=True)
class Absent:
    """The people somebody stands in for now, and the moments at which that changes."""

    now: frozenset[tuple[str, str, str]] = frozenset()
    turns: tuple[datetime, ...] = ()


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


def users_named(desk: Desk, names: Sequence[str]) -> list[User]:
    """The live, active users who log in by one of these names."""
    plan = desk.blueprint.objects[USERS]
    rows = desk.rows(USERS, _outputs(desk), among(plan, "username", list(names))) if names else []
    return [_user(desk.blueprint, row) for row in rows if row["active"] is True]


def with_grants(desk: Desk, users: Sequence[User]) -> list[User]:
    """The users with their additional permission sets and their teams; a few questions for all of them."""
    ids = [one.id for one in users]
    sets, teams, absent = additional_sets(desk, ids), teams_of(desk, ids), handed_over(desk, ids)
    return [
        _with_grants(one, sets.get(one.id, {}), teams.get(one.id, frozenset()), absent.get(one.id, Absent()))
        for one in users
    ]


def _with_grants(
    user: User, sets: Mapping[str, datetime | None], teams: frozenset[tuple[str, str]], absent: Absent
) -> User:
    actor = replace(user.actor, sets=user.actor.sets | frozenset(sets), teams=teams, stands_for=absent.now)
    return replace(user, actor=actor, until=min((one for one in (*sets.values(), *absent.turns) if one), default=None))


def _one(desk: Desk, where: Condition) -> User | None:
    rows = desk.rows(USERS, _outputs(desk), where, limit=1)
    return with_grants(desk, [_user(desk.blueprint, rows[0])])[0] if rows else None


def additional_sets(desk: Desk, users: Sequence[str]) -> Mapping[str, Mapping[str, datetime | None]]:
    """By user, the permission sets she has besides those of the role, and until when, as long as they last."""
    plan, now = desk.blueprint.objects.get(PERMISSIONS), desk.context.environment.now
    found: defaultdict[str, dict[str, datetime | None]] = defaultdict(dict)
    if plan is None:
        return found
    for row in desk.with_values(plan, "user", users, ("user", "permission_set", "expires_at"), Everyone()):
        end = row["expires_at"] if isinstance(row["expires_at"], datetime) else None
        if end is None or end > now:
            found[str(row["user"])][str(row["permission_set"])] = end
    return found


def handed_over(desk: Desk, users: Sequence[str]) -> Mapping[str, Absent]:
    """By user, whom she stands in for."""
    now = desk.context.environment.now
    found: defaultdict[str, list[StoredDelegation]] = defaultdict(list)
    for one in desk.transaction.delegations.to(users, now):
        found[one.deputy].append(one)
    names = desk.transaction.principal_names(sorted({one.user for each in found.values() for one in each}))
    return {
        deputy: Absent(
            frozenset((one.user, names.get(one.user, ""), one.level) for one in each if one.starts_at <= now),
            tuple(one.ends_at if one.starts_at <= now else one.starts_at for one in each),
        )
        for deputy, each in found.items()
    }


def teams_of(desk: Desk, users: Sequence[str]) -> Mapping[str, frozenset[tuple[str, str]]]:
    """By user, the teams she is in and all those above them, each with its id and code."""
    plan, links = desk.blueprint.objects.get(TEAMS), desk.blueprint.objects.get(MEMBERSHIPS)
    if plan is None or links is None:
        return {}
    rows = desk.with_values(links, USERS, users, (USERS, TEAMS), Everyone())
    teams = _with_those_above(desk, plan, {str(row[TEAMS]) for row in rows})
    found: defaultdict[str, set[tuple[str, str]]] = defaultdict(set)
    for row in rows:
        found[str(row[USERS])].update(_chain(str(row[TEAMS]), teams))
    return {id: frozenset(one) for id, one in found.items()}


def _with_those_above(desk: Desk, plan: ObjectPlan, ids: set[str]) -> Mapping[str, Row]:
    """The teams and all above them, by id: one question for each level."""
    found: dict[str, Row] = {}
    while ids:
        rows = desk.pick(TEAMS, {name: own_read(plan, name) for name in ("code", "parent")}, sorted(ids))
        found |= {str(row["id"]): row for row in rows}
        ids = {str(row["parent"]) for row in rows if row["parent"] is not None} - found.keys()
    return found


def _chain(team: str, teams: Mapping[str, Row]) -> Iterator[tuple[str, str]]:
    """The team and those above it, each with its code; a circle ends where it comes back."""
    seen: set[str] = set()
    while team in teams and team not in seen:
        seen.add(team)
        yield team, str(teams[team]["code"] or "")
        team = str(teams[team]["parent"])


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
