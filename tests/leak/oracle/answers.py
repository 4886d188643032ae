"""What somebody is to be told: everything here follows from `sees_row` and `sees_field`."""

import re
from dataclasses import dataclass, field
from decimal import Decimal

from tests.leak.oracle.expressions import Expression, Figure, figures, paths
from tests.leak.oracle.rights import bare, reasons, rights, sees_field, sees_row
from tests.leak.oracle.values import Scope, holds
from tests.leak.oracle.world import SYSTEM, Cell, Row, World, targets

Told = dict[str, dict[str, Cell]]


@dataclass(frozen=True)
class Reader:
    """Somebody who asks, in a world."""

    world: World
    user: str
    _fields: dict[str, list[str]] = field(default_factory=dict, compare=False)

    def reads(self, object: str) -> bool:
        return "read" in rights(self.world, self.user, object)

    def sees(self, object: str, row: Row) -> bool:
        return sees_row(self.world, self.user, object, row)

    def scope(self, object: str, row: Row) -> Scope:
        """A record looked at with this person's eyes."""
        return Scope(self.world, object, row, self.sees)

    def knows(self, object: str, names: tuple[str, ...]) -> bool:
        """Whether a path is one of names this person may know."""
        first, *rest = names
        if not sees_field(self.world, self.user, object, first):
            return False
        others = targets(self.world.stack.kinds[object], first)
        if not rest or (rest == ["id"] and others):
            return True
        return bool(others) and all(self.knows(one, tuple(rest)) for one in others)

    def understands(self, object: str, asked: Expression) -> bool:
        """Whether an expression names only what this person may know."""
        return all(self.knows(object, path.names) for path in paths(asked)) and all(
            self.counts(object, one) for one in figures(asked)
        )

    def counts(self, object: str, asked: Figure) -> bool:
        """Whether a figure over children names only what this person may know."""
        other, lookup = self.world.stack.relation(object, asked.children)
        inside = paths(asked.where) if asked.where is not None else []
        names = [(lookup,), *([(asked.field,)] if asked.field else []), *(bare(asked, one).names for one in inside)]
        return all(self.knows(other, one) for one in names)

    def fields(self, object: str) -> list[str]:
        """Every field of an object this person may read, those every record has first."""
        if object not in self._fields:
            own = dict.fromkeys([*SYSTEM, "owner", *self.world.stack.kinds[object].fields])
            self._fields[object] = [name for name in own if sees_field(self.world, self.user, object, name)]
        return self._fields[object]

    def rows(self, object: str, *conditions: Expression) -> list[Row]:
        """The records this person sees that fulfil every condition, in the order they were made."""
        found = sorted(self.world.rows[object].values(), key=lambda row: str(row["id"]))
        return [
            row
            for row in found
            if self.sees(object, row) and all(holds(one, self.scope(object, row)) for one in conditions)
        ]

    def record(self, object: str, row: Row, names: list[tuple[str, ...]] | None = None) -> dict[str, Cell]:
        """A record as this person reads it."""
        scope = self.scope(object, row)
        asked = names if names is not None else [(name,) for name in self.fields(object)]
        return {".".join(one): scope.value(one) for one in asked}

    def hits(self, object: str, word: str) -> list[Row]:
        """The records in whose search fields a word begins so, as far as this person may read them."""
        search = [one for one in self.world.stack.kinds[object].search if self.knows(object, one)]
        return [
            row
            for row in self.rows(object)
            if any(begins(word, str(self.scope(object, row).value(one) or "")) for one in search)
        ]

    def name(self, object: str, row: Row) -> Cell:
        """What a record is called, if this person may know."""
        name = self.world.stack.kinds[object].name_field
        return self.scope(object, row).own(name) if sees_field(self.world, self.user, object, name) else None

    def everything(self) -> dict[str, object]:
        """All this person can know of a world.  Two worlds in which it is the same must answer alike."""
        told: dict[str, object] = {}
        for name in filter(self.reads, self.world.stack.kinds):
            for row in self.rows(name):
                why = reasons(self.world, self.user, name, row)
                may = reasons(self.world, self.user, name, row, "edit")
                told[f"{name} {row['id']}"] = (self.record(name, row), why, may)
        told["me"] = {name: self.world.rows["user"][self.user].get(name) for name in ("name", "role", "active")}
        return told


def begins(word: str, text: str) -> bool:
    """Whether some word of a text begins so."""
    return any(one.startswith(word) for one in re.findall(r"[a-z0-9]+", text.lower()))


def as_json(type: str, value: Cell) -> object:
    """A value as the API writes it."""
    if value is None:
        return None
    if type == "currency":
        return f"{Decimal(str(value)):.2f}"
    return list(value) if isinstance(value, tuple) else value
