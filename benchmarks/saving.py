# ruff: noqa: INP001, T201 (a script, no package; it prints)
"""What rules cost: a save of 10,000 records with 10 rules, 5 validations and 2 roll-ups, and the same without any.

    .venv/bin/python -m benchmarks.saving [POSTGRES-URL]

Both saves are one call of the door each, in turn, on databases that are alike but for the rules; every record is
written in full, with history.  Ends with 1 where the save with rules takes more than 3 times as long.
"""

import sys
import time
from collections.abc import Mapping

from benchmarks.companies import Company, company
from benchmarks.measuring import argument, databases, side_by_side, told
from objectry.runtime import Change

RECORDS, PARENTS, MOST = 10_000, 200, 3
ACCOUNT = """
object: account
label: Account
fields:
  name: {type: text, label: Name}
  grade: {type: text, label: Grade}
"""
ROLLUPS = """\
  won_total: {type: currency, label: Won, rollup: SUM(deals.amount where deals.stage = "won"), reveals: true}
  deal_count: {type: integer, label: Deals, rollup: COUNT(deals), reveals: true}
"""
DEAL = """
object: deal
label: Deal
fields:
  name: {type: text, label: Name}
  account: {type: lookup, label: Account, to: account, related_as: deals}
  amount: {type: currency, label: Amount}
  discount: {type: percent, label: Discount}
  net: {type: currency, label: Net}
  stage: {type: picklist, label: Stage, values: {open: {label: Open}, won: {label: Won}, lost: {label: Lost}}}
  due: {type: date, label: Due}
  closed_on: {type: date, label: Closed}
  size: {type: text, label: Size}
  score: {type: integer, label: Score}
  note: {type: text, label: Note}
"""
VALIDATIONS = """\
validations:
  negative: {error_if: amount < 0, message: The amount is negative.}
  much_off: {error_if: discount > 60% and amount > 100, message: "{name}: too much off."}
  no_due: {error_if: stage = "open" and ISBLANK(due), message: When is it due?}
  early: {error_if: closed_on < due - 4000, message: Closed too early.}
  far: {error_if: account.name = "nobody", message: There is no such account.}
"""
TASK = """
object: task
label: Task
fields:
  name: {type: text, label: Subject}
  about: {type: lookup, label: About, to: deal, related_as: tasks}
"""
RULES = """
object: deal
rules:
  netting: {label: A, when: before save, then: 'set net = ROUND(amount * (1 - BLANKVALUE(discount, 0)), 2)'}
  sizing: {label: B, when: before save, then: 'set size = IF(net > 5000, "large", IF(net > 500, "middle", "small"))'}
  closing: {label: C, when: before save, if: stage <> "open" and ISBLANK(closed_on), then: 'set closed_on = TODAY()'}
  scoring: {label: D, when: before save, then: 'set score = CASE(stage, "won", 3, "lost", 0, 1)'}
  naming: {label: E, when: before save, if: ISBLANK(note), then: 'set note = UPPER(LEFT(name, 3)) & "-" & size'}
  refusing: {label: F, when: before save, if: amount > 10000000, then: 'refuse("Too large.")'}
  thanking:
    label: G
    when: stage becomes "won"
    if: amount > 9800
    then: |
      create task { name = "Thank " & name, about = $record }
  lifting: {label: H, when: created, if: amount > 9900, then: 'set score = 9'}
  grading: {label: I, object: account, when: won_total changes, if: won_total > 1000000000, then: 'set grade = "gold"'}
  looking: {label: J, when: updated, if: account.name = "nobody", then: 'set note = "lost"'}
"""
BARE = {"objects/account.yaml": ACCOUNT, "objects/deal.yaml": DEAL, "objects/task.yaml": TASK}
RULED = {
    **BARE,
    "objects/account.yaml": ACCOUNT + ROLLUPS,
    "objects/deal.yaml": DEAL + VALIDATIONS,
    "flows/deal.yaml": RULES,
}


class Saves:
    """The saves of one company, each with values of its own."""

    def __init__(self, company: Company) -> None:
        self.company = company
        self.accounts = company.create("account", [{"name": str(number)} for number in range(PARENTS)])
        self.ids: list[str] = []
        self.round = 0

    def values(self, number: int) -> Mapping[str, object]:
        self.round += 1
        at = number + self.round
        return {
            "name": f"Deal {number}",
            "account": self.accounts[at % PARENTS],
            "amount": str(at % 10_000),
            "discount": str(at % 50),
            "stage": ("open", "won", "lost")[at % 3],
            "due": f"2026-0{at % 9 + 1}-15",
        }

    def create(self) -> None:
        self.ids = self.company.create("deal", [self.values(number) for number in range(RECORDS)])

    def update(self) -> None:
        changed = [Change(id, self.values(number)) for number, id in enumerate(self.ids)]
        self.company.platform.records.update(self.company.call(), "deal", changed)


def main() -> int:
    kept = []
    with databases(argument(1), 2) as found:
        for kind, (first, second) in found.items():
            with company(first, BARE) as bare, company(second, RULED) as ruled:
                plain, full = Saves(bare), Saves(ruled)
                print(kind)
                for name in ("create", "update"):
                    runs = {"without": getattr(plain, name), "with": getattr(full, name)}
                    taken = side_by_side(runs, 3, time.perf_counter if first.is_postgres else time.process_time)
                    told(f"{name}, without rules", taken["without"], taken["without"], RECORDS)
                    kept.append(told(f"{name}, with rules", taken["with"], taken["without"], RECORDS, MOST))
    return 0 if all(kept) else 1


if __name__ == "__main__":
    sys.exit(main())
