"""What the language means, as tables: every row of RULES section 2 in scope, for each evaluator to fulfil.

A case reads fields of `sample` (sample.py) only, through no lookup, so that a back end needs one table of one object.
Rows give some fields; those not given are null, conditions false.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from decimal import Decimal

from objectry.rules import Value

Row = Mapping[str, Value]


@dataclass(frozen=True)
class Case:
    """An expression with rows and the answer for each; `blanks` as in a scope."""

    name: str
    text: str
    rows: tuple[tuple[Row, Value], ...]
    blanks: str = "null"


def case(name: str, text: str, *rows: tuple[Row, Value], blanks: str = "null") -> Case:
    return Case(name, text, rows, blanks)


def table(group: str, *entries: tuple[str, Value]) -> list[Case]:
    """Cases without rows: literal expressions with their values."""
    return [Case(f"{group}: {text}", text, (({}, value),)) for text, value in entries]


def d(text: str) -> Decimal:
    return Decimal(text)


NONE: Row = {}
T, F = True, False

BLANK_TEXT = [
    case("blank literal is null", 't1 = ""', (NONE, T), ({"t1": "a"}, F)),
    case("text joined with null keeps the text", "t1 & t2", ({"t1": "a"}, "a"), ({"t2": "b"}, "b"), (NONE, None)),
    case("plus joins texts too", "t1 + t2", ({"t1": "a", "t2": "b"}, "ab"), ({"t1": "a"}, "a")),
    case("trimmed to nothing is null", "TRIM(t1)", ({"t1": " \t\r\n"}, None), ({"t1": " a b "}, "a b"), (NONE, None)),
    case(
        "substituted wherever it stands, case counting, from the left",
        'SUBSTITUTE(t1, t2, "bb")',
        ({"t1": "a-b-c", "t2": "-"}, "abbbbbc"),
        ({"t1": "aaa", "t2": "aa"}, "bba"),
        ({"t1": "Aa", "t2": "a"}, "Abb"),
        ({"t1": "a%_\\", "t2": "%_\\"}, "abb"),
    ),
    case("nothing to substitute", 'SUBSTITUTE(t1, t2, "bb")', ({"t1": "abc"}, "abc"), ({"t2": "a"}, None)),
    case(
        "substituted by nothing",
        'SUBSTITUTE(t1, t2, "")',
        ({"t1": "abab", "t2": "b"}, "aa"),
        ({"t1": "a", "t2": "a"}, None),
    ),
    case(
        "substituted beyond what a text may hold", 'SUBSTITUTE(t1, t2, "bb")', ({"t1": "a" * 20_000, "t2": "a"}, None)
    ),
    case("only the four listed characters are trimmed", "TRIM(t1)", ({"t1": "\u00a0a\u3000"}, "\u00a0a\u3000")),
    case("isblank", "ISBLANK(t1)", (NONE, T), ({"t1": " "}, F)),
    case("blankvalue", 'BLANKVALUE(t1, "none")', (NONE, "none"), ({"t1": "a"}, "a")),
    case("nullvalue is the same", 'NULLVALUE(t1, "none")', (NONE, "none"), ({"t1": "a"}, "a")),
    case("blankvalue of a number", "BLANKVALUE(n1, 0)", (NONE, d("0")), ({"n1": d("2")}, d("2"))),
    case("blankvalue of two blanks", "BLANKVALUE(t1, t2)", (NONE, None), ({"t2": "b"}, "b")),
]

EQUALITY = [
    case("text equality is two-valued", 't1 = "ab"', (NONE, F), ({"t1": "ab"}, T), ({"t1": "AB"}, F)),
    case("text inequality is two-valued", 't1 <> "ab"', (NONE, T), ({"t1": "ab"}, F)),
    case("both blank are equal", "t1 = t2", (NONE, T), ({"t1": "a"}, F), ({"t1": "a", "t2": "a"}, T)),
    case("not of text equality", 'not t1 = "ab"', (NONE, T), ({"t1": "ab"}, F)),
    case("text in", 't1 in ("a", "b")', (NONE, F), ({"t1": "b"}, T), ({"t1": "c"}, F)),
    case("text not in", 't1 not in ("a", "b")', (NONE, T), ({"t1": "b"}, F)),
    case("text in fields", "t1 in (t2, name)", ({"t1": "a", "name": "a"}, T), ({"t1": "a"}, F), (NONE, T)),
    case("picklist equality", 'stage = "won"', (NONE, F), ({"stage": "won"}, T), ({"stage": "new"}, F)),
    case("picklist inequality", 'stage <> "won"', (NONE, T), ({"stage": "won"}, F)),
    case("picklist in", 'stage in ("won", "open")', (NONE, F), ({"stage": "open"}, T)),
    case("ispickval", 'ISPICKVAL(stage, "won")', (NONE, F), ({"stage": "won"}, T)),
    case("ispickval of blank", 'ISPICKVAL(stage, "")', (NONE, T), ({"stage": "won"}, F)),
    case("picklist as text", 'stage & "!"', ({"stage": "won"}, "won!"), (NONE, "!")),
    case("TEXT of a picklist", "TEXT(stage)", ({"stage": "won"}, "won"), (NONE, None)),
    case("conditions are equal", "flag = other", (NONE, T), ({"flag": T}, F)),
    case("conditions are unequal", "flag <> other", (NONE, F), ({"flag": T}, T)),
    case("number with null is null", "n1 = 5", (NONE, None), ({"n1": d("5.0")}, T), ({"n1": d("4")}, F)),
    case("number unequal null is null", "n1 <> 5", (NONE, None), ({"n1": d("5")}, F)),
    case("number in", "n1 in (1, 2.50)", (NONE, None), ({"n1": d("2.5")}, T), ({"n1": d("3")}, F)),
    case("number not in", "n1 not in (1, 2)", (NONE, None), ({"n1": d("2")}, F), ({"n1": d("3")}, T)),
    case("comparison with null literal is ISBLANK", "n1 = null", (NONE, T), ({"n1": d("1")}, F)),
    case("unequal null is not ISBLANK", "d1 <> null", (NONE, F), ({"d1": date(2026, 1, 1)}, T)),
    case(
        "text order is by code point",
        "t1 < t2",
        ({"t1": "Z", "t2": "a"}, T),
        ({"t1": "é", "t2": "z"}, F),
        ({"t1": "\uffff", "t2": "\U0001f600"}, T),
        ({"t1": "a"}, None),
    ),
    case(
        "date comparison with null is null",
        "d1 < d2",
        ({"d1": date(2026, 1, 1)}, None),
        ({"d1": date(2026, 1, 1), "d2": date(2026, 1, 2)}, T),
    ),
    case("equality is left to right", "n1 > 1 = flag", ({"n1": d("2"), "flag": T}, T), ({"n1": d("0"), "flag": F}, T)),
]

_TWO = ({"n1": d("1"), "n2": d("1")}, {"n1": d("1")}, {"n1": d("0")}, NONE)
LOGIC = [
    case("Kleene and", "n1 > 0 and n2 > 0", (_TWO[0], T), (_TWO[1], None), (_TWO[2], F), (_TWO[3], None)),
    case("Kleene or", "n1 > 0 or n2 > 0", (_TWO[0], T), (_TWO[1], T), (_TWO[2], None), (_TWO[3], None)),
    case("Kleene not", "not n1 > 0", ({"n1": d("1")}, F), ({"n1": d("0")}, T), (NONE, None)),
    case(
        "functions of logic", "AND(flag, OR(other, NOT(n1 > 0)))", ({"flag": T}, None), ({"flag": T, "n1": d("0")}, T)
    ),
    case("IF of null takes else", 'IF(n1 > 0, "yes", "no")', (NONE, "no"), ({"n1": d("1")}, "yes")),
    case("IF without a value", "IF(flag, n1, null)", ({"flag": T, "n1": d("1")}, d("1")), (NONE, None)),
    case("not of null in IF", 'IF(not n1 > 0, "yes", "no")', (NONE, "no"), ({"n1": d("0")}, "yes")),
    case("signs of Salesforce", "flag && !other || n1 == 1", ({"flag": T}, T), ({"flag": T, "other": T}, None)),
    case(
        "CASE",
        'CASE(n1, 1, "one", 2, "two", "many")',
        ({"n1": d("2.0")}, "two"),
        ({"n1": d("3")}, "many"),
        (NONE, "many"),
    ),
    case("CASE with null matches nothing", "CASE(n1, n2, 200, 300)", (NONE, d("300")), (_TWO[0], d("200"))),
    case(
        "CASE of text",
        'CASE(t1, "a", 1, t2, 2, 3)',
        ({"t1": "a"}, d("1")),
        ({"t1": "b", "t2": "b"}, d("2")),
        (NONE, d("3")),
    ),
    case("CASE takes the first", 'CASE(t1, "a", 1, "a", 2, 3)', ({"t1": "a"}, d("1"))),
    case(
        "CASE of computed results",
        'CASE(stage, "new", n1, "won", n1 * 2, n2)',
        ({"stage": "won", "n1": d("3")}, d("6")),
        ({"n2": d("7")}, d("7")),
        ({"stage": "new"}, None),
    ),
    case("attribute of a picklist value", "stage.probability", ({"stage": "open"}, d("0.5")), (NONE, None)),
    case("a boolean attribute is never null", "stage.closed", ({"stage": "won"}, T), ({"stage": "new"}, F), (NONE, F)),
    case("text attribute", "stage.note", ({"stage": "open"}, "going on"), ({"stage": "won"}, None)),
    case(
        "guarded division",
        "n2 <> 0 and n1 / n2 > 1",
        ({"n1": d("4"), "n2": d("2")}, T),
        ({"n1": d("4"), "n2": d("0")}, F),
    ),
    case("checkbox formula of null is false", "pair", (_TWO[0], T), (_TWO[1], F), (NONE, F)),
]

BLANKS = [
    case("blank numbers read as zero", "n1 + n2", (NONE, d("0")), ({"n1": d("2")}, d("2")), blanks="zero"),
    case("blank numbers stay blank", "n1 + n2", ({"n1": d("2")}, None)),
    case("only fields read as zero", "VALUE(t1) + n1", (NONE, None), blanks="zero"),
    case("comparison of a blank as zero", "n1 < 1", (NONE, T), blanks="zero"),
    case("attributes read as zero too", "n1 * stage.probability", ({"n1": d("5")}, d("0")), blanks="zero"),
    case("a formula keeps its own way with blanks", "doubled", (NONE, d("0"))),
    case("and so does one that keeps blanks", "strict", (NONE, None), ({"n1": d("1")}, d("0.33"))),
]

NUMBERS = [
    *table(
        "numbers",
        ("0.1 + 0.2 = 0.3", T),
        ("7 / 2", d("3.5")),
        ("1 / 3", d("0.3333333333333333333333333333")),
        ("2 / 3", d("0.6666666666666666666666666667")),
        ("-2 / 3", d("-0.6666666666666666666666666667")),
        ("1e20 / 3", d("33333333333333333333.3333333333333333333333333333")),
        ("1 / 0", None),
        ("0.5 / 1e28", d("0.0000000000000000000000000001")),
        ("0.4 / 1e28", d("0")),
        ("20%", d("0.2")),
        ("2 ^ 10", d("1024")),
        ("-2 ^ 2", d("4")),
        ("2 ^ 3 ^ 2", d("64")),
        ("2 * 3 ^ 2", d("18")),
        ("2 ^ -2", d("0.25")),
        ("3 ^ -1", d("0.3333333333333333333333333333")),
        ("0 ^ -1", None),
        ("0 ^ 0", d("1")),
        ("1.1 ^ 3", d("1.331")),
        ("10 ^ 37 * 10", None),
        ("99999999999999999999 * 99999999999999999999", None),
        ("9999999999999999999 * 9999999999999999999", d("99999999999999999980000000000000000001")),
        ("(1 / 3) ^ 3", d("0.0370370370370370370370370370")),
        ("ROUND(2.5, 0)", d("3")),
        ("ROUND(-2.5, 0)", d("-3")),
        ("ROUND(1.005, 2)", d("1.01")),
        ("ROUND(1235, -2)", d("1200")),
        ("ROUND(1250, -2)", d("1300")),
        ("ROUND(0.49999999999999999, 0)", d("1")),
        ("ROUND(0.4999999999999999, 0)", d("0")),
        ("ROUND(1.25, 1.9)", d("1.3")),
        ("FLOOR(2.7)", d("2")),
        ("FLOOR(-2.7)", d("-2")),
        ("CEILING(2.1)", d("3")),
        ("CEILING(-2.1)", d("-3")),
        ("FLOOR(1 / 3 * 3)", d("1")),
        ("CEILING(1 / 3 * 3)", d("1")),
        ("MOD(7, 3)", d("1")),
        ("MOD(-7, 3)", d("-1")),
        ("MOD(7, -3)", d("1")),
        ("MOD(7.5, 2)", d("1.5")),
        ("MOD(1, 0)", None),
        ("ABS(-2.5)", d("2.5")),
        ("MIN(3, 1, 2)", d("1")),
        ("MAX(3, 1, 2)", d("3")),
        ("MAX(1, null)", None),
        ("-(3 - 5)", d("2")),
        ("+3", d("3")),
        ("10 - 2 - 3", d("5")),
        ("8 / 4 / 2", d("1")),
    ),
    case(
        "product is exact",
        "n1 * n2",
        ({"n1": d("12345678901234.5678"), "n2": d("98765432109876.5432")}, d("1219326311370217943225118122.21002896")),
    ),
    case("least with null is null", "MIN(n1, n2)", ({"n1": d("1")}, None), (_TWO[0], d("1"))),
    case("percent is a fraction", "price * share", ({"price": d("80"), "share": d("0.25")}, d("20"))),
    case("percent literal", "share > 20%", ({"share": d("0.21")}, T), ({"share": d("0.2")}, F)),
    case("division by a field that is zero", "n1 / n2", ({"n1": d("1"), "n2": d("0")}, None), (_TWO[0], d("1"))),
    case(
        "modulo of fields",
        "MOD(n1, n2)",
        ({"n1": d("-7.5"), "n2": d("2")}, d("-1.5")),
        ({"n1": d("7"), "n2": d("0")}, None),
    ),
    case(
        "negative number rounds away from zero",
        "ROUND(n1, 1)",
        ({"n1": d("-0.25")}, d("-0.3")),
        ({"n1": d("0.25")}, d("0.3")),
    ),
    case("formula is rounded to its scale", "strict", ({"n1": d("2")}, d("0.67")), ({"n1": d("-2")}, d("-0.67"))),
    case("negated null", "-n1", (NONE, None), ({"n1": d("1.5")}, d("-1.5"))),
    case("power of a field", "n1 ^ 2", ({"n1": d("-1.5")}, d("2.25")), (NONE, None)),
    case(
        "rounding places from a field",
        "ROUND(n1, whole)",
        ({"n1": d("1250.126"), "whole": d("2")}, d("1250.13")),
        ({"n1": d("1250.126"), "whole": d("-2")}, d("1300")),
    ),
]

TEXTS = [
    *table(
        "texts",
        ("TEXT(1.50)", "1.5"),
        ("TEXT(100)", "100"),
        ("TEXT(1e20)", "100000000000000000000"),
        ("TEXT(-0.0)", "0"),
        ("TEXT(0.5)", "0.5"),
        ("TEXT(1 / 3)", "0.3333333333333333"),
        ("TEXT(2 / 3 * 3)", "2"),
        ("TEXT(DATE(2026, 1, 31))", "2026-01-31"),
        ('VALUE(" 12.50 ")', d("12.5")),
        ('VALUE("-3")', d("-3")),
        ('VALUE("+.5")', d("0.5")),
        ('VALUE("5.")', d("5")),
        ('VALUE("1e3")', d("1000")),
        ('VALUE("1e-2")', d("0.01")),
        ('VALUE("1e40")', None),
        ('VALUE("1e")', None),
        ('VALUE("12,5")', None),
        ('VALUE("a")', None),
        ('VALUE("")', None),
        ('VALUE("٣")', None),
        ('VALUE("1 2")', None),
        ('LEFT("abcdef", 3)', "abc"),
        ('LEFT("abc", 10)', "abc"),
        ('LEFT("abc", 0)', None),
        ('LEFT("abc", -1)', None),
        ('LEFT("abc", 1.9)', "a"),
        ('LEFT("abc", 0.9)', None),
        ('RIGHT("abcdef", 3)', "def"),
        ('RIGHT("abc", 10)', "abc"),
        ('RIGHT("abc", 0)', None),
        ('UPPER("straße")', "STRASSE"),
        ('LOWER("ÀÉ")', "àé"),
        ('LEN("😀")', d("1")),
        ('LEN("👨‍👩‍👧")', d("5")),
        ('CONTAINS("Shanghai", "hang")', T),
        ('CONTAINS("Shanghai", "s")', F),
        ('CONTAINS("50%_\\\\x", "%_")', T),
        ('CONTAINS("50", "%")', F),
        ('BEGINS("Shanghai", "Sh")', T),
        ('BEGINS("Shanghai", "sh")', F),
        ('BEGINS("_a", "_")', T),
        ('BEGINS("Shanghai", "hai")', F),
    ),
    case("length of blank is 0", "LEN(t1)", (NONE, d("0")), ({"t1": "abc"}, d("3"))),
    case(
        "blank needle", "CONTAINS(t1, t2)", (NONE, T), ({"t1": "a"}, T), ({"t2": "a"}, F), ({"t1": "ba", "t2": "a"}, T)
    ),
    case(
        "blank beginning", "BEGINS(t1, t2)", (NONE, T), ({"t1": "a"}, T), ({"t2": "a"}, F), ({"t1": "ab", "t2": "a"}, T)
    ),
    case(
        "left of null",
        "LEFT(t1, n1)",
        ({"n1": d("1")}, None),
        ({"t1": "abc"}, None),
        ({"t1": "abc", "n1": d("2")}, "ab"),
    ),
    case(
        "right by a field", "RIGHT(t1, n1)", ({"t1": "abc", "n1": d("2")}, "bc"), ({"t1": "abc", "n1": d("-2")}, None)
    ),
    case("letters", "UPPER(t1) & LOWER(t1)", ({"t1": "ÄbǅŉΣ"}, "ÄbǅŉΣ".upper() + "ÄbǅŉΣ".lower()), (NONE, None)),
    case("value of a text field", "VALUE(t1)", ({"t1": "007"}, d("7")), ({"t1": "x"}, None), (NONE, None)),
    case("text of a number field", "TEXT(n1)", ({"n1": d("1.5000")}, "1.5"), ({"n1": d("-0.0000")}, "0"), (NONE, None)),
    case(
        "text of a datetime",
        "TEXT(m1)",
        ({"m1": datetime(2026, 1, 2, 3, 4, 5, 678, tzinfo=UTC)}, "2026-01-02 03:04:05Z"),
    ),
    case(
        "joined with a number as text",
        't1 & ": " & TEXT(price)',
        ({"t1": "a", "price": d("12.30")}, "a: 12.3"),
        (NONE, ": "),
    ),
]

_JAN31 = date(2026, 1, 31)
DATES = [
    *table(
        "dates",
        ("DATE(2024, 2, 29)", date(2024, 2, 29)),
        ("DATE(2024, 2, 30)", None),
        ("DATE(2023, 13, 1)", None),
        ("DATE(0, 1, 1)", None),
        ("DATE(2024.9, 1.9, 1.9)", date(2024, 1, 1)),
        ("DATE(2024, 2, 28) + 2", date(2024, 3, 1)),
        ("DATE(9999, 12, 31) + 1", None),
        ("DATE(2024, 3, 1) - DATE(2024, 2, 1)", d("29")),
        ("2 + DATE(2024, 1, 1)", date(2024, 1, 3)),
        ("YEAR(DATE(2024, 2, 3))", d("2024")),
        ("MONTH(DATE(2024, 2, 3))", d("2")),
        ("DAY(DATE(2024, 2, 3))", d("3")),
        ("ADDMONTHS(DATE(2026, 1, 31), 1)", date(2026, 2, 28)),
        ("ADDMONTHS(DATE(2026, 4, 30), 3)", date(2026, 7, 31)),
        ("ADDMONTHS(DATE(2026, 1, 30), 1)", date(2026, 2, 28)),
        ("ADDMONTHS(DATE(2026, 2, 28), 12)", date(2027, 2, 28)),
        ("ADDMONTHS(DATE(2024, 2, 28), 1)", date(2024, 3, 28)),
        ("ADDMONTHS(DATE(2024, 2, 29), 12)", date(2025, 2, 28)),
        ("ADDMONTHS(DATE(2026, 1, 15), -13)", date(2024, 12, 15)),
        ("ADDMONTHS(DATE(2026, 1, 15), 1.9)", date(2026, 2, 15)),
        ("ADDMONTHS(DATE(2026, 1, 15), 200000)", None),
        ("TODAY()", date(2026, 1, 31)),
        ("NOW()", datetime(2026, 1, 31, 9, 30, tzinfo=UTC)),
        ("$now = NOW()", T),
        ('$source = "web"', T),
        ('$user.role = "rep"', T),
    ),
    case(
        "fraction of a day is cut",
        "d1 + n1",
        ({"d1": _JAN31, "n1": d("1.9")}, date(2026, 2, 1)),
        ({"d1": _JAN31, "n1": d("-1.9")}, date(2026, 1, 30)),
        ({"d1": _JAN31}, None),
    ),
    case("days between", "d1 - d2", ({"d1": _JAN31, "d2": date(2025, 1, 31)}, d("365")), (NONE, None)),
    case("before", "d1 - n1", ({"d1": _JAN31, "n1": d("31")}, date(2025, 12, 31))),
    case(
        "datetime rounded to the second",
        "m1 + n1",
        ({"m1": datetime(2026, 1, 1, tzinfo=UTC), "n1": d("0.5")}, datetime(2026, 1, 1, 12, tzinfo=UTC)),
        ({"m1": datetime(2026, 1, 1, tzinfo=UTC), "n1": d("0.0001")}, datetime(2026, 1, 1, 0, 0, 9, tzinfo=UTC)),
        ({"m1": datetime(2026, 1, 1, tzinfo=UTC), "n1": d("-0.0001")}, datetime(2025, 12, 31, 23, 59, 51, tzinfo=UTC)),
    ),
    case(
        "datetime difference in days",
        "m1 - m2",
        ({"m1": datetime(2026, 1, 2, 12, tzinfo=UTC), "m2": datetime(2026, 1, 1, tzinfo=UTC)}, d("1.5")),
        (
            {"m1": datetime(2026, 1, 1, 0, 0, 0, 1, tzinfo=UTC), "m2": datetime(2026, 1, 1, tzinfo=UTC)},
            d("0.0000000000115740740740740741"),
        ),
    ),
    case("datetime comparison", "m1 < NOW() - 7", ({"m1": datetime(2026, 1, 24, 9, tzinfo=UTC)}, T), (NONE, None)),
    case("times are in order", "c1 < c2", ({"c1": time(9), "c2": time(9, 0, 0, 1)}, T), ({"c1": time(9)}, None)),
    case(
        "a fixed time",
        'c1 >= TIMEVALUE("09:30")',
        ({"c1": time(9, 30)}, T),
        ({"c1": time(9, 29, 59, 999_999)}, F),
        (NONE, None),
    ),
    case(
        "a time from a text",
        "TIMEVALUE(t1)",
        ({"t1": " 09:30 "}, time(9, 30)),
        ({"t1": "23:59:59.5"}, time(23, 59, 59, 500_000)),
        *(({"t1": text}, None) for text in ("9:30", "24:00", "09:60", "0930", "09:30:", "09:30Z", "09:30+01:00", "a")),
    ),
    case("hour of a time", "HOUR(c1)", ({"c1": time(23, 59)}, d("23")), ({"c1": time(0)}, d("0")), (NONE, None)),
    case("minute of a time", "MINUTE(c1)", ({"c1": time(23, 59)}, d("59")), (NONE, None)),
    case("second of a time, cut", "SECOND(c1)", ({"c1": time(1, 2, 3, 999_999)}, d("3")), (NONE, None)),
    case("text of a time", "TEXT(c1)", ({"c1": time(9, 5, 7, 999_999)}, "09:05:07.999"), (NONE, None)),
    case(
        "one of several times",
        'c1 in (TIMEVALUE("09:30"), TIMEVALUE("10:00"))',
        ({"c1": time(10)}, T),
        ({"c1": time(11)}, F),
    ),
    case(
        "months of a datetime",
        "ADDMONTHS(m1, n1)",
        ({"m1": datetime(2026, 1, 31, 5, 6, 7, tzinfo=UTC), "n1": d("1")}, datetime(2026, 2, 28, 5, 6, 7, tzinfo=UTC)),
    ),
    case(
        "months of a date field",
        "ADDMONTHS(d1, n1)",
        ({"d1": _JAN31, "n1": d("1")}, date(2026, 2, 28)),
        ({"d1": date(2026, 4, 30), "n1": d("-2")}, date(2026, 2, 28)),
        ({"d1": date(1, 1, 1), "n1": d("-1")}, None),
    ),
    case(
        "date from fields",
        "DATE(n1, n2, 1)",
        ({"n1": d("2026"), "n2": d("12")}, date(2026, 12, 1)),
        ({"n1": d("2026"), "n2": d("13")}, None),
        (NONE, None),
    ),
    case(
        "parts of a field",
        "YEAR(d1) * 10000 + MONTH(d1) * 100 + DAY(d1)",
        ({"d1": _JAN31}, d("20260131")),
        (NONE, None),
    ),
    case("today is a parameter", "d1 < TODAY()", ({"d1": date(2026, 1, 30)}, T), ({"d1": _JAN31}, F), (NONE, None)),
]

_ME = "00000000-0000-7000-8000-000000000001"
_OTHER = "00000000-0000-7000-8000-000000000002"
REFERENCES = [
    case("mine", "owner = $user", ({"owner": _ME}, T), ({"owner": _OTHER}, F), (NONE, F)),
    case("not mine", "owner <> $user", ({"owner": _ME}, F), (NONE, T)),
    case("the id of the user", "owner = $user.id", ({"owner": _ME}, T)),
    case("a reference by its id", f'parent = "{_ME}"', ({"parent": _ME}, T), (NONE, F)),
    case("a reference in a list", f'parent in ("{_ME}", "{_OTHER}")', ({"parent": _OTHER}, T), (NONE, F)),
    case("the id behind a lookup", "parent.id = parent", ({"parent": _ME}, T), (NONE, T)),
    case("several targets compare by id", "about = owner", ({"about": _ME, "owner": _ME}, T), (NONE, T)),
    case("blank reference", "ISBLANK(about)", (NONE, T), ({"about": _ME}, F)),
    case("text of a reference", "TEXT(owner)", ({"owner": _ME}, _ME), (NONE, None)),
]

CASES: tuple[Case, ...] = (
    *BLANK_TEXT,
    *EQUALITY,
    *LOGIC,
    *BLANKS,
    *NUMBERS,
    *TEXTS,
    *DATES,
    *REFERENCES,
)
