"""Answers of the web face: whole pages in their shell, fragments for htmx, and redirects."""

from flask import Response, current_app, make_response, redirect, render_template, request

from objectry.faces.answers import Answer
from objectry.faces.session import NOTICES, Jar, Notice
from objectry.faces.web.shell import shell
from objectry.faces.web.visit import Visit


def page(visit: Visit, template: str, active: str = "", status: int = 200, **context: object) -> Response:
    """A whole page."""
    jar = Jar(visit.insecure)
    waiting = jar.notices(request)
    body = render_template(
        template, v=visit, t=visit.texts, shell=shell(visit, active), notices=waiting, here=here(), **context
    )
    response = make_response(body, status)
    if waiting:
        jar.drop(response, NOTICES)
    return response


def fragment(visit: Visit, template: str, status: int = 200, **context: object) -> Response:
    """A piece of a page."""
    return make_response(render_template(template, v=visit, t=visit.texts, **context), status)


def here() -> str:
    """The address of this page, for coming back."""
    return request.full_path.rstrip("?")


def to(address: str) -> Response:
    """Go on to another page, reading it."""
    response = redirect(address, code=303)
    return current_app.make_response(response)


def to_with(visit: Visit, address: str, *notices: Notice) -> Response:
    """Go on to another page that says these things once."""
    return Jar(visit.insecure).leave(to(address), *notices)


def refusal(visit: Visit, answer: Answer, active: str = "") -> Response:
    """What went wrong, as a page."""
    response = page(visit, "problem.html", active, answer.status, answer=answer)
    response.headers.update(answer.headers)
    return response
