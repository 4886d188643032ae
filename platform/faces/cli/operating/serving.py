"""`crm serve`: the web application and the REST API over HTTP."""

import ipaddress
import os
import socket
from pathlib import Path

import click

from objectry.faces.cli.failures import Failure
from objectry.faces.cli.operating.server import GRACE, run_server
from objectry.faces.cli.options import database_options, files_option
from objectry.faces.cli.terminal import note, say
from objectry.faces.cli.workspace import Workspace, database_of, files_of, open_platform
from objectry.faces.settings import FORMS, MOST_PROXIES, BadSetting, Settings, metrics_token
from objectry.faces.site import site_of
from objectry.runtime import Platform, named

FIRST_PORT, PORTS_TRIED = 8000, 100


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
@click.option("--proxies", type=click.IntRange(0, MOST_PROXIES), default=0, show_default=True,
              envvar="OBJECTRY_PROXIES", help="Proxies in front whose X-Forwarded headers are believed.")  # fmt: skip
@click.option("--log", type=click.Choice(FORMS), default=FORMS[0], show_default=True, envvar="OBJECTRY_LOG",
              help="Log lines on the standard error: for people, as JSON, or errors only.")  # fmt: skip
@click.option("--drain", type=click.IntRange(0, 600), default=0, show_default=True,
              help="At a stop: seconds in which /readyz says so while requests are still taken.")  # fmt: skip
@click.option("--grace", type=click.IntRange(1, 3600), default=GRACE, show_default=True,
              help="At a stop: seconds that requests at work have to come to an end.")  # fmt: skip
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
    log: str,
    drain: int,
    grace: int,
    *,
    insecure_http: bool,
) -> None:
    """Serve what is deployed: the web application and the REST API.

    OBJECTRY_METRICS_TOKEN opens /metrics to who shows it.
    """
    if not (is_loopback(host) or insecure_http):
        raise Failure(
            f"{host} is not this machine alone, and http is not encrypted: put a server with https in front of"
            " 127.0.0.1, or say --insecure-http"
        )
    token = token_for_figures()
    url = database_of(workspace, database)
    with open_platform(workspace, database, schema) as platform:
        revision = platform.current().revision
        tell_difference(Workspace(Path(workspace)), platform)
    chosen = choose_port(host, port)
    say(f"Objectry, revision {revision}: {address(host, chosen)}", "bold green")
    note("Stop with Ctrl+C.")
    folder = files_of(workspace, database, files)
    site = site_of(hosts, proxies, loopback=is_loopback(host))
    settings = Settings(url, schema, folder, insecure_http, rate, log, token, site=site)
    run_server(settings, host, chosen, workers=workers, drain=drain, grace=grace)


def tell_difference(workspace: Workspace, platform: Platform) -> None:
    """Say so when the files of the workspace are not what is served."""
    deployed = {app.name: dict(app.files) for app in platform.deployments.apps()}
    if workspace.exists:
        own = named(workspace.read())
        if deployed.get(own.name) != dict(own.files):
            note("The files here differ from what is deployed: `crm plan` shows how.", "yellow")


def token_for_figures() -> str:
    """What opens /metrics, from the environment; raises Failure for one that is too short."""
    try:
        return metrics_token(os.environ)
    except BadSetting as error:
        raise Failure(str(error)) from error


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
