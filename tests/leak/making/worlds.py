"""Random worlds: people in a tree, and a few rows of each object with values that often collide."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal
from random import Random

from tests.leak.making.stacks import CORE, NUMBERS, ROLES, WORDS
from tests.leak.oracle.world import Cell, Change, Field, Kind, Lent, Row, Share, Stack, World

PEOPLE = 5
MOST_ROWS = 6
BEGIN = 1_795_338_000_000_000  # 2026-11-22T09:00Z, in microseconds
DAY = 86_400_000_000
SPARE = ("alder", "beech", "fir", "hazel", "lime", "maple", "pine", "rowan", "willow", "yew")
CANARY_TEXT, CANARY_NUMBER = "cn7f3a", 73_731_000
CANARY = re.compile(rf"{CANARY_TEXT}\d\d\d|73[.,]?731[.,]?\d\d\d")
DATES = ("2026-11-20", "2026-11-22", "2026-12-01")
SEED = "00000000-0000-7000-8000-000000000003"
HARMLESS = ("name", "email", "phone", "title", "language", "timezone")


def person_id(number: int) -> str:
    return f"0190c000-f000-7000-8000-00000000000{number}"


def row_id(object: int, number: int) -> str:
    """Ids sort by number across objects, and what is hidden lies between what is not."""
    return f"0190c000-{number:04x}-7000-80{object:02x}-000000000000"


def new_world(stack: Stack, dice: Random) -> World:
    return Maker(stack, dice).world()


@dataclass
class Maker:
    """Makes worlds, and values for them; `marked` ones are canaries, which are found wherever they get to."""

    stack: Stack
    dice: Random
    beside: World | None = None  # a world whose unique values are taken, too
    marked: bool = False

    def world(self) -> World:
        world = World(self.stack, {name: {} for name in self.stack.kinds})
        for number in range(PEOPLE):
            world.rows["user"][person_id(number)] = self.person(number)
        for position, name in enumerate(self.own()):
            for number in range(self.dice.randint(1, MOST_ROWS)):
                id = row_id(position, number)
                world.rows[name][id] = self.system(id)
        for name in self.own():
            for id in list(world.rows[name]):
                world.rows[name][id] |= self.values(world, self.stack.kinds[name])
        for number in range(self.dice.randint(0, 3)):
            id = row_id(90, number)
            world.rows["notification"][id] = self.system(id) | self.values(world, CORE["notification"])
        world.history = [self.change(world) for _ in range(self.dice.randint(0, 4))]
        world.now, world.lent = BEGIN, [self.loan() for _ in range(self.dice.choice((0, 0, 1)))]
        shares = [self.share(world) for _ in range(self.dice.randint(0, 4))]
        world.shares = list({(one.record, one.person): one for one in shares}.values())
        return world

    def until(self) -> int | None:
        return self.dice.choice((None, None, BEGIN + DAY, BEGIN - DAY, BEGIN))

    def loan(self) -> Lent:
        return Lent(self.someone(), self.dice.choice(sorted(self.stack.sets)), self.until())

    def share(self, world: World) -> Share:
        object = self.dice.choice([name for name in self.own() if world.rows[name]])
        record = self.dice.choice(list(world.rows[object]))
        return Share(object, record, self.someone(), self.dice.choice(("read", "edit")), self.until())

    def own(self) -> list[str]:
        return [name for name in self.stack.kinds if name not in CORE]

    def someone(self) -> str:
        return person_id(self.dice.randrange(PEOPLE))

    def system(self, id: str) -> Row:
        at = BEGIN - DAY * self.dice.randint(1, 3)
        who = {"created_by": self.someone(), "updated_by": self.someone()}
        return {"id": id, "created_at": at, "updated_at": at, "version": self.dice.randint(1, 3), **who}

    def person(self, number: int) -> Row:
        manager = person_id(self.dice.randrange(number)) if number and self.dice.random() < 0.7 else None
        row = self.system(person_id(number)) | {"created_by": SEED, "updated_by": SEED}
        return row | {
            "name": f"{self.dice.choice(WORDS)}{number}",
            "username": f"u{number}",
            "email": self.dice.choice((None, f"{self.dice.choice(WORDS)}@x.example")),
            "phone": self.dice.choice((None, f"+4930901{self.dice.choice(NUMBERS)}20")),
            "title": self.dice.choice((None, *WORDS)),
            "manager": manager,
            "role": self.dice.choice((*ROLES, *ROLES, "none", None)),
            "active": self.dice.random() < 0.9,
            "language": "en",
            "timezone": "UTC",
        }

    def values(self, world: World, kind: Kind) -> Row:
        """Values for all stored fields of a row."""
        row = {name: self.value(world, kind, name) for name, one in kind.fields.items() if not one.computed}
        return row | ({"owner": self.dice.choice((*world.rows["user"], None))} if kind.owned else {})

    def value(self, world: World, kind: Kind, name: str) -> Cell:
        """A value for a field, from a small domain; unique ones are taken only while they are free."""
        declared = kind.fields[name]
        if (kind.name, name) == ("user", "name"):
            return self.canary(declared) if self.marked else self.dice.choice(WORDS)  # nobody is without a name
        if declared.points:
            ids = [id for one in declared.to for id in world.rows[one]]
            blank = () if declared.type == "master_detail" or name in {kind.parent, "recipient"} else (None,)
            chosen: Cell = self.dice.choice((*ids, *blank))
            return chosen
        if declared.unique:
            rows = [one.rows[kind.name].values() for one in (world, self.beside) if one is not None]
            used = {row.get(name) for found in rows for row in found}
            return self.dice.choice((None, *(word for word in (*WORDS, *SPARE) if word not in used)))
        return self.canary(declared) if self.marked else CELLS[declared.type](self.dice, declared)

    def canary(self, declared: Field) -> Cell:
        """A value of its kind that stands for itself, where the kind has such values."""
        number = self.dice.randrange(1000)
        if declared.type in {"text", "textarea"}:
            return f"{CANARY_TEXT}{number:03}"
        if declared.type == "integer":
            return CANARY_NUMBER + number
        return CELLS[declared.type](self.dice, declared)

    def change(self, world: World) -> Change:
        """A row of some record's history."""
        object = self.dice.choice([name for name in self.own() if world.rows[name]])
        kind, id = self.stack.kinds[object], self.dice.choice(list(world.rows[object]))
        names = [name for name, one in kind.fields.items() if not one.computed and one.type != "textarea"]
        changed = self.dice.sample(names, min(len(names), 2))
        values = {one: (self.past(world, kind, one), self.past(world, kind, one)) for one in changed}
        at = BEGIN - self.dice.randint(1, 9) * 1_000_000
        return Change(object, id, self.dice.randint(2, 4), at, self.someone(), "update", values)

    def past(self, world: World, kind: Kind, name: str) -> Cell:
        """A value a field once had; what has been taken since may have been had."""
        return self.dice.choice(WORDS) if kind.fields[name].unique else self.value(world, kind, name)


def _several(dice: Random, declared: Field) -> Cell:
    chosen = set(dice.sample(declared.values, dice.randint(0, 2)))
    return tuple(one for one in declared.values if one in chosen) or None


CELLS: dict[str, Callable[[Random, Field], Cell]] = {
    "text": lambda dice, _: dice.choice((None, *WORDS)),
    "textarea": lambda dice, _: dice.choice((None, *WORDS)),
    "email": lambda dice, _: f"{dice.choice(WORDS)}@x.example",
    "phone": lambda dice, _: dice.choice((None, f"+4930901{dice.choice(NUMBERS)}20")),
    "integer": lambda dice, _: dice.choice((None, *NUMBERS)),
    "currency": lambda dice, _: dice.choice((None, *(Decimal(one) + Decimal("0.5") for one in NUMBERS))),
    "boolean": lambda dice, _: dice.random() < 0.5,
    "date": lambda dice, _: dice.choice((None, *DATES)),
    "picklist": lambda dice, declared: dice.choice((None, *declared.values)),
    "multi_picklist": _several,
}
