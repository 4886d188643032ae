"""The platform beside hand-written code: the same requests, one after the other in the same run.

    .venv/bin/python -m benchmarks.serving [--database postgresql] [--server gunicorn] [--accounts 100000] [--rounds 5]

Told are answers a second, the 95th percentile, and two ratios of ours to the floor's: of the rate, and of processor
time for an answer, which holds on a machine that has other things to do as well.
"""

import argparse
import json
import random
import tempfile
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from urllib.parse import quote

from benchmarks.serving import floor, founding
from benchmarks.serving.apps import FLOOR, OURS
from benchmarks.serving.client import Measured, first_answer, load, request
from benchmarks.serving.company import SALESPEOPLE, accounts, written
from benchmarks.serving.servers import Served, serving
from objectry.runtime import Query, assemble
from tests import embedded_postgres
from tests.databases import drop_schemas, given_server, postgres_database

SALES, MANAGER = "sales1", founding.MANAGER
FLOORS_SALES = 2
"""The owner of every account whose number has a 1 as its last digit."""
FILTER = 'industry = "energy" and status = "active"'
MANY = 1_000
IDS = 500


@dataclass(frozen=True)
class Workload:
    """The same question to both sides."""

    name: str
    ours: Sequence[bytes]
    floor: Sequence[bytes]
    records: int = 1
    connections: int = 8


@dataclass(frozen=True)
class Cell:
    """A side of a workload in one round."""

    rate: float
    p95: float
    processor: float


def workloads(url: str, tokens: Mapping[str, str], count: int) -> Iterator[Workload]:
    """Those of docs/performance.md."""
    mine, all_ = tokens[SALES], tokens[MANAGER]
    theirs, everybodys = floor.token(FLOORS_SALES), floor.token(floor.MANAGER)
    ids, cursor = known(url)
    listed = f"/api/v1/account?sort=name&limit=50&filter={quote(FILTER)}&after={quote(cursor)}"
    plain = "/accounts?industry=energy&status=active"
    numbers = random.Random(1).choices(range(2, count, SALESPEOPLE), k=IDS)  # noqa: S311 (no secret)
    yield Workload(
        "read one",
        [request("GET", f"/api/v1/account/{one}", mine) for one in ids],
        [request("GET", f"/account?id={one}", theirs) for one in numbers],
    )
    yield Workload("list 50", [request("GET", listed, mine)], [request("GET", plain, theirs)])
    yield Workload(
        "list 50, counted", [request("GET", f"{listed}&count=exact", mine)], [request("GET", f"{plain}&count", theirs)]
    )
    fresh = [json.dumps(written(one)).encode() for one in accounts(200, seed=7, first=10**7)]
    yield Workload(
        "create",
        [request("POST", "/api/v1/account", mine, one) for one in fresh],
        [request("POST", "/accounts", theirs, one) for one in fresh],
    )
    yield Workload(
        "create, two rules",
        [request("POST", "/api/v1/ruled_account", mine, one) for one in fresh],
        [request("POST", "/accounts?ruled", theirs, one) for one in fresh],
    )
    bulk = [written(one) for one in accounts(MANY, seed=9, first=10**8)]
    for name, path, ruled in (("bulk", "account", ""), ("bulk, two rules", "ruled_account", "?ruled")):
        yield Workload(
            name,
            [request("POST", f"/api/v1/{path}", mine, json.dumps({"records": bulk}).encode())],
            [request("POST", f"/bulk{ruled}", theirs, json.dumps(bulk).encode())],
            MANY,
            1,
        )
    grouped = json.dumps({"group_by": ["industry"], "aggregates": {"total": "SUM(annual_revenue)"}}).encode()
    report = [request("POST", "/api/v1/account/query", all_, grouped)]
    yield Workload("report", report, [request("GET", "/report", everybodys)], 1, 1)


def known(url: str) -> tuple[list[str], str]:
    """Ids of accounts of the salesperson, and the cursor of the second page of the list."""
    platform = assemble(url)
    try:
        actor = platform.identity.actor_called(SALES)
        assert actor is not None
        call = founding.as_api(platform, actor)
        first = platform.records.find(call, Query("account", fields=("id",), limit=IDS))
        page = platform.records.find(call, Query("account", filter=FILTER, sort=("name",), limit=50))
        return [one.id for one in first.records], page.next or ""
    finally:
        platform.close()


