"""The standard CRM with something to hide: people, a secret object, hidden fields, and records of two reps."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path

import sqlalchemy as sa

from objectry.faces.wsgi import create_app
from objectry.metadata import AppSource, core_app, read_folder
from objectry.runtime import Consent, Platform, SetClock, Source
from objectry.runtime.identity.passwords import Passwords
from objectry.runtime.store import open_store
from tests.databases import Database, contents_of
from tests.faces.office import CHEAP, NOW, PASSWORD, Browser, Office, open_office
from tests.faces.rest.program import Program
from tests.moulds import Moulds
from tests.templates import sharing_templates

ROOT = Path(__file__).parents[2]
PEOPLE = (  # user name, role, manager
    ("dora", "director", None),
    ("mia", "manager", "dora"),
    ("max", "manager", "dora"),
    ("rob", "rep", "mia"),
    ("sam", "rep", "max"),
    ("kim", "keeper", None),
    ("aud", "auditor", None),
    ("root", "admin", None),
)
VAULT = """
object: vault
label: Vault
plural: Vaults
owned: false
sharing: {base: read}
fields:
  name: {type: text, label: Name, required: true}
  account: {type: lookup, label: Account, to: account, related_as: vaults, on_delete: restrict}
  money: {type: currency, label: Money}
"""
FIELDS = """
  secret:      {type: text, label: Secret, sensitive: hush}
  secret_size: {type: integer, label: Secret size, formula: LEN(secret)}
  kept:        {type: currency, label: Kept, rollup: SUM(vaults.money)}
  kept_twice:  {type: currency, label: Kept twice, formula: kept * 2}
  above:       {type: text, label: Above, formula: parent.name}
  below:       {type: integer, label: Below, rollup: COUNT(subsidiaries)}
validations:
  told:
    error_if: description = "tell"
    message: "{name}: {secret}, {parent.name}, {parent.secret}."
  few_deals:
    error_if: open_deals > 2
    message: "{name} of {owner.name} has {open_deals} deals."
"""
RIGHTS = """
permission_sets:
  hush:
    label: Keep secrets
    objects: {vault: all}
    sensitive: {hush: edit}
  audit:
    label: Audit
    objects:
      opportunity: {read: true, view_all: true}
      opportunity_line: all
      product: {read: true}
roles:
  keeper:  {label: Keeper, sets: [everyone, sales, hush]}
  auditor: {label: Auditor, sets: [everyone, audit]}
"""


@dataclass
class Company:
    """A served company: its people's programs and browsers, and the records of the scene by name."""

    office: Office
    database: Database
    ids: dict[str, str] = field(default_factory=dict)
    _programs: dict[str, Program] = field(default_factory=dict)
    _browsers: dict[str, Browser] = field(default_factory=dict)

    def program(self, who: str) -> Program:
        if who not in self._programs:
            expires = self.office.clock.now() + timedelta(days=30)
            token = self.office.platform.identity.create_token(self.office.call(who), "test", expires)
            self._programs[who] = Program(self.office.app.test_client(), token)
        return self._programs[who]

    def browser(self, who: str) -> Browser:
        if who not in self._browsers:
            self._browsers[who] = self.office.browser(who)
        return self._browsers[who]

    def seed(self, object: str, **values: object) -> str:
        """A record made by the platform itself, whoever could make it."""
        platform = self.office.platform
        call = platform.call(platform.identity.system_actor("seed"), Source.SEED)
        made = platform.records.create(call, object, [values]).records[0]
        assert made is not None
        return made.id

    def behind_the_door(self, statement: str) -> None:
        """Change the database itself: {table} is written with a leading dot."""
        prefix = "" if self.database.schema is None else f'"{self.database.schema}".'
        engine = sa.create_engine(self.database.url)
        with engine.begin() as connection:
            connection.execute(sa.text(statement.format(prefix)))
        engine.dispose()


def crm() -> AppSource:
    """The standard CRM without its data, with the secrets of this scene."""
    plain = read_folder(ROOT)
    files = {name: text for name, text in plain.files.items() if not name.startswith("demo/")}
    fields, mark, rest = files["objects/account.yaml"].partition("\nduplicates:\n")
    assert mark, "the scene's fields stand before the duplicate rules"
    account = fields + FIELDS.rstrip("\n") + mark + rest
    added: Mapping[str, str] = {
        "objects/account.yaml": account,
        "objects/vault.yaml": VAULT,
        "permissions/secrets.yaml": RIGHTS,
    }
    return AppSource(plain.name, {**files, **added})


def copied_company(moulds: Moulds, kind: str, folder: Path) -> Company:
    """The same company in a copy of a database where it stands already."""

    def found(database: Database) -> tuple[dict[str, str], dict[str, str]]:
        company = found_company(database)
        company.office.platform.close()
        return company.office.people, company.ids

    database, (people, ids) = moulds.copy(kind, "secrets", found, folder)
    return Company(open_office(database, people), database, dict(ids))


def found_company(database: Database) -> Company:
    """Deploy it, hire the people, and let two reps and the keeper work a little."""
    store = open_store(database.url, database.schema)
    platform = Platform(store, SetClock(NOW), Passwords(CHEAP), contents=contents_of(database))
    clock = platform.clock
    assert isinstance(clock, SetClock)
    office = Office(platform, sharing_templates(create_app(platform)), clock)
    planned, faults = platform.deployments.plan([core_app(), crm()])
    assert planned is not None, [str(one) for one in faults]
    platform.deployments.apply(planned, Consent(), "test", "first")
    company = Company(office, database)
    for username, role, manager in PEOPLE:
        above = {"manager": office.people[manager]} if manager else {}
        id = company.seed("user", username=username, name=username.title(), role=role, **above)
        office.people[username] = id
        call = platform.call(platform.identity.system_actor("seed"), Source.SEED)
        platform.identity.set_password(call, id, PASSWORD)
    _work(company)
    return company


def _work(company: Company) -> None:
    people, ids = company.office.people, company.ids
    ids["product"] = company.seed("product", name="Anvil", code="A1", price="100", cost="61.07")
    ids["campaign"] = company.seed("campaign", name="Spring", budget="1000", cost="617.07")
    for who in ("rob", "sam"):
        name = who.title()
        account = company.seed(
            "account", name=f"{name} Ltd", owner=people[who], external_id=f"acc-{who}", secret="hush"
        )
        deal = company.seed("opportunity", name=f"{name} deal", owner=people[who], account=account, amount="1000")
        line = company.seed("opportunity_line", opportunity=deal, product=ids["product"], quantity="2", price="50")
        contact = company.seed(
            "contact", name=f"{name} Contact", owner=people[who], account=account, email="a@x.example"
        )
        lead = company.seed("lead", name=f"{name} Lead", owner=people[who], company="Leadco")
        task = company.seed("activity", subject=f"{name} task", owner=people[who], related_to=deal)
        made = {"account": account, "opportunity": deal, "opportunity_line": line}
        made |= {"contact": contact, "lead": lead, "activity": task}
        ids.update({f"{who}.{object}": id for object, id in made.items()})
    ids["kim.account"] = company.seed("account", name="Kim Holding", owner=people["kim"], secret="hush")
    ids["kim.vault"] = company.seed("vault", name="Cellar", account=ids["rob.account"], money="55")
