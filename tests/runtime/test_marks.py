"""Who somebody is, is remembered while the database's marks stay as they are, and in no process a request longer."""

import re
from collections.abc import Callable
from datetime import timedelta

import pytest
import sqlalchemy as sa

from objectry.runtime.app import Platform
from objectry.runtime.calls import Change
from objectry.runtime.identity.passwords import Passwords
from objectry.runtime.store import PEOPLE, open_store
from tests.runtime.test_statements import counted
from tests.runtime.worlds import CHEAP, PASSWORD, START, World
from tests.statements import listening


@pytest.fixture
def token(world: World) -> str:
    """Bob's."""
    return world.platform.identity.create_token(world.call("bob"), "laptop", None)


def another_process(world: World) -> Platform:
    return Platform(open_store(world.database.url, world.database.schema), world.clock, Passwords(CHEAP))


def test_whoever_is_known_costs_one_statement(world: World, token: str) -> None:
    """After the first request, whose token it is takes the marks alone: nothing is read again."""
    world.platform.identity.actor_of_token(token)
    before = world.platform.marks()
    with counted(world) as statements:
        world.platform.identity.actor_of_token(token)
    assert len(statements) == 1
    assert world.platform.marks() == before


@pytest.mark.parametrize(
    "change",
    [
        lambda world: world.platform.records.update(
            world.call("root"), "user", [Change(world.people["bob"].id, {"active": False})]
        ),
        lambda world: world.platform.identity.revoke_token(
            world.call("bob"), world.platform.identity.tokens(world.call("bob"))[0].id
        ),
    ],
    ids=["deactivated", "revoked"],
)
def test_another_process_knows_at_once(world: World, token: str, change: Callable[[World], object]) -> None:
    """Whoever is put out in one process is out with the next request in every other, which had known her."""
    other = another_process(world)
    assert other.identity.actor_of_token(token) is not None
    change(world)
    assert other.identity.actor_of_token(token) is None
    other.close()


def test_what_is_known_of_a_person_changes_with_her_record(world: World, token: str) -> None:
    """Role, name, language and whatever rules read of her are those of her record now, in every process."""
    other = another_process(world)
    assert other.identity.actor_of_token(token) is not None
    changed = {"name": "Robert", "role": "agent", "language": "zh-CN"}
    world.platform.records.update(world.call("root"), "user", [Change(world.people["bob"].id, changed)])
    found = other.identity.actor_of_token(token)
    assert found is not None
    assert (found.name, found.role, found.language, found.facts["name"]) == ("Robert", "agent", "zh-CN", "Robert")
    other.close()


@pytest.mark.parametrize("how", ["log-out", "password"])
def test_sessions_end_everywhere(world: World, how: str) -> None:
    """A log-out and a new password end what another process had known."""
    bob, identity, other = world.people["bob"].id, world.platform.identity, another_process(world)
    identity.set_password(world.call("root"), bob, PASSWORD)
    session = identity.log_in("bob", PASSWORD)
    assert other.identity.actor_of_session(session.token) is not None
    if how == "log-out":
        identity.log_out(session.token)
    else:
        identity.set_password(world.call("root"), bob, PASSWORD)
    assert other.identity.actor_of_session(session.token) is None
    other.close()


def test_a_change_taken_back_makes_nobody_a_stranger(world: World, token: str) -> None:
    """The stamp changes with what is committed: a dry run leaves the marks and whoever was known."""
    before = world.platform.marks()
    bob = world.people["bob"].id
    world.platform.records.update(world.call("root"), "user", [Change(bob, {"active": False})], dry_run=True)
    assert world.platform.marks() == before
    assert world.platform.identity.actor_of_token(token) is not None


def test_records_of_others_leave_the_marks(world: World) -> None:
    """Writing accounts is nobody's identity: the marks stay, so that no request has to ask again."""
    before = world.platform.marks()
    world.create("bob", "account", {"name": "Acme"})
    assert world.platform.marks() == before


def test_nothing_that_ended_changes_nothing(world: World) -> None:
    """Logging out twice, and a first password, put nobody out: the marks stay."""
    before = world.platform.marks()
    world.platform.identity.log_out("nobody's")
    world.platform.identity.set_password(world.call("root"), world.people["cid"].id, PASSWORD)
    assert world.platform.marks() == before


def test_additional_rights_and_teams_are_known_at_once(world: World, token: str) -> None:
    """A set given for an hour and a team joined count with the next request everywhere, and end as they should."""
    other, root, bob = another_process(world), world.call("root"), world.people["bob"].id
    assert other.identity.actor_of_token(token) is not None
    given = {"user": bob, "permission_set": "serving", "expires_at": START + timedelta(hours=1)}
    world.platform.records.create(root, "user_permission", [given])
    team = world.platform.records.create(root, "team", [{"name": "East", "code": "east", "members": [bob]}]).records[0]
    assert team is not None
    found = other.identity.actor_of_token(token)
    assert found is not None
    assert "serving" in found.sets
    assert found.teams == {(team.id, "east")}
    world.platform.records.update(root, "team", [Change(team.id, {"members": []})])
    world.clock.advance(timedelta(hours=1))
    later = other.identity.actor_of_token(token)
    assert later is not None
    assert "serving" not in later.sets
    assert not later.teams
    other.close()


def test_all_that_says_who_acts_renews_the_stamp(world: World, token: str) -> None:
    """Whatever is read of an object to make an actor lies in a table whose changes other processes hear of."""
    read: list[str] = []
    with listening(sa.Engine, lambda statement, _: read.append(statement)):
        world.platform.identity.actor_of_token(token)
    tables = {
        name.replace('"', "").rpartition(".")[2] for one in read for name in re.findall(r"(?:FROM|JOIN) (\S+)", one)
    }
    plans = world.platform.current().blueprint.objects
    objects = {name for name, plan in plans.items() if plan.table.name in tables}
    assert "user" in objects
    assert objects <= PEOPLE
