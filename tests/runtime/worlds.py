"""A small company on a real database, for the tests of the door.

Ann leads Bob and Cid; Dora directs and sees everything; Eve serves; Root administers; Zed has no rights at all.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

from argon2 import PasswordHasher

from objectry.metadata import AppSource, core_app
from objectry.runtime.actor import Actor, Source
from objectry.runtime.app import Platform
from objectry.runtime.calls import Call, Outcome, Query, Record
from objectry.runtime.clock import SetClock
from objectry.runtime.deploying.planned import Consent
from objectry.runtime.identity.passwords import Passwords
from objectry.runtime.identity.users import system_actor
from objectry.runtime.store import Store, open_store
from tests.databases import Database, no_connection_left
from tests.moulds import Moulds

START = datetime(2026, 11, 22, 9, 0, tzinfo=UTC)
PASSWORD = "correct horse"
CHEAP = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)
PEOPLE: tuple[tuple[str, str | None, str | None], ...] = (  # name, role, manager
    ("dora", "director", None),
    ("ann", "manager", "dora"),
    ("bob", "rep", "ann"),
    ("cid", "rep", "ann"),
    ("eve", "agent", None),
    ("root", "admin", None),
    ("zed", None, None),
)

APP = """
name: company
label: Company
version: 1.0.0
language: en
"""
SETTINGS = "timezone: Asia/Shanghai\ncurrency: CNY\n"
ACCOUNT = """
object: account
label: Account
sharing: {base: private, hierarchy: true}
fields:
  name: {type: text, label: Name, max_length: 40, required: true, aliases: [title]}
  number: {type: autonumber, label: Number, format: "A-{0000}", unique: true}
  region: {type: picklist, label: Region, values: {east: {label: East}, west: {label: West}}}
  phone: {type: phone, label: Phone}
  email: {type: email, label: E-mail, unique: true}
  ceiling: {type: currency, label: Ceiling, min: 0, default: 1000}
  rate: {type: percent, label: Rate, min: 0, max: 60, default: 5}
  secret: {type: text, label: Secret, sensitive: financial}
  grade: {type: text, label: Grade, read_only: true}
  parent: {type: lookup, label: Parent, to: account, related_as: branches, on_delete: set_null}
  shout: {type: text, label: Shout, formula: UPPER(secret)}
  loud: {type: text, label: Loud, formula: UPPER(name)}
  won_total: {type: currency, label: Won, rollup: SUM(deals.amount where deals.stage = "won"), reveals: true}
  deal_count: {type: integer, label: Deals, rollup: COUNT(deals), reveals: true}
  best: {type: currency, label: Best, rollup: MAX(deals.amount)}
  group_total: {type: currency, label: Group, rollup: SUM(branches.won_total), reveals: true}
validations:
  not_over_limit:
    error_if: won_total > ceiling * 1000
    message: "{name} is over its limit."
duplicates:
  same_name: {match: {name: {how: same}}, action: warn}
  same_phone: {match: {phone: {how: same}}, action: block}
"""
DEAL = """
object: deal
label: Deal
sharing: {base: private, hierarchy: true}
fields:
  name: {type: text, label: Name, max_length: 40, required: true}
  account: {type: lookup, label: Account, to: account, related_as: deals, on_delete: restrict}
  amount: {type: currency, label: Amount, min: 0, max: 1000000}
  code: {type: text, label: Code, pattern: "[A-Z]{3}", unique: true, external_id: true}
  stage:
    type: picklist
    label: Stage
    required: true
    default: open
    attributes: {closed: boolean}
    values: {open: {label: Open, closed: false}, won: {label: Won, closed: true}, lost: {label: Lost, closed: true}}
    transitions: {open: [won, lost], lost: []}
  reason: {type: text, label: Reason, required_if: stage = "lost"}
  due: {type: date, label: Due, default_formula: TODAY() + 7}
  closed_at: {type: datetime, label: Closed at}
  steps: {type: integer, label: Steps, default: 0}
validations:
  no_sunday:
    error_if: ISCHANGED(due) and due < TODAY()
    message: "{name} cannot be due in the past."
    at: due
"""
LINE = """
object: line
label: Line
owned: false
sharing: {parent: deal}
fields:
  name: {type: text, label: Name}
  deal: {type: lookup, label: Deal, to: deal, related_as: lines, on_delete: cascade, required: true}
  amount: {type: currency, label: Amount}
"""
TASK = """
object: task
label: Task
sharing: {base: private, hierarchy: true}
fields:
  name: {type: text, label: Subject, required: true}
  about: {type: lookup, label: About, to: [account, deal], related_as: tasks, on_delete: set_null}
  done: {type: boolean, label: Done}
"""
TOPIC = """
object: topic
label: Topic
owned: false
sharing: {base: read}
fields:
  name: {type: text, label: Name, required: true}
"""
RULES = """
object: deal
rules:
  closing:
    when: before save
    if: stage.closed and ISBLANK(closed_at)
    then: |
      set closed_at = NOW()
  counting:
    when: before save
    if: stage = "won"
    then: |
      set steps = steps + 1
  no_zero:
    when: before save
    if: stage = "won" and amount = 0
    then: |
      refuse("A deal without amount cannot be won.", "amount")
  thank:
    when: stage becomes "won"
    then: |
      create task { name = "Thank " & name, about = $record, owner = owner }
      notify(owner, name & " is won.")
  refuse_later:
    when: created
    if: name = "later"
    then: |
      refuse("Not later.")
  grading:
    object: account
    when: won_total changes
    then: |
      if won_total >= 1000 then set grade = "gold" else set grade = "plain" end
  ping:
    object: topic
    when: name changes
    if: BEGINS(name, "loop")
    then: |
      create topic { name = name & "x" }
  spread:
    object: topic
    when: created
    if: BEGINS(name, "loop")
    then: |
      create topic { name = "loop" & name }
