"""Dates, moments and times of day, with values by the calendar, the time zones' own data and by counting days."""

from calendar import monthrange
from datetime import UTC, date, datetime, time, timedelta
from decimal import ROUND_HALF_UP, Context, Decimal
from itertools import product
from zoneinfo import ZoneInfo

from tests.conformance.formula import Formula, computed, formula
from tests.conformance.numbers import said

D = Decimal
ENDS = [
    "2024-02-29",
    "2023-02-28",
    "2026-01-31",
    "2026-04-30",
    "2026-01-30",
    "2026-12-31",
    "1899-11-30",
    "2000-01-01",
    "0001-01-31",
    "9999-12-31",
]
MONTHS = ["0", "1", "-1", "12", "-12", "13", "1.9", "-1.9", "1200", "3"]
DAYS = ["2026-01-01", "2024-02-29", "1900-03-01", "1582-10-15", "0001-01-01", "9999-12-31", "2000-02-28"]
WEEK = [f"2026-03-{day:02d}" for day in range(1, 15)]
YEARS = ["2026-01-01", "2027-01-01", "2021-01-03", "2020-12-31", "2024-12-30", "2016-01-03", "1999-12-31", "2026-12-28"]
MOMENTS = [
    "2026-03-29T00:59:59Z",
    "2026-03-29T01:00:00Z",
    "2026-10-25T00:30:00Z",
    "2026-10-25T01:30:00Z",
    "2026-07-01T22:00:00Z",
    "2026-01-01T00:00:00Z",
    "2026-12-31T23:59:59.999Z",
    "1850-01-01T00:00:00Z",
    "2026-03-08T06:59:59Z",
]
ZONES = [
    "UTC",
    "Asia/Shanghai",
    "America/New_York",
    "Europe/Berlin",
    "Asia/Kathmandu",
    "Pacific/Kiritimati",
    "Australia/Lord_Howe",
]
CLOCK = ["00:00", "09:30", "12:34:56.789", "23:59:59.999", "23:00"]


def months_later(d: str, n: str) -> str | None:
    """The last day stays the last, a day the month lacks becomes its last; parts of months are cut off."""
    day, count = date.fromisoformat(d), int(D(n))
    year, month = divmod(day.year * 12 + day.month - 1 + count, 12)
    if not 1 <= year <= 9999:
        return None
    last = monthrange(year, month + 1)[1]
    is_last = (day + timedelta(1)).day == 1 if day < date.max else True
    return date(year, month + 1, last if is_last else min(day.day, last)).isoformat()


def days_later(d: str, n: str) -> str | None:
    try:
        return (date.fromisoformat(d) + timedelta(int(D(n)))).isoformat()
    except OverflowError:
        return None


def written_date(year: str, month: str, day: str) -> str | None:
    try:
        return date(int(D(year)), int(D(month)), int(D(day))).isoformat()
    except ValueError:
        return None


def moment(text: str) -> datetime:
    return datetime.fromisoformat(text).astimezone(UTC)


def day_there(at: str, zone: str) -> str:
    return moment(at).astimezone(ZoneInfo(zone)).date().isoformat()


def days_between(at: str, until: str) -> str | None:
    micros = (moment(at) - moment(until)) // timedelta(microseconds=1)
    wide = Context(prec=80, rounding=ROUND_HALF_UP)
    return said(wide.quantize(wide.divide(D(micros), D(86_400_000_000)), D(1).scaleb(-28)))


def open_days(d: str, e: str) -> str:
    """Counted one by one."""
    first, last = date.fromisoformat(d), date.fromisoformat(e)
    if first > last:
        return said(-D(open_days(e, d))) or ""
    return str(sum((first + timedelta(at)).weekday() < 5 for at in range((last - first).days + 1)))


def open_days_later(d: str, n: str) -> str:
    day, left = date.fromisoformat(d), int(D(n))
    step = timedelta(1 if left > 0 else -1)
    while left:
        day += step
        if day.weekday() < 5:
            left -= 1 if left > 0 else -1
    return day.isoformat()


def clock(c: str) -> time:
    return time.fromisoformat(c)


def milliseconds(c: str) -> int:
    at = clock(c)
    return ((at.hour * 60 + at.minute) * 60 + at.second) * 1000 + at.microsecond // 1000


