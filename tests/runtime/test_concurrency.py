"""Many at once: no lost update, no wrong roll-up, no number twice, no second of a unique value."""

import os
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from random import Random
from threading import Barrier

from objectry.runtime.calls import Change, Query, Target
from objectry.runtime.errors import Busy, Conflict, DoorError, Invalid, NotFound
from tests.runtime.worlds import World, ids

THREADS = int(os.environ.get("OBJECTRY_THREADS", "16"))


def together(work: Callable[[int], object], threads: int = THREADS) -> list[object]:
    """Run `work` in all threads, started at one moment; what each answered or raised of the door's errors."""
    barrier = Barrier(threads)

    def run(number: int) -> object:
        barrier.wait(timeout=30)
        try:
            return work(number)
        except DoorError as error:
            return error

    with ThreadPoolExecutor(threads) as pool:
        return list(pool.map(run, range(threads)))


def again(act: Callable[[], object]) -> object:
    """A caller who is told that the database is busy tries once more."""
    for _ in range(20):
        try:
            return act()
        except Busy:
            continue
    return act()


def test_rollups_equal_the_sum_after_sixteen_threads(world: World) -> None:
    """Sixteen threads create, change, move and delete deals of three accounts; every stored figure equals the sum."""
    accounts = ids(world.create("bob", "account", {"name": "0"}, {"name": "1"}, {"name": "2"}))
    records = world.platform.records

    def work(number: int) -> None:
        random = Random(number)
        mine: list[str] = []
        for step in range(5):
            call = world.call("bob")
            values = {
                "account": random.choice(accounts),
                "amount": random.randint(1, 99),
                "stage": random.choice(["open", "won"]),
            }
            if step < 2 or not mine:
                made = again(lambda: records.create(call, "deal", [{"name": "d", **values}]))  # noqa: B023
                mine += [record.id for record in made.records if record is not None]  # type: ignore[attr-defined]
            elif step < 4:
                change = Change(random.choice(mine), {"account": values["account"], "amount": values["amount"]})
                again(lambda: records.update(call, "deal", [change]))  # noqa: B023
            else:
                target = Target(mine.pop())
                again(lambda: records.delete(call, "deal", [target]))  # noqa: B023

    assert [answer for answer in together(work) if answer is not None] == []
    deals = records.find(world.call("dora"), Query("deal", limit=1000)).records
    assert deals
    for account in accounts:
        values = records.get(world.call("dora"), "account", account).values
        own = [deal.values for deal in deals if deal.values["account"] == account]
        assert values["deal_count"] == len(own)
        assert values["won_total"] == sum(one["amount"] for one in own if one["stage"] == "won")  # type: ignore[misc]


def test_one_of_many_wins_a_version(world: World) -> None:
    """Of sixteen who read the same version and write, one succeeds and fifteen are told of the conflict."""
    (account,) = world.create("bob", "account", {"name": "start"})

    def work(number: int) -> object:
        change = Change(account.id, {"name": f"by {number}"}, 1)
        return again(lambda: world.platform.records.update(world.call("bob"), "account", [change]))

    answers = together(work)
    assert sum(isinstance(answer, Conflict) for answer in answers) == THREADS - 1
    record = world.platform.records.get(world.call("bob"), "account", account.id)
    assert record.version == 2
    assert record.values["name"] in {f"by {number}" for number in range(THREADS)}
    assert len(world.platform.records.history(world.call("bob"), "account", account.id)) == 2


def test_fields_of_many_merge(world: World) -> None:
    """Changes of different fields without a version all stand, whoever came first."""
    (account,) = world.create("bob", "account", {"name": "start"})
    changes: list[dict[str, object]] = [{"region": "east"}, {"ceiling": 7}, {"rate": 9}, {"email": "a@example.com"}]

    def work(number: int) -> object:
        change = Change(account.id, changes[number])
        return again(lambda: world.platform.records.update(world.call("bob"), "account", [change]))

    together(work, len(changes))
    record = world.platform.records.get(world.call("bob"), "account", account.id)
    assert record.version == 1 + len(changes)
    assert (record.values["region"], record.values["ceiling"], record.values["email"]) == ("east", 7, "a@example.com")


