"""Random expressions that are right, and random rows, over the fields of `sample` (sample.py).

`texts_of(kind)` gives rule texts, `nodes()` their trees, `rows()` values for the fields they may read.  All read own
fields only, so that a back end needs one table.
"""

from collections.abc import Mapping
from datetime import UTC, date, datetime, time
from decimal import Decimal
from functools import cache

from hypothesis import strategies as st

from objectry.metadata import RuleText
from objectry.rules import Node, Value, check_expression
from tests.rules.sample import sample_scope

ID = "00000000-0000-7000-8000-00000000000"
NUMBERS = ("n1", "n2", "whole", "price", "share")
TEXTS = ("t1", "t2", "name")
FLAGS = ("flag", "other")
DATES = ("d1", "d2")
MOMENTS = ("m1", "m2")
CLOCKS = ("c1", "c2")
KINDS = ("number", "text", "condition", "date", "moment", "clock")
WORDS = [
    "a", "ab", "B", "straße", "ŉǅΣς", "商机", "😀", " a\t", "%_\\", "12.5", "-3", "1e3", "09:30", "23:59:59.5", "'",
    '"', "a b", "\u00a0",
]  # fmt: skip
Texts = st.SearchStrategy[str]


def _join(form: str, *parts: Texts) -> Texts:
    return st.tuples(*parts).map(lambda given: form.format(*given))


def _quoted(text: str) -> str:
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"').replace("\t", "\\t") + '"'


LITERAL_NUMBERS = st.one_of(
    st.integers(-1000, 1000).map(lambda one: f"({one})"),
    st.decimals(-10_000, 10_000, places=3, allow_nan=False, allow_infinity=False).map(lambda one: f"({one:f})"),
    st.sampled_from(["0", "1", "0.5", "2.5", "20%", "1e20", "0.0000000001", "99999999999999999999"]),
)
LITERAL_TEXTS = st.sampled_from(WORDS).map(_quoted)
LITERAL_DATES = st.dates(date(1990, 1, 1), date(2060, 12, 31)).map(
    lambda one: f"DATE({one.year},{one.month},{one.day})"
)
STAGES = st.sampled_from(['"new"', '"open"', '"won"'])


def _leaves(kind: str) -> Texts:
    if kind == "number":
        return st.one_of(st.sampled_from([*NUMBERS, "stage.probability"]), LITERAL_NUMBERS)
    if kind == "text":
        return st.one_of(st.sampled_from([*TEXTS, "stage", "stage.note"]), LITERAL_TEXTS)
    if kind == "date":
        return st.one_of(st.sampled_from([*DATES, "TODAY()"]), LITERAL_DATES)
    if kind == "moment":
        return st.sampled_from([*MOMENTS, "NOW()"])
    if kind == "clock":
        return st.sampled_from([*CLOCKS, 'TIMEVALUE("09:30")', 'TIMEVALUE("23:59:59.999999")'])
    return st.one_of(
        st.sampled_from([*FLAGS, "stage.closed", "true", "false", "owner = $user", "ISBLANK(parent)"]),
        _join("stage = {}", STAGES),
        _join("stage in ({}, {})", STAGES, STAGES),
    )


@cache
def texts_of(kind: str, depth: int = 3) -> Texts:
    """Rule texts whose value is of this kind."""
    if depth == 0:
        return _leaves(kind)
    n, t, c, day, moment, clock = (texts_of(one, depth - 1) for one in KINDS)
    made = {
        "number": lambda: st.one_of(_numbers(n, t, c, day, moment), _parts_of(clock)),
        "text": lambda: st.one_of(_texts(n, t, c, day, moment), _join("TEXT({})", clock)),
        "condition": lambda: st.one_of(_conditions(n, t, c, day, moment), _order_of(clock)),
        "date": lambda: _dates(n, c, day),
        "moment": lambda: _moments(n, c, moment),
        "clock": lambda: _clocks(t, c, clock),
    }[kind]()
    return st.one_of(_leaves(kind), made)


def _numbers(n: Texts, t: Texts, c: Texts, day: Texts, moment: Texts) -> Texts:
    return st.one_of(
        _join("({} {} {})", n, st.sampled_from(["+", "-", "*", "/"]), n),
        _join("({} ^ {})", n, st.sampled_from(["0", "1", "2", "3", "-1", "-2"])),
        _join("(-{})", n),
        _join("{}({})", st.sampled_from(["ABS", "FLOOR", "CEILING", "ROUND"]), n),
        _join("ROUND({}, {})", n, st.sampled_from(["0", "1", "2", "-2", "16", "whole"])),
        _join("{}({}, {})", st.sampled_from(["MIN", "MAX", "MOD"]), n, n),
        _join("IF({}, {}, {})", c, n, n),
        _join("CASE({}, {}, {}, {}, {}, {})", n, n, n, n, n, n),
        _join("CASE(stage, {}, {}, {}, {}, {})", STAGES, n, STAGES, n, n),
        _join("BLANKVALUE({}, {})", n, n),
        _join("LEN({})", t),
        _join("VALUE({})", t),
        _join("({} - {})", day, day),
        _join("({} - {})", moment, moment),
        _join("{}({})", st.sampled_from(["YEAR", "MONTH", "DAY"]), day),
    )


def _texts(n: Texts, t: Texts, c: Texts, day: Texts, moment: Texts) -> Texts:
    return st.one_of(
        _join("({} & {})", t, t),
        _join("{}({})", st.sampled_from(["UPPER", "LOWER", "TRIM", "PLAINTEXT"]), t),
        _join("{}({}, {})", st.sampled_from(["LEFT", "RIGHT"]), t, n),
        _join("TEXT({})", st.one_of(n, day, moment)),
        _join("IF({}, {}, {})", c, t, t),
        _join("BLANKVALUE({}, {})", t, t),
        _join("CASE({}, {}, {}, {})", t, t, t, t),
        _join("CASE(stage, {}, {}, {})", STAGES, t, t),
    )


