"""Applying a change plan: its steps and the new deployment, in the one transaction of `Store.apply`."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from datetime import datetime
from itertools import groupby

import sqlalchemy as sa

from objectry.metadata import EMPTY
from objectry.plan import CreateIndex, CreateTable, RenameColumn, RenameTable, Step
from objectry.runtime.store.columns import SQLITE_DIGITS, is_postgres
from objectry.runtime.store.counters import Counters
from objectry.runtime.store.ddl import Converted, Work, add_keys, carry_out
from objectry.runtime.store.deployments import Deployment, write_deployment
from objectry.runtime.store.errors import Dangling, StepFailed, Unsupported, Violated, cause_of, gives_way, not_unique
from objectry.runtime.store.failpoints import fp
from objectry.runtime.store.filling import TooLarge
from objectry.runtime.store.quarantine import NotKept, Quarantine, Quarantined
from objectry.runtime.store.reading import Context
from objectry.runtime.store.system_tables import SystemTables
from objectry.runtime.store.tables import too_wide
from objectry.runtime.store.transaction import ObjectTables, WriteTransaction

FAILURES = (sa.exc.SQLAlchemyError, NotKept, TooLarge, LookupError)


class Applying(WriteTransaction):
    """The transaction that changes the deployed stack.  `base` is the revision in force, `next` the one being made."""

    def __init__(
        self,
        connection: sa.Connection,
        system: SystemTables,
        objects: ObjectTables,
        current: int,
        beat: Callable[[str], None],
    ) -> None:
        super().__init__(connection, system, objects)
        self.base, self.next, self._beat = current, current + 1, beat

    def run(self, context: Context, steps: Sequence[Step], at: datetime, converted: Converted = EMPTY) -> None:
        """Carry out the steps of a plan; `context` has the tables of the blueprint they lead to, `converted` the values
        of the columns that are converted.

        Raises StepFailed, Violated where records repeat what must be unique from now on, and Unsupported for a
        blueprint with numbers that SQLite cannot keep.
        """
        if not is_postgres(self._connection.dialect) and (wide := too_wide(context.tables.blueprint)):
            places = ", ".join(".".join(pair) for pair in wide)
            raise Unsupported(f"SQLite keeps at most {SQLITE_DIGITS} digits of a number exactly: {places}")
        quarantine = Quarantine(self._connection, self._system, self.next, at)
        counters = Counters(self._connection, self._system.counter)
        work = Work(self._connection, self._system, context, quarantine, counters, converted)
        for kind, group in groupby(steps, type):
            alike = list(group)
            for step in unentangled(alike):
                self._beat(told(step))
                fp("apply.before_step", self._connection)
                _explained(carry_out, work, step)
                fp("apply.after_step", self._connection)
            if kind is CreateTable:  # in a ring of keys no order of tables would do
                for step in alike:
                    _explained(add_keys, work, step)
                fp("apply.after_keys", self._connection)
        if is_postgres(self._connection.dialect):  # records that come in now may refer to later ones
            self._connection.exec_driver_sql("SET CONSTRAINTS ALL DEFERRED")
        fp("apply.after_ddl", self._connection)

    def purge(self, kept: Sequence[Quarantined], at: datetime) -> None:
        """Throw quarantined tables and columns away for good."""
        quarantine = Quarantine(self._connection, self._system, self.next, at)
        for one in kept:
            quarantine.purge(one)

    def reach(self, counter: str, number: int) -> None:
        """Whatever a counter gives out from now on is beyond this number."""
        Counters(self._connection, self._system.counter).reach(counter, "", number)

    def deploy(self, deployment: Deployment) -> int:
        """Write down what is deployed; the new revision, whatever the deployment's own says."""
        fp("apply.before_revision", self._connection)
        whole = replace(deployment, revision=self.next, base=self.base)
        write_deployment(self._connection, self._system.deployment, whole)
        fp("apply.after_revision", self._connection)
        return self.next

    def check(self) -> None:
        """See that every reference leads somewhere; raises Dangling.  PostgreSQL looks by itself when committing."""
        if is_postgres(self._connection.dialect):
            return
        broken = self._connection.exec_driver_sql("PRAGMA foreign_key_check").all()
        if broken:
            places = sorted({f"{table} to {target}" for table, _, target, _ in broken})
            raise Dangling("references lead nowhere: " + ", ".join(places))


def told(step: Step) -> str:
    """A step in a few words: `CreateIndex account`."""
    place = getattr(step, "table", None) or getattr(step, "rollup", None) or getattr(step, "new", "")
    return f"{type(step).__name__} {getattr(place, 'object', None) or getattr(place, 'name', place)}"


def _explained(hand: Callable[[Work, Step], None], work: Work, step: Step) -> None:
    """Do a step; what the database says against it is said with the step's name."""
    try:
        hand(work, step)
    except FAILURES as error:
        if gives_way(error):
            raise
        if isinstance(step, CreateIndex) and not_unique(error):
            raise Violated(step.table, step.index.name, step.index.columns, None) from error
        raise StepFailed(step, str(cause_of(error))) from error


def unentangled(steps: Sequence[Step]) -> Iterator[Step]:
    """The same steps; renames that need each other's old names go by way of names in between."""
    taken = {(_table(step), step.old) for step in steps if isinstance(step, RenameColumn | RenameTable)}
    later: list[Step] = []
    for number, step in enumerate(steps):
        if isinstance(step, RenameColumn | RenameTable) and (_table(step), step.new) in taken:
            between = f"_r{number}"
            later.append(replace(step, old=between))
            yield replace(step, new=between)
        else:
            yield step
    yield from later


def _table(step: RenameColumn | RenameTable) -> str:
    return step.table if isinstance(step, RenameColumn) else ""
