"""A world as plain values: what is declared, who works there, and the rows of each object."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from decimal import Decimal

from tests.leak.oracle.expressions import Condition, Figure, Value

Cell = str | int | bool | Decimal | tuple[str, ...] | None
Row = dict[str, Cell]
SYSTEM = ("id", "created_at", "created_by", "updated_at", "updated_by", "version")
ACTORS = ("owner", "created_by", "updated_by")


@dataclass(frozen=True)
class Field:
    """A declared field; `formula` and `rollup` make it a computed one."""

    type: str
    to: tuple[str, ...] = ()
    related_as: str = ""
    tag: str = ""
    values: tuple[str, ...] = ()
    formula: Value | None = None
    rollup: Figure | None = None
    reveals: bool = False
    unique: bool = False

    @property
    def computed(self) -> bool:
        return self.formula is not None or self.rollup is not None

    @property
    def points(self) -> bool:
        """Whether its value is the id of another record."""
        return self.type in {"lookup", "master_detail"}


@dataclass(frozen=True)
class View:
    """A declared list: which records, by which falling field."""

    where: Condition
    sort: str = ""


@dataclass(frozen=True)
class Kind:
    """A declared object; `parent` is the lookup that decides access, `base` is for whom else it is open."""

    name: str
    fields: dict[str, Field]
    owned: bool = True
    base: str = "private"
    hierarchy: bool = True
    parent: str = ""
    name_field: str = "name"
    search: tuple[tuple[str, ...], ...] = ()
    views: dict[str, "View"] = field(default_factory=dict)


@dataclass(frozen=True)
class PermissionSet:
    """Rights by object, levels by `object.field` and by tag; `*` stands for all."""

    objects: dict[str, frozenset[str]]
    fields: dict[str, str] = field(default_factory=dict)
    tags: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class SharingRule:
    """Records of an object that fulfil a condition are open to people of some roles."""

    object: str
    name: str
    when: Condition
    to: tuple[str, ...]
    access: str = "read"


@dataclass(frozen=True)
class Stack:
    """All that is declared."""

    kinds: dict[str, Kind]
    sets: dict[str, PermissionSet]
    roles: dict[str, tuple[str, ...]]
    rules: tuple[SharingRule, ...] = ()

    def relation(self, object: str, name: str) -> tuple[str, str]:
        """The children's object, and their lookup, of a list of children."""
        for kind in self.kinds.values():
            for field_name, one in kind.fields.items():
                if one.points and object in one.to and one.related_as == name:
                    return kind.name, field_name
        raise KeyError(name)

    def relations(self, object: str) -> Iterator[tuple[str, str, str]]:
        """Every list of children of an object: its name, the children's object, and their lookup."""
        for kind in self.kinds.values():
            for field_name, one in kind.fields.items():
                if one.points and object in one.to:
                    yield one.related_as, kind.name, field_name


@dataclass(frozen=True)
class Change:
    """A row of the history: the field's old and new values, who, and when."""

    object: str
    record: str
    version: int
    at: int
    actor: str
    kind: str
    values: dict[str, tuple[Cell, Cell]]


@dataclass(frozen=True)
class Share:
    """A record open to a person by hand, to `read` or to `edit`, until a moment or for good."""

    object: str
    record: str
    person: str
    access: str
    until: int | None


@dataclass(frozen=True)
class Lent:
    """A permission set that a person has besides those of the role, until a moment or for good."""

    person: str
    set: str
    until: int | None


@dataclass
class World:
    """The stack with its rows by object and id, at a moment.  Users are rows of `user`."""

    stack: Stack
    rows: dict[str, dict[str, Row]]
    history: list[Change] = field(default_factory=list)
    shares: list[Share] = field(default_factory=list)
    lent: list[Lent] = field(default_factory=list)
    now: int = 0

    def lasts(self, until: int | None) -> bool:
        """Whether what is granted until then is granted still."""
        return until is None or until > self.now

    def target(self, object: str, name: str, row: Row) -> tuple[str, Row] | None:
        """The record a reference of a row leads to, with its object."""
        id = row.get(name)
        for one in targets(self.stack.kinds[object], name):
            if id in self.rows[one]:
                return one, self.rows[one][str(id)]
        return None


def targets(kind: Kind, name: str) -> tuple[str, ...]:
    """The objects a reference may lead to; none for what is no reference."""
    if name in ACTORS and name not in kind.fields:
        return ("user",)
    declared = kind.fields.get(name)
    return declared.to if declared is not None and declared.points else ()
