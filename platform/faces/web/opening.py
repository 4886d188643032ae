"""The start of a request: cookie to person, and the refusal of what is not ours."""

from flask import Request, request

from objectry.faces.formats import Formats
from objectry.faces.session import SAFE_METHODS, SESSION, Jar, Preferences, form_token, is_ours
from objectry.faces.texts import Texts, best_language, languages
from objectry.faces.web.visit import Visit
from objectry.plan import Blueprint
from objectry.runtime import Platform, Rights, Source

LONGEST_TOKEN = 200


class Expired(Exception):
    """The form is old, or comes from another site."""


def open_visit(platform: Platform, *, insecure: bool, writing: bool = True) -> Visit | None:
    """Who asks, under which blueprint, in which language; None when nobody is logged in.

    Raises Expired for an unsafe request whose form is not ours, unless nothing will be written (`writing` False).
    """
    jar = Jar(insecure)
    token = jar.read(request, SESSION)
    actor = platform.identity.actor_of_session(token) if 0 < len(token) <= LONGEST_TOKEN else None
    if actor is None:
        return None
    call = platform.call(actor, Source.WEB)
    preferences = jar.preferences(request)
    language = reader_language(call.blueprint, preferences, request, actor.language)
    visit = Visit(
        platform=platform,
        call=call,
        rights=Rights(call.blueprint, actor),
        texts=Texts(call.blueprint, language),
        formats=Formats(language, preferences.timezone or actor.timezone or call.blueprint.settings.timezone),
        preferences=preferences,
        session=token,
        form_token=form_token(token),
        insecure=insecure,
    )
    if writing and request.method not in SAFE_METHODS and not is_ours(request, token):
        raise Expired
    return visit


def reader_language(blueprint: Blueprint, preferences: Preferences, asked: Request, profile: str = "") -> str:
    """The language of a page: chosen in this browser, else the profile's, else what the browser prefers."""
    wanted = [preferences.language, profile] if preferences.language or profile else []
    known = [one for one in wanted if one in languages(blueprint)]
    return known[0] if known else best_language(blueprint, asked.accept_languages.values())
