"""Files -> blueprint, or only -> problems: loading and compiling in one go, with all problems at once."""

import re
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from typing import Any, NamedTuple

from objectry.diagnostics import Diagnostic, Diagnostics, Severity
from objectry.metadata import (
    EMPTY,
    AppSource,
    Changed,
    Model,
    Readings,
    load_stack,
    quote_lines,
    told_above,
    without_consequences,
)
from objectry.plan.checking import NOBODY
from objectry.plan.compile import check_model, compile_model
from objectry.plan.shapes import Blueprint

SURMISES = frozenset({"P407", "P408"})  # what conditions amount to, which hangs on choices that may be lost
CIRCLE = re.compile(r": (\S+(?: -> \S+)+) is a circle$")
OF_OBJECT = re.compile(r'^unknown field "\w+" on (\w+)')


def compile_stack(apps: Sequence[AppSource], pins: Mapping[str, Any] = EMPTY) -> tuple[Blueprint | None, Diagnostics]:
    """The blueprint of a stack and everything found on the way; None where an error stands in the way.

    Scenarios are no part of what is deployed, and their faults none of it: `check_stack` tells them.

    Files with errors are compiled as far as they go, so that their rules are checked too.  `pins` are the defaults of
    what is deployed, as they were resolved then.
    """
    model, loading = load_stack([app.deployable for app in apps], pins=pins)
    blueprint, compiling = compile_model(model)
    found = together(loading, compiling, apps, names_in(model))
    return (None if found.errors else blueprint), found


def check_stack(apps: Sequence[AppSource], processes: int = 1, readings: Readings = EMPTY) -> tuple[Model, Diagnostics]:
    """The model of a stack and all its problems, without a blueprint; shared out among so many processes.

    `readings` are the files as they have been read already.
    """
    model, loading = load_stack(apps, processes, readings=readings)
    return model, together(loading, check_model(model, processes), apps, names_in(model))


class Names(NamedTuple):
    """What the objects of a model are called, and their fields, and what apps change of the layers below them."""

    objects: Collection[str]
    fields: Collection[str]
    changed: Mapping[tuple[str, ...], Changed] = EMPTY


def names_in(model: Model) -> Names:
    """The names of a model."""
    fields = {name for thing in model.objects.values() for name in thing.fields}
    return Names(model.objects.keys(), fields, model.changed)


def together(loading: Diagnostics, compiling: Diagnostics, apps: Sequence[AppSource], known: Names) -> Diagnostics:
    """All problems, each once: what is only the consequence of a name that could not be read is left out."""
    quoted = without_consequences(quote_lines(compiling, apps), loading.lost)
    loading.extend(_not_following(quoted, known) if loading.errors else quoted)
    if not loading.errors:
        return loading
    found = quote_lines(told_above(_causes(_circles_once(loading), loading.lost), known.changed, apps), apps)
    found.lose(loading.lost)
    return found


def _causes(found: Iterable[Diagnostic], lost: Collection[str]) -> Iterable[Diagnostic]:
    """Without those that only read a formula with errors, which are told there, and what nobody can know now."""
    problems = list(found)
    others = [one for one in problems if one.code != "R315" and (one.code not in SURMISES or not lost)]
    return others if any(one.severity is Severity.ERROR for one in others) else problems


def _circles_once(found: Iterable[Diagnostic]) -> Iterator[Diagnostic]:
    """Each circle of formulas once, at the first of its fields, not at all of them and at whatever reads one."""
    circles: dict[frozenset[str], list[Diagnostic]] = {}
    for one in found:
        circle = CIRCLE.search(one.message) if one.code == "R310" else None
        if circle is None:
            yield one
        else:
            circles.setdefault(frozenset(circle[1].split(" -> ")), []).append(one)
    for names, ones in circles.items():
        own = {f"{name.rpartition('.')[2]}:" for name in names}
        yield min(ones, key=lambda one: (not any(name in one.source_line for name in own), one.span))


def _not_following(found: Iterable[Diagnostic], known: Names) -> Iterable[Diagnostic]:
    """Without those about fields of an object that is not there: a lookup to it has been told at its place."""
    for problem in found:
        owner = OF_OBJECT.search(problem.message)
        if owner is None or owner[1] in {NOBODY, *known.objects} or problem.code != "R303":
            yield problem
