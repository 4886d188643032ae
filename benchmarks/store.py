# ruff: noqa: INP001, SLF001, T201 (a script, no package; it looks inside, and prints)
"""How fast the store writes, beside the same rows through the bare driver.

    .venv/bin/python -m benchmarks.store [POSTGRES-URL]

SQLite always; PostgreSQL where an address is given, or started for the run where the test extras are installed.
"""

import time
from collections.abc import Callable, Iterator
from decimal import Decimal
from itertools import chain
from statistics import median

from benchmarks.measuring import argument, databases
from objectry.rules import Value
from objectry.runtime.store import Passage, Store, WriteTransaction
from tests.runtime.store.stores import ACCOUNT, DEAL, NOW, STACK, TOTALS, context, deployed, ident, row

ROWS, PARENTS, ROUNDS = 10_000, 200, 5
FLOOR = 'INSERT INTO {place}"deal" (id, created_at, version, name, account, amount) VALUES ({marks})'
Work = Callable[[WriteTransaction], object]


def deals() -> list[dict[str, Value]]:
    return [row(n, name=f"Deal {n}", account=ident(10**6 + n % PARENTS), amount=Decimal(n) / 4) for n in range(ROWS)]


def timed(store: Store, work: Work, before: Work | None = None) -> float:
    """Records per second, the median of some rounds; each round is rolled back."""
    seconds = []
    for _ in range(ROUNDS):
        with store.write(1) as writing:
            if before is not None:
                before(writing)
            start = time.perf_counter()
            work(writing)
            seconds.append(time.perf_counter() - start)
            writing.discard()
    return ROWS / median(seconds)


def bare(store: Store) -> Work:
    """The same rows, already in the driver's own types, through its executemany."""
    postgres = store.schema is not None
    at: object = NOW if postgres else 0
    scale = 1 if postgres else 100
    rows = [
        (one["id"], at, 1, one["name"], one["account"], int(Decimal(str(one["amount"])) * scale)) for one in deals()
    ]
    place = f'"{store.schema}".' if postgres else ""
    statement = FLOOR.format(place=place, marks=", ".join(["%s" if postgres else "?"] * 6))

    def work(writing: WriteTransaction) -> None:
        writing._connection.connection.cursor().executemany(statement, rows)

    return work


def measure(store: Store) -> Iterator[tuple[str, float]]:
    """Each figure with its name."""
    rows = deals()
    passages = [
        Passage("deal", str(one["id"]), 1, NOW, ident(1), "user", "update", {"amount": (None, one["amount"])})
        for one in rows
    ]
    changes: list[dict[str, Value]] = [
        {"id": one["id"], "name": "other", "amount": Decimal(1), "version": Decimal(2)} for one in rows
    ]
    parents = [ident(10**6 + n) for n in range(PARENTS)]
    with store.write(1) as writing:
        writing.insert(ACCOUNT, [row(10**6 + n, name=str(n), city=str(n)) for n in range(PARENTS)])

    def insert(writing: WriteTransaction) -> None:
        writing.insert(DEAL, rows)

    yield "insert, bare driver", timed(store, bare(store))
    yield "insert", timed(store, insert)
    yield "update", timed(store, lambda writing: writing.update(DEAL, changes), insert)
    yield "lock and read", timed(store, lambda writing: writing.lock(DEAL, [str(one["id"]) for one in rows]), insert)
    yield "history rows", timed(store, lambda writing: writing.write_history(passages))
    yield (
        "roll-up of 200 parents",
        timed(store, lambda writing: writing.recompute(context(STACK), TOTALS, parents), insert),
    )


def main() -> None:
    with databases(argument(1)) as found:
        for database in chain(*found.values()):
            store = deployed(database)
            print("PostgreSQL" if database.is_postgres else "SQLite")
            for name, speed in measure(store):
                print(f"  {name:<24}{speed:>10,.0f} records/s")
            store.close()


if __name__ == "__main__":
    main()
