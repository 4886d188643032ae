"""Checking a stack again after a few of its files have changed: only what the change can touch is looked at.

A check that found no error leaves a `Memory`: of each object its files, a sketch, where it points to, and whose names
its texts look up.  When files of objects and layouts have changed since, these are judged: the objects of those files,
those they point to or that point to them, all that look up names on one of these, over any number of others, and all
through which what is written in them may come back to them.
They are checked as ever, in a slice of the stack in which all others are sketches; one whose names are looked up is
read whole, and the slice checked again.  Whatever is out of the ordinary (a change of another kind, a problem where
none is expected, a slice that grows large) has no answer here: the whole stack is checked then.
"""

import re
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import PurePosixPath

from objectry.diagnostics import Diagnostic, Diagnostics
from objectry.metadata import (
    AppSource,
    Loaded,
    Model,
    Object,
    Plain,
    Slice,
    declared_names,
    drawn,
    file_prefix,
    load_slice,
    load_whole,
)
from objectry.plan.compile import Asked, check_texts
from objectry.plan.ripples import Ripples
from objectry.plan.stacks import Names, names_in, together

SPEAK_OF_OBJECTS = frozenset({"objects", "layouts"})  # folders with files of one object each
VALUE_LISTS = "value_lists"
MOST_ROUNDS = 8
WORD = re.compile(r"\w+")
FEW = 50  # objects; so many are never too many
OVER_ALL = frozenset({"M210"})  # these look through all names while the layers are laid upon each other
Files = Mapping[str, str]  # text by name, as problems tell it


@dataclass(frozen=True, slots=True)
class Remembered:
    """What is kept of one object."""

    files: tuple[str, ...]
    sketch: Plain | None
    fields: tuple[str, ...]
    points_to: tuple[str, ...]
    asks: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Memory:
    """A check without errors, as far as checking again needs it.

    There is none where amounts are in several currencies: objects have fields then that no file declares.
    """

    objects: Mapping[str, Remembered]
    warnings: tuple[Diagnostic, ...]
    ripples: Ripples = field(default_factory=Ripples)


@dataclass(frozen=True, slots=True)
class Checked:
    """How many objects there are, everything found, and the memory where no error was."""

    objects: int
    problems: Diagnostics
    memory: Memory | None = None


def check_whole(apps: Sequence[AppSource], processes: int = 1) -> Checked:
    """A check of all files."""
    loaded = load_whole(apps, processes)
    work = check_texts(loaded.model, tuple(loaded.model.objects), processes)
    found = together(loaded.problems, work.found, apps, names_in(loaded.model))
    forgets = found.errors or loaded.model.settings.currencies
    memory = None if forgets else Memory(_remembered(loaded, work.asked), tuple(found), work.ripples)
    return Checked(len(loaded.model.objects), found, memory)


def _remembered(loaded: Loaded, asked: Asked) -> dict[str, Remembered]:
    declared = loaded.tree.part("object")
    return {
        name: Remembered(
            files,
            drawn(declared[name]) if name in declared else None,
            tuple(loaded.model.objects[name].fields),
            _points_to(loaded.model.objects[name]),
            tuple({*asked.get(name, ()), *loaded.asked.get(name, ())} - {name}),
        )
        for name, files in loaded.tree.files.items()
        if name in loaded.model.objects
    }


def _points_to(thing: Object) -> tuple[str, ...]:
    return tuple(dict.fromkeys(target for one in thing.fields.values() if not one.system for target in one.to))


