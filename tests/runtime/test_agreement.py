"""List, count, groups, get and every write agree with a slow oracle, over random small worlds, for every person."""

from random import Random

import pytest

from objectry.runtime.actor import Source
from objectry.runtime.calls import Change, Query, Target
from objectry.runtime.errors import DoorError, NotAllowed, NotFound
from tests.runtime.oracle import HIDDEN, Oracle, Row
from tests.runtime.worlds import PEOPLE, World

OBJECTS = ("account", "deal", "line", "task", "topic")
OWNERS = ("ann", "bob", "cid", "dora", "eve", "root")


def populate(world: World, random: Random) -> Oracle:
    """Random records of random owners, made by the seed actor."""
    oracle = Oracle({name: (role or "nobody", manager) for name, role, manager in PEOPLE})
    for number in range(random.randint(3, 7)):
        region = random.choice(["east", "west", None])
        _add(world, oracle, "account", number, random, region=region)
    for number in range(random.randint(2, 6)):
        _add(world, oracle, "deal", number, random)
    deals = [row for row in oracle.rows if row.object == "deal"]
    for number in range(random.randint(0, 4)):
        _add(world, oracle, "line", number, random, above=random.choice(deals))
    for number in range(random.randint(0, 3)):
        _add(world, oracle, "task", number, random)
    _add(world, oracle, "topic", 0, random)
    return oracle


def _add(
    world: World,
    oracle: Oracle,
    thing: str,
    number: int,
    random: Random,
    region: str | None = None,
    above: Row | None = None,
) -> None:
    owner = random.choice(OWNERS)
    values: dict[str, object] = {"name": f"{thing} {number}"}
    if thing not in {"line", "topic"}:
        values["owner"] = world.people[owner].id
    if thing == "account":
        values["region"] = region
    if above is not None:
        values["deal"] = above.id
    (made,) = world.platform.records.create(world.call("system:seed", Source.SEED), thing, [values]).records
    assert made is not None
    oracle.rows.append(Row(made.id, thing, owner, region, above))


def listed(world: World, who: str, object: str) -> set[str]:
    """What a list shows, page by page, checked against the two counts."""
    found: set[str] = set()
    after = None
    while True:
        query = Query(object, fields=("id",), limit=2, after=after, count="exact", sort=("-name",))
        page = world.platform.records.find(world.call(who), query)
        found |= {record.id for record in page.records}
        after = page.next
        if after is None:
            break
    assert page.total == len(found)
    groups = world.platform.records.group(world.call(who), object, [], {"number": "COUNT"})
    assert [group.figures["number"] for group in groups] == [len(found)]
    return found


def got(world: World, who: str, row: Row) -> bool:
    try:
        return world.platform.records.get(world.call(who), row.object, row.id, ("id",)).id == row.id
    except NotFound:
        return False


def tried(world: World, who: str, row: Row, right: str) -> type[DoorError] | None:
    """A write for trial: it leaves nothing behind."""
    records, call = world.platform.records, world.call(who)
    try:
        if right == "update":
            records.update(call, row.object, [Change(row.id, {"name": "other"})], dry_run=True)
        else:
            records.delete(call, row.object, [Target(row.id)], dry_run=True)
    except (NotFound, NotAllowed) as error:
        return type(error)
    return None


def check(world: World, oracle: Oracle) -> None:
    for who, _, _ in PEOPLE:
        for object in OBJECTS:
            rows = [row for row in oracle.rows if row.object == object]
            expected = {row.id for row in rows if oracle.sees(who, row)}
            if oracle.may(who, "read", object):
                assert listed(world, who, object) == expected, (who, object)
            else:
                with pytest.raises((NotFound, NotAllowed)):
                    listed(world, who, object)
            for row in rows:
                assert got_or_denied(world, oracle, who, row) == (row.id in expected), (who, row)


def got_or_denied(world: World, oracle: Oracle, who: str, row: Row) -> bool:
    if oracle.may(who, "read", row.object):
        return got(world, who, row)
    with pytest.raises((NotFound, NotAllowed)):
        world.platform.records.get(world.call(who), row.object, row.id)
    return False


@pytest.mark.parametrize("seed", range(3))
def test_reads_agree_with_the_oracle(world: World, seed: int) -> None:
    """For every person and object: list walked by pages of two, exact count, group count and get show the same rows."""
    check(world, populate(world, Random(seed)))


@pytest.mark.parametrize("seed", range(10, 13))
def test_writes_agree_with_the_oracle(sqlite_world: World, seed: int) -> None:
    """For every person and row: who may write it may; who sees it only is told so; for others it is not there."""
    oracle = populate(sqlite_world, Random(seed))
    for who, _, _ in PEOPLE:
        for row in oracle.rows:
            for right in ("update", "delete"):
                answer = tried(sqlite_world, who, row, right)
                if oracle.writes(who, row, right):
                    assert answer is None, (who, right, row)
                elif oracle.sees(who, row):
                    assert answer is NotAllowed, (who, right, row)
                else:
                    assert answer in {NotFound, NotAllowed}, (who, right, row)


def test_fields_agree_with_the_oracle(sqlite_world: World) -> None:
    """What a role may not read is in no answer of hers, and naming it answers like a name that does not exist."""
    account = sqlite_world.create("bob", "account", {"name": "A", "region": "east"})[0]
    all_fields = set(sqlite_world.platform.current().blueprint.objects["account"].fields)
    for who, role, _ in PEOPLE:
        if role is None or who == "cid":
            continue
        record = sqlite_world.platform.records.get(sqlite_world.call(who), "account", account.id)
        assert all_fields - set(record.values) == HIDDEN[role], who


@pytest.mark.parametrize("move", ["manager", "role", "owner", "region"])
def test_decisions_follow_changes_at_once(world: World, move: str) -> None:
    """A changed manager, role, owner or criterion counts with the very next call; nothing is remembered."""
    account = world.create("bob", "account", {"name": "A"})[0]
    root = world.call("root")
    records = world.platform.records
    before = (world.names("ann", "account"), world.names("eve", "account"))
    assert before == (["A"], [])
    if move == "manager":
        records.update(root, "user", [Change(world.people["bob"].id, {"manager": world.people["eve"].id})])
        assert world.names("ann", "account") == []
        assert world.names("eve", "account") == ["A"]
    elif move == "role":
        records.update(root, "user", [Change(world.people["ann"].id, {"manager": None})])
        assert world.names("ann", "account") == ["A"]
        assert world.names("dora", "account") == ["A"]
    elif move == "owner":
        records.update(root, "account", [Change(account.id, {"owner": world.people["eve"].id})])
        assert world.names("ann", "account") == []
        assert world.names("eve", "account") == ["A"]
    else:
        records.update(root, "account", [Change(account.id, {"region": "east"})])
        assert world.names("eve", "account") == ["A"]
