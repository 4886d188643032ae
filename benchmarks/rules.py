# ruff: noqa: INP001, T201 (a script, no package; it prints)
"""How fast generated Python runs, as a ratio to hand-written functions and to simpleeval; how fast texts are checked.

    .venv/bin/python -m benchmarks.rules

All figures of a formula are taken in turn, in one process, over the same records; all give the same answers.  Ends
with 1 where the batch form takes more than 1.5 times what the hand-written function does, is less than 20 times as fast
as simpleeval with a parsed expression, or where parsing and checking 5,000 expressions takes more than 5 seconds of the
processor.
"""

import random
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from decimal import ROUND_HALF_UP, Decimal
from itertools import cycle
from pathlib import Path
from typing import Any

from simpleeval import SimpleEval

from benchmarks.measuring import side_by_side, told
from objectry.metadata import AppSource, RuleText, core_app, load_stack, read_folder
from objectry.rules import Catalog, Environment, Scope, check_expression, compile_node

ROOT = Path(__file__).parents[1]
RECORDS, FEWER = 20_000, 1_000
EXPRESSIONS = 5_000
MOST, LEAST, SECONDS = 1.5, 20, 5
TODAY = date(2026, 6, 30)
DEAL = """
object: deal
label: Deal
fields:
  amount: {type: currency}
  discount: {type: percent}
  region: {type: picklist, values: {east: {label: East}, west: {label: West}, north: {label: North}}}
  stage: {type: picklist, values: {open: {label: Open}, won: {label: Won}, lost: {label: Lost}}}
  close_date: {type: date}
  city: {type: text}
  code: {type: text}
"""
Row = Mapping[str, Any]
ZERO, CENT = Decimal(0), Decimal("0.01")
FACTORS, USUAL = {"east": Decimal("0.12"), "west": Decimal("0.08")}, Decimal("0.05")
BOUND, HALF, HUNDRED, RATE = Decimal(1000), Decimal("0.5"), Decimal(100), Decimal("1.19")


@dataclass(frozen=True)
class Formula:
    """One formula in our language, as a function by hand, and as simpleeval can say it.

    simpleeval knows no decimals and no nulls: it is given our constants as names, and a function that reads blanks.
    """

    name: str
    text: str
    by_hand: Callable[[Row], object]
    simple: str


def commission(row: Row) -> Decimal | None:
    """What a careful programmer would write for the first formula."""
    amount, discount, day = row["amount"], row["discount"], row["close_date"]
    if row["stage"] == "lost" or amount is None or day is None:
        return ZERO
    if discount is None:
        discount = ZERO
    if amount * (1 - discount) > 1000 and day >= START:
        found: Decimal = (amount * FACTORS.get(row["region"], USUAL)).quantize(CENT, ROUND_HALF_UP)
        return found
    return ZERO


def tag(row: Row) -> str:
    """The second: texts."""
    city, code = row["city"], row["code"]
    if city is None:
        return "nowhere"
    return f"{city[:3].upper()}-{code if code is not None else 'none'}"


def due(row: Row) -> date | None:
    """The third: dates and conditions."""
    day = row["close_date"]
    if day is None:
        return None
    if row["stage"] == "won" or row["region"] in ("east", "west"):
        return max(TODAY, day)
    found: date = day + MONTH
    return found


def gross(row: Row) -> Decimal:
    """The fourth: arithmetic, blank as zero."""
    amount, discount = row["amount"] or ZERO, row["discount"] or ZERO
    found: Decimal = ((amount - amount * discount / 2 + HUNDRED) * RATE).quantize(CENT, ROUND_HALF_UP)
    return found


START, MONTH = TODAY - timedelta(days=90), timedelta(days=30)
FORMULAS = (
    Formula(
        "conditions, decimals, CASE, ROUND",
        """
        IF(stage <> "lost" and amount * (1 - BLANKVALUE(discount, 0)) > 1000 and close_date >= TODAY() - 90,
           ROUND(amount * CASE(region, "east", 0.12, "west", 0.08, 0.05), 2),
           0)
        """,
        commission,
        """rounded(amount * (EAST if region == "east" else WEST if region == "west" else USUAL))
           if stage != "lost" and amount is not None and close_date is not None
           and amount * (ONE - filled(discount, ZERO)) > BOUND and close_date >= START else ZERO""",
    ),
    Formula(
        "texts",
        'IF(ISBLANK(city), "nowhere", UPPER(LEFT(city, 3)) & "-" & BLANKVALUE(code, "none"))',
        tag,
        '"nowhere" if city is None else upper(left(city, 3)) + "-" + filled(code, "none")',
    ),
    Formula(
        "dates and choices",
        """IF(ISBLANK(close_date), null,
              IF(stage = "won" or region in ("east", "west"),
                 IF(close_date > TODAY(), close_date, TODAY()), close_date + 30))""",
        due,
        """None if close_date is None else later(close_date, TODAY)
           if stage == "won" or region in SIDES else close_date + MONTH""",
    ),
    Formula(
        "arithmetic, blank as zero",
        """ROUND((BLANKVALUE(amount, 0) - BLANKVALUE(amount, 0) * BLANKVALUE(discount, 0) * 50% + 100) * 1.19, 2)""",
        gross,
        """rounded((filled(amount, ZERO) - filled(amount, ZERO) * filled(discount, ZERO) * HALF + HUNDRED) * RATE)""",
    ),
)
NAMES = {
    "EAST": FACTORS["east"],
    "WEST": FACTORS["west"],
    "USUAL": USUAL,
    "ZERO": ZERO,
    "ONE": Decimal(1),
    "HALF": HALF,
    "BOUND": BOUND,
    "HUNDRED": HUNDRED,
    "RATE": RATE,
    "START": START,
    "TODAY": TODAY,
    "MONTH": MONTH,
    "SIDES": ("east", "west"),
    "None": None,
}
FUNCTIONS = {
    "rounded": lambda value: value.quantize(CENT, ROUND_HALF_UP),
    "filled": lambda value, other: other if value is None else value,
    "upper": str.upper,
    "left": lambda text, count: text[:count],
    "later": max,
}


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
            "city": pick.choice(["Berlin", "Oslo", "上海市", "Zürich", None]),
            "code": pick.choice(["A1", "B2", None]),
        }
        for _ in range(RECORDS)
    ]


