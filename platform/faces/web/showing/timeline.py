"""A record's timeline: what happened to it, what was said about it and what was done for it, by day, newest first."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from objectry.faces.web import addresses
from objectry.faces.web.showing.cells import Cell, colour_of, record_cell, record_name
from objectry.faces.web.showing.history import Event, currencies_in, event_of, names_in
from objectry.faces.web.showing.speech import Speech, Words, speech_of, words_of
from objectry.faces.web.visit import Visit
from objectry.metadata import RECORD_TYPE
from objectry.plan import ObjectPlan
from objectry.runtime import Entry, Moment, Record, Timeline

AFTER, KINDS, TIMELINE = "after", "kinds", "timeline"
CHANGE, COMMENT, ATTACHMENT = "change", "comment", "attachment"
ICONS = {COMMENT: "message", ATTACHMENT: "paperclip"}
SOON, HOUR, DAY = 60, 3600, 86_400
MOST_FACTS = 4


@dataclass(frozen=True, slots=True)
class Link:
    """A record in the timeline: what it is called, where it leads, and what else its layout tells first."""

    what: Cell
    facts: tuple[tuple[str, Cell], ...] = ()
    size: str = ""


@dataclass(frozen=True, slots=True)
class Line:
    """One moment.  One of `event`, `speech` and `link` says what it was; an icon stands where no face does."""

    id: str
    who: str
    tone: str
    when: str
    time: str
    did: str = ""
    icon: str = ""
    event: Event | None = None
    speech: Speech | None = None
    link: Link | None = None


@dataclass(frozen=True, slots=True)
class Day:
    """The moments of one of the reader's days."""

    label: str
    lines: tuple[Line, ...]


@dataclass(frozen=True, slots=True)
class Chip:
    """A kind to see alone."""

    label: str
    href: str
    active: bool


@dataclass(frozen=True, slots=True)
class Story:
    """A page of a timeline, the kinds there are, and where it goes on."""

    days: tuple[Day, ...]
    chips: tuple[Chip, ...] = ()
    more: str = ""
    latest: str = ""  # where the last day before this page ended, so that it is not headed twice


def story(visit: Visit, plan: ObjectPlan, id: str, tab: str, most: int, kind: str = "", after: str = "") -> Story:
    """A part of the timeline of a record; `tab` is where all of it stands."""
    asked = (kind,) if kind else ()
    found = visit.platform.records.timeline(visit.call, plan.name, id, asked, after or None, most)
    kept = {"tab": tab, KINDS: kind}
    return Story(
        _days(visit, _lines(visit, plan, id, found, addresses.record(plan.name, id, **kept))),
        _chips(visit, plan, id, tab, found, kind),
        addresses.record(plan.name, id, **kept, after=found.next) if found.next else "",
    )


def _chips(visit: Visit, plan: ObjectPlan, id: str, tab: str, found: Timeline, kind: str) -> tuple[Chip, ...]:
    if len(found.kinds) < 2:
        return ()
    every = Chip(visit.texts("timeline_all"), addresses.record(plan.name, id, tab=tab), not kind)
    return every, *(
        Chip(visit.texts(f"timeline_{one}"), addresses.record(plan.name, id, tab=tab, kinds=one), one == kind)
        for one in found.kinds
    )


def _lines(visit: Visit, plan: ObjectPlan, id: str, found: Timeline, back: str) -> list[tuple[date, Line]]:
    entries = [one.entry for one in found.moments if one.entry is not None]
    names, codes = names_in(visit, plan, entries), _codes(visit, plan, id, entries)
    texts = [str(one.record.values.get("text")) for one in found.moments if one.kind == COMMENT and one.record]
    words = words_of(visit, texts)
    made = (_line(visit, plan, one, names, codes, words, back) for one in found.moments)
    return [(visit.formats.local(one.at).date(), line) for one, line in zip(found.moments, made, strict=True)]


def _codes(visit: Visit, plan: ObjectPlan, id: str, entries: Sequence[Entry]) -> Mapping[int, tuple[str, str]]:
    """By version, the currencies of the record before and after it."""
    if not entries or not any(one.field.in_currency for one in plan.fields.values()):
        return {}
    every = visit.platform.records.history(visit.call, plan.name, id)
    found = currencies_in(visit, plan, id, every)
    return {entry.version: pair for entry, pair in zip(every, found, strict=True)}