"""
ROLES = """
roles:
  director: {label: Director, sets: [selling, overview]}
  manager: {label: Manager, sets: [selling, leading]}
  rep: {label: Rep, sets: [selling]}
  agent: {label: Agent, sets: [serving]}
permission_sets:
  selling:
    objects:
      user: {read: true}
      account: {create: true, read: true, update: true, delete: true}
      deal: {create: true, read: true, update: true, delete: true}
      line: all
      task: all
      topic: {create: true, read: true, update: true}
      notification: {read: true, update: true}
  leading:
    objects: {account: {transfer: true}, deal: {transfer: true}}
    sensitive: {financial: edit}
  overview:
    objects: {account: {view_all: true}, deal: {view_all: true}, task: {view_all: true}}
    sensitive: {financial: read}
  serving:
    objects:
      user: {read: true}
      account: {read: true}
      topic: {read: true}
    fields: {account.ceiling: none}
sharing_rules:
  account:
    east: {when: region = "east", to: [role:agent], access: read}
"""
FILES: Mapping[str, str] = {
    "app.yaml": APP,
    "settings.yaml": SETTINGS,
    "objects/account.yaml": ACCOUNT,
    "objects/deal.yaml": DEAL,
    "objects/line.yaml": LINE,
    "objects/task.yaml": TASK,
    "objects/topic.yaml": TOPIC,
    "flows/deal.yaml": RULES,
    "permissions/roles.yaml": ROLES,
}
LAYOUT = """
layout: deal
views:
  open: {label: Open, where: not stage.closed, columns: [name, amount], sort: [-amount]}
search: {fields: [name, code, account.name]}
"""


@dataclass
class World:
    """A deployed company: its platform, its clock, its people."""

    platform: Platform
    store: Store
    clock: SetClock
    database: Database
    people: dict[str, Actor] = field(default_factory=dict)

    @property
    def records(self) -> object:
        return self.platform.records

    def call(self, who: str, source: Source = Source.API, cause: str = "user") -> Call:
        """A call by a person, or by a system actor (`system:seed`)."""
        actor = system_actor(who) if who.startswith("system:") else self.people[who]
        return self.platform.call(actor, source, cause)

    def create(self, who: str, object: str, *values: Mapping[str, object]) -> list[Record]:
        outcome = self.platform.records.create(self.call(who), object, values)
        return [record for record in outcome.records if record is not None]

    def names(self, who: str, object: str, **query: object) -> list[object]:
        """The names of the records a person finds."""
        asked = Query(object, limit=1000, **query)  # type: ignore[arg-type]
        return [record.values["name"] for record in self.platform.records.find(self.call(who), asked).records]

    def value(self, who: str, object: str, id: str, name: str) -> object:
        return self.platform.records.get(self.call(who), object, id, (name,)).values[name]


def build(database: Database, files: Mapping[str, str] = FILES) -> World:
    """Deploy the company in an empty database and hire its people."""
    store, clock = open_store(database.url, database.schema), SetClock(START)
    world = World(Platform(store, clock, Passwords(CHEAP)), store, clock, database)
    layouts = {"layouts/deal.yaml": LAYOUT} if "objects/deal.yaml" in files else {}
    apps = [core_app(), AppSource("company", {**files, **layouts})]
    planned, found = world.platform.deployments.plan(apps)
    assert planned is not None, [str(one) for one in found]
    world.platform.deployments.apply(planned, Consent(), "test", "first")
    hire(world)
    return world


def pour(moulds: Moulds, kind: str, folder: Path, files: Mapping[str, str] = FILES) -> World:
    """The same company in a copy of a database where it stands already."""

    def make(database: Database) -> dict[str, Actor]:
        made = build(database, files)
        made.platform.close()
        return made.people

    database, people = moulds.copy(kind, repr(sorted(files.items())), make, folder)
    store, clock = open_store(database.url, database.schema), SetClock(START)
    return World(Platform(store, clock, Passwords(CHEAP)), store, clock, database, dict(people))


Pour = Callable[[Mapping[str, str]], World]


@contextmanager
def pouring(moulds: Moulds, kind: str, folder: Path) -> Iterator[Pour]:
    """A way to companies of these files, which end with the block."""
    poured: list[World] = []

    def one(files: Mapping[str, str]) -> World:
        poured.append(pour(moulds, kind, folder, files))
        return poured[-1]

    with no_connection_left():
        yield one
    for world in poured:
        world.platform.close()
        moulds.drop(world.database)


def hire(world: World) -> None:
    """The people, managers first."""
    seed = world.call("system:seed", Source.SEED)
    for name, role, manager in PEOPLE:
        values: dict[str, object] = {"name": name.capitalize(), "username": name, "role": role}
        if manager is not None:
            values["manager"] = world.people[manager].id
        outcome: Outcome = world.platform.records.create(seed, "user", [values])
        made = outcome.records[0]
        assert made is not None
        sets = world.platform.current().blueprint.roles[role].sets if role else ()
        world.people[name] = Actor(made.id, name.capitalize(), "user", role, frozenset(sets))


def ids(records: Sequence[Record]) -> list[str]:
    return [record.id for record in records]
