"""The timeline of a record: its changes, comments, attachments and activities in one list, newest first, page by page.

Each source is read in its own order from where the last page left it, and as many as fit are taken of them all.  What a
reader may not see of a source is not in her timeline, and what she may not read of a change is cut out of it.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from decimal import Decimal
from itertools import islice
from typing import Protocol

from objectry.metadata import RECORD_TYPE, Feature
from objectry.plan import Child, ObjectPlan
from objectry.rules import Node, Value
from objectry.runtime.calls import Entry, Moment, Record, Timeline
from objectry.runtime.codes import problem
from objectry.runtime.conditions import AllOf
from objectry.runtime.desk import among, own_read
from objectry.runtime.errors import Invalid
from objectry.runtime.reading.changes import told_changes
from objectry.runtime.reading.cursors import Cursor, read_cursor, write_cursor
from objectry.runtime.reading.files import with_files
from objectry.runtime.reading.reader import Reader
from objectry.runtime.store import Order, Transaction

CHANGE, COMMENT, ATTACHMENT, ACTIVITY = "change", "comment", "attachment", "activity"
KINDS = (CHANGE, COMMENT, ATTACHMENT, ACTIVITY)
MOST_ROUNDS = 5
MOST_MOMENTS = 200
MADE_AT, AT = "created_at", "$at"
Place = tuple[Value, ...]
"""Where a source goes on: nothing at its beginning."""


@dataclass(frozen=True, slots=True)
class Piece:
    """Something of one source; `place` is where that goes on behind it.  Without a moment it is not hers to see."""

    at: datetime
    place: Place
    moment: Moment | None


class Source(Protocol):
    """What a timeline is made of."""

    def pull(self, transaction: Transaction, place: Place, most: int) -> list[Piece]:
        """The next pieces, newest first."""


@dataclass(frozen=True, slots=True)
class Changes:
    """The history of the record.  An attachment that came stands in the timeline itself."""

    reader: Reader
    plan: ObjectPlan
    id: str
    attached: bool

    def pull(self, transaction: Transaction, place: Place, most: int) -> list[Piece]:
        before = int(str(place[0])) if place else None
        found = transaction.history(self.id, most, before)
        own = [one for one in found if one.object == self.plan.name]
        told = dict(
            zip((one.number for one in own), told_changes(self.reader, transaction, self.plan, own), strict=True)
        )
        return [Piece(one.at, (Decimal(one.number or 0),), self._moment(told.get(one.number))) for one in found]

    def _moment(self, entry: Entry | None) -> Moment | None:
        if entry is None:
            return None
        gone, come = entry.changes.get(Feature.ATTACHMENTS, (None, None))
        if come is not None and gone is None and self.attached:
            left = {name: pair for name, pair in entry.changes.items() if name != Feature.ATTACHMENTS}
            entry = replace(entry, changes=left)
        return Moment(CHANGE, entry.at, entry=entry) if entry.changes or entry.kind != "update" else None


@dataclass(frozen=True, slots=True)
class Children:
    """Records that belong to the record, by when they were made."""

    reader: Reader
    kind: str
    child: Child
    id: str

    def pull(self, transaction: Transaction, place: Place, most: int) -> list[Piece]:
        plan = self.reader.plan(self.child.object)
        outputs: Mapping[str, Node] = self.reader.outputs(plan, self._fields(plan))
        made = own_read(plan, MADE_AT)
        where = AllOf((self.reader.policies[plan.name], among(plan, self.child.field, [self.id])))
        asked = replace(
            self.reader.select(plan, {**outputs, AT: made}, where),
            order=(Order(made, descending=True),),
            limit=most,
            after=place or None,
        )
        rows = transaction.select(self.reader.context(transaction), asked)
        records = with_files(transaction, outputs, self.reader.answers(plan, rows))
        return [self._piece(row, record) for row, record in zip(rows, records, strict=True)]

    def _piece(self, row: Mapping[str, Value], record: Record) -> Piece:
        at = row[AT]
        assert isinstance(at, datetime)
        return Piece(at, (at, row["id"]), Moment(self.kind, at, record=record))

    def _fields(self, plan: ObjectPlan) -> tuple[str, ...]:
        """What its layout puts first, and who made it when; of the platform's own objects everything."""
        if plan.object.generated:
            return ()
        page, view = plan.layout.page, next(iter(plan.views.values()), None)
        shown = (*((page.path,) if page.path else ()), *page.highlights, *(view.columns if view is not None else ()))
        names = dict.fromkeys(
            (plan.object.name_field, RECORD_TYPE, *shown, "owner", "created_by", MADE_AT, "updated_at")
        )
        return tuple(name for name in names if name in plan.fields and self.reader.rights.reads(plan.name, name))


