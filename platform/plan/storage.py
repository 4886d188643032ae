"""What changes in the database: tables, columns, indexes, in words and as steps.

Values are never thrown away at once: a table or column that is no longer declared goes to quarantine.  A field whose
new type cannot hold the old values gets a new column, and the old one goes to quarantine too.
"""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from types import MappingProxyType

from objectry.metadata import RECORD_TYPE, FieldType
from objectry.plan.changes import (
    NUMBERS,
    AddColumn,
    Change,
    ChangeClass,
    ChangeColumn,
    ComputeRollup,
    ConvertColumn,
    CreateIndex,
    CreateTable,
    DropColumn,
    DropIndex,
    FillColumn,
    FillNumbers,
    QuarantineColumn,
    QuarantineTable,
    Refit,
    RenameColumn,
    RenameTable,
    Step,
    fewer_places,
)
from objectry.plan.conversions import converts, recodes
from objectry.plan.matching import Matching, Pair
from objectry.plan.renaming import rename_choices
from objectry.plan.shapes import Column, ColumnKind, FieldPlan, ObjectPlan, Table, TableIndex
from objectry.rules import BOOLEAN, Call, FieldRead, Node

Finding = Change | Step
TEXTS = frozenset(
    {
        FieldType.TEXT,
        FieldType.TEXTAREA,
        FieldType.EMAIL,
        FieldType.PHONE,
        FieldType.URL,
        FieldType.PICKLIST,
        FieldType.AUTONUMBER,
    }
)
INTEGER_DIGITS = 19
FAMILIES: Mapping[FieldType, str] = MappingProxyType(
    {**dict.fromkeys(TEXTS, "text"), **dict.fromkeys(NUMBERS, "number")}
)


def compare_storage(found: Matching) -> Iterator[Finding]:
    """Everything the database has to do, each with what to tell a person."""
    for plan in found.dropped:
        text = f"take table {plan.name} out of use; its records go to quarantine"
        yield Change(ChangeClass.DATA_LOSS, plan.name, text, object=plan.name)
        yield QuarantineTable(plan.table)
    for plan in found.created:
        yield from create_object(plan)
    for pair in found.pairs:
        yield from _compare_table(pair)


def create_object(plan: ObjectPlan) -> Iterator[Finding]:
    """A table from nothing, with its indexes."""
    text, adds = f"create table {plan.name} with {len(plan.table.columns)} columns", CreateTable(plan.table)
    yield Change(ChangeClass.SAFE, plan.name, text, adds=adds)
    yield adds
    for index in plan.table.indexes.values():
        yield CreateIndex(plan.name, index)


def _compare_table(pair: Pair) -> Iterator[Finding]:
    old, new = pair.old.name, pair.new.name
    if old != new:
        yield Change(ChangeClass.SAFE, new, f"rename table {old} to {new}", object=old)
        yield RenameTable(old, new)
    for plan in pair.gone:
        yield from _remove(pair, plan)
    for before, after in pair.kept:
        yield from _compare_column(pair, before, after)
    for plan in pair.added:
        yield from _add(pair, plan, "add column {name} {type}")
    yield from _compare_indexes(pair)


def label(pair: Pair, plan: FieldPlan) -> str:
    """A field's full name in the new blueprint."""
    return f"{pair.new.name}.{plan.name}"


def type_words(plan: FieldPlan) -> str:
    """`text`, `currency(18,2)`, `lookup account`, as people write it."""
    field = plan.field
    if field.refers:
        return f"{field.type} {' or '.join(field.to)}"
    if plan.column is not None and plan.column.kind is ColumnKind.NUMBER:
        return f"{field.type}({field.precision},{field.scale})"
    return str(field.type)


def _remove(pair: Pair, plan: FieldPlan) -> Iterator[Finding]:
    name = label(pair, plan)
    if plan.column is None:
        yield Change(ChangeClass.SAFE, name, f"remove the computed field {name}")
    elif plan.rollup is not None:
        yield Change(ChangeClass.SAFE, name, f"remove the stored roll-up {name}")
        yield DropColumn(pair.new.name, plan.column)
    else:
        text = f"take column {name} out of use; its values go to quarantine"
        yield Change(ChangeClass.DATA_LOSS, name, text, object=pair.old.name, touches=_filled(pair, plan))
        yield QuarantineColumn(pair.new.name, plan.column)


def _add(pair: Pair, plan: FieldPlan, text: str) -> Iterator[Finding]:
    """A column that begins without values, and what fills it."""
    name, column = label(pair, plan), plan.column
    if column is None:
        yield Change(ChangeClass.SAFE, name, f"add computed field {name}")
        return
    filled = tuple(_fill(pair, plan, column))
    kind = ChangeClass.SLOW if filled else ChangeClass.SAFE
    words, adds = text.format(name=name, type=type_words(plan)), AddColumn(pair.new.name, column)
    yield Change(kind, name, words + _how_filled(plan, filled=bool(filled)), object=pair.old.name, adds=adds)
    yield adds
    yield from filled


