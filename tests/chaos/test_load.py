"""A server under load that is killed, stands still, gets another time; `python -m tests.chaos --load 20` does more."""

import os
import subprocess
import sys

from tests.databases import Database

PROGRAM = """
import sys
from tests.chaos.load import under_load
from tests.databases import Database
print(under_load(Database(sys.argv[1], sys.argv[2] or None), {plan}, 7))
"""


def test_nothing_acknowledged_is_lost_or_doubled(database: Database) -> None:
    """Of six clients who repeat what was not answered: each write once, numbers different, roll-ups and audit whole."""
    program = PROGRAM.format(plan=["clock", "kill", "pause"])
    words = [sys.executable, "-c", program, database.url, database.schema or ""]
    done = subprocess.run(words, env=os.environ, capture_output=True, text=True, check=False, timeout=120)
    assert done.returncode == 0, done.stderr[-3000:]
    assert "'kill': 1" in done.stdout
