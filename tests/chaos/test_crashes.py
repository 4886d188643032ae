"""kill -9, errors and lost connections during an apply: exactly the old or the new, and the next apply works."""

import json
import os
import subprocess
import sys

from objectry.runtime.store.failpoints import VARIABLE
from tests.chaos.crashing import ARMING, points
from tests.databases import Database

PROGRAM = """
import sys
from tests.chaos.crashing import {name}
from tests.databases import Database
print({name}(Database(sys.argv[1], sys.argv[2] or None), {arguments}))
"""


def played(database: Database, name: str, arguments: str) -> str:
    """In a process of its own, in which failpoints listen and nothing else runs that a fork would tear apart."""
    program = PROGRAM.format(name=name, arguments=arguments)
    environment = {**os.environ, VARIABLE: ARMING}
    words = [sys.executable, "-c", program, database.url, database.schema or ""]
    done = subprocess.run(words, env=environment, capture_output=True, text=True, check=False, timeout=300)
    assert done.returncode == 0, done.stderr[-3000:]
    return done.stdout.strip()


def test_kills_at_random_moments(database: Database) -> None:
    """Some of them, on the way to and fro; `python -m tests.chaos --kills 200` does more."""
    assert "none was torn" in played(database, "kill_at_random", "6, 7")


def test_kills_at_failpoints(database: Database) -> None:
    """At the points around the commit and the new revision, and early in the quarantine."""
    names = ["apply.begun", "apply.after_step", "apply.after_revision", "apply.before_commit", "apply.after_commit"]
    found = played(database, "sweep", f"('kill9',), {[*names, 'quarantine.hidden']}, 1")
    assert all(f"{name} 1" in found for name in names)
    assert "5 found the old stack, 1 the new one" in found


def test_errors_and_lost_connections(database: Database) -> None:
    """An exception in the middle, and a connection that is gone."""
    found = played(database, "sweep", "('raise', 'drop_conn'), ['apply.after_step', 'apply.after_ddl'], 1")
    assert "none was torn" in found


def test_the_door_is_all_or_nothing(database: Database) -> None:
    """A call that crashes before the commit has not happened, one that crashes after it has."""
    found = played(database, "sweep_door", f"('kill9',), {[one for one in points() if one.startswith('door.')]}")
    assert "2 found the old stack, 1 the new one" in found


def test_of_eight_appliers_one_wins(database: Database) -> None:
    """All others are refused, as their plan is stale."""
    codes = json.loads(played(database, "race", "8"))
    assert sorted(codes) == [0] + [3] * 7
