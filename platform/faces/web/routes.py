"""The addresses of the web face and who answers them.

Every view gets the Visit made for this request.  GET never writes; every unsafe request proves it comes from a page of
ours before its view is called.
"""

import logging
import secrets
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

from flask import Blueprint, Response, redirect, request
from werkzeug.exceptions import HTTPException, Unauthorized
from werkzeug.wrappers import Response as AnyResponse

from objectry.faces.answers import answer, plain
from objectry.faces.session import SAFE_METHODS, is_from_here, is_ours
from objectry.faces.web import addresses
from objectry.faces.web.filling import changing, deleting, editing, lookups, participation, uploads
from objectry.faces.web.opening import open_visit
from objectry.faces.web.own import audit, login, matrix, people, profile, setup
from objectry.faces.web.pages import refusal
from objectry.faces.web.showing import (
    calendars,
    compounds,
    home,
    kanban,
    lists,
    notifications,
    records,
    recycling,
    search,
    speech,
    stages,
)
from objectry.faces.web.visit import Visit
from objectry.runtime import DoorError, Platform

View = Callable[..., AnyResponse]
log = logging.getLogger("objectry.faces.web")


@dataclass(frozen=True, slots=True)
class Route:
    """One address and its view.  `again` shows a form of ours whose token has expired with all that was typed."""

    rule: str
    view: View
    method: str = "GET"
    again: View | None = None


def list_or_board(visit: Visit, object: str) -> Response:
    """An object's list in the form its view has."""
    plan = visit.plan(object)
    view = plan.views.get(request.args.get("view", ""))
    if calendars.is_calendar(view):
        return calendars.show(visit, object)
    return kanban.show(visit, object) if kanban.is_board(view) else lists.show(visit, object)


ROUTES = (
    Route("/", home.show),
    Route("/logout", login.leave, "POST"),
    Route("/search", search.show),
    Route("/notifications", notifications.show),
    Route("/notifications/read", notifications.read_all, "POST"),
    Route("/notifications/<id>/open", notifications.open_one, "POST"),
    Route("/bin", recycling.show),
    Route("/bin/<object>/<id>/restore", recycling.restore, "POST"),
    Route("/profile", profile.show),
    Route("/profile", profile.keep, "POST"),
    Route("/profile/password", profile.password, "POST"),
    Route("/profile/sessions", profile.end_sessions, "POST"),
    Route("/users/<id>/password", people.ask_password),
    Route("/users/<id>/password", people.set_password, "POST"),
    Route("/setup", setup.show),
    Route("/setup/objects/<object>", setup.show_object),
    Route("/setup/permissions", matrix.show),
    Route("/setup/audit", audit.show),
    Route("/people", speech.people),
    Route("/divisions/<object>/<field>", compounds.offer),
    Route("/lookup/<object>/<field>", lookups.search),
    Route("/lookup/<object>/<field>", lookups.search_fitting, "POST"),
    Route("/go/<object>/<field>/<id>", lookups.follow),
    Route("/o/<object>", list_or_board),
    Route("/o/<object>/new", editing.new),
    Route("/o/<object>/new", editing.create, "POST", editing.show_again),
    Route("/o/<object>/answer", editing.answer, "POST"),
    Route("/o/<object>/<id>/answer", editing.answer, "POST"),
    Route("/o/<object>/delete", deleting.ask_many, "POST"),
    Route("/o/<object>/change", changing.change_many, "POST"),
    Route("/o/<object>/<id>", records.show),
    Route("/o/<object>/<id>/edit", editing.edit),
    Route("/o/<object>/<id>/edit", editing.save, "POST", editing.show_again),
    Route("/o/<object>/<id>/claim", records.take, "POST"),
    Route("/o/<object>/<id>/move", stages.move, "POST"),
    Route("/o/<object>/<id>/attachments", uploads.attach, "POST"),
    Route("/o/<object>/<id>/comments", participation.comment, "POST", participation.comment_again),
    Route("/o/<object>/<id>/comments/<comment>", participation.reword, "POST"),
    Route("/o/<object>/<id>/follow", participation.follow, "POST"),
    Route("/o/<object>/<id>/tags", participation.tag, "POST"),
    Route("/o/<object>/<id>/delete", deleting.ask),
    Route("/o/<object>/<id>/delete", deleting.delete, "POST"),
)


def register(face: Blueprint, platform: Platform, *, insecure: bool) -> None:
    """Give the blueprint all addresses."""
    for route in ROUTES:
        name = f"{route.view.__module__.rpartition('.')[2]}_{route.view.__name__}{'_of' * ('<id>' in route.rule)}"
        face.add_url_rule(route.rule, name, _served(platform, route, insecure=insecure), methods=[route.method])
    face.add_url_rule(addresses.LOG_IN, "ask", lambda: login.ask(platform, insecure=insecure), methods=["GET"])
    face.add_url_rule(addresses.LOG_IN, "enter", lambda: login.enter(platform, insecure=insecure), methods=["POST"])
    face.add_url_rule("/login/language", "speak", lambda: login.speak(platform, insecure=insecure), methods=["POST"])


def _served(platform: Platform, route: Route, *, insecure: bool) -> View:
    def serve(**parts: str) -> AnyResponse:
        again = partial(route.again, **parts) if route.again else None
        return answered(platform, partial(route.view, **parts), again, insecure=insecure)

    return serve


def answered(
    platform: Platform,
    view: Callable[[Visit], AnyResponse],
    again: Callable[[Visit], AnyResponse] | None = None,
    *,
    insecure: bool,
) -> AnyResponse:
    """What a view says to the person who asks, or why not, as a page."""
    visit = open_visit(platform, insecure=insecure)
    if visit is None:
        return _to_log_in()
    expired = request.method not in SAFE_METHODS and not is_ours(request, visit.session)
    if expired and (again is None or not is_from_here(request)):
        return refusal(visit, plain(403, "F710", visit.texts))
    try:
        return again(visit) if expired and again else view(visit)
    except (DoorError, HTTPException) as error:
        return refusal(
            visit, answer(error, visit.texts, request.view_args.get("object") if request.view_args else None)
        )
    except Exception as error:
        reference = secrets.token_hex(4)
        log.exception("unforeseen error %s on %s %r", reference, request.method, request.path)
        response = refusal(visit, answer(error, visit.texts))
        response.headers["X-Error-Id"] = reference
        return response


def _to_log_in() -> AnyResponse:
    """To the log-in page and back; a script's request is told to go there as a whole."""
    target = request.full_path.rstrip("?") if request.method == "GET" else addresses.HOME
    if "HX-Request" in request.headers:
        response = Unauthorized().get_response()
        response.headers["HX-Redirect"] = addresses.LOG_IN
        return response
    return redirect(addresses.with_query(addresses.LOG_IN, next=target if target != "/" else None), code=303)
