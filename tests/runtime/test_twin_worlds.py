"""Non-interference: whatever changes out of a person's sight, every answer she gets stays the same, byte for byte.

One world, asked twice.  Between the two, hidden records are made, changed and deleted, and hidden fields of records in
sight get other values (straight through the store, as a write through the door would rightly show in the version).
What may depend on hidden data (unique values, blocking duplicates, restricted deletion, `reveals`) is left out.
"""

from collections.abc import Callable, Iterator
from decimal import Decimal

import pytest

from objectry.runtime.calls import Change, Query, Target
from objectry.runtime.errors import Conflict, DoorError, Invalid
from tests.runtime.worlds import World

SHOWN = {
    "account": ("name", "number", "region", "parent", "parent.name", "parent.owner.name", "loud", "owner", "version"),
    "deal": ("name", "account", "account.name", "account.loud", "amount", "stage", "owner", "updated_at"),
    "task": ("name", "about", "owner"),
    "line": ("name", "deal", "deal.name", "deal.account.name", "amount"),
    "topic": ("name",),
    "user": ("name", "role"),
    "notification": ("message",),
}
FILTERS = {
    "account": (
        'parent.name = "Hidden"',
        "ISBLANK(parent.name)",
        "COUNT(deals) > 0",
        "SUM(deals.amount) > 5",
        "COUNT(branches) = 1",
        "COUNT(tasks) > 0",
        'secret = "s1"',
        'shout <> ""',
        "best > 1",
        'not ISBLANK(parent.secret) or name = "mine"',
        "owner.name > parent.owner.name",
    ),
    "deal": (
        'account.name = "Hidden"',
        'account.parent.name = "Hidden"',
        "COUNT(lines) > 0",
        "SUM(account.deals.amount) > 1",
    ),
    "line": ("deal.amount > 1", 'deal.account.name = "Hidden"'),
}
SORTS = {
    "account": ("parent.name", "-parent.owner.name", "secret", "-shout"),
    "deal": ("-account.name", "account.secret"),
}


def answer(act: Callable[[], object]) -> str:
    """What came back, or exactly how it was refused."""
    try:
        return repr(act())
    except Invalid as error:
        return repr([(one.code, one.message, one.field, one.record, dict(one.params)) for one in error.problems])
    except Conflict as error:
        return repr(error.stale)
    except DoorError as error:
        return f"{type(error).__name__} {error}"


def questions(world: World, who: str, hidden: dict[str, str], mine: str) -> Iterator[str]:
    """A person's questions on every read, with trials of writes that touch what is hidden."""
    door, call = world.platform.records, world.call(who)
    for object, fields in SHOWN.items():
        yield answer(lambda: door.find(call, Query(object, fields=fields, count="exact", limit=3)))  # noqa: B023
        yield answer(lambda: door.find(call, Query(object, count="capped")))  # noqa: B023
        yield answer(lambda: door.group(call, object, [], {"n": "COUNT", "last": "MAX(name)"}))  # noqa: B023
        for filter in FILTERS.get(object, ()):
            yield answer(lambda: door.find(call, Query(object, filter=filter, fields=("name",), count="exact")))  # noqa: B023
        for sort in SORTS.get(object, ()):
            yield answer(lambda: door.find(call, Query(object, sort=(sort,), fields=("name",), limit=2)))  # noqa: B023
    for text in ("hidden", "Hidden deal", "mine", "s1", "zzz"):
        yield answer(lambda: door.find(call, Query("deal", search=text, fields=("name",))))  # noqa: B023
    yield answer(lambda: door.group(call, "deal", ["account.name"], {"n": "COUNT", "s": "SUM(amount)"}))
    yield answer(lambda: door.group(call, "account", ["parent"], {"n": "COUNT(secret)"}))
    for object, id in hidden.items():
        yield answer(lambda: door.get(call, object, id))  # noqa: B023
        yield answer(lambda: door.history(call, object, id))  # noqa: B023
        yield answer(lambda: door.explain(call, object, id))  # noqa: B023
        yield answer(lambda: door.update(call, object, [Change(id, {"name": "x"}, 1)], dry_run=True))  # noqa: B023
        yield answer(lambda: door.delete(call, object, [Target(id, 1)], dry_run=True))  # noqa: B023
        yield answer(lambda: door.create(call, "task", [{"name": "t", "about": id}], dry_run=True))  # noqa: B023
    yield answer(lambda: door.update(call, "account", [Change(mine, {"secret": "guess"})], dry_run=True))
    yield answer(lambda: door.update(call, "account", [Change(mine, {"parent": hidden["account"]})], dry_run=True))
    yield answer(lambda: door.history(call, "account", mine))


def disturb(world: World, hidden: dict[str, str], mine: str) -> None:
    """Everything out of Bob's sight changes."""
    door, cid, root = world.platform.records, world.call("cid"), world.call("root")
    door.update(cid, "account", [Change(hidden["account"], {"name": "Renamed", "region": "west"})])
    door.update(cid, "deal", [Change(hidden["deal"], {"amount": 77, "stage": "won"})])
    door.create(cid, "deal", [{"name": f"hidden {n}", "amount": n, "account": hidden["account"]} for n in range(5)])
    door.create(cid, "account", [{"name": "Hidden too"}])
    door.create(root, "task", [{"name": "about mine", "about": mine}])
    door.delete(cid, "line", [Target(hidden["line"])])
    plan = world.platform.current().blueprint.objects["account"]
    with world.store.write(world.platform.current().revision) as transaction:
        transaction.update(plan, [{"id": mine, "secret": "other", "best": Decimal(99)}])


@pytest.mark.parametrize("who", ["bob", "eve"])
def test_answers_do_not_depend_on_what_is_hidden(world: World, who: str) -> None:
    """Reads, refusals, counts, groups, searches and trials of writes are the same in both worlds."""
    (top,) = world.create("cid", "account", {"name": "Hidden"})
    (mine,) = world.create("ann", "account", {"name": "mine", "secret": "s1", "parent": top.id, "region": "east"})
    bobs = {"owner": world.people["bob"].id}
    world.platform.records.update(world.call("ann"), "account", [Change(mine.id, bobs)])
    world.create("bob", "deal", {"name": "mine", "account": mine.id, "amount": 3}, {"name": "other", "amount": 4})
    (deal,) = world.create("cid", "deal", {"name": "Hidden deal", "account": top.id, "amount": 9})
    (line,) = world.create("cid", "line", {"name": "hidden", "deal": deal.id, "amount": 1})
    hidden = {"account": top.id, "deal": deal.id, "line": line.id}
    before = list(questions(world, who, hidden, mine.id))
    disturb(world, hidden, mine.id)
    for number, (one, other) in enumerate(zip(before, questions(world, who, hidden, mine.id), strict=True)):
        assert one == other, number
