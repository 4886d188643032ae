"""Principals: who may own a record or act.  Users have the id of their principal; the platform has five of its own."""

from collections.abc import Mapping, Sequence
from types import MappingProxyType

import sqlalchemy as sa

from objectry.runtime.store.dialect import among, as_pairs
from objectry.runtime.store.writes import insert, update

SYSTEM_NAMES = ("system:rules", "system:import", "system:seed", "system:worker", "system:purge")
SYSTEM_PRINCIPALS: Mapping[str, str] = MappingProxyType(
    {name: f"00000000-0000-7000-8000-{number:012d}" for number, name in enumerate(SYSTEM_NAMES, 1)}
)
"""The ids of the platform's own actors, the same in every database, by name."""


def add_principals(connection: sa.Connection, table: sa.Table, names: Mapping[str, str], kind: str = "user") -> None:
    """Add principals, id to name."""
    insert(connection, table, [{"id": id_, "kind": kind, "name": name} for id_, name in names.items()])


def rename_principals(connection: sa.Connection, table: sa.Table, names: Mapping[str, str]) -> None:
    """Give principals other names, id to name; raises Stale for one that does not exist."""
    update(connection, table, [{"id": id_, "name": name} for id_, name in names.items()])


def principal_names(connection: sa.Connection, table: sa.Table, ids: Sequence[str]) -> dict[str, str]:
    """The names of principals by id; unknown ones are left out."""
    query = sa.select(table.c.id, table.c.name).where(among(connection, table.c.id, ids))
    return as_pairs(connection.execute(query))


def add_system_principals(connection: sa.Connection, table: sa.Table) -> None:
    """Add those of the platform's own that are missing."""
    known = principal_names(connection, table, list(SYSTEM_PRINCIPALS.values()))
    missing = {id_: name for name, id_ in SYSTEM_PRINCIPALS.items() if id_ not in known}
    if missing:
        add_principals(connection, table, missing, kind="system")
