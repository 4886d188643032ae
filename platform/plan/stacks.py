"""Files -> blueprint, or only -> problems: loading and compiling in one go, with all problems at once."""

import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from objectry.diagnostics import Diagnostic, Diagnostics
from objectry.metadata import EMPTY, AppSource, Model, load_stack, quote_lines, without_consequences
from objectry.plan.compile import check_model, compile_model
from objectry.plan.shapes import Blueprint

KEY = re.compile(r"\b(\w+):")
QUOTED = re.compile(r'"([^"]+)"')
OF_OBJECT = re.compile(r'^unknown field "\w+" on (\w+)')
MAY_FOLLOW = frozenset({"R303", "R306", "R307", "R308", "R309", "R315"})  # problems that another one may have caused


def compile_stack(apps: Sequence[AppSource], pins: Mapping[str, Any] = EMPTY) -> tuple[Blueprint | None, Diagnostics]:
    """The blueprint of a stack and everything found on the way; None where an error stands in the way.

    Scenarios are no part of what is deployed, and their faults none of it: `check_stack` tells them.

    Files with errors are compiled as far as they go, so that their rules are checked too.  `pins` are the defaults of
    what is deployed, as they were resolved then.
    """
    model, loading = load_stack([app.deployable for app in apps], pins=pins)
    blueprint, compiling = compile_model(model)
    found = _together(loading, compiling, apps, model)
    return (None if found.errors else blueprint), found


def check_stack(apps: Sequence[AppSource], processes: int = 1) -> tuple[Model, Diagnostics]:
    """The model of a stack and all its problems, without a blueprint; shared out among so many processes."""
    model, loading = load_stack(apps, processes)
    return model, _together(loading, check_model(model, processes), apps, model)


def _together(loading: Diagnostics, compiling: Diagnostics, apps: Sequence[AppSource], model: Model) -> Diagnostics:
    quoted = without_consequences(quote_lines(compiling, apps), loading.lost)
    loading.extend(_not_following(quoted, apps, model) if loading.errors else quoted)
    return loading


def _not_following(found: Iterable[Diagnostic], apps: Sequence[AppSource], model: Model) -> Iterable[Diagnostic]:
    """Without the problems that only say that something declared could not be read: that has been told already."""
    known = set(model.objects) | {name for thing in model.objects.values() for name in thing.fields}
    written = frozenset(name for app in apps for text in app.files.values() for name in KEY.findall(text))
    for problem in found:
        names = QUOTED.findall(problem.message)[:1]
        broken = [name for name in names if name not in known and name in written]
        owner = OF_OBJECT.search(problem.message)
        nowhere = owner is not None and owner[1] not in model.objects  # a lookup to it has been told at its place
        if problem.code not in MAY_FOLLOW or not (broken or nowhere):
            yield problem
