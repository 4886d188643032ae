"""What was acknowledged is there after kill -9, and nothing is there by half."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

from objectry.runtime.store.engine import open_store
from tests.databases import Database
from tests.runtime.store.stores import ACCOUNT, DEAL, deployed, ident, stored

WRITER = """
import os, sys
from decimal import Decimal
from objectry.runtime.store.engine import open_store
from tests.runtime.store.stores import ACCOUNT, DEAL, STACK, TOTALS, context, ident, row

store = open_store(sys.argv[1], sys.argv[2] or None)
first = int(sys.argv[3])
tables = context(STACK)
for count in range(first, first + 100_000):
    with store.write(1) as writing:
        (number,) = writing.next_numbers("deal.code", "", 1)
        writing.insert(ACCOUNT, [row(count, name=str(count))])
        deals = [row(10 * count + n, name=str(number), account=ident(count), amount=Decimal(1)) for n in range(3)]
        writing.insert(DEAL, deals)
        writing.recompute(tables, TOTALS, [ident(count)])
    os.write(1, f"{count}\\n".encode())
"""
FIRST, ROUNDS = 10_000, 3


def killed(database: Database, log: Path, first: int) -> list[int]:
    """Let a process write, kill it in the middle; what it had acknowledged by then."""
    with log.open("wb") as words:
        arguments = [sys.executable, "-c", WRITER, database.url, database.schema or "", str(first)]
        process = subprocess.Popen(arguments, stdout=words)
        deadline = time.monotonic() + 60
        while log.stat().st_size < 100:
            assert process.poll() is None
            assert time.monotonic() < deadline
            time.sleep(0.005)
        os.kill(process.pid, signal.SIGKILL)
        process.wait(10)
    return [int(line) for line in log.read_text().splitlines()]


def test_a_killed_writer_loses_nothing_it_acknowledged(database: Database, tmp_path: Path) -> None:
    """Every acknowledged record is there with its children and its figure; of others all or nothing is; no number is
    there twice."""
    deployed(database).close()
    numbers: list[object] = []
    for turn in range(ROUNDS):
        first = FIRST * (turn + 1)
        acknowledged = killed(database, tmp_path / f"log{turn}", first)
        counts = range(first, acknowledged[-1] + 3)
        store = open_store(database.url, database.schema)
        found = {str(one["id"]): one for one in stored(store, ACCOUNT, *counts)}
        assert {ident(count) for count in acknowledged} <= found.keys()
        for count in counts:
            deals = stored(store, DEAL, *(10 * count + n for n in range(3)))
            assert len(deals) == (3 if ident(count) in found else 0)
            numbers += {deal["name"] for deal in deals}
        assert all(one["total"] == 3 for one in found.values())
        store.close()
    assert len(numbers) == len(set(numbers))