def measure(ours: Served, other: Served, workload: Workload, seconds: float, rounds: int) -> dict[str, list[Cell]]:
    """Each side in turn, the order reversed every other round; a short run before that is not counted."""
    sides = [("ours", ours, workload.ours), ("floor", other, workload.floor)]
    cells: dict[str, list[Cell]] = {"ours": [], "floor": []}
    for number in range(-1, rounds):
        for name, served, wanted in sides if number % 2 else reversed(sides):
            before = served.processor_seconds()
            found = load(served.port, wanted, seconds if number >= 0 else 0.5, workload.connections)
            if number >= 0:
                cells[name].append(cell(found, workload, served.processor_seconds() - before))
    return cells


def cell(found: Measured, workload: Workload, processor: float) -> Cell:
    if found.refused or not found.times:
        raise SystemExit(f"{workload.name}: {found.refused} of {len(found.times)} answers were no success")
    return Cell(found.rate * workload.records, found.p95, processor / (len(found.times) * workload.records))


def cold_start(ours: Served, our_first: bytes, other: Served, its_first: bytes) -> str:
    """Seconds from the start of each server, both at once, to its first answer."""
    first_answer(other.port, its_first)
    floors = time.monotonic() - other.began
    first_answer(ours.port, our_first)
    return f"| cold start | {floors:.1f} s | {time.monotonic() - ours.began:.1f} s | | |"


def told(workload: Workload, cells: Mapping[str, Sequence[Cell]]) -> str:
    """One line of the table."""
    ours, other = cells["ours"], cells["floor"]
    rate = median(a.rate / b.rate for a, b in zip(ours, other, strict=True))
    processor = median(b.processor / a.processor for a, b in zip(ours, other, strict=True) if a.processor)
    return (
        f"| {workload.name} | {median(one.rate for one in other):,.0f}/s, {median(one.p95 for one in other):.0f} ms"
        f" | {median(one.rate for one in ours):,.0f}/s, {median(one.p95 for one in ours):.0f} ms"
        f" | **{rate:.2f}** | {processor:.2f} |"
    )


@contextmanager
def databases(kind: str) -> Iterator[tuple[str, str]]:
    """Two empty databases of a kind: ours, and the floor's."""
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        if kind == "sqlite":
            yield f"sqlite:///{folder}/ours.db", f"sqlite:///{folder}/floor.db"
            return
        own = None if given_server() else embedded_postgres.new_folder()
        url = given_server() or embedded_postgres.start(own or Path())
        database = postgres_database(url)
        try:
            yield database.url, database.url  # the platform's tables in their schema, the floor's in the public one
        finally:
            drop_schemas(database)
            if own:
                embedded_postgres.stop(own)


def main() -> None:
    parser = argparse.ArgumentParser(prog="benchmarks.serving")
    parser.add_argument("--database", choices=["sqlite", "postgresql"], default="sqlite")
    parser.add_argument("--server", choices=["granian", "gunicorn"], default="gunicorn")
    parser.add_argument("--accounts", type=int, default=100_000)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--seconds", type=float, default=3.0)
    given = parser.parse_args()
    with databases(given.database) as (ours, theirs):
        tokens = founding.found(ours, given.accounts)
        floor.fill(theirs, given.accounts)
        told_of = {OURS: ours, FLOOR: theirs}
        print(f"{given.database}, {given.server}, {given.accounts:,} accounts")  # noqa: T201 (a program)
        all_of_them = list(workloads(ours, tokens, given.accounts))
        with serving(given.server, "ours", told_of) as mine, serving(given.server, "floor", told_of) as other:
            print(cold_start(mine, all_of_them[0].ours[0], other, all_of_them[0].floor[0]))  # noqa: T201 (as above)
            for one in all_of_them:
                print(told(one, measure(mine, other, one, given.seconds, given.rounds)), flush=True)  # noqa: T201 (as above)


if __name__ == "__main__":
    main()
