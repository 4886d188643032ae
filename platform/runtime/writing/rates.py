"""The exchange rates of a record: those in force on its day, taken when it is made and when its day changes."""

from bisect import bisect_right
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

from objectry.metadata import IN_FORCE, RATES, others, rate_field
from objectry.plan import ObjectPlan
from objectry.rules import Value
from objectry.runtime.codes import problem
from objectry.runtime.conditions import Everyone
from objectry.runtime.desk import own_read
from objectry.runtime.writing.drafts import Draft, Kind
from objectry.runtime.writing.work import Wave, Work

CURRENCY, DAY, MADE = "currency", "valid_from", "created_at"
Row = Mapping[str, Value]


@dataclass(frozen=True, slots=True)
class Sheets:
    """All sheets of rates, oldest first."""

    days: tuple[date, ...]
    rows: tuple[Row, ...]

    def on(self, day: date) -> Row | None:
        """The sheet in force on a day."""
        at = bisect_right(self.days, day)
        return self.rows[at - 1] if at else None


def take_rates(work: Work, wave: Wave) -> None:
    """Give each record that needs them its rates; one whose currency has none is refused."""
    if IN_FORCE not in wave.plan.fields or wave.kind in {Kind.DELETE, Kind.RESTORE}:
        return
    waiting = [draft for draft in wave.drafts if _needs(wave.plan, draft)]
    if not waiting:
        return
    sheets = _sheets(work)
    for draft in waiting:
        _take(work, draft, sheets)


def _needs(plan: ObjectPlan, draft: Draft) -> bool:
    if draft.kind is Kind.CREATE or draft.has_changed(CURRENCY):
        return True
    return plan.object.rate_date is not None and draft.has_changed(plan.object.rate_date)


def _sheets(work: Work) -> Sheets:
    plan = work.call.blueprint.objects[RATES]
    names = (DAY, *(rate_field(code) for code in others(work.call.blueprint.settings)))
    rows: Sequence[Row] = work.desk.rows(RATES, {name: own_read(plan, name) for name in names}, Everyone())
    ordered = sorted(rows, key=lambda row: str(row[DAY]))
    return Sheets(tuple(day for row in ordered if isinstance(day := row[DAY], date)), tuple(ordered))


def _take(work: Work, draft: Draft, sheets: Sheets) -> None:
    settings, day = work.call.blueprint.settings, _day(work, draft)
    sheet = sheets.on(day)
    draft.new[IN_FORCE] = None if sheet is None else str(sheet["id"])
    if draft.kind is Kind.CREATE and CURRENCY not in draft.broken:  # a blank cell of a file says nothing
        draft.new[CURRENCY] = draft.new.get(CURRENCY) or settings.currency
    code = draft.new.get(CURRENCY)
    if code is None or code == settings.currency or code not in settings.currencies:
        return
    if sheet is None or sheet[rate_field(str(code))] is None:
        work.refuse(draft, [problem("D590", CURRENCY, draft.position, currency=str(code), day=day.isoformat())])


def _day(work: Work, draft: Draft) -> date:
    """The day the object's settings name, else that of creation, as the organisation counts days."""
    named = draft.plan.object.rate_date
    value = draft.new.get(named) if named else None
    moment = value if value is not None else draft.new.get(MADE)
    if isinstance(moment, datetime):
        return moment.astimezone(ZoneInfo(work.call.blueprint.settings.timezone)).date()
    return moment if isinstance(moment, date) else work.call.now.date()
