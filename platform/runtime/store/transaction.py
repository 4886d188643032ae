"""Transactions as the rest of the runtime sees them: what can be read, and what can be written.

Methods hand on to the file that knows how.  Rows are plain dicts of inside values, keyed by column.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import datetime
from functools import cached_property
from typing import Any

import sqlalchemy as sa

from objectry import plan
from objectry.plan import ObjectPlan, Rollup
from objectry.rules import Node, Value
from objectry.runtime.conditions import Condition
from objectry.runtime.store.attempts import Attempts
from objectry.runtime.store.audit import AuditRows
from objectry.runtime.store.bin import StoredBin
from objectry.runtime.store.columns import is_postgres
from objectry.runtime.store.counters import Counters, read_counter
from objectry.runtime.store.delegations import StoredDelegation, StoredDelegations
from objectry.runtime.store.deployments import Deployment, DeploymentSummary, list_deployments, read_deployment
from objectry.runtime.store.dialect import as_rows, ids_parameter
from objectry.runtime.store.dump import dump
from objectry.runtime.store.erasing import due, erase
from objectry.runtime.store.files import StoredFiles
from objectry.runtime.store.groups import Figure, Groups, group_select, run_groups
from objectry.runtime.store.hierarchy import read_chains, set_managers
from objectry.runtime.store.history import Passage, read_history, write_history
from objectry.runtime.store.identity import Identities
from objectry.runtime.store.inspection import Drift, drift
from objectry.runtime.store.locks import claim_hierarchy, holding, locking, read_revision
from objectry.runtime.store.marks import PEOPLE, renew_stamp
from objectry.runtime.store.principals import add_principals, principal_names, rename_principals
from objectry.runtime.store.quarantine import Quarantined, count_kept, kept_values, list_quarantined
from objectry.runtime.store.reading import Context
from objectry.runtime.store.repeats import Repeats
from objectry.runtime.store.rollups import Recomputed, Rollups, differing
from objectry.runtime.store.search import StoredSearch
from objectry.runtime.store.select import Select, count_select, run_select, union_ids
from objectry.runtime.store.shares import StoredShares
from objectry.runtime.store.system_tables import SystemTables
from objectry.runtime.store.tables import new_metadata, object_table
from objectry.runtime.store.whole import Wholes
from objectry.runtime.store.writes import insert, update

Sealing = Callable[[AuditRows], None]
"""Seals what a transaction has added to the audit log."""


class ObjectTables:
    """What is made once per plan of an object: SQLAlchemy's table, and statements that are the same in every call."""

    def __init__(self) -> None:
        self._made: dict[str, tuple[plan.Table, sa.Table]] = {}
        self._locking: dict[tuple[str, bool], tuple[plan.Table, sa.Select[Any]]] = {}
        self.rollups = Rollups()

    def table(self, wanted: plan.Table) -> sa.Table:
        """The table for one of a blueprint's; a newer blueprint's takes the place of an older one's."""
        known = self._made.get(wanted.name)
        if known is not None and known[0] is wanted:
            return known[1]
        made = object_table(new_metadata(), wanted)
        self._made[wanted.name] = (wanted, made)
        return made

    def locking(self, connection: sa.Connection, wanted: plan.Table, *, leaving: bool) -> sa.Select[Any]:
        """The statement that locks rows of a table."""
        key = (wanted.name, leaving)
        known = self._locking.get(key)
        if known is not None and known[0] is wanted:
            return known[1]
        made = locking(connection, self.table(wanted), leaving=leaving)
        self._locking[key] = (wanted, made)
        return made


