# ruff: noqa: INP001, SLF001, T201 (a script, no package; it looks inside, and prints)
"""A hundred thousand records through rules that write others: statements, time and memory.

    .venv/bin/python -m benchmarks.crowd [RECORDS] [POSTGRES-URL]

Deals are made 10,000 a call, the most there may be; each calls up a rule that creates a task, and a condition counts
tasks.  Then every account changes, and a rule changes all its deals; at last every deal goes, and its tasks with it.
The statements of a call must not grow with its records: ends with 1 where 1,000 records need more than 25 of them.
"""

import resource
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager

import sqlalchemy as sa

from benchmarks.companies import Company, company
from benchmarks.measuring import argument, databases
from objectry.runtime import MOST_RECORDS, Change, Target

RECORDS, DEALS_EACH, MOST = 100_000, 20, 25
FILES = {
    "objects/account.yaml": """
object: account
label: Account
fields:
  name: {type: text, label: Name}
  level: {type: integer, label: Level}
  deal_count: {type: integer, label: Deals, rollup: COUNT(deals), reveals: true}
""",
    "objects/deal.yaml": """
object: deal
label: Deal
fields:
  name: {type: text, label: Name}
  account: {type: lookup, label: Account, to: account, related_as: deals}
  amount: {type: currency, label: Amount}
  level: {type: integer, label: Level}
""",
    "objects/task.yaml": """
object: task
label: Task
fields:
  name: {type: text, label: Subject}
  deal: {type: lookup, label: Deal, to: deal, related_as: tasks, on_delete: cascade}
""",
    "flows/all.yaml": """
rules:
  call_them: {label: A, object: deal, when: created, then: 'create task { name = "Call " & name, deal = $record }'}
  pass_on: {label: B, object: account, when: level changes, then: 'update deals { level = level }'}
  busy: {label: C, object: deal, when: level changes, if: COUNT(tasks) > 5, then: 'refuse("Too many tasks.")'}
""",
}


class Counted:
    """How many statements have been run since somebody looked."""

    def __init__(self, company: Company) -> None:
        self.number = 0
        sa.event.listen(company.platform._store._pools.writer, "before_cursor_execute", self._count)

    def _count(self, *_: object) -> None:
        self.number += 1

    def taken(self) -> int:
        number, self.number = self.number, 0
        return number


@contextmanager
def told(name: str, records: int, counted: Counted) -> Iterator[list[bool]]:
    """Print what the block took; the list says whether it kept to its statements."""
    kept: list[bool] = []
    counted.taken()
    start = time.perf_counter()
    yield kept
    seconds, statements = time.perf_counter() - start, counted.taken()
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    each = statements / records * 1000
    kept.append(each <= MOST)
    print(f"  {name:34}{statements:8,} statements, {each:5.1f} for 1,000 records{seconds:8.1f} s{memory:6,} MB at most")


def in_calls(things: Sequence[str], act: Callable[[Sequence[str]], object], size: int = MOST_RECORDS) -> None:
    for start in range(0, len(things), size):
        act(things[start : start + size])


def crowd(company: Company, records: int) -> bool:
    """All three; whether each kept its promise."""
    counted, door = Counted(company), company.platform.records
    accounts = company.create("account", [{"name": str(number)} for number in range(max(records // DEALS_EACH, 1))])
    deals: list[str] = []

    def make(names: Sequence[str]) -> None:
        values = [{"name": name, "account": accounts[int(name) % len(accounts)], "amount": 1} for name in names]
        deals.extend(company.create("deal", values))

    def raise_level(part: Sequence[str]) -> None:
        door.update(company.call(), "account", [Change(id, {"level": 2}) for id in part])

    with told(f"{records:,} deals, a task each", records, counted) as made:
        in_calls([str(number) for number in range(records)], make)
    with told(f"{len(accounts):,} accounts, {DEALS_EACH} deals each", records, counted) as changed:
        in_calls(accounts, raise_level, MOST_RECORDS // DEALS_EACH)
    with told(f"{records:,} deals gone, and their tasks", records, counted) as gone:
        in_calls(deals, lambda part: door.delete(company.call(), "deal", [Target(id) for id in part]))
    return all([*made, *changed, *gone])


def main() -> int:
    records = int(sys.argv.pop(1)) if len(sys.argv) > 1 and sys.argv[1].isdigit() else RECORDS
    kept = []
    with databases(argument(1)) as found:
        for kind, (database,) in found.items():
            print(kind)
            with company(database, FILES) as made:
                kept.append(crowd(made, records))
    return 0 if all(kept) else 1


if __name__ == "__main__":
    sys.exit(main())
