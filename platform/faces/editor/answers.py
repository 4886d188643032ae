"""What an editor asks about a place of a workspace, and the answers: no protocol here, only places and texts."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from objectry.diagnostics import Diagnostic
from objectry.faces.editor.completing import Item, items_at
from objectry.faces.editor.explaining import explained
from objectry.faces.editor.meanings import Named, Sense
from objectry.faces.editor.outline import Role
from objectry.faces.editor.places import Place, place_at
from objectry.faces.editor.positions import Position, Range, Sheet
from objectry.faces.editor.project import Checked, Project
from objectry.faces.editor.renaming import RefusedError, Renaming, can_rename, renaming
from objectry.metadata import Model, live_names
from objectry.rules import Help, calling_at, help_of


@dataclass(frozen=True, slots=True)
class Target:
    """A place in a file."""

    path: Path
    range: Range


@dataclass(frozen=True, slots=True)
class Shown:
    """What to show about a place."""

    text: str
    range: Range


@dataclass(frozen=True, slots=True)
class Arguments:
    """The call that is being written, and which parameter is next."""

    help: Help
    active: int | None


class Answers:
    """The questions of an editor about one workspace.

    `folders` says where each app of the stack lies; `renew` is called with the model when its names have changed.
    """

    def __init__(
        self,
        project: Project,
        root: Path,
        folders: Mapping[str, Path],
        renew: Callable[[Model], None] = lambda model: None,
    ) -> None:
        self.project = project
        self.root = root
        self.folders = folders
        self.encoding = "utf-16"
        self._renew = renew
        self._names: Mapping[str, tuple[str, ...]] = {}

    def sense(self, file: str) -> Sense:
        return Sense(file, self.project.outline(file), self.project.knowledge())

    def sheet(self, file: str) -> Sheet:
        return Sheet(self.project.text(file), self.encoding)

    # ------------------------------------------------------------ what is here

    def complete(self, file: str, position: Position) -> tuple[Item, ...]:
        """What may be written here."""
        return items_at(self.sense(file), self.sheet(file).offset(position))

    def named(self, file: str, position: Position) -> Named | None:
        """The name under the cursor."""
        sense, offset = self.sense(file), self.sheet(file).offset(position)
        place = place_at(file, sense.outline, offset)
        found = [one for one in sense.names_at(place) if one.start <= offset <= one.end] if place is not None else []
        return found[-1] if found else None

    def explain(self, file: str, position: Position) -> Shown | None:
        """What to say about what is under the cursor."""
        named, sheet = self.named(file, position), self.sheet(file)
        text = explained(named.meaning, self.project.knowledge()) if named is not None else ""
        if named is not None and text:
            return Shown(text, sheet.range(named.start, named.end))
        place = place_at(file, self.project.outline(file), sheet.offset(position))
        sentence = place.slot.keys.get(place.text, "") if place is not None and place.role is Role.KEY else ""
        return Shown(sentence, sheet.range(place.start, place.end)) if place is not None and sentence else None

    def arguments(self, file: str, position: Position) -> Arguments | None:
        """The call whose arguments are being written."""
        sense, offset = self.sense(file), self.sheet(file).offset(position)
        place = place_at(file, sense.outline, offset)
        for before in _texts_before(sense, place, offset):
            calling = calling_at(before, len(before))
            found = help_of(calling.name) if calling is not None else None
            if calling is not None and found is not None:
                return Arguments(found, found.parameter(calling.argument))
        return None

    # ------------------------------------------------------------ where it is

    def define(self, file: str, position: Position) -> Target | None:
        """Where what is under the cursor is declared."""
        named = self.named(file, position)
        span = self.project.knowledge().declared_at(named.meaning) if named is not None else None
        if span is None:
            return None
        path, text = self.source(span.file)
        return Target(path, Sheet(text, self.encoding).range_of(span))

    def source(self, file: str) -> tuple[Path, str]:
        """The path and the text of a file as problems name it: that of a layer below begins with the app's name."""
        app, _, inside = file.partition("/")
        if app in self.folders and file not in self.project.files():
            texts = (one.texts.get(inside) for one in self.project.knowledge().apps if one.name == app)
            return self.folders[app] / inside, next((text for text in texts if text is not None), "")
        return self.root / file, self.project.text(file)

    def uses(self, file: str, position: Position) -> Iterator[Target]:
        """Every place of the workspace that names the same."""
        named = self.named(file, position)
        for other in self.project.files() if named is not None else ():
            if named is None or other.endswith(".csv"):
                continue
            sheet = self.sheet(other)
            for one in self.sense(other).everything():
                if one.meaning == named.meaning:
                    yield Target(self.root / other, sheet.range(one.start, one.end))

    # ------------------------------------------------------------ another name

    def renamed(self, file: str, position: Position) -> Shown:
        """What would be renamed here; raises RefusedError where nothing can be."""
        named = self.named(file, position)
        if named is None:
            raise RefusedError("there is no name here")
        can_rename(named, self.project.knowledge())
        return Shown(named.meaning.steps[-1], self.sheet(file).range(named.start, named.end))

    def rename(self, file: str, position: Position, new: str) -> Renaming:
        """All edits that give what is under the cursor another name; none that would break anything."""
        self.renamed(file, position)
        named, files = self.named(file, position), self.project.files()
        assert named is not None
        found = renaming(named.meaning, new, files, self.project.knowledge())
        worse = self.project.worse(found.applied(files))
        if worse:
            raise RefusedError(f"renaming would break something: {worse[0].message} ({worse[0].span})")
        return found

    # ------------------------------------------------------------ what is wrong

    def ranges(self, problems: tuple[Diagnostic, ...]) -> dict[str, list[tuple[Range, Diagnostic]]]:
        """The problems of each own file, with their places; every file has its list, if an empty one."""
        files = self.project.files()
        found: dict[str, list[tuple[Range, Diagnostic]]] = {name: [] for name in files}
        sheets = {name: Sheet(text, self.encoding) for name, text in files.items()}
        for one in problems:
            name = one.span.file if one.span.file in files else next(iter(files), "")
            if one.span.file in files:
                found[name].append((sheets[name].range_of(one.span), one))
        return found

    def renew(self, found: Checked) -> None:
        """Let others know of the names there are, when they are not those of the last time."""
        names = live_names(found.model) if found.sound else self._names
        if names != self._names:
            self._names = names
            self._renew(found.model)


def _texts_before(sense: Sense, place: Place | None, offset: int) -> Iterator[str]:
    """The rule text at a place, up to an offset."""
    if place is None or place.role is not Role.VALUE or not place.slot.rule or place.scalar is None:
        return
    letters = place.scalar.letters
    at = next((number for number, one in enumerate(letters) if one >= offset), len(letters) - 1)
    for begin, text in sense.expressions(place):
        if begin <= at <= begin + len(text):
            yield text[: at - begin]