def clock_later(c: str, n: str) -> str:
    at = (milliseconds(c) + int(D(n))) % 86_400_000
    found = (datetime(2000, 1, 1) + timedelta(milliseconds=at)).time()  # noqa: DTZ001 (a time of no day)
    return found.isoformat()


FORMULAS: list[Formula] = [
    computed("ADDMONTHS(d, n)", "date", "d n", product(ENDS, MONTHS), months_later),
    computed("d + n", "date", "d n", product(DAYS, ["0", "1", "-1", "1.9", "-1.9", "365"]), days_later),
    computed("d - n", "date", "d n", product(DAYS, ["1", "-1", "0.5", "366"]), lambda d, n: days_later(d, f"{-D(n)}")),
    computed("n + d", "date", "d n", product(DAYS[:2], ["1", "-1.5"]), days_later),
    computed(
        "d - e",
        "decimal",
        "d e",
        product(DAYS, repeat=2),
        lambda d, e: str((date.fromisoformat(d) - date.fromisoformat(e)).days),
    ),
    computed("d < e", "boolean", "d e", product(DAYS[:3], repeat=2), lambda d, e: d < e),
    computed("d = e", "boolean", "d e", product(DAYS[:3], repeat=2), lambda d, e: d == e),
    computed(
        "WEEKDAY(d)", "decimal", "d", [*WEEK, *YEARS, *DAYS], lambda d: str(date.fromisoformat(d).isoweekday() % 7 + 1)
    ),
    computed("ISOWEEK(d)", "decimal", "d", [*YEARS, *WEEK[:3]], lambda d: str(date.fromisoformat(d).isocalendar()[1])),
    computed("ISOYEAR(d)", "decimal", "d", YEARS, lambda d: str(date.fromisoformat(d).isocalendar()[0])),
    computed(
        "DAYOFYEAR(d)",
        "decimal",
        "d",
        [*YEARS, *DAYS],
        lambda d: str((date.fromisoformat(d) - date(int(d[:4]), 1, 1)).days + 1),
    ),
    computed(
        "YEAR(d) * 10000 + MONTH(d) * 100 + DAY(d)",
        "decimal",
        "d",
        [*DAYS, *ENDS],
        lambda d: str(int(d.replace("-", ""))),
    ),
    computed(
        "DATE(n, m, p)",
        "date",
        "n m p",
        [
            *product(["2024", "2023", "1900", "2000"], ["2"], ["28", "29", "30"]),
            ("2026", "13", "1"),
            ("2026", "0", "1"),
            ("2026", "4", "31"),
            ("0", "1", "1"),
            ("10000", "1", "1"),
            ("2026.9", "1.9", "5"),
            ("-1", "1", "1"),
            ("1", "1", "1"),
            ("9999", "12", "31"),
        ],
        written_date,
    ),
    computed("TEXT(d)", "text", "d", DAYS, lambda d: d),
    computed("DATEVALUE(TEXT(d))", "date", "d", DAYS, lambda d: d),
    formula(
        "DATEVALUE(s)",
        "date",
        "s",
        ("2026-01-31", "2026-01-31"),
        ("2026-1-5", "2026-01-05"),
        ("2026-02-30", None),
        ("31.1.2026", None),
        ("1/31/2026", None),
        ("", None),
        (None, None),
        (" 2026-01-31 ", "2026-01-31"),
        ("2026-01-31 10:00:00", None),
        ("tomorrow", None),
    ),
    *(
        computed(f'DATEVALUE(at, "{zone}")', "date", "at", MOMENTS, lambda at, zone=zone: day_there(at, zone))
        for zone in ZONES
    ),
    *(
        computed("DATEVALUE(at)", "date", "at", MOMENTS, lambda at, zone=zone: day_there(at, zone), timezone=zone)
        for zone in ZONES
    ),
    *(
        formula("TODAY()", "date", "", day_there(at, zone), now=at, timezone=zone)
        for at, zone in product(MOMENTS[:5], ZONES[:3])
    ),
    formula("NOW()", "datetime", "", "2026-03-29T01:00:00+00:00", now="2026-03-29T03:00:00+02:00"),
    formula("TODAY() = DATEVALUE(NOW())", "boolean", "", True, now="2026-03-29T23:00:00Z", timezone="Asia/Tokyo"),
    formula(
        "HOUR(TIMENOW()) * 100 + MINUTE(TIMENOW())",
        "decimal",
        "",
        "2315",
        now="2026-03-29T23:15:00Z",
        timezone="Asia/Tokyo",
    ),
    computed("at - until", "decimal", "at until", product(MOMENTS[:5], repeat=2), days_between),
    computed(
        "ROUND((at - until) * 24 * 60, 0)",
        "decimal",
        "at until",
        product(MOMENTS[:4], repeat=2),
        lambda at, until: said(
            Context(prec=40, rounding=ROUND_HALF_UP).quantize(
                D(int((moment(at) - moment(until)).total_seconds())) / 60, D(1)
            )
        ),
    ),
    computed(
        "at + n",
        "datetime",
        "at n",
        product(["2026-03-29T00:30:00Z", "2024-02-28T23:59:59Z"], ["0", "1", "-1", "0.5", "0.25", "2"]),
        lambda at, n: (moment(at) + timedelta(days=float(n))).isoformat(),
    ),
    formula("at + 1/1440", "datetime", "at", ("2026-01-01T23:59:30Z", "2026-01-02T00:00:30+00:00"), (None, None)),
    formula("at + 1/86400", "datetime", "at", ("2026-12-31T23:59:59Z", "2027-01-01T00:00:00+00:00")),
    formula(
        "ADDMONTHS(at, 1)",
        "datetime",
        "at",
        ("2026-01-31T10:20:30Z", "2026-02-28T10:20:30+00:00"),
        ("2026-02-28T01:00:00Z", "2026-03-31T01:00:00+00:00"),
    ),
    formula(
        "TEXT(at)",
        "text",
        "at",
        ("2026-03-29T03:00:00+02:00", "2026-03-29 01:00:00Z"),
        ("2026-03-29T01:00:00.999Z", "2026-03-29 01:00:00Z"),
        (None, None),
    ),
    formula(
        "DATETIMEVALUE(s)",
        "datetime",
        "s",
        ("2026-01-31 09:30:00", "2026-01-31T09:30:00+00:00"),
        ("2026-01-31T09:30:00Z", "2026-01-31T09:30:00+00:00"),
        ("2026-01-31", None),
        ("2026-01-31 25:00:00", None),
        ("2026-02-29 00:00:00", None),
        ("", None),
        (None, None),
        ("soon", None),
    ),
    formula("DATETIMEVALUE(d)", "datetime", "d", ("2026-01-31", "2026-01-31T00:00:00+00:00"), (None, None)),
    formula(
        "DATETIMEVALUE(TEXT(at)) = at",
        "boolean",
        "at",
        ("2026-01-31T09:30:00Z", True),
        ("2026-01-31T09:30:00.5Z", False),
    ),
    formula("at", "date", "at", ("2026-01-31T23:30:00Z", "2026-01-31"), ("2026-01-31T23:30:00-05:00", "2026-02-01")),
    formula("d", "datetime", "d", ("2026-01-31", "2026-01-31T00:00:00+00:00")),
    computed(
        "UNIXTIMESTAMP(at)",
        "decimal",
        "at",
        MOMENTS,
        lambda at: str((moment(at) - datetime(1970, 1, 1, tzinfo=UTC)) // timedelta(seconds=1)),
    ),
    computed(
        "UNIXTIMESTAMP(d)", "decimal", "d", DAYS, lambda d: str((date.fromisoformat(d) - date(1970, 1, 1)).days * 86400)
    ),
    computed(
        "FROMUNIXTIME(n)",
        "datetime",
        "n",
        ["0", "-1", "86399", "1774746000", "0.5"],
        lambda n: (datetime(1970, 1, 1, tzinfo=UTC) + timedelta(seconds=float(n))).isoformat(),
    ),
    computed(
        "WORKDAYS(d, e)",
        "decimal",
        "d e",
        product(WEEK[:8], ["2026-03-01", "2026-03-06", "2026-03-07", "2026-04-01"]),
        open_days,
    ),
    computed("ADDWORKDAYS(d, n)", "date", "d n", product(WEEK[:8], ["0", "1", "-1", "5", "-5", "11"]), open_days_later),
    computed(
        "TIMEVALUE(s)",
        "time",
        "s",
        [*CLOCK, "24:00", "9:30", "09:60", "", "noon", "09:30:15.1234567", " 09:30 "],
        lambda s: clock(s.strip()).isoformat() if s.strip() in CLOCK or s == " 09:30 " else None,
    ),
    computed("TEXT(c)", "text", "c", CLOCK, lambda c: clock(c).isoformat("milliseconds")),
    computed(
        "HOUR(c) * 10000000 + MINUTE(c) * 100000 + SECOND(c) * 1000 + MILLISECOND(c)",
        "decimal",
        "c",
        CLOCK,
        lambda c: str(
            clock(c).hour * 10**7 + clock(c).minute * 10**5 + clock(c).second * 1000 + clock(c).microsecond // 1000
        ),
    ),
    computed(
        "c + n", "time", "c n", product(CLOCK, ["0", "1", "-1", "3600000", "-3600000", "86400000", "1.9"]), clock_later
    ),
    computed("c - n", "time", "c n", product(CLOCK[:3], ["1", "43200000"]), lambda c, n: clock_later(c, f"{-D(n)}")),
    computed(
        'c - TIMEVALUE("12:00")', "decimal", "c", CLOCK, lambda c: str((milliseconds(c) - 43_200_000) % 86_400_000)
    ),
    computed('c < TIMEVALUE("12:00:00.000")', "boolean", "c", CLOCK, lambda c: milliseconds(c) < 43_200_000),
    computed("UNIXTIMESTAMP(c)", "decimal", "c", CLOCK, lambda c: str(milliseconds(c) // 1000)),
    computed("TIMEVALUE(at)", "time", "at", MOMENTS, lambda at: moment(at).time().isoformat()),
    formula(
        "FORMATDURATION(n)", "text", "n", (93665, "26:01:05"), (0, "00:00:00"), (-59, "00:00:59"), (3599, "00:59:59")
    ),
    formula("FORMATDURATION(n, true)", "text", "n", (93665, "1:02:01:05"), (0, "0:00:00:00")),
    formula(
        "FORMATDURATION(at, until)",
        "text",
        "at until",
        ("2026-01-01T00:00:00Z", "2026-01-03T01:02:03Z", "2:01:02:03"),
        (None, "2026-01-03T01:02:03Z", None),
    ),
    formula(
        "IF(d > DATE(2026, 1, 1), d, null)",
        "date",
        "d",
        ("2026-01-02", "2026-01-02"),
        ("2026-01-01", None),
        (None, None),
    ),
    formula("ISBLANK(d)", "boolean", "d", (None, True), ("", True), ("2026-01-01", False)),
    formula(
        "BLANKVALUE(d, e)",
        "date",
        "d e",
        (None, "2026-01-01", "2026-01-01"),
        ("2026-02-02", "2026-01-01", "2026-02-02"),
        (None, None, None),
    ),
    formula(
        "BLANKVALUE(e, TODAY()) - d",
        "decimal",
        "d e",
        ("2026-01-01", None, "9"),
        ("2026-01-01", "2026-01-03", "2"),
        now="2026-01-10T00:00:00Z",
    ),
    formula("d + null", "date", "d", ("2026-01-01", None)),
    formula(
        "CASE(MONTH(d), 1, 31, 3, 31, 5, 31, 7, 31, 8, 31, 10, 31, 12, 31, 2, IF(OR(MOD(YEAR(d), "
        "400) = 0, AND(MOD(YEAR(d), 4) = 0, "
        "MOD(YEAR(d), 100) <> 0)), 29, 28), 30)",
        "decimal",
        "d",
        ("2024-02-01", "29"),
        ("2023-02-01", "28"),
        ("1900-02-01", "28"),
        ("2000-02-01", "29"),
        ("2026-04-01", "30"),
        ("2026-12-01", "31"),
    ),
    formula(
        "ADDMONTHS(DATE(YEAR(d), MONTH(d), 1), 1) - 1",
        "date",
        "d",
        ("2024-02-10", "2024-02-29"),
        ("2026-12-31", "2026-12-31"),
    ),
    formula("d - DATE(YEAR(d), 1, 1) + 1 = DAYOFYEAR(d)", "boolean", "d", ("2024-12-31", True), ("2026-01-01", True)),
    formula(
        "FLOOR((d - e) / 7)",
        "decimal",
        "d e",
        ("2026-01-15", "2026-01-01", "2"),
        ("2026-01-01", "2026-01-15", "-2"),
        ("2026-01-01", "2026-01-02", "0"),
    ),
    formula(
        "YEAR(d) - YEAR(e) + (MONTH(d) - MONTH(e)) / 12",
        ("decimal", 2),
        "d e",
        ("2026-07-01", "2025-01-01", "1.5"),
        (None, "2025-01-01", None),
    ),
]
