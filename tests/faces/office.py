"""The sample CRM, deployed and served, with people who work in it: what the tests of the web face look at."""

import re
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

from argon2 import PasswordHasher
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from objectry.faces.wsgi import create_app
from objectry.metadata import AppSource, core_app, read_folder
from objectry.runtime import Call, Consent, Platform, Query, Record, SetClock, Source
from objectry.runtime.identity.passwords import Passwords
from objectry.runtime.store import open_store
from tests.databases import Database, contents_of
from tests.moulds import Moulds
from tests.templates import sharing_templates

NOW = datetime(2026, 11, 22, 9, 0, tzinfo=UTC)
PASSWORD = "correct horse"
CHEAP = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)
SAMPLE = Path(__file__).parents[1] / "sample_app"
PEOPLE = (  # user name, name, role, manager, language
    ("mia", "Mia Berg", "manager", None, "en"),
    ("rob", "Rob Stone", "rep", "mia", "en"),
    ("lin", "林晓", "rep", "mia", "zh-CN"),
    ("root", "Root", "admin", None, "en"),
    ("zed", "Zed", None, None, "en"),
)


@dataclass
class Office:
    """A served company."""

    platform: Platform
    app: Flask
    clock: SetClock
    people: dict[str, str] = field(default_factory=dict)

    def call(self, who: str, source: Source = Source.API) -> Call:
        actor = self.platform.identity.log_in(who, PASSWORD).actor
        return self.platform.call(actor, source)

    def create(self, who: str, object: str, **values: object) -> Record:
        made = self.platform.records.create(self.call(who), object, [values]).records[0]
        assert made is not None
        return made

    def find(self, who: str, object: str, filter: str | None = None) -> list[Record]:
        return list(self.platform.records.find(self.call(who), Query(object, filter=filter, limit=200)).records)

    def browser(self, who: str = "") -> "Browser":
        """A browser without scripts, logged in as somebody."""
        made = Browser(self.app.test_client())
        if who:
            made.log_in(who)
        return made


@dataclass
class Browser:
    """Flask's client with the manners of a browser: it sends the page's token along."""

    client: FlaskClient
    token: str = ""

    def log_in(self, who: str, password: str = PASSWORD) -> TestResponse:
        self.get("/login")
        answer = self.post("/login", name=who, password=password)
        if answer.status_code == 303:
            self.get("/notifications")  # for the token of the session: of all pages the one with the least on it
        return answer

    def get(self, address: str, **headers: str) -> TestResponse:
        sent = {name.replace("_", "-"): value for name, value in headers.items()}
        answer = self.client.get(address, headers={"Accept": "text/html", **sent})
        found = re.search(r'name="form_token" value="([0-9a-f]+)"', answer.text)
        self.token = found[1] if found else self.token
        return answer

    def post(self, address: str, **fields: object) -> TestResponse:
        """Send a form; `base__name` stands for `base.name`."""
        data = {name.replace("__", "."): value for name, value in fields.items()}
        return self.client.post(address, data={"form_token": self.token, **data}, headers={"Accept": "text/html"})


def new_office(database: Database) -> Office:
    """Deploy the sample in an empty database and hire the people."""
    office = open_office(database)
    planned, found = office.platform.deployments.plan([core_app(), sample()])
    assert planned is not None, [str(one) for one in found]
    office.platform.deployments.apply(planned, Consent(), "test", "first")
    _hire(office)
    return office


def open_office(database: Database, people: dict[str, str] | None = None) -> Office:
    """Open a company that stands in a database already."""
    clock = SetClock(NOW)
    platform = Platform(
        open_store(database.url, database.schema), clock, Passwords(CHEAP), contents=contents_of(database)
    )
    return Office(platform, sharing_templates(create_app(platform)), clock, dict(people or {}))


def copied_office(moulds: Moulds, kind: str, folder: Path) -> tuple[Office, Database]:
    """The same company in a copy of a database where it stands already."""

    def stand(database: Database) -> dict[str, str]:
        office = new_office(database)
        office.platform.close()
        return office.people

    database, people = moulds.copy(kind, "office", stand, folder)
    return open_office(database, people), database


def sample() -> AppSource:
    """The sample app, whose reps may read what they are told."""
    plain = read_folder(SAMPLE)
    sales = plain.files["permissions/sales.yaml"]
    told = "      notification: {read: true, update: true}\n"
    sales = sales.replace("      activity: all\n", f"      activity: all\n{told}")
    return AppSource(plain.name, {**plain.files, "permissions/sales.yaml": sales})


SITES = """fields:
  billing: {type: address, label: Billing}
  place: {type: geolocation, label: Place, sensitive: secret}
"""


def give_sites(office: Office) -> None:
    """From now on accounts have an address, and a place that only the administrator may see."""
    plain = sample()
    account = plain.files["objects/account.yaml"].replace("fields:\n", SITES, 1)
    app = AppSource(plain.name, {**plain.files, "objects/account.yaml": account})
    planned, found = office.platform.deployments.plan([core_app(), app])
    assert planned is not None, [str(one) for one in found]
    office.platform.deployments.apply(planned, Consent(), "test", "addresses")


def _hire(office: Office) -> None:
    records, seed = office.platform.records, office.platform.identity.system_actor("seed")
    for username, name, role, manager, language in PEOPLE:
        values: dict[str, object] = {"username": username, "name": name, "role": role, "language": language}
        if manager:
            values["manager"] = office.people[manager]
        made = records.create(office.platform.call(seed, Source.SEED), "user", [values]).records[0]
        assert made is not None
        office.people[username] = made.id
        office.platform.identity.set_password(office.platform.call(seed, Source.SEED), made.id, PASSWORD)
