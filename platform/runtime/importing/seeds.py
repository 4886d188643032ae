"""Seed records: the data files of a stack, brought in by the same road as any import.

A cell that begins with `=` is an expression of the rule language, evaluated when the data is loaded, so that demo data
does not grow old.  A lookup's cell holds the target's own seed key, or the value of its name field where the target has
no seed file.  A column `related_to.opportunity` fills the lookup `related_to` with a record of that object.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence

from objectry.metadata import IN_FORCE, RATES, Field, RuleText, Seed
from objectry.plan import Blueprint
from objectry.rules import Environment, Evaluator, Value, check_expression, compile_node
from objectry.runtime.calls import Call
from objectry.runtime.importing.columns import Cell, ColumnReader, row_scope
from objectry.runtime.importing.plan import FieldImport, ImportPlan, Lookup, Target, compound_column
from objectry.runtime.importing.report import Report
from objectry.runtime.importing.run import run_import
from objectry.runtime.importing.source import SourceRow
from objectry.runtime.records import Records


def load_seeds(records: Records, call: Call, tell: Callable[[Report], None]) -> tuple[tuple[Seed, Report], ...]:
    """Bring in every seed file of the deployed stack, targets of lookups first; known records become what it says.

    The call's source is `seed`.  Rows that cannot be taken are in the reports.
    """
    blueprint = call.blueprint
    return tuple(
        (seed, run_import(records, call, plan_seed(seed, blueprint), _rows(seed), tell)) for seed in in_order(blueprint)
    )


def in_order(blueprint: Blueprint) -> tuple[Seed, ...]:
    """The seeds so that a record's targets come before it where that can be had; files of one object stay in order."""
    waiting = list(dict.fromkeys(seed.object for seed in blueprint.seeds))
    ordered: list[str] = []
    while waiting:
        free = [name for name in waiting if not _targets(blueprint, name) & (set(waiting) - {name})]
        ordered += free or waiting[:1]
        waiting = [name for name in waiting if name not in ordered]
    return tuple(seed for name in ordered for seed in blueprint.seeds if seed.object == name)


def plan_seed(seed: Seed, blueprint: Blueprint) -> ImportPlan:
    """One seed file as an import: every column a field of its name."""
    columns = dict.fromkeys(column for row in seed.rows for column in row)
    fields = [_field(column, seed, blueprint) for column in columns]
    return ImportPlan(Target(seed.object, seed.key, tuple(fields)), (), history=False)


def _field(column: str, seed: Seed, blueprint: Blueprint) -> FieldImport:
    name, _, target = column.partition(".")
    plan = blueprint.objects[seed.object]
    field = compound_column(plan.object.compounds[name]) if name in plan.object.compounds else plan.fields[name].field
    lookup = _lookup(field, target, blueprint)
    later = lookup is not None and lookup.object == seed.object
    return FieldImport(name, field.label, _reader(column), lookup, later, skip_blank=True)


def _lookup(field: Field, target: str, blueprint: Blueprint) -> Lookup | None:
    if not (field.refers or field.junction):
        return None
    name = target or field.to[0]
    keys = {seed.object: seed.key for seed in blueprint.seeds}
    return Lookup(name, keys.get(name, blueprint.objects[name].object.name_field), field.junction is not None)


def _reader(column: str) -> ColumnReader:
    """Reads a column of texts; each distinct expression is compiled once."""
    compiled: dict[str, Evaluator | None] = {}

    def read(rows: Sequence[SourceRow], environment: Environment) -> list[Cell]:
        return [_cell(row.cells.get(column), compiled, environment) for row in rows]

    return read


def _cell(text: str | None, compiled: dict[str, Evaluator | None], environment: Environment) -> Cell:
    if text is None or not text.startswith("="):
        return Cell(text)
    if text not in compiled:
        node, _ = check_expression(RuleText(text[1:]), row_scope(()))
        compiled[text] = compile_node(node) if node is not None else None
    evaluator = compiled[text]
    if evaluator is None:
        return Cell(problem=f"{text} is no expression")
    value: Value = evaluator.run([{}], environment)[0]
    return Cell(value)


def _targets(blueprint: Blueprint, name: str) -> set[str]:
    fields = blueprint.objects[name].fields.values()
    rates = {RATES} if IN_FORCE in blueprint.objects[name].fields else set()
    return {target for one in fields for target in one.field.to if not one.field.system} | ({"user"} | rates) - {name}


def _rows(seed: Seed) -> Iterator[SourceRow]:
    for number, row in enumerate(seed.rows, start=1):
        yield SourceRow(number, _texts(row))


def _texts(row: Mapping[str, str | None]) -> dict[str, str | None]:
    return {column: text or None for column, text in row.items()}
