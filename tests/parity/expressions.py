"""Random expressions, as text, of each type; and random values of each field, the awkward ones often."""

from datetime import UTC, date, datetime, time
from decimal import Decimal

from hypothesis import strategies as st

from objectry.rules import Value

Texts = st.SearchStrategy[str]
NUMBER_FIELDS = (
    "amount", "price", "small", "count", "share", "parent.amount", "parent.small", "expected", "total",
    "SUM(parts.price)", "COUNT(parts where parts.gift)", "MIN(parts.quantity)", "AVG(parts.price)",
    "IF(ALL(parts.gift), 1, 0)", "IF(ANY(parts.price > 1), 1, 0)",
    "SUM(parts.price * parts.quantity where parts.made > opened)", "MAX(parts.price / parts.quantity)",
    "stage.probability",
)  # fmt: skip
TEXT_FIELDS = ("name", "other", "code", "parent.name", "owner.name", "$user.name", "TEXT(stage)")
DATE_FIELDS = ("opened", "closed", "parent.opened", "TODAY()", "MAX(parts.made)")
MOMENT_FIELDS = ("seen_at", "done_at", "parent.seen_at", "NOW()")
TIME_FIELDS = ("opens", "shuts", "parent.opens", 'TIMEVALUE("09:30")', 'TIMEVALUE("09:30:00.5")')
FLAGS = ("active", "parent.active", "stage.final", 'stage = "won"', 'stage in ("open", "lost")', "owner = $user",
         "ISBLANK(parent)", "parent.owner <> owner")  # fmt: skip
NUMBERS = ("0", "1", "2.5", "-3", "0.01", "1000000", "20%", "99999999999999", "0.00001")
WORDS = ('"a"', '""', '"ss"', '"12.5"', '"商"', r'"it\"s % _ \\"', '"İ"', "'x'")
ANALYSIS = ("SQRT", "EXP", "LN", "LOG", "SIN", "COS", "TAN", "ASIN", "ACOS", "ATAN", "MFLOOR", "MCEILING")
PARTS_OF_DATES = ("YEAR", "MONTH", "DAY", "WEEKDAY", "DAYOFYEAR", "ISOWEEK", "ISOYEAR", "UNIXTIMESTAMP")
PARTS_OF_TIMES = ("HOUR", "MINUTE", "SECOND", "MILLISECOND", "UNIXTIMESTAMP")
CHANGED = ("UPPER", "LOWER", "TRIM", "PLAINTEXT", "INITCAP", "REVERSE", "CASESAFEID")
ORDER = ("=", "<>", "<", "<=", ">", ">=")


def numbers(depth: int) -> Texts:
    """An expression that is a number."""
    if depth == 0:
        return st.sampled_from(NUMBER_FIELDS + NUMBERS)
    deep, flat = numbers(depth - 1), numbers(0)
    return st.one_of(
        flat,
        st.builds("({} {} {})".format, deep, st.sampled_from("+-*/"), deep),
        st.builds("({} ^ {})".format, flat, st.integers(-3, 4)),
        st.builds("-{}".format, flat),
        st.builds("{}({})".format, st.sampled_from(("ABS", "FLOOR", "CEILING", "ROUND")), deep),
        st.builds("ROUND({}, {})".format, deep, st.one_of(st.integers(-3, 6).map(str), flat)),
        st.builds("{}({}, {})".format, st.sampled_from(("MIN", "MAX", "MOD")), deep, deep),
        st.builds("TRUNC({}, {})".format, deep, st.one_of(st.integers(-3, 6).map(str), flat)),
        st.builds("{}({})".format, st.sampled_from(ANALYSIS), deep),
        st.builds("{}({}, {})".format, st.sampled_from(("POWER", "ATAN2")), flat, flat),
        st.builds("({} ^ {})".format, flat, st.sampled_from(("0.5", "small", "1.25"))),
        st.builds("{}({})".format, st.sampled_from(("LEN", "VALUE", "ASCII")), texts(depth - 1)),
        st.builds("FIND({}, {})".format, texts(0), texts(depth - 1)),
        st.builds("FIND({}, {}, {})".format, texts(0), texts(depth - 1), flat),
        st.builds("{}({})".format, st.sampled_from(PARTS_OF_DATES), dates(depth - 1)),
        st.builds("{}({})".format, st.sampled_from(("ISOWEEK", "ISOYEAR", "UNIXTIMESTAMP")), moments(depth - 1)),
        st.builds("WORKDAYS({}, {})".format, dates(depth - 1), dates(depth - 1)),
        st.builds("{}({})".format, st.sampled_from(PARTS_OF_TIMES), times(depth - 1)),
        st.builds("({} - {})".format, times(0), times(depth - 1)),
        st.builds("IFERROR({}, {})".format, deep, flat),
        st.builds("({} - {})".format, dates(depth - 1), dates(depth - 1)),
        st.builds("({} - {})".format, moments(depth - 1), moments(depth - 1)),
        st.builds(
            'DISTANCE(GEOLOCATION({}, {}), GEOLOCATION({}, {}), "{}")'.format,
            *[flat] * 4,
            st.sampled_from(("km", "mi")),
        ),
        chosen(depth, deep),
    )


