"""The history keeps what each call did to a record, and gives it back newest first."""

from datetime import date, timedelta
from decimal import Decimal

from objectry.runtime.store.history import Passage
from tests.databases import Database
from tests.runtime.store.stores import NOW, deployed, ident


def passage(record: int, version: int, **changes: tuple[object, object]) -> Passage:
    return Passage(
        "deal",
        ident(record),
        version,
        NOW + timedelta(minutes=version),
        ident(900),
        "rule big_deal",
        "update" if version > 1 else "create",
        changes,  # type: ignore[arg-type]
    )


def test_what_was_done_comes_back(database: Database) -> None:
    """Every part of a passage, values exact and of their types, and the number under which it stands."""
    store = deployed(database)
    done = passage(1, 2, amount=(None, Decimal("10.50")), closes=(date(2026, 1, 1), None), name=("a", "客户"))
    with store.write(1) as writing:
        writing.write_history([done])
    with store.read() as reading:
        (found,) = reading.history(ident(1), 10)
    assert found.number is not None
    assert found == Passage(
        "deal",
        ident(1),
        2,
        NOW + timedelta(minutes=2),
        ident(900),
        "rule big_deal",
        "update",
        done.changes,
        found.number,
    )


def test_a_batch_keeps_its_order(database: Database) -> None:
    """Newest first: by the order of writing, for records in one batch as for calls one after the other."""
    store = deployed(database)
    with store.write(1) as writing:
        writing.write_history([])
        writing.write_history([passage(record, version) for version in range(1, 41) for record in (1, 2)])
        writing.write_history([passage(1, 41)])
    with store.read() as reading:
        assert [one.version for one in reading.history(ident(1), 100)] == list(range(41, 0, -1))
        assert len(reading.history(ident(2), 100)) == 40
        assert reading.history(ident(3), 100) == []


def test_pages_follow_one_another(database: Database) -> None:
    """A page starts behind the number of the last passage of the page before, whatever was written meanwhile."""
    store = deployed(database)
    with store.write(1) as writing:
        writing.write_history([passage(1, version) for version in range(1, 8)])
    found: list[int] = []
    before: int | None = None
    while True:
        with store.read() as reading:
            page = reading.history(ident(1), 3, before)
        if not page:
            break
        found += [one.version for one in page]
        before = page[-1].number
        with store.write(1) as writing:
            writing.write_history([passage(1, 100)])
    assert found == [7, 6, 5, 4, 3, 2, 1]


def test_history_goes_with_its_transaction(database: Database) -> None:
    """A call that failed did nothing, and the history does not say otherwise."""
    store = deployed(database)
    with store.write(1) as writing:
        writing.write_history([passage(1, 1)])
        writing.discard()
    with store.read() as reading:
        assert reading.history(ident(1), 10) == []


def test_an_id_that_is_none_has_no_history(database: Database) -> None:
    """It is no error of the database either."""
    with deployed(database).read() as reading:
        assert reading.history("not an id", 10) == []
