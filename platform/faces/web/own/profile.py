"""One's own profile: language, time zone, look, password."""

from dataclasses import replace

from flask import Response, request

from objectry.faces.answers import Fault, faults
from objectry.faces.session import A_YEAR, PREFERENCES, SESSION, THEMES, Jar, Notice, Preferences
from objectry.faces.texts import Texts, languages
from objectry.faces.web import addresses
from objectry.faces.web.own.people import tongues, zones
from objectry.faces.web.pages import page, to, to_with
from objectry.faces.web.visit import Visit
from objectry.metadata import zone_names
from objectry.runtime import Change, DoorError, Invalid

PROFILE, WRONG = "/profile", "D550"


def show(visit: Visit) -> Response:
    """The profile page."""
    return _page(visit)


def _page(visit: Visit, wrong: tuple[str, ...] = (), status: int = 200) -> Response:
    return page(
        visit,
        "profile.html",
        "profile",
        status,
        wrong=wrong,
        username=visit.actor.facts.get("username") or visit.actor.name,
        zones=[zone for zone, _ in zones(visit)],
        languages=dict(tongues(visit)),
        themes=THEMES,
    )


def keep(visit: Visit) -> Response:
    """Keep language, time zone and look: in this browser, and in the profile where one may change it."""
    chosen = visit.preferences
    language, zone, theme = (request.form.get(name, "") for name in ("language", "timezone", "theme"))
    if language in languages(visit.blueprint):
        chosen = replace(chosen, language=language)
    if zone in zone_names():
        chosen = replace(chosen, timezone=zone)
    if theme in THEMES:
        chosen = replace(chosen, theme=theme)
    _store(visit, chosen)
    texts = Texts(visit.blueprint, chosen.language or visit.texts.language)
    back = addresses.inside(request.form.get("back"), PROFILE)
    response = to_with(visit, back, Notice(texts("said_profile"))) if back == PROFILE else to(back)
    Jar(visit.insecure).write(response, PREFERENCES, chosen.text(), A_YEAR)
    return response


def _store(visit: Visit, chosen: Preferences) -> None:
    """The profile follows where the person may write it; where not, the browser's own memory has to do."""
    given = {"language": chosen.language, "timezone": chosen.timezone}
    values = {name: text for name, text in given.items() if text and visit.rights.level("user", name) == "edit"}
    if not values or not visit.may("user", "update"):
        return
    try:
        visit.platform.records.update(visit.call, "user", [Change(visit.actor.id, values)])
    except DoorError:
        return


def password(visit: Visit) -> Response:
    """Change the password; the present one is asked for again."""
    old, new = request.form.get("old", ""), request.form.get("new", "")
    if new != request.form.get("again", ""):
        return _page(visit, (visit.texts("password_differs"),), 422)
    try:
        session = visit.platform.identity.change_password(visit.call, old, new, request.remote_addr or "")
    except Invalid as error:
        return _page(visit, tuple(_said(visit, one) for one in faults(error.problems, visit.texts)), 422)
    response = to_with(visit, PROFILE, Notice(visit.texts("said_password")))
    Jar(visit.insecure).write(response, SESSION, session.token)
    return response


def end_sessions(visit: Visit) -> Response:
    """Log out wherever one is logged in, here too."""
    visit.platform.identity.log_out_everywhere(visit.call, visit.actor.id)
    response = to(addresses.LOG_IN)
    Jar(visit.insecure).drop(response, SESSION)
    return response


def _said(visit: Visit, fault: Fault) -> str:
    """What is wrong with a new password, or that the present one is."""
    return visit.texts("password_wrong") if fault.code == WRONG else fault.message
