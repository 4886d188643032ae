"""From the cells of rows to outside values: what a map says, compiled once and run over batches.

An expression of a map sees the row's columns as text fields, named as they are with everything but letters,
digits and `_` turned into `_`.  It is the one rule language; nothing is evaluated in another way.
"""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from objectry.diagnostics import Diagnostics
from objectry.metadata import Field, FieldSource, FieldType, Model, Object, RuleText
from objectry.rules import Catalog, Environment, Scope, Value, check_expression, compile_node
from objectry.runtime.importing.dates import compile_form, read_date
from objectry.runtime.importing.source import SourceRow

ROW = "row"

Cells = Sequence[Mapping[str, str | None]]
ColumnReader = Callable[[Sequence[SourceRow], Environment], list["Cell"]]


@dataclass(frozen=True, slots=True)
class Cell:
    """One value made from a row, or the reason why there is none."""

    value: object = None
    problem: str | None = None


def identifier(column: str) -> str:
    """The name of a column inside expressions."""
    name = re.sub(r"\W", "_", column, flags=re.ASCII)
    return f"_{name}" if name[:1].isdigit() else name


def row_scope(columns: Sequence[str]) -> Scope:
    """Names for the expressions of a map: each column a text field."""
    fields = {identifier(name): Field(identifier(name), FieldType.TEXT, name) for name in columns}
    row = Object(ROW, ROW, ROW, "import", fields)
    return Scope(Catalog(Model(objects={ROW: row})), ROW)


def compile_source(source: FieldSource, scope: Scope, field: Field, zone: ZoneInfo) -> tuple[ColumnReader, Diagnostics]:
    """A function from rows to the values of one field, before its lookup is followed."""
    raw, problems = _raw(source, scope)
    pattern = compile_form(source.date) if source.date else None
    if source.date and pattern is None:
        problems.error("I605", f'"{source.date}" is no form of a date; write one such as MM/DD/YYYY', source.span)

    def read(rows: Sequence[SourceRow], environment: Environment) -> list[Cell]:
        return [_finish(value, source, pattern, field, zone) for value in raw(rows, environment)]

    return read, problems


def compile_condition(
    text: RuleText, scope: Scope
) -> tuple[Callable[[Sequence[SourceRow], Environment], list[bool]], Diagnostics]:
    """A function that tells for which rows a condition holds."""
    values, problems = _computed(text, scope)

    def holds(rows: Sequence[SourceRow], environment: Environment) -> list[bool]:
        return [value is True for value in values(rows, environment)]

    return holds, problems


_Raw = Callable[[Sequence[SourceRow], Environment], list[Value]]


def _raw(source: FieldSource, scope: Scope) -> tuple[_Raw, Diagnostics]:
    if source.value is not None:
        return _computed(source.value, scope)
    if source.column is not None:
        column = source.column
        return (lambda rows, environment: [row.cells.get(column) for row in rows]), Diagnostics()
    return (lambda rows, environment: [source.constant] * len(rows)), Diagnostics()


def _computed(text: RuleText, scope: Scope) -> tuple[_Raw, Diagnostics]:
    node, problems = check_expression(text, scope)
    if node is None:
        return (lambda rows, environment: [None] * len(rows)), problems
    evaluator = compile_node(node)

    def run(rows: Sequence[SourceRow], environment: Environment) -> list[Value]:
        named = [{identifier(column): text for column, text in row.cells.items()} for row in rows]
        return evaluator.run(named, environment)

    return run, problems


def _finish(value: Value, source: FieldSource, pattern: re.Pattern[str] | None, field: Field, zone: ZoneInfo) -> Cell:
    if isinstance(value, str):
        value = source.values.get(value, value)
    if value is None or value == "":
        value = source.default
    if pattern is None or not isinstance(value, str):
        return Cell(value)
    moment = read_date(value, pattern, zone)
    if moment is None:
        return Cell(problem=f'{field.label}: "{value}" is not a date of the form {source.date}')
    return Cell(_in_kind(moment, field))


def _in_kind(moment: datetime, field: Field) -> object:
    return moment if field.type is FieldType.DATETIME else moment.date()
