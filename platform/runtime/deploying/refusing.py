"""Why a stack is not applied, as diagnostics."""

from collections.abc import Iterator

from objectry.diagnostics import Diagnostic
from objectry.plan import Change, ChangeClass, ChangePlan
from objectry.runtime.store import StaleBase, StoreError, Violated


class DeploymentRefused(Exception):
    """A stack cannot be applied or served.  `problems` say why; nothing has changed."""

    def __init__(self, problems: tuple[Diagnostic, ...]) -> None:
        super().__init__("; ".join(str(problem) for problem in problems))
        self.problems = problems


def refused_by(code: str, message: str) -> DeploymentRefused:
    """A refusal for one reason."""
    return DeploymentRefused((Diagnostic(code, message),))


def refusals(
    plan: ChangePlan, allowed: frozenset[str], granted: frozenset[str], *, maintenance: bool
) -> tuple[Diagnostic, ...]:
    """What in a plan lacks consent or cannot be done."""
    found = (_refusal(change, allowed) or _grant(change, granted) for change in plan.changes)
    slow = () if maintenance else _slow(plan)
    return (*(problem for problem in found if problem is not None), *slow)


def _refusal(change: Change, allowed: frozenset[str]) -> Diagnostic | None:
    if change.kind is ChangeClass.DATA_LOSS and change.name not in allowed:
        consent = f"say --allow-data-loss {change.name} if that is meant"
        return Diagnostic("P411", f"{change.text}{_lost(change)}; {consent}")
    if change.duplicates and change.breaking:
        where = f": {', '.join(change.samples)}" if change.samples else ""
        return Diagnostic("P412", f"{change.text}, but {change.breaking} records repeat a value of another{where}")
    return None


def _grant(change: Change, granted: frozenset[str]) -> Diagnostic | None:
    """What a pack would grant on things that are not its own."""
    if not change.asks or change.name in granted:
        return None
    return Diagnostic("P432", f"{change.text}; say --consent {change.name} if that is meant")


def _slow(plan: ChangePlan) -> Iterator[Diagnostic]:
    """Slow changes, each with what all of the plan will cost."""
    cost = "" if plan.seconds is None else f"; others wait for about {max(1, round(plan.seconds))} seconds"
    for change in plan.changes:
        if change.kind is ChangeClass.SLOW:
            rows = "" if change.rows is None else f" ({change.rows:,} records)"
            yield Diagnostic("P413", f"{change.text}{rows}{cost}; say --maintenance when nobody works")


def _lost(change: Change) -> str:
    if change.refit is not None and not (change.refit.rounds and not change.breaking):
        count = change.breaking or 0
        return f" ({count:,} {'value does' if count == 1 else 'values do'} not convert)"
    return "" if change.rows is None else f" ({change.rows:,} records)"


def refused_by_store(error: StoreError) -> DeploymentRefused:
    """What the database said, as a refusal."""
    if isinstance(error, StaleBase):
        message = f"the plan was made for revision {error.base}, but {error.current} is deployed now; plan again"
        return refused_by("P410", message)
    if isinstance(error, Violated):
        return refused_by("P412", str(error))
    return refused_by("P422", f"the database did not take it: {error}")
