"""Trying an expression over rows that are in no database: in Python, or in SQL inside a transaction that is taken back.

The same trees, evaluators and tables as everywhere; only the rows come from the caller.
"""

import tempfile
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from types import MappingProxyType
from typing import Any
from uuid import uuid4

from objectry.diagnostics import suggest
from objectry.plan import Blueprint, Column, ColumnKind, ObjectPlan, compare
from objectry.rules import Aggregate, Environment, Leaf, Node, RunNote, Value, compile_node
from objectry.runtime.conditions import Everyone
from objectry.runtime.ids import Ids
from objectry.runtime.store import Applying, Context, Select, open_store
from objectry.runtime.values.coercion import coerce
from objectry.runtime.values.unfit import Unfit

Given = Mapping[str, Any]
"""A row as the caller has it: outside values by field, and for a lookup a nested row of the record it points to."""

ANSWER = "answer"
EMPTY_ROW: Given = MappingProxyType({})


class BadRow(Exception):
    """A row that the object's fields cannot take; the message says what would fit."""


@dataclass(frozen=True, slots=True)
class Trial:
    """An expression about an object, and the circumstances it is tried in."""

    blueprint: Blueprint
    object: str
    node: Node
    environment: Environment

    @property
    def plan(self) -> ObjectPlan:
        """The object the expression is about."""
        return self.blueprint.objects[self.object]


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
        at = at.get(hop.field) or EMPTY_ROW
        if not isinstance(at, Mapping):
            raise BadRow(f"{hop.field} is a nested row here, as {leaf.path} is read")
    return inside(trial.blueprint.objects[leaf.object], leaf.field, at.get(leaf.field))


def inside(plan: ObjectPlan, name: str, value: object) -> Value:
    """An outside value of a field as the language has it.  Raises BadRow."""
    try:
        return coerce(value, plan.fields[name], "UTC")
    except Unfit as error:
        raise BadRow(f"{name}: {value!r} is not {error}") from error


def in_database(trial: Trial, rows: Sequence[Given], url: str | None) -> list[Value]:
    """The value for each row by SQL: of the PostgreSQL at `url`, else of a SQLite file that is thrown away.

    Everything happens in one transaction that is taken back.  Raises BadRow, and StoreError.
    """
    for row in rows:
        check_names(trial.plan, row)
    with tempfile.TemporaryDirectory(prefix="objectry-eval-") as folder:
        store = open_store(url or f"sqlite:///{Path(folder) / 'rows.db'}", f"eval_{uuid4().hex[:12]}" if url else None)
        context = Context(store.tables(trial.blueprint), trial.environment)
        try:
            return store.apply(0, lambda work: _answers(trial, rows, work, context))
        finally:
            store.close()


def _answers(trial: Trial, rows: Sequence[Given], work: Applying, context: Context) -> list[Value]:
    work.discard()
    work.run(context, compare(None, trial.blueprint).steps, trial.environment.now)
    records = _Records(trial, Ids(trial.environment.now), defaultdict(list))
    wanted = [records.add(trial.object, row) for row in rows]
    for name, stored in records.stored.items():
        work.insert(trial.blueprint.objects[name], stored)
    everybody = dict.fromkeys(trial.blueprint.objects, Everyone())
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
        values |= {"id": id, "created_at": now, "updated_at": now, "version": Decimal(1)}
        values |= {name: self._value(plan, name, value) for name, value in row.items()}
        self.stored[thing].append(values)
        return id

    def _value(self, plan: ObjectPlan, name: str, value: object) -> Value:
        targets = plan.fields[name].field.to
        return self.add(targets[0], value) if targets and isinstance(value, Mapping) else inside(plan, name, value)


def _blank(column: Column) -> Value:
    return False if column.kind is ColumnKind.BOOLEAN else None


def check_names(plan: ObjectPlan, row: Given) -> None:
    """Raise BadRow for a value that is no field's, or of a field that is computed."""
    for name in row:
        if name not in plan.fields:
            raise BadRow(f'{plan.name} has no field "{name}"{suggest(name, plan.fields)}')
        if plan.fields[name].column is None:
            raise BadRow(f"{name} is computed; a row gives what it is computed from")
