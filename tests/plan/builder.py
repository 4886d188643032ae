"""Blueprints for tests, from a few lines of YAML."""

from functools import cache
from pathlib import Path
from textwrap import dedent
from typing import Any

from objectry.diagnostics import Diagnostics
from objectry.metadata import AppSource, core_app, load_stack, read_folder
from objectry.plan import Blueprint, ChangePlan, compare, compile_model, printed

SAMPLE = Path(__file__).parents[1] / "sample_app"
APP = "name: shop\nversion: 1.0\n"


def sample_apps() -> tuple[AppSource, ...]:
    """The stack of the sample app."""
    return core_app(), AppSource("sample_crm", read_folder(SAMPLE).files)


@cache
def sample() -> Blueprint:
    """The sample app, compiled."""
    model, loading = load_stack(sample_apps())
    blueprint, compiling = compile_model(model)
    assert blueprint is not None, [*loading, *compiling]
    assert not loading.errors
    return blueprint


def attempt(**files: str) -> tuple[Blueprint | None, Diagnostics]:
    """What compiling a small app gives: `attempt(objects__deal="...")` has the file objects/deal.yaml."""
    named = {f"{name.replace('__', '/')}.yaml": dedent(text) for name, text in files.items()}
    model, loading = load_stack([core_app(), AppSource("shop", {"app.yaml": APP, **named})])
    assert not loading.errors, [str(problem) for problem in loading]
    return compile_model(model)


def built(**files: str) -> Blueprint:
    """The blueprint of a small app without errors."""
    blueprint, found = attempt(**files)
    assert blueprint is not None, [str(problem) for problem in found]
    return blueprint


def refused(**files: str) -> list[str]:
    """Code and message of what stands in the way of a small app."""
    blueprint, found = attempt(**files)
    assert blueprint is None
    return [f"{problem.code} {problem.message}" for problem in found.errors]


@cache
def deal(*fields: str, more: str = "") -> Blueprint:
    """An app with one object `deal` that has these fields, one a line, and whatever else its file says."""
    lines = "".join(f"  {field}\n" for field in ("name: {type: text}", *fields))
    return built(objects__deal=f"object: deal\nfields:\n{lines}{dedent(more)}")


def shown(blueprint: Blueprint) -> dict[str, Any]:
    """The print of a blueprint, to look things up in."""
    return dict(printed(blueprint))


def told(old: Blueprint | None, new: Blueprint) -> list[str]:
    """A change plan as lines `class: text`."""
    return lines(compare(old, new))


def lines(plan: ChangePlan) -> list[str]:
    """The changes of a plan as lines `class: text`."""
    return [f"{change.kind}: {change.text}" for change in plan.changes]


def steps(old: Blueprint | None, new: Blueprint) -> list[str]:
    """The kinds of steps of a change plan, in order."""
    return [type(step).__name__ for step in compare(old, new).steps]