def _line(
    visit: Visit,
    plan: ObjectPlan,
    one: Moment,
    names: Mapping[str, str],
    codes: Mapping[int, tuple[str, str]],
    words: Words,
    back: str,
) -> Line:
    when, time = visit.formats.moment(one.at), ago(visit, one.at)
    if one.entry is not None:
        event = event_of(visit, plan, one.entry, names, codes.get(one.entry.version, ("", "")))
        icon = "bolt" if event.by_machine else ""
        return Line(f"v{one.entry.version}", event.who, event.tone, when, time, event.what, icon, event=event)
    assert one.record is not None
    who = one.record.labels.get("created_by") or visit.texts("somebody")
    if who.startswith("system:"):
        who = visit.texts("the_system")
    if one.kind == COMMENT:
        said = speech_of(visit, plan, one.record, words, back)
        return Line(one.record.id, who, colour_of(who), when, time, visit.texts("timeline_said"), speech=said)
    if one.kind == ATTACHMENT:
        did, icon = visit.texts("timeline_attached"), ICONS[ATTACHMENT]
        return Line(one.record.id, who, "gray", when, time, did, icon, link=_file(one.record))
    return _activity(visit, one.record, who, when, time)


def _file(record: Record) -> Link:
    facts = record.files.get("file")
    name = str(record.values.get("name") or "")
    href = addresses.file(facts.id) if facts is not None else ""
    picture = addresses.thumbnail(facts.id) if facts is not None and facts.small else ""
    return Link(Cell(name, "file", href=href, picture=picture))


def _activity(visit: Visit, record: Record, who: str, when: str, time: str) -> Line:
    """A call, a task...: what its layout tells first, under the icon of its type."""
    plan = visit.blueprint.objects[record.object]
    kind = str(record.values.get(RECORD_TYPE) or "")
    own = plan.object.record_types.get(kind)
    label = visit.texts.value(plan.name, RECORD_TYPE, kind) if own is not None else visit.texts.object(plan.name)
    shown = dict.fromkeys((plan.layout.page.path or "", *plan.layout.page.highlights, *_columns(plan)))
    told = (name for name in shown if name in record.values and name not in _left_out(plan))
    cells = ((visit.texts.field(plan.name, name), record_cell(visit, record, name)) for name in told)
    facts = tuple(pair for pair in cells if pair[1].kind != "blank")[:MOST_FACTS]
    icon = (own.icon if own is not None else None) or plan.object.icon
    what = Cell(record_name(visit, record), "link", href=addresses.record(record.object, record.id))
    return Line(record.id, who, "blue", when, time, label, icon, link=Link(what, facts))


def _columns(plan: ObjectPlan) -> tuple[str, ...]:
    view = next(iter(plan.views.values()), None)
    return view.columns if view is not None else ()


def _left_out(plan: ObjectPlan) -> frozenset[str]:
    """What the line says already: its name, its type, and what it is about."""
    about = (name for name, one in plan.fields.items() if one.field.to_feature is not None)
    return frozenset({plan.object.name_field, RECORD_TYPE, *about})


def _days(visit: Visit, lines: Iterable[tuple[date, Line]]) -> tuple[Day, ...]:
    days: dict[date, list[Line]] = {}
    for day, line in lines:
        days.setdefault(day, []).append(line)
    return tuple(Day(day_label(visit, day), tuple(one)) for day, one in days.items())


def day_label(visit: Visit, day: date) -> str:
    """Today, yesterday, or the date."""
    away = (visit.formats.local(visit.call.now).date() - day).days
    key = {0: "day_today", 1: "day_yesterday"}.get(away)
    return visit.texts(key) if key else visit.formats.date(day)


def ago(visit: Visit, at: datetime) -> str:
    """How long ago a moment of the last hours was, else its time of day."""
    seconds = int((visit.call.now - at).total_seconds())
    if 0 <= seconds < SOON:
        return visit.texts("just_now")
    if SOON <= seconds < HOUR:
        return visit.texts.count("minutes_ago", seconds // SOON)
    if HOUR <= seconds < 6 * HOUR and visit.formats.local(at).date() == visit.formats.local(visit.call.now).date():
        return visit.texts.count("hours_ago", seconds // HOUR)
    return visit.formats.time(at)
