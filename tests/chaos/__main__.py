"""Crashes by command: `python -m tests.chaos --kills 200`, `python -m tests.chaos --sweep`.

Runs on SQLite and on PostgreSQL (the server of OBJECTRY_TEST_POSTGRES, else one started for it) and says what it found;
anything that is torn ends it with an error.
"""

import argparse
import os
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path

from objectry.runtime.store import failpoints
from tests import embedded_postgres
from tests.chaos.crashing import ARMING, kill_at_random, points, race, sweep, sweep_door
from tests.chaos.drill import drill
from tests.chaos.ways import WAYS, Way
from tests.databases import Database, drop_schemas, given_server, postgres_database, sqlite_database

ACTIONS = ("kill9", "raise", "drop_conn")


def main() -> None:
    """Read what is wanted and do it on each database."""
    parser = argparse.ArgumentParser(prog="python -m tests.chaos", description=__doc__)
    parser.add_argument("--kills", type=int, default=0, help="kill -9 at so many random moments of each way")
    parser.add_argument("--sweep", action="store_true", help="every failpoint, at every passing, by every action")
    parser.add_argument("--races", type=int, default=0, help="so many times 8 appliers at once")
    parser.add_argument("--drill", type=int, default=0, help="the upgrade drill with so many records")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--database", choices=["sqlite", "postgresql"], help="only this one")
    wanted = parser.parse_args()
    if not failpoints.ARMED:
        os.environ[failpoints.VARIABLE] = ARMING
        raise SystemExit(f"start it with {failpoints.VARIABLE}={ARMING}")
    for kind in [wanted.database] if wanted.database else ["sqlite", "postgresql"]:
        for name, way in WAYS.items():
            if wanted.kills:
                _told(kind, f"kills in {name}", partial(_kill, way, wanted.kills, wanted.seed))
            if wanted.sweep:
                _told(kind, f"sweep of {name}", partial(_sweep, way))
        if wanted.sweep:
            _told(kind, "door", lambda database: sweep_door(database, ACTIONS, points()))
        if wanted.drill:
            _told(kind, "drill", lambda database: drill(database, wanted.drill))
        for _ in range(wanted.races):
            _told(kind, "race of 8", lambda database: sorted(race(database, 8)))


def _kill(way: Callable[[Database], Way], kills: int, seed: int, database: Database) -> object:
    return kill_at_random(way(database), kills, seed)


def _sweep(way: Callable[[Database], Way], database: Database) -> object:
    """Every point the way comes past, at every passing."""
    return sweep(way(database), ACTIONS, points(), 1000)


def _told(kind: str, what: str, act: Callable[[Database], object]) -> None:
    start = time.monotonic()
    with _database(kind) as database:
        found = act(database)
    print(f"{kind} {what}: {found} ({time.monotonic() - start:.0f} s)", flush=True)  # noqa: T201


@contextmanager
def _database(kind: str) -> Iterator[Database]:
    if kind == "sqlite":
        with tempfile.TemporaryDirectory() as place:
            yield sqlite_database(Path(place))
        return
    folder = embedded_postgres.new_folder()
    fresh = postgres_database(given_server() or embedded_postgres.start(folder))
    try:
        yield fresh
        drop_schemas(fresh)
    finally:
        embedded_postgres.stop(folder)


if __name__ == "__main__":
    main()
