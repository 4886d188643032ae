"""What a later app breaks in the layers below, told where the one who writes that app can mend it."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace

from objectry.diagnostics import Diagnostic, Severity
from objectry.metadata.checking.losses import about
from objectry.metadata.model import Changed
from objectry.metadata.reading.app_files import AppSource, file_prefix

Steps = tuple[str, ...]
WORD = re.compile(r"\w+")
FIELDS = "fields"


def told_above(
    found: Iterable[Diagnostic], changed: Mapping[Steps, Changed], apps: Sequence[AppSource]
) -> Iterator[Diagnostic]:
    """The same problems; errors of lower layers that a change above them has brought are one problem of the change."""
    levels = [file_prefix(apps, number) for number in range(len(apps))]
    caused: dict[Steps, list[Diagnostic]] = {}
    for one in found:
        cause = cause_of(one, changed, levels) if changed and one.severity is Severity.ERROR else None
        if cause is None:
            yield one
        else:
            caused.setdefault(cause, []).append(one)
    for steps, problems in caused.items():
        yield at_cause(changed[steps], steps[-1], problems)


def cause_of(problem: Diagnostic, changed: Mapping[Steps, Changed], levels: Sequence[str]) -> Steps | None:
    """The change above the problem's layer that it most likely comes from: one near by, and a removal first."""
    own = level_of(problem.span.file, levels)
    names = about(problem) | set(WORD.findall(problem.source_line))
    words = names | {part for name in names for part in name.split(".")}
    above = [steps for steps, one in changed.items() if steps[-1] in words and own < level_of(one.span.file, levels)]
    nearest = {steps: (not is_near(steps, problem, words), not changed[steps].removed, -len(steps)) for steps in above}
    return min(above, key=lambda steps: nearest[steps], default=None)


def is_near(steps: Steps, problem: Diagnostic, words: set[str]) -> bool:
    """Whether a problem is about the object of the change: in a file called so, or naming it."""
    return len(steps) < 3 or steps[1] in words or f"/{steps[1]}." in problem.span.file


def level_of(file: str, levels: Sequence[str]) -> int:
    """The number of the app a file is of."""
    return next((number for number, prefix in enumerate(levels[:-1]) if file.startswith(prefix)), len(levels) - 1)


def at_cause(change: Changed, name: str, problems: Sequence[Diagnostic]) -> Diagnostic:
    """All that a change has brought, as one problem."""
    first = min(problems, key=lambda one: one.span)
    places = len({one.span for one in problems})
    more = f" (and {places - 1} more)" if places > 1 else ""
    what = "removed" if change.removed else "changed"
    message = f'"{name}" is {what} here and needed as it was at {first.span}{more}: {first.message}'
    return replace(first, code="M239", message=message, span=change.span, source_line="")
