"""Crashes by command: `python -m tests.chaos --kills 200`, `python -m tests.chaos --sweep`; edits by `--edits 200`.

Runs on SQLite and on PostgreSQL (the server of OBJECTRY_TEST_POSTGRES, else one started for it) and says what it found;
anything that is torn ends it with an error.
"""

import argparse
import os
import random
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
from tests.chaos.editing import by_chance, edited
from tests.chaos.edits import EDITS, together
from tests.chaos.load import filling, restarting, small_disk, under_load
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
    parser.add_argument("--edits", type=int, default=0, help="the hardest edits there and back, and so many by chance")
    parser.add_argument("--load", type=int, default=0, help="so many kills, pauses and jumps of time under load")
    parser.add_argument("--full", type=int, default=0, help="fill the disk so many times under load (SQLite, as root)")
    parser.add_argument("--restarts", type=int, default=0, help="restart PostgreSQL so many times under load")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--database", choices=["sqlite", "postgresql"], help="only this one")
    wanted = parser.parse_args()
    if not failpoints.ARMED:
        os.environ[failpoints.VARIABLE] = ARMING
        raise SystemExit(f"start it with {failpoints.VARIABLE}={ARMING}")
    for kind in [wanted.database] if wanted.database else ["sqlite", "postgresql"]:
        for name, way in WAYS.items():
            _crash(kind, name, way, wanted)
        _play(kind, wanted)


def _crash(kind: str, name: str, way: Callable[[Database], Way], wanted: argparse.Namespace) -> None:
    """Crashes at random moments, and at every point."""
    if wanted.kills:
        _told(kind, f"kills in {name}", partial(_kill, way, wanted.kills, wanted.seed))
    if wanted.sweep:
        _told(kind, f"sweep of {name}", partial(_sweep, way))


def _play(kind: str, wanted: argparse.Namespace) -> None:
    """What is played once on a database."""
    if wanted.sweep:
        _told(kind, "door", lambda database: sweep_door(database, ACTIONS, points()))
    if wanted.drill:
        _told(kind, "drill", lambda database: drill(database, wanted.drill))
    if wanted.edits:
        _told(kind, "hardest edits", lambda database: edited(database, together(EDITS)))
        _edits_by_chance(kind, wanted.edits, wanted.seed)
    if wanted.load:
        _told(kind, "load", partial(_load, wanted.load, wanted.seed))
    if wanted.full and kind == "sqlite":
        print(f"disk full: {_full(wanted.full, wanted.seed)}", flush=True)  # noqa: T201
    if wanted.restarts and kind == "postgresql":
        print(f"database restarted: {_restarts(wanted.restarts, wanted.seed)}", flush=True)  # noqa: T201
    for _ in range(wanted.races):
        _told(kind, "race of 8", lambda database: sorted(race(database, 8)))


def _edits_by_chance(kind: str, count: int, seed: int) -> None:
    """Each in a database of its own; the seed of one that loses something is told with it."""
    for number in range(seed, seed + count):
        _told(kind, f"edit {number}", partial(_edit_by_chance, number))


def _edit_by_chance(seed: int, database: Database) -> str:
    return f"nothing is lost, {edited(database, by_chance(random.Random(seed))):.1f} s"


def _load(kills: int, seed: int, database: Database) -> str:
    """So many kills, with a pause or another time between two of them."""
    plan = [name for place in range(kills) for name in ("kill", ("pause", "clock")[place % 2])]
    return under_load(database, plan, seed)


def _full(times: int, seed: int) -> str:
    """A disk that is full, and has room again, and a kill between two times."""
    with small_disk(12) as folder:
        plan = ["full", "full", "kill"] * max(1, times // 2)
        return under_load(sqlite_database(folder), plan, seed, more={"full": filling(folder)})


def _restarts(times: int, seed: int) -> str:
    """A server of its own that is ended and started; the first time makes it one that loses nothing."""
    folder = embedded_postgres.new_folder()
    try:
        database = postgres_database(embedded_postgres.start(folder))
        restart = restarting(folder)
        restart(None, random.Random(seed))  # type: ignore[arg-type]
        return under_load(database, ["restart"] * times, seed, more={"restart": restart})
    finally:
        embedded_postgres.stop(folder)


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
