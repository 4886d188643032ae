"""Two ways to find what a reader may see: one answer, whatever way was taken."""

from datetime import timedelta

import pytest

from objectry.runtime.calls import Query
from objectry.runtime.reading import shapes
from objectry.runtime.store import Transaction
from tests.runtime.worlds import World

READERS = ("bob", "cid", "ann", "eve")


def pages(world: World, who: str, **query: object) -> list[object]:
    """The names of a list of accounts, page by page, and how many there are."""
    asked = Query("account", limit=4, count="exact", **query)  # type: ignore[arg-type]
    found: list[object] = []
    while True:
        page = world.platform.records.find(world.call(who), asked)
        found += [page.total, *(one.values["name"] for one in page.records)]
        if page.next is None:
            return found
        asked = Query("account", limit=4, count="exact", after=page.next, **query)  # type: ignore[arg-type]


@pytest.fixture
def filled(world: World) -> World:
    """Accounts of Bob and Cid, some of them in the east, one shared with Cid, one in the bin."""
    made = []
    for who, count in (("bob", 5), ("cid", 3)):
        values = [{"name": f"{who} {n}", "region": "east" if n % 2 else "west"} for n in range(count)]
        made = world.create(who, "account", *values)
    world.platform.sharing.share(world.call("cid"), "account", made[0].id, world.people["bob"].id)
    return world


@pytest.mark.parametrize("few", [3, 1000])
def test_both_ways_answer_alike(filled: World, monkeypatch: pytest.MonkeyPatch, few: int) -> None:
    """Every reader gets the same records in the same order by ids as in order, filtered, sorted, page by page."""
    queries: tuple[dict[str, object], ...] = (
        {},
        {"sort": ("-region", "name")},
        {"sort": ("name",), "filter": 'region = "east"'},
    )
    plainly = [pages(filled, who, **query) for who in READERS for query in queries]
    monkeypatch.setattr(shapes, "SMALL", 0)
    monkeypatch.setattr(shapes, "FEW", few)
    filled.clock.advance(shapes.LASTS + timedelta(seconds=1))
    assert [pages(filled, who, **query) for who in READERS for query in queries] == plainly


def test_who_sees_much_is_counted_once_in_a_while(filled: World, monkeypatch: pytest.MonkeyPatch) -> None:
    """The ids of a wide reader are not gathered again until some time has passed; those of a narrow one always are."""
    monkeypatch.setattr(shapes, "SMALL", 0)
    monkeypatch.setattr(shapes, "FEW", 4)
    gathered: list[int] = []
    union = Transaction.union

    def counted(self: Transaction, *args: object) -> list[str]:
        found = union(self, *args)  # type: ignore[arg-type]
        gathered.append(len(found))
        return found

    monkeypatch.setattr(Transaction, "union", counted)
    for who in ("ann", "ann", "cid", "cid"):
        filled.platform.records.find(filled.call(who), Query("account"))
    assert gathered == [5, 3, 3]
    filled.clock.advance(shapes.LASTS + timedelta(seconds=1))
    filled.platform.records.find(filled.call("ann"), Query("account"))
    assert gathered == [5, 3, 3, 5]


def test_what_a_narrow_reader_loses_is_gone_at_once(filled: World, monkeypatch: pytest.MonkeyPatch) -> None:
    """The way is remembered, the records are not: a share that ends is closed with the next list."""
    monkeypatch.setattr(shapes, "SMALL", 0)
    assert "cid 0" in filled.names("bob", "account")
    id = filled.platform.records.find(filled.call("cid"), Query("account", filter='name = "cid 0"')).records[0].id
    (share,) = filled.platform.sharing.shares(filled.call("cid"), "account", id)
    filled.platform.sharing.end(filled.call("cid"), "account", id, share.id)
    assert "cid 0" not in filled.names("bob", "account")
