"""Log-in, sessions, tokens and passwords: alike for unknown and wrong, hashed at rest, out at once when deactivated."""

import time
from datetime import timedelta

import pytest

from objectry.runtime.actor import Source
from objectry.runtime.calls import Change
from objectry.runtime.errors import Invalid, NotAllowed, NotFound
from objectry.runtime.identity.identity import IDLE, LONGEST_SESSION
from objectry.runtime.identity.passwords import NOBODYS, Passwords
from objectry.runtime.store import SYSTEM_PRINCIPALS
from tests.runtime.digests import digest
from tests.runtime.worlds import PASSWORD, START, World


@pytest.fixture
def bob(world: World) -> str:
    """Bob has a password; his id."""
    id = world.people["bob"].id
    world.platform.identity.set_password(world.call("root"), id, PASSWORD)
    return id


def refused(world: World, name: str, password: str) -> str:
    with pytest.raises(Invalid) as wrong:
        world.platform.identity.log_in(name, password)
    return wrong.value.problems[0].code + wrong.value.problems[0].message


class TestLogIn:
    def test_the_actor_is_the_user(self, world: World, bob: str) -> None:
        """A log-in gives the user with role, sets, language and zone; the session finds the same actor."""
        session = world.platform.identity.log_in("bob", PASSWORD)
        assert (session.actor.id, session.actor.name, session.actor.role) == (bob, "Bob", "rep")
        assert session.actor.sets == {"selling"}
        assert (session.actor.language, session.actor.timezone, session.actor.kind) == ("en", "UTC", "user")
        assert world.platform.identity.actor_of_session(session.token) == session.actor

    def test_unknown_wrong_inactive_and_passwordless_answer_alike(self, world: World, bob: str) -> None:
        """Nobody learns whether a name exists, has a password, or is active."""
        world.platform.identity.set_password(world.call("root"), world.people["cid"].id, PASSWORD)
        world.platform.records.update(world.call("root"), "user", [Change(world.people["cid"].id, {"active": False})])
        answers = {
            refused(world, "bob", "wrong"),
            refused(world, "nobody", PASSWORD),
            refused(world, "cid", PASSWORD),
            refused(world, "ann", PASSWORD),
            refused(world, "", ""),
            refused(world, "bob\x00", PASSWORD),
            refused(world, "x" * 5000, PASSWORD),
        }
        assert answers == {"D550The name or the password is wrong."}
        assert bob

    def test_names_are_taken_as_they_are_stored(self, world: World, bob: str) -> None:
        """The log-in name is normalised like the field: case and outer blanks do not matter."""
        assert world.platform.identity.log_in(" BOB ", PASSWORD).actor.id == bob

    def test_an_unknown_name_costs_the_same(self) -> None:
        """Verifying against no digest takes as long as against one, and is never true."""
        passwords = Passwords()
        own = passwords.digest("right")
        assert not passwords.outdated(NOBODYS)
        assert passwords.fits(own, "right")
        taken = []
        for known in (own, None):
            tries = []
            for _ in range(3):  # the quickest of three tells the work, not what else the machine does
                begun = time.perf_counter()
                assert not passwords.fits(known, "wrong")
                tries.append(time.perf_counter() - begun)
            taken.append(min(tries))
        assert max(taken) < 6 * min(taken)


class TestSessions:
    def test_they_end(self, world: World, bob: str) -> None:
        """By logging out, by time, and by a new password; an invented one is none."""
        identity = world.platform.identity
        first, second = identity.log_in("bob", PASSWORD), identity.log_in("bob", PASSWORD)
        identity.log_out(first.token)
        assert identity.actor_of_session(first.token) is None
        assert identity.actor_of_session(second.token) is not None
        identity.set_password(world.call("root"), bob, "another password")
        assert identity.actor_of_session(second.token) is None
        third = identity.log_in("bob", "another password")
        world.clock.advance(IDLE)
        assert identity.actor_of_session(third.token) is None
        for invented in ("", "x", second.token[:-1]):
            assert identity.actor_of_session(invented) is None

    def test_the_deactivated_are_out_at_once(self, world: World, bob: str) -> None:
        """Sessions and tokens of a deactivated user open nothing with the very next request; a new role counts too."""
        identity = world.platform.identity
        session = identity.log_in("bob", PASSWORD)
        token = identity.create_token(world.call("bob"), "laptop", None)
        root = world.call("root")
        world.platform.records.update(root, "user", [Change(bob, {"role": "agent"})])
        found = identity.actor_of_session(session.token)
        assert found is not None
        assert found.sets == {"serving"}
        world.platform.records.update(root, "user", [Change(bob, {"active": False})])
        assert identity.actor_of_session(session.token) is None
        assert identity.actor_of_token(token) is None
        world.platform.records.update(root, "user", [Change(bob, {"active": True})])
        assert identity.actor_of_token(token) is not None

    def test_they_last_while_they_are_used(self, world: World, bob: str) -> None:
        """Use prolongs a session beyond its idle time, and not beyond its whole time."""
        identity, begun = world.platform.identity, world.clock.now()
        session = identity.log_in("bob", PASSWORD)
        while world.clock.now() - begun < LONGEST_SESSION:
            assert identity.actor_of_session(session.token) is not None
            world.clock.advance(IDLE / 2)
        assert identity.actor_of_session(session.token) is None
        assert bob

    def test_each_log_in_has_its_own(self, world: World, bob: str) -> None:
        """Two log-ins are two sessions: none is taken over from before."""
        one, two = world.platform.identity.log_in("bob", PASSWORD), world.platform.identity.log_in("bob", PASSWORD)
        assert one.token != two.token
        assert bob


