"""Typed statements and events: the checked form of `then:` and `when:`, and the effects statements ask for.

Statements never act.  `perform.py` turns them into effects, which the door carries out.
"""

import dataclasses
from dataclasses import dataclass
from typing import Union

from objectry.diagnostics import NOWHERE, Span
from objectry.rules.typed import FieldRead, Node, Value


@dataclass(frozen=True, slots=True)
class Event:
    """One moment a rule waits for: before_save, created, updated, saved, deleted, called, changes or becomes.

    `field` is the field watched by changes / becomes; `old` and `new` narrow it where given.
    """

    kind: str
    field: str | None = None
    old: Node | None = None
    new: Node | None = None


@dataclass(frozen=True, slots=True)
class SetField:
    """`set f = e`."""

    field: str
    value: Node
    span: Span = dataclasses.field(default=NOWHERE, compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class CreateRecord:
    """`create object { f = e, ... }`."""

    object: str
    values: tuple[tuple[str, Node], ...]
    span: Span = dataclasses.field(default=NOWHERE, compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class Target:
    """The records an `update` or `delete` is about, seen from the record that called the rule up.

    They are the live records of `object` whose `link` points to the record `above` reads the id of, as far as `where`
    holds; without a link it is that record itself.  In `where` the reads with `child` start at the target.
    """

    object: str
    above: FieldRead
    link: str | None = None
    where: Node | None = None


@dataclass(frozen=True, slots=True)
class UpdateRecords:
    """`update path where c { f = e, ... }`.  In the values, reads with `child` start at the record that is changed."""

    target: Target
    values: tuple[tuple[str, Node], ...]
    span: Span = dataclasses.field(default=NOWHERE, compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class DeleteRecords:
    """`delete path where c`."""

    target: Target
    span: Span = dataclasses.field(default=NOWHERE, compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class Act:
    """A registered action: notify(to, message), refuse(message, at), assign_to_user(user)."""

    name: str
    args: tuple[tuple[str, Node], ...]
    span: Span = dataclasses.field(default=NOWHERE, compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class Branch:
    """`if c then ... elif ... else ... end`, an elif being a branch inside otherwise."""

    condition: Node
    then: tuple["Statement", ...]
    otherwise: tuple["Statement", ...] = ()
    span: Span = dataclasses.field(default=NOWHERE, compare=False, repr=False)


Statement = Union[SetField, CreateRecord, UpdateRecords, DeleteRecords, Act, Branch]


@dataclass(frozen=True, slots=True)
class FieldSet:
    """Effect: record number `record` of the batch gets `value` in `field`."""

    record: int
    field: str
    value: Value


@dataclass(frozen=True, slots=True)
class RecordCreated:
    """Effect: a new record of `object`."""

    record: int
    object: str
    values: tuple[tuple[str, Value], ...]


@dataclass(frozen=True, slots=True)
class RecordChanged:
    """Effect: record `id` of `object` gets these values."""

    record: int
    object: str
    id: str
    values: tuple[tuple[str, Value], ...]


@dataclass(frozen=True, slots=True)
class RecordDeleted:
    """Effect: record `id` of `object` goes into the recycle bin."""

    record: int
    object: str
    id: str


@dataclass(frozen=True, slots=True)
class Refused:
    """Effect: the write of record number `record` is refused; `at` may name the field to show it at."""

    record: int
    message: str
    at: str | None = None


@dataclass(frozen=True, slots=True)
class Notified:
    """Effect: user `to` is told `message`."""

    record: int
    to: str
    message: str


Effect = Union[FieldSet, RecordCreated, RecordChanged, RecordDeleted, Refused, Notified]
