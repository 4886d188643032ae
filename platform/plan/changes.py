"""The change plan: what lies between the deployed blueprint and the next.  Frozen nouns, no logic.

`comparison.py` makes it.  A Change is said to a person, a Step is done by the store (`ddl.py` there); both are data, so
a plan can be printed, saved to a file and held against the database again before it is carried out.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Union

from objectry.diagnostics import NOWHERE, Diagnostic, Span
from objectry.metadata import Field, FieldType
from objectry.plan.shapes import Column, ColumnKind, FieldPlan, Rollup, Table, TableIndex
from objectry.rules import Node, Value

NUMBERS = frozenset({FieldType.INTEGER, FieldType.DECIMAL, FieldType.CURRENCY})


class ChangeClass(StrEnum):
    """What a change means for those who have data."""

    SAFE = "safe"  # nothing existing is touched
    SLOW = "slow"  # rewrites a table or builds an index over existing records
    DATA_LOSS = "data_loss"  # values go out of reach; must be allowed by name
    ACCESS = "access"  # somebody gains or loses a right
    STRICTER = "stricter"  # records that are there may break the new rule


@dataclass(frozen=True, slots=True)
class Refit:
    """The values of a field that have to fit another definition of it, which only Python can tell one by one.

    `converted` values get a column of their own kind; the others stay as they are written.
    """

    old: FieldPlan
    new: FieldPlan
    converted: bool = False

    @property
    def rounds(self) -> bool:
        """Whether numbers lose places by it."""
        return self.converted and fewer_places(self.old, self.new)


def fewer_places(old: FieldPlan, new: FieldPlan) -> bool:
    """Whether a stored number gets fewer decimal places."""
    alike = {old.field.type, new.field.type} <= NUMBERS or old.field.type is new.field.type
    stored = old.column is not None and new.column is not None and old.rollup is None and new.rollup is None
    return stored and alike and places(new.column) < places(old.column)


def places(column: Column | None) -> int:
    """Decimal places of a number; whole numbers and everything else have none."""
    return (column.scale or 0) if column is not None and column.kind is ColumnKind.NUMBER else 0


@dataclass(frozen=True, slots=True)
class SeedRow:
    """A seed record as the files say it, its layers together; `changed` are the cells that are not deployed so."""

    cells: Mapping[str, str | None]
    changed: frozenset[str]
    new: bool
    span: Span = field(default=NOWHERE, compare=False)


@dataclass(frozen=True, slots=True)
class Sowing:
    """The seed records of an object that are new or changed, told by one key.

    `deployed` are object and key as they are called in the deployed blueprint, None where one of them is new.
    """

    object: str
    key: str
    rows: tuple[SeedRow, ...]
    deployed: tuple[str, str] | None = None


@dataclass(frozen=True, slots=True)
class Change:
    """One change in words.  `name` is what `--allow-data-loss` names: `account`, `opportunity.amount`, `set sales`.

    `object` names the deployed object whose live records are concerned, `touches` holds for those of them that are, and
    for all where it is None.  Who would break a new rule is told by `breaks`, by `duplicates` (fields whose values may
    not repeat from now on), by `tree` (a lookup that may make no circle and few levels) or by `refit`.  All of these
    are in the names of the deployed blueprint.  `adds` is the column or table that begins empty by it, unless the
    quarantine has it; `sows` are the seed records it brings.

    What follows is known once somebody has counted: `rows` concerned, `breaking` among them, up to a hundred `samples`
    of those that break it (else five of those concerned), and `users` who gain or lose.
    """

    kind: ChangeClass
    name: str
    text: str
    object: str | None = None
    touches: Node | None = None
    breaks: Node | None = None
    duplicates: tuple[str, ...] = ()
    refit: Refit | None = None
    adds: "CreateTable | AddColumn | None" = None
    rows: int | None = None
    breaking: int | None = None
    asks: bool = False
    sows: Sowing | None = None
    tree: str | None = None
    samples: tuple[str, ...] = ()
    users: int | None = None


@dataclass(frozen=True, slots=True)
class CreateTable:
    """A new table with its columns and foreign keys.  Indexes follow in steps of their own.

    Steps of this kind stand together and in rank order; keys may still form a ring, so whoever carries them out
    adds the foreign keys after the last of them where the database asks for it.
    """

    table: Table


@dataclass(frozen=True, slots=True)
class RenameTable:
    """The object has a new name; records and their history go with it."""

    old: str
    new: str


@dataclass(frozen=True, slots=True)
class QuarantineTable:
    """The object is gone: its table is renamed to `_q<revision>_<name>` and remembered, keys and indexes dropped."""

    table: Table


@dataclass(frozen=True, slots=True)
class RestoreTable:
    """A quarantined table of this name comes back, with columns as in `table`; indexes follow.

    It is the one that left with the revision `left`, where that is said, else the newest.
    """

    table: Table
    left: int | None = None


@dataclass(frozen=True, slots=True)
class AddColumn:
    """A new column, null in existing records."""

    table: str
    column: Column


@dataclass(frozen=True, slots=True)
class RenameColumn:
    """The field has a new name."""

    table: str
    old: str
    new: str


@dataclass(frozen=True, slots=True)
class ChangeColumn:
    """The same values under another definition: more or fewer digits, another scale, a foreign key more or less.

    Numbers keep their value, rounded half up where the scale shrinks.  Where places come back that were lost, `refit`
    and the `indexes` of the column serve to bring the exact values back, too; its old field has the name the column
    had before a rename.
    """

    table: str
    old: Column
    new: Column
    refit: Refit | None = None
    indexes: tuple[TableIndex, ...] = ()


@dataclass(frozen=True, slots=True)
class QuarantineColumn:
    """The field is gone: its column is renamed to `_q<revision>_<name>` and remembered; its key and indexes dropped."""

    table: str
    column: Column


@dataclass(frozen=True, slots=True)
class RestoreColumn:
    """A quarantined column of this name and table comes back with its values; indexes follow.

    It is the one that left with the revision `left`, where that is said, else the newest.
    """

    table: str
    column: Column
    left: int | None = None


@dataclass(frozen=True, slots=True)
class DropColumn:
    """A column whose values can be computed again (a stored roll-up) goes for good."""

    table: str
    column: Column


@dataclass(frozen=True, slots=True)
class CreateIndex:
    """A new index."""

    table: str
    index: TableIndex


@dataclass(frozen=True, slots=True)
class DropIndex:
    """An index goes."""

    table: str
    index: TableIndex


@dataclass(frozen=True, slots=True)
class FillColumn:
    """All records get this inside value in a column just added: a box that starts out checked, the first type."""

    table: str
    column: Column
    value: Value


@dataclass(frozen=True, slots=True)
class RenameValues:
    """Records that hold a choice, a record type or a role under its old name hold it under the new one."""

    table: str
    column: Column
    names: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class FillNumbers:
    """Records without a number get one, in the order of their creation.  `field` is the autonumber."""

    table: str
    field: Field


@dataclass(frozen=True, slots=True)
class ConvertColumn:
    """The values of a field go to the column of its new type, as far as they can be said in it.

    `source` is the deployed object, whose field `refit.old` stands in quarantine by the time the column is filled.
    """

    table: str
    source: str
    refit: Refit


@dataclass(frozen=True, slots=True)
class ComputeRollup:
    """A new or changed stored roll-up is computed for all records.  Lower levels come first."""

    rollup: Rollup


Step = Union[
    CreateTable,
    RenameTable,
    QuarantineTable,
    RestoreTable,
    AddColumn,
    RenameColumn,
    ChangeColumn,
    QuarantineColumn,
    RestoreColumn,
    DropColumn,
    CreateIndex,
    DropIndex,
    RenameValues,
    FillColumn,
    ConvertColumn,
    FillNumbers,
    ComputeRollup,
]
"""What the store carries out, in the order of the plan, all in one transaction."""


@dataclass(frozen=True, slots=True)
class ChangePlan:
    """Everything between two blueprints.  `base` is the hash of the deployed one (None: nothing is deployed).

    `refused` are changes that cannot be made at all; with one of them nothing is applied.  `seconds` is how long others
    wait meanwhile, once somebody has estimated it.  `seeds` are brought in after the steps, targets first.
    """

    base: str | None
    target: str
    changes: tuple[Change, ...] = ()
    steps: tuple[Step, ...] = ()
    refused: tuple[Diagnostic, ...] = ()
    seconds: float | None = None
    seeds: tuple[Sowing, ...] = ()

    @property
    def empty(self) -> bool:
        """Whether both blueprints are the same."""
        return self.base == self.target

    @property
    def losses(self) -> Mapping[str, Change]:
        """The changes that lose data, by the name that allows them."""
        return {change.name: change for change in self.changes if change.kind is ChangeClass.DATA_LOSS}
