"""All or part: running a request inside its transaction, and running it again without the records that were refused.

Partial success: everything runs in a savepoint; records that are refused are left out, with all they caused, and the
rest starts anew from step 2.  After three times the rest is halved, so that a batch always comes to an end.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from objectry.plan import ObjectPlan
from objectry.runtime.errors import Invalid, Problem
from objectry.runtime.store import WriteTransaction
from objectry.runtime.writing.drafts import Kind
from objectry.runtime.writing.requests import Request
from objectry.runtime.writing.rounds import run_rounds
from objectry.runtime.writing.work import Rejected, Wave, Work

TRIES = 3
ACTIONS = {Kind.CREATE: "created", Kind.UPDATE: "updated", Kind.DELETE: "deleted", Kind.RESTORE: "restored"}


@dataclass(slots=True)
class Result:
    """What became of each of the caller's records: the id and the action, and every problem and warning."""

    ids: dict[int, str] = field(default_factory=dict)
    actions: dict[int, str] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)
    warnings: list[Problem] = field(default_factory=list)


@dataclass(slots=True)
class Attempt:
    """One run of a request in one transaction.  `fresh` makes the workplace of each try."""

    transaction: WriteTransaction
    plan: ObjectPlan
    request: Request
    fresh: Callable[[], Work]
    result: Result = field(default_factory=Result)

    def all(self) -> Result:
        """Every record, or none.  Raises Invalid with all problems."""
        try:
            self._try(range(self.request.count))
        except Rejected as wrong:
            raise Invalid(in_order(wrong.problems)) from wrong
        return self.result

    def part(self) -> Result:
        """As many records as can be.  Raises Invalid where a problem cannot be laid at the door of any record."""
        self._part(list(range(self.request.count)))
        self.result.problems = list(in_order(self.result.problems))
        return self.result

    def _part(self, positions: list[int]) -> None:
        for _ in range(TRIES):
            if not positions:
                return
            refused = self._refused(positions)
            if refused is None:
                return
            positions = self._without_culprits(positions, refused)
        middle = (len(positions) + 1) // 2
        for half in (positions[:middle], positions[middle:]):
            self._part(half)

    def _refused(self, positions: Sequence[int]) -> Rejected | None:
        """Try these together; why they were refused, or None."""
        try:
            with self.transaction.savepoint():
                self._try(positions)
        except Rejected as wrong:
            return wrong
        return None

    def _without_culprits(self, positions: Sequence[int], wrong: Rejected) -> list[int]:
        left = [one for one in positions if one not in wrong.roots]
        if len(left) == len(positions):
            raise Invalid(in_order(wrong.problems))
        self.result.problems += wrong.problems
        return left

    def _try(self, positions: Sequence[int]) -> None:
        work = self.fresh()
        waves = self.request.waves(work, self.plan, positions)
        own = [wave for wave in waves if wave.drafts]
        run_rounds(work, own)
        work.stop_if_faulty()  # where no record was sound enough to begin with
        self._note(own, work)

    def _note(self, waves: Sequence[Wave], work: Work) -> None:
        for wave in waves:
            for draft in wave.drafts:
                self.result.ids[draft.position] = draft.id
                self.result.actions[draft.position] = ACTIONS[draft.kind]
        for position, id in work.unchanged.items():
            self.result.ids[position] = id
            self.result.actions[position] = "unchanged"
        self.result.warnings += work.warnings


def in_order(problems: Sequence[Problem]) -> tuple[Problem, ...]:
    """Problems by the caller's records, each once."""
    unique = {(one.record, one.code, one.field, one.message): one for one in problems}.values()
    return tuple(sorted(unique, key=lambda one: -1 if one.record is None else one.record))
