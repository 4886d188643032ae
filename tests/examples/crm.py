"""The standard CRM as tests use it: deployed, with people of every role, no demo data."""

from collections.abc import Mapping
from datetime import UTC, datetime

from objectry.definitions import definitions_root
from objectry.metadata import core_app, read_folder
from objectry.runtime import (
    Actor,
    Call,
    Change,
    Consent,
    Outcome,
    Query,
    Record,
    SetClock,
    Source,
    assemble,
)
from tests.databases import Database

NOW = datetime(2026, 6, 15, 9, 0, tzinfo=UTC)
PEOPLE = (
    ("dana", "director", None),
    ("marco", "manager", "dana"),
    ("ann", "rep", "marco"),
    ("tom", "rep", "marco"),
    ("emma", "service_agent", "dana"),
    ("root", "admin", None),
)


class Crm:
    """The deployed app, its people, and short ways to do what they do."""

    def __init__(self, database: Database) -> None:
        self.clock = SetClock(NOW)
        self.platform = assemble(database.url, database.schema, self.clock)
        self.people: dict[str, Actor] = {}

    def deploy(self) -> None:
        """Put the app in force and employ everybody."""
        planned, problems = self.platform.deployments.plan([core_app(), read_folder(definitions_root())])
        assert planned is not None, [str(problem) for problem in problems]
        self.platform.deployments.apply(planned, Consent(), "test", "standard CRM")
        for username, role, manager in PEOPLE:
            self.people[username] = self._employ(username, role, manager)

    def meet(self) -> None:
        """Know the people of an app that is deployed already."""
        roles = self.platform.current().blueprint.roles
        seeding = self.platform.call(self.platform.identity.system_actor("seed"), Source.SEED)
        for user in self.platform.records.find(seeding, Query("user")).records:
            role = str(user.values["role"])
            actor = Actor(user.id, str(user.values["name"]), role=role, sets=frozenset(roles[role].sets))
            self.people[str(user.values["username"])] = actor

    def call(self, username: str, source: Source = Source.WEB) -> Call:
        """A call of one of the people."""
        return self.platform.call(self.people[username], source)

    def try_create(self, username: str, object_name: str, /, **values: object) -> Outcome:
        """A creation, whatever comes of it."""
        return self.platform.records.create(self.call(username), object_name, [values])

    def create(self, username: str, object_name: str, /, **values: object) -> Record:
        """A record that must come about."""
        outcome = self.try_create(username, object_name, **values)
        assert outcome.problems == ()
        record = outcome.records[0]
        assert record is not None
        return record

    def change(self, username: str, record: Record, **values: object) -> Record:
        """The record with other values."""
        outcome = self.platform.records.update(self.call(username), record.object, [Change(record.id, values)])
        assert outcome.problems == ()
        changed = outcome.records[0]
        assert changed is not None
        return changed

    def get(self, username: str, record: Record) -> Mapping[str, object]:
        """What the person sees of a record now."""
        return self.platform.records.get(self.call(username), record.object, record.id).values

    def find(self, username: str, object_name: str, condition: str | None = None) -> tuple[Record, ...]:
        """The records of a list."""
        return self.platform.records.find(self.call(username), Query(object_name, filter=condition)).records

    def _employ(self, username: str, role: str, manager: str | None) -> Actor:
        seeding = self.platform.call(self.platform.identity.system_actor("seed"), Source.SEED)
        boss = self.people[manager].id if manager else None
        values = {"username": username, "name": username.title(), "role": role, "manager": boss, "active": True}
        record = self.platform.records.create(seeding, "user", [values]).records[0]
        assert record is not None
        sets = frozenset(self.platform.current().blueprint.roles[role].sets)
        return Actor(record.id, username.title(), role=role, sets=sets)