class Transaction:
    """What can be read."""

    def __init__(self, connection: sa.Connection, system: SystemTables, objects: ObjectTables) -> None:
        self._connection, self._system, self._objects = connection, system, objects

    def select(self, context: Context, select: Select) -> list[dict[str, Value]]:
        """Rows of an object; see `Select`."""
        return run_select(self._connection, context, select)

    def count(self, context: Context, select: Select, cap: int | None = None) -> int:
        """How many rows there are, counting no further than `cap`."""
        return count_select(self._connection, context, select, cap)

    def group(
        self,
        context: Context,
        thing: str,
        by: Sequence[Node],
        figures: Mapping[str, Figure],
        where: Condition,
        policies: Mapping[str, Condition],
    ) -> list[tuple[tuple[Value, ...], dict[str, Value]]]:
        """Figures of an object's rows per distinct key; without `by` one row over all."""
        return group_select(self._connection, context, thing, by, figures, where, policies)

    def groups(self, context: Context, asked: Groups) -> list[dict[str, Value]]:
        """Figures of an object's rows per distinct key; see `Groups`."""
        return run_groups(self._connection, context, asked)

    def union(self, context: Context, thing: str, branches: Sequence[Condition], cap: int) -> list[str]:
        """The ids of the live records that fulfil one of the conditions; more than `cap` means "more than that"."""
        return union_ids(self._connection, context, thing, branches, cap)

    def revision(self) -> int:
        """The revision in force; 0 where nothing is deployed."""
        return read_revision(self._connection)

    def deployment(self, revision: int | None = None) -> Deployment | None:
        """A deployed stack, by default the one in force."""
        return read_deployment(self._connection, self._system.deployment, revision)

    def deployments(self) -> list[DeploymentSummary]:
        """Who deployed what, newest first."""
        return list_deployments(self._connection, self._system.deployment)

    def quarantined(self) -> list[Quarantined]:
        """What left the model and is kept, newest first."""
        return list_quarantined(self._connection, self._system.quarantine)

    def count_kept(self, kept: Quarantined) -> int:
        """How many live records a quarantined table has, or how many values a quarantined column."""
        return count_kept(self._connection, kept)

    def kept_values(self, kept: Quarantined, table: str) -> dict[str, Value]:
        """The values of a quarantined column by id; `table` is what its table is called now."""
        return kept_values(self._connection, kept, table)

    def drift(self, context: Context) -> list[Drift]:
        """Every difference between the database and what the blueprint asks for."""
        return drift(self._connection, self._system, context.tables)

    def chains(self) -> dict[str, list[str]]:
        """The people above each user as they are kept, nearest first."""
        return read_chains(self._connection, self._system.manager_path)

    def counted(self, counter: str) -> int:
        """The last number a counter that never starts anew gave out."""
        return read_counter(self._connection, self._system.counter, counter, "")

    def dump(self, context: Context) -> Iterator[str]:
        """Every record as a line of text, the same on both databases."""
        return dump(self._connection, context.tables)

    def differing(self, context: Context, rollup: Rollup) -> Iterator[Recomputed]:
        """The records that keep another figure than their children give, with both, the recycle bin included."""
        return differing(self._connection, context, rollup)

    def orphans(self, context: Context, thing: str, field: str, targets: Sequence[str]) -> list[str]:
        """The records whose reference leads to no record of these tables, not even in the recycle bin."""
        table = context.tables.objects[thing]
        column = table.c[field]
        ends = [context.tables.objects[name].alias() for name in targets]
        lost = [~sa.exists().where(end.c.id == column) for end in ends]
        query = sa.select(table.c.id).where(column.is_not(None), *lost).order_by(table.c.id)
        return [str(one) for one in self._connection.execute(query).scalars()]

    def history(self, record: str, limit: int, before: int | None = None) -> list[Passage]:
        """A record's history, newest first; `before` is the `number` of the last passage of the page before."""
        return read_history(self._connection, self._system.history, record, limit, before)

    def principal_names(self, ids: Sequence[str]) -> dict[str, str]:
        """Names of principals by id."""
        return principal_names(self._connection, self._system.principal, ids)

    @cached_property
    def identities(self) -> Identities:
        """Credentials, sessions and tokens."""
        system = self._system
        tables = system.credential, system.session, system.token, system.token_scope
        return Identities(self._connection, *tables, self._strangers)

    def _strangers(self) -> None:
        """Nothing that is read makes anybody a stranger."""

    @cached_property
    def audit(self) -> AuditRows:
        """The audit log."""
        return AuditRows(self._connection, self._system.audit, self._system.counter, self._note)

    def _note(self) -> None:
        """Nothing that is read has to be sealed."""

    @cached_property
    def files(self) -> StoredFiles:
        """What is known of files."""
        return StoredFiles(self._connection, self._system.file, self._system.history)

    @cached_property
    def bin(self) -> StoredBin:
        """The recycle bin."""
        return StoredBin(self._connection, self._system.bin)

    @cached_property
    def delegations(self) -> StoredDelegations:
        """Who stands in for whom."""
        return StoredDelegations(self._connection, self._system.delegation)

    @cached_property
    def search(self) -> StoredSearch:
        """The search index."""
        return StoredSearch(self._connection, self._system.search, self._system.searched)

    @cached_property
    def wholes(self) -> Wholes:
        """All tables of the tenant, to be written out or put back."""
        return Wholes(self._connection, self._system)

    @cached_property
    def shares(self) -> StoredShares:
        """Records shared by hand."""
        return StoredShares(self._connection, self._system.share)


class Savepoint:
    """A part of a transaction that can be taken back by itself."""

    def __init__(self) -> None:
        self.discarded = False

    def discard(self) -> None:
        """Take back what was written since, at the end of the block."""
        self.discarded = True


