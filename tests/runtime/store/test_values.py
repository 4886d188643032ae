"""Values survive the history: exact numbers, dates, moments, words."""

import json
from datetime import UTC, date, datetime, timedelta, timezone
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from objectry.rules import Value
from objectry.runtime.store.values import read_changes, write_changes

ANY: st.SearchStrategy[Value] = st.one_of(
    st.none(),
    st.booleans(),
    st.text(),
    st.decimals(allow_nan=False, allow_infinity=False),
    st.dates(),
    st.datetimes(timezones=st.just(UTC)),
)


@given(st.dictionaries(st.text(min_size=1), st.tuples(ANY, ANY)))
def test_what_was_written_is_read(changes: dict[str, tuple[Value, Value]]) -> None:
    """Changes come back equal, and of the same types."""
    found = read_changes(write_changes(changes))
    assert found == changes
    for name, pair in changes.items():
        assert [type(value) for value in found[name]] == [type(value) for value in pair]


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (None, "null"),
        (True, "true"),
        ("客户", '"客户"'),
        (Decimal("10.50"), '["n","10.50"]'),
        (date(2026, 11, 22), '["d","2026-11-22"]'),
        (datetime(2026, 11, 22, 8, 30, tzinfo=UTC), '["t","2026-11-22T08:30:00+00:00"]'),
    ],
)
def test_the_written_form_is_plain(value: Value, text: str) -> None:
    """The text is JSON that a person and another program can read."""
    assert write_changes({"f": (None, value)}) == f'{{"f":[null,{text}]}}'


def test_scale_is_kept() -> None:
    """10.50 does not become 10.5."""
    _, new = read_changes(write_changes({"amount": (None, Decimal("10.50"))}))["amount"]
    assert str(new) == "10.50"


def test_text_that_looks_like_a_number_stays_text() -> None:
    """A mark belongs to a pair, not to a word."""
    written = write_changes({"code": ("n", "12")})
    assert json.loads(written) == {"code": ["n", "12"]}
    assert read_changes(written) == {"code": ("n", "12")}


def test_a_moment_of_another_zone_is_the_same_moment() -> None:
    """An offset is kept, so that the moment is."""
    moment = datetime(2026, 11, 22, 8, 30, tzinfo=timezone(timedelta(hours=8)))
    assert read_changes(write_changes({"at": (moment, None)}))["at"][0] == moment
