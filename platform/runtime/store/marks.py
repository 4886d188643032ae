"""The marks of a database: the revision in force, and a stamp that changes with whatever makes up who somebody is.

A request asks for both in one statement.  While they stay the same, who somebody is and what is deployed need not be
read again: in every process what changes holds from the next request on.
"""

import secrets
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite

from objectry.runtime.store.columns import is_postgres
from objectry.runtime.store.dialect import qualified
from objectry.runtime.store.errors import schema_moved
from objectry.runtime.store.prepared import fetch

PEOPLE = frozenset({"user", "user_permission", "team", "team_members"})
"""The core objects, and the links, whose records say who acts and with which rights."""
STAMP = "security"  # a row among the counters, where no object's counter has its name: those have a dot
NEVER = 0
BITS = 62  # of a random number: one that was given out comes back in no restored copy either


@dataclass(frozen=True, slots=True)
class Marks:
    """`revision` 0: nothing is deployed.  `stamp` 0: nobody's identity has changed yet."""

    revision: int
    stamp: int


def marks_query(connection: sa.Connection) -> str:
    """The one statement that reads them."""
    deployment, counter = qualified(connection, "_deployment"), qualified(connection, "_counter")
    return (
        f"SELECT (SELECT coalesce(max(revision), 0) FROM {deployment}),"  # noqa: S608 (our own names)
        f" (SELECT max(last) FROM {counter} WHERE name = '{STAMP}' AND period = '')"
    )


def read_marks(connection: sa.Connection) -> Marks:
    """The marks as they are now."""
    try:
        ((revision, stamp),), _ = fetch(connection, marks_query(connection), ())
    except connection.dialect.loaded_dbapi.Error as error:
        if schema_moved(error):
            return Marks(0, NEVER)
        raise
    return Marks(int(revision), int(stamp or NEVER))


def renew_stamp(connection: sa.Connection, counter: sa.Table) -> None:
    """Another stamp, from the end of this transaction on."""
    insert = postgresql.insert if is_postgres(connection.dialect) else sqlite.insert
    fresh = secrets.randbits(BITS) or 1
    row = insert(counter).values(name=STAMP, period="", last=fresh)
    connection.execute(
        row.on_conflict_do_update(index_elements=[counter.c.name, counter.c.period], set_={"last": fresh})
    )