def _fill(pair: Pair, plan: FieldPlan, column: Column) -> Iterator[Step]:
    if plan.rollup is not None:
        yield ComputeRollup(plan.rollup)
    elif plan.field.type is FieldType.AUTONUMBER:
        yield FillNumbers(pair.new.name, plan.field)
    elif plan.field.type is FieldType.BOOLEAN and plan.field.default is True:
        yield FillColumn(pair.new.name, column, value=True)
    elif plan.name == RECORD_TYPE and isinstance(plan.field.default, str):
        yield FillColumn(pair.new.name, column, plan.field.default)
    elif _says_currency(pair, plan):
        yield FillColumn(pair.new.name, column, str(plan.field.default))


def _says_currency(pair: Pair, plan: FieldPlan) -> bool:
    """Whether amounts that are there already have been in a currency nobody had to name."""
    return any(one.field.in_currency == plan.name for one in pair.new.fields.values())


def _how_filled(plan: FieldPlan, *, filled: bool) -> str:
    if plan.rollup is not None:
        return ", computed for all records"
    if plan.field.type is FieldType.AUTONUMBER:
        return ", numbers given to all records"
    if plan.name == RECORD_TYPE:
        return f", {plan.field.default} in all records"
    if plan.field.default is True:
        return ", true in all records"
    return f", {plan.field.default} in all records" if filled else ""


def _compare_column(pair: Pair, old: FieldPlan, new: FieldPlan) -> Iterator[Finding]:
    if old.column is None and new.column is None:
        return
    if old.column is None or new.column is None or _holds_other_values(pair, old, new):
        yield from _replace(pair, old, new)
        return
    if old.name != new.name:
        yield Change(ChangeClass.SAFE, label(pair, new), f"rename column {label(pair, old)} to {label(pair, new)}")
        yield RenameColumn(pair.new.name, old.name, new.name)
    yield from _convert(pair, old, new, _renamed(pair, old.column, new.name), new.column)
    yield from rename_choices(pair, old, new)


def _renamed(pair: Pair, column: Column, name: str) -> Column:
    """The column after renames, its own and that of the table it points to."""
    return replace(column, name=name, references=_target(pair, column))


def _target(pair: Pair, column: Column) -> str | None:
    return None if column.references is None else pair.objects.get(column.references, column.references)


def _holds_other_values(pair: Pair, old: FieldPlan, new: FieldPlan) -> bool:
    """Whether the new field needs a column of its own: its values are not those of the old one."""
    if (old.rollup is None) is not (new.rollup is None):
        return True
    if old.field.refers and new.field.refers and not new.field.system:
        return not {pair.objects.get(target, target) for target in old.field.to} <= set(new.field.to)
    if recodes(old.field, new.field) or fewer_places(old, new):
        return True
    kinds = (old.field.type, new.field.type)
    return kinds[0] is not kinds[1] and len({FAMILIES.get(kind, str(kind)) for kind in kinds}) > 1


def _replace(pair: Pair, old: FieldPlan, new: FieldPlan) -> Iterator[Finding]:
    """The old column goes, the new one begins empty (or computed)."""
    name, table = label(pair, new), pair.new.name
    was, becomes = _what(old), _what(new)
    if _hands_on(old, new):
        yield from _convert_values(pair, old, new, f"{name}: {was} becomes {becomes}")
        return
    adds = None if new.column is None else AddColumn(table, new.column)
    if old.column is not None and old.rollup is None:
        tail = ", the new column starts empty" if new.column is not None and new.rollup is None else ""
        text = f"{name}: {was} becomes {becomes}; the old values go to quarantine{tail}"
        touches = _filled(pair, old)
        yield Change(ChangeClass.DATA_LOSS, name, text, object=pair.old.name, touches=touches, adds=adds)
        yield QuarantineColumn(table, old.column)
    else:
        yield Change(ChangeClass.SAFE, name, f"{name}: {was} becomes {becomes}", adds=adds)
        if old.column is not None:
            yield DropColumn(table, old.column)
    if adds is not None and new.column is not None:
        yield adds
        yield from _fill(pair, new, new.column)


def _filled(pair: Pair, plan: FieldPlan) -> Node:
    """Holds for the records that have a value in a field."""
    blank = Call("ISBLANK", (FieldRead((), pair.old.name, plan.name, plan.type),), BOOLEAN.required())
    return Call("not", (blank,), BOOLEAN.required())


def _hands_on(old: FieldPlan, new: FieldPlan) -> bool:
    stored = old.column is not None and new.column is not None and old.rollup is None and new.rollup is None
    goes_over = converts(old.field.type, new.field.type) or recodes(old.field, new.field)
    return stored and (goes_over or fewer_places(old, new))


