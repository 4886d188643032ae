"""What was refused has written nothing; what nobody may write takes no value on any route."""

from collections.abc import Callable
from contextlib import suppress
from functools import partial

import pytest

from objectry.runtime.access.rights import NEVER_WRITTEN
from objectry.runtime.actor import Source
from objectry.runtime.calls import Change, Mode, Outcome, Target
from objectry.runtime.errors import DoorError, Invalid, NotAllowed
from objectry.runtime.records import Records
from tests.databases import Database
from tests.runtime.digests import digest
from tests.runtime.worlds import World

NOBODY = "0190b2c4-0000-7000-8000-00000000abcd"
FORGED = ("id", "version", "created_at", "created_by", "updated_at", "updated_by", "deleted_at", "won_total", "number")
Act = Callable[[Records], object]


def test_denied_calls_leave_the_database_as_it_was(world: World) -> None:
    """Every refused write of every kind leaves every table of the database byte for byte as it was."""
    (account,) = world.create("bob", "account", {"name": "Acme", "phone": "+49 30 901820"})
    (deal,) = world.create("bob", "deal", {"name": "D", "account": account.id, "code": "ABC"})
    cid, bob, eve, zed = (world.call(who) for who in ("cid", "bob", "eve", "zed"))
    denied: list[Act] = [
        lambda door: door.create(zed, "account", [{"name": "x"}]),
        lambda door: door.create(eve, "account", [{"name": "x"}]),
        lambda door: door.create(bob, "account", [{"name": "x"}, {"name": ""}]),
        lambda door: door.create(bob, "account", [{"name": "x", "secret": "s"}]),
        lambda door: door.create(bob, "account", [{"name": "x", "owner": cid.actor.id}]),
        lambda door: door.create(cid, "deal", [{"name": "x", "account": account.id}]),
        lambda door: door.create(cid, "deal", [{"name": "x", "code": "ABC"}]),
        lambda door: door.create(cid, "account", [{"name": "x", "phone": "+4930901820"}]),
        lambda door: door.create(bob, "deal", [{"name": "later"}]),
        lambda door: door.create(bob, "line", [{"name": "x", "deal": deal.id}, {"name": "y", "deal": NOBODY}]),
        lambda door: door.update(cid, "account", [Change(account.id, {"name": "x"})]),
        lambda door: door.update(bob, "account", [Change(account.id, {"name": "x"}, 9)]),
        lambda door: door.update(bob, "account", [Change(account.id, {"grade": "gold"})]),
        lambda door: door.update(bob, "account", [Change(account.id, {"name": "x"}), Change(NOBODY, {"name": "y"})]),
        lambda door: door.update(bob, "user", [Change(bob.actor.id, {"role": "admin"})]),
        lambda door: door.update(bob, "deal", [Change(deal.id, {"stage": "lost"})]),
        lambda door: door.delete(cid, "account", [Target(account.id)]),
        lambda door: door.delete(bob, "account", [Target(account.id)]),
        lambda door: door.delete(eve, "account", [Target(account.id)]),
        lambda door: door.upsert(cid, "deal", "code", [{"code": "ABC", "name": "mine"}]),
        lambda door: door.upsert(bob, "deal", "name", [{"name": "D"}]),
    ]
    if not world.database.is_postgres:  # the numbers of a failed call are lost there, and only they
        before = digest(world.database)
        for act in denied:
            with pytest.raises(DoorError):
                act(world.platform.records)
            assert digest(world.database) == before
        return
    before = {name: rows for name, rows in digest(world.database).items() if name != "_counter"}
    for act in denied:
        with pytest.raises(DoorError):
            act(world.platform.records)
    assert {name: rows for name, rows in digest(world.database).items() if name != "_counter"} == before