def texts(depth: int) -> Texts:
    """An expression that is a text."""
    if depth == 0:
        return st.sampled_from(TEXT_FIELDS + WORDS)
    deep = texts(depth - 1)
    return st.one_of(
        deep,
        st.builds("({} & {})".format, deep, deep),
        st.builds("{}({})".format, st.sampled_from(CHANGED), deep),
        st.builds("{}({}, {})".format, st.sampled_from(("LEFT", "RIGHT", "LPAD", "RPAD")), deep, numbers(0)),
        st.builds("{}({}, {}, {})".format, st.sampled_from(("LPAD", "RPAD")), deep, st.integers(-1, 9), texts(0)),
        st.builds("MID({}, {}, {})".format, deep, st.one_of(st.integers(-2, 4).map(str), numbers(0)), numbers(0)),
        st.builds("CHR({})".format, st.one_of(numbers(0), st.sampled_from(("65", "55296", "1114111.5", "21830")))),
        st.builds('{}({}, "tr")'.format, st.sampled_from(("UPPER", "LOWER")), deep),
        st.builds("FORMATDURATION({})".format, numbers(depth - 1)),
        st.builds("FORMATDURATION({}, {})".format, numbers(0), conditions(0)),
        st.builds("FORMATDURATION({}, {})".format, moments(0), moments(0)),
        st.builds("FORMATDURATION({}, {})".format, times(0), times(0)),
        st.builds("TEXT({})".format, st.one_of(numbers(depth - 1), dates(depth - 1), moments(depth - 1), times(0))),
        chosen(depth, deep),
    )


def dates(depth: int) -> Texts:
    """An expression that is a date."""
    if depth == 0:
        return st.sampled_from(DATE_FIELDS)
    return st.one_of(
        dates(0),
        st.builds("({} {} {})".format, dates(depth - 1), st.sampled_from("+-"), numbers(0)),
        st.builds("ADDWORKDAYS({}, {})".format, dates(depth - 1), st.one_of(st.integers(-9, 9).map(str), numbers(0))),
        st.builds("DATEVALUE({})".format, st.one_of(texts(0), moments(0))),
        st.builds('DATEVALUE({}, "Asia/Shanghai")'.format, moments(0)),
        st.builds("ADDMONTHS({}, {})".format, dates(depth - 1), st.one_of(st.integers(-30, 30).map(str), numbers(0))),
        st.builds("DATE({}, {}, {})".format, st.sampled_from(("2024", "1900", "YEAR(opened)")), numbers(0), numbers(0)),
        chosen(depth, dates(depth - 1)),
    )


def moments(depth: int) -> Texts:
    """An expression that is a date with time."""
    if depth == 0:
        return st.sampled_from(MOMENT_FIELDS)
    return st.one_of(
        moments(0),
        st.builds("({} {} {})".format, moments(depth - 1), st.sampled_from("+-"), numbers(0)),
        st.builds("ADDMONTHS({}, {})".format, moments(0), st.integers(-30, 30)),
        st.builds("DATETIMEVALUE({})".format, st.one_of(texts(0), dates(0))),
        st.builds("FROMUNIXTIME({})".format, numbers(0)),
        chosen(depth, moments(depth - 1)),
    )


def times(depth: int) -> Texts:
    """An expression that is a time of day."""
    if depth == 0:
        return st.sampled_from(TIME_FIELDS)
    return st.one_of(
        times(0),
        st.builds("TIMEVALUE({})".format, st.one_of(texts(0), moments(0))),
        st.builds("({} {} {})".format, times(0), st.sampled_from("+-"), numbers(0)),
        chosen(depth, times(depth - 1)),
    )


