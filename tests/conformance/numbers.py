"""Functions and operators of numbers, with the values that plain decimal arithmetic gives."""

from collections.abc import Callable
from decimal import ROUND_CEILING, ROUND_DOWN, ROUND_FLOOR, ROUND_HALF_UP, ROUND_UP, Context, Decimal, localcontext
from itertools import product

from tests.conformance.formula import Formula, computed, formula

D = Decimal
WIDE = Context(prec=120, rounding=ROUND_HALF_UP)
ANY = "decimal"


def said(value: Decimal | None) -> str | None:
    """A number as answers have it: no exponent, no zeros at the end."""
    if value is None:
        return None
    text = f"{value:f}"
    text = text.rstrip("0").rstrip(".") if "." in text else text
    return "0" if text == "-0" else text


def to(value: Decimal, places: int, how: str = ROUND_HALF_UP) -> Decimal:
    with localcontext(WIDE):
        return value.quantize(D(1).scaleb(-places), rounding=how)


def rounded(value: str, places: int) -> str | None:
    return said(to(D(value), places))


def cut(value: str, places: int) -> str | None:
    return said(to(D(value), places, ROUND_DOWN))


def whole(how: str) -> Callable[[str], str | None]:
    return lambda value: said(to(D(value), 0, how))


def quotient(a: str, b: str) -> str | None:
    if not D(b):
        return None
    with localcontext(WIDE):
        return said(to(D(a) / D(b), 28))


def remainder(a: str, b: str) -> str | None:
    """What is left when the divisor is taken away as often as it goes, towards zero."""
    if not D(b):
        return None
    with localcontext(WIDE):
        return said(D(a) - D(b) * to(D(a) / D(b), 0, ROUND_DOWN))


def sixteen(value: Decimal) -> str | None:
    return said(to(value, 16))


HALVES = [
    "2.5",
    "-2.5",
    "0.5",
    "-0.5",
    "1.5",
    "2.4999999999",
    "-2.4999999999",
    "1.005",
    "-1.005",
    "149.995",
    "0",
    "-0.05",
    "1234567.891",
    "99.995",
    "0.0049999999",
    "0.005",
]
AROUND = ["2.7", "-2.7", "2", "-2", "0.0000000001", "-0.0000000001", "0", "0.9999999999", "-0.9999999999", "1234567.5"]
PAIRS = [
    ("7", "2"),
    ("1", "3"),
    ("2", "3"),
    ("-1", "3"),
    ("10", "-4"),
    ("0", "5"),
    ("5", "0"),
    ("0", "0"),
    ("1", "7"),
    ("0.000001", "3"),
    ("999999999999", "0.000001"),
    ("1", "999999999999"),
    ("22", "7"),
    ("-7", "-2"),
    ("100", "1.1"),
]
REMAINDERS = [
    *product(["7", "-7", "7.5", "-7.5", "0", "0.3", "1000000.000001"], ["3", "-3", "2", "0.1", "0", "7.5", "-0.25"])
]
NUMBERS = ["0", "1", "-1", "0.5", "100", "1000000", "0.000001", "-0.5", "12.34", "-1234567.891", "99999999", "0.1"]
TEXTS = [
    "1",
    " 1 ",
    "+1",
    "-1",
    "1.5",
    ".5",
    "5.",
    "-.5",
    "1e3",
    "1E-3",
    "1e+2",
    "",
    "-",
    "+",
    ".",
    "1,5",
    "1 000",
    "abc",
    "1a",
    "0x10",
    "\u0661",
    "1e",
    "--1",
    "\t12\n",
    "00012.500",
    "1.2.3",
    "$5",
    "5%",
    "NaN",
    "Infinity",
    "1_000",
    "½",
]
READ = {
    "1": "1",
    " 1 ": "1",
    "+1": "1",
    "-1": "-1",
    "1.5": "1.5",
    ".5": "0.5",
    "5.": "5",
    "-.5": "-0.5",
    "1e3": "1000",
    "1E-3": "0.001",
    "1e+2": "100",
    "\t12\n": "12",
    "00012.500": "12.5",
}
VALUES = {text: READ.get(text) for text in TEXTS}

