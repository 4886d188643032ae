"""Trying an expression over rows that are in no database: in Python, or in SQL inside a transaction that is taken back.

The same trees, evaluators and tables as everywhere; only the rows come from the caller.
"""

import tempfile
from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Any
from uuid import NAMESPACE_OID, uuid4, uuid5

from objectry.diagnostics import suggest
from objectry.plan import Blueprint, Column, ColumnKind, FieldPlan, ObjectPlan, compare
from objectry.rules import Aggregate, Environment, Leaf, Node, RunNote, Value, compile_node
from objectry.runtime.conditions import Everyone
from objectry.runtime.ids import Ids
from objectry.runtime.store import Applying, Context, Select, Tables, open_store
from objectry.runtime.values.coercion import coerce
from objectry.runtime.values.unfit import Unfit

Given = Mapping[str, Any]
"""A row as the caller has it: outside values by field, and for a lookup a nested row of the record it points to."""
Reader = Callable[[object, FieldPlan], Value]
"""An outside value as the language has it; raises Unfit."""

ANSWER = "answer"


def strictly(value: object, plan: FieldPlan) -> Value:
    """The value as a form or the API would take it."""
    return coerce(value, plan, "UTC")


class BadRow(Exception):
    """A row that the object's fields cannot take; the message says what would fit."""


@dataclass(frozen=True, slots=True)
class Trial:
    """An expression about an object, and the circumstances it is tried in."""

    blueprint: Blueprint
    object: str
    node: Node
    environment: Environment
    read: Reader = strictly

    @property
    def plan(self) -> ObjectPlan:
        """The object the expression is about."""
        return self.blueprint.objects[self.object]


Tried = tuple[Trial, Sequence[Given]]
"""An expression with its rows."""


def in_python(trial: Trial, rows: Sequence[Given], notes: list[RunNote] | None = None) -> list[Value]:
    """The value for each row, by the generated Python.  Raises BadRow."""
    for row in rows:
        check_names(trial.plan, row)
    evaluator = compile_node(trial.node)
    known = [{"$new": True, **{leaf.key: _leaf(leaf, row, trial) for leaf in evaluator.leaves}} for row in rows]
    return evaluator.run(known, trial.environment, notes)


def _leaf(leaf: Leaf, row: Given, trial: Trial) -> Value:
    if isinstance(leaf, Aggregate):
        raise BadRow("a row has no child records; try the expression on a deployed object instead")
    at: Any = row
    for hop in leaf.hops:
        at = at.get(hop.field)
        if at is None:
            return None
        if not isinstance(at, Mapping):
            raise BadRow(f"{hop.field} is a nested row here, as {leaf.path} is read")
    if leaf.hops and leaf.field == "id" and "id" not in at:
        return some_id(".".join(hop.key for hop in leaf.hops))
    plan, value = trial.blueprint.objects[leaf.object], at.get(leaf.field)
    if plan.fields[leaf.field].field.refers and isinstance(value, Mapping):
        return str(value.get("id") or some_id(leaf.path))
    return inside(trial, plan, leaf.field, value)


def some_id(path: str) -> str:
    """The id of a nested row, which is there and has been given none: one for each path, as each is a record."""
    return str(uuid5(NAMESPACE_OID, path))


def inside(trial: Trial, plan: ObjectPlan, name: str, value: object) -> Value:
    """An outside value of a field as the language has it.  Raises BadRow."""
    try:
        return trial.read(value, plan.fields[name])
    except Unfit as error:
        raise BadRow(f"{name}: {value!r} is not {error}") from error


def in_database(trial: Trial, rows: Sequence[Given], url: str | None) -> list[Value]:
    """The value for each row by SQL: of the PostgreSQL at `url`, else of a SQLite file that is thrown away.

    Everything happens in one transaction that is taken back.  Raises BadRow, and StoreError.
    """
    return all_in_database([(trial, rows)], url)[0]


def all_in_database(trials: Sequence[Tried], url: str | None) -> list[list[Value]]:
    """The same for several expressions about objects of one blueprint, which need their tables once."""
    for trial, rows in trials:
        for row in rows:
            check_names(trial.plan, row)
    with tempfile.TemporaryDirectory(prefix="objectry-eval-") as folder:
        store = open_store(url or f"sqlite:///{Path(folder) / 'rows.db'}", f"eval_{uuid4().hex[:12]}" if url else None)
        try:
            with store.computing():
                return store.apply(0, lambda work: _answers(trials, work, store.tables(trials[0][0].blueprint)))
        finally:
            store.close()


def _answers(trials: Sequence[Tried], work: Applying, tables: Tables) -> list[list[Value]]:
    work.discard()
    first = trials[0][0]
    work.run(Context(tables, first.environment), compare(None, first.blueprint).steps, first.environment.now)
    return [_answer(trial, rows, work, tables) for trial, rows in trials]


def _answer(trial: Trial, rows: Sequence[Given], work: Applying, tables: Tables) -> list[Value]:
    records = _Records(trial, Ids(trial.environment.now), defaultdict(list))
    wanted = [records.add(trial.object, row) for row in rows]
    for name, stored in sorted(records.stored.items(), key=lambda one: trial.blueprint.objects[one[0]].rank):
        work.insert(trial.blueprint.objects[name], stored)
    everybody = dict.fromkeys(trial.blueprint.objects, Everyone())
    context = Context(tables, trial.environment)
    found = work.select(context, Select(trial.object, {ANSWER: trial.node}, policies=everybody))
    by_id = {row["id"]: row[ANSWER] for row in found}
    return [by_id[id] for id in wanted]


@dataclass(frozen=True, slots=True)
class _Records:
    """Rows on their way into tables; nested ones become records of their own."""

    trial: Trial
    ids: Ids
    stored: dict[str, list[dict[str, Value]]]

    def add(self, thing: str, row: Given) -> str:
        """Take a row; the id of its record."""
        plan, now = self.trial.blueprint.objects[thing], self.trial.environment.now
        id = self.ids.next()
        values: dict[str, Value] = {column.name: _blank(column) for column in plan.table.columns.values()}
        known: dict[str, Value] = {"id": id, "created_at": now, "updated_at": now, "version": Decimal(1)}
        values |= {
            name: value for name, value in known.items() if name in plan.fields and plan.fields[name].field.system
        }
        values |= {name: self._value(plan, name, value) for name, value in row.items()}
        self.stored[thing].append(values)
        return id

    def _value(self, plan: ObjectPlan, name: str, value: object) -> Value:
        targets = plan.fields[name].field.to
        return (
            self.add(targets[0], value)
            if targets and isinstance(value, Mapping)
            else inside(self.trial, plan, name, value)
        )


def _blank(column: Column) -> Value:
    return False if column.kind is ColumnKind.BOOLEAN else None


def check_names(plan: ObjectPlan, row: Given) -> None:
    """Raise BadRow for a value that is no field's, or of a field that is computed."""
    for name in row:
        if name not in plan.fields:
            raise BadRow(f'{plan.name} has no field "{name}"{suggest(name, plan.fields)}')
        if plan.fields[name].column is None:
            raise BadRow(f"{name} is computed; a row gives what it is computed from")
