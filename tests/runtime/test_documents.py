"""JSON fields: one text for one document, and what is no document is refused with its place."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from objectry.metadata import FieldType
from objectry.runtime.store.documents import DEEPEST, parsed
from objectry.runtime.values.coercion import coerce
from objectry.runtime.values.documents import document, pretty
from objectry.runtime.values.unfit import Unfit
from tests.runtime.blueprints import field_plan

PLAN = field_plan("payload", FieldType.JSON)
LEAF = (
    st.none()
    | st.booleans()
    | st.integers()
    | st.text(st.characters(exclude_categories=["Cs"]).filter(lambda one: one != "\0"))
)
DOCUMENTS = st.recursive(
    st.dictionaries(st.sampled_from(["a", "bb", "商"]), LEAF) | st.lists(LEAF),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from("abc"), inner, max_size=3),
    max_leaves=12,
)


@given(DOCUMENTS)
def test_a_document_comes_back_as_it_was(value: object) -> None:
    """Given as text, spaced in any way, or as objects: the canonical text is one, and says the same."""
    text = document(value)
    assert text is not None
    assert json.loads(text) == value
    assert document(json.dumps(value, indent=3)) == document(pretty(text)) == document(text) == text


@pytest.mark.parametrize(
    ("written", "canonical"),
    [
        ('{"b": 1, "a": 2}', '{"a":2,"b":1}'),
        ("[1.50, 1e3, -0.0, 1E-3, 0.10000000000000000001]", "[1.5,1000,0,0.001,0.10000000000000000001]"),
        ('["\\u5546", "\\n"]', '["商","\\n"]'),
        ("  ", None),
    ],
)
def test_the_canonical_text(written: str, canonical: str | None) -> None:
    """Sorted names, numbers in their shortest plain form and exact, letters as they are."""
    assert document(written) == canonical


@pytest.mark.parametrize(
    ("value", "code", "params"),
    [
        ('{"a": 1,\n "b": }', "D560", {"row": "2", "place": "7", "reason": "Expecting value"}),
        ("{'a': 1}", "D560", {"row": "1", "place": "2"}),
        ("[1] 2", "D560", {"row": "1", "place": "5"}),
        ('{"a": {"b": 1, "b": 2}}', "D561", {"name": "b"}),
        ("[NaN]", "D522", {"expected": "JSON, which knows no NaN"}),
        ('{"a": -Infinity}', "D522", {"expected": "JSON, which knows no -Infinity"}),
        ([float("inf")], "D522", {"expected": "JSON, which knows no NaN and no Infinity"}),
        ("7", "D522", {"expected": "a JSON object or list"}),
        ('"text"', "D522", {"expected": "a JSON object or list"}),
        (True, "D522", {"expected": "a JSON object or list"}),
        ({1: 2}, "D522", {"expected": "a JSON object, whose names are texts"}),
        ("[" * 40 + "]" * 40, "D522", {"expected": f"JSON nested at most {DEEPEST} deep"}),
        ("[" * 200_000, "D522", {"expected": "JSON that is nested less deep"}),
        ('["\\u0000"]', "D522", {"expected": "JSON that can be stored"}),
        (["half \ud800"], "D522", {"expected": "JSON that can be stored"}),
        ("[1e999999999]", "D522", {"expected": "JSON whose numbers have fewer digits"}),
        (f"[{'9' * 5000}]", "D522", {"expected": "JSON whose numbers have fewer digits"}),
        ([object()], "D522", {"expected": "JSON"}),
    ],
)
def test_what_is_no_document_is_refused(value: object, code: str, params: dict[str, str]) -> None:
    """The problem names the place or the reason; nothing is mended silently."""
    with pytest.raises(Unfit) as found:
        coerce(value, PLAN, "UTC")
    assert found.value.code == code
    assert found.value.params.items() >= params.items()


def test_a_document_may_nest_so_deep_and_no_deeper() -> None:
    """The limit is met exactly."""
    deepest = "[" * DEEPEST + "]" * DEEPEST
    assert document(deepest) == deepest
    with pytest.raises(Unfit):
        document(f"[{deepest}]")


def test_numbers_stay_exact() -> None:
    """No number goes through a float."""
    assert str(parsed(document("[0.1234567890123456789]") or "")[0]) == "0.1234567890123456789"