def conditions(depth: int) -> Texts:
    """An expression that is true or false."""
    compared = [
        st.builds("({} {} {})".format, one(max(depth - 1, 0)), st.sampled_from(ORDER), one(max(depth - 1, 0)))
        for one in (numbers, texts, dates, moments, times)
    ]
    blank = st.builds("ISBLANK({})".format, st.one_of(numbers(0), texts(max(depth - 1, 0)), dates(0)))
    searches = st.sampled_from(("CONTAINS", "BEGINS", "ENDS"))
    found = st.builds("{}({}, {})".format, searches, texts(0), texts(max(depth - 1, 0)))
    blank = st.one_of(blank, st.builds("ISNUMBER({})".format, texts(max(depth - 1, 0))))
    member = st.builds("({} in ({}, {}))".format, texts(0), st.sampled_from(WORDS[2:]), st.sampled_from(WORDS[2:]))
    flat = st.one_of(st.sampled_from(FLAGS), *compared, blank, found, member)
    if depth == 0:
        return flat
    deep = conditions(depth - 1)
    return st.one_of(
        flat,
        st.builds("({} {} {})".format, deep, st.sampled_from(("and", "or")), deep),
        st.builds("not ({})".format, deep),
        chosen(depth, deep),
    )


def chosen(depth: int, branch: Texts) -> Texts:
    """IF, CASE and BLANKVALUE over branches of one type."""
    return st.one_of(
        st.builds("IF({}, {}, {})".format, conditions(depth - 1), branch, branch),
        st.builds("BLANKVALUE({}, {})".format, branch, branch),
        st.builds('CASE(stage, "won", {}, "lost", {}, {})'.format, branch, branch, branch),
        st.builds("CASE({}, 0, {}, 2.5, {}, {})".format, numbers(0), branch, branch, branch),
    )


EXPRESSIONS: Texts = st.one_of(numbers(2), texts(2), dates(2), moments(2), times(2), conditions(2))


def _decimals(digits: int, places: int) -> st.SearchStrategy[Decimal]:
    most = Decimal(10) ** digits - Decimal(1).scaleb(-places)
    edges = st.sampled_from([most, -most, Decimal(0), Decimal(1).scaleb(-places), Decimal(1), Decimal("2.5")])
    return st.one_of(edges, st.decimals(-most, most, places=places)).map(lambda one: round(one, places))


_LETTERS = st.characters(exclude_categories=("Cs", "Cn", "Co"), exclude_characters="\x00", max_codepoint=0x1FFFF)
_WORDS = (
    "a", "A", "straße", "İi", "商机 测试", "  x ", "12.5", " -3. ", "1e3", "Z\t", "\n", "ﬁ", "😀é", "ǆ", "+.5",
    "09:30", " 23:59:59.5", "24:00", "2026-02-29", "2024-2-29 ", "2026-01-31 09:30:00", "1999-12-31T23:59:59.25Z",
    "ann o'neil-SMITH", "0013000000AbCdE",
    "a%b_c", "'\"\\", "Σας", "ς", "0" * 40,
)  # fmt: skip
_WORD = st.one_of(st.sampled_from(_WORDS), st.text(_LETTERS, min_size=1, max_size=6))
_DAY = st.one_of(
    st.sampled_from([date(1, 1, 1), date(9999, 12, 31), date(2024, 2, 29), date(2023, 2, 28), date(2026, 4, 30)]),
    st.dates(date(1900, 1, 1), date(2100, 12, 31)),
)
_MOMENT = st.one_of(
    st.sampled_from([datetime(1, 1, 1, tzinfo=UTC), datetime(9999, 12, 31, 23, 59, 59, 999999, tzinfo=UTC)]),
    st.datetimes(timezones=st.just(UTC)),
)
_TIME = st.one_of(st.sampled_from([time.min, time.max, time(9, 30), time(9, 30, 0, 500_000)]), st.times())
FIELDS: dict[str, st.SearchStrategy[Value]] = {
    "name": st.none() | _WORD,
    "other": st.none() | _WORD,
    "code": st.none() | _WORD,
    "amount": st.none() | _decimals(16, 2),
    "price": st.none() | _decimals(5, 4),
    "small": st.none() | _decimals(4, 2),
    "count": st.none() | st.integers(-(2**63), 2**63 - 1).map(Decimal) | st.integers(-3, 31).map(Decimal),
    "share": st.none() | _decimals(3, 4),
    "active": st.booleans(),
    "opened": st.none() | _DAY,
    "closed": st.none() | _DAY,
    "seen_at": st.none() | _MOMENT,
    "done_at": st.none() | _MOMENT,
    "opens": st.none() | _TIME,
    "shuts": st.none() | _TIME,
    "stage": st.sampled_from([None, "open", "won", "lost"]),
}
"""Values by field of `thing`."""
ROW = st.fixed_dictionaries(FIELDS)
