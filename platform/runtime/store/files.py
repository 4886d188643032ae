"""What the database knows of files; their contents lie elsewhere."""

from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from objectry.runtime.store.dialect import among
from objectry.runtime.store.writes import insert


@dataclass(frozen=True, slots=True)
class StoredFile:
    """A file.  `key` names its content, `thumbnail` that of its small picture.

    Until a record holds it `object` and `record` are None, and it is its uploader's alone.  `released_at` is when its
    record let go of it.
    """

    id: str
    key: str
    name: str
    media_type: str
    size: int
    sha256: str
    thumbnail: str | None
    uploaded_by: str
    at: datetime
    object: str | None = None
    record: str | None = None
    released_at: datetime | None = None


class StoredFiles:
    """The table of files as one transaction sees it."""

    def __init__(self, connection: sa.Connection, table: sa.Table, history: sa.Table) -> None:
        self._connection, self._table, self._history = connection, table, history

    def add(self, file: StoredFile) -> None:
        """A new file."""
        insert(self._connection, self._table, [asdict(file)])

    def find(self, ids: Iterable[str]) -> dict[str, StoredFile]:
        """Those there are of these, by id."""
        return self._found(ids, sa.select(self._table))

    def lock(self, ids: Iterable[str]) -> dict[str, StoredFile]:
        """The same, kept from others until the end."""
        return self._found(ids, sa.select(self._table).with_for_update(key_share=True))

    def bind(self, object: str, pairs: Sequence[tuple[str, str]]) -> None:
        """Records of one object take files: (record, file)."""
        chosen = sa.update(self._table).where(self._table.c.id == sa.bindparam("file"))
        values = chosen.values(object=object, record=sa.bindparam("holder"), released_at=None)
        self._connection.execute(values, [{"file": file, "holder": record} for record, file in pairs])

    def release(self, ids: Sequence[str], at: datetime) -> None:
        """Records let go of files."""
        chosen = sa.update(self._table).where(among(self._connection, self._table.c.id, ids))
        self._connection.execute(chosen.values(released_at=at))

    def waiting(self, user: str) -> tuple[int, int]:
        """How many files of a user no record holds yet, and their size together."""
        table = self._table
        figures = sa.select(sa.func.count(), sa.func.coalesce(sa.func.sum(table.c.size), 0))
        count, size = self._connection.execute(
            figures.where(table.c.uploaded_by == user, table.c.record.is_(None))
        ).one()
        return int(count), int(size)

    def idle(self, unbound_before: datetime, released_before: datetime, limit: int) -> list[StoredFile]:
        """Files nobody needs: those no record took in time, and those let go of which no history tells any more."""
        table, history = self._table, self._history
        told = sa.exists().where(
            history.c.record == table.c.record, history.c.changes.contains(sa.cast(table.c.id, sa.Text))
        )
        unbound = sa.and_(table.c.record.is_(None), table.c.at < unbound_before)
        forgotten = sa.and_(table.c.released_at < released_before, ~told)
        query = sa.select(table).where(sa.or_(unbound, forgotten)).order_by(table.c.id).limit(limit)
        return [StoredFile(**row) for row in self._connection.execute(query).mappings()]

    def remove(self, ids: Sequence[str]) -> None:
        """Forget files."""
        self._connection.execute(sa.delete(self._table).where(among(self._connection, self._table.c.id, ids)))

    def contents(self) -> list[str]:
        """The names of all contents."""
        keys = [sa.select(column).where(column.is_not(None)) for column in (self._table.c.key, self._table.c.thumbnail)]
        return sorted(self._connection.execute(sa.union(*keys)).scalars())

    def known(self, keys: Sequence[str]) -> set[str]:
        """Those of the contents that a file is made of."""
        table = self._table
        found: set[str] = set()
        for column in (table.c.key, table.c.thumbnail):
            found |= set(self._connection.execute(sa.select(column).where(column.in_(keys))).scalars())
        return found

    def _found(self, ids: Iterable[str], query: sa.Select[Any]) -> dict[str, StoredFile]:
        wanted, column = sorted(set(ids)), self._table.c.id
        if not wanted:
            return {}
        rows = self._connection.execute(query.where(among(self._connection, column, wanted)).order_by(column))
        return {row["id"]: StoredFile(**row) for row in rows.mappings()}
