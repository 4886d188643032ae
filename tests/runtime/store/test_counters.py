"""Numbers are given out once."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from objectry.runtime.store.counters import counter_name, format_number, period_of
from objectry.runtime.store.engine import Store
from tests.databases import Database
from tests.runtime.store.crowd import at_once, without_errors
from tests.runtime.store.stores import DEAL, deployed

DAY = date(2026, 3, 9)


@pytest.mark.parametrize(
    ("pattern", "number", "text"),
    [
        ("OPP-{YYYY}{MM}-{0000}", 7, "OPP-202603-0007"),
        ("{0}", 12, "12"),
        ("{000}", 1234, "1234"),
        ("T{YY}{MM}{DD}/{00}", 3, "T260309/03"),
        ("{0000}-{YYYY}", 1, "0001-2026"),
        ("客户{000}", 5, "客户005"),
        ("{unknown} {", 1, "{unknown} {"),
        ("plain", 1, "plain"),
    ],
)
def test_a_number_is_written_by_its_pattern(pattern: str, number: int, text: str) -> None:
    """Zeros are the least width, dates are those of the day, other braces are themselves."""
    assert format_number(pattern, number, DAY) == text


@given(st.integers(1, 10**12), st.integers(1, 10**12), st.integers(1, 8))
def test_different_numbers_are_written_differently(one: int, other: int, width: int) -> None:
    """A number that outgrows its zeros is not cut."""
    pattern = "{" + "0" * width + "}"
    assert (format_number(pattern, one, DAY) == format_number(pattern, other, DAY)) is (one == other)


@pytest.mark.parametrize(
    ("reset", "period"), [(None, ""), ("never", ""), ("year", "2026"), ("month", "202603"), ("day", "20260309")]
)
def test_periods(reset: str | None, period: str) -> None:
    """A counter starts anew with each period."""
    assert period_of(reset, DAY) == period


def take(store: Store, count: int = 1, counter: str = "deal.code", period: str = "") -> list[int]:
    with store.write(1) as writing:
        return list(writing.next_numbers(counter, period, count))


def test_numbers_follow_one_another(database: Database) -> None:
    """From 1, as many as asked for; each counter and each period counts for itself."""
    store = deployed(database)
    assert take(store) == [1]
    assert take(store, 3) == [2, 3, 4]
    assert take(store, 2, period="202603") == [1, 2]
    assert take(store, 1, counter="account.code") == [1]
    assert take(store, 2) == [5, 6]
    assert counter_name("deal", "code") == "deal.code"


def test_numbers_are_unique_in_a_crowd(database: Database) -> None:
    """Sixteen threads that take ten times three numbers get 480 different ones, without holes between them."""
    store = deployed(database)

    def taking() -> list[int]:
        return [number for _ in range(10) for number in store.restart(lambda: take(store, 3))]

    found = without_errors(at_once(*[taking] * 16))
    numbers = [number for answer in found for number in answer]  # type: ignore[attr-defined]
    assert sorted(numbers) == list(range(1, 481))


def test_a_failed_call_may_leave_a_gap_but_no_double(database: Database) -> None:
    """What a rolled back call took is given again only where nobody can have kept it."""
    store = deployed(database)
    with store.write(1) as writing:
        writing.next_numbers("deal.code", "", 5)
        writing.discard()
    assert take(store) == ([6] if database.is_postgres else [1])


def test_a_savepoint_gives_no_number_back(database: Database) -> None:
    """A record numbered before a savepoint was taken back may still be written: its number is not given again."""
    store = deployed(database)

    with store.write(1) as writing:
        kept = list(writing.next_numbers("deal.code", "", 1))
        for _ in range(2):
            with writing.savepoint() as point:
                kept.extend(writing.next_numbers("deal.code", "", 2))
                point.discard()
        kept.extend(writing.next_numbers("deal.code", "", 1))
    kept += take(store)
    assert len(set(kept)) == len(kept) == 7


@pytest.mark.postgres
def test_taking_numbers_does_not_wait_for_a_long_call(postgres: Database) -> None:
    """A call that took a number and works on does not hold up the others."""
    store = deployed(postgres)
    with store.write(1) as slow:
        assert list(slow.next_numbers("deal.code", "", 1)) == [1]
        assert take(store) == [2]


@pytest.mark.postgres
def test_numbers_are_there_when_every_connection_is_taken(postgres: Database) -> None:
    """Twenty calls, as many as there are connections, that each hold one and ask for a number, all get it."""
    store = deployed(postgres)

    def call() -> int:
        with store.write(1) as writing:
            writing.lock(DEAL, [])
            return writing.next_numbers("deal.code", "", 1).start

    found = without_errors(at_once(*[call] * 20))
    assert sorted(found) == list(range(1, 21))  # type: ignore[type-var]
