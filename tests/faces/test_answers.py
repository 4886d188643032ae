"""Errors as answers: one status, one code, one shape."""

from collections.abc import Mapping

import pytest
from werkzeug.exceptions import BadRequest, Forbidden, MethodNotAllowed, RequestEntityTooLarge

from objectry.faces.answers import answer
from objectry.faces.texts import Texts
from objectry.metadata import core_app, load_stack
from objectry.plan import compile_model
from objectry.runtime import (
    Busy,
    Conflict,
    Invalid,
    NoRoom,
    NotAllowed,
    NotFound,
    Problem,
    RevisionChanged,
    TooLong,
    VersionNeeded,
)
from tests.faces.office import sample


@pytest.fixture(scope="module")
def texts() -> Texts:
    blueprint, _ = compile_model(load_stack([core_app(), sample()])[0])
    assert blueprint is not None
    return Texts(blueprint, "en")


@pytest.mark.parametrize(
    ("error", "status", "code"),
    [
        (NotFound(), 404, "F704"),
        (NotAllowed("nothing grants delete on deal"), 403, "F703"),
        (Invalid((Problem("D521", "Name is required.", "name", 0, {"label": "Name"}),)), 422, "F709"),
        (Conflict({"x": 3}), 409, "F706"),
        (Busy(), 503, "F711"),
        (TooLong(), 422, "F720"),
        (VersionNeeded(), 428, "F721"),
        (NoRoom(), 507, "F722"),
        (RevisionChanged(), 503, "F711"),
        (BadRequest(), 400, "F701"),
        (Forbidden(), 403, "F703"),
        (MethodNotAllowed(), 405, "F705"),
        (RequestEntityTooLarge(), 413, "F707"),
        (RuntimeError("secret"), 500, "F700"),
        (KeyError("secret"), 500, "F700"),
    ],
)
def test_every_error_has_its_status(texts: Texts, error: Exception, status: int, code: str) -> None:
    """What the door, Flask and chance can raise each answer with their status and code, without insides."""
    found = answer(error, texts)
    assert (found.status, found.code) == (status, code)
    assert "secret" not in str(found.document())
    assert found.title
    assert found.detail


def test_the_document_is_a_problem_document(texts: Texts) -> None:
    """The members of RFC 9457, and each record's problems with their fields."""
    problems = (
        Problem("D521", "", "name", 0, {"label": "Name"}),
        Problem("D522", "", "amount", 4, {"label": "Amount", "expected": "a number"}),
    )
    document: Mapping[str, object] = answer(Invalid(problems), texts, "deal").document()
    assert list(document) == ["type", "title", "status", "code", "detail", "errors"]
    assert document["errors"] == [
        {"record": 0, "field": "name", "code": "D521", "message": "Name is required."},
        {"record": 4, "field": "amount", "code": "D522", "message": "Amount: this is not a number."},
    ]


def test_busy_says_when_to_come_back(texts: Texts) -> None:
    """A busy database tells the caller when to try again."""
    assert answer(Busy(), texts).headers["Retry-After"] == "2"
