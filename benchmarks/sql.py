# ruff: noqa: INP001, S608, T201 (a script, no package; its SQL is its own; it prints)
"""How fast the SQL of the rule language is, as a ratio to SQL written by hand for the same question, in one run.

    .venv/bin/python -m benchmarks.sql [POSTGRES-URL]

Both count the same rows of one table, in the same connection, in turn; the answers are compared first.  By hand is what
somebody who knows the tables would write for an exact answer: on SQLite numbers are whole numbers of their last place.
Ends with 1 where a form takes more than 1.3 times what the hand-written one does.
"""

import random
import sys
import time
from collections.abc import Iterator
from datetime import date, timedelta
from decimal import Decimal
from typing import NamedTuple

from benchmarks.measuring import argument, databases, side_by_side, told
from objectry.rules import Value
from objectry.runtime.conditions import Fulfils
from objectry.runtime.store.select import Select, count_select
from tests.parity.world import OPEN, World, identity, node, opened

ROWS, MOST = 40_000, 1.3
NAMES = ("Anna Berg", "Bo Lind", "陈晓明", "Ümit Öz", "Carl von Ossietzky")


class Question(NamedTuple):
    """A condition, and the same by hand on SQLite and on PostgreSQL ({t} is the table, {p} that of its children).

    `fused` says that SQLite has no exact form of its own: there our function is called, and nothing is promised.
    """

    text: str
    sqlite: str
    postgres: str
    fused: bool = False


PLAIN = "SELECT count(*) FROM {t} t WHERE t.deleted_at IS NULL AND "
FAR = (
    "SELECT count(*) FROM {t} t LEFT JOIN {t} p ON p.id = t.parent AND p.deleted_at IS NULL "
    "WHERE t.deleted_at IS NULL AND "
)
QUESTIONS = {
    "a picklist and a number": Question(
        'stage = "won" and amount > 5000',
        PLAIN + "t.stage = 'won' AND t.amount > 500000",
        PLAIN + "t.stage = 'won' AND t.amount > 5000",
    ),
    "arithmetic": Question(
        "amount * (1 - share) > 1000",
        PLAIN + "t.amount * (10000 - t.share) > 1000000000",
        PLAIN + "t.amount * (1 - t.share) > 1000",
    ),
    "rounded, with blanks": Question(
        'IF(stage = "lost", 0, ROUND(BLANKVALUE(amount, 0) * 19%, 1)) >= 500',
        PLAIN + "CASE WHEN t.stage = 'lost' THEN 0 "
        "ELSE (COALESCE(t.amount, 0) * 19 + CASE WHEN t.amount < 0 THEN -500 ELSE 500 END) / 1000 END >= 5000",
        PLAIN + "CASE WHEN t.stage = 'lost' THEN 0 ELSE round(COALESCE(t.amount, 0) * 0.19, 1) END >= 500",
    ),
    "a choice's attribute": Question(
        "amount * stage.probability > 900",
        PLAIN + "t.amount * CASE t.stage WHEN 'open' THEN 20 WHEN 'won' THEN 100 WHEN 'lost' THEN 0 END > 9000000",
        PLAIN + "t.amount * CASE t.stage WHEN 'open' THEN 0.2 WHEN 'won' THEN 1 WHEN 'lost' THEN 0 END > 900",
    ),
    "texts": Question(
        'BEGINS(name, "Anna") or CONTAINS(other, "x-7") or LEN(code) > 7',
        PLAIN + "(substr(t.name, 1, 4) = 'Anna' OR instr(t.other, 'x-7') > 0 OR length(t.code) > 7)",
        PLAIN + "(starts_with(t.name, 'Anna') OR strpos(t.other, 'x-7') > 0 OR length(t.code) > 7)",
    ),
    "days": Question(
        "closed - opened > 30 and opened >= TODAY() - 365",
        PLAIN + "julianday(t.closed) - julianday(t.opened) > 30 AND t.opened >= '2025-04-01'",
        PLAIN + "t.closed - t.opened > 30 AND t.opened >= DATE '2025-04-01'",
    ),
    "through a lookup": Question(
        'parent.stage = "won" and parent.amount > amount',
        FAR + "p.stage = 'won' AND p.amount > t.amount",
        FAR + "p.stage = 'won' AND p.amount > t.amount",
    ),
    "a sum over children": Question(
        "SUM(parts.price where not parts.gift) > 9000",
        PLAIN + "(SELECT COALESCE(sum(c.price), 0) FROM {p} c WHERE c.thing = t.id AND c.deleted_at IS NULL "
        "AND NOT c.gift) > 900000",
        PLAIN + "(SELECT COALESCE(sum(c.price), 0) FROM {p} c WHERE c.thing = t.id AND c.deleted_at IS NULL "
        "AND NOT c.gift) > 9000",
    ),
    "a division": Question(
        "amount / count > 700",
        PLAIN + "t.count <> 0 AND t.amount * 1.0 / t.count > 70000",
        PLAIN + "round((t.amount + 0.0000000000000000000000000000000000000000) / NULLIF(t.count, 0), 28) > 700",
        fused=True,
    ),
}


