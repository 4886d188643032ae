"""Every function of numbers as a part of arithmetic: what a database writes for it keeps its brackets."""

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest

from tests.parity.answers import differing
from tests.parity.world import ANN, World, node

DAYS = "YEAR MONTH DAY WEEKDAY DAYOFYEAR ISOWEEK ISOYEAR UNIXTIMESTAMP"
NUMBERS = "ABS ROUND TRUNC FLOOR CEILING MFLOOR MCEILING - LN LOG SQRT EXP"
TIMES = "HOUR MINUTE SECOND MILLISECOND UNIXTIMESTAMP"
PARTS = (
    *(f"{name}(opened)" for name in DAYS.split()),
    *(f"{name}(small)" for name in NUMBERS.split()),
    *(f"{name}(TIMEVALUE(seen_at))" for name in TIMES.split()),
    "closed - opened", "seen_at - done_at", "LEN(name)", 'FIND("b", name)', "VALUE(TEXT(small))", "ASCII(name)",
    "small / 3", "small ^ 2", "small ^ -1", "MOD(small, 2)", "MIN(small, count)", "MAX(small, count)",
    "POWER(small, 0.5)", "WORKDAYS(opened, closed)", "small + count", "small - count", "small * count",
    "IF(active, small, count)", "CASE(count, 3, small, 1)", "BLANKVALUE(small, count)", "UNIXTIMESTAMP(seen_at)",
    'DISTANCE(GEOLOCATION(small, 1), GEOLOCATION(2, 3), "km")', 'TIMEVALUE(seen_at) - TIMEVALUE("12:00")',
)  # fmt: skip


@pytest.mark.parametrize("part", PARTS)
def test_a_function_is_a_number_wherever_it_stands(shared: World, part: str) -> None:
    """To the right of a minus, in a product, as a divisor, negated and compared, as in Python."""
    shared.clear("thing")
    moments = {"seen_at": datetime(2026, 3, 29, 12, 34, 56, 789000, UTC), "done_at": datetime(2026, 3, 1, tzinfo=UTC)}
    days = {"opened": date(2027, 1, 1), "closed": date(2027, 3, 31)}
    numbers = {"count": Decimal(3), "small": Decimal("7.5")}
    shared.insert("thing", [{"owner": ANN, "name": "abc", "active": True, **numbers, **days, **moments}])
    around = f"1000 - ({part}) * 2 - ({part}) + 3 / ({part}) - -({part})"
    assert differing(shared, node(around)) == []
    assert differing(shared, node(f"({part}) * 3 > 5 - ({part})")) == []