def check_again(apps: Sequence[AppSource], changed: Collection[str], memory: Memory) -> Checked | None:
    """The same as `check_whole` would find, given the files that have changed since `memory`; None where it takes that.

    Files are named as in problems; those that are gone count as changed.
    """
    texts = {
        file_prefix(apps, number) + name: text for number, app in enumerate(apps) for name, text in app.texts.items()
    }
    if not all(_of_object(file) for file in changed) or not all(_of_object(one.span.file) for one in memory.warnings):
        return None
    rechecking = _Rechecking(apps, memory, _touched(changed, texts, memory))
    for _ in range(MOST_ROUNDS):
        if len(rechecking.judged) > max(FEW, len(memory.objects) // 2):
            return None
        checked = rechecking.round()
        if checked is not None:
            return checked if rechecking.expected(checked) else None
    return None


def _of_object(file: str) -> bool:
    """Whether a file is one of an object or a layout."""
    path = PurePosixPath(file)
    return path.parent.name in SPEAK_OF_OBJECTS and path.stem != VALUE_LISTS


def _touched(changed: Collection[str], texts: Files, memory: Memory) -> set[str]:
    """The objects of files: of which they were, and of which they are."""
    before = {name for name, one in memory.objects.items() if not set(one.files).isdisjoint(changed)}
    return before.union(*(declared_names(file, texts[file]) for file in changed if file in texts))


@dataclass
class _Rechecking:
    """Grows the slice round by round, until nothing is missing."""

    apps: Sequence[AppSource]
    memory: Memory
    touched: set[str]
    judged: set[str] = field(default_factory=set)
    whole: set[str] = field(default_factory=set)
    played: set[str] = field(init=False)

    def __post_init__(self) -> None:
        self.played = set(self.objects_played())
        self._owners = {file: name for name, one in self.memory.objects.items() for file in one.files}
        self.judge(self.touched)

    def judge(self, names: Iterable[str]) -> bool:
        """Take objects among the judged, with all that hang on them; whether any is new."""
        before = len(self.judged)
        known = self.memory.objects
        self.judged.update(names)
        for name in self.touched:
            self.judged.update(known[name].points_to if name in known else ())
        self.judged.update(name for name, one in known.items() if not self.touched.isdisjoint(one.points_to))
        waiting = True
        while waiting:
            hanging = {name for name, one in known.items() if not self.judged.isdisjoint(one.asks)} - self.judged
            self.judged |= hanging
            waiting = bool(hanging)
        return len(self.judged) > before

    def round(self) -> Checked | None:
        """What the slice shows; None when it shows that it has to be larger first."""
        loaded = load_slice(self.apps, self.slice())
        model = loaded.model
        if self.judge(self.pointed_to(model)):
            return None
        names = [name for name, thing in model.objects.items() if self.concerns(thing)]
        work = check_texts(model, names)
        if self.grows(model, names, work.asked, loaded.asked) or self.judge(self.in_rings(model, work.ripples)):
            return None
        found = together(loaded.problems, work.found, self.apps, self.names(model))
        kept = [one for one in self.memory.warnings if self.owner(one.span.file) not in self.judged]
        return Checked(len(model.objects), Diagnostics([*kept, *found]))

    def objects_played(self) -> Iterator[str]:
        """The objects that scenarios may speak of: those they name, and all that point to these or are pointed to."""
        words = {word for app in self.apps for text in app.scenarios.values() for word in WORD.findall(text)}
        waiting = words & self.memory.objects.keys()
        found: set[str] = set()
        while waiting:
            found |= waiting
            beyond = {target for name in waiting for target in self.memory.objects[name].points_to}
            waiting = (beyond & self.memory.objects.keys()) - found
        yield from found
        yield from (name for name, one in self.memory.objects.items() if not found.isdisjoint(one.points_to))

    def slice(self) -> Slice:
        known = self.memory.objects
        sketches = {name: one.sketch for name, one in known.items() if one.sketch is not None}
        files = {name: one.files for name, one in known.items()}
        return Slice(frozenset(self.judged), frozenset(self.whole), sketches, files)

    def pointed_to(self, model: Model) -> Iterator[str]:
        """What the changed objects point to now."""
        for name in self.touched & model.objects.keys():
            yield from (target for target in _points_to(model.objects[name]) if target in self.memory.objects)

    def in_rings(self, model: Model, ripples: Ripples) -> set[str]:
        """The objects through which a write of the judged may come back to them: rules may go round there."""
        known = Ripples()
        known.add(self.memory.ripples)
        known.add(ripples)
        return known.rings(self.judged, model.objects) & self.memory.objects.keys()

    def concerns(self, thing: Object) -> bool:
        links = thing.junction
        sides = {thing.holder()} if links is None else {links.owner, links.target}
        return thing.name in self.judged or bool(sides & self.judged)

    def grows(self, model: Model, names: Sequence[str], *asked: Mapping[str, Collection[str]]) -> bool:
        """Whether something has been looked at that is only sketched; it is read whole the next time."""
        looked = {name: set().union(*(one.get(name, ()) for one in asked)) for name in names}
        standing = {one for name in names if _rolls_up(model.objects[name]) for one in looked[name]}
        chained = {one for one in standing if one in model.objects and _rolls_up(model.objects[one])}
        wanted = {
            end for one in (*set().union(*looked.values()), *_named_elsewhere(model)) for end in _ends(model, one)
        }
        new = {name for name in wanted & self.memory.objects.keys() if name not in self.whole | self.judged}
        self.whole |= new
        return self.judge(chained & self.memory.objects.keys()) or any(self.memory.objects[one].sketch for one in new)

    def names(self, model: Model) -> Names:
        """All names there are: those of the slice, and those of the fields that sketches leave out."""
        others = (one.fields for name, one in self.memory.objects.items() if name not in self.judged)
        return names_in(model)._replace(fields=set(names_in(model).fields).union(*others))

    def owner(self, file: str) -> str | None:
        """The object a file is of, before the change."""
        return self._owners.get(file)

    def expected(self, checked: Checked) -> bool:
        """Whether every problem is of what has been judged; another one tells that the change reaches farther."""
        if self.played & self.judged:
            return False
        known = set(self.memory.warnings)
        return all(
            one in known or (one.code not in OVER_ALL and self.is_judged(one.span.file)) for one in checked.problems
        )

    def is_judged(self, file: str) -> bool:
        """Whether all of a file's problems are found in the slice: those about objects that are not judged are old."""
        path = PurePosixPath(file)
        return (
            self.owner(file) in self.judged if file in self._owners else path.parent.name != "" and path.stem != "app"
        )


def _rolls_up(thing: Object) -> bool:
    return any(one.rollup is not None for one in thing.fields.values())


def _named_elsewhere(model: Model) -> Iterator[str]:
    """Objects that seed records and names of old speak of."""
    yield from (seed.object for seed in model.seeds)
    for app in model.apps:
        yield from (name.partition(".")[0] for pair in app.moved.items() for name in pair)


def _ends(model: Model, name: str) -> tuple[str, ...]:
    """The object itself, the two sides whose links it holds, or the one to whose records its own belong."""
    found = model.objects.get(name)
    links = found.junction if found is not None else None
    if links is not None:
        return (links.owner, links.target)
    holder = found.holder() if found is not None else None
    return (name,) if holder is None else (holder,)
