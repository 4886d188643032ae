"""Holding a plain JSON document against a JSON Schema: for documents programs write, such as saved plans.

What people write is read by the shapes, which know places in the file and kinder words.
"""

from collections.abc import Mapping

from jsonschema import Draft7Validator

MOST = 5


def faults_in(document: object, schema: Mapping[str, object]) -> tuple[str, ...]:
    """What is wrong with a document, each fault with the way to its place (`apps.0.name`); at most five."""
    found = sorted(Draft7Validator(dict(schema)).iter_errors(document), key=lambda error: list(map(str, error.path)))
    return tuple(f"{'.'.join(map(str, error.path)) or 'the document'}: {error.message[:200]}" for error in found[:MOST])
