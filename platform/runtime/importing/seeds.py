"""Seed records: the data files of a stack, brought in by the same road as any import.

A cell that begins with `=` is an expression of the rule language, evaluated when the data is loaded, so that demo data
does not grow old.  A lookup's cell holds the target's own seed key, or the value of its name field where the target has
no seed file.  A column `related_to.opportunity` fills the lookup `related_to` with a record of that object.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence

from objectry.metadata import Field, RuleText, Seed
from objectry.plan import Blueprint, seeds_in_order
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
    return tuple(seed for name in seeds_in_order(blueprint) for seed in blueprint.seeds if seed.object == name)


def bring_in(records: Records, call: Call, seed: Seed) -> Report:
    """Bring in these seed records alone."""
    return run_import(records, call, plan_seed(seed, call.blueprint), _rows(seed), lambda _: None)


def plan_seed(seed: Seed, blueprint: Blueprint) -> ImportPlan:
    """One seed file as an import: every column a field of its name."""
    columns = dict.fromkeys(column for row in seed.rows for column in row)
    fields = [_field(column, seed, blueprint) for column in columns]
    return ImportPlan(Target(seed.object, seed.key, tuple(fields)), (), history=False)


def _field(column: str, seed: Seed, blueprint: Blueprint) -> FieldImport:
    name, _, target = column.partition(".")
    plan = blueprint.objects[seed.object]
    field = compound_column(plan.object.compounds[name]) if name in plan.object.compounds else plan.fields[name].field
    lookup = _lookup(field, target, blueprint, [row.get(column) for row in seed.rows])
    later = lookup is not None and lookup.object == seed.object
    return FieldImport(name, field.label, _reader(column), lookup, later, skip_blank=True)


def _lookup(field: Field, target: str, blueprint: Blueprint, cells: Sequence[str | None]) -> Lookup | None:
    if not (field.refers or field.junction):
        return None
    name, many = target or field.to[0], field.junction is not None
    lookups = [Lookup(name, key, many) for key in dict.fromkeys(_keys(blueprint, name))]
    fitting = (one for one in lookups if _names_all(blueprint, one, cells))
    fallback = lookups[-1] if lookups else Lookup(name, blueprint.objects[name].object.name_field, many)
    return next(fitting, fallback)


def _keys(blueprint: Blueprint, name: str) -> Iterator[str]:
    return (seed.key for seed in blueprint.seeds if seed.object == name)


def _names_all(blueprint: Blueprint, lookup: Lookup, cells: Sequence[str | None]) -> bool:
    """Whether all cells name seed records of this key: layers may tell records of one object by keys of their own."""
    seeds = (seed for seed in blueprint.seeds if (seed.object, seed.key) == (lookup.object, lookup.by))
    known = {row.get(lookup.by) for seed in seeds for row in seed.rows}
    return all(text in known for cell in cells if cell for ask in lookup.asks(cell) for _, text in ask)


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


def _rows(seed: Seed) -> Iterator[SourceRow]:
    for number, row in enumerate(seed.rows, start=1):
        yield SourceRow(number, _texts(row))


def _texts(row: Mapping[str, str | None]) -> dict[str, str | None]:
    return {column: text or None for column, text in row.items()}
