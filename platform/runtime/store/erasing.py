"""Records that leave the recycle bin for good, with all that is kept about them."""

from collections.abc import Sequence
from datetime import datetime

import sqlalchemy as sa

from objectry.runtime.store.dialect import among
from objectry.runtime.store.system_tables import SystemTables
from objectry.runtime.store.tables import Tables


def due(connection: sa.Connection, table: sa.Table, before: datetime, most: int) -> list[str]:
    """The records of a table that were deleted before a moment, the oldest first."""
    query = sa.select(table.c.id).where(table.c.deleted_at < before).order_by(table.c.deleted_at, table.c.id)
    return [str(one) for one in connection.execute(query.limit(most)).scalars()]


def erase(
    connection: sa.Connection, system: SystemTables, tables: Tables, thing: str, ids: Sequence[str], now: datetime
) -> None:
    """Take records in the bin away: nothing leads to them, their history and shares go, their files are let go."""
    for child in tables.blueprint.objects[thing].children.values():  # others in the bin come back without
        table = tables.objects[child.object]
        leading = among(connection, table.c[child.field], ids)
        connection.execute(sa.update(table).where(leading).values({child.field: None}))
    kept = (system.history.c.record, system.share.c.record, system.bin.c.record, system.bin.c.target)
    for column in kept:
        connection.execute(sa.delete(column.table).where(among(connection, column, ids)))
    held = among(connection, system.file.c.record, ids)
    connection.execute(sa.update(system.file).where(held).values(released_at=now))
    own = tables.objects[thing]
    connection.execute(sa.delete(own).where(among(connection, own.c.id, ids)))