def kind_of(source: str) -> str:
    return source.partition(":")[0]


def sources_of(reader: Reader, plan: ObjectPlan, id: str, kinds: Sequence[str]) -> Mapping[str, Source]:
    """The sources that this reader has, by a steady name that begins with the kind."""
    found: dict[str, Source] = {}
    for kind, child in _children(reader, plan):
        found[kind] = Children(reader, kind_of(kind), child, id)
    changes = Changes(reader, plan, id, attached=ATTACHMENT in found and (not kinds or ATTACHMENT in kinds))
    return {CHANGE: changes, **found}


def _children(reader: Reader, plan: ObjectPlan) -> list[tuple[str, Child]]:
    """The lists of the record that have a place in its timeline."""
    found = []
    for child in plan.children.values():
        own = reader.call.blueprint.objects[child.object]
        kind = _kind_of(own, plan.name, child)
        if kind is not None and all(reader.rights.reads(own.name, name) for name in (child.field, MADE_AT)):
            found.append((kind, child))
    return found


def _kind_of(own: ObjectPlan, of: str, child: Child) -> str | None:
    if own.object.holder(Feature.COMMENTS) == of:
        return COMMENT
    if own.object.holder(Feature.ATTACHMENTS) == of:
        return ATTACHMENT
    led = own.fields[child.field].field.to_feature is Feature.ACTIVITIES
    return f"{ACTIVITY}:{own.name}.{child.field}" if led else None


@dataclass(slots=True)
class Telling:
    """One question for a timeline.  `key` signs its cursors."""

    reader: Reader
    plan: ObjectPlan
    id: str
    kinds: tuple[str, ...]
    key: Callable[[], bytes]

    def page(self, transaction: Transaction, after: str | None, most: int) -> Timeline:
        """The page behind a cursor, or the first.  Raises Invalid."""
        if not 1 <= most <= MOST_MOMENTS:
            raise Invalid((problem("D544", None, limit=str(MOST_MOMENTS)),))
        every = sources_of(self.reader, self.plan, self.id, self.kinds)
        sources = {name: one for name, one in every.items() if not self.kinds or kind_of(name) in self.kinds}
        moments, places = next_moments(sources, transaction, self._places(sources, after), most)
        return Timeline(
            tuple(moments),
            tuple(kind for kind in KINDS if kind in map(kind_of, every)),
            None if places is None else self._cursor(sources, places),
        )

    def _places(self, sources: Iterable[str], after: str | None) -> Mapping[str, Place]:
        """Where the sources go on, each with as many values of the cursor as it says."""
        if after is None:
            return {}
        found = read_cursor(after, self.key(), self.reader.call, self._bound(sources))
        if found is None:
            raise Invalid((problem("D543"),))
        values = iter(found.values)
        return {name: tuple(islice(values, int(str(next(values))))) for name in sources}

    def _cursor(self, sources: Iterable[str], places: Mapping[str, Place]) -> str:
        parts = [places.get(name, ()) for name in sources]
        values = (value for part in parts for value in (Decimal(len(part)), *part))
        return write_cursor(
            Cursor(tuple(values), self.reader.call.now), self.key(), self.reader.call, self._bound(sources)
        )

    def _bound(self, sources: Iterable[str]) -> tuple[object, ...]:
        return (self.plan.name, self.id, *sources)


def next_moments(
    sources: Mapping[str, Source], transaction: Transaction, places: Mapping[str, Place], most: int
) -> tuple[list[Moment], Mapping[str, Place] | None]:
    """As many moments as there are room for, and where each source goes on; None at the end."""
    shown: list[Moment] = []
    places = dict(places)
    more = True
    for _ in range(MOST_ROUNDS):
        room = most - len(shown)
        if not (more and room):
            break
        pulled = [
            (name, piece)
            for name, one in sources.items()
            for piece in one.pull(transaction, places.get(name, ()), room + 1)
        ]
        pulled.sort(key=lambda one: one[1].at, reverse=True)
        more = len(pulled) > room
        for name, piece in pulled[:room]:
            places[name] = piece.place
            shown += [piece.moment] if piece.moment is not None else []
    return shown, places if more else None
