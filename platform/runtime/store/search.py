"""The search index: an entry for each live record, the words it is found by, each with the field it stands in.

SQLite keeps it in FTS5, PostgreSQL in a tsvector.  Neither cuts texts into words here: both get whole tokens and give
the same hits.  A token is `account.name:acme`, or `account^acmecorp` for how a name begins.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql
from sqlalchemy.engine import Dialect

from objectry.runtime.store.columns import Id, Words, is_postgres
from objectry.runtime.store.dialect import among, as_pairs, ids_parameter, qualified
from objectry.runtime.store.tables import new_metadata, quoted
from objectry.runtime.store.writes import insert

SEARCH, SEARCH_INDEX, SEARCHED = "_search", "_search_index", "_searched"
OPEN = "*"
ONLY = "only"  # in the notes of an index: on which database there is one
OWN_TABLES = frozenset({SEARCH_INDEX, *(f"{SEARCH_INDEX}_{one}" for one in ("config", "data", "idx"))})
"""What FTS5 makes for itself."""
PAGE = 2000
ENTRIES = sa.Table(
    quoted(SEARCH),
    new_metadata(),
    sa.Column("id"),
    sa.Column("record", Id()),
    sa.Column("tokens", postgresql.TSVECTOR()),
)
INDEX = sa.Table(quoted(SEARCH_INDEX), new_metadata(), sa.Column("rowid"), sa.Column(quoted(SEARCH_INDEX)))
"""As reads see them; the index is of SQLite alone."""


@dataclass(frozen=True, slots=True)
class Entry:
    """What one record is found by: tokens with blanks between them."""

    object: str
    record: str
    tokens: str


def mark_of_field(thing: str, field: str) -> str:
    """What a word of a field begins with."""
    return f"{thing}.{field}:"


def mark_of_name(thing: str) -> str:
    """What a whole name begins with."""
    return f"{thing}^"


class Tokens(Words):
    """Tokens with blanks between them; a tsvector on PostgreSQL."""

    cache_ok = True

    def load_dialect_impl(self, dialect: Dialect) -> sa.types.TypeEngine[Any]:
        return postgresql.TSVECTOR() if is_postgres(dialect) else sa.Text()

    def process_bind_param(self, value: str | None, dialect: Dialect) -> str | None:
        if value is None or not is_postgres(dialect):
            return value
        return " ".join(f"'{one}'" for one in value.split())

    def process_result_value(self, value: str | None, dialect: Dialect) -> str | None:
        if value is None or not is_postgres(dialect):
            return value
        return " ".join(sorted(one.strip("'") for one in value.split()))


def sentence(marks: Sequence[str], words: Sequence[str], name: str = "", *, postgres: bool) -> str:
    """Every word stands behind one of the marks, or the name begins so; a word that ends with a star may go on."""
    write = _of_postgres if postgres else _of_sqlite
    both, either = (" & ", " | ") if postgres else (" AND ", " OR ")
    found = both.join(f"({either.join(write(mark, word) for mark in marks)})" for word in words)
    return f"({found}){either}{write('', name + OPEN)}" if name else found


def _of_postgres(mark: str, word: str) -> str:
    return f"'{mark}{word.removesuffix(OPEN)}'" + (":*" if word.endswith(OPEN) else "")


def _of_sqlite(mark: str, word: str) -> str:
    return f'"{mark}{word.removesuffix(OPEN)}"' + (" *" if word.endswith(OPEN) else "")


def found_records(wanted: sa.BindParameter[Any], *, postgres: bool) -> sa.Select[Any]:
    """The records whose entries fulfil a sentence."""
    if postgres:
        sought = sa.cast(wanted, postgresql.TSQUERY())
        return sa.select(ENTRIES.c.record).where(ENTRIES.c.tokens.op("@@")(sought))
    both = ENTRIES.join(INDEX, ENTRIES.c.id == INDEX.c.rowid)
    return sa.select(ENTRIES.c.record).select_from(both).where(INDEX.c[SEARCH_INDEX].op("MATCH")(wanted))


def search_table(metadata: sa.MetaData) -> sa.Table:
    """The entries."""
    kind = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
    table = sa.Table(
        quoted(SEARCH),
        metadata,
        sa.Column(quoted("id"), kind, sa.Identity(), primary_key=True),
        sa.Column(quoted("object"), Words(), nullable=False),
        sa.Column(quoted("record"), Id(), nullable=False),
        sa.Column(quoted("tokens"), Tokens(), nullable=False),
        sa.Index(quoted("_search_record"), "record", unique=True),
        sa.Index(quoted("_search_object"), "object"),
    )
    index = sa.Index(quoted("_search_tokens"), table.c.tokens, postgresql_using="gin", info={ONLY: "postgresql"})
    index.ddl_if(dialect="postgresql")
    sa.event.listen(table, "after_create", _make_index)
    return table


def _make_index(_: sa.Table, connection: sa.Connection, **__: object) -> None:
    """The index of SQLite, which keeps no texts of its own."""
    if is_postgres(connection.dialect):
        return
    made = f"""CREATE VIRTUAL TABLE IF NOT EXISTS "{SEARCH_INDEX}" USING fts5(tokens, content="{SEARCH}", """
    made += """content_rowid="id", detail=none, columnsize=0, tokenize="ascii tokenchars '._:^'")"""
    connection.exec_driver_sql(made)


def searched_table(metadata: sa.MetaData) -> sa.Table:
    """What the entries of each object were made of."""
    return sa.Table(
        quoted(SEARCHED),
        metadata,
        sa.Column(quoted("object"), Words(), primary_key=True),
        sa.Column(quoted("mark"), Words(), nullable=False),
    )


class StoredSearch:
    """The search index as one transaction sees it."""

    def __init__(self, connection: sa.Connection, table: sa.Table, searched: sa.Table) -> None:
        self._connection, self._table, self._searched = connection, table, searched
        self._sqlite = not is_postgres(connection.dialect)

    def add(self, entries: Sequence[Entry]) -> None:
        """Entries of records that have none."""
        found = [one for one in entries if one.tokens]
        if not found:
            return
        insert(self._connection, self._table, [_row(one) for one in found])
        if self._sqlite:
            self._tell("INSERT INTO {index}(rowid, tokens) SELECT id, tokens FROM {table} WHERE record IN {ids}", found)

    def put(self, entries: Sequence[Entry]) -> None:
        """Entries instead of those the records have."""
        self.remove([one.record for one in entries])
        self.add(entries)

    def remove(self, records: Sequence[str]) -> None:
        """Take records out of the index."""
        gone = [Entry("", one, "") for one in records]
        if self._sqlite:  # it has to be told first, while the words are still there
            self._tell("DELETE FROM {index} WHERE rowid IN (SELECT id FROM {table} WHERE record IN {ids})", gone)
        self._connection.execute(sa.delete(self._table).where(among(self._connection, self._table.c.record, records)))

    def _tell(self, text: str, entries: Sequence[Entry]) -> None:
        table, index = (qualified(self._connection, one) for one in (SEARCH, SEARCH_INDEX))
        statement = text.format(table=table, index=index, ids="(SELECT value FROM json_each(?))")
        ids = ids_parameter(self._connection, [one.record for one in entries])
        self._connection.exec_driver_sql(statement, (ids["ids"],))

    def rebuild(self) -> None:
        """Have SQLite make its index anew from the entries; PostgreSQL keeps its own."""
        if self._sqlite:
            index = qualified(self._connection, SEARCH_INDEX)
            rebuilding = f"INSERT INTO {index}({index}) VALUES ('rebuild')"  # noqa: S608 (our own names)
            self._connection.exec_driver_sql(rebuilding)

    def clear(self, thing: str) -> None:
        """Take every record of an object out of the index."""
        table = self._table
        while True:
            query = sa.select(table.c.record).where(table.c.object == thing).limit(PAGE)
            records = [str(one) for one in self._connection.execute(query).scalars()]
            if not records:
                return
            self.remove(records)

    def marks(self) -> dict[str, str]:
        """What the entries of each object were made of."""
        return as_pairs(self._connection.execute(sa.select(self._searched.c.object, self._searched.c.mark)))

    def mark(self, thing: str, mark: str | None) -> None:
        """Note what the entries of an object are made of from now on; None where it has none."""
        self._connection.execute(sa.delete(self._searched).where(self._searched.c.object == thing))
        if mark is not None:
            self._connection.execute(sa.insert(self._searched).values(object=thing, mark=mark))

    def entries(self, thing: str) -> Iterator[Entry]:
        """All entries of an object, in the order of ids, a page at a time."""
        table, last = self._table, ""
        while True:
            query = sa.select(table.c.object, table.c.record, table.c.tokens).where(table.c.object == thing)
            query = query.order_by(table.c.record).limit(PAGE)
            rows = self._connection.execute(query.where(table.c.record > last) if last else query).all()
            yield from (Entry(*row) for row in rows)
            if len(rows) < PAGE:
                return
            last = rows[-1].record


def _row(entry: Entry) -> dict[str, str]:
    return {"object": entry.object, "record": entry.record, "tokens": entry.tokens}
