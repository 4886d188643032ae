"""What `crm eval` evaluates in, the clock and the zone, and how it writes values."""

from datetime import UTC, date, datetime, time
from decimal import Decimal
from zoneinfo import ZoneInfo

from objectry.faces.cli.failures import Failure
from objectry.metadata import EMPTY, zone_names
from objectry.rules import Environment, Type, Value


def circumstances(now: str | None, timezone: str) -> Environment:
    """The clock and the day of the evaluation."""
    if timezone not in zone_names():
        raise Failure(f'there is no time zone "{timezone}"')
    try:
        moment = datetime.fromisoformat(now) if now else datetime.now(UTC)
    except ValueError as error:
        raise Failure(f'"{now}" is no time such as 2026-11-22T08:00:00Z') from error
    if moment.tzinfo is None:
        moment = moment.replace(tzinfo=ZoneInfo(timezone))
    return Environment(moment.astimezone(UTC), moment.astimezone(ZoneInfo(timezone)).date(), EMPTY, "api", timezone)


def outside(value: Value, type_: Type) -> Value:
    """A value as people and programs outside have it."""
    if isinstance(value, Decimal):
        return written(value, 2 if type_.percent else 0)
    return value.isoformat() if isinstance(value, date | time) else value


def written(value: Decimal, places: int) -> str:
    """Every digit of a number with the point moved right, and no zeros at its end."""
    sign, digits, exponent = value.as_tuple()
    text = f"{Decimal((sign if value else 0, digits, int(exponent) + places)):f}"  # there is no -0
    return text.rstrip("0").rstrip(".") if "." in text else text
