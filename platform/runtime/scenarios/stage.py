"""Where scenarios are played: a tenant of its own in a file that is thrown away, deployed once and set back each time.

It is the same store as everywhere.  Time stands still unless it is moved, and ids are counted, so that a scenario
comes to the same end each time.
"""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from types import MappingProxyType

from objectry.metadata import EMPTY, AppSource, Person, Scenario
from objectry.runtime.actor import Actor, Source
from objectry.runtime.app import Platform
from objectry.runtime.calls import Change
from objectry.runtime.clock import SetClock
from objectry.runtime.deploying.planned import Consent
from objectry.runtime.deploying.refusing import DeploymentRefused
from objectry.runtime.files.contents import Contents
from objectry.runtime.ids import Ids
from objectry.runtime.scenarios.watching import Judged, Notebook, Verdict
from objectry.runtime.sealing.keyring import KeyRing, key_file
from objectry.runtime.sealing.vault import Vault
from objectry.runtime.store import Snapshot, Store, open_store

MEMORY = Path("/dev/shm")  # noqa: S108 (a folder in memory, where there is one; the one inside has a name of its own)
SEEDING, USERS, NAMED = "seed", "user", "username"
FIRST = 1000
"""Calls are numbered from here once the cast is there; ids of one call do not reach those of the next."""
IDS_OF_A_CALL = 1000
Cast = Mapping[str, Actor]
Roles = tuple[tuple[str, str, str | None], ...]
Records = Mapping[str, tuple[str, str]]
"""By its name in a scenario, the object and the id of each record."""


@dataclass(frozen=True, slots=True)
class Beginning:
    """How far a scenario is when it begins: nothing is there, or what its file says for all scenarios in it."""

    snapshot: Snapshot
    moment: datetime
    calls: int
    verdicts: Mapping[Judged, Verdict] = EMPTY
    records: Records = EMPTY
    steps: int = 0


class Stage:
    """The tenant.  `notebook` hears what rules decide."""

    def __init__(self, store: Store, folder: Path, start: datetime) -> None:
        self.notebook = Notebook()
        self.clock = SetClock(start)
        self._store = store
        self._calls = 0
        vault, contents = (
            Vault(KeyRing(key_file(f"sqlite:///{folder / 'stage.db'}"), EMPTY)),
            Contents(folder / "files"),
        )
        self.platform = Platform(store, self.clock, None, vault, contents, self._ids, self.notebook)
        self._casts: dict[Roles, tuple[Snapshot, Cast]] = {}
        self._begun: dict[object, Beginning] = {}
        self._empty: Snapshot | None = None

    def _ids(self, now: datetime) -> Ids:
        self._calls += 1
        return Ids(now, self._calls * IDS_OF_A_CALL, lambda _bits: 0)

    def deploy(self, apps: Sequence[AppSource]) -> None:
        """Put a stack in force.  Raises DeploymentRefused with what is wrong with it."""
        planned, found = self.platform.deployments.plan(apps)
        if planned is None:
            raise DeploymentRefused(found.errors)
        consent = Consent(grants=frozenset(one.name for one in planned.changes.changes if one.asks))
        self.platform.deployments.apply(planned, consent, "scenarios", "scenarios")
        self._empty = self._store.snapshot()

    def enter(self, scenario: Scenario) -> tuple[Cast, Beginning]:
        """Set everything back, with the scenario's people and its time, and with what is known of its beginning."""
        roles = roles_of(scenario)
        if roles not in self._casts:
            self._casts[roles] = self._gather(scenario.people)
        snapshot, cast = self._casts[roles]
        begun = self._begun.get(_beginning_of(scenario)) or Beginning(snapshot, scenario.now, FIRST)
        begun.snapshot.restore()
        self.clock.moment, self._calls = begun.moment, begun.calls
        self.notebook.turn(begun.verdicts)
        return cast, begun

    def keep(self, scenario: Scenario, records: Records) -> None:
        """Remember how it is now for the scenarios that begin alike."""
        verdicts = dict(self.notebook.verdicts)
        begun = Beginning(
            self._store.snapshot(), self.clock.moment, self._calls, verdicts, dict(records), scenario.shared
        )
        self._begun[_beginning_of(scenario)] = begun

    def _gather(self, people: Mapping[str, Person]) -> tuple[Snapshot, Cast]:
        """People in a tenant without records."""
        assert self._empty is not None
        self._empty.restore()
        self._calls = 0
        call = self.platform.call(self.platform.identity.system_actor(SEEDING), Source.SEED)
        rows = [
            {"username": one.name, "name": one.name.title(), "role": one.role, "active": True}
            for one in people.values()
        ]
        made = self.platform.records.upsert(call, USERS, NAMED, rows)
        ids = {name: record.id for name, record in zip(people, made.records, strict=True) if record is not None}
        managed = [one for one in people.values() if one.manager is not None]
        changes = [Change(ids[one.name], {"manager": ids[one.manager or ""]}) for one in managed]
        self.platform.records.update(call, USERS, changes)
        found = {name: self.platform.identity.actor_called(name) for name in people}
        cast = MappingProxyType({name: actor for name, actor in found.items() if actor is not None})
        return self._store.snapshot(), cast


def roles_of(scenario: Scenario) -> Roles:
    """Who takes part, as a key."""
    return tuple((one.name, one.role, one.manager) for one in scenario.people.values())


def _beginning_of(scenario: Scenario) -> object:
    """The same for two scenarios that begin alike."""
    return scenario.span.file, scenario.shared, scenario.now, scenario.actor, roles_of(scenario)


@contextmanager
def open_stage(apps: Sequence[AppSource], start: datetime) -> Iterator[Stage]:
    """A stage with a stack in force, gone in the end.  Raises DeploymentRefused."""
    memory = MEMORY if MEMORY.is_dir() else None
    with TemporaryDirectory(prefix="objectry-scenarios-", dir=memory, ignore_cleanup_errors=True) as folder:
        store = open_store(f"sqlite:///{Path(folder) / 'stage.db'}")
        try:
            stage = Stage(store, Path(folder), start)
            stage.deploy(apps)
            yield stage
        finally:
            store.close()
