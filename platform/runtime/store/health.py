"""What a database says of itself that matters to those who run it."""

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import sqlalchemy as sa

from objectry.runtime.store.columns import in_utc, is_postgres
from objectry.runtime.store.dialect import as_pairs

SAFE = ("fsync", "full_page_writes", "synchronous_commit")
"""Settings of PostgreSQL that may not be off where what was acknowledged has to survive."""


@dataclass(frozen=True, slots=True)
class Health:
    """`clock` is the server's own, `unsafe` the settings by which it may lose writes, `connections` how many it takes;
    `file` is the database itself, on SQLite."""

    clock: datetime | None = None
    unsafe: tuple[str, ...] = ()
    connections: int | None = None
    file: Path | None = None


def health(connection: sa.Connection) -> Health:
    """What it says now."""
    if not is_postgres(connection.dialect):
        return Health(file=Path(connection.engine.url.database or ""))
    told = as_pairs(connection.exec_driver_sql("SELECT name, setting FROM pg_settings"))
    clock = connection.exec_driver_sql("SELECT clock_timestamp()").scalar_one()
    unsafe = tuple(name for name in SAFE if told[name] == "off")
    return Health(in_utc(clock), unsafe, int(told["max_connections"]) - int(told["superuser_reserved_connections"]))