def _conditions(n: Texts, t: Texts, c: Texts, day: Texts, moment: Texts) -> Texts:
    compared = st.sampled_from(["=", "<>", "<", "<=", ">", ">="])
    return st.one_of(
        *(_join("({} {} {})", one, compared, one) for one in (n, day, moment)),
        _join("({} {} {})", t, st.sampled_from(["=", "<>"]), t),
        _join("({} and {})", c, c),
        _join("({} or {})", c, c),
        _join("(not {})", c),
        _join("({} = {})", c, c),
        _join("IF({}, {}, {})", c, c, c),
        _join("ISBLANK({})", st.one_of(n, t, day)),
        _join("{}({}, {})", st.sampled_from(["CONTAINS", "BEGINS"]), t, t),
        _join("({} in ({}, {}))", t, t, t),
        _join("({} not in ({}, {}))", n, LITERAL_NUMBERS, LITERAL_NUMBERS),
        _join("({} in ({}, {}))", n, n, n),
    )


def _dates(n: Texts, c: Texts, day: Texts) -> Texts:
    return st.one_of(
        _join("({} {} {})", day, st.sampled_from(["+", "-"]), n),
        _join("ADDMONTHS({}, {})", day, n),
        _join("DATE({}, {}, {})", st.sampled_from(["2024", "2023", "n1", "10000"]), n, n),
        _join("IF({}, {}, {})", c, day, day),
        _join("BLANKVALUE({}, {})", day, day),
    )


def _moments(n: Texts, c: Texts, moment: Texts) -> Texts:
    return st.one_of(
        _join("({} {} {})", moment, st.sampled_from(["+", "-"]), n),
        _join("ADDMONTHS({}, {})", moment, n),
        _join("IF({}, {}, {})", c, moment, moment),
        _join("BLANKVALUE({}, {})", moment, moment),
    )


def _clocks(t: Texts, c: Texts, clock: Texts) -> Texts:
    return st.one_of(
        _join("TIMEVALUE({})", t),
        _join("IF({}, {}, {})", c, clock, clock),
        _join("BLANKVALUE({}, {})", clock, clock),
    )


def _parts_of(clock: Texts) -> Texts:
    return _join("{}({})", st.sampled_from(["HOUR", "MINUTE", "SECOND"]), clock)


def _order_of(clock: Texts) -> Texts:
    return _join("({} {} {})", clock, st.sampled_from(["=", "<>", "<", "<=", ">", ">="]), clock)


def _checked(text: str, blanks: str) -> Node | None:
    node, _ = check_expression(RuleText(text), sample_scope(blanks))
    return node


@cache
def texts(depth: int = 3) -> Texts:
    """Rule texts of any kind."""
    return st.sampled_from(KINDS).flatmap(lambda kind: texts_of(kind, depth))


def nodes(depth: int = 3) -> st.SearchStrategy[Node]:
    """Typed trees of any kind, with blanks read either way."""
    pairs = st.tuples(texts(depth), st.sampled_from(["null", "zero"]))
    found = pairs.map(lambda pair: _checked(*pair))
    return found.filter(lambda node: node is not None)  # type: ignore[return-value]


def _decimals(precision: int, places: int) -> st.SearchStrategy[Decimal]:
    most = 10**precision - 1
    plain = st.integers(-most, most).map(lambda one: Decimal(one).scaleb(-places))
    return st.one_of(st.sampled_from([Decimal(0), Decimal(1), Decimal(-1)]), _small(places), plain)


def _small(places: int) -> st.SearchStrategy[Decimal]:
    return st.integers(-300, 300).map(lambda one: Decimal(one).scaleb(-min(places, 2)))


_TEXT = st.one_of(
    st.sampled_from(WORDS),
    st.text(st.characters(max_codepoint=0x2FFF, exclude_categories=["Cs", "Cn"]), min_size=1, max_size=8),
)
_VALUES: Mapping[str, st.SearchStrategy[Value]] = {
    **dict.fromkeys(("n1", "n2"), _decimals(18, 4)),
    "whole": st.one_of(st.integers(-20, 20), st.integers(-(2**63), 2**63 - 1)).map(Decimal),
    "price": _decimals(16, 2),
    "share": st.integers(-9_999_999, 9_999_999).map(lambda one: Decimal(one).scaleb(-4)),
    **dict.fromkeys(TEXTS, _TEXT.filter(lambda text: "\0" not in text)),
    **dict.fromkeys(DATES, st.one_of(st.dates(date(1990, 1, 1), date(2060, 12, 31)), st.dates())),
    **dict.fromkeys(
        MOMENTS,
        st.datetimes(datetime(1900, 1, 1), datetime(2200, 1, 1)).map(lambda one: one.replace(tzinfo=UTC)),  # noqa: DTZ001
    ),
    **dict.fromkeys(CLOCKS, st.one_of(st.sampled_from([time.min, time.max]), st.times())),
    "stage": st.sampled_from(["new", "open", "won"]),
    **dict.fromkeys(("parent", "owner"), st.sampled_from([ID + "1", ID + "2"])),
}


@cache
def rows() -> st.SearchStrategy[dict[str, Value]]:
    """A value, or null, for each field that `texts` may read; conditions are never null."""
    values: dict[str, st.SearchStrategy[Value]] = {name: st.one_of(st.none(), one) for name, one in _VALUES.items()}
    return st.fixed_dictionaries({**values, **dict.fromkeys(FLAGS, st.booleans())})
