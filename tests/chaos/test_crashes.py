"""kill -9, errors and lost connections during an apply: exactly the old or the new, and the next apply works."""

import json
import os
import subprocess
import sys

import pytest

from objectry.runtime.store.failpoints import VARIABLE
from tests.chaos.crashing import ARMING, points
from tests.databases import Database

PROGRAM = """
import sys
from tests.chaos.crashing import *
from tests.chaos.ways import WAYS
from tests.databases import Database
database = Database(sys.argv[1], sys.argv[2] or None)
print({expression})
"""
ENDS = ["apply.begun", "apply.after_step", "apply.after_revision", "apply.before_commit", "apply.after_commit"]
ON_SQLITE = {"rebuild.after_statement"}  # PostgreSQL alters tables as they are


def played(database: Database, expression: str) -> str:
    """In a process of its own, in which failpoints listen and nothing else runs that a fork would tear apart."""
    program = PROGRAM.format(expression=expression)
    environment = {**os.environ, VARIABLE: ARMING}
    words = [sys.executable, "-c", program, database.url, database.schema or ""]
    done = subprocess.run(words, env=environment, capture_output=True, text=True, check=False, timeout=300)
    assert done.returncode == 0, done.stderr[-3000:]
    return done.stdout.strip()


def test_every_failpoint_is_swept(database: Database) -> None:
    """What the ways come past, and the door, are all the points there are in the source: none is left out."""
    ways = "sorted({name for way in WAYS.values() for name in reached(way(database))} | "
    found = played(database, ways + "set(passed(partial(call_door, database))))")
    spared = ON_SQLITE if database.schema else set()
    assert found == str(sorted(set(points()) - spared))


@pytest.mark.long
def test_kills_at_random_moments(database: Database) -> None:
    """Two of them, during an apply; `python -m tests.chaos --kills 200` does more, and other ways."""
    assert "none was torn" in played(database, "kill_at_random(WAYS['apply'](database), 2, 7)")


def test_kills_at_failpoints(database: Database) -> None:
    """At the points around the commit and the new revision, and early in the quarantine."""
    names = [*ENDS, "quarantine.hidden"]
    found = played(database, f"sweep(WAYS['apply'](database), ('kill9',), {names}, 1)")
    assert all(f"{name} 1" in found for name in names)
    assert "5 found the old stack, 1 the new one" in found


def test_kills_on_the_way_back_and_in_a_purge(database: Database) -> None:
    """A rollback crashes as an apply does, and what is purged is there or gone, never both."""
    back = played(database, "sweep(WAYS['rollback'](database), ('kill9',), ['quarantine.restored'], 1)")
    assert "1 found the old stack, 0 the new one" in back


def test_kills_in_a_purge(database: Database) -> None:
    """Everything is in quarantine still, or all of it is gone."""
    names = ["purge.dropped", "purge.forgotten"]
    assert "2 found the old stack, 0 the new one" in played(
        database, f"sweep(WAYS['purge'](database), ('kill9',), {names}, 1)"
    )


def test_kills_in_a_backup_and_a_restore(sqlite: Database) -> None:
    """The tenant is in the other database whole, or nothing is, and the next try succeeds."""
    names = ["restore.checked"]
    assert "1 found the old stack, 0 the new one" in played(
        sqlite, f"sweep(WAYS['backup and restore'](database), ('kill9',), {names}, 1)"
    )


@pytest.mark.long
def test_errors_and_lost_connections(database: Database) -> None:
    """An exception in the middle, and a connection that is gone."""
    names = ["apply.after_ddl"]
    assert "none was torn" in played(database, f"sweep(WAYS['apply'](database), ('raise', 'drop_conn'), {names}, 1)")


def test_the_door_is_all_or_nothing(database: Database) -> None:
    """A call that crashes before the commit has not happened, one that crashes after it has."""
    assert "2 found the old stack, 1 the new one" in played(database, "sweep_door(database, ('kill9',), points())")


def test_of_eight_appliers_one_wins(database: Database) -> None:
    """All others are refused, as their plan is stale."""
    codes = json.loads(played(database, "race(database, 8)"))
    assert sorted(codes) == [0] + [3] * 7
