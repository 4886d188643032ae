"""The calendar: a view's records on the days of a month."""

from calendar import Calendar
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import MAXYEAR, MINYEAR, date, datetime, timedelta
from decimal import Decimal

from flask import Response, request

from objectry.faces.web import addresses
from objectry.faces.web.pages import page
from objectry.faces.web.showing.cells import record_cell, record_name
from objectry.faces.web.showing.lists import ListPage, ListState, head_of, query_of, refused, state_of
from objectry.faces.web.visit import Visit
from objectry.metadata import FieldType
from objectry.plan import ObjectPlan, ViewPlan
from objectry.runtime import Invalid, Record

MONTH = "month"
MOST, ON_A_DAY = 1000, 4
FIRST_DAYS = {"monday": 0, "saturday": 5, "sunday": 6}


@dataclass(frozen=True, slots=True)
class Mark:
    """A record on its day."""

    name: str
    href: str
    tone: str
    time: str
    hint: str


@dataclass(frozen=True, slots=True)
class Day:
    """A day of the month, or one beside it that fills up the week."""

    number: int
    label: str
    inside: bool
    today: bool
    marks: tuple[Mark, ...]
    more: int
    add: str


@dataclass(frozen=True, slots=True)
class Month:
    """The whole page of a calendar, with the ways to the months beside it."""

    label: str
    weekdays: tuple[str, ...] = ()
    weeks: tuple[tuple[Day, ...], ...] = ()
    before: str = ""
    after: str = ""
    today: str = ""

    @property
    def empty(self) -> bool:
        """Whether nothing stands on a day of the month itself."""
        return not any(day.marks for week in self.weeks for day in week if day.inside)


def is_calendar(view: ViewPlan | None) -> bool:
    """Whether a view is a calendar."""
    return view is not None and view.type == "calendar" and view.date is not None


def show(visit: Visit, object: str) -> Response:
    """A view of type calendar."""
    plan = visit.plan(object)
    state = state_of(visit, plan)
    view, head, first = plan.views[state.view], head_of(visit, plan, state), _first(visit)
    weeks = Calendar(FIRST_DAYS[visit.blueprint.settings.week_start]).monthdatescalendar(first.year, first.month)
    try:
        records = _records(visit, plan, view, state, weeks[0][0], weeks[-1][-1])
    except Invalid as error:
        wrong = refused(visit, head, error)
        return page(visit, "calendar.html", object, 422, it=wrong, month=Month(visit.formats.month(first)))
    shown: ListPage = replace(head, count=visit.formats.number(Decimal(_inside(visit, view, records, first)), 0))
    return page(visit, "calendar.html", object, it=shown, month=_month(visit, plan, view, state, first, weeks, records))


def _first(visit: Visit) -> date:
    """The first day of the month that is asked for; of this one, where none is."""
    try:
        found = datetime.strptime(request.args.get(MONTH, ""), "%Y-%m").date()  # noqa: DTZ007 (a month has no zone)
    except ValueError:
        found = visit.formats.local(visit.call.now).date()
    return found.replace(day=1, year=min(max(found.year, MINYEAR + 1), MAXYEAR - 1))


def _records(
    visit: Visit, plan: ObjectPlan, view: ViewPlan, state: ListState, start: date, end: date
) -> Sequence[Record]:
    """The records of the view whose day is one of these."""
    name = view.date or ""
    if not visit.reads(plan.name, name):
        return ()
    day = f"DATEVALUE({name})" if plan.fields[name].field.type is FieldType.DATETIME else name
    within = f"{day} >= {_written(start)} and {day} <= {_written(end)}"
    paths = (name, *_colours(visit, plan, view), *visit.readable(plan.name, view.card))
    query = query_of(visit, plan, replace(state, sort="", after=""), tuple(dict.fromkeys(paths)), within)
    asked = replace(query, sort=(name,), limit=MOST, count="none")
    return visit.platform.records.find(visit.call, asked).records


def _written(day: date) -> str:
    return f"DATE({day.year}, {day.month}, {day.day})"


def _colours(visit: Visit, plan: ObjectPlan, view: ViewPlan) -> tuple[str, ...]:
    """The picklist whose colours the records have, if there is one this person may read."""
    return visit.readable(plan.name, tuple(one for one in (view.by or plan.layout.page.path,) if one))


def _inside(visit: Visit, view: ViewPlan, records: Sequence[Record], first: date) -> int:
    days = (_day_of(visit, one, view) for one in records)
    return sum((day.year, day.month) == (first.year, first.month) for day in days)


def _day_of(visit: Visit, record: Record, view: ViewPlan) -> date:
    value = record.values[view.date or ""]
    if isinstance(value, datetime):
        return visit.formats.local(value).date()
    assert isinstance(value, date)
    return value


def _month(
    visit: Visit,
    plan: ObjectPlan,
    view: ViewPlan,
    state: ListState,
    first: date,
    weeks: Sequence[Sequence[date]],
    records: Sequence[Record],
) -> Month:
    marks: dict[date, list[Mark]] = {}
    for one in records:
        marks.setdefault(_day_of(visit, one, view), []).append(_mark(visit, plan, view, one))
    adds = visit.may(plan.name, "create") and visit.edits(plan.name, plan.fields[view.date or ""].field)
    return Month(
        visit.formats.month(first),
        tuple(visit.formats.weekday(day) for day in weeks[0]),
        tuple(tuple(_days(visit, plan, view, week, first, marks, adds=adds)) for week in weeks),
        _address(state, first - timedelta(days=1)),
        _address(state, first + timedelta(days=31)),
        _address(state, None),
    )


def _address(state: ListState, day: date | None) -> str:
    """The calendar of the month of a day, or of the present one."""
    here = state.first()
    return here if day is None else f"{here}{'&' if '?' in here else '?'}{MONTH}={day:%Y-%m}"


def _days(
    visit: Visit,
    plan: ObjectPlan,
    view: ViewPlan,
    week: Sequence[date],
    first: date,
    marks: Mapping[date, Sequence[Mark]],
    *,
    adds: bool,
) -> Iterator[Day]:
    today = visit.formats.local(visit.call.now).date()
    date_alone = plan.fields[view.date or ""].field.type is FieldType.DATE
    for day in week:
        found = marks.get(day, ())
        given = {view.date or "": day.isoformat() if date_alone else f"{day.isoformat()}T09:00"}
        yield Day(
            day.day,
            f"{visit.formats.weekday(day)} {visit.formats.date(day)}",
            day.month == first.month,
            day == today,
            tuple(found),
            max(0, len(found) - ON_A_DAY),
            addresses.creating(plan.name, **given) if adds else "",
        )


def _mark(visit: Visit, plan: ObjectPlan, view: ViewPlan, record: Record) -> Mark:
    at = record.values[view.date or ""]
    colour = next((record_cell(visit, record, path).tone for path in _colours(visit, plan, view)), "")
    shown = (record_cell(visit, record, path).text for path in visit.readable(plan.name, view.card))
    name = record_name(visit, record)
    return Mark(
        name,
        addresses.record(plan.name, record.id),
        colour or "blue",
        visit.formats.time(at) if isinstance(at, datetime) else "",
        " · ".join((name, *(text for text in shown if text))),
    )