def routes(world: World, id: str, name: str, value: object) -> list[Callable[[], Outcome]]:
    """Every way to send a value for a field, as an administrator and as the platform's own actors."""
    records = world.platform.records
    calls = [world.call("root"), world.call("system:import", Source.IMPORT), world.call("system:seed", Source.SEED)]
    found: list[Callable[[], Outcome]] = []
    keyed: dict[str, object] = {"email": "a@example.com", name: value}
    fresh: dict[str, object] = {"email": "n@example.com", "name": "n", name: value}
    for call in calls:
        found += [
            partial(records.create, call, "account", [{"name": "x", name: value}]),
            partial(records.create, call, "account", [{"name": "x", name: value}], Mode.PARTIAL),
            partial(records.update, call, "account", [Change(id, {name: value})]),
            partial(records.update, call, "account", [Change(id, {name: value})], Mode.PARTIAL),
            partial(records.upsert, call, "account", "email", [keyed]),
            partial(records.upsert, call, "account", "email", [fresh]),
        ]
    return found


@pytest.mark.parametrize("name", FORGED)
def test_forged_system_fields_never_arrive(sqlite: Database, sqlite_world: World, name: str) -> None:
    """Fields only the platform writes take no client's value on any write route, not even an administrator's."""
    world = sqlite_world
    (account,) = world.create("bob", "account", {"name": "Acme", "email": "a@example.com"})
    forged = {"id": NOBODY, "created_by": NOBODY, "updated_by": NOBODY, "number": "A-9999"}.get(name, "7")
    for route in routes(world, account.id, name, forged):
        with suppress(Invalid):
            outcome = route()
            assert outcome.problems
    stored = " ".join(row for rows in digest(sqlite).values() for row in rows)
    assert "A-9999" not in stored
    assert NOBODY not in stored
    assert world.platform.records.get(world.call("bob"), "account", account.id).version == 1


def test_the_list_of_protected_fields_is_whole(sqlite_world: World) -> None:
    """Every system field but the owner is protected."""
    plan = sqlite_world.platform.current().blueprint.objects["account"]
    system = {name for name, one in plan.fields.items() if one.field.system}
    assert system - {"owner"} == NEVER_WRITTEN - {"deleted_at"}


def test_nobody_makes_himself_administrator(sqlite_world: World) -> None:
    """Role, manager, active and log-in name take no value from who may not administer, on no route."""
    world = sqlite_world
    bob = world.people["bob"].id
    for name, value in (("role", "admin"), ("manager", None), ("active", "false"), ("username", "root2")):
        with pytest.raises(DoorError):
            world.platform.records.update(world.call("bob"), "user", [Change(bob, {name: value})])


def test_imported_history_tells_who_and_when(sqlite_world: World) -> None:
    """With its own right and source an import may say when and by whom; with the source alone it may not."""
    world = sqlite_world
    told = {"name": "Old", "created_at": "2020-01-01T00:00Z", "updated_by": world.people["cid"].id}
    history = world.call("system:import", Source.HISTORY_IMPORT)
    (made,) = world.platform.records.create(history, "account", [told]).records
    assert made is not None
    values = world.platform.records.get(world.call("dora"), "account", made.id).values
    assert str(values["created_at"]) == "2020-01-01 00:00:00+00:00"
    assert values["updated_by"] == world.people["cid"].id
    with pytest.raises(NotAllowed):
        world.platform.records.create(world.call("bob", Source.HISTORY_IMPORT), "account", [told])
    with pytest.raises(Invalid):
        world.platform.records.create(world.call("system:import", Source.IMPORT), "account", [told])


class TestDryRun:
    def test_leaves_nothing(self, world: World) -> None:
        """A call for trial answers as the real one would and leaves every table as it was, numbers included."""
        (account,) = world.create("bob", "account", {"name": "Acme"})
        before = digest(world.database)
        call, records = world.call("bob"), world.platform.records
        made = records.create(
            call, "deal", [{"name": "D", "account": account.id, "amount": 5, "stage": "won"}], dry_run=True
        )
        assert made.dry_run
        assert made.actions == ("created",)
        assert made.records[0] is not None
        assert made.records[0].values["closed_at"] is not None
        assert records.create(call, "account", [{"name": "N"}], dry_run=True).actions == ("created",)
        assert records.update(call, "account", [Change(account.id, {"name": "B"})], dry_run=True).actions == (
            "updated",
        )
        assert records.delete(call, "account", [Target(account.id)], dry_run=True).actions == ("deleted",)
        assert digest(world.database) == before
        (next_one,) = world.create("bob", "account", {"name": "N"})
        assert next_one.values["number"] == "A-0002"

    def test_finds_the_problems_of_after_rules(self, sqlite_world: World) -> None:
        """A trial goes through every step: what a rule refuses after the write is told too."""
        call = sqlite_world.call("bob")
        with pytest.raises(Invalid, match="Not later"):
            sqlite_world.platform.records.create(call, "deal", [{"name": "later"}], dry_run=True)


