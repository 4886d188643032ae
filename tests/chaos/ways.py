"""What is crashed: putting one stack in force after the other, rolling back, purging; and what must be true after."""

from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Protocol

from objectry.runtime import AuditFilter, Consent, Event, Platform, Source
from tests.chaos.stage import STACKS, digest, furnish, opened, put_in_force
from tests.databases import Database, contents_of, drop_schemas

UNFINISHED = "P460"  # a note that somebody began: nothing is half done


class Violated(AssertionError):
    """Something is torn."""


class Way(Protocol):
    """An act that is crashed over and over, each time from a known state."""

    @property
    def database(self) -> Database:
        """Where it is done."""
        ...

    def begin(self) -> None:
        """Make records, and get to know what is right."""
        ...

    def act(self) -> None:
        """Do it whole, in a process that may not live to see the end."""
        ...

    def settle(self) -> bool:
        """After a crash: whether it was done.  Where not it is done now; in the end all is ready for the next time.

        Raises Violated.
        """
        ...


def audited(platform: Platform) -> None:
    """The audit log is whole, and tells of each deployment there is, and of none that there is not."""
    broken = platform.audit.verify(None, lambda _: None).broken
    if broken is not None:
        raise Violated(f"the audit log is broken at {broken.number}: {broken.fault}")
    call = platform.call(platform.identity.system_actor("seed"), Source.SEED)
    told, _ = platform.audit.page(call, AuditFilter(event=Event.DEPLOYED, limit=200))
    there = [one.revision for one in platform.deployments.log()]
    if [one.detail["revision"] for one in told] != there[: len(told)] or len(told) < min(200, len(there)):
        raise Violated(f"deployments {there[:3]}..., and the audit log tells of {told[:3]}")


@dataclass
class Switching:
    """From one stack to the other and back, by applying it or by rolling back.

    With `clean` nothing is in quarantine beforehand, so that tables are made and columns begin empty.
    """

    database: Database
    records: int = 12
    rollback: bool = False
    clean: bool = False
    known: dict[str, str] = field(default_factory=dict)
    now: str = "before"
    revision: int = 0

    def begin(self) -> None:
        """Go to and fro until each way is known, and see that the records come back as they were."""
        furnish(self.database, self.records)
        with opened(self.database) as platform:
            self.records = count(platform, "deal")
            self._note(platform)
            for _ in range(3):
                self._switch(platform)
                self._same(platform)
            self._ready(platform)

    def act(self) -> None:
        with opened(self.database) as platform:
            self._carry_out(platform)

    def settle(self) -> bool:
        with opened(self.database) as platform:
            found = platform.deployments.revision()
            done = found == self.revision + 1
            if found not in {self.revision, self.revision + 1}:
                raise Violated(f"revision {found} after {self.revision}")
            audited(platform)
            if done:
                self.now = self._other
            self._same(platform)
            if not done:
                self._switch(platform)
                self._same(platform)
            self._ready(platform)
        return done

    @property
    def _other(self) -> str:
        return "after" if self.now == "before" else "before"

    def _switch(self, platform: Platform) -> None:
        self._carry_out(platform)
        self.now = self._other

    def _carry_out(self, platform: Platform) -> None:
        if self.rollback and self.known.keys() == STACKS.keys():
            roll_back(platform)
        else:
            put_in_force(platform, STACKS[self._other])

    def _ready(self, platform: Platform) -> None:
        self.revision = platform.deployments.revision()
        if self.clean:
            platform.deployments.purge(platform.deployments.quarantined(), "chaos")
            self.known.clear()
            self._note(platform)

    def _note(self, platform: Platform) -> None:
        self.known[self.now] = digest(platform)

    def _same(self, platform: Platform) -> None:
        """Tables are those of the stack in force, and records are what they were, where that is known."""
        sound(platform, self.now)
        if digest(platform) != self.known.setdefault(self.now, digest(platform)):
            raise Violated(f"{self.now}: the records differ")
        if count(platform, "deal") != self.records:
            raise Violated(f"{self.now}: {count(platform, 'deal')} deals of {self.records}")


