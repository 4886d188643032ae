"""What the web face knows of core's users: their roles, languages and zones are choices, and they have passwords."""

from collections.abc import Callable, Iterable, Mapping
from types import MappingProxyType

from flask import Response, request

from objectry.faces.answers import faults
from objectry.faces.session import Notice
from objectry.faces.texts import languages
from objectry.faces.web import addresses
from objectry.faces.web.pages import page, to, to_with
from objectry.faces.web.shell import LANGUAGE_NAMES
from objectry.faces.web.visit import Visit
from objectry.metadata import zone_names
from objectry.runtime import Invalid, NotAllowed

USER = "user"
Choices = Iterable[tuple[str, str]]


def roles(visit: Visit) -> Choices:
    """The roles there are, by their labels."""
    return [(name, visit.texts.role(name)) for name in visit.blueprint.roles]


def tongues(visit: Visit) -> Choices:
    """The languages there are, each in its own name."""
    return [(tag, LANGUAGE_NAMES.get(tag, tag)) for tag in languages(visit.blueprint)]


def zones(_: Visit) -> Choices:
    """The time zones of the world."""
    return [(zone, zone) for zone in sorted(zone_names()) if "/" in zone or zone == "UTC"]


OF_PEOPLE: Mapping[tuple[str, str], Callable[[Visit], Choices]] = MappingProxyType(
    {(USER, "role"): roles, (USER, "language"): tongues, (USER, "timezone"): zones}
)


def ask_password(visit: Visit, id: str) -> Response:
    """The form that gives a user a password."""
    _guard(visit)
    return to("/profile") if id == visit.actor.id else _page(visit, id)


def set_password(visit: Visit, id: str) -> Response:
    """Give a user a password; whoever is logged in with the old one is out."""
    _guard(visit)
    new = request.form.get("new", "")
    if new != request.form.get("again", ""):
        return _page(visit, id, (visit.texts("password_differs"),))
    try:
        visit.platform.identity.set_password(visit.call, id, new)
    except Invalid as error:
        return _page(visit, id, tuple(one.message for one in faults(error.problems, visit.texts)))
    return to_with(visit, addresses.record(USER, id), Notice(visit.texts("said_password")))


def _page(visit: Visit, id: str, wrong: tuple[str, ...] = ()) -> Response:
    record = visit.platform.records.get(visit.call, USER, id, ("name", "username"))
    return page(visit, "password.html", USER, 422 if wrong else 200, person=record, wrong=wrong)


def _guard(visit: Visit) -> None:
    """One's own password is changed in the profile, where the present one is asked for."""
    decision = visit.rights.system("manage_users")
    if not decision.allowed:
        raise NotAllowed(decision.reason)
