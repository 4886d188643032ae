"""A workspace as an editor has it: the files on disk, and over them what is being typed."""

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import PurePosixPath
from types import MappingProxyType

from objectry.diagnostics import Diagnostic, Diagnostics
from objectry.faces.editor.knowledge import Knowledge
from objectry.faces.editor.outline import Outline
from objectry.faces.editor.scanning import outline
from objectry.metadata import AppSource, Model, kind_of, read_again
from objectry.plan import check_stack

SCENARIOS = "scenarios/"
HEADS = ("app.yaml", "app.yml", "app.json")
Layers = Callable[[AppSource], Sequence[AppSource]]
"""The stack an app stands in, from the files of that app: the layers below, itself last."""


@dataclass(frozen=True, slots=True)
class Checked:
    """What one look at the whole workspace has found."""

    problems: tuple[Diagnostic, ...]
    model: Model
    sound: bool  # whether every file could be read, so that no name is missing


class Project:
    """The files of one workspace, and what was last found out about them.

    `read` gives the files on disk, `layers` lays an app on what it stands on; the layers below are looked up again only
    when the head of the app changes, and a file is read again only when its text does.
    """

    def __init__(self, read: Callable[[], AppSource], layers: Layers) -> None:
        self.read = read
        self.layers = layers
        own = read()
        self.disk: Mapping[str, str] = own.texts
        self.typed: dict[str, str] = {}
        self.name = own.name
        self.below: tuple[Mapping[str, str], tuple[AppSource, ...]] | None = None
        self.readings = read_again(())
        self.known: Knowledge | None = None
        self.outlines: dict[str, tuple[str, Outline]] = {}

    # ------------------------------------------------------------ files

    def type(self, file: str, text: str) -> None:
        """What stands in a file now, saved or not."""
        self.typed[file] = text

    def close(self, file: str) -> None:
        """What is not saved does not count any more."""
        self.typed.pop(file, None)

    def files(self) -> dict[str, str]:
        """The text of every file, as it is typed."""
        return self.with_typed(self.typed)

    def with_typed(self, typed: Mapping[str, str]) -> dict[str, str]:
        ours = {name: text for name, text in typed.items() if kind_of(PurePosixPath(name)) is not None}
        return {**self.disk, **ours}

    def text(self, file: str) -> str:
        """The text of a file, typed or on disk."""
        return self.typed.get(file, self.disk.get(file, ""))

    def outline(self, file: str) -> Outline:
        """The outline of a file, made again only for another text."""
        text = self.text(file)
        kept = self.outlines.get(file)
        if kept is None or kept[0] != text:
            kept = (text, outline(text))
            self.outlines[file] = kept
        return kept[1]

    def stack(self, files: Mapping[str, str]) -> tuple[AppSource, ...]:
        """The layers with these files on top."""
        scenarios = {name: text for name, text in files.items() if name.startswith(SCENARIOS)}
        deployed = {name: text for name, text in files.items() if name not in scenarios}
        own = AppSource(self.name, MappingProxyType(deployed), MappingProxyType(scenarios))
        head = {name: files[name] for name in HEADS if name in files}
        if self.below is None or self.below[0] != head:
            laid = tuple(self.layers(own))
            self.below = (head, laid)
        *below, top = self.below[1]
        return (*below, replace(own, name=top.name))

    # ------------------------------------------------------------ checking

    def check(self) -> Checked:
        """All problems, and the names there are now.

        While a file cannot be read, the names of the last time it could are kept: whoever is in the middle of a line
        still gets help.
        """
        typed = dict(self.typed)
        self.disk = self.read().texts
        apps = self.stack(self.with_typed(typed))
        self.readings = read_again(apps, self.readings)
        model, found = check_stack(apps, readings=self.readings)
        problems = found.sorted()
        sound = not any(one.code.startswith("S") for one in found.errors)
        if sound or self.known is None:
            self.known = Knowledge(apps, self.readings, model)
        return Checked(problems, model, sound)

    def knowledge(self) -> Knowledge:
        """The names of the last check; the first one is made when somebody asks."""
        if self.known is None:
            self.check()
        assert self.known is not None
        return self.known

    def worse(self, files: Mapping[str, str]) -> tuple[Diagnostic, ...]:
        """The errors of a code that these files would have more of than the present ones."""
        apps, after = self.stack(self.files()), self.stack(files)
        _, present = check_stack(apps, readings=read_again(apps, self.readings))
        _, found = check_stack(after, readings=read_again(after, self.readings))
        more = Counter(one.code for one in found.errors) - Counter(one.code for one in present.errors)
        return tuple(one for one in Diagnostics(found.errors).sorted() if one.code in more)
