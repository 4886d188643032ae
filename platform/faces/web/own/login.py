"""Logging in and out.  The page before log-in tells nothing but the application's name."""

from flask import Response, make_response, render_template, request

from objectry.faces.answers import Answer, answer
from objectry.faces.session import (
    A_YEAR,
    PREFERENCES,
    SESSION,
    VISITOR,
    Jar,
    Preferences,
    form_token,
    is_ours,
    visitor_secret,
)
from objectry.faces.texts import Texts, languages
from objectry.faces.web import addresses
from objectry.faces.web.opening import reader_language
from objectry.faces.web.pages import to
from objectry.faces.web.shell import LANGUAGE_NAMES
from objectry.faces.web.visit import Visit
from objectry.plan import Blueprint
from objectry.runtime import DoorError, Platform

LONGEST_PASSWORD = 1_000


def ask(platform: Platform, *, insecure: bool) -> Response:
    """The log-in page."""
    return _page(platform.current().blueprint, insecure=insecure)


def enter(platform: Platform, *, insecure: bool) -> Response:
    """Try a name and a password."""
    jar, blueprint = Jar(insecure), platform.current().blueprint
    texts = _texts(blueprint, jar)
    name, password = request.form.get("name", "").strip(), request.form.get("password", "")
    if not is_ours(request, jar.read(request, VISITOR)):
        return _page(blueprint, texts("F710"), name, 403, insecure=insecure)
    if not name or not password or len(password) > LONGEST_PASSWORD:
        return _page(blueprint, texts("F713"), name, 422, insecure=insecure)
    try:
        session = platform.identity.log_in(name, password, request.remote_addr or "")
    except DoorError as error:
        refused = answer(error, texts)
        return _page(blueprint, _detail(refused), name, refused.status, insecure=insecure)
    earlier = jar.read(request, SESSION)
    if earlier:
        platform.identity.log_out(earlier)
    response = to(addresses.inside(request.form.get("next")))
    jar.write(response, SESSION, session.token)
    jar.drop(response, VISITOR)
    return response


def _detail(refused: Answer) -> str:
    return " ".join(one.message for one in refused.errors) or refused.detail


def _texts(blueprint: Blueprint, jar: Jar) -> Texts:
    return Texts(blueprint, reader_language(blueprint, jar.preferences(request), request))


def _page(blueprint: Blueprint, wrong: str = "", name: str = "", status: int = 200, *, insecure: bool) -> Response:
    jar = Jar(insecure)
    secret = jar.read(request, VISITOR) or visitor_secret()
    after = addresses.inside(request.values.get("next"))
    offered = {tag: LANGUAGE_NAMES.get(tag, tag) for tag in languages(blueprint)}
    body = render_template(
        "login.html",
        t=_texts(blueprint, jar),
        token=form_token(secret),
        wrong=wrong,
        name=name,
        next=after,
        languages=offered,
        theme=jar.preferences(request).theme,
        insecure=insecure,
    )
    response = make_response(body, status)
    jar.write(response, VISITOR, secret)
    return response


def speak(platform: Platform, *, insecure: bool) -> Response:
    """Choose the language of the log-in page."""
    jar = Jar(insecure)
    response = to(addresses.with_query(addresses.LOG_IN, next=request.form.get("next")))
    chosen = request.form.get("language", "")
    if is_ours(request, jar.read(request, VISITOR)) and chosen in languages(platform.current().blueprint):
        jar.write(response, PREFERENCES, Preferences(language=chosen).text(), A_YEAR)
    return response


def leave(visit: Visit) -> Response:
    """Log out: the session ends on the server too."""
    visit.platform.identity.log_out(visit.session)
    response = to(addresses.LOG_IN)
    Jar(visit.insecure).drop(response, SESSION)
    return response
