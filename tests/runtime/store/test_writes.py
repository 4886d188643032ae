"""Records are written a batch at a time, exactly, and a refused one is named."""

from collections.abc import Iterator
from datetime import UTC, date, datetime
from decimal import Decimal

import pytest

from objectry.plan import Column, ObjectPlan, TableIndex
from objectry.rules import Value
from objectry.runtime.store.bulk import COPY_FROM
from objectry.runtime.store.engine import Store
from objectry.runtime.store.errors import Stale, StoreError, Violated
from tests.databases import Database
from tests.runtime.store.stores import (
    ACCOUNT,
    BOOLEAN,
    DAY,
    DEAL,
    INTEGER,
    MOMENT,
    NUMBER,
    TEXT,
    deployed,
    ident,
    row,
    stack,
    stored,
    thing,
)

SIZES = [1, 2, COPY_FROM - 1, COPY_FROM, 3 * COPY_FROM]
EVERY = thing(
    "every",
    [
        Column("words", TEXT),
        Column("whole", INTEGER),
        Column("exact", NUMBER, 18, 6),
        Column("yes", BOOLEAN),
        Column("day", DAY),
        Column("moment", MOMENT),
    ],
    [TableIndex(f"ux_every_{name}", (name,), unique=True) for name in ("words", "whole", "exact", "day", "moment")],
)
VALUES: dict[str, list[Value]] = {
    "words": ["客户 \"A\" 'B' \\ %s :x ?", "tab\tline\nend \\N"],
    "whole": [Decimal(2**63 - 1), Decimal(-5)],
    "exact": [Decimal("999999999999.123456"), Decimal("-0.000001")],
    "yes": [True, False],
    "day": [date(2026, 2, 28), date(1, 1, 1)],
    "moment": [datetime(2026, 11, 22, 8, 30, 1, 123456, UTC), datetime(1969, 12, 31, 23, 59, 59, tzinfo=UTC)],
}


@pytest.fixture
def store(database: Database) -> Iterator[Store]:
    opened = deployed(database)
    yield opened
    opened.close()


@pytest.mark.parametrize("size", SIZES)
def test_every_kind_of_value_comes_back(database: Database, size: int) -> None:
    """Whichever way a batch of this size takes, what was written is read, equal and of the same type."""
    every = deployed(database, stack(EVERY))
    given = {name: values[0] for name, values in VALUES.items()}
    with every.write(1) as writing:
        writing.insert(EVERY, [row(1, **given), *[row(count) for count in range(2, size + 1)]])
        found, *others = writing.lock(EVERY, [ident(count) for count in range(1, size + 1)])
    assert {name: found[name] for name in given} == given
    assert all(type(found[name]) is type(value) for name, value in given.items())
    assert len(others) == size - 1
    assert all(other["words"] is None and other["yes"] is False for other in others)


def test_updates_write_every_kind(database: Database) -> None:
    """And null again."""
    every = deployed(database, stack(EVERY))
    second = {name: values[1] for name, values in VALUES.items()}
    with every.write(1) as writing:
        writing.insert(EVERY, [row(1), row(2)])
        writing.update(EVERY, [{"id": ident(1), **second}, {"id": ident(2), "whole": Decimal(7)}])
        found, other = writing.lock(EVERY, [ident(1), ident(2)])
        assert {name: found[name] for name in second} == second
        assert (other["whole"], other["words"]) == (Decimal(7), None)
        writing.update(EVERY, [{"id": ident(1), **dict.fromkeys(second)}])
        (blank,) = writing.lock(EVERY, [ident(1)])
    assert [blank[name] for name in second] == [None, None, None, False, None, None]


def test_rows_may_leave_out_columns(store: Store) -> None:
    """Rows of one batch need not have the same keys; a missing one is null, and a flag false."""
    with store.write(1) as writing:
        writing.insert(ACCOUNT, [row(1, name="a", vip=True), row(2, email="b"), row(3)])
    found = stored(store, ACCOUNT, 1, 2, 3)
    assert [(one["name"], one["email"], one["vip"]) for one in found] == [
        ("a", None, True),
        (None, "b", False),
        (None, None, False),
    ]


def test_nothing_to_write(store: Store) -> None:
    """An empty batch is no statement, nor is an update of nothing but an id."""
    with store.write(1) as writing:
        writing.insert(ACCOUNT, [])
        writing.update(ACCOUNT, [])
        writing.update(ACCOUNT, [{"id": ident(1)}])


def refused(store: Store, plan: ObjectPlan, rows: list[dict[str, Value]], *, update: bool = False) -> Violated:
    with pytest.raises(Violated) as raised, store.write(1) as writing:
        (writing.update if update else writing.insert)(plan, rows)
    return raised.value


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("last", [True, False])
def test_a_repeated_value_names_its_record(store: Store, size: int, last: bool) -> None:  # noqa: FBT001
    """The error says which index, which fields, and which record of the batch."""
    with store.write(1) as writing:
        writing.insert(ACCOUNT, [row(500, email="taken@example.com")])
    rows = [row(count, email=f"{count}@example.com") for count in range(1, size + 1)]
    wrong = size - 1 if last else 0
    rows[wrong]["email"] = "taken@example.com"
    error = refused(store, ACCOUNT, rows)
    assert (error.table, error.index, error.fields, error.record) == (
        "account",
        "ux_account_email",
        ("email",),
        wrong,
    )


