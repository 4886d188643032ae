"""The way from files to a checked model.  Never raises for bad input: it tells all problems at once."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from objectry.diagnostics import Diagnostic, Diagnostics
from objectry.metadata.building.models import build_model
from objectry.metadata.building.seeds import check_seeds, read_seeds
from objectry.metadata.checking.losses import lost_fields, without_consequences
from objectry.metadata.checking.references import check_references
from objectry.metadata.layering.layers import Tree, stack
from objectry.metadata.layering.slices import Slice, slice_of
from objectry.metadata.model import EMPTY, Model
from objectry.metadata.reading.app_files import AppSource, file_prefix
from objectry.metadata.reading.nodes import Document
from objectry.metadata.reading.readings import NOTHING_READ, Readings, read_apart


def load_stack(
    apps: Sequence[AppSource],
    processes: int = 1,
    pins: Mapping[str, Any] = EMPTY,
    readings: Readings = NOTHING_READ,
) -> tuple[Model, Diagnostics]:
    """The model of a stack, core first, and all problems found; many files are read by so many processes.

    `pins` are the defaults of what is deployed, as they were resolved then (`pins_of`).  `readings` are the files as
    they have been read already (`read_again`).

    In problems, files of the last app are named as they are, those of the apps below with the app's name before them.
    """
    problems = Diagnostics()
    loaded = _load(apps, stack(apps, problems, readings or read_apart(apps, processes)), problems, pins)
    return loaded.model, loaded.problems


@dataclass(frozen=True, slots=True)
class Loaded:
    """A stack, or a slice of one, with what it takes to check slices of it later.

    `tree` is what the model was built from; `asked` are, by object, those its layout has looked at.
    """

    model: Model
    problems: Diagnostics
    tree: Tree
    asked: Mapping[str, Collection[str]]


def load_whole(apps: Sequence[AppSource], processes: int) -> Loaded:
    """All of a stack."""
    problems = Diagnostics()
    return _load(apps, stack(apps, problems, read_apart(apps, processes)), problems)


def load_slice(apps: Sequence[AppSource], part: Slice) -> Loaded:
    """A part of a stack."""
    problems = Diagnostics()
    return _load(apps, slice_of(apps, part, problems), problems)


def _load(apps: Sequence[AppSource], tree: Tree, problems: Diagnostics, pins: Mapping[str, Any] = EMPTY) -> Loaded:
    seeds = read_seeds(tree, problems)
    model = build_model(tree, seeds, problems, pins)
    asked = check_references(model, tree, problems)
    check_seeds(model, seeds, problems)
    if problems.errors:
        problems.lose(lost_fields(tree, model))
    return Loaded(model, without_consequences(quote_lines(problems, apps), problems.lost), tree, asked)


def quote_lines(problems: Iterable[Diagnostic], apps: Sequence[AppSource]) -> Diagnostics:
    """The same problems, each with the line of the file it is about."""
    texts = {
        file_prefix(apps, number) + name: text for number, app in enumerate(apps) for name, text in app.texts.items()
    }
    documents: dict[str, Document] = {}
    quoted: list[Diagnostic] = []
    for one in problems:
        name = one.span.file
        if name in texts and not one.source_line:
            document = documents.setdefault(name, Document(name, texts[name]))
            one = replace(one, source_line=document.line(one.span.line))  # noqa: PLW2901 (the same thing, made whole)
        quoted.append(one)
    return Diagnostics(quoted)
