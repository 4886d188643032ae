"""Request bodies: JSON without surprises."""

import json
from contextlib import suppress
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from objectry.faces.rest.bodies import DEEPEST, LONGEST_NUMBER, parse_json
from objectry.faces.rest.refusals import Refusal

WRONG = [
    (b"", "json"),
    (b"{", "json"),
    (b'{"a": }', "json"),
    (b"{'a': 1}", "json"),
    (b'{"a": 1,}', "json"),
    (b'{"a": 1} x', "json"),
    (b'{"a": 01}', "json"),
    (b'{"a": "\n"}', "json"),
    (b'\xff{"a": 1}', "utf8"),
    (b'{"a": NaN}', "constant"),
    (b'{"a": -Infinity}', "constant"),
    (b'{"a": 1, "a": 2}', "twice"),
    (b'{"a": {"b": 1, "b": 1}}', "twice"),
    (b"[" * (DEEPEST + 1) + b"]" * (DEEPEST + 1), "deep"),
    (b"[" * 200_000 + b"]" * 200_000, "deep"),
    (b'{"a":' * 200_000 + b"1" + b"}" * 200_000, "deep"),
    (b"1" * (LONGEST_NUMBER + 1), "number"),
    (b"1" * 5_000_000, "number"),
    (b"0." + b"1" * LONGEST_NUMBER, "number"),
    (b"1e99999999999999999999", "number"),
]


@pytest.mark.parametrize(("raw", "key"), WRONG, ids=lambda one: str(one)[:24])
def test_what_is_not_json_is_refused(raw: bytes, key: str) -> None:
    """Every way of not being the JSON we read gets a 400 with its own sentence, and costs next to nothing."""
    with pytest.raises(Refusal) as caught:
        parse_json(raw)
    assert caught.value.status == 400
    assert [one.key for one in caught.value.complaints] == [key]


def test_a_fault_has_its_place() -> None:
    """A syntax error tells its line and column, as an editor shows them."""
    with pytest.raises(Refusal) as caught:
        parse_json(b'{\n  "name": x\n}')
    params = caught.value.complaints[0].params
    assert (params["line"], params["column"]) == (2, 11)


def test_numbers_stay_exact() -> None:
    """A number with a point is read as the decimal that was written, never as a binary fraction."""
    assert parse_json(b'{"a": 0.1, "b": 1e2, "c": 12345678901234567890}') == {
        "a": Decimal("0.1"),
        "b": Decimal("1e2"),
        "c": 12345678901234567890,
    }


VALUES = st.recursive(
    st.none() | st.booleans() | st.integers(-(10**30), 10**30) | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=8), inner, max_size=4),
    max_leaves=20,
)


@given(VALUES)
def test_json_is_read_as_written(value: object) -> None:
    """What another program writes as JSON, this one reads as the same value."""
    assert parse_json(json.dumps(value).encode()) == value


@given(st.binary(max_size=200))
def test_any_bytes_are_json_or_a_refusal(raw: bytes) -> None:
    """Whatever arrives, it is a value or a refusal, and nothing else goes wrong."""
    with suppress(Refusal):
        parse_json(raw)
