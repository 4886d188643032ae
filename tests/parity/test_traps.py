"""Where a database by itself would answer otherwise: one named test for each such place, on each of them."""

from collections.abc import Mapping
from datetime import UTC, date, datetime
from decimal import Decimal

import pytest

from objectry.rules import Value
from tests.parity.answers import same
from tests.parity.world import ANN, World, node

D = Decimal
Given = Mapping[str, Value]
NOTHING: Given = {}
MOST = D("9999999999999999.99")
LOWEST, HIGHEST = D(-(2**63)), D(2**63 - 1)
SQUARE, HUGE = D("99999999999999999800000000000000.0001"), D("85070591730234615847396907784232501249")
NOON = datetime(2026, 3, 29, 12, 0, 0, 1, tzinfo=UTC)

TRAPS: list[tuple[str, str, Given, Value]] = [
    # numbers
    ("tenths are exact", "share + 0.2 = 0.3", {"share": D("0.1")}, True),
    ("whole numbers divide to fractions", "7 / 2", NOTHING, D("3.5")),
    ("a third has twenty-eight places", "small / 3", {"small": D(1)}, D("0.3333333333333333333333333333")),
    ("two thirds are rounded up", "small / 3", {"small": D(2)}, D("0.6666666666666666666666666667")),
    ("a large number divided keeps its places", "amount / 3", {"amount": MOST}, D("3333333333333333.33")),
    ("a product beyond 64 bits is no double", "amount * amount", {"amount": MOST}, SQUARE),
    ("a whole product beyond 64 bits is no double", "count * count", {"count": HIGHEST}, HUGE),
    ("the lowest whole number can be negated", "-count", {"count": LOWEST}, -LOWEST),
    ("the lowest whole number has an absolute value", "ABS(count)", {"count": LOWEST}, -LOWEST),
    ("a sum beyond 64 bits is no double", "count + count", {"count": HIGHEST}, HIGHEST * 2),
    ("dividing by nothing is null", "small / 0", {"small": D(1)}, None),
    ("dividing by a blank is null", "small / price", {"small": D(1)}, None),
    ("halves go away from zero", "ROUND(small, 0)", {"small": D("2.5")}, D(3)),
    ("negative halves go away from zero", "ROUND(small, 0)", {"small": D("-2.5")}, D(-3)),
    ("even halves too", "ROUND(small, 0)", {"small": D("0.50")}, D(1)),
    ("negative places round before the point", "ROUND(amount, -2)", {"amount": D("1250.00")}, D(1300)),
    ("floor goes towards zero", "FLOOR(small)", {"small": D("-2.70")}, D(-2)),
    ("ceiling goes away from zero", "CEILING(small)", {"small": D("-2.10")}, D(-3)),
    ("what is whole but for a division is whole", "FLOOR(small / 3 * 3)", {"small": D(1)}, D(1)),
    ("a remainder has the dividend's sign", "MOD(small, 2)", {"small": D("-7.50")}, D("-1.5")),
    ("a remainder of nothing is null", "MOD(small, 0)", {"small": D(1)}, None),
    ("the least of a blank is null", "MIN(small, price)", {"small": D(1)}, None),
    ("the greatest of a blank is null", "MAX(price, small)", {"small": D(1)}, None),
    ("powers are exact", "small ^ 9", {"small": D("1.01")}, D("1.01") ** 9),
    ("a negative power of nothing is null", "small ^ -1", {"small": D(0)}, None),
    ("too large a number is null", "amount * amount * amount", {"amount": MOST}, None),
    ("a formula is rounded to its scale", "expected", {"amount": D("0.03"), "stage": "open"}, D("0.01")),
    ("a percent is a fraction", "share = 20%", {"share": D("0.20")}, True),
    # text
    ("text is compared by letter case", 'name = "A"', {"name": "a"}, False),
    ("a text is no number", 'name = "1"', {"name": "1.0"}, False),
    ("text is ordered by code point", 'name < "a"', {"name": "Z"}, True),
    ("accents come after the alphabet", 'name > "z"', {"name": "é"}, True),
    ("length counts characters", "LEN(name)", {"name": "😀商"}, D(2)),
    ("the length of nothing is nothing", "LEN(name)", NOTHING, D(0)),
    ("capitals of any script", "UPPER(name)", {"name": "straße ﬁ ç ж"}, "STRASSE FI Ç Ж"),
    ("a capital of two characters", "LOWER(name)", {"name": "İ"}, "i̇"),
    ("a negative count takes nothing", "LEFT(name, -1)", {"name": "abc"}, None),
    ("a negative count from the right takes nothing", "RIGHT(name, -1)", {"name": "abc"}, None),
    ("a huge count takes all", "LEFT(name, amount)", {"name": "abc", "amount": MOST}, "abc"),
    ("only four characters are trimmed", "TRIM(name)", {"name": "\t a\u00a0\r\n"}, "a\u00a0"),
    ("what is trimmed away is null", "ISBLANK(TRIM(name))", {"name": " \t"}, True),
    ("formatted text is its words", "PLAINTEXT(name)", {"name": "<p>a<b>&amp;</b>lt;</p><p>&lt;i&gt;"}, "a&lt; <i>"),
    ("any white space is one space", "PLAINTEXT(name)", {"name": "\u3000商\u2003机&nbsp;\n\x1c x\u00a0"}, "商 机 x"),
    ("an open tag stays", "PLAINTEXT(name)", {"name": "a <b \n c> d < e"}, "a d < e"),
    ("a text of tags alone is null", "ISBLANK(PLAINTEXT(name))", {"name": "<p><br></p>"}, True),
    ("a percent sign is a percent sign", 'CONTAINS(name, "%")', {"name": "abc"}, False),
    ("an underscore is an underscore", 'BEGINS(name, "_")', {"name": "abc"}, False),
    ("a backslash is a backslash", r'CONTAINS(name, "\\")', {"name": "a\\b"}, True),
    ("searching minds letter case", 'CONTAINS(name, "B")', {"name": "abc"}, False),
    ("nothing is in everything", 'CONTAINS(name, "")', {"name": "abc"}, True),
    ("joining with nothing keeps the rest", "name & other", {"name": "a"}, "a"),
    ("numbers are written without zeros", "TEXT(amount)", {"amount": D("1.50")}, "1.5"),
    ("numbers are written without an exponent", "TEXT(amount * 10000)", {"amount": MOST}, "99999999999999999900"),
    ("what is no number has no value", "VALUE(name)", {"name": "12,5"}, None),
    ("an exponent is a number", "VALUE(name)", {"name": "1e3"}, D(1000)),
    ("a number in spaces has a value", "VALUE(name)", {"name": "\n -.50 "}, D("-0.5")),
    ("digits of other scripts are no number", "VALUE(name)", {"name": "١٢"}, None),
    # null and logic
    ("a blank text is not equal", 'name = "a"', NOTHING, False),
    ("a blank text differs", 'name <> "a"', NOTHING, True),
    ("not of a blank text's equality", 'not (name = "a")', NOTHING, True),
    ("two blank texts are equal", "name = other", NOTHING, True),
    ("a blank is in no list", 'name in ("a", "b")', NOTHING, False),
    ("a blank number compares to null", "amount <> 1", NOTHING, None),
    ("not of null is null", "not (amount > 1)", NOTHING, None),
    ("false and null is false", "active and amount > 1", NOTHING, False),
    ("true or null is true", "not active or amount > 1", NOTHING, True),
    ("null takes the else branch", 'IF(amount > 1, "yes", "no")', NOTHING, "no"),
    ("null matches no case", 'CASE(name, "a", 1, 2)', NOTHING, D(2)),
    ("a blank picklist has no attribute", "stage.probability", NOTHING, None),
    ("a checkbox of no record is false", "parent.active", NOTHING, False),
    # dates
    ("the last day stays the last", "ADDMONTHS(opened, 3)", {"opened": date(2026, 4, 30)}, date(2026, 7, 31)),
    ("a day too many is cut", "ADDMONTHS(opened, 1)", {"opened": date(2026, 1, 30)}, date(2026, 2, 28)),
    ("the leap day", "ADDMONTHS(opened, 12)", {"opened": date(2024, 2, 29)}, date(2025, 2, 28)),
    ("beyond the calendar is null", "opened + 1", {"opened": date(9999, 12, 31)}, None),
    ("before the calendar is null", "ADDMONTHS(opened, -1)", {"opened": date(1, 1, 31)}, None),
    ("fractions of days are cut", "opened + 1.9", {"opened": date(2026, 1, 1)}, date(2026, 1, 2)),
    ("fractions are cut towards zero", "opened - 1.9", {"opened": date(2026, 1, 1)}, date(2025, 12, 31)),
    ("there is no such day", "DATE(2023, 2, small)", {"small": D(30)}, None),
    ("there is no such month", "DATE(2023, small, 1)", {"small": D(13)}, None),
    ("days between dates", "closed - opened", {"opened": date(1, 1, 1), "closed": date(9999, 12, 31)}, D(3652058)),
    ("moments differ exactly", "(seen_at - done_at) * 86400 * 1000000", {"seen_at": NOON, "done_at": NOON}, D(0)),
    ("half days later", "seen_at + 1.5", {"seen_at": NOON}, datetime(2026, 3, 31, 0, 0, 0, 1, tzinfo=UTC)),
    ("a moment is written in UTC", "TEXT(seen_at)", {"seen_at": NOON}, "2026-03-29 12:00:00Z"),
]  # fmt: skip


@pytest.mark.parametrize(("text", "given", "expected"), [trap[1:] for trap in TRAPS], ids=[trap[0] for trap in TRAPS])
def test_the_database_answers_as_the_language(shared: World, text: str, given: Given, expected: Value) -> None:
    """The expression over one row has just this answer, value and type."""
    shared.clear("thing")
    shared.insert("thing", [{"owner": ANN, **given}])
    (row,) = shared.values(node(text))
    assert same(row["0"], expected), row["0"]


def test_each_trap_is_told_by_its_name() -> None:
    """No two have one name."""
    assert len({trap[0] for trap in TRAPS}) == len(TRAPS)
