"""Cookies, and the proof that a form was ours.

Cookies are `__Host-`, Secure, HttpOnly and SameSite=Lax; browsers take Secure ones over plain http from this machine
itself.  Only `insecure_http` drops that.  A form's token is derived from a secret the browser already holds in a cookie
(the session, or a visitor's random number before log-in), so nothing has to be kept on the server for it.
"""

import hmac
import secrets
from dataclasses import dataclass, replace
from hashlib import sha256
from urllib.parse import parse_qsl, urlencode, urlsplit

from flask import Request, Response

SESSION, VISITOR, PREFERENCES, NOTICES = "session", "visitor", "preferences", "notices"
TOKEN_FIELD, TOKEN_HEADER = "form_token", "X-Form-Token"
SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})
A_YEAR = 31_536_000
THEMES = ("auto", "light", "dark")
LONGEST_NOTICE = 300


@dataclass(frozen=True, slots=True)
class Preferences:
    """What a browser remembers of its reader's taste; blank means: as the profile says."""

    language: str = ""
    timezone: str = ""
    theme: str = "auto"

    def text(self) -> str:
        """The form that goes into the cookie."""
        return urlencode({"language": self.language, "timezone": self.timezone, "theme": self.theme})


@dataclass(frozen=True, slots=True)
class Notice:
    """A short message shown once on the next page.  `tone` is good, warn or bad."""

    text: str
    tone: str = "good"


@dataclass(frozen=True, slots=True)
class Jar:
    """The cookies of one application."""

    insecure: bool = False

    def name(self, base: str) -> str:
        """The cookie's full name."""
        return base if self.insecure else f"__Host-{base}"

    def read(self, request: Request, base: str) -> str:
        """A cookie's value, blank if there is none."""
        return request.cookies.get(self.name(base), "")

    def write(self, response: Response, base: str, value: str, max_age: int | None = None) -> None:
        """Set a cookie; without `max_age` it ends with the browser's session."""
        response.set_cookie(
            self.name(base), value, max_age=max_age, path="/", secure=not self.insecure, httponly=True, samesite="Lax"
        )

    def drop(self, response: Response, base: str) -> None:
        """Forget a cookie."""
        self.write(response, base, "", max_age=0)

    def preferences(self, request: Request) -> Preferences:
        """The reader's taste; what makes no sense is ignored."""
        given = dict(parse_qsl(self.read(request, PREFERENCES)))
        theme = given.get("theme", "")
        found = Preferences(given.get("language", ""), given.get("timezone", ""))
        return replace(found, theme=theme) if theme in THEMES else found

    def notices(self, request: Request) -> tuple[Notice, ...]:
        """Messages left by the page before."""
        return tuple(Notice(text, tone) for tone, text in parse_qsl(self.read(request, NOTICES)))

    def leave(self, response: Response, *notices: Notice) -> Response:
        """Leave messages for the next page."""
        pairs = [(one.tone, one.text[:LONGEST_NOTICE]) for one in notices[:5]]
        self.write(response, NOTICES, urlencode(pairs), max_age=60)
        return response


def visitor_secret() -> str:
    """A random number for a browser that has not logged in."""
    return secrets.token_urlsafe(24)


def form_token(secret: str) -> str:
    """The token for forms of the browser that holds this secret."""
    return hmac.new(secret.encode(), b"objectry form", sha256).hexdigest()


def is_from_here(request: Request) -> bool:
    """Whether an unsafe request comes from this site, as far as the browser says."""
    origin = request.headers.get("Origin")
    if origin is not None and _host(origin) != request.host:
        return False
    return request.headers.get("Sec-Fetch-Site", "same-origin") in {"same-origin", "none"}


def _host(origin: str) -> str:
    """The host an Origin names; blank for what is no address."""
    try:
        return urlsplit(origin).netloc
    except ValueError:
        return ""


def is_ours(request: Request, secret: str) -> bool:
    """Whether an unsafe request comes from a page of ours: by its Origin, where sent, and by its token."""
    if not is_from_here(request):
        return False
    given = request.headers.get(TOKEN_HEADER) or request.form.get(TOKEN_FIELD, "")
    return bool(secret) and hmac.compare_digest(given.encode(), form_token(secret).encode())
