# ruff: noqa: INP001 (a script, no package)
"""How fast generated Python runs, as a ratio to a hand-written function in the same process.

    .venv/bin/python benchmarks/rules.py

Prints nanoseconds a record and the ratio; exits with 1 when the batch form is slower than 1.5 times by hand.
"""

import random
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, date, datetime
from decimal import ROUND_HALF_UP, Decimal, localcontext
from typing import Any

from objectry.metadata import AppSource, RuleText, core_app, load_stack
from objectry.rules import Catalog, Environment, Scope, check_expression, compile_node, scalar_function

RECORDS = 20_000
ROUNDS = 7
MOST = 1.5
DEAL = """
object: deal
label: Deal
fields:
  amount: {type: currency}
  discount: {type: percent}
  region: {type: picklist, values: {east: {label: East}, west: {label: West}, north: {label: North}}}
  stage: {type: picklist, values: {open: {label: Open}, won: {label: Won}, lost: {label: Lost}}}
  close_date: {type: date}
"""
FORMULA = """
IF(stage <> "lost" and amount * (1 - BLANKVALUE(discount, 0)) > 1000 and close_date >= TODAY() - 90,
   ROUND(amount * CASE(region, "east", 0.12, "west", 0.08, 0.05), 2),
   0)
"""
Row = Mapping[str, Any]
ZERO = Decimal(0)
USUAL = Decimal("0.05")
FACTORS = {"east": Decimal("0.12"), "west": Decimal("0.08")}
CENT = Decimal("0.01")


def by_hand(rows: Sequence[Row], today: date) -> list[Decimal | None]:
    """What a careful programmer would write for this one formula."""
    start = date.fromordinal(today.toordinal() - 90)
    return [one_by_hand(row, start) for row in rows]


def one_by_hand(row: Row, start: date) -> Decimal | None:
    amount, discount, day = row["amount"], row["discount"], row["close_date"]
    if row["stage"] == "lost" or amount is None or day is None:
        return ZERO
    if discount is None:
        discount = ZERO
    if amount * (1 - discount) > 1000 and day >= start:
        found: Decimal = (amount * FACTORS.get(row["region"], USUAL)).quantize(CENT, ROUND_HALF_UP)
        return found
    return ZERO


def records() -> list[Row]:
    """Random deals, some values blank."""
    pick = random.Random(7)  # noqa: S311 (test data, the same in each run)
    return [
        {
            "amount": None if pick.random() < 0.1 else Decimal(pick.randrange(10_000_000)) / 100,
            "discount": None if pick.random() < 0.3 else Decimal(pick.randrange(60)) / 100,
            "region": pick.choice(["east", "west", "north", None]),
            "stage": pick.choice(["open", "won", "lost"]),
            "close_date": None if pick.random() < 0.1 else date(2026, pick.randrange(1, 13), 15),
        }
        for _ in range(RECORDS)
    ]


def best(run: Callable[[], object]) -> float:
    """Nanoseconds a record, the best of several rounds."""
    times = []
    for _ in range(ROUNDS):
        start = time.perf_counter_ns()
        run()
        times.append((time.perf_counter_ns() - start) / RECORDS)
    return min(times)


def main() -> int:
    app = {"app.yaml": "name: bench\nlabel: Bench\nversion: 1.0.0\n", "objects/deal.yaml": DEAL}
    model, _ = load_stack([core_app(), AppSource("bench", app)])
    node, problems = check_expression(RuleText(FORMULA), Scope(Catalog(model), "deal"))
    assert node is not None, list(problems)
    rows = records()
    env = Environment(datetime(2026, 6, 30, tzinfo=UTC), date(2026, 6, 30), {}, "web")
    evaluator = compile_node(node)
    inputs, function = scalar_function(node)
    keys = [one.key for one in inputs if hasattr(one, "key")]

    assert evaluator.run(rows, env) == by_hand(rows, env.today)
    with localcontext():
        hand = best(lambda: by_hand(rows, env.today))
    batch = best(lambda: evaluator.run(rows, env))
    single = best(lambda: [function(*(row[key] for key in keys), env.today) for row in rows])
    for name, taken in (("by hand", hand), ("generated, batch", batch), ("generated, one at a time", single)):
        sys.stdout.write(f"{name:26} {taken:6.0f} ns a record   {taken / hand:5.2f} x\n")
    return 0 if batch <= MOST * hand else 1


if __name__ == "__main__":
    sys.exit(main())