class WriteTransaction(Transaction):
    """What can be written.  Everything or nothing of it is there afterwards."""

    def __init__(
        self, connection: sa.Connection, system: SystemTables, objects: ObjectTables, numbers: sa.Engine | None = None
    ) -> None:
        super().__init__(connection, system, objects)
        self._counters = Counters(connection, system.counter, numbers)
        self._stamped = self._noted = False
        self.discarded = False

    def _note(self) -> None:
        """The audit log has to be sealed before the end."""
        self._noted = True

    def conclude(self, seal: Sealing) -> None:
        """What is done last of all before the commit."""
        if self._noted and not self.discarded:
            seal(self.audit)

    def discard(self) -> None:
        """Write nothing in the end (a dry run): the transaction is rolled back where it would be committed."""
        self.discarded = True

    @contextmanager
    def savepoint(self) -> Iterator[Savepoint]:
        """A part of the transaction: an error inside takes back that part and goes on upwards."""
        point, nested = Savepoint(), self._connection.begin_nested()
        try:
            yield point
        except BaseException:
            self._take_back(nested)
            raise
        if point.discarded:
            self._take_back(nested)
        else:
            nested.commit()

    def _take_back(self, nested: sa.NestedTransaction) -> None:
        if not self._connection.invalidated:
            nested.rollback()
            self._counters.take_again()

    def lock(self, thing: ObjectPlan, ids: Sequence[str], *, leaving: bool = False) -> list[dict[str, Value]]:
        """Lock records until the end, in the order of their ids; their stored rows as they are now, also those in
        the recycle bin (`deleted_at`).  Ids without a record are left out.  Callers lock objects in order of rank;
        what is `leaving` for the bin waits for those who `hold` it."""
        statement = self._objects.locking(self._connection, thing.table, leaving=leaving)
        return as_rows(self._connection.execute(statement, ids_parameter(self._connection, ids)))

    def hold(self, thing: ObjectPlan, ids: Sequence[str]) -> frozenset[str]:
        """Keep records that are about to be referred to from being deleted until the end; those still there.

        On SQLite the one writer has the file to itself.
        """
        if not ids or not is_postgres(self._connection.dialect):
            return frozenset(ids)
        statement = holding(self._connection, self._objects.table(thing.table))
        found = self._connection.execute(statement, ids_parameter(self._connection, ids))
        return frozenset(map(str, found.scalars()))

    def hold_trees(self) -> None:
        """Until the end nobody else moves a record in a hierarchy."""
        claim_hierarchy(self._connection)

    def _strangers(self) -> None:
        """Whoever was known has to be asked for again, once this is committed."""
        if not self._stamped:
            renew_stamp(self._connection, self._system.counter)
            self._stamped = True

    def _people(self, thing: str) -> None:
        if thing in PEOPLE:
            self._strangers()

    def insert(self, thing: ObjectPlan, rows: Sequence[Mapping[str, Value]]) -> None:
        """Insert records; raises Violated."""
        self._people(thing.name)
        insert(self._connection, self._objects.table(thing.table), rows)

    def update(self, thing: ObjectPlan, rows: Sequence[Mapping[str, Value]]) -> None:
        """Update records: each row has `id` and the columns to write; one with `version` is written only over the
        version just before it.  Raises Violated and Stale."""
        self._people(thing.name)
        update(self._connection, self._objects.table(thing.table), rows)

    def recompute(self, context: Context, rollup: Rollup, parents: Sequence[str]) -> list[Recomputed]:
        """Compute a stored roll-up of these records anew from their children; those whose figure changed."""
        self._people(rollup.object)
        return self._objects.rollups.recompute(self._connection, context, rollup, parents)

    def write_history(self, passages: Sequence[Passage]) -> None:
        """Add to the history."""
        write_history(self._connection, self._system.history, passages)

    def due(self, context: Context, thing: str, before: datetime, most: int) -> list[str]:
        """The records in the bin that were deleted before a moment, the oldest first."""
        return due(self._connection, context.tables.objects[thing], before, most)

    def erase(self, context: Context, thing: str, ids: Sequence[str], now: datetime) -> None:
        """Take records in the bin away for good, with all that is kept about them."""
        erase(self._connection, self._system, context.tables, thing, ids, now)

    def delegate(self, one: StoredDelegation) -> None:
        """Somebody stands in for another: who she is has to be asked again."""
        self._strangers()
        self.delegations.put(one)

    def undelegate(self, id_: str) -> None:
        """Somebody does not stand in any more."""
        self._strangers()
        self.delegations.remove(id_)

    def next_numbers(self, counter: str, period: str, count: int) -> range:
        """The next numbers of a counter (`object.field`) in a period; each is given out once."""
        return self._counters.take(counter, period, count)

    @cached_property
    def attempts(self) -> Attempts:
        """Attempts to log in."""
        return Attempts(self._connection, self._system.attempt)

    @cached_property
    def repeats(self) -> Repeats:
        """Calls that count once."""
        return Repeats(self._connection, self._system.repeat)

    def add_principals(self, names: Mapping[str, str], kind: str = "user") -> None:
        """New users or teams: id to name."""
        add_principals(self._connection, self._system.principal, names, kind)

    def rename_principals(self, names: Mapping[str, str]) -> None:
        """Users with another name: id to name."""
        rename_principals(self._connection, self._system.principal, names)

    def set_managers(self, changes: Mapping[str, str | None]) -> None:
        """Users with another manager, id to id; raises HierarchyCycle and HierarchyTooDeep."""
        set_managers(self._connection, self._system.manager_path, changes)
