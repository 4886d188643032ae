"""Around every request: its id, its time, a line in the log and the figures, once the answer is sent."""

import hmac
import logging
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from time import perf_counter
from typing import Any, Protocol
from wsgiref.types import StartResponse, WSGIApplication, WSGIEnvironment

from flask import Flask, Response, abort, request
from werkzeug.wsgi import ClosingIterator

from objectry.faces.observing.observed import NOWHERE, PLACE, Observed, Pool, accepted
from objectry.runtime import Platform

HEADER = "X-Request-Id"
METHODS = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"})
log = logging.getLogger("objectry.requests")


class Meter(Protocol):
    """Who adds up."""

    def begun(self) -> None:
        """A request has come in."""

    def ended(self, done: Observed, pool: Pool) -> None:
        """It was answered."""

    def text(self) -> tuple[bytes, str]:
        """All figures, and the media type they are written in."""
        ...


@dataclass(frozen=True, slots=True)
class Watch:
    """How a server is watched.  Figures are told to those who know `token` alone; `draining` is a file that is there
    once the server is about to stop."""

    meter: Meter | None = None
    token: str = ""
    draining: Path | None = None

    @property
    def stopping(self) -> bool:
        """Whether no new requests should be sent here."""
        return self.draining is not None and self.draining.exists()

    def knows(self, authorization: str) -> bool:
        """Whether somebody has shown the token."""
        return bool(self.token) and hmac.compare_digest(authorization.encode(), f"Bearer {self.token}".encode())


def watch(app: Flask, platform: Platform, how: Watch) -> None:
    """Have every request of an app observed, and its figures told at `/metrics`."""
    app.wsgi_app = Around(app.wsgi_app, platform, how.meter)  # type: ignore[method-assign]
    app.after_request(note_route)

    @app.get("/metrics")
    def metrics() -> Response:
        """The figures, in Prometheus' form; nothing is here for who does not know the token."""
        if how.meter is None or not how.knows(request.headers.get("Authorization", "")):
            abort(404)
        text, kind = how.meter.text()
        return Response(text, content_type=kind)


def note_route(response: Response) -> Response:
    """Which of our addresses was meant: its pattern, without what stood in its places."""
    found = request.environ.get(PLACE)
    if found is not None and request.url_rule is not None:
        found.route = request.url_rule.rule
    return response


@dataclass(frozen=True, slots=True)
class Around:
    """The WSGI app with somebody looking on."""

    app: WSGIApplication
    platform: Platform
    meter: Meter | None

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        """Answer a request, and tell of it when the last byte is out."""
        method = environ["REQUEST_METHOD"]
        observed = Observed(
            accepted(environ.get("HTTP_X_REQUEST_ID")),
            method if method in METHODS else NOWHERE,
            perf_counter(),
            self.platform.statements(),
        )
        environ[PLACE] = observed
        if self.meter is not None:
            self.meter.begun()

        def begin(status: str, headers: list[tuple[str, str]], *more: Any) -> Callable[[bytes], object]:
            observed.status = int(status[:3])
            return start_response(status, [*headers, (HEADER, observed.id)], *more)

        try:
            body = self.app(environ, begin)
        except BaseException:
            self._ended(observed)
            raise
        return ClosingIterator(body, partial(self._ended, observed))

    def _ended(self, observed: Observed) -> None:
        observed.seconds = perf_counter() - observed.began
        observed.statements = self.platform.statements() - observed.statements
        if self.meter is not None:
            used, size = self.platform.connections()
            self.meter.ended(observed, Pool(used, size))
        if log.isEnabledFor(logging.INFO):
            log.info("%s %s %d", observed.method, observed.route, observed.status, extra={"observed": observed})
