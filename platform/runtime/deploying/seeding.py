"""Seed records at an apply: what they will do, told beforehand, and bringing them in as part of its transaction."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from objectry.diagnostics import Diagnostic
from objectry.metadata import Seed
from objectry.plan import Change, ChangePlan, SeedRow, Sowing, sown
from objectry.rules import BOOLEAN, Call, Const, Value
from objectry.runtime.actor import Source
from objectry.runtime.calls import Call as DoorCall
from objectry.runtime.clock import Clock
from objectry.runtime.conditions import Fulfils
from objectry.runtime.deploying.refusing import DeploymentRefused
from objectry.runtime.deploying.survey import SAMPLES, Survey
from objectry.runtime.desk import chunks
from objectry.runtime.errors import DoorError
from objectry.runtime.identity.users import system_actor
from objectry.runtime.importing import bring_in
from objectry.runtime.records import Records
from objectry.runtime.store import Select, WriteTransaction
from objectry.runtime.values.coercion import coerce
from objectry.runtime.values.unfit import Unfit

ACTOR, CAUSE = "seed", "apply"


@dataclass(frozen=True, slots=True)
class Seeding:
    """Brings seed records in by the door, inside the transaction of an apply.  `door` opens it there."""

    door: Callable[[WriteTransaction], Records]
    clock: Clock

    def carry_out(self, work: WriteTransaction, survey: Survey, sowings: Sequence[Sowing], revision: int) -> None:
        """Bring all of them in; `survey` sees the new tables.  Raises DeploymentRefused with every record refused."""
        if not sowings:
            return
        records = self.door(work)
        call = DoorCall(system_actor(ACTOR), survey.blueprint, revision, self.clock.now(), Source.SEED, CAUSE)
        problems = [problem for one in sowings for problem in _brought_in(records, call, survey, one)]
        if problems:
            raise DeploymentRefused(tuple(problems))


def _brought_in(records: Records, call: DoorCall, survey: Survey, sowing: Sowing) -> Iterator[Diagnostic]:
    """What was refused, each at its place in the files."""
    known = known_records(survey, (sowing.object, sowing.key), sowing)
    rows = [_cells(row, sowing.key, known) for row in sowing.rows]
    try:
        report = bring_in(records, call, Seed(sowing.object, sowing.key, tuple(rows)))
    except DoorError as error:
        yield Diagnostic("P423", f"{sowing.object}: {error}", sowing.rows[0].span)
        return
    for reject in report.rejects:
        row = sowing.rows[reject.number - 1]
        yield Diagnostic("P423", f"{sowing.object} {row.cells.get(sowing.key)}: {reject.reason}", row.span)


def _cells(row: SeedRow, key: str, known: "Known") -> dict[str, str | None]:
    """All cells of a record that is not there; of one that is, those the files have changed."""
    if row.new or row.cells.get(key) not in known:
        return dict(row.cells)
    return {name: text for name, text in row.cells.items() if name == key or name in row.changed}


Known = dict[str | None, str]


def known_records(survey: Survey, bed: tuple[str, str], sowing: Sowing) -> Known:
    """The ids of the seed records that are there already, by their key as it is written."""
    thing, key = bed
    written = dict(_keys(survey, bed, (row.cells.get(sowing.key) for row in sowing.rows)))
    read = survey.read(thing, key)
    found: dict[Value, str] = {}
    for part in chunks(written.values()):
        listed = Call("in", (read, *(Const(value, read.type.required()) for value in part)), BOOLEAN)
        wanted = Select(thing, {"key": read}, Fulfils(listed), policies=survey.open)
        found |= {row["key"]: str(row["id"]) for row in survey.transaction.select(survey.context, wanted)}
    return {text: found[value] for text, value in written.items() if value in found}


def _keys(survey: Survey, bed: tuple[str, str], texts: Iterable[str | None]) -> Iterator[tuple[str, Value]]:
    plan = survey.blueprint.objects[bed[0]].fields[bed[1]]
    for text in texts:
        if text is not None and not text.startswith("="):
            try:
                value = coerce(text, plan, survey.blueprint.settings.timezone)
            except Unfit:
                continue
            if value is not None:
                yield text, value


def with_seeds(plan: ChangePlan, survey: Survey) -> ChangePlan:
    """The plan with how many seed records are there already, and which."""
    return replace(plan, changes=tuple(_told(change, survey) for change in plan.changes))


def _told(change: Change, survey: Survey) -> Change:
    sowing = change.sows
    if sowing is None or sowing.deployed is None:
        return change
    known = known_records(survey, sowing.deployed, sowing)
    text = sown(sowing.object, len(sowing.rows) - len(known), len(known))
    return replace(change, text=text, samples=tuple(known.values())[:SAMPLES])
