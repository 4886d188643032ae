"""Who stands above whom: the closure of `user.manager`, kept in the transaction that changes a manager.

`_manager_path` has a row for each pair of a user and one of the people above, with the number of steps between them;
nobody is a row above himself.  The rows of one step are the managers themselves.
"""

from collections.abc import Mapping, Sequence
from collections.abc import Set as AbstractSet

import sqlalchemy as sa

from objectry.rules import Value
from objectry.runtime.store.dialect import among, as_pairs
from objectry.runtime.store.errors import HierarchyCycle, HierarchyTooDeep
from objectry.runtime.store.locks import claim_hierarchy
from objectry.runtime.store.writes import insert

LEVELS = 12

Managers = Mapping[str, str | None]


def set_managers(connection: sa.Connection, table: sa.Table, changes: Managers) -> None:
    """Give users other managers (None: nobody above), all at once.

    Raises HierarchyCycle and HierarchyTooDeep; then the transaction must not be committed.
    """
    if not changes:
        return
    claim_hierarchy(connection)
    moved = set(changes) | _below(connection, table, list(changes))
    managers = _direct(connection, table, moved) | dict(changes)
    tops = {manager for manager in managers.values() if manager is not None} - moved
    above = _above(connection, table, tops)
    chains = {user: _chain(user, managers, above) for user in sorted(moved)}
    _replace(connection, table, chains)


def read_chains(connection: sa.Connection, table: sa.Table) -> dict[str, list[str]]:
    """The people above each user as they are kept, nearest first; users without any are left out."""
    query = sa.select(table.c.descendant, table.c.ancestor).order_by(table.c.descendant, table.c.depth)
    found: dict[str, list[str]] = {}
    for user, ancestor in connection.execute(query):
        found.setdefault(user, []).append(ancestor)
    return found


def _below(connection: sa.Connection, table: sa.Table, users: Sequence[str]) -> set[str]:
    query = sa.select(table.c.descendant).where(among(connection, table.c.ancestor, users))
    return set(connection.execute(query).scalars())


def _direct(connection: sa.Connection, table: sa.Table, users: AbstractSet[str]) -> dict[str, str | None]:
    query = sa.select(table.c.descendant, table.c.ancestor).where(
        table.c.depth == 1, among(connection, table.c.descendant, sorted(users))
    )
    return as_pairs(connection.execute(query))


def _above(connection: sa.Connection, table: sa.Table, users: AbstractSet[str]) -> Mapping[str, list[str]]:
    """The people above each of `users`, nearest first."""
    query = sa.select(table.c.descendant, table.c.ancestor).where(among(connection, table.c.descendant, sorted(users)))
    found: dict[str, list[str]] = {user: [] for user in users}
    for user, ancestor in connection.execute(query.order_by(table.c.descendant, table.c.depth)):
        found[user].append(ancestor)
    return found


def _chain(user: str, managers: Managers, above: Mapping[str, Sequence[str]]) -> list[str]:
    """The people above a user, nearest first."""
    chain: list[str] = []
    current = managers.get(user)
    while current is not None and current not in above:
        if current == user or current in chain:
            raise HierarchyCycle([user, *chain, current])
        chain.append(current)
        current = managers.get(current)
    if current is not None:
        chain += [current, *above[current]]
    if len(chain) >= LEVELS:
        raise HierarchyTooDeep(user, LEVELS)
    return chain


def _replace(connection: sa.Connection, table: sa.Table, chains: Mapping[str, Sequence[str]]) -> None:
    connection.execute(sa.delete(table).where(among(connection, table.c.descendant, list(chains))))
    rows: list[dict[str, Value | int]] = [
        {"ancestor": ancestor, "descendant": user, "depth": depth}
        for user, chain in chains.items()
        for depth, ancestor in enumerate(chain, 1)
    ]
    insert(connection, table, rows)
