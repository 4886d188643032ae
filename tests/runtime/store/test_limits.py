"""How long the database may be at work for one call, on both databases."""

import time
from collections.abc import Callable, Iterator

import pytest
import sqlalchemy as sa

from objectry.runtime.errors import TooLong
from objectry.runtime.store import QUICK, UNLIMITED, Store, open_store
from tests.databases import Database

ENDLESS = {
    False: "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT count(*) FROM n",
    True: "SELECT count(*) FROM generate_series(1, 100000) a, generate_series(1, 100000) b",
}
TAKES = {
    False: "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 300000) SELECT count(*) FROM n",
    True: "SELECT pg_sleep(0.1)",
}


@pytest.fixture
def store(database: Database) -> Iterator[Store]:
    opened = open_store(database.url, database.schema)
    opened.apply(0, lambda _: None)
    yield opened
    opened.close()


def run(store: Store, text: str, *, seconds: float = QUICK) -> None:
    with store.read(seconds=seconds) as reading:
        reading._connection.execute(sa.text(text)).all()


def write(store: Store, text: str, *, seconds: float = QUICK) -> None:
    with store.write(0, seconds=seconds) as writing:
        writing._connection.execute(sa.text(text)).all()


@pytest.mark.parametrize("act", [run, write], ids=["read", "write"])
def test_what_would_never_end_is_ended(store: Store, database: Database, act: Callable[..., None]) -> None:
    """By the database, once its time is over, with an error of the door; the connection serves the next call."""
    begun = time.monotonic()
    with pytest.raises(TooLong):
        act(store, ENDLESS[database.is_postgres], seconds=0.05)
    assert time.monotonic() - begun < QUICK / 2
    act(store, "SELECT 1")


@pytest.mark.parametrize("act", [run, write], ids=["read", "write"])
def test_operating_has_no_limit(store: Store, database: Database, act: Callable[..., None]) -> None:
    """What takes longer than a limit of before runs to its end under none, and after another limit."""
    with pytest.raises(TooLong):
        act(store, TAKES[database.is_postgres], seconds=0.001)
    act(store, TAKES[database.is_postgres], seconds=UNLIMITED)
    act(store, TAKES[database.is_postgres])


def test_each_connection_is_opened_with_the_usual_limit(store: Store, database: Database) -> None:
    """PostgreSQL has it from the start, and again after a call that had another; SQLite has none between calls."""
    if not database.is_postgres:
        run(store, TAKES[False], seconds=UNLIMITED)
        return
    run(store, "SELECT 1", seconds=UNLIMITED)
    with store.read() as reading:
        assert reading._connection.execute(sa.text("SHOW statement_timeout")).scalar_one() == f"{QUICK:.0f}s"