def _convert_values(pair: Pair, old: FieldPlan, new: FieldPlan, text: str) -> Iterator[Finding]:
    """The old column goes to quarantine, and what can be said in the new type is in the new one at once."""
    if old.column is None or new.column is None:
        return
    refit, source = Refit(old, new, converted=True), pair.old.name
    words = f"{text}; values are {'rounded' if refit.rounds else 'converted'}, the old ones go to quarantine"
    touches, adds = _filled(pair, old), AddColumn(pair.new.name, new.column)
    yield Change(ChangeClass.DATA_LOSS, label(pair, new), words, source, touches, refit=refit, adds=adds)
    yield QuarantineColumn(pair.new.name, old.column)
    yield adds
    yield ConvertColumn(pair.new.name, source, refit)


def _what(plan: FieldPlan) -> str:
    if plan.formula is not None:
        return "formula"
    if plan.rollup is not None:
        return "roll-up" if plan.rollup.stored else "roll-up computed when it is read"
    return type_words(plan)


def _convert(pair: Pair, old: FieldPlan, new: FieldPlan, was: Column, becomes: Column) -> Iterator[Finding]:
    """The same values under another definition."""
    name, words = label(pair, new), f"{label(pair, new)}: {type_words(old)} becomes {type_words(new)}"
    if _needs_work(was, becomes):
        back = Refit(old, new, converted=True) if fewer_places(new, old) else None
        adds = AddColumn(pair.new.name, becomes) if back is not None else None
        yield Change(ChangeClass.SLOW, name, words, object=pair.old.name, adds=adds)
        indexes = tuple(one for one in pair.new.table.indexes.values() if becomes.name in one.columns)
        yield ChangeColumn(pair.new.name, was, becomes, back, indexes if back is not None else ())
    elif type_words(old) != type_words(new):
        yield Change(ChangeClass.SAFE, name, words, object=pair.old.name)
    if new.rollup is not None and new.rollup.stored and new.rollup != old.rollup:
        text = f"{name}: the roll-up is defined anew and computed for all records"
        yield Change(ChangeClass.SLOW, name, text, object=pair.old.name)
        yield ComputeRollup(new.rollup)
    if new.field.type is FieldType.AUTONUMBER and old.field.type is not FieldType.AUTONUMBER:
        yield FillNumbers(pair.new.name, new.field)


def _needs_work(was: Column, becomes: Column) -> bool:
    """Fewer digits before the point need none: the column stays as wide, and the door watches the new limit."""
    if (was.kind, was.scale, was.references) != (becomes.kind, becomes.scale, becomes.references):
        return True
    return (was.precision or INTEGER_DIGITS) < (becomes.precision or 0)


def _compare_indexes(pair: Pair) -> Iterator[Finding]:
    old, new = pair.old.table.indexes, pair.new.table.indexes
    for name, index in old.items():
        if new.get(name) != index or _left(pair, index):
            yield from _drop_index(pair, index)
    for name, index in new.items():
        if old.get(name) != index or _left(pair, index):
            yield from _create_index(pair, index)


def _left(pair: Pair, index: TableIndex) -> bool:
    """Whether a column of the index has moved away and left its name to another, or is replaced by a new one."""
    return any(
        column in pair.new.fields and (pair.fields.get(column) != column or _is_replaced(pair, column))
        for column in index.columns
    )


def _is_replaced(pair: Pair, name: str) -> bool:
    old, new = pair.old.fields[pair.fields[name]], pair.new.fields[name]
    return old.column is not None and new.column is not None and _holds_other_values(pair, old, new)


def _drop_index(pair: Pair, index: TableIndex) -> Iterator[Finding]:
    """Nothing is told of an index that goes with its column, or only follows a rename."""
    names = {old: new for new, old in pair.fields.items()}
    columns = tuple(names.get(column, "") for column in index.columns)
    if "" not in columns and (columns, index.unique) not in _purposes(pair.new.table):
        yield Change(ChangeClass.SAFE, pair.new.name, f"remove index on {pair.new.name}({', '.join(columns)})")
    yield DropIndex(pair.new.name, index)


def _create_index(pair: Pair, index: TableIndex) -> Iterator[Finding]:
    """The same for one that comes."""
    columns = tuple(pair.fields.get(column, "") for column in index.columns)
    if "" not in columns and (columns, index.unique) not in _purposes(pair.old.table):
        what = f"{pair.new.name}({', '.join(index.columns)})"
        yield Change(ChangeClass.SLOW, pair.new.name, f"build index on {what}", object=pair.old.name)
    yield CreateIndex(pair.new.name, index)


def _purposes(table: Table) -> set[tuple[tuple[str, ...], bool]]:
    """What the indexes of a table are for, whatever they are called."""
    return {(index.columns, index.unique) for index in table.indexes.values()}
