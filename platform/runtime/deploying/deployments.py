"""The life of the deployed stack: plan, apply, return to an earlier revision, and what is in force right now.

What runs is what stands in the tenant's database, files and all.  `current` is asked at the start of each request: one
cheap select, and a new blueprint only when somebody has deployed one.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import datetime
from importlib.metadata import version
from threading import Lock
from time import monotonic
from typing import Any

from objectry.diagnostics import Diagnostic, Diagnostics
from objectry.metadata import EMPTY, AppSource, hash_of, pins_of
from objectry.plan import Blueprint, ChangePlan, ConvertColumn, compare, compile_stack, match, printed
from objectry.rules import Environment
from objectry.runtime.auditing.events import Event, row
from objectry.runtime.clock import Clock
from objectry.runtime.deploying.audience import audience
from objectry.runtime.deploying.differences import Difference, difference
from objectry.runtime.deploying.emptying import Emptying
from objectry.runtime.deploying.examining import Finding, examine
from objectry.runtime.deploying.planned import Consent, Planned, rewritten
from objectry.runtime.deploying.purging import Expiry, due_numbers, expiries, still_kept
from objectry.runtime.deploying.queueing import keep_queues
from objectry.runtime.deploying.refusing import DeploymentRefused, refusals, refused_by, refused_by_store
from objectry.runtime.deploying.restoring import converted_over, with_quarantine
from objectry.runtime.deploying.seeding import Seeding, with_seeds
from objectry.runtime.deploying.survey import Survey
from objectry.runtime.deploying.upkeep import put_right
from objectry.runtime.deploying.verifying import RollupCheck
from objectry.runtime.deploying.weighing import weigh
from objectry.runtime.errors import Busy
from objectry.runtime.program import searched
from objectry.runtime.searching.checking import SearchCheck
from objectry.runtime.searching.renewing import is_behind, renew, touched_by
from objectry.runtime.store import (
    UNLIMITED,
    Applicant,
    Applying,
    Context,
    Converted,
    Deployment,
    DeploymentSummary,
    Holder,
    Quarantined,
    Store,
    StoreError,
)
from objectry.runtime.values.moments import zone

ENGINE = version("objectry")
DEFAULTS = "defaults"  # beside the blueprint of a deployed revision


@dataclass(frozen=True, slots=True)
class Deployed:
    """What is in force."""

    revision: int
    blueprint: Blueprint


class Deployments:
    """The deployed stacks of one tenant.  Made once per process, used by all threads."""

    def __init__(self, store: Store, clock: Clock, seeding: Seeding) -> None:
        self._store, self._clock, self._seeding = store, clock, seeding
        self._current: Deployed | None = None
        self._compiling = Lock()

    def current(self) -> Deployed:
        """What is in force now; raises DeploymentRefused while nothing is deployed."""
        return self.at(self._store.revision())

    def at(self, revision: int) -> Deployed:
        """What `revision`, which was in force a moment ago, is made of; raises as current."""
        current = self._current
        if current is None or current.revision != revision:
            with self._compiling:
                current = self._current = self._load(revision)
        return current

    def _load(self, revision: int) -> Deployed:
        if self._current is not None and self._current.revision == revision:
            return self._current  # another thread was quicker
        if not revision:
            raise refused_by("P421", "nothing is deployed in this database yet; `crm apply` does it")
        self._store.prepare(revision)
        with self._store.read() as reading:
            deployment = reading.deployment(revision)
        if deployment is None:
            raise refused_by("P415", f"there is no revision {revision}; see `crm log`")
        blueprint = compiled(deployment)
        self._renew_search(revision, blueprint)
        return Deployed(revision, blueprint)

    def _renew_search(self, revision: int, blueprint: Blueprint) -> None:
        """Make the search index of what an older engine has deployed, or cut into other words."""
        context, indexes = self._context(blueprint), searched(blueprint)
        with self._store.read(revision) as reading:
            behind = is_behind(Survey(reading, context), indexes)
        if behind:
            self._store.apply(revision, lambda work: renew(work, Survey(work, context), indexes))

    def revision(self) -> int:
        """The revision in force; 0 while nothing is deployed."""
        return self._store.revision()

    def apps(self, revision: int | None = None) -> tuple[AppSource, ...]:
        """The files of a deployed stack, by default the one in force; nothing where there is none."""
        with self._store.read() as reading:
            found = reading.deployment(revision) if reading.revision() else None
        return () if found is None else _apps(found.files)

    def log(self) -> tuple[DeploymentSummary, ...]:
        """Who deployed what, newest first."""
        with self._store.read() as reading:
            return tuple(reading.deployments()) if reading.revision() else ()

    def plan(self, apps: Sequence[AppSource], revision: int | None = None) -> tuple[Planned | None, Diagnostics]:
        """What applying this stack would change, with counts from the live database; None with the errors in it.

        What exists keeps the defaults that were resolved for it, in the revision in force or in the one named.
        """
        pinned, there = self._pinned(revision)
        blueprint, found = compile_stack(apps, pinned)
        if blueprint is None:
            return None, found
        planned = Planned(0, tuple(apps), blueprint, compare(None, blueprint), found)
        if not self.revision():
            return planned, found
        return self._surveyed(planned, self.current(), rewritten(there, apps)), found

    def _surveyed(self, planned: Planned, deployed: Deployed, differing: tuple[str, ...]) -> Planned:
        """The plan held against the database."""
        old, new = deployed.blueprint, planned.blueprint
        former = _former(old, new)
        with self._store.read(deployed.revision, seconds=UNLIMITED) as reading:
            survey = Survey(reading, self._context(old))
            changes = with_quarantine(compare(old, new), former, reading)
            changes = weigh(_with_audience(changes, old, new, survey), survey)
            changes = with_seeds(changes, survey)
            expired = expiries(reading.quarantined(), new, self._clock.now())
        kept = still_kept(expired, changes, former)
        return replace(planned, base=deployed.revision, changes=changes, rewritten=differing, quarantine=kept)

    def plan_rollback(self, revision: int) -> tuple[Planned | None, Diagnostics]:
        """The same for the stack of an earlier revision; raises DeploymentRefused where there is no such revision."""
        apps = self.apps(revision) if 0 < revision < self.revision() else ()
        if not apps:
            raise refused_by("P415", f"there is no revision {revision} before the one in force; see `crm log`")
        return self.plan(apps, revision)

    def _pinned(self, revision: int | None) -> tuple[Mapping[str, Any], tuple[AppSource, ...]]:
        """The defaults resolved for a revision, and the files of the one in force."""
        with self._store.read() as reading:
            there = reading.deployment() if reading.revision() else None
            wanted = reading.deployment(revision) if there is not None and revision is not None else there
        return _pins(wanted), () if there is None else _apps(there.files)

    def apply(
        self,
        planned: Planned,
        consent: Consent,
        author: str,
        message: str,
        waiting: Callable[[Holder], None] = lambda _: None,
    ) -> Deployed:
        """Carry a plan out, all of it or nothing, and put it in force.  `waiting` hears for whom there is waiting.

        Raises DeploymentRefused: where another revision is deployed than the plan was made for, where values would go
        out of reach without consent, where somebody else is applying for long, or where the database does not take it.
        """
        problems = refusals(planned.changes, consent.losses, consent.grants, maintenance=consent.maintenance)
        if problems:
            raise DeploymentRefused(problems)
        if planned.done:
            return self.current()
        who = Applicant(author, self._clock.now, waiting)
        try:
            revision = self._store.apply(
                planned.base, lambda work: self._carry_out(work, planned, author, message), who
            )
        except StoreError as error:
            raise refused_by_store(error) from error
        except Busy as error:
            holder = self._store.holder()
            raise refused_by("P441", f"still waiting for {holder or 'others who write'}; try again") from error
        self._current = Deployed(revision, planned.blueprint)
        return self._current

    def quarantined(self) -> tuple[Quarantined, ...]:
        """What left the model and is kept, newest first."""
        with self._store.read() as reading:
            return tuple(reading.quarantined()) if reading.revision() else ()

    def expiries(self) -> tuple[Expiry, ...]:
        """What is in quarantine, and when it goes for good."""
        return expiries(self.quarantined(), self.current().blueprint, self._clock.now()) if self.revision() else ()

    def purge(self, wanted: Sequence[Quarantined], author: str) -> None:
        """Throw quarantined tables and columns away for good; no revision is made by it.  Raises DeploymentRefused."""
        now = self._clock.now()
        try:
            self._store.apply(
                self.revision(), lambda work: _purge(work, wanted, now, author), Applicant(author, self._clock.now)
            )
        except StoreError as error:
            raise refused_by_store(error) from error

    def difference(self, revision: int) -> Difference:
        """What a revision changed: its files against those of the one before, and the changes they come to.

        Raises DeploymentRefused where there is no such revision.
        """
        found = next((one for one in self.log() if one.revision == revision), None)
        if found is None:
            raise refused_by("P415", f"there is no revision {revision}; see `crm log`")
        return difference(found, self.apps(revision), self.apps(revision - 1) if revision > 1 else ())

    def examine(self) -> tuple[Finding, ...]:
        """What is not as it should be: the database held against the model, the records against what is asked."""
        deployed = self.current()
        left = self._store.left_behind()
        unfinished = () if left is None else (_unfinished(left),)
        with self.surveyed(deployed) as survey:
            return (*examine(survey, searched(deployed.blueprint)), *unfinished)

    @contextmanager
    def surveyed(self, deployed: Deployed) -> Iterator[Survey]:
        """All records of what is deployed, to be looked at for as long as it takes."""
        with self._store.read(deployed.revision, seconds=UNLIMITED) as reading:
            yield Survey(reading, self._context(deployed.blueprint))

    def rollups(self) -> RollupCheck:
        """The stored roll-ups, to be held against the records below."""
        deployed = self.current()
        return RollupCheck(self._store, self._context(deployed.blueprint), deployed.revision)

    def search_index(self) -> SearchCheck:
        """The search index, to be held against the records."""
        deployed = self.current()
        blueprint = deployed.blueprint
        return SearchCheck(self._store, self._context(blueprint), deployed.revision, searched(blueprint))

    def emptying(self) -> Emptying:
        """The recycle bin, to be emptied of what has been in it for long."""
        deployed = self.current()
        return Emptying(self._store, self._context(deployed.blueprint), deployed.revision, self._clock.now())

    def put_right(self, author: str) -> int:
        """What the platform keeps for itself is made anew from the records where it is wrong; how much was."""
        deployed = self.current()
        context = self._context(deployed.blueprint)
        who = Applicant(author, self._clock.now)
        return self._store.apply(deployed.revision, lambda work: put_right(Survey(work, context), work), who)

    def dump(self) -> Iterator[str]:
        """Every record as a line of text, the same on both databases."""
        deployed = self.current()
        with self._store.read(deployed.revision, seconds=UNLIMITED) as reading:
            yield from reading.dump(self._context(deployed.blueprint))

    def _carry_out(self, work: Applying, planned: Planned, author: str, message: str) -> int:
        now = self._clock.now()
        context = self._context(planned.blueprint)
        work.run(context, planned.changes.steps, now, self._converted(work, planned))
        keep_queues(work, planned.blueprint)
        indexes = searched(planned.blueprint)
        renew(work, Survey(work, context), indexes, touched_by(planned.changes.steps, indexes))
        self._seeding.carry_out(work, Survey(work, context), planned.changes.seeds, work.next)
        due = due_numbers(planned.quarantine)
        _purge(work, [one for one in work.quarantined() if one.number in due], now, author)
        detail = {"revision": work.next, "author": author, "message": message, "blueprint": planned.blueprint.hash}
        work.audit.add([row(now, Event.DEPLOYED, None, "deployment", detail=detail)])
        return work.deploy(
            Deployment(
                base=planned.base,
                at=now,
                author=author,
                message=message,
                engine=ENGINE,
                files={app.name: dict(app.files) for app in planned.apps},
                hashes={app.name: hash_of(app) for app in planned.apps},
                blueprint_hash=planned.blueprint.hash,
                blueprint={**printed(planned.blueprint), DEFAULTS: _resolved(planned)},
            )
        )

    def _converted(self, work: Applying, planned: Planned) -> Converted:
        """The values of fields that get another type.  Raises DeploymentRefused where more of them do not fit than the
        plan has told: somebody wrote them meanwhile."""
        steps = [step for step in planned.changes.steps if isinstance(step, ConvertColumn)]
        if not steps or self._current is None:
            return EMPTY
        survey = Survey(work, self._context(self._current.blueprint))
        return {
            (step.table, step.refit.new.name): converted_over(survey, step, planned.changes, work) for step in steps
        }

    def _context(self, blueprint: Blueprint) -> Context:
        now = self._clock.now()
        here = zone(blueprint.settings.timezone)
        today = now.astimezone(here).date()
        return Context(self._store.tables(blueprint), Environment(now, today, EMPTY, "worker", here.key))


def compiled(deployment: Deployment) -> Blueprint:
    """A deployed stack, compiled by this engine.  Raises DeploymentRefused."""
    blueprint, found = compile_stack(_apps(deployment.files), _pins(deployment))
    if blueprint is None:
        place = f"revision {deployment.revision} was deployed with version {deployment.engine}"
        raise DeploymentRefused((Diagnostic("P404", f"{place} and does not fit this one, {ENGINE}"), *found.errors))
    return blueprint


def _purge(work: Applying, wanted: Sequence[Quarantined], now: datetime, author: str) -> None:
    """Throw away what was kept, and say so in the audit log."""
    work.purge(wanted, now)
    gone = [f"{one.object}.{one.column}" if one.column else one.object for one in wanted]
    if gone:
        work.audit.add([row(now, Event.PURGED, None, "purge", detail={"gone": gone, "author": author})])


def _with_audience(plan: ChangePlan, old: Blueprint, new: Blueprint, survey: Survey) -> ChangePlan:
    """The plan with who gains and who loses, where it changes who may do what."""
    if plan.empty:
        return plan
    return replace(plan, changes=(*plan.changes, *audience(old, new, survey, monotonic)))


def _unfinished(left: str) -> Finding:
    way_out = "nothing is half done: what was begun was taken back; the next `crm apply` takes the note away"
    return Finding("P460", "apply", f"somebody began to apply a stack and did not come to an end: {left}", way_out)


def _former(old: Blueprint, new: Blueprint) -> Mapping[str, str]:
    """Objects by their coming name, and what they are called now."""
    return {name: pair.old.name for name, pair in match(old, new).renamed.items()}


def _resolved(planned: Planned) -> dict[str, Any]:
    """The defaults that are kept with a revision, so that a later platform does not alter what is there."""
    return pins_of(planned.apps, {name: plan.object for name, plan in planned.blueprint.objects.items()})


def _pins(deployment: Deployment | None) -> Mapping[str, Any]:
    found: Mapping[str, Any] = deployment.blueprint.get(DEFAULTS, EMPTY) if deployment is not None else EMPTY
    return found


def _apps(files: Mapping[str, Mapping[str, str]]) -> tuple[AppSource, ...]:
    return tuple(AppSource(name, dict(texts)) for name, texts in files.items())
