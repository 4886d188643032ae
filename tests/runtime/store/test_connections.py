"""Connections are made as the runtime needs them, and what cannot be used is refused with a reason."""

from pathlib import Path

import pytest

from objectry.runtime.store.connections import Pools, check_postgres, check_sqlite, open_pools
from objectry.runtime.store.engine import open_store
from objectry.runtime.store.errors import Unreachable, Unsupported
from tests.databases import Database
from tests.runtime.store.stores import deployed


@pytest.mark.parametrize(
    ("pragma", "value"), [("foreign_keys", 1), ("journal_mode", "wal"), ("synchronous", 2), ("busy_timeout", 5000)]
)
def test_sqlite_is_set_up(sqlite: Database, pragma: str, value: object) -> None:
    """Foreign keys are on, the log is written ahead, a commit is on disk, and who meets a writer waits."""
    pools = open_pools(sqlite.url)
    with pools.writer.connect() as connection:
        assert connection.exec_driver_sql(f"PRAGMA {pragma}").scalar() == value
    pools.close()


@pytest.mark.parametrize("url", ["sqlite://", "sqlite:///:memory:"])
def test_sqlite_without_a_file_is_refused(url: str) -> None:
    """A database in memory would be another one on every connection."""
    with pytest.raises(Unsupported, match="needs a file"):
        open_pools(url)


def test_a_new_file_is_private(sqlite: Database) -> None:
    """Only its owner may read the file and the log beside it; one that was there keeps its rights."""
    store = deployed(sqlite)
    path = Path(sqlite.url.removeprefix("sqlite:///"))
    files = [path, path.with_name(path.name + "-wal")]
    assert [one.stat().st_mode & 0o777 for one in files] == [0o600, 0o600]
    store.close()
    path.chmod(0o640)
    open_pools(sqlite.url).close()
    assert path.stat().st_mode & 0o777 == 0o640


def test_other_databases_are_refused() -> None:
    """The message names what may be used."""
    with pytest.raises(Unsupported, match="mysql is not supported: use sqlite or postgresql"):
        open_pools("mysql://host/db")


def test_what_cannot_be_opened_is_told(tmp_path: Path) -> None:
    """A folder that is not there, a file that is no database: one sentence, not an error of the driver."""
    (tmp_path / "notes.txt").write_text("not a database, but long enough to look like one" * 100)
    for name in ("missing/crm.db", "notes.txt"):
        with pytest.raises(Unreachable, match="cannot open the database"):
            open_pools(f"sqlite:///{tmp_path / name}")


def test_a_server_that_is_not_there_is_told() -> None:
    """Nobody listens on this port."""
    with pytest.raises(Unreachable, match="cannot open the database"):
        open_pools("postgresql://nobody@127.0.0.1:1/nothing")


def test_old_sqlite_is_refused() -> None:
    """RETURNING and DROP COLUMN came with SQLite 3.35."""
    check_sqlite((3, 35, 0))
    check_sqlite((3, 40, 1))
    with pytest.raises(Unsupported, match=r"SQLite 3\.34\.1 is too old: 3\.35\.0"):
        check_sqlite((3, 34, 1))


def test_old_postgres_is_refused() -> None:
    """So is a PostgreSQL that is no longer maintained."""
    check_postgres(130000)
    check_postgres(180004)
    with pytest.raises(Unsupported, match="PostgreSQL 12 is too old: 13"):
        check_postgres(120022)


def test_a_schema_is_not_for_sqlite(tmp_path: Path) -> None:
    """A tenant on SQLite is a file, and nothing pretends otherwise."""
    with pytest.raises(Unsupported, match="a tenant is a file"):
        open_store(f"sqlite:///{tmp_path / 'a.db'}", "acme")
    with pytest.raises(Unsupported, match="file of its own"):
        open_store(f"sqlite:///{tmp_path / 'a.db'}").tenant("acme")


def session(pools: Pools, setting: str) -> object:
    with pools.writer.connect() as connection:
        return connection.exec_driver_sql(f"SHOW {setting}").scalar()


@pytest.mark.postgres
@pytest.mark.parametrize(
    ("setting", "value"),
    [("timezone", "UTC"), ("lock_timeout", "5s"), ("transaction_isolation", "read committed")],
)
def test_postgres_is_set_up(postgres: Database, setting: str, value: str) -> None:
    """Moments are in UTC, nobody waits for a lock for ever, and each statement sees what is committed."""
    pools = open_pools(postgres.url)
    assert session(pools, setting) == value
    pools.close()


@pytest.mark.postgres
def test_postgres_is_known_by_its_short_name(postgres: Database) -> None:
    """`postgresql://` and `postgres://` mean the driver we have, and options of one's own are kept."""
    for name in ("postgresql", "postgres"):
        url = postgres.url.replace("postgresql+psycopg", name) + "&options=-c%20work_mem%3D8MB"
        pools = open_pools(url)
        assert session(pools, "work_mem") == "8MB"
        assert session(pools, "timezone") == "UTC"
        pools.close()
