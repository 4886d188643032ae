"""The platform beside hand-written code: the same requests, one after the other in the same run.

    .venv/bin/python -m benchmarks.serving [--database sqlite] [--server granian] [--accounts 100000] [--keep]

Told are answers a second, the 95th percentile, and two ratios of ours to the floor's: of the rate, and of processor
time for an answer, which holds on a machine that has other things to do as well.  `--keep` writes the figures down
where `python -m benchmarks.serving.charts` makes the charts and the tables of docs/performance.md from them.
"""

import argparse
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from statistics import median

from benchmarks.measuring import databases
from benchmarks.serving import floor, founding
from benchmarks.serving.apps import OURS, SCHEMA
from benchmarks.serving.client import Measured, first_answer, load
from benchmarks.serving.figures import HEAD, Row, Run, Start, keep
from benchmarks.serving.servers import Served, serving
from benchmarks.serving.workloads import Workload, workloads
from tests.databases import Database

STARTS = 3
SIDES = ("ours", "floor")


@dataclass(frozen=True)
class Cell:
    """A side of a workload in one round."""

    rate: float
    p95: float
    processor: float


def measure(sides: Mapping[str, Served], workload: Workload, seconds: float, rounds: int) -> Row:
    """Each side in turn, the order reversed every other round; a short run before that is not counted."""
    cells: dict[str, list[Cell]] = {name: [] for name in SIDES}
    for number in range(-1, rounds):
        for name in SIDES if number % 2 else reversed(SIDES):
            served, wanted = sides[name], workload.ours if name == "ours" else workload.floor
            before = served.processor_seconds()
            found = load(served.port, wanted, seconds if number >= 0 else 0.5, workload.connections)
            if number >= 0:
                cells[name].append(cell(found, workload, served.processor_seconds() - before))
    return compared(workload, cells["ours"], cells["floor"])


def cell(found: Measured, workload: Workload, processor: float) -> Cell:
    if found.refused or not found.times:
        raise SystemExit(f"{workload.name}: {found.refused} of {len(found.times)} answers were no success")
    return Cell(found.rate * workload.records, found.p95, processor / (len(found.times) * workload.records))


def compared(workload: Workload, ours: Sequence[Cell], other: Sequence[Cell]) -> Row:
    """Medians, those of the ratios over the ratios of each round."""
    pairs = list(zip(ours, other, strict=True))
    return Row(
        workload.name,
        workload.asked,
        median(one.rate for one in other),
        median(one.rate for one in ours),
        median(one.p95 for one in other),
        median(one.p95 for one in ours),
        median(a.rate / b.rate for a, b in pairs),
        median(b.processor / a.processor for a, b in pairs if a.processor),
    )


def cold_start(server: str, told_of: Mapping[str, str], first: Workload) -> Start:
    """From the start of each server, one at a time, to its first answer."""
    clock: dict[str, list[float]] = {name: [] for name in SIDES}
    processor: dict[str, list[float]] = {name: [] for name in SIDES}
    for _ in range(STARTS):
        for name in SIDES:
            with serving(server, name, told_of) as served:
                first_answer(served.port, (first.ours if name == "ours" else first.floor)[0])
                clock[name].append(time.monotonic() - served.began)
                processor[name].append(served.processor_seconds())
    halves = {name: (median(clock[name]), median(processor[name])) for name in SIDES}
    return Start(halves["floor"][0], halves["ours"][0], halves["floor"][1], halves["ours"][1])


def run(kind: str, ours: Database, theirs: Database, given: argparse.Namespace) -> Run:
    """Everything about one database, told as it is measured."""
    tokens = founding.found(ours, given.accounts)
    floor.fill(theirs.url, given.accounts)
    told_of = {OURS: ours.url, SCHEMA: ours.schema or "", floor.DATABASE: theirs.url}
    print(f"\n{kind}, {given.server}, {given.accounts:,} accounts\n\n{HEAD}", flush=True)  # noqa: T201 (a program)
    all_of_them = list(workloads(ours, tokens, given.accounts))
    start = cold_start(given.server, told_of, all_of_them[0])
    print(start.told(), flush=True)  # noqa: T201 (as above)
    rows = []
    with serving(given.server, "ours", told_of) as mine, serving(given.server, "floor", told_of) as other:
        for one in all_of_them:
            rows.append(measure({"ours": mine, "floor": other}, one, given.seconds, given.rounds))
            print(rows[-1].told(), flush=True)  # noqa: T201 (as above)
    return Run(kind, given.server, given.accounts, given.rounds, start, rows)


def main() -> None:
    parser = argparse.ArgumentParser(prog="benchmarks.serving")
    parser.add_argument("--database", choices=["sqlite", "postgresql"])
    parser.add_argument("--server", choices=["granian", "gunicorn"], default="gunicorn")
    parser.add_argument("--accounts", type=int, default=100_000)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--seconds", type=float, default=3.0)
    parser.add_argument("--keep", action="store_true")
    given = parser.parse_args()
    with databases(count=2) as found:
        wanted = {kind: pair for kind, pair in found.items() if given.database in {None, kind.lower()}}
        runs = [run(kind, *pair, given) for kind, pair in wanted.items()]
    if given.keep:
        keep(runs)


if __name__ == "__main__":
    main()
