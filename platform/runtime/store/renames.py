"""What else has to hear of a new name: the history, counters, files, and the notes about quarantined columns."""

import sqlalchemy as sa

from objectry.runtime.store.columns import is_postgres
from objectry.runtime.store.dialect import qualified
from objectry.runtime.store.system_tables import SystemTables

BESIDE = ("", "$cause:")
"""Under the name of a field stands its change, and under the name with this mark the rule that caused it."""
IN_POSTGRES = """
UPDATE {history} SET changes =
    CAST((CAST(changes AS jsonb) - CAST(:old AS text))
         || jsonb_build_object(CAST(:new AS text), CAST(changes AS jsonb) -> CAST(:old AS text)) AS text)
WHERE object = :object AND jsonb_exists(CAST(changes AS jsonb), :old)
"""
IN_SQLITE = """
UPDATE {history} SET changes =
    json_remove(json_set(changes, :new_path, json_extract(changes, :old_path)), :old_path)
WHERE object = :object AND json_type(changes, :old_path) IS NOT NULL
"""

GONE_IN_POSTGRES = """
UPDATE {history} SET changes = CAST(CAST(changes AS jsonb) - CAST(:old AS text) AS text)
WHERE object = :object AND jsonb_exists(CAST(changes AS jsonb), :old)
"""
GONE_IN_SQLITE = """
UPDATE {history} SET changes = json_remove(changes, :old_path)
WHERE object = :object AND json_type(changes, :old_path) IS NOT NULL
"""


def rename_object_in_notes(connection: sa.Connection, system: SystemTables, old: str, new: str) -> None:
    """The history, the counters, the files and the quarantined columns of an object go with its table."""
    for table in (system.history, system.quarantine, system.file, system.share, system.token_scope):
        connection.execute(sa.update(table).where(table.c.object == old, *_columns_only(table)).values(object=new))
    counter = system.counter
    tail = sa.func.substr(counter.c.name, len(old) + 1)
    own = sa.func.substr(counter.c.name, 1, len(old) + 1) == f"{old}."
    connection.execute(sa.update(counter).where(own).values(name=sa.literal(new) + tail))


def _columns_only(table: sa.Table) -> tuple[sa.ColumnElement[bool], ...]:
    """A note about a whole table keeps the name under which the table is asked for again."""
    return (table.c.column != "",) if "column" in table.c else ()


def rename_field_in_history(connection: sa.Connection, thing: str, old: str, new: str) -> None:
    """The changes of a field stand under its new name, and so does what is noted beside them."""
    postgres = is_postgres(connection.dialect)
    statement = (IN_POSTGRES if postgres else IN_SQLITE).format(history=qualified(connection, "_history"))
    for mark in BESIDE:
        before, after = mark + old, mark + new
        names = {"old": before, "new": after} if postgres else {"old_path": f'$."{before}"', "new_path": f'$."{after}"'}
        connection.execute(sa.text(statement), {"object": thing, **names})


def forget_field_in_history(connection: sa.Connection, thing: str, name: str) -> None:
    """The changes of a field whose values are purged go too."""
    postgres = is_postgres(connection.dialect)
    statement = (GONE_IN_POSTGRES if postgres else GONE_IN_SQLITE).format(history=qualified(connection, "_history"))
    for mark in BESIDE:
        said = {"old": mark + name} if postgres else {"old_path": f'$."{mark}{name}"'}
        connection.execute(sa.text(statement), {"object": thing, **said})


def rename_field_in_notes(connection: sa.Connection, system: SystemTables, thing: str, old: str, new: str) -> None:
    """The history and the counter of a field go with its column."""
    rename_field_in_history(connection, thing, old, new)
    counter = system.counter
    connection.execute(sa.update(counter).where(counter.c.name == f"{thing}.{old}").values(name=f"{thing}.{new}"))
