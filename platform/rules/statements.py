"""Typed statements and events: the checked form of `then:` and `when:`, and the effects statements ask for.

Statements never act.  `perform.py` turns them into effects, which the door carries out.
"""

import dataclasses
from dataclasses import dataclass
from typing import Union

from objectry.diagnostics import NOWHERE, Span
from objectry.rules.typed import Node, Value


@dataclass(frozen=True, slots=True)
class Event:
    """One moment a rule waits for: kind is before_save, created, updated, saved, deleted, changes or becomes.

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


Statement = Union[SetField, CreateRecord, Act, Branch]


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


Effect = Union[FieldSet, RecordCreated, Refused, Notified]