def scope() -> Scope:
    app = {"app.yaml": "name: bench\nlabel: Bench\nversion: 1.0.0\n", "objects/deal.yaml": DEAL}
    return Scope(Catalog(load_stack([core_app(), AppSource("bench", app)])[0]), "deal")


def measure(one: Formula, rows: Sequence[Row], env: Environment) -> bool:
    """The figures of one formula; whether both promises are kept."""
    node, problems = check_expression(RuleText(one.text), scope())
    assert node is not None, list(problems)
    evaluator = compile_node(node)
    parsed = SimpleEval.parse(one.simple.replace("\n", " ").strip())

    def simple(some: Sequence[Row]) -> list[object]:
        found = []
        for row in some:
            ours = SimpleEval(functions=FUNCTIONS, names={**NAMES, **row})
            found.append(ours.eval(one.simple, previously_parsed=parsed))
        return found

    few = rows[:FEWER]
    by_hand = [one.by_hand(row) for row in rows]
    assert evaluator.run(rows, env) == by_hand
    assert simple(few) == by_hand[:FEWER]
    taken = side_by_side(
        {
            "by hand": lambda: [one.by_hand(row) for row in rows],
            "generated": lambda: evaluator.run(rows, env),
            "one record a call": lambda: [evaluator.run((row,), env) for row in few],
            "simpleeval": lambda: simple(few),
        }
    )
    hand, generated = taken["by hand"], taken["generated"]
    taken["one record a call"] *= RECORDS / FEWER
    taken["simpleeval"] *= RECORDS / FEWER
    print(one.name)
    told("by hand", hand, hand, RECORDS)
    kept = told("generated, a batch", generated, hand, RECORDS, MOST)
    told("generated, one record a call", taken["one record a call"], hand, RECORDS)
    told("simpleeval, parsed once", taken["simpleeval"], hand, RECORDS)
    times = taken["simpleeval"] / generated
    print(f"  generated is {times:.0f} times as fast as simpleeval   at least {LEAST}")
    return kept and times >= LEAST


def written() -> list[tuple[str, Scope]]:
    """The formulas, validations, conditions of rules and filters of the standard CRM, with what each may name."""
    model = load_stack([core_app(), AppSource("crm", read_folder(ROOT).files)])[0]
    catalog = Catalog(model)
    found: list[tuple[RuleText | None, Scope]] = []
    for name, thing in model.objects.items():
        scope = Scope(catalog, name)
        found += [(text, scope) for field in thing.fields.values() for text in (field.formula, field.required_if)]
        found += [(one.error_if, replace(scope, moment=True)) for one in thing.validations.values()]
        found += [(one.where, scope) for one in model.layouts[name].views.values()]
    found += [(one.condition, Scope(catalog, one.object, moment=True)) for one in model.rules.values()]
    return [(text.text, scope) for text, scope in found if text is not None]


def check_many() -> bool:
    """Parse and check so many texts, no two of them alike: those of the standard CRM and the long ones above."""
    deal = scope()
    known = [*written(), *((one.text, deal) for one in FORMULAS)]
    varied = [
        (f"{text}{' ' * (at // len(known))}", scope) for at, (text, scope) in zip(range(EXPRESSIONS), cycle(known))
    ]
    check_expression(RuleText("1 + 1"), deal)  # the grammar is read once a process
    start, busy = time.perf_counter(), time.process_time()
    good = sum(check_expression(RuleText(text), scope)[0] is not None for text, scope in varied)
    taken, worked = time.perf_counter() - start, time.process_time() - busy
    assert good == EXPRESSIONS
    letters = sum(len(text.strip()) for text, _ in varied) // EXPRESSIONS
    print(f"parsing and checking {EXPRESSIONS:,} expressions of {letters} letters on average")
    print(f"  {taken:.2f} s, {worked:.2f} s of processor time, {worked / SECONDS:.2f} of the {SECONDS} s promised")
    return worked <= SECONDS


def main() -> int:
    rows, env = records(), Environment(datetime(2026, 6, 30, tzinfo=UTC), TODAY, {}, "web")
    kept = [measure(one, rows, env) for one in FORMULAS]
    return 0 if all([*kept, check_many()]) else 1


if __name__ == "__main__":
    sys.exit(main())
