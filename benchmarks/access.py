# ruff: noqa: INP001, SLF001, T201 (a script, no package; it writes rows past the door, and prints)
"""How long the first page of a list takes for people who see little, more, and much of a million records.

    .venv/bin/python -m benchmarks.access [RECORDS [POSTGRES-URL]]

10,000 users in a hierarchy of eight levels own the records evenly; sharing is private.  SQLite always; PostgreSQL
where an address is given, or started for the run where the test extras are installed.
"""

import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import chain
from typing import Any

import sqlalchemy as sa

from benchmarks.measuring import argument, databases
from objectry.metadata import AppSource, core_app
from objectry.runtime import Actor, Consent, Platform, Query, SetClock, Source
from objectry.runtime.store import open_store

NOW = datetime(2026, 11, 22, 9, 0, tzinfo=UTC)
LEVELS = (1, 4, 16, 64, 256, 1024, 4096, 4539)
ROUNDS = 30
DEAL = """
object: deal
label: Deal
sharing: {base: private, hierarchy: true}
features: []
fields:
  name: {type: text, required: true}
  amount: {type: decimal, precision: 12, scale: 2, index: true}
  region: {type: picklist, values: {east: {}, west: {}}, index: true}
  remark: {type: text}
"""
RIGHTS = """
roles: {worker: {label: Worker, sets: [work]}}
permission_sets: {work: {objects: {deal: all, user: {read: true}}}}
sharing_rules:
  deal:
    large: {when: amount > 999990, to: role:worker}
"""
FILES = {"app.yaml": "name: bench\nversion: 1\n", "objects/deal.yaml": DEAL, "permissions/all.yaml": RIGHTS}
DEALS = (
    "id",
    "owner",
    "name",
    "amount",
    "region",
    "remark",
    "version",
    "created_at",
    "updated_at",
    "created_by",
    "updated_by",
)
SORTS = {"no order": (), "indexed": ("-amount",), "unindexed": ("remark",)}


def ident(kind: int, number: int) -> str:
    return f"0193{kind:04x}-0000-7000-8000-{number:012x}"


@dataclass(frozen=True)
class Tree:
    """The people: each level reports to the one before it."""

    managers: dict[int, int | None]
    first: tuple[int, ...]

    def above(self, user: int) -> Iterator[int]:
        current = self.managers[user]
        while current is not None:
            yield current
            current = self.managers[current]


def people() -> Tree:
    managers: dict[int, int | None] = {0: None}
    first, start = [0], 0
    for size in LEVELS[1:]:
        begin = len(managers)
        above = begin - start
        managers.update({begin + place: start + place * above // size for place in range(size)})
        start = begin
        first.append(begin)
    return Tree(managers, tuple(first))


def fill(platform: Platform, tree: Tree, records: int) -> None:
    """Rows past the door, as an import of a million would leave them."""
    store = platform._store
    blueprint = platform.current().blueprint
    tables = store.tables(blueprint)
    marks = {"created_at": NOW, "updated_at": NOW, "created_by": ident(1, 0), "updated_by": ident(1, 0), "version": 1}
    with store.write(platform.current().revision) as transaction:
        connection = transaction._connection
        names = [{"id": ident(1, one), "kind": "user", "name": f"u{one}"} for one in tree.managers]
        connection.execute(tables.principal.insert(), names)
        users = [
            {"id": ident(1, one), "name": f"u{one}", "username": f"u{one}", "active": True, "role": "worker", **marks}
            | {"manager": None if boss is None else ident(1, boss)}
            for one, boss in tree.managers.items()
        ]
        connection.execute(tables.objects["user"].insert(), users)
        paths = [
            {"ancestor": ident(1, top), "descendant": ident(1, one), "depth": depth}
            for one in tree.managers
            for depth, top in enumerate(tree.above(one), 1)
        ]
        connection.execute(tables.manager_path.insert(), paths)
        deal = tables.objects["deal"]
        connection.execute(deal.insert().from_select(list(DEALS), deals(deal, records, postgres=store._postgres)))
    with store._writer.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.exec_driver_sql("ANALYZE")


def deals(deal: sa.Table, records: int, *, postgres: bool) -> sa.Select[Any]:
    """A million rows made by the database itself."""
    start = sa.select(sa.literal(0).label("n")).cte(recursive=True)
    numbers = start.union_all(sa.select(start.c.n + 1).where(start.c.n < records - 1))
    n = sa.cast(numbers.c.n, sa.BigInteger())

    def id_of(kind: int, number: sa.ColumnElement[Any]) -> sa.ColumnElement[Any]:
        start = ident(kind, 0)[:-12]
        if postgres:
            return sa.cast(start + sa.func.lpad(sa.func.to_hex(number), 12, "0"), sa.Uuid())
        return sa.func.printf(f"{start}%012x", number)

    mixed = n * 7_919_317 % 99_999_989
    amount = mixed / sa.cast(100, sa.Numeric()) if postgres else mixed
    values = {
        "id": id_of(2, n),
        "owner": id_of(1, n * 7919 % 10_000),
        "name": sa.literal("Deal ") + sa.cast(n, sa.Text()),
        "amount": amount,
        "region": sa.case((n % 2 == 0, "east"), else_="west"),
        "remark": sa.cast(n * 2_654_435_761 % 4_294_967_296, sa.Text()),
        "version": sa.literal(1),
        **{name: sa.literal(NOW, deal.c[name].type) for name in ("created_at", "updated_at")},
        **{name: id_of(1, n * 0) for name in ("created_by", "updated_by")},
    }
    return sa.select(*(values[name].label(name) for name in DEALS))


def actor(user: int) -> Actor:
    return Actor(ident(1, user), f"u{user}", role="worker", sets=frozenset({"work"}))


def page(platform: Platform, who: Actor, sort: tuple[str, ...]) -> tuple[float, float, int]:
    """Median and 95th percentile in milliseconds, and how many records there were on the page."""
    seconds, found = [], 0
    for _ in range(ROUNDS):
        start = time.perf_counter()
        call = platform.call(who, Source.API)
        found = len(platform.records.find(call, Query("deal", sort=sort, limit=50, fields=("name", "amount"))).records)
        seconds.append(1000 * (time.perf_counter() - start))
        if sum(seconds) > 20_000:
            break
    seconds.sort()
    return seconds[len(seconds) // 2], seconds[int(len(seconds) * 0.95)], found


def main() -> None:
    records = int(sys.argv[1]) if len(sys.argv) > 1 else 1_000_000
    tree = people()
    who = {"rep": tree.first[-1] + 100, "manager": tree.first[4] + 10, "director": tree.first[1]}
    with databases(argument(2)) as found:
        for database in chain(*found.values()):
            platform = Platform(open_store(database.url, database.schema), SetClock(NOW))
            planned, faults = platform.deployments.plan([core_app(), AppSource("bench", FILES)])
            assert planned is not None, [str(one) for one in faults]
            platform.deployments.apply(planned, Consent(), "bench", "bench")
            start = time.perf_counter()
            fill(platform, tree, records)
            print("PostgreSQL" if database.is_postgres else "SQLite", f"filled in {time.perf_counter() - start:.0f} s")
            for name, user in who.items():
                for order, sort in SORTS.items():
                    half, most, rows = page(platform, actor(user), sort)
                    print(f"  {name:<10}{order:<12}{half:>10.1f} ms{most:>10.1f} ms p95 {rows:>4} rows", flush=True)
            platform.close()


if __name__ == "__main__":
    main()