@dataclass
class Purging:
    """Deleting for good all that is in quarantine."""

    database: Database
    records: int = 6
    now: str = "before"
    kept: int = 0
    known: str = ""

    def begin(self) -> None:
        """Fill the quarantine."""
        furnish(self.database, self.records)
        with opened(self.database) as platform:
            self._refill(platform)

    def act(self) -> None:
        with opened(self.database) as platform:
            purge_all(platform)

    def settle(self) -> bool:
        with opened(self.database) as platform:
            found = len(platform.deployments.quarantined())
            if found not in {0, self.kept}:
                raise Violated(f"{found} in quarantine of {self.kept}")
            purge_all(platform)
            sound(platform, self.now)
            if digest(platform) != self.known or platform.deployments.quarantined():
                raise Violated("purging has changed records, or left something")
            self._refill(platform)
        return found == 0

    def _refill(self, platform: Platform) -> None:
        self.now = "after" if self.now == "before" else "before"
        put_in_force(platform, STACKS[self.now])
        self.kept, self.known = len(platform.deployments.quarantined()), digest(platform)


@dataclass
class Moving:
    """A backup of all there is, and its return in an empty database beside it."""

    database: Database
    records: int = 6
    known: str = ""

    def begin(self) -> None:
        """Fill the one that is moved."""
        furnish(self.database, self.records)
        with opened(self.database) as platform:
            self.known = digest(platform)

    def act(self) -> None:
        with opened(self.database) as platform:
            platform.archives.save(self.archive)
        with opened(self.target) as platform:
            platform.archives.restore(self.archive, "chaos")

    def settle(self) -> bool:
        done = self._sound()
        if not done:
            self.archive.unlink(missing_ok=True)
            self.act()
            if not self._sound():
                raise Violated("it was not moved")
        self._clear()
        return done

    @property
    def target(self) -> Database:
        """Where it returns."""
        if self.database.schema is not None:
            return Database(self.database.url, f"{self.database.schema}_moved")
        return Database(f"{self.database.url}.moved", None)

    @property
    def archive(self) -> Path:
        """The archive in between."""
        return contents_of(self.database).folder.with_suffix(".zip")

    def _sound(self) -> bool:
        """Whether all of it is there; nothing else may be but nothing."""
        self.archive.parent.mkdir(parents=True, exist_ok=True)
        with opened(self.target) as platform:
            if self.archive.exists():
                platform.archives.check(self.archive)
            if not platform.deployments.revision():
                return False
            sound(platform, "moved")
            if digest(platform) != self.known:
                raise Violated("the records that were moved differ")
        return True

    def _clear(self) -> None:
        self.archive.unlink(missing_ok=True)
        if self.target.is_postgres:
            drop_schemas(self.target)
        else:
            for path in Path(self.target.url.removeprefix("sqlite:///")).parent.glob("*.moved*"):
                path.unlink()


WAYS: dict[str, Callable[[Database], Way]] = {
    "apply": Switching,
    "apply from nothing kept": lambda database: Switching(database, clean=True),
    "rollback": lambda database: Switching(database, rollback=True),
    "purge": Purging,
    "backup and restore": Moving,
}


def roll_back(platform: Platform) -> None:
    """To the revision before, agreeing to every loss."""
    deployments = platform.deployments
    plan, _ = deployments.plan_rollback(deployments.revision() - 1)
    if plan is None:
        raise RuntimeError("there is no way back")
    deployments.apply(plan, Consent(frozenset(plan.changes.losses), maintenance=True), "chaos", "back")


def purge_all(platform: Platform) -> None:
    """Everything in quarantine."""
    platform.deployments.purge(platform.deployments.quarantined(), "chaos")


def sound(platform: Platform, name: str) -> None:
    """Tables are those of the stack in force, and the records keep what is asked of them."""
    drift = [one for one in platform.deployments.examine() if one.code != UNFINISHED]
    if drift:
        raise Violated(f"{name}: {drift}")


def count(platform: Platform, thing: str) -> int:
    """How many records an object has."""
    return sum(line.startswith(f"{thing} ") for line in platform.deployments.dump())
