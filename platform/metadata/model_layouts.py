"""How objects are shown: forms, record pages, views."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from objectry.diagnostics import NOWHERE, Span
from objectry.metadata.model_texts import EMPTY, RuleText


@dataclass(frozen=True, slots=True)
class Section:
    """A titled group of fields in a form; a compound stands for all of its parts."""

    name: str
    label: str
    fields: tuple[str, ...]
    columns: int = 2
    visible_if: RuleText | None = None


@dataclass(frozen=True, slots=True)
class Form:
    """Sections of fields, for entry and for reading.

    It is for records of `record_types` and people of `roles`; for all where these are empty.
    """

    name: str
    sections: Mapping[str, Section]
    record_types: tuple[str, ...] = ()
    roles: tuple[str, ...] = ()

    @property
    def demands(self) -> int:
        """Of how many things it says what it is for."""
        return bool(self.record_types) + bool(self.roles)

    def is_for(self, record_type: Any, role: str | None) -> bool:
        """Whether it may be shown for a record of this type to a person of this role."""
        return (not self.record_types or record_type in self.record_types) and (not self.roles or role in self.roles)


@dataclass(frozen=True, slots=True)
class Tab:
    """One tab of a record page: a form, a related list, or the timeline."""

    name: str
    label: str
    form: str | None = None
    related: str | None = None
    columns: tuple[str, ...] = ()
    timeline: bool = False


@dataclass(frozen=True, slots=True)
class Page:
    """The record page."""

    highlights: tuple[str, ...] = ()
    path: str | None = None
    tabs: Mapping[str, Tab] = field(default=EMPTY)
    actions: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class View:
    """A saved list: `table`, `kanban` by a picklist with an optional sum per column, or `calendar` by a date."""

    name: str
    label: str
    type: str = "table"
    where: RuleText | None = None
    columns: tuple[str, ...] = ()
    sort: tuple[str, ...] = ()
    by: str | None = None
    sum: str | None = None
    card: tuple[str, ...] = ()
    date: str | None = None
    span: Span = field(default=NOWHERE, compare=False)


@dataclass(frozen=True, slots=True)
class Layout:
    """How an object is shown.  Generated where no file declares it."""

    object: str
    forms: Mapping[str, Form]
    page: Page
    views: Mapping[str, View]
    search: tuple[str, ...] = ()
    span: Span = field(default=NOWHERE, compare=False)

    def form_for(self, record_type: Any, role: str | None) -> Form:
        """The form for a record of this type before a person of this role: the one that says most of the two."""
        fitting = [one for one in self.forms.values() if one.is_for(record_type, role)]
        usual = self.forms.get("default") or next(iter(self.forms.values()))
        return max([usual, *fitting], key=lambda one: (one.is_for(record_type, role), one.demands))
