"""One request as those see it who run the server: by which id, for whom, which way, how long.

It travels with the request.  Nothing in it comes from a record, and nothing from its caller but an id of harmless form.
"""

import re
import secrets
from dataclasses import dataclass

from flask import Request

PLACE = "objectry.observed"
HARMLESS = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{7,63}")
NOWHERE = "unmatched"
"""What stands for the address of a request that fits none of ours."""


@dataclass(slots=True)
class Observed:
    """A request on its way.  `route` is the pattern of its address, `user` the id of who asks, once that is known."""

    id: str
    method: str
    began: float
    statements: int
    route: str = NOWHERE
    user: str | None = None
    status: int = 0
    seconds: float = 0.0


@dataclass(frozen=True, slots=True)
class Pool:
    """Connections of a process to its database: in use now, and at most."""

    in_use: int
    size: int


def accepted(given: str | None) -> str:
    """The id a caller gave, if its form is harmless; else one of our own."""
    return given if given is not None and HARMLESS.fullmatch(given) else secrets.token_hex(8)


def note_user(request: Request, user: str) -> None:
    """Write down who asks."""
    found = request.environ.get(PLACE)
    if found is not None:
        found.user = user


def told_id(request: Request) -> dict[str, str]:
    """The id as a member of an error's document."""
    known = request_id(request)
    return {} if known is None else {"request_id": known}


def request_id(request: Request) -> str | None:
    """By which id the log knows the request."""
    found = request.environ.get(PLACE)
    return None if found is None else found.id
