"""`crm serve`: the web application and the REST API over HTTP."""

import ipaddress
import socket
from functools import partial
from pathlib import Path

import click
from flask import Flask
from granian import Granian
from granian.constants import Interfaces
from granian.http import HTTP1Settings
from granian.log import LogLevels

from objectry.faces.cli.failures import Failure
from objectry.faces.cli.options import database_options, files_option
from objectry.faces.cli.terminal import note, say
from objectry.faces.cli.workspace import Workspace, database_of, files_of, open_platform
from objectry.faces.limits import limits_of
from objectry.faces.site import LOOPBACK, Site, site_of
from objectry.faces.wsgi import create_app
from objectry.runtime import Platform, assemble, named

FIRST_PORT, PORTS_TRIED = 8000, 100
THREADS = 8
LARGEST_HEAD = 64 * 1024
THIS_MACHINE = Site(LOOPBACK)


@click.command()
@click.option("--host", default="127.0.0.1", show_default=True, help="The address to listen at.")
@click.option("--port", type=click.IntRange(1, 65535), help="The port; the first free one from 8000 when left out.")
@click.option("--workers", type=click.IntRange(1, 64), default=1, show_default=True, help="Processes.")
@click.option(
    "--insecure-http", is_flag=True, help="Serve plain http to other machines: passwords can be read on the way."
)
@files_option
@click.option(
    "--rate", type=click.IntRange(0, 100_000), default=0, show_default=True, envvar="OBJECTRY_RATE",
    help="API calls a second for each token, ten seconds' worth at once; 0 for as many as they like.",
)  # fmt: skip
@click.option("--hostname", "hosts", multiple=True, envvar="OBJECTRY_HOSTS",
              help="A name browsers call it by; others are refused. May be given repeatedly.")  # fmt: skip
@click.option("--proxies", type=click.IntRange(0, 10), default=0, show_default=True, envvar="OBJECTRY_PROXIES",
              help="How many proxies stand in front, whose X-Forwarded headers are believed.")  # fmt: skip
@database_options
def serve(
    workspace: str,
    database: str | None,
    schema: str | None,
    host: str,
    port: int | None,
    workers: int,
    files: Path | None,
    rate: int,
    hosts: tuple[str, ...],
    proxies: int,
    *,
    insecure_http: bool,
) -> None:
    """Serve what is deployed: the web application and the REST API."""
    if not (is_loopback(host) or insecure_http):
        raise Failure(
            f"{host} is not this machine alone, and http is not encrypted: put a server with https in front of"
            " 127.0.0.1, or say --insecure-http"
        )
    url = database_of(workspace, database)
    with open_platform(workspace, database, schema) as platform:
        revision = platform.current().revision
        tell_difference(Workspace(Path(workspace)), platform)
    chosen = choose_port(host, port)
    say(f"Objectry, revision {revision}: {address(host, chosen)}", "bold green")
    note("Stop with Ctrl+C.")
    folder = files_of(workspace, database, files)
    site = site_of(hosts, proxies, loopback=is_loopback(host))
    run_server(
        url, schema, host, chosen, workers=workers, insecure_http=insecure_http, files=folder, rate=rate, site=site
    )


def tell_difference(workspace: Workspace, platform: Platform) -> None:
    """Say so when the files of the workspace are not what is served."""
    deployed = {app.name: dict(app.files) for app in platform.deployments.apps()}
    if workspace.exists:
        own = named(workspace.read())
        if deployed.get(own.name) != dict(own.files):
            note("The files here differ from what is deployed: `crm plan` shows how.", "yellow")


def run_server(
    url: str,
    schema: str | None,
    host: str,
    port: int,
    *,
    workers: int = 1,
    insecure_http: bool = False,
    files: Path | None = None,
    rate: int = 0,
    site: Site = THIS_MACHINE,
) -> None:
    """Serve until stopped.  Each worker process opens the database for itself."""
    server = Granian(
        "objectry",
        address=host,
        port=port,
        interface=Interfaces.WSGI,
        workers=workers,
        blocking_threads=THREADS,
        respawn_failed_workers=True,
        log_level=LogLevels.error,
        http1_settings=HTTP1Settings(max_buffer_size=LARGEST_HEAD),
    )
    server.serve(target_loader=partial(open_app, url, schema, insecure_http, files, rate, site), wrap_loader=False)


def open_app(
    url: str,
    schema: str | None,
    insecure_http: bool,  # noqa: FBT001 (crosses a process by position)
    files: Path | None = None,
    rate: int = 0,
    site: Site = THIS_MACHINE,
) -> Flask:
    """The WSGI app of a worker process."""
    platform = assemble(url, schema, files=files)
    return create_app(platform, insecure_http=insecure_http, limits=limits_of(rate), site=site)


def is_loopback(host: str) -> bool:
    """Whether only this machine can reach the address."""
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def address(host: str, port: int) -> str:
    """What to type into a browser."""
    shown = f"[{host}]" if ":" in host else host
    return f"http://{shown}:{port}/"


def choose_port(host: str, port: int | None) -> int:
    """The port asked for, else the first free one from 8000; raises Failure when there is none to have."""
    if port is not None:
        if not is_free(host, port):
            raise Failure(f"port {port} is taken by another program")
        return port
    for candidate in range(FIRST_PORT, FIRST_PORT + PORTS_TRIED):
        if is_free(host, candidate):
            return candidate
    raise Failure(f"no port is free from {FIRST_PORT} to {FIRST_PORT + PORTS_TRIED - 1}")


def is_free(host: str, port: int) -> bool:
    """Whether a server could listen there; raises Failure for a host this machine does not have."""
    try:
        family, kind, protocol, _, place = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
    except OSError as error:
        raise Failure(f"{host} is no address of this machine") from error
    with socket.socket(family, kind, protocol) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(place)
        except OSError:
            return False
    return True
