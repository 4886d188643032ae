"""Plain JSON documents against a JSON Schema."""

import pytest

from objectry.faces.cli.deploying.conforming import faults_in

SCHEMA = {
    "type": "object",
    "required": ["name"],
    "additionalProperties": False,
    "properties": {"name": {"type": "string"}, "sizes": {"type": "array", "items": {"type": "integer"}}},
}


@pytest.mark.parametrize(
    ("document", "place"),
    [
        ({"name": 3}, "name: "),
        ({"name": "a", "sizes": [1, "2"]}, "sizes.1: "),
        ({}, "the document: "),
        ({"name": "a", "more": 1}, "the document: "),
        ([], "the document: "),
        (None, "the document: "),
    ],
)
def test_a_fault_is_told_with_the_way_to_its_place(document: object, place: str) -> None:
    """Each fault names where in the document it stands."""
    (fault,) = faults_in(document, SCHEMA)
    assert fault.startswith(place)


def test_a_document_that_conforms_has_no_faults() -> None:
    """What the schema allows passes."""
    assert faults_in({"name": "a", "sizes": [1]}, SCHEMA) == ()


def test_no_more_faults_than_anyone_reads() -> None:
    """A document wrong throughout is told with its first five faults, each cut to a readable length."""
    faults = faults_in({"name": "a", "sizes": ["x" * 5_000] * 1_000}, SCHEMA)
    assert len(faults) == 5
    assert max(map(len, faults)) < 300
