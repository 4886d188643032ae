"""Upserts: found by a unique field and changed, else made; twice the same is once."""

import pytest

from objectry.runtime.calls import Mode, Query
from objectry.runtime.errors import Invalid, NotAllowed
from tests.runtime.worlds import World


def upsert(
    world: World, who: str, *values: dict[str, object], key: str = "code", mode: Mode = Mode.ALL
) -> tuple[str | None, ...]:
    return world.platform.records.upsert(world.call(who), "deal", key, values, mode).actions


def test_made_changed_unchanged(world: World) -> None:
    """The first run makes, a second changes what differs and leaves the rest untouched."""
    rows: list[dict[str, object]] = [{"code": "AAA", "name": "a"}, {"code": "BBB", "name": "b", "amount": "5.00"}]
    assert upsert(world, "bob", *rows) == ("created", "created")
    assert upsert(world, "bob", *rows) == ("unchanged", "unchanged")
    assert upsert(world, "bob", {"code": "AAA", "name": "a2"}, rows[1], {"code": "CCC", "name": "c"}) == (
        "updated",
        "unchanged",
        "created",
    )
    assert sorted(map(str, world.names("bob", "deal"))) == ["a2", "b", "c"]
    histories = [
        len(world.platform.records.history(world.call("bob"), "deal", record.id))
        for record in world.platform.records.find(world.call("bob"), Query("deal", sort=("code",))).records
    ]
    assert histories == [2, 1, 1]


def test_an_invisible_key_answers_as_taken(world: World) -> None:
    """A key of a record the actor cannot see is not found, and so is taken."""
    upsert(world, "bob", {"code": "AAA", "name": "a"})
    with pytest.raises(Invalid) as wrong:
        upsert(world, "cid", {"code": "AAA", "name": "mine"})
    assert [one.code for one in wrong.value.problems] == ["D530"]


@pytest.mark.parametrize("key", ["name", "nothing", "owner", "id", ""])
def test_only_unique_fields_are_keys(sqlite_world: World, key: str) -> None:
    """A field that cannot tell records apart is no key."""
    with pytest.raises(Invalid) as wrong:
        upsert(sqlite_world, "bob", {"name": "a"}, key=key)
    assert [one.code for one in wrong.value.problems] == ["D546"]


def test_blank_doubled_and_faulty_keys(sqlite_world: World) -> None:
    """Each record needs a key of its own; the good ones go through in part."""
    rows: list[dict[str, object]] = [
        {"code": "AAA", "name": "a"},
        {"name": "b"},
        {"code": "AAA", "name": "c"},
        {"code": 7, "name": "d"},
    ]
    with pytest.raises(Invalid):
        upsert(sqlite_world, "bob", *rows)
    outcome = sqlite_world.platform.records.upsert(sqlite_world.call("bob"), "deal", "code", rows, Mode.PARTIAL)
    assert outcome.actions == ("created", None, None, None)
    assert [(one.record, one.code) for one in outcome.problems] == [(1, "D546"), (2, "D506"), (3, "D522")]


def test_keys_in_any_spelling(sqlite_world: World) -> None:
    """The key's name counts in any case, as all names do."""
    assert upsert(sqlite_world, "bob", {"CODE": "AAA", "name": "a"}, key="Code") == ("created",)
    assert upsert(sqlite_world, "bob", {"code": "AAA", "Name": "b"}, key="CODE") == ("updated",)


def test_problems_of_changed_and_made_records_together(sqlite_world: World) -> None:
    """An upsert that changes and makes tells the problems of both at once."""
    upsert(sqlite_world, "bob", {"code": "AAA", "name": "a"})
    with pytest.raises(Invalid) as wrong:
        upsert(sqlite_world, "bob", {"code": "AAA", "name": ""}, {"code": "BBB", "name": ""})
    assert [(one.record, one.code) for one in wrong.value.problems] == [(0, "D521"), (1, "D521")]


def test_it_needs_both_rights(sqlite_world: World) -> None:
    """Who may only create cannot upsert."""
    with pytest.raises(NotAllowed):
        sqlite_world.platform.records.upsert(sqlite_world.call("eve"), "account", "email", [{"email": "a@example.com"}])
