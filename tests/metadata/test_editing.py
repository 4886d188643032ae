"""An entry more: at its place, with everything else as it was."""

import pytest

from objectry.metadata.reading.editing import CannotAddError, add_entry

CASES = [
    ("object: a\n", "object: a\nfields:\n  n: {type: text}\n"),
    ("object: a\nfields:\n", "object: a\nfields:\n  n: {type: text}\n"),
    ("object: a\nfields:\n  b: {type: text}\n", "object: a\nfields:\n  b: {type: text}\n  n: {type: text}\n"),
    (
        "object: a\nfields:\n    b:   {type: text}  # why\n    # more\n\n\nviews: {}  # tail\n",
        "object: a\nfields:\n    b:   {type: text}  # why\n    # more\n    n: {type: text}\n\n\nviews: {}  # tail\n",
    ),
    (
        "object: a\nfields:\n  b:\n    type: text\n    help: |\n      one\n\n      two\nx: 1\n",
        "object: a\nfields:\n  b:\n    type: text\n    help: |\n      one\n\n      two\n  n: {type: text}\nx: 1\n",
    ),
    ("object: a\nfields: {b: {type: text} }\n", "object: a\nfields: {b: {type: text}, n: {type: text}}\n"),
    ("object: a\nfields: {}\n", "object: a\nfields: {n: {type: text}}\n"),
    ("object: a\nfields: {b: 1,\n  c: 2}\n", None),
    ("object: a\nfields: {n: 1}\n", None),
    ("object: a\nfields: [b]\n", None),
    ("object: {a\n", None),
]


@pytest.mark.parametrize(("before", "after"), CASES)
def test_an_entry_is_added(before: str, after: str | None) -> None:
    """Block and brace mappings, empty and missing ones; where there is no clear place, nothing is written."""
    if after is None:
        with pytest.raises(CannotAddError):
            add_entry(before, ("fields",), "n", "{type: text}")
        return
    assert add_entry(before, ("fields",), "n", "{type: text}") == after


def test_whole_ways_are_made() -> None:
    """The mappings around the new entry come along."""
    assert add_entry("a: 1\n", ("b", "c"), "d", "1") == "a: 1\nb:\n  c:\n    d: 1\n"
