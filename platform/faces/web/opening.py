"""The start of a request: from a cookie to a person."""

from dataclasses import replace

from flask import Request, request

from objectry.faces.formats import Formats, zone_of
from objectry.faces.observing import note_user
from objectry.faces.session import SESSION, Jar, Preferences, form_token
from objectry.faces.texts import Texts, best_language, languages
from objectry.faces.web.visit import Visit
from objectry.plan import Blueprint
from objectry.runtime import Platform, Rights, Source

LONGEST_TOKEN = 200


def open_visit(platform: Platform, *, insecure: bool) -> Visit | None:
    """Who asks, under which blueprint, in which language and time zone; None when nobody is logged in."""
    jar = Jar(insecure)
    token = jar.read(request, SESSION)
    if not 0 < len(token) <= LONGEST_TOKEN:
        return None
    marks = platform.marks()
    actor = platform.identity.actor_of_session(token, marks)
    if actor is None:
        return None
    note_user(request, actor.id)
    preferences = jar.preferences(request)
    zone = zone_of(preferences.timezone or actor.timezone).key
    call = platform.call(replace(actor, timezone=zone), Source.WEB, marks=marks)
    language = reader_language(call.blueprint, preferences, request, actor.language)
    return Visit(
        platform=platform,
        call=call,
        rights=Rights(call.blueprint, actor),
        texts=Texts(call.blueprint, language),
        formats=Formats(language, zone),
        preferences=preferences,
        session=token,
        form_token=form_token(token),
        insecure=insecure,
    )


def reader_language(blueprint: Blueprint, preferences: Preferences, asked: Request, profile: str = "") -> str:
    """The language of a page: chosen in this browser, else the profile's, else what the browser prefers."""
    wanted = [preferences.language, profile] if preferences.language or profile else []
    known = [one for one in wanted if one in languages(blueprint)]
    return known[0] if known else best_language(blueprint, asked.accept_languages.values())
