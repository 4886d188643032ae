"""Twin worlds: everything invisible to somebody is other, and everything she can know is the same.

Changes are tried all at once; where they would show, as through a sharing rule that reads a hidden field or a formula
that reveals, halves of them are tried, down to the one that shows.
"""

from dataclasses import replace
from random import Random

from tests.leak.making.stacks import CORE
from tests.leak.making.worlds import HARMLESS, Maker, row_id
from tests.leak.oracle.answers import Reader
from tests.leak.oracle.rights import sees_field
from tests.leak.oracle.world import Change, Row, World

Edit = tuple[str, str, Row | None]
FIRST_NEW = 40


def twin_of(world: World, user: str, dice: Random, *, marked: bool = False) -> World:
    """A world that this person cannot tell from hers; what is other in a `marked` one are canaries."""
    known = Reader(world, user).everything()
    edits = [one for one in _Edits(world, user, dice, marked=marked).all() if stays_hidden(world, user, one)]
    whole = edited(world, kept(world, user, known, [], edits))
    whole.history = [other_past(whole, user, number, dice) for number in range(len(world.history))]
    return whole


def kept(world: World, user: str, known: dict[str, object], sure: list[Edit], more: list[Edit]) -> list[Edit]:
    """What can be done of `more` beside what is `sure`, without being seen."""
    if Reader(edited(world, [*sure, *more]), user).everything() == known:
        return [*sure, *more]
    if len(more) < 2:
        return sure
    middle = len(more) // 2
    first = kept(world, user, known, sure, more[:middle])
    return kept(world, user, known, first, more[middle:])


def stays_hidden(world: World, user: str, edit: Edit) -> bool:
    """Whether a row that is out of sight, or is not there yet, is out of sight afterwards too."""
    object, id, row = edit
    before, reader = world.rows[object].get(id), Reader(world, user)
    if row is None or not reader.reads(object) or (before is not None and reader.sees(object, before)):
        return True
    return not reader.sees(object, row)


def edited(world: World, edits: list[Edit]) -> World:
    rows = {object: dict(found) for object, found in world.rows.items()}
    for object, id, row in edits:
        if row is None:
            del rows[object][id]
        else:
            rows[object][id] = row
    return replace(world, rows=rows, history=list(world.history))


class _Edits:
    """What could be other in a world."""

    def __init__(self, world: World, user: str, dice: Random, *, marked: bool) -> None:
        self.world, self.user, self.dice = world, user, dice
        self.reader, self.maker = Reader(world, user), Maker(world.stack, dice, world, marked)
        rows = {object: {id: dict(row) for id, row in found.items()} for object, found in world.rows.items()}
        self.free = replace(world, rows=rows)  # where unique values are looked up and taken

    def all(self) -> list[Edit]:
        found = [edit for object in self.world.rows for edit in self.of(object)]
        return [*found, *self.added()]

    def of(self, object: str) -> list[Edit]:
        """Edits of the rows that are there."""
        found: list[Edit] = []
        for id, row in self.world.rows[object].items():
            hidden = not (self.reader.reads(object) and self.reader.sees(object, row))
            if hidden and object != "user" and self.dice.random() < 0.3 and not self.is_needed(object, id):
                found.append((object, id, None))
            elif id != self.user:
                found += [(object, id, other) for other in [self.other(object, row, hidden=hidden)] if other != row]
        return found

    def other(self, object: str, row: Row, *, hidden: bool) -> Row:
        """The row with other values wherever they are out of sight."""
        kind, other = self.world.stack.kinds[object], dict(row)
        names = [name for name, one in kind.fields.items() if not one.computed]
        for name in HARMLESS[:4] if object == "user" else names:
            if hidden or not sees_field(self.world, self.user, object, name):
                other[name] = self.maker.value(self.free, kind, name)
                self.free.rows[object][str(row["id"])][name] = other[name]
        if hidden and kind.owned:
            other["owner"] = self.dice.choice((*self.world.rows["user"], None))
        if hidden and object != "user":
            other |= {name: value for name, value in self.maker.system(str(row["id"])).items() if name != "id"}
        return other

    def added(self) -> list[Edit]:
        """New rows that are to be out of sight."""
        made: list[Edit] = []
        for position, object in enumerate(name for name in self.world.rows if name not in CORE):
            if self.dice.random() < 0.6:
                id = row_id(position, self.dice.choice((0, 1, 2, 3)) * 256 + FIRST_NEW)
                row = self.maker.system(id) | self.maker.values(self.free, self.world.stack.kinds[object])
                self.free.rows[object][id] = row
                made.append((object, id, row))
        return made

    def is_needed(self, object: str, id: str) -> bool:
        """Whether another row, or its past, refers to a row."""
        return any(one.record == id for one in self.world.shares) or any(
            row.get(name) == id
            for kind in self.world.stack.kinds.values()
            for name, one in kind.fields.items()
            if one.points and object in one.to
            for row in self.world.rows[kind.name].values()
        )


def other_past(world: World, user: str, number: int, dice: Random) -> Change:
    """A row of the history with other values for fields out of sight."""
    change = world.history[number]
    row = world.rows[change.object].get(change.record)
    hidden = row is None or not Reader(world, user).sees(change.object, row)
    kind, maker = world.stack.kinds[change.object], Maker(world.stack, dice)
    values = {
        name: (maker.past(world, kind, name), maker.past(world, kind, name))
        if hidden or not sees_field(world, user, change.object, name)
        else pair
        for name, pair in change.values.items()
    }
    return replace(change, values=values)
