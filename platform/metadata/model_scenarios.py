"""Scenarios: what people do, step by step, and what should come of it.  The nouns.

A scenario is metadata like any other: read with places, checked, laid in layers.  It is never deployed.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

from objectry.diagnostics import NOWHERE, Span
from objectry.metadata.model_texts import EMPTY, RuleText

BEGINNING = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
"""When a scenario begins that does not say: a Monday morning."""


@dataclass(frozen=True, slots=True)
class Cell:
    """A value as written: text, texts, nothing, or an expression (written with = before it)."""

    value: str | tuple[str, ...] | None
    expression: RuleText | None = None
    span: Span = field(default=NOWHERE, compare=False)


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody who takes part: a user with a role, and perhaps a manager."""

    name: str
    role: str
    manager: str | None = None
    span: Span = field(default=NOWHERE, compare=False)


@dataclass(frozen=True, slots=True)
class Refusal:
    """How a step is to be refused.  What is None may be anything."""

    code: str | None = None
    at: str | None = None
    validation: str | None = None
    contains: str | None = None


@dataclass(frozen=True, slots=True)
class Happening:
    """One step: something is created, updated or deleted, or time goes by.

    `subject` is the object of what is created, else the alias of the record that is meant.
    """

    verb: str  # create | update | delete | advance
    subject: str = ""
    alias: str | None = None
    values: Mapping[str, Cell] = field(default=EMPTY)
    actor: str | None = None
    source: str = "web"
    refused: Refusal | None = None
    warned: tuple[str, ...] = ()
    wait: timedelta = timedelta()
    span: Span = field(default=NOWHERE, compare=False)
    places: Mapping[str, Span] = field(default=EMPTY, compare=False)

    def place(self, key: str) -> Span:
        """Where a key's value stands; the step itself where it is not written."""
        return self.places.get(key, self.span)


@dataclass(frozen=True, slots=True)
class Expectation:
    """One thing that should be so in the end; `said` holds the other keys of its kind as they were read."""

    kind: str
    subject: str = ""
    values: Mapping[str, Cell] = field(default=EMPTY)
    condition: RuleText | None = None
    actor: str | None = None
    said: Mapping[str, Any] = field(default=EMPTY)
    span: Span = field(default=NOWHERE, compare=False)
    places: Mapping[str, Span] = field(default=EMPTY, compare=False)

    def place(self, key: str) -> Span:
        """Where a key's value stands; the expectation itself where it is not written."""
        return self.places.get(key, self.span)


@dataclass(frozen=True, slots=True)
class Scenario:
    """A small story with its end: who takes part, what is there, what happens, what should come of it."""

    name: str
    title: str
    actor: str
    people: Mapping[str, Person]
    given: tuple[Happening, ...] = ()
    when: tuple[Happening, ...] = ()
    then: tuple[Expectation, ...] = ()
    now: datetime = BEGINNING
    app: str = ""
    span: Span = field(default=NOWHERE, compare=False)

    @property
    def steps(self) -> tuple[Happening, ...]:
        """All that happens, in order."""
        return (*self.given, *self.when)

    @property
    def shared(self) -> int:
        """How many of its first steps its file says for all scenarios in it: those that stand before its name."""
        mine = (one.span.file == self.span.file and one.span.line < self.span.line for one in self.given)
        return next((at for at, shared in enumerate(mine) if not shared), len(self.given))
