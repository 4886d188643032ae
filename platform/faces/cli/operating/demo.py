"""`crm demo`: the standard CRM with demo data, served in one go.

The database is a file of its own.  Its passwords are random; they stand in a file beside it that only its owner can
read, so that later starts can show them again.
"""

import json
from collections.abc import Mapping
from pathlib import Path

import click

from objectry.diagnostics import Diagnostics
from objectry.faces.cli.failures import Failure
from objectry.faces.cli.operating.people import USERS, new_password, only, seeding
from objectry.faces.cli.operating.server import run_server
from objectry.faces.cli.operating.serving import address, choose_port
from objectry.faces.cli.problems import show
from objectry.faces.cli.shipped import shipped_apps
from objectry.faces.cli.terminal import note, say, table
from objectry.faces.cli.workspace import Workspace
from objectry.faces.settings import Settings
from objectry.faces.site import LOOPBACK, Site
from objectry.metadata import AppSource
from objectry.runtime import Consent, DeploymentRefused, Platform, Query, Record, Report, assemble, lay, load_seeds

HOST = "127.0.0.1"
DATABASE, LOGINS = "demo.db", "demo-logins.json"
ADMIN = "admin"
MOST_LOGINS = 20


@click.command()
@click.option("--port", type=click.IntRange(1, 65535), help="The port; the first free one from 8000 when left out.")
@click.option("--folder", default="var", show_default=True, type=click.Path(file_okay=False, path_type=Path),
              help="Where the demo's database lies.")  # fmt: skip
@click.option("--prepare-only", is_flag=True, help="Make the database and show the logins, but do not serve.")
def demo(port: int | None, folder: Path, *, prepare_only: bool) -> None:
    """Serve the standard CRM (with the app of this folder, if there is one) and demo data."""
    chosen = choose_port(HOST, port)
    folder.mkdir(parents=True, exist_ok=True)
    url = f"sqlite:///{(folder / DATABASE).resolve()}"
    platform = assemble(url)
    try:
        deploy(platform)
        logins = prepared(platform, folder / LOGINS)
    finally:
        platform.close()
    say(f"Objectry demo: {address(HOST, chosen)}", "bold green")
    table(("login", "password", "role"), ((name, *login) for name, login in logins.items()))
    if not prepare_only:
        note(f"Other commands find this database by DATABASE_URL=sqlite:///{folder / DATABASE}. Stop with Ctrl+C.")
        run_server(Settings(url, site=Site(LOOPBACK)), HOST, chosen)


def deploy(platform: Platform) -> None:
    """Put the files in force where they differ from what is deployed, unless that would lose data."""
    deployments = platform.deployments
    deployed = deployments.apps()
    apps = lay(own_app(), deployed, Workspace(Path()).available)
    if same_files(apps, deployed):
        return
    planned, found = deployments.plan(apps)
    if planned is None:
        show(found)
        raise Failure("the files have errors")
    try:
        deployments.apply(planned, Consent(), "demo", "demo")
    except DeploymentRefused as error:
        if not deployed:
            raise
        show(Diagnostics(error.problems))
        note(f"still serving revision {deployments.revision()}")


def own_app() -> AppSource:
    """The app of the current folder, else the standard one."""
    workspace = Workspace(Path())
    return workspace.read() if workspace.exists else next(iter(shipped_apps().values()))


def same_files(one: tuple[AppSource, ...], other: tuple[AppSource, ...]) -> bool:
    """Whether two stacks are the same, file by file."""
    return [(app.name, dict(app.files)) for app in one] == [(app.name, dict(app.files)) for app in other]


def prepared(platform: Platform, path: Path) -> Mapping[str, tuple[str, str]]:
    """The logins: by username the password and the role.  The first time all data is brought in."""
    if path.is_file():
        return {name: (one["password"], one["role"]) for name, one in json.loads(path.read_text()).items()}
    note("bringing in the demo data, the first time only ...")
    for seed, report in load_seeds(platform.records, seeding(platform), lambda _: None):
        tell_rejects(seed.object, report)
    logins = {
        str(user.values["username"]): (give_password(platform, user), str(user.values["role"]))
        for user in people(platform)
    }
    content = {name: {"password": password, "role": role} for name, (password, role) in logins.items()}
    path.touch(mode=0o600)
    path.write_text(json.dumps(content, indent=1))
    return logins


def tell_rejects(thing: str, report: Report) -> None:
    """Seed records that could not be taken, which should not be."""
    for reject in report.rejects[:3]:
        note(f"{thing} row {reject.number}: {reject.reason}", "yellow")


def people(platform: Platform) -> list[Record]:
    """The first active users in the order of the demo data, and an administrator."""
    call = seeding(platform)
    fields = ("id", "username", "role", "active")
    query = Query(USERS, filter="active and not ISBLANK(role)", sort=("created_at",), fields=fields, limit=MOST_LOGINS)
    found = list(platform.records.find(call, query).records)
    if not any(user.values["role"] == ADMIN for user in found):
        values = {"username": ADMIN, "name": "Administrator", "role": ADMIN, "active": True, "language": "en"}
        found.append(only(platform.records.create(call, USERS, [values])))
    return found


def give_password(platform: Platform, user: Record) -> str:
    """A fresh password for a user."""
    password = new_password()
    platform.identity.set_password(seeding(platform), user.id, password)
    return password
