"""Who is applying a stack right now, for those who wait.

The lock itself is the database's: it ends with the connection or process that holds it, so one that has crashed holds
nobody up.  Beside it stands a note with who, since when, and a sign of life at each step: on PostgreSQL a row written
by a connection of its own, on SQLite, which has one writer only, a file beside the database.
"""

import json
import os
import socket
from collections.abc import Callable
from contextlib import suppress
from dataclasses import asdict, dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Protocol

import sqlalchemy as sa

from objectry.runtime.store.columns import is_postgres
from objectry.runtime.store.locks import lock_key

ROW = "apply"


@dataclass(frozen=True, slots=True)
class Holder:
    """Who holds the lock: name, host and process, since when, last sign of life, and what is being done."""

    name: str
    process: str
    since: str
    beat: str
    doing: str

    def __str__(self) -> str:
        return f"{self.name} ({self.process}), who applies since {self.since}: {self.doing}"


def _tell_nobody(_holder: Holder) -> None:
    """Nobody wants to hear for whom we wait."""


@dataclass(frozen=True, slots=True)
class Applicant:
    """Who wants to apply; `now` is a clock, `waiting` hears for whom there is waiting."""

    name: str
    now: Callable[[], datetime]
    waiting: Callable[[Holder], None] = _tell_nobody

    def holder(self) -> Holder:
        """The note of one who has just got the lock."""
        moment = self._moment()
        return Holder(self.name, f"{socket.gethostname()}:{os.getpid()}", moment, moment, "begins")

    def alive(self, holder: Holder, doing: str) -> Holder:
        """The same note with a sign of life."""
        return replace(holder, beat=self._moment(), doing=doing)

    def _moment(self) -> str:
        return self.now().isoformat(timespec="seconds")


THE_PLATFORM = Applicant("the platform itself", lambda: datetime.now(UTC))


class Notice(Protocol):
    """Where the note stands."""

    def write(self, holder: Holder) -> None:
        """Put a note up, instead of one that is there."""
        ...

    def note(self) -> Holder | None:
        """The note that stands there."""
        ...

    def read(self) -> Holder | None:
        """The note of somebody who is still at work."""
        ...

    def clear(self) -> None:
        """Take the note down."""
        ...


class FileNotice:
    """The note beside an SQLite file."""

    def __init__(self, database: Path) -> None:
        self._path = database.with_name(f"{database.name}-applying")

    def write(self, holder: Holder) -> None:
        """Put a note up; where the folder does not let us, there is none."""
        with suppress(OSError):
            self._path.write_text(json.dumps(asdict(holder)), encoding="utf-8")

    def note(self) -> Holder | None:
        """The note that stands there, if it can be read."""
        try:
            return Holder(**json.loads(self._path.read_text(encoding="utf-8")))
        except (OSError, ValueError, TypeError):
            return None

    def read(self) -> Holder | None:
        """The note, unless its process is gone."""
        holder = self.note()
        return holder if holder is not None and _lives(str(holder.process)) else None

    def clear(self) -> None:
        """Take the note down."""
        with suppress(OSError):
            self._path.unlink(missing_ok=True)


def _lives(process: str) -> bool:
    """Whether a process is there; one on another host is believed to be."""
    host, _, number = process.rpartition(":")
    if host != socket.gethostname() or not number.isdigit():
        return True
    try:
        os.kill(int(number), 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True


class RowNotice:
    """The note in a table of PostgreSQL, written through connections that commit each statement."""

    def __init__(self, engine: sa.Engine, table: sa.Table, schema: str | None) -> None:
        self._engine, self._table, self._key = engine, table, lock_key(schema, "deployment")

    def write(self, holder: Holder) -> None:
        """Put a note up; before the first deployment there is no table to put it in."""
        with suppress(sa.exc.DBAPIError), self._engine.connect() as connection:
            connection.execute(sa.delete(self._table))
            connection.execute(sa.insert(self._table).values(id=ROW, **asdict(holder)))

    def read(self) -> Holder | None:
        """The note, if the lock is held at all."""
        held = sa.text(
            "SELECT 1 FROM pg_catalog.pg_locks WHERE locktype = 'advisory' AND granted AND mode = 'ExclusiveLock'"
            " AND classid = :high AND objid = :low"
        )
        key = self._key % 2**64
        with suppress(sa.exc.DBAPIError), self._engine.connect() as connection:
            if connection.execute(held, {"high": key >> 32, "low": key % 2**32}).first() is None:
                return None
        return self.note()

    def note(self) -> Holder | None:
        """The note that stands there."""
        with suppress(sa.exc.DBAPIError), self._engine.connect() as connection:
            row = connection.execute(sa.select(self._table)).mappings().first()
            return None if row is None else Holder(**{name: row[name] for name in Holder.__slots__})
        return None

    def clear(self) -> None:
        """Take the note down."""
        with suppress(sa.exc.DBAPIError), self._engine.connect() as connection:
            connection.execute(sa.delete(self._table))


def notice_of(engine: sa.Engine, table: sa.Table, schema: str | None) -> Notice:
    """Where the note of this tenant stands; `engine` commits each statement."""
    if is_postgres(engine.dialect):
        return RowNotice(engine, table, schema)
    return FileNotice(Path(str(engine.url.database)))
