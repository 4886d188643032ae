"""Where the application stands: the names it answers to, and the proxies in front of it whose word it takes."""

from dataclasses import dataclass
from urllib.parse import urlsplit

from flask import Flask, Response, request
from werkzeug.middleware.proxy_fix import ProxyFix

LOOPBACK = ("localhost", "127.0.0.1", "::1")


@dataclass(frozen=True, slots=True)
class Site:
    """`hosts` are the names a request may be for, any where there are none; `proxies` how many stand in front.

    Without proxies nothing a client says about its address, its protocol or its host is believed but the Host itself.
    """

    hosts: tuple[str, ...] = ()
    proxies: int = 0

    def guard(self, app: Flask) -> None:
        """Let an app answer to these names only, and see clients as the proxies tell them."""
        if self.hosts:
            app.before_request(self.refuse_strangers)
        if self.proxies:
            many = self.proxies
            app.wsgi_app = ProxyFix(app.wsgi_app, x_for=many, x_proto=many, x_host=many)  # type: ignore[method-assign]

    def refuse_strangers(self) -> Response | None:
        """A short no to a name that is not ours: somebody has made it lead here."""
        if named(request.environ.get("HTTP_HOST", "")) in self.hosts:
            return None
        return Response("This server does not answer to the name it was called by.\n", 400, mimetype="text/plain")


def named(host: str) -> str:
    """The name of a Host header, without its port and in small letters; blank for what is none."""
    try:
        return urlsplit(f"//{host}").hostname or ""
    except ValueError:
        return ""


def site_of(hosts: tuple[str, ...], proxies: int, *, loopback: bool) -> Site:
    """The site of a server.  One that only this machine reaches answers to this machine's names alone: so no page
    elsewhere can reach it by a name of its own that leads here."""
    given = tuple(map(named, hosts))
    return Site(given or (LOOPBACK if loopback and not proxies else ()), proxies)
