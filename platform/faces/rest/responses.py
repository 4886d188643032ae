"""Answers of this face that are not plain JSON."""

from flask import Response, jsonify, request

from objectry.faces import answers
from objectry.faces.answers import MEDIA_TYPE, Answer
from objectry.faces.observing import told_id
from objectry.faces.rest.refusals import Answered, Refusal
from objectry.faces.texts import Texts


def refusal(error: Exception, texts: Texts, object_name: str | None = None) -> Answer:
    """The answer to whatever was refused, by this face or by the door."""
    if isinstance(error, Answered):
        return error.answer
    return error.answer(texts) if isinstance(error, Refusal) else answers.answer(error, texts, object_name)


def problem(answer: Answer) -> Response:
    """A refusal as `application/problem+json`."""
    response = jsonify(answer.document() | told_id(request))
    response.status_code = answer.status
    response.mimetype = MEDIA_TYPE
    response.headers.update(answer.headers)
    return response
