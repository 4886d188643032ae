"""Which choices a record has: what its type leaves, and what goes with the picklist that decides."""

import json
from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import suppress

from objectry.metadata.model import Field, Object

RECORD_TYPE = "record_type"


def members(value: object) -> tuple[object, ...]:
    """The choices a value holds: several, one or none."""
    if isinstance(value, tuple):
        return value
    return () if value is None else (value,)


def written_choices(text: str, known: Collection[str]) -> Sequence[object]:
    """Several choices as a file writes them: one, a JSON list, or texts with semicolons between."""
    if text in known:
        return (text,)
    if text.lstrip().startswith("["):
        with suppress(ValueError, RecursionError):
            found = json.loads(text)
            return found if isinstance(found, list) else (text,)
    return [one.strip() for one in text.split(";")]


def choices_of(one: Object, field: Field, values: Mapping[str, object]) -> tuple[str, ...]:
    """The choices a field offers to a record that holds these values, in declared order."""
    left = tuple(field.picklist.values) if field.picklist else ()
    for narrower in narrowings(one, field, values):
        left = tuple(name for name in left if name in narrower)
    return left


def narrowings(one: Object, field: Field, values: Mapping[str, object]) -> Iterator[tuple[str, ...]]:
    """The choices the record's type leaves, and those that go with the deciding picklist; blank decides for none."""
    left = choices_of_type(one, field.name, values.get(RECORD_TYPE))
    if left is not None:
        yield left
    if field.depends_on is not None:
        yield field.values_for.get(str(values.get(field.depends_on)), ())


def choices_of_type(one: Object, field: str, record_type: object) -> tuple[str, ...] | None:
    """The choices a record type leaves of a field; None where it leaves them all."""
    found = one.record_types.get(record_type) if isinstance(record_type, str) else None
    return None if found is None else found.values.get(field)
