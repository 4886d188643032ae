"""Locks: of rows, of a tenant's deployment, of its hierarchy.

On PostgreSQL a writer shares the deployment's lock with other writers, and whoever applies a new stack has it alone.
On SQLite the one write lock of the file does all of this.
"""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from hashlib import blake2b
from typing import Any

import sqlalchemy as sa

from objectry.runtime.store.columns import is_postgres
from objectry.runtime.store.dialect import among_given, qualified, schema_of
from objectry.runtime.store.errors import schema_moved
from objectry.runtime.store.prepared import begin_reading
from objectry.runtime.store.tally import note_statement

NOTHING_DEPLOYED = 0


def lock_key(schema: str | None, subject: str) -> int:
    """The number under which PostgreSQL knows a lock of ours: 64 bits of a hash of tenant and subject."""
    digest = blake2b(f"objectry:{schema}:{subject}".encode(), digest_size=8).digest()
    return int.from_bytes(digest, signed=True)


def hold_deployment(connection: sa.Connection) -> int:
    """Begin a write transaction that no new deployment can overtake; the revision in force (0: none).

    On PostgreSQL the revision must be read by a statement after the one that takes the lock: a statement sees the
    data of the moment it began, which is before it had waited for the lock.  Both go in one message.
    """
    if not is_postgres(connection.dialect):
        connection.exec_driver_sql("BEGIN IMMEDIATE")
        return read_revision(connection)
    key = lock_key(schema_of(connection), "deployment")
    lock = f"SELECT pg_advisory_xact_lock_shared({key}); {_revision_query(connection)}"
    note_statement(connection)
    cursor: Any = connection.connection.cursor()
    try:
        cursor.execute(lock, prepare=False)
        cursor.nextset()
        return int(cursor.fetchone()[0])
    except connection.dialect.loaded_dbapi.Error as error:
        if schema_moved(error):
            return NOTHING_DEPLOYED
        raise
    finally:
        cursor.close()


def claim_deployment(connection: sa.Connection) -> None:
    """Begin the transaction that applies a stack, alone."""
    if not is_postgres(connection.dialect):
        connection.exec_driver_sql("BEGIN IMMEDIATE")
        return
    connection.exec_driver_sql("SET LOCAL lock_timeout = '2s'")
    # A table with a foreign key still to be checked could not be altered in the same transaction.
    connection.exec_driver_sql("SET CONSTRAINTS ALL IMMEDIATE")
    key = lock_key(schema_of(connection), "deployment")
    connection.exec_driver_sql(f"SELECT pg_advisory_xact_lock({key})")


@contextmanager
def one_moment(connection: sa.Connection) -> Iterator[None]:
    """Have everything that is read be of one moment, under one stack: who applies another one waits until the end.

    The connection commits by itself.  On PostgreSQL the lock has to be there before the moment is chosen, or the
    tables could be those of a later stack than the rows.
    """
    if not is_postgres(connection.dialect):
        begin_reading(connection)
        yield
        return
    key = lock_key(schema_of(connection), "deployment")
    connection.exec_driver_sql(f"SELECT pg_advisory_lock_shared({key})")
    try:
        connection.exec_driver_sql("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY")
        yield
    finally:
        if not connection.invalidated and not connection.closed:
            connection.exec_driver_sql("ROLLBACK")
            connection.exec_driver_sql(f"SELECT pg_advisory_unlock_shared({key})")


def claim_hierarchy(connection: sa.Connection) -> None:
    """Until the end of the transaction nobody else changes who reports to whom."""
    if is_postgres(connection.dialect):
        key = lock_key(schema_of(connection), "hierarchy")
        connection.exec_driver_sql(f"SELECT pg_advisory_xact_lock({key})")


def claim_audit(connection: sa.Connection) -> None:
    """Until the end of the transaction nobody else seals a row of the audit log."""
    if is_postgres(connection.dialect):
        key = lock_key(schema_of(connection), "audit")
        connection.exec_driver_sql(f"SELECT pg_advisory_xact_lock({key})")


def claim_attempts(connection: sa.Connection, keys: Sequence[str]) -> None:
    """Until the end of the transaction nobody else counts under the keys, which come in one order."""
    if is_postgres(connection.dialect):
        for key in keys:
            number = lock_key(schema_of(connection), f"attempts {key}")
            connection.exec_driver_sql(f"SELECT pg_advisory_xact_lock({number})")


def _revision_query(connection: sa.Connection) -> str:
    return f"SELECT coalesce(max(revision), 0) FROM {qualified(connection, '_deployment')}"  # noqa: S608 (own name)


def read_revision(connection: sa.Connection) -> int:
    """The revision in force; 0 where nothing was ever deployed."""
    try:
        return int(connection.exec_driver_sql(_revision_query(connection)).scalar_one())
    except sa.exc.DBAPIError as error:
        if schema_moved(error):
            return NOTHING_DEPLOYED
        raise


def locking(connection: sa.Connection, table: sa.Table, *, leaving: bool = False) -> sa.Select[Any]:
    """The statement that locks rows against other writers, in the order of their ids, and reads them as they are.

    The lock is the one that leaves foreign keys of others alone (`FOR NO KEY UPDATE`).  Rows in the recycle bin are
    among them, marked by `deleted_at`.  Its parameter is `ids_parameter`.  Records that are `leaving` for the bin are
    locked against those who are about to refer to them, too (`holding`).
    """
    query = sa.select(*table.c).where(among_given(connection, table.c.id)).order_by(table.c.id)
    return query.with_for_update(key_share=not leaving)


def holding(connection: sa.Connection, table: sa.Table) -> sa.Select[Any]:
    """The statement that keeps rows from being deleted until the end, and hinders no other change: the ids of those
    that are still there.  Its parameter is `ids_parameter`."""
    query = sa.select(table.c.id).where(among_given(connection, table.c.id), table.c.deleted_at.is_(None))
    return query.order_by(table.c.id).with_for_update(read=True, key_share=True)
