"""The accounts of the comparison, known to both sides: made from a seed, alike in every run."""

import random
from collections.abc import Iterator, Mapping
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

SALESPEOPLE = 10
INDUSTRY = ("agriculture", "banking", "chemicals", "construction", "education",
            "energy", "healthcare", "media", "retail", "technology")  # fmt: skip
TYPE = ("prospect", "customer", "partner", "reseller", "other")
RATING = ("hot", "warm", "cold")
STATUS = ("active", "trial", "inactive", "churned")
COUNTRY = ("us", "gb", "de", "fr", "es", "it", "nl", "be", "se", "pl")
STORY = (
    "Key customer in the region with several subsidiaries; renewal expected in the autumn, procurement runs a yearly"
    " tender and the buying centre has three people."
)
BEGAN = datetime(2026, 1, 1, tzinfo=UTC)
Value = str | bool | Decimal | date | datetime
"""What stands in an account."""


def account(number: int, rnd: random.Random) -> dict[str, Value]:
    """One account, the same for the same state of `rnd`."""
    return {
        "name": f"Account {rnd.randrange(10**6):06d} {number}",
        "account_number": f"AC-{number:08d}",
        "industry": rnd.choice(INDUSTRY),
        "type": rnd.choice(TYPE),
        "rating": rnd.choice(RATING),
        "status": rnd.choice(STATUS),
        "email": f"info{number}@example.com",
        "phone": f"+1555{number % 10**7:07d}",
        "website": f"https://www.example{number}.com",
        "city": f"City {number % 997}",
        "country": rnd.choice(COUNTRY),
        "description": STORY,
        "annual_revenue": Decimal(rnd.randrange(10**9)) / 100,
        "discount": Decimal(rnd.randrange(4000)) / 100,
        "employees": Decimal(rnd.randrange(1, 50_000)),
        "founded_on": date(1950, 1, 1) + timedelta(days=rnd.randrange(26_000)),
        "is_active": rnd.random() < 0.8,
        "do_not_call": rnd.random() < 0.1,
        "last_contacted_at": datetime(2024, 1, 1, tzinfo=UTC) + timedelta(seconds=rnd.randrange(60_000_000)),
    }


def accounts(count: int, seed: int = 42, first: int = 1) -> Iterator[dict[str, Value]]:
    """Accounts of a seed, numbered from `first`."""
    rnd = random.Random(seed)  # noqa: S311 (data, no secret)
    return (account(number, rnd) for number in range(first, first + count))


def written(record: Mapping[str, Value]) -> dict[str, object]:
    """A record as a program writes it into JSON."""
    return {name: value if isinstance(value, bool) else _written(value) for name, value in record.items()}


def _written(value: Value) -> object:
    if isinstance(value, datetime):
        return value.isoformat().replace("+00:00", "Z")
    return str(value)
