"""What to ask: names known and forbidden, conditions, ids, drawn for one world and one person."""

from dataclasses import dataclass
from random import Random

from tests.leak.making.stacks import CORE, NUMBERS, WORDS
from tests.leak.oracle.answers import Reader
from tests.leak.oracle.expressions import (
    Blank,
    Both,
    Compare,
    Condition,
    Contains,
    Either,
    Figure,
    Length,
    Not,
    OneOf,
    Path,
)
from tests.leak.oracle.rights import rights
from tests.leak.oracle.world import ACTORS, Field, Kind, World, targets

NOWHERE = "0190c000-ffff-7000-8000-000000000000"
HIDDEN_ON_PURPOSE = 0.5
TEXTS = ("text", "textarea", "email", "phone")


@dataclass(frozen=True)
class Draw:
    """Dice over a world, as one person may ask about it."""

    dice: Random
    reader: Reader

    @property
    def world(self) -> World:
        return self.reader.world

    def chance(self, of: float) -> bool:
        return self.dice.random() < of

    def object(self) -> str:
        """Mostly an object this person reads, in the stack's own part."""
        own = [name for name in self.world.stack.kinds if name not in CORE]
        readable = [name for name in own if self.reader.reads(name)]
        if self.chance(0.12):
            return self.dice.choice(("user", "notification", *own))
        return self.dice.choice(readable if readable and self.chance(0.9) else own)

    def kind(self, object: str) -> Kind:
        return self.world.stack.kinds[object]

    def id(self, object: str) -> str:
        """A record, seen or not, or none."""
        ids = list(self.world.rows[object])
        past = [one.record for one in self.world.history if one.object == object and one.record in ids]
        if past and self.chance(0.2):
            return self.dice.choice(past)
        seen = [str(row["id"]) for row in self.reader.rows(object)] if self.chance(0.5) else []
        ids = seen or ids
        return self.dice.choice(ids) if ids and self.chance(0.95) else NOWHERE

    def path(self, object: str) -> Path:
        """A path; in half of the cases it has a name in it that this person may not know, if there is one."""
        known, forbidden = self.paths(object)
        return self.dice.choice(forbidden if forbidden and self.chance(HIDDEN_ON_PURPOSE) else known or forbidden)

    def known_path(self, object: str) -> Path:
        known, forbidden = self.paths(object)
        return self.dice.choice(known or forbidden)

    def paths(self, object: str) -> tuple[list[Path], list[Path]]:
        """Paths of this person's known names, and those with others; longer ones go through lookups."""
        every = self.names(object, 2)
        known = [one for one in every if self.reader.knows(object, one)]
        return [Path(one) for one in known], [Path(one) for one in every if one not in known]

    def names(self, object: str, hops: int) -> list[tuple[str, ...]]:
        kind = self.kind(object)
        own = [*kind.fields, *(["owner"] if kind.owned else []), "created_by"]
        found: list[tuple[str, ...]] = [(name,) for name in own]
        for name in own if hops else ():
            others = targets(kind, name)
            if len(others) == 1:
                further = self.names(others[0], hops - 1)
                found += [(name, *one) for one in self.dice.sample(further, min(4, len(further)))]
        return found

    def end(self, object: str, path: Path) -> Field:
        """The field a path ends in."""
        *before, last = path.names
        for name in before:
            object = targets(self.kind(object), name)[0]
        declared = self.kind(object).fields.get(last)
        return declared if declared is not None else Field("lookup", ("user",) if last in ACTORS else ())

    def condition(self, object: str, depth: int = 1) -> Condition:
        """A condition over paths and children."""
        if depth and self.chance(0.25):
            several = (self.condition(object, 0), self.condition(object, 0))
            return self.dice.choice((Both, Either))(several)
        if self.chance(0.1):
            return Not(self.condition(object, 0))
        lists = list(self.world.stack.relations(object))
        if lists and self.chance(0.25):
            return Compare(self.figure(*self.dice.choice(lists)), self.dice.choice((">", "=", "<")), self.number())
        path = self.path(object)
        return self.of(path, self.end(object, path))

    def of(self, path: Path, declared: Field) -> Condition:
        """A condition on one path."""
        if self.chance(0.15):
            return Blank(path)
        if declared.type in TEXTS:
            return self.of_text(path)
        match declared.type:
            case "integer" | "currency":
                return Compare(path, self.dice.choice(("=", ">", "<", "<>")), self.number())
            case "boolean":
                return Compare(path, "=", self.chance(0.5))
            case "picklist":
                return OneOf(path, tuple(self.dice.sample(declared.values, 2)))
            case "lookup" | "master_detail" if len(declared.to) == 1:
                return Compare(path, self.dice.choice(("=", "<>")), self.id(declared.to[0]))
        return Blank(path)

    def of_text(self, path: Path) -> Condition:
        word = self.dice.choice(WORDS)
        shapes: list[Condition] = [
            Compare(path, self.dice.choice(("=", "<>")), word),
            OneOf(path, (word, self.dice.choice(WORDS))),
            Contains(path, word[:2]),
            Compare(Length(path), ">", 3),
        ]
        return self.dice.choice(shapes)

    def figure(self, children: str, object: str, _lookup: str) -> Figure:
        """A figure over children, with fields and conditions that may be hidden."""
        fields = self.kind(object).fields
        numbers = [name for name, one in fields.items() if one.type == "integer"]
        plain = [name for name, one in fields.items() if one.type in {*TEXTS, "integer", "boolean", "picklist"}]
        where = None
        if self.chance(0.4):
            name = self.dice.choice(plain)
            where = self.of(Path((children, name)), fields[name])
        if numbers and self.chance(0.5):
            return Figure(self.dice.choice(("SUM", "MAX")), children, self.dice.choice(numbers), where)
        return Figure("COUNT", children, "", where)

    def number(self) -> int:
        return self.dice.choice(NUMBERS)

    def known_children(self, object: str) -> list[tuple[str, str]]:
        """The lists of children of an object whose object this person holds a right on."""
        relations = self.world.stack.relations(object)
        return [(name, other) for name, other, _ in relations if rights(self.world, self.reader.user, other)]
