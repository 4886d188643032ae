"""What both servers are asked: the same question to each, as prepared requests."""

import json
import random
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from urllib.parse import quote

from benchmarks.serving import floor, founding
from benchmarks.serving.accounts import SALESPEOPLE, accounts, written
from benchmarks.serving.client import request
from objectry.runtime import Query, assemble
from tests.databases import Database

SALES, MANAGER = "sales1", founding.MANAGER
FLOORS_SALES = 2
"""The owner of every account whose number has a 1 as its last digit."""
FILTER = 'industry = "energy" and status = "active"'
MANY = 10_000
IDS = 500


@dataclass(frozen=True)
class Workload:
    """The same question to both sides.  `asked` is the part of the floor's speed that is to be reached."""

    name: str
    asked: float
    ours: Sequence[bytes]
    floor: Sequence[bytes]
    records: int = 1
    connections: int = 8


def workloads(database: Database, tokens: Mapping[str, str], count: int) -> Iterator[Workload]:
    """Those of docs/performance.md."""
    yield from _reading(database, tokens[SALES], floor.token(FLOORS_SALES), count)
    yield from _writing(tokens[SALES], floor.token(FLOORS_SALES))
    grouped = json.dumps({"group_by": ["industry"], "aggregates": {"total": "SUM(annual_revenue)"}}).encode()
    report = [request("POST", "/api/v1/account/query", tokens[MANAGER], grouped)]
    yield Workload("report", 0.90, report, [request("GET", "/report", floor.token(floor.MANAGER))], 1, 1)


def _reading(database: Database, mine: str, theirs: str, count: int) -> Iterator[Workload]:
    """One by its id, and the second page of a filtered and sorted list of her own."""
    ids, cursor = known(database)
    listed = f"/api/v1/account?sort=name&limit=50&filter={quote(FILTER)}&after={quote(cursor)}"
    plain = "/accounts?industry=energy&status=active"
    numbers = random.Random(1).choices(range(2, count, SALESPEOPLE), k=IDS)  # noqa: S311 (no secret)
    yield Workload(
        "read one",
        0.45,
        [request("GET", f"/api/v1/account/{one}", mine) for one in ids],
        [request("GET", f"/account?id={one}", theirs) for one in numbers],
    )
    yield Workload("list 50", 0.45, [request("GET", listed, mine)], [request("GET", plain, theirs)])
    ours, other = request("GET", f"{listed}&count=exact", mine), request("GET", f"{plain}&count", theirs)
    yield Workload("list 50, counted", 0.45, [ours], [other])


def _writing(mine: str, theirs: str) -> Iterator[Workload]:
    """One and many, without rules and with a validation and a rule before the save."""
    fresh = [json.dumps(written(one)).encode() for one in accounts(200, seed=7, first=10**7)]
    bulk = [written(one) for one in accounts(MANY, seed=9, first=10**8)]
    whole, plain = json.dumps({"records": bulk}).encode(), json.dumps(bulk).encode()
    kinds = (("", "account", "", 0.35, 0.60), (", two rules", "ruled_account", "?ruled", 0.33, 0.50))
    for name, path, ruled, asked, _ in kinds:
        ours = [request("POST", f"/api/v1/{path}", mine, one) for one in fresh]
        yield Workload(
            f"create{name}", asked, ours, [request("POST", f"/accounts{ruled}", theirs, one) for one in fresh]
        )
    for name, path, ruled, _, asked in kinds:
        ours = [request("POST", f"/api/v1/{path}", mine, whole)]
        yield Workload(
            f"create {MANY:,}{name}", asked, ours, [request("POST", f"/bulk{ruled}", theirs, plain)], MANY, 1
        )


def known(database: Database) -> tuple[list[str], str]:
    """Ids of accounts of the salesperson, and the cursor of the second page of the list."""
    platform = assemble(database.url, database.schema)
    try:
        actor = platform.identity.actor_called(SALES)
        assert actor is not None
        call = founding.as_api(platform, actor)
        first = platform.records.find(call, Query("account", fields=("id",), limit=IDS))
        page = platform.records.find(call, Query("account", filter=FILTER, sort=("name",), limit=50))
        return [one.id for one in first.records], page.next or ""
    finally:
        platform.close()