def things(pick: random.Random) -> Iterator[dict[str, Value]]:
    """Rows with some values blank."""
    for at in range(ROWS):
        opened_on = date(2024, 1, 1) + timedelta(days=pick.randrange(800))
        yield {
            "name": pick.choice(NAMES),
            "other": None if pick.random() < 0.2 else f"x-{pick.randrange(500)}",
            "code": f"c{pick.randrange(10**7)}",
            "amount": None if pick.random() < 0.1 else Decimal(pick.randrange(1_000_000)) / 100,
            "share": None if pick.random() < 0.1 else Decimal(pick.randrange(101)) / 100,
            "count": Decimal(pick.randrange(20)),
            "stage": pick.choice(["open", "won", "lost", None]),
            "opened": opened_on,
            "closed": None if pick.random() < 0.3 else opened_on + timedelta(days=pick.randrange(90)),
            "parent": identity(pick.randrange(at)) if at and pick.random() < 0.8 else None,
        }


def parts(pick: random.Random) -> Iterator[dict[str, Value]]:
    """Two children a row on average."""
    for _ in range(2 * ROWS):
        price = Decimal(pick.randrange(1_000_000)) / 100
        yield {"thing": identity(pick.randrange(ROWS)), "price": price, "gift": pick.random() < 0.1}


def measure(world: World, schema: str | None, name: str, question: Question) -> bool:
    """One question both ways; whether the promise is kept."""
    asked = Select("thing", {}, Fulfils(node(question.text)), policies=OPEN)
    at = "" if schema is None else f'"{schema}".'
    written = (question.postgres if world.is_postgres else question.sqlite).format(t=f"{at}thing", p=f"{at}part")

    def emitted() -> int:
        return count_select(world.connection, world.context, asked)

    def by_hand() -> int:
        return int(world.connection.exec_driver_sql(written).scalar_one())

    assert emitted() == by_hand(), name
    clock = time.perf_counter if world.is_postgres else time.process_time
    taken = side_by_side({"hand": by_hand, "emitted": emitted}, 5, clock)
    promised = None if question.fused and not world.is_postgres else MOST
    return told(name, taken["emitted"], taken["hand"], ROWS, promised)


def main() -> int:
    kept = []
    with databases(argument(1)) as found:
        for kind, (database,) in found.items():
            with opened(database) as world:
                pick = random.Random(7)  # noqa: S311 (test data, the same in each run)
                world.insert("thing", things(pick))
                world.insert("part", parts(pick))
                world.connection.exec_driver_sql("ANALYZE")
                print(kind)
                kept += [measure(world, database.schema, name, question) for name, question in QUESTIONS.items()]
    return 0 if all(kept) else 1


if __name__ == "__main__":
    sys.exit(main())
