"""Why a stack is not applied, as diagnostics."""

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


def refusals(plan: ChangePlan, allowed: frozenset[str], *, maintenance: bool) -> tuple[Diagnostic, ...]:
    """What in a plan lacks consent or cannot be done."""
    found = (_refusal(change, allowed, maintenance=maintenance) for change in plan.changes)
    return tuple(problem for problem in found if problem is not None)


def _refusal(change: Change, allowed: frozenset[str], *, maintenance: bool) -> Diagnostic | None:
    if change.kind is ChangeClass.DATA_LOSS and change.name not in allowed:
        consent = f"say --allow-data-loss {change.name} if that is meant"
        return Diagnostic("P411", f"{change.text}{_count(change)}; {consent}")
    if change.duplicates and change.breaking:
        return Diagnostic("P412", f"{change.text}, but {change.breaking} records repeat a value of another")
    if change.kind is ChangeClass.SLOW and not maintenance:
        return Diagnostic("P413", f"{change.text}{_count(change)}; say --maintenance when nobody works")
    return None


def _count(change: Change) -> str:
    return "" if change.rows is None else f" ({change.rows:,} records)"


def refused_by_store(error: StoreError) -> DeploymentRefused:
    """What the database said, as a refusal."""
    if isinstance(error, StaleBase):
        message = f"the plan was made for revision {error.base}, but {error.current} is deployed now; plan again"
        return refused_by("P410", message)
    if isinstance(error, Violated):
        return refused_by("P412", str(error))
    return refused_by("P422", f"the database did not take it: {error}")