class TestPartial:
    def test_good_records_stay_and_culprits_go(self, world: World) -> None:
        """Refused records leave the batch, with all they caused; the others stay, with all they caused."""
        (account,) = world.create("bob", "account", {"name": "A"})
        values: list[dict[str, object]] = [
            {"name": "a", "account": account.id, "amount": 5, "stage": "won"},
            {"name": "later", "account": account.id, "amount": 7, "stage": "won"},
            {"name": "", "amount": "x"},
            {"name": "d", "account": account.id, "amount": 11},
        ]
        outcome = world.platform.records.create(world.call("bob"), "deal", values, Mode.PARTIAL)
        assert outcome.actions == ("created", None, None, "created")
        assert {(one.record, one.code) for one in outcome.problems} == {(1, "D520"), (2, "D522"), (2, "D521")}
        assert [one.record for one in outcome.problems] == [1, 2, 2]
        assert sorted(map(str, world.names("bob", "deal"))) == ["a", "d"]
        assert world.names("bob", "task") == ["Thank a"]
        record = world.platform.records.get(world.call("bob"), "account", account.id)
        assert (record.values["won_total"], record.values["deal_count"]) == (5, 2)

    def test_a_refusal_above_takes_only_its_own(self, world: World) -> None:
        """Where the record above refuses, the records that broke its rule go, one by one if need be."""
        small, large = world.create("bob", "account", {"name": "S", "ceiling": 1}, {"name": "L"})
        values = [
            {"name": f"{place}", "account": (small if place % 2 else large).id, "amount": 600, "stage": "won"}
            for place in range(6)
        ]
        outcome = world.platform.records.create(world.call("bob"), "deal", values, Mode.PARTIAL)
        assert outcome.actions[::2] == ("created", "created", "created")
        assert {one.code for one in outcome.problems} == {"D534"}
        total = world.platform.records.get(world.call("bob"), "account", small.id).values["won_total"]
        assert str(total) in {"0.00", "600.00"}

    def test_updates_and_deletions(self, world: World) -> None:
        """Invisible, stale and restricted records are problems of their own, and the rest is done."""
        mine, other = world.create("bob", "account", {"name": "A"}, {"name": "B"})
        (hidden,) = world.create("cid", "account", {"name": "C"})
        world.create("bob", "deal", {"name": "D", "account": mine.id})
        records, call = world.platform.records, world.call("bob")
        changes = [
            Change(mine.id, {"name": "A2"}, 1),
            Change(hidden.id, {"name": "x"}),
            Change(other.id, {"name": "B2"}, 7),
        ]
        changed = records.update(call, "account", changes, Mode.PARTIAL)
        assert changed.actions == ("updated", None, None)
        assert [(one.record, one.code) for one in changed.problems] == [(1, "D501"), (2, "D503")]
        gone = records.delete(call, "account", [Target(mine.id), Target(other.id)], Mode.PARTIAL)
        assert gone.actions == (None, "deleted")
        assert [(one.record, one.code) for one in gone.problems] == [(0, "D533")]

    def test_an_overflow_of_rounds_names_its_culprits(self, world: World) -> None:
        """Records whose rules never end leave the batch; the others stay."""
        call = world.call("root")
        outcome = world.platform.records.create(call, "topic", [{"name": "fine"}, {"name": "loop"}], Mode.PARTIAL)
        assert outcome.actions == ("created", None)
        assert world.names("root", "topic") == ["fine"]
