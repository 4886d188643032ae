"""Large stacks: the work grows with the number of files, not with its square."""

import time

import pytest

from objectry.metadata import AppSource, core_app, load_stack
from objectry.metadata.reading.culprits import names_in

FIELDS = (
    "{type: text, label: Some label, max_length: 120, required: true}",
    "{type: currency, label: Amount, precision: 18, scale: 2, min: 0}",
    "{type: picklist, label: Stage, values: {a: {label: A, color: gray}, b: {label: B}}}",
    "{type: lookup, to: object_0, related_as: list_%(object)d_%(field)d}",
    "{type: currency, formula: f1 * f2 + 3}",
)


def large(objects: int) -> AppSource:
    """An app of so many objects of twenty fields, all pointing to the first."""
    files = {"app.yaml": "name: large\nversion: 1\n"}
    for number in range(objects):
        fields = (f"  f{field}: " + FIELDS[field % 5] % {"object": number, "field": field} for field in range(20))
        files[f"objects/object_{number}.yaml"] = "\n".join([f"object: object_{number}", "fields:", *fields, ""])
    return AppSource("large", files)


def seconds(objects: int) -> float:
    """Processor time to load it."""
    app = large(objects)
    started = time.process_time()
    _, problems = load_stack([core_app(), app])
    assert not list(problems)
    return time.process_time() - started


def test_eight_times_the_objects_take_about_eight_times_as_long() -> None:
    """Three times as much is allowed for a busy machine; squared growth would be eight times more."""
    few = min(seconds(40) for _ in range(3))
    assert seconds(320) < few * 8 * 3


FILLERS = {
    "one word": "x",
    "blank lines": "\n",
    "blanks": " ",
    "keys": "a: 1\n",
    "words": "ab ",
    "quotes": "'",
    "colons": ":",
}


@pytest.mark.parametrize("filler", FILLERS.values(), ids=FILLERS)
def test_names_are_found_in_one_pass(filler: str) -> None:
    """Whatever a broken file is made of, eight times as much takes about eight times as long, and not its square."""
    small, large = (min(seconds_to_find(filler * count) for _ in range(3)) for count in (20_000, 160_000))
    assert large < 30 * max(small, 0.001)


def seconds_to_find(text: str) -> float:
    """Processor time to find the names in a text."""
    started = time.process_time()
    names_in(text)
    return time.process_time() - started
