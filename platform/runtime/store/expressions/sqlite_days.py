"""Days on SQLite: dates are ISO texts, of which it finds the exact day by itself.

julianday is a double; of a date without a time it is a whole number and a half, so differences are exact.
"""

from decimal import Decimal

import sqlalchemy as sa

from objectry.rules import MOST_DAYS, Call, Const, Kind
from objectry.runtime.store.expressions.emission import Emission, Sql
from objectry.runtime.store.expressions.forms import form, plain

InCalendar = form("CASE WHEN x >= '0001-01-01' THEN x END")
"""SQLite has days before the first year; after the last one it gives null."""


def is_of_days(call: Call) -> bool:
    """Whether a + or - is of two dates, or of a date and a number of days that is written out."""
    left, right = (arg.type.kind for arg in call.args)
    return left is Kind.DATE and ((right is Kind.DATE and call.function == "-") or _written_out(call) is not None)


def days_between(emission: Emission, call: Call) -> Sql:
    """The first date minus the second."""
    late, early = (sa.func.julianday(emission.value(arg)) for arg in call.args)
    return sa.cast(late - early, sa.Integer())


def days_later(emission: Emission, call: Call) -> Sql:
    """A date so many days later or earlier; null where the calendar ends before."""
    days = int(_written_out(call) or 0) * (1 if call.function == "+" else -1)
    if abs(days) > MOST_DAYS:
        return sa.null()
    return InCalendar(sa.func.date(emission.value(call.args[0]), plain(f"'{days:+d} days'")))


def _written_out(call: Call) -> Decimal | None:
    days = call.args[1]
    return days.value if isinstance(days, Const) and isinstance(days.value, Decimal) else None