@pytest.mark.parametrize("size", SIZES[1:])
def test_a_value_repeated_inside_a_batch(store: Store, size: int) -> None:
    """Of two equal ones the later is named."""
    rows = [row(count, email=f"{count}@example.com") for count in range(1, size + 1)]
    rows[size - 1]["email"] = rows[0]["email"]
    assert refused(store, ACCOUNT, rows).record == size - 1


def test_a_pair_of_fields_is_named(store: Store) -> None:
    """An index over two fields names both."""
    rows = [row(1, name="A", city="x"), row(2, name="A", city="y"), row(3, name="A", city="x")]
    error = refused(store, ACCOUNT, rows)
    assert (error.index, error.fields, error.record) == ("ux_account_place", ("name", "city"), 2)


@pytest.mark.parametrize("field", [name for name in VALUES if name != "yes"])
def test_every_kind_of_key_is_found(database: Database, field: str) -> None:
    """Texts, numbers, dates and moments are all found again in what the database says."""
    every = deployed(database, stack(EVERY))
    for value in VALUES[field]:
        error = refused(every, EVERY, [row(1), row(2, **{field: value}), row(3, **{field: value})])
        assert (error.index, error.record) == (f"ux_every_{field}", 2)


def test_updates_are_refused_alike(store: Store) -> None:
    """Also where rows of different shapes are written together, the caller's counting holds."""
    with store.write(1) as writing:
        writing.insert(ACCOUNT, [row(1, email="a"), row(2, email="b"), row(3, email="c")])
    changes: list[dict[str, Value]] = [
        {"id": ident(1), "city": "x"},
        {"id": ident(2), "email": "d"},
        {"id": ident(3), "email": "a"},
    ]
    error = refused(store, ACCOUNT, changes, update=True)
    assert (error.fields, error.record) == (("email",), 2)
    assert [one["email"] for one in stored(store, ACCOUNT, 1, 2, 3)] == ["a", "b", "c"]


def test_a_value_in_the_bin_may_be_used_again(store: Store) -> None:
    """Unique means: among live records."""
    with store.write(1) as writing:
        writing.insert(ACCOUNT, [row(1, email="a", deleted_at=row(1)["created_at"]), row(2, email="a")])
    assert len(stored(store, ACCOUNT, 1, 2)) == 2


def test_a_known_id_is_refused(store: Store) -> None:
    """The primary key is an index like others."""
    with store.write(1) as writing:
        writing.insert(DEAL, [row(1)])
    error = refused(store, DEAL, [row(2), row(1)])
    assert (error.fields, error.index, error.record) == (("id",), None, 1)


def test_the_rest_can_be_written_after_a_savepoint(store: Store) -> None:
    """A refused batch inside a savepoint leaves the transaction usable: that is how good records are kept."""
    with store.write(1) as writing:
        writing.insert(ACCOUNT, [row(1, email="a")])
        for size in (2, COPY_FROM):
            batch = [row(100 + count, email="a") for count in range(size)]
            with pytest.raises(Violated), writing.savepoint():
                writing.insert(ACCOUNT, batch)
        writing.insert(ACCOUNT, [row(2, email="b")])
    assert [one["email"] for one in stored(store, ACCOUNT, 1, 2, 100)] == ["a", "b"]


def test_updating_what_is_not_there_is_stale(store: Store) -> None:
    """A row that is missing, or in another version, is not passed over in silence."""
    with store.write(1) as writing:
        writing.insert(ACCOUNT, [row(1), row(2, city="b")])
    with pytest.raises(Stale, match="2 rows to update, 1 found"), store.write(1) as writing:
        writing.update(ACCOUNT, [{"id": ident(1), "city": "x"}, {"id": ident(9), "city": "x"}])
    changes: list[dict[str, Value]] = [
        {"id": ident(count), "city": str(count), "version": Decimal(count + 1)} for count in (1, 2)
    ]
    with pytest.raises(Stale), store.write(1) as writing:
        writing.update(ACCOUNT, changes)
    assert [one["city"] for one in stored(store, ACCOUNT, 1, 2)] == [None, "b"]


def test_other_refusals_are_not_disguised(store: Store) -> None:
    """A missing creation date is a mistake of the door, and stays the database's own error."""
    with pytest.raises(Exception, match="created_at") as raised, store.write(1) as writing:
        writing.insert(ACCOUNT, [{"id": ident(1), "version": Decimal(1)}])
    assert not isinstance(raised.value, StoreError)


def test_a_large_batch(store: Store) -> None:
    """Three thousand records in one call, and all of them updated in another."""
    with store.write(1) as writing:
        writing.insert(ACCOUNT, [row(count, name=f"n{count}") for count in range(3000)])
        writing.update(ACCOUNT, [{"id": ident(n), "vip": True, "version": Decimal(2)} for n in range(3000)])
        found = writing.lock(ACCOUNT, [ident(count) for count in range(3000)])
    assert len(found) == 3000
    assert all(one["vip"] and one["version"] == 2 for one in found)
