"""An empty database -> one in which a stack can be deployed: schema, the platform's own tables and principals."""

import sqlalchemy as sa
from sqlalchemy.schema import CreateSchema

from objectry.runtime.store.dialect import schema_of
from objectry.runtime.store.principals import add_system_principals
from objectry.runtime.store.system_tables import SystemTables


def is_prepared(connection: sa.Connection, system: SystemTables) -> bool:
    """Whether the platform's own tables are all there: an engine older than this one may have made fewer."""
    there = sa.inspect(connection).get_table_names(schema_of(connection))
    return {table.name for table in system.metadata.tables.values()} <= set(there)


def prepare_database(connection: sa.Connection, system: SystemTables) -> None:
    """Make what is missing, inside the caller's transaction; nothing happens on a second run."""
    schema = schema_of(connection)
    if schema is not None:
        connection.execute(CreateSchema(schema, if_not_exists=True))
    system.metadata.create_all(connection)
    add_system_principals(connection, system.principal)