def test_a_unique_value_is_taken_once(world: World) -> None:
    """Of sixteen who create the same unique value at one moment, one succeeds; the others hear it is taken."""

    def work(_: int) -> object:
        values = [{"name": "d", "code": "ABC"}]
        return again(lambda: world.platform.records.create(world.call("bob"), "deal", values))

    answers = together(work)
    refused = [answer for answer in answers if isinstance(answer, Invalid)]
    assert len(refused) == THREADS - 1
    assert {problem.code for answer in refused for problem in answer.problems} == {"D530"}
    assert len(world.names("bob", "deal")) == 1


def test_numbers_are_given_once(world: World) -> None:
    """Autonumbers of sixteen threads are all different."""

    def work(number: int) -> object:
        values = [{"name": f"{number}-{place}"} for place in range(3)]
        return again(lambda: world.platform.records.create(world.call("bob"), "account", values))

    together(work)
    found = world.platform.records.find(world.call("bob"), Query("account", limit=1000, fields=("number",))).records
    numbers = [record.values["number"] for record in found]
    assert len(numbers) == len(set(numbers)) == THREADS * 3


def test_deleting_and_referring_do_not_pass_each_other(world: World) -> None:
    """An account is deleted while deals are made below it: no live deal is left below a deleted account."""
    (account,) = world.create("bob", "account", {"name": "A"})

    def work(number: int) -> object:
        call, records = world.call("bob"), world.platform.records
        if number == 0:
            return again(lambda: records.delete(call, "account", [Target(account.id)]))
        return again(lambda: records.create(call, "deal", [{"name": "d", "account": account.id}]))

    together(work, 6)
    try:
        world.platform.records.get(world.call("bob"), "account", account.id)
    except NotFound:
        assert world.names("bob", "deal") == []


def test_nobody_refers_to_a_record_that_is_being_deleted(world: World) -> None:
    """While some delete accounts, others make deals of them: no live deal points to a deleted account."""
    records, rounds = world.platform.records, 6
    accounts = [ids(world.create("bob", "account", *({"name": "x"} for _ in range(4)))) for _ in range(rounds)]
    topics = [ids(world.create("bob", "deal", *({"name": "x"} for _ in range(4)))) for _ in range(rounds)]

    def work(number: int) -> None:
        for doomed, about in zip(accounts, topics, strict=True):
            try:
                if number % 2:
                    again(lambda: records.delete(world.call("bob"), "deal", [Target(about[number % 4])]))  # noqa: B023
                    again(lambda: records.delete(world.call("bob"), "account", [Target(doomed[number % 4])]))  # noqa: B023
                else:
                    task = {"name": "t", "about": about[(number + 1) % 4]}
                    deal = {"name": "d", "account": doomed[(number + 1) % 4]}
                    again(lambda: records.create(world.call("bob"), "task", [task]))  # noqa: B023
                    again(lambda: records.create(world.call("bob"), "deal", [deal]))  # noqa: B023
            except (Invalid, NotFound):
                continue

    assert [answer for answer in together(work, 8) if answer is not None] == []
    live = {
        name: {one.id for one in records.find(world.call("dora"), Query(name, limit=1000)).records}
        for name in ("account", "deal")
    }
    deals = records.find(world.call("dora"), Query("deal", filter="not ISBLANK(account)", limit=1000)).records
    tasks = records.find(world.call("dora"), Query("task", filter="not ISBLANK(about)", limit=1000)).records
    assert {one.values["account"] for one in deals} <= live["account"]
    assert {one.values["about"] for one in tasks} <= live["account"] | live["deal"]
