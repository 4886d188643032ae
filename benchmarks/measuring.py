# ruff: noqa: INP001, T201 (a script's helper, no package; it prints)
"""Databases to measure on, and times taken side by side: so their ratio holds on another machine and under load."""

import gc
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from tests import embedded_postgres
from tests.databases import Database, drop_schemas, given_server, postgres_database, sqlite_database, with_driver

ROUNDS = 7


def argument(place: int) -> str | None:
    """What a program was called with, if it was."""
    return sys.argv[place] if len(sys.argv) > place else None


@contextmanager
def databases(server: str | None = None, count: int = 1) -> Iterator[dict[str, list[Database]]]:
    """So many empty databases of each kind: SQLite files, and schemas on the server at this address, on the one that
    the environment offers, or on one that is started for the run."""
    with tempfile.TemporaryDirectory() as folder:
        given = with_driver(server) if server else given_server()
        own = None if given else embedded_postgres.new_folder()
        url = given or embedded_postgres.start(own or Path())
        places = [Path(folder, str(number)) for number in range(count)]
        for place in places:
            place.mkdir()
        schemas = [postgres_database(url) for _ in places]
        try:
            yield {"SQLite": [sqlite_database(place) for place in places], "PostgreSQL": schemas}
        finally:
            for schema in schemas:
                drop_schemas(schema)
            if own:
                embedded_postgres.stop(own)


def side_by_side(
    runs: Mapping[str, Callable[[], object]], rounds: int = ROUNDS, clock: Callable[[], float] = time.process_time
) -> dict[str, float]:
    """Seconds of each, the best of several rounds in which all take turns.

    They are those of this process, so that other programs do not count; where a server does the work, `clock` is the
    wall's.
    """
    best = dict.fromkeys(runs, float("inf"))
    for _ in range(rounds):
        for name, run in runs.items():
            gc.collect()
            start = clock()
            run()
            best[name] = min(best[name], clock() - start)
    return best


def told(name: str, taken: float, base: float, count: int, bar: float | None = None) -> bool:
    """Print a figure per record and its ratio to the base; whether it stays within the bar."""
    ratio = taken / base
    kept = bar is None or ratio <= bar
    promise = "" if bar is None else f"   at most {bar:g}{'' if kept else '   MISSED'}"
    print(f"  {name:34}{taken / count * 1e9:12,.0f} ns a record {ratio:9.2f} x{promise}")
    return kept
