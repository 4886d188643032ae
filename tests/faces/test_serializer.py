"""Whatever JSON can say is written, by one writer or the other, and reads as it was."""

import json
from types import MappingProxyType

import pytest
from flask import Flask, jsonify
from hypothesis import given
from hypothesis import strategies as st

from objectry.faces.serializer import Serializer

ANYTHING = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(), inner, max_size=4),
    max_leaves=12,
)


def written(thing: object) -> bytes:
    app = Flask("test")
    app.json = Serializer(app)
    with app.app_context():
        return jsonify(thing).get_data()


@given(ANYTHING)
def test_every_document_comes_back(thing: object) -> None:
    """Numbers of any size, texts with halves of characters, nesting: what was written is what is read."""
    assert json.loads(written(thing)) == thing


@pytest.mark.parametrize("thing", [10**30, "half of a character: \ud800", {"\udfff": [2**64]}], ids=repr)
def test_what_the_quick_writer_leaves_is_written_too(thing: object) -> None:
    """Whole numbers of over 64 bits and lone surrogates are no errors."""
    assert json.loads(written(thing)) == thing


def test_order_and_letters_stay() -> None:
    """Keys stand in the order they were given, letters as themselves, and views of mappings as mappings."""
    assert written({"b": "客户", "a": MappingProxyType({"c": 1})}) == '{"b":"客户","a":{"c":1}}'.encode()


def test_what_is_no_json_is_an_error() -> None:
    """A thing JSON has no word for is not guessed at."""
    with pytest.raises(TypeError, match="JSON"):
        written(object())
