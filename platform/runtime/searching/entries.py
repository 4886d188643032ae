"""Records -> their entries in the search index: which words stand in which field.

A word is kept with the field it stands in, so that a search finds by the fields its reader may read and by no other.
"""

from collections.abc import Iterator, Mapping

from objectry.rules import Value
from objectry.runtime.searching.fields import Indexed
from objectry.runtime.searching.words import name_of, words_of
from objectry.runtime.store import Entry, mark_of_field, mark_of_name

MOST_WORDS = 10_000
"""Of one record."""


def entry_of(indexed: Indexed, id: str, values: Mapping[str, Value]) -> Entry:
    """What a record with these values is found by."""
    words = list(_words(indexed, values))
    return Entry(indexed.object, id, " ".join(sorted(words[:MOST_WORDS])))


def _words(indexed: Indexed, values: Mapping[str, Value]) -> Iterator[str]:
    for field in indexed.fields:
        mark = mark_of_field(indexed.object, field)
        yield from [mark + word for word in words_of(_text(values.get(field)))]
    name = name_of(_text(values.get(indexed.name))) if indexed.name is not None else ""
    if name:
        yield mark_of_name(indexed.object) + name


def _text(value: Value) -> str:
    return value if isinstance(value, str) else ""