FORMULAS: list[Formula] = [
    computed("ROUND(x, p)", ANY, "x p", product(HALVES, range(-3, 5)), rounded),
    *(
        computed(f"ROUND(x, {places})", ANY, "x", HALVES, lambda x, places=places: rounded(x, places))
        for places in (-2, 0, 2)
    ),
    formula("ROUND(x, 2.9)", ANY, "x", ("1.2345", "1.23")),
    formula("ROUND(x, null)", ANY, "x", ("1.2345", None)),
    computed("TRUNC(x, p)", ANY, "x p", product(HALVES, (-2, 0, 1, 3)), cut),
    computed("FLOOR(x)", ANY, "x", AROUND, whole(ROUND_DOWN)),
    computed("CEILING(x)", ANY, "x", AROUND, whole(ROUND_UP)),
    computed("MFLOOR(x)", ANY, "x", AROUND, whole(ROUND_FLOOR)),
    computed("MCEILING(x)", ANY, "x", AROUND, whole(ROUND_CEILING)),
    formula("FLOOR(n / m * m)", ANY, "n m", (1, 3, "1"), (2, 3, "2"), (5, 7, "5"), (10, 9, "10"), (-1, 3, "-1")),
    formula("CEILING(n / m * m)", ANY, "n m", (1, 3, "1"), (2, 3, "2"), (5, 7, "5"), (-1, 3, "-1")),
    formula("ROUND(n / m * m - n, 20) = 0", "boolean", "n m", (1, 3, True), (2, 3, True), (1, 7, True)),
    formula("n / m * m = n", "boolean", "n m", (1, 3, False), (1, 4, True)),
    computed("n / m", ANY, "n m", PAIRS, quotient),
    computed("MOD(n, m)", ANY, "n m", REMAINDERS, remainder),
    computed("ABS(n)", ANY, "n", NUMBERS, lambda n: said(abs(D(n)))),
    computed("-n", ANY, "n", NUMBERS, lambda n: said(-D(n))),
    computed("n * n", ANY, "n", NUMBERS, lambda n: said(WIDE.multiply(D(n), D(n)))),
    computed("n ^ 3", ANY, "n", NUMBERS, lambda n: said(WIDE.power(D(n), 3))),
    computed(
        "n + m - x",
        ANY,
        "n m x",
        product(["1", "-0.000001"], ["0.1", "1000000"], ["0.0000000001", "-5"]),
        lambda n, m, x: said(WIDE.subtract(WIDE.add(D(n), D(m)), D(x))),
    ),
    computed(
        "MIN(n, m, x)",
        ANY,
        "n m x",
        product(["1", "-1"], ["0.5", "-2"], ["0", "3.5"]),
        lambda *all_: said(min(map(D, all_))),
    ),
    computed(
        "MAX(n, m, x)",
        ANY,
        "n m x",
        product(["1", "-1"], ["0.5", "-2"], ["0", "3.5"]),
        lambda *all_: said(max(map(D, all_))),
    ),
    computed("TEXT(x)", "text", "x", [*HALVES, *AROUND, "10000000", "10", "-100.10"], lambda x: said(D(x))),
    computed("VALUE(s)", ANY, "s", TEXTS, lambda s: VALUES[s]),
    computed("ISNUMBER(s)", "boolean", "s", TEXTS, lambda s: VALUES[s] is not None),
    computed("IFERROR(VALUE(s), -1)", ANY, "s", TEXTS[:11] + TEXTS[12:], lambda s: VALUES[s] or "-1"),
    formula("IFERROR(VALUE(s), -1)", ANY, "s", ("", None), (None, None)),
    computed("SQRT(n)", ANY, "n", NUMBERS, lambda n: sixteen(WIDE.sqrt(D(n))) if D(n) >= 0 else None),
    computed("LN(n)", ANY, "n", NUMBERS, lambda n: sixteen(WIDE.ln(D(n))) if D(n) > 0 else None),
    computed("LOG(n)", ANY, "n", NUMBERS, lambda n: sixteen(WIDE.log10(D(n))) if D(n) > 0 else None),
    computed("EXP(n)", ANY, "n", ["0", "1", "-1", "0.5", "10", "-40", "87"], lambda n: sixteen(WIDE.exp(D(n)))),
    formula("EXP(n)", ANY, "n", (89, None), (None, None), blanks="null"),
    computed(
        "n ^ m",
        ANY,
        "n m",
        product(["2", "0.5", "10", "1.1"], ["0", "1", "-1", "0.5", "3", "-2", "1.5"]),
        lambda n, m: sixteen(WIDE.power(D(n), D(m))),
    ),
    formula(
        "n ^ m",
        ANY,
        "n m",
        (-8, "0.5", None),
        (-2, 3, "-8"),
        (0, 0, "1"),
        (0, -1, None),
        (0, 5, "0"),
        (2, 65, None),
        (-1, 64, "1"),
    ),
    formula("2 ^ 3 ^ 2", ANY, "", "64"),
    formula("-2 ^ 2", ANY, "", "4"),
    formula("0 - 2 ^ 2", ANY, "", "-4"),
    formula("2 * 3 ^ 2", ANY, "", "18"),
    formula("18 / 3 ^ 2", ANY, "", "2"),
    formula("7 / 2", ANY, "", "3.5"),
    formula("1 / 3", ANY, "", "0.3333333333333333333333333333"),
    formula("2 / 3", ANY, "", "0.6666666666666666666666666667"),
    formula("-2 / 3", ANY, "", "-0.6666666666666666666666666667"),
    formula("0.1 + 0.2 = 0.3", "boolean", "", True),
    formula("1.0 = 1", "boolean", "", True),
    formula("1e3 + .5 + 5.", ANY, "", "1005.5"),
    formula("20% + 1", ANY, "", "1.2"),
    formula("10 - - 3 + + 2", ANY, "", "15"),
    formula("1 - 2 - 3", ANY, "", "-4"),
    formula("100 / 10 / 5", ANY, "", "2"),
    formula("2 + 3 * 4 - 6 / 3", ANY, "", "12"),
    formula("(2 + 3) * (4 - 6) / 4", ANY, "", "-2.5"),
    formula("99999999999999999999999999999999999999 + 0", ANY, "", "99999999999999999999999999999999999999"),
    formula("99999999999999999999999999999999999999 + 1", ANY, "", None),
    formula("99999999999999999999 * 9999999999999999999", ANY, "", None),
    formula("12345678901234567890 * 1000000000000000001", ANY, "", "12345678901234567902345678901234567890"),
    formula("1234567890123456789 * 1000000000000000001", ANY, "", "1234567890123456790234567890123456789"),
    formula("1 / 99999999999999999999999999999", ANY, "", "0"),
    formula("1 / 3 * 3", ANY, "", "0.9999999999999999999999999999"),
    formula("ROUND(1 / 3 * 3, 0)", ANY, "", "1"),
    formula("ROUND(2.5)", ANY, "", "3"),
    formula("ROUND(PI(), 10)", ANY, "", "3.1415926536"),
    formula("ROUND(SIN(PI() / 6) + COS(PI() / 3) + TAN(PI() / 4), 10)", ANY, "", "2"),
    formula("ROUND(ATAN2(1, 1) * 4 - PI(), 10)", ANY, "", "0"),
    formula("MIN(n, m)", ANY, "n m", (1, None, None), (None, 1, None), (2, 1, "1"), blanks="null"),
    formula("MAX(n, m)", ANY, "n m", (-1, None, "0"), (None, None, "0"), blanks="zero"),
    formula("n + m", ANY, "n m", (1, None, "1"), (None, None, "0"), blanks="zero"),
    formula("n + m", ANY, "n m", (1, None, None), (None, None, None), (1, 2, "3"), blanks="null"),
    formula("n * m", ANY, "n m", (5, None, "0"), blanks="zero"),
    formula("n * m", ANY, "n m", (5, None, None), (0, None, None), blanks="null"),
    formula("n / m", ANY, "n m", (5, None, None), (None, 5, "0"), blanks="zero"),
    formula("BLANKVALUE(n, 7)", ANY, "n", (None, "7"), (0, "0"), (3, "3"), blanks="null"),
    formula("BLANKVALUE(n, 7)", ANY, "n", (None, "0"), (3, "3"), blanks="zero"),
    formula("NULLVALUE(n, 7) + n", ANY, "n", (None, None), (3, "6"), blanks="null"),
    formula("IFERROR(n / m, 0)", ANY, "n m", (1, 0, "0"), (None, 2, None), (1, None, None), (6, 3, "2"), blanks="null"),
    formula("IFERROR(SQRT(n), -1)", ANY, "n", (-4, "-1"), (4, "2"), (0, "0")),
    formula("IF(n > m, n, m)", ANY, "n m", (1, 2, "2"), (None, 2, "2"), (3, None, None), blanks="null"),
    formula(
        "TEXT(n / m)",
        "text",
        "n m",
        (1, 3, "0.3333333333333333"),
        (2, 3, "0.6666666666666667"),
        (6, 3, "2"),
        (1, 0, None),
    ),
    formula("TEXT(n * 1000000)", "text", "n", ("0.000001", "1"), (1, "1000000"), (-5, "-5000000")),
    formula("TEXT(-0.0 * n)", "text", "n", (5, "0"), (0, "0")),
    formula(
        "n",
        ("percent", 1),
        "n",
        ("0.1234", "12.3"),
        ("0.1235", "12.4"),
        (1, "100"),
        ("-0.0005", "-0.1"),
        ("0.0004", "0"),
    ),
    formula(
        "Rate__c",
        ("percent", 2),
        "Rate__c",
        ("12.345", "12.35"),
        (0, "0"),
        (None, "0"),
        ("-0.004", "0"),
        ("-0.005", "-0.01"),
    ),
    formula("Rate__c", ("percent", 2), "Rate__c", (None, None), blanks="null"),
    formula("Rate__c * 100", ("decimal", 2), "Rate__c", (12, "12"), ("0.005", "0.01")),
    formula("Rate__c = 12%", "boolean", "Rate__c", (12, True), ("12.0001", False)),
    formula("Rate__c + Discount__c", ("percent", 3), "Rate__c Discount__c", ("1.5", "2.25", "3.75")),
    formula("Rate__c * Discount__c", ("percent", 4), "Rate__c Discount__c", (50, 50, "25"), (10, "0.1", "0.01")),
    formula("TEXT(Rate__c)", "text", "Rate__c", (50, "0.5"), ("12.5", "0.125"), (100, "1")),
    formula("Amount", ("decimal", 0), "Amount", ("2.5", "3"), ("-2.5", "-3"), ("2.49", "2")),
    formula("n", ("integer"), "n", ("2.5", "3"), ("3.4", "3")),
]