class TestTokens:
    def test_they_stand_for_their_user(self, world: World, bob: str) -> None:
        """A token is the user until it expires or is revoked."""
        identity, call = world.platform.identity, world.call("bob")
        forever = identity.create_token(call, "forever", None)
        short = identity.create_token(call, "short", START + timedelta(hours=1))
        for token in (forever, short):
            actor = identity.actor_of_token(token)
            assert actor is not None
            assert actor.id == bob
        world.clock.advance(timedelta(hours=1))
        assert identity.actor_of_token(short) is None
        kept = {one.name: one.id for one in identity.tokens(call)}
        assert kept.keys() == {"forever", "short"}
        identity.revoke_token(call, kept["forever"])
        assert identity.actor_of_token(forever) is None

    def test_wrong_tokens(self, world: World, bob: str) -> None:
        """Expired on arrival, of a system actor, or another's to revoke: refused."""
        identity = world.platform.identity
        with pytest.raises(Invalid):
            identity.create_token(world.call("bob"), "late", START)
        with pytest.raises(NotAllowed):
            identity.create_token(world.call("system:import"), "mine", None)
        identity.create_token(world.call("bob"), "laptop", None)
        token = identity.tokens(world.call("bob"))[0]
        with pytest.raises(NotFound):
            identity.revoke_token(world.call("cid"), token.id)
        assert identity.actor_of_token("crm_invented") is None
        assert bob


class TestSecrets:
    def test_no_secret_lies_in_the_database(self, world: World, bob: str) -> None:
        """Neither password nor session nor token stands anywhere in the database."""
        session = world.platform.identity.log_in("bob", PASSWORD)
        token = world.platform.identity.create_token(world.call("bob"), "laptop", None)
        stored = repr(digest(world.database))
        for secret in (PASSWORD, session.token, token):
            assert secret not in stored
        assert bob

    def test_only_an_administrator_gives_passwords(self, world: World, bob: str) -> None:
        """Nobody else's password may be set without manage_users; there must be such a user."""
        identity = world.platform.identity
        with pytest.raises(NotAllowed):
            identity.set_password(world.call("ann"), bob, "another password")
        with pytest.raises(NotFound):
            identity.set_password(world.call("root"), SYSTEM_PRINCIPALS["system:rules"], "another password")
        identity.set_password(world.call("root"), bob, "another password")
        assert identity.log_in("bob", "another password").actor.id == bob


class TestUsers:
    def test_an_administrator_makes_users(self, world: World) -> None:
        """A user made through the door can own records at once, and his manager sees them."""
        values = {"name": "Fay", "username": "Fay", "role": "rep", "manager": world.people["ann"].id}
        (made,) = world.platform.records.create(world.call("root"), "user", [values]).records
        assert made is not None
        assert made.values["username"] == "fay"
        change = {"name": "Acme", "owner": made.id}
        world.platform.records.create(world.call("root"), "account", [change])
        assert world.names("ann", "account") == world.names("dora", "account") == ["Acme"]
        assert world.names("bob", "account") == []

    def test_others_do_not(self, world: World) -> None:
        """Without manage_users nobody makes or changes users' roles."""
        with pytest.raises(NotAllowed):
            world.platform.records.create(world.call("bob"), "user", [{"name": "F", "username": "f"}])

    def test_managers_form_no_circle(self, world: World) -> None:
        """A manager below oneself is refused and nothing changes."""
        ann, bob = world.people["ann"].id, world.people["bob"].id
        with pytest.raises(Invalid) as wrong:
            world.platform.records.update(world.call("root"), "user", [Change(ann, {"manager": bob})])
        assert [(one.code, one.field) for one in wrong.value.problems] == [("D538", "manager")]
        assert world.value("root", "user", ann, "manager") == world.people["dora"].id

    def test_the_last_administrator_stays(self, world: World) -> None:
        """Whoever would be the last active administrator can be neither deactivated nor demoted."""
        root = world.people["root"].id
        for values in ({"active": False}, {"role": "rep"}):
            with pytest.raises(Invalid) as wrong:
                world.platform.records.update(world.call("root"), "user", [Change(root, values)])
            assert [one.code for one in wrong.value.problems] == ["D539"]
        world.platform.records.update(world.call("root"), "user", [Change(world.people["ann"].id, {"role": "admin"})])
        world.platform.records.update(world.call("root"), "user", [Change(root, {"role": "rep"})])

    def test_a_new_name_is_everywhere(self, world: World) -> None:
        """The name of a principal follows the user's."""
        (account,) = world.create("bob", "account", {"name": "A"})
        world.platform.records.update(world.call("root"), "user", [Change(world.people["bob"].id, {"name": "Robert"})])
        (entry,) = world.platform.records.history(world.call("bob"), "account", account.id)
        assert entry.actor_name == "Robert"

    def test_system_actors_have_one_id_everywhere(self, world: World) -> None:
        """A named system actor is found by its short name; an invented one is not."""
        actor = world.platform.identity.system_actor("import")
        assert (actor.id, actor.kind) == (SYSTEM_PRINCIPALS["system:import"], "system")
        with pytest.raises(KeyError):
            world.platform.identity.system_actor("god")
        assert world.call("system:worker", Source.WORKER).actor.is_system
