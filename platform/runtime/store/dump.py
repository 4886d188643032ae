"""Every record of a tenant as text that depends neither on the database nor on the order of its columns.

Two tenants with the same records have the same dump, line by line: objects by name, records by id, fields by name.
"""

import json
from collections.abc import Iterator, Mapping
from datetime import date, datetime, time
from decimal import Decimal
from typing import Any

import sqlalchemy as sa

from objectry.runtime.store.tables import Tables

PAGE = 2000


def dump(connection: sa.Connection, tables: Tables) -> Iterator[str]:
    """One line of JSON a record, the recycle bin included: `deal {"amount":"5","id":"...",...}`."""
    for name in sorted(tables.objects):
        table = tables.objects[name]
        last: str | None = None
        while True:
            query = sa.select(*table.c).order_by(table.c.id).limit(PAGE)
            rows = connection.execute(query if last is None else query.where(table.c.id > last)).mappings().all()
            yield from (f"{name} {_line(dict(row))}" for row in rows)
            if len(rows) < PAGE:
                break
            last = rows[-1]["id"]


def _line(row: Mapping[Any, object]) -> str:
    said = {name: _plain(value) for name, value in row.items() if value is not None}
    return json.dumps(said, ensure_ascii=False, sort_keys=True, separators=(",", ":"), default=str)


def _plain(value: object) -> object:
    if isinstance(value, Decimal):
        return f"{value.normalize():f}"
    return value.isoformat() if isinstance(value, date | datetime | time) else value
