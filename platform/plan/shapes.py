"""The Blueprint: the compiled, printable form of a model.  Frozen nouns, no logic.

`compile.py` makes it.  The runtime serves from it and never looks at YAML.  Everything here is data
(typed rule trees included), so it prints, compares and stays under snapshot test.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from objectry.metadata import (
    EMPTY,
    App,
    DuplicateRule,
    Field,
    Layout,
    Object,
    OnDelete,
    PermissionSet,
    Queue,
    Role,
    RuleText,
    Seed,
    Settings,
    Translation,
)
from objectry.rules import Event, Node, Statement, Type


class ColumnKind(StrEnum):
    """What a column holds; the store knows the SQL of each database for it."""

    ID = "id"
    TEXT = "text"
    INTEGER = "integer"
    NUMBER = "number"
    BOOLEAN = "boolean"
    DATE = "date"
    DATETIME = "datetime"
    TIME = "time"
    SET = "set"
    JSON = "json"


@dataclass(frozen=True, slots=True)
class Column:
    """A column.  `precision` and `scale` for numbers; `references` the table of a foreign key."""

    name: str
    kind: ColumnKind
    precision: int | None = None
    scale: int | None = None
    references: str | None = None
    nullable: bool = True


@dataclass(frozen=True, slots=True)
class TableIndex:
    """An index.  `live` restricts it to records that are not in the recycle bin."""

    name: str
    columns: tuple[str, ...]
    unique: bool = False
    live: bool = True


@dataclass(frozen=True, slots=True)
class Table:
    """The table of an object, named after it."""

    name: str
    columns: Mapping[str, Column]
    indexes: Mapping[str, TableIndex]


@dataclass(frozen=True, slots=True)
class Rollup:
    """A figure over child records: `function` of `value` over `child` records whose `link` points here, where `where`.

    A stored one is kept in a column and recomputed by the door after each write that may touch it; `reads` are the
    child's fields that do.  Levels tell the order bottom-up: 1 reads no other stored roll-up.
    """

    object: str
    field: str
    child: str
    link: str
    function: str
    value: Node | None
    where: Node | None
    type: Type
    stored: bool
    reads: frozenset[str]
    level: int = 1


@dataclass(frozen=True, slots=True)
class FieldPlan:
    """A field with everything compiled: its column if stored, its trees if computed or conditional.

    `filter` is the condition on a lookup, read from the record: what concerns the target goes through the lookup.
    `inputs` are the (object, field) pairs a computed value reads, for access decisions.  `shown_if` holds where some
    form may show the field: its own condition and those of the sections it stands in.  `country` is the organisation's.
    """

    field: Field
    type: Type
    column: Column | None = None
    formula: Node | None = None
    rollup: Rollup | None = None
    required_if: Node | None = None
    visible_if: Node | None = None
    shown_if: Node | None = None
    default_formula: Node | None = None
    filter: Node | None = None
    inputs: frozenset[tuple[str, str]] = frozenset()
    country: str | None = None

    @property
    def name(self) -> str:
        """The field's API name."""
        return self.field.name


@dataclass(frozen=True, slots=True)
class Template:
    """A message: literal pieces and expressions in turn."""

    parts: tuple[str | Node, ...]


@dataclass(frozen=True, slots=True)
class ValidationPlan:
    """A validation with its condition checked; `reads` are own fields it depends on."""

    name: str
    condition: Node
    message: Template
    at: str | None = None
    sources: tuple[str, ...] = ()
    reads: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class RulePlan:
    """A rule with its events, condition and statements checked.  `position` is its place in the printed order, `text`
    the condition as its author wrote it."""

    name: str
    label: str
    object: str
    events: tuple[Event, ...]
    condition: Node | None
    then: tuple[Statement, ...]
    sources: tuple[str, ...] = ()
    position: int = 0
    text: RuleText | None = field(default=None, compare=False)


@dataclass(frozen=True, slots=True)
class Child:
    """The other side of a lookup: records of `object` whose `field` points here, called `name`."""

    name: str
    label: str
    object: str
    field: str
    on_delete: OnDelete


@dataclass(frozen=True, slots=True)
class ViewPlan:
    """A list view with its filter checked and its columns resolved."""

    name: str
    label: str
    type: str
    where: Node | None
    columns: tuple[str, ...]
    sort: tuple[str, ...]
    by: str | None = None
    sum: str | None = None
    card: tuple[str, ...] = ()
    date: str | None = None


@dataclass(frozen=True, slots=True)
class SharingPlan:
    """A criteria sharing rule with its criterion checked."""

    name: str
    object: str
    when: Node
    to: tuple[str, ...]
    access: str
    text: RuleText | None = field(default=None, compare=False)


@dataclass(frozen=True, slots=True)
class ObjectPlan:
    """One object, ready to serve.

    `before` are its before-save rules in dependency order, `after` the others in stack order; `rollups` are its own
    roll-up fields, `feeds` those of other objects that read this one.  `rank` orders locks.  `sections` are the
    conditions of sections by form and section.
    """

    object: Object
    table: Table
    fields: Mapping[str, FieldPlan]
    layout: Layout
    views: Mapping[str, ViewPlan]
    children: Mapping[str, Child] = field(default=EMPTY)
    validations: tuple[ValidationPlan, ...] = ()
    duplicates: tuple[DuplicateRule, ...] = ()
    before: tuple[RulePlan, ...] = ()
    after: tuple[RulePlan, ...] = ()
    rollups: tuple[Rollup, ...] = ()
    feeds: tuple[Rollup, ...] = ()
    rank: int = 0
    sections: Mapping[tuple[str, str], Node] = field(default=EMPTY)

    @property
    def name(self) -> str:
        """The object's API name."""
        return self.object.name


@dataclass(frozen=True, slots=True)
class Blueprint:
    """The whole compiled stack.  `hash` names its content."""

    hash: str
    apps: tuple[App, ...]
    settings: Settings
    objects: Mapping[str, ObjectPlan]
    roles: Mapping[str, Role]
    permission_sets: Mapping[str, PermissionSet]
    sharing_rules: tuple[SharingPlan, ...] = ()
    queues: Mapping[str, Queue] = field(default=EMPTY)
    translations: Mapping[str, Translation] = field(default=EMPTY)
    seeds: tuple[Seed, ...] = ()
