"""Small stacks for tests: apps written as one text, each file under a line `=== path`."""

from collections.abc import Mapping
from dataclasses import dataclass

from objectry.diagnostics import Diagnostic, Diagnostics, Severity
from objectry.metadata import AppSource, Model, Object, core_app, load_stack

BELOW = "below: "  # marks a file of the app beneath


@dataclass(frozen=True)
class Apps:
    """The files of the topmost app, and of the one below it (possibly none)."""

    top: Mapping[str, str]
    below: Mapping[str, str]


def split(text: str) -> Apps:
    """The files of a text with `=== path` lines."""
    top: dict[str, str] = {}
    below: dict[str, str] = {}
    current: tuple[dict[str, str], str] | None = None
    for line in text.splitlines(keepends=True):
        if line.startswith("=== "):
            name = line[4:].strip()
            current = (below, name.removeprefix(BELOW)) if name.startswith(BELOW) else (top, name)
            current[0][current[1]] = ""
        elif current is not None:
            current[0][current[1]] += line
    return Apps(top, below)


def sources(apps: Apps) -> list[AppSource]:
    """The stack: core, the app below where there is one, the topmost app."""
    stack = [core_app()]
    if apps.below:
        stack.append(AppSource("below", {"app.yaml": "name: below\nversion: 1.0\n", **apps.below}))
    return [*stack, AppSource("top", {"app.yaml": "name: top\nversion: 1.0\n", **apps.top})]


def load(text: str) -> tuple[Model, Diagnostics]:
    """The model of a text, and its problems."""
    return load_stack(sources(split(text)))


def load_clean(text: str) -> Model:
    """The model of a text that has no problems at all."""
    model, problems = load(text)
    assert not list(problems), "\n".join(str(one) for one in problems.sorted())
    return model


def load_object(text: str, name: str = "visit") -> Object:
    """One object, from the text of its file."""
    return load_clean(f"=== objects/{name}.yaml\n{text}").objects[name]


def told(text: str) -> list[str]:
    """Codes of all problems of a text, in the order of their places."""
    return [one.code for one in load(text)[1].sorted()]


def only(text: str) -> Diagnostic:
    """The one problem of a text."""
    (problem,) = load(text)[1].sorted()
    return problem


def is_error(problem: Diagnostic) -> bool:
    """Whether it stops the work."""
    return problem.severity is Severity.ERROR
