"""Tables of records: their columns and rows."""

from dataclasses import dataclass

from objectry.faces.several import is_object_choice
from objectry.faces.web.showing.cells import Cell, record_cell, record_name
from objectry.faces.web.visit import Visit
from objectry.metadata import FieldType
from objectry.plan import FieldPlan, ObjectPlan
from objectry.runtime import Record

RIGHT = frozenset({FieldType.INTEGER, FieldType.DECIMAL, FieldType.CURRENCY, FieldType.PERCENT})


@dataclass(frozen=True, slots=True)
class Column:
    """One column: its path, head, side, and, where it can be sorted, the address that does and how it is now."""

    path: str
    label: str
    right: bool = False
    sort: str = ""
    sorted: str = ""  # ascending | descending


@dataclass(frozen=True, slots=True)
class Row:
    """One record of a list.  `name` is spoken by its checkbox."""

    id: str
    name: str
    cells: tuple[Cell, ...]


def columns_of(visit: Visit, plan: ObjectPlan, paths: tuple[str, ...]) -> tuple[Column, ...]:
    """Heads for these paths, all of them readable."""
    return tuple(_column(visit, plan, path) for path in paths)


def _column(visit: Visit, plan: ObjectPlan, path: str) -> Column:
    found = visit.path(plan.name, path)
    right = found is not None and found[1].field.type in RIGHT
    return Column(path, path_label(visit, plan, path), right)


def path_label(visit: Visit, plan: ObjectPlan, path: str) -> str:
    """The label of a path: the field's own, or with the way there in front (`Account: Region`)."""
    found = visit.path(plan.name, path)
    compound = visit.compound(plan.name, path) if found is None else None
    if compound is not None:
        whole = visit.texts.compound(compound[0].name, compound[1])
        first = path.partition(".")[0]
        way = "" if first == path else visit.texts.field(plan.name, first)
        return visit.texts("path_label", way=way, field=whole) if way else whole
    if found is None:
        return path
    first = path.partition(".")[0]
    if is_object_choice(found[1].field):
        return visit.texts("lookup_target", field=visit.texts.field(found[0].name, found[1].name))
    own = _own_label(visit, found, path)
    if first == path:
        return own
    if found[1].name == found[0].object.name_field:
        return visit.texts.field(plan.name, first)
    return visit.texts("path_label", way=visit.texts.field(plan.name, first), field=own)


def _own_label(visit: Visit, found: tuple[ObjectPlan, FieldPlan], path: str) -> str:
    """The label of the field at a path's end; of a lookup narrowed to one of its objects, this object's."""
    chosen = path.rpartition(".")[2]
    if chosen != found[1].name and (chosen,) == found[1].field.to:
        return visit.texts.object(chosen)
    return visit.texts.field(found[0].name, found[1].name)


def row_of(visit: Visit, record: Record, paths: tuple[str, ...]) -> Row:
    """A record as a row."""
    return Row(record.id, record_name(visit, record), tuple(record_cell(visit, record, path) for path in paths))
