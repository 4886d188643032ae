"""What goes through the door and what comes back: the frozen types of the record service.

Faces build these from outside text and turn the answers into outside text.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any

from objectry.metadata import EMPTY
from objectry.plan import Blueprint
from objectry.rules import Value
from objectry.runtime.actor import Actor, Source
from objectry.runtime.errors import Problem

Bound = tuple[Any, ...]
"""What of a query its cursor belongs to."""


@dataclass(frozen=True, slots=True)
class Call:
    """The circumstances of one call: who, through which door, against which deployed blueprint, at what time.

    One blueprint and one clock value for the whole call.  `cause` names why, for the history: `user`,
    `rule proposal_task`, `import accounts.csv`.
    """

    actor: Actor
    blueprint: Blueprint
    revision: int
    now: datetime
    source: Source
    cause: str = "user"


class Mode(StrEnum):
    """What happens to the good records of a batch when others are faulty."""

    ALL = "all"
    PARTIAL = "partial"


@dataclass(frozen=True, slots=True)
class Change:
    """New values for one record.  Values are outside values: text, int, Decimal, bool, date, datetime, time or None;
    the door coerces them (percent 20 for 20 %).  `version` None merges the named fields without a check."""

    id: str
    values: Mapping[str, object]
    version: int | None = None


@dataclass(frozen=True, slots=True)
class Target:
    """A record to delete."""

    id: str
    version: int | None = None


@dataclass(frozen=True, slots=True)
class FileFacts:
    """What is told of a file: `type` is its media type, `small` says whether there is a small picture of it."""

    id: str
    name: str
    type: str
    size: int
    small: bool = False


@dataclass(frozen=True, slots=True)
class Record:
    """A record as the actor may see it.  `values` holds inside values (percent as a fraction) of readable fields under
    the same keys as were asked for (`account`, `account.name`); `labels` gives the names of references by those keys,
    `names` those of all linked records of a many_to_many, `files` what there is to tell of files, `objects` the objects
    of what lookups of several objects lead to.
    """

    object: str
    id: str
    version: int
    values: Mapping[str, Value]
    labels: Mapping[str, str] = field(default=EMPTY)
    names: Mapping[str, tuple[str, ...]] = field(default=EMPTY)
    files: Mapping[str, FileFacts] = field(default=EMPTY)
    objects: Mapping[str, str] = field(default=EMPTY)


@dataclass(frozen=True, slots=True)
class Outcome:
    """The answer to a batch write: one record (or None where it failed) for each of the caller's, and all problems.

    `warnings` (duplicates, say) did not stop anything.  A transfer may leave the actor's sight: then the record
    carries its id only.  `actions` says per record what was done: created, updated, unchanged, deleted, or None.
    """

    records: tuple[Record | None, ...]
    problems: tuple[Problem, ...] = ()
    warnings: tuple[Problem, ...] = ()
    dry_run: bool = False
    actions: tuple[str | None, ...] = ()


@dataclass(frozen=True, slots=True)
class FormState:
    """What a form hides and asks for, as its values are: fields, sections by form and name, fields required now."""

    hidden: frozenset[str] = frozenset()
    sections: frozenset[tuple[str, str]] = frozenset()
    required: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Query:
    """A list request in outside terms.

    `filter` is text in the rule language; `view` a view's name; `sort` keys like `-amount`; `fields` paths
    (`account.name`), empty meaning the object's readable fields; `search` free text over the search fields;
    `after` a cursor this service gave; `count` none | capped | exact.
    """

    object: str
    filter: str | None = None
    view: str | None = None
    sort: tuple[str, ...] = ()
    fields: tuple[str, ...] = ()
    search: str | None = None
    limit: int = 50
    after: str | None = None
    count: str = "none"
    related: tuple[str, str] | None = None  # (lookup field, record id): children of one record
    values: Mapping[str, str] = field(default=EMPTY)  # expressions to answer besides, by name

    @property
    def bound(self) -> Bound:
        """What a cursor belongs to: it would make no sense with another filter or order."""
        keys = {key.removeprefix("-") for key in self.sort}
        sorted_by = [pair for pair in self.values.items() if pair[0] in keys]
        return (self.object, self.filter, self.view, self.sort, self.search, self.related, sorted_by)


@dataclass(frozen=True, slots=True)
class GroupKey:
    """What to group by: a path or an expression, of dates by `bucket` (day, week, month, quarter, year)."""

    name: str
    value: str
    bucket: str | None = None


@dataclass(frozen=True, slots=True)
class GroupQuery:
    """A request for figures by groups, in outside terms.

    `figures` are written like `SUM(amount)`; `having` and `sort` name keys and figures.  Without `by` there is one
    group, of all records; without `limit` the groups are all answered at once.
    """

    object: str
    by: tuple[GroupKey, ...] = ()
    figures: Mapping[str, str] = field(default=EMPTY)
    filter: str | None = None
    view: str | None = None
    search: str | None = None
    having: str | None = None
    sort: tuple[str, ...] = ()
    limit: int | None = None
    after: str | None = None

    @property
    def bound(self) -> Bound:
        """What a cursor belongs to."""
        keys = [(key.name, key.value, key.bucket) for key in self.by]
        figures = sorted(self.figures.items())
        return (self.object, keys, figures, self.filter, self.view, self.search, self.having, self.sort)


@dataclass(frozen=True, slots=True)
class Column:
    """What there is to know of a key or figure to write it: whether it is a number that is whole or a part of the
    whole, the objects of a reference, and the (object, field) of a choice."""

    whole: bool = False
    percent: bool = False
    targets: tuple[str, ...] = ()
    picklist: tuple[str, str] | None = None


@dataclass(frozen=True, slots=True)
class GroupPage:
    """Groups as rows of keys and figures, what these columns are, and the cursor of the following page."""

    columns: Mapping[str, Column]
    rows: tuple[Mapping[str, Value], ...]
    next: str | None = None


@dataclass(frozen=True, slots=True)
class Page:
    """One page of a list.  `next` is the cursor of the following page, None at the end.

    `total` is present when asked for; `capped` says that it stopped counting there.
    """

    records: tuple[Record, ...]
    next: str | None = None
    total: int | None = None
    capped: bool = False


@dataclass(frozen=True, slots=True)
class Found:
    """A record that a search has found; the smaller its rank, the likelier it is meant."""

    object: str
    id: str
    name: str | None
    rank: int


@dataclass(frozen=True, slots=True)
class Binned:
    """A record in the recycle bin; `name` is None where the reader may not know what it is called."""

    object: str
    id: str
    name: str | None
    at: datetime
    actor: str
    actor_name: str


@dataclass(frozen=True, slots=True)
class BinPage:
    """A page of the recycle bin, and the cursor of the next."""

    records: tuple[Binned, ...]
    next: str | None = None


@dataclass(frozen=True, slots=True)
class Entry:
    """One row of a record's history, cut to the reader's fields.

    `causes` names the rule for fields a rule has set, `files` tells by their ids of the files among the values.
    """

    version: int
    at: datetime
    actor: str
    actor_name: str
    cause: str
    kind: str  # create | update | delete | restore
    changes: Mapping[str, tuple[Value, Value]]
    causes: Mapping[str, str] = field(default=EMPTY)
    files: Mapping[str, FileFacts] = field(default=EMPTY)


@dataclass(frozen=True, slots=True)
class Moment:
    """Something in a record's timeline: a change of it, or a record that belongs to it."""

    kind: str  # change | comment | attachment | activity
    at: datetime
    entry: Entry | None = None
    record: Record | None = None


@dataclass(frozen=True, slots=True)
class Timeline:
    """One page of a record's timeline.  `kinds` are those it may have for this reader; `next` leads on."""

    moments: tuple[Moment, ...]
    kinds: tuple[str, ...]
    next: str | None = None


@dataclass(frozen=True, slots=True)
class Group:
    """One row of an aggregate answer: the group's key and the figures asked for."""

    key: tuple[Value, ...]
    figures: Mapping[str, Value]
