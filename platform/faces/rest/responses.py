"""Answers of this face that are not plain JSON."""

from flask import Response, jsonify

from objectry.faces.answers import MEDIA_TYPE, Answer


def problem(answer: Answer) -> Response:
    """A refusal as `application/problem+json`."""
    response = jsonify(answer.document())
    response.status_code = answer.status
    response.mimetype = MEDIA_TYPE
    response.headers.update(answer.headers)
    return response
