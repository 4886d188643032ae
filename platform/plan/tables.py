"""Objects -> tables: columns, foreign keys and indexes, as data.  The store next door writes the SQL."""

from collections.abc import Iterable, Iterator, Mapping
from hashlib import sha256
from types import MappingProxyType

from objectry.metadata import Field, FieldType, Object
from objectry.plan.shapes import Column, ColumnKind, Table, TableIndex

PRINCIPALS = "_principal"
PRINCIPAL_FIELDS = frozenset({"owner", "created_by", "updated_by"})
ALWAYS_SET = frozenset({"id", "created_at", "updated_at", "version"})
LONGEST_NAME = 60

KINDS: Mapping[FieldType, ColumnKind] = MappingProxyType(
    {
        FieldType.TEXT: ColumnKind.TEXT,
        FieldType.TEXTAREA: ColumnKind.TEXT,
        FieldType.RICH_TEXT: ColumnKind.TEXT,
        FieldType.SECRET: ColumnKind.TEXT,
        FieldType.INTEGER: ColumnKind.INTEGER,
        FieldType.DECIMAL: ColumnKind.NUMBER,
        FieldType.CURRENCY: ColumnKind.NUMBER,
        FieldType.PERCENT: ColumnKind.NUMBER,
        FieldType.BOOLEAN: ColumnKind.BOOLEAN,
        FieldType.DATE: ColumnKind.DATE,
        FieldType.DATETIME: ColumnKind.DATETIME,
        FieldType.TIME: ColumnKind.TIME,
        FieldType.PICKLIST: ColumnKind.TEXT,
        FieldType.MULTI_PICKLIST: ColumnKind.SET,
        FieldType.EMAIL: ColumnKind.TEXT,
        FieldType.PHONE: ColumnKind.TEXT,
        FieldType.URL: ColumnKind.TEXT,
        FieldType.LOOKUP: ColumnKind.ID,
        FieldType.MASTER_DETAIL: ColumnKind.ID,
        FieldType.MANY_TO_MANY: ColumnKind.SET,  # read from its junction, never stored
        FieldType.AUTONUMBER: ColumnKind.TEXT,
        FieldType.JSON: ColumnKind.JSON,
        FieldType.FILE: ColumnKind.ID,
        FieldType.IMAGE: ColumnKind.ID,
    }
)


def column_of(field: Field) -> Column:
    """The column a field is kept in.  A percent is kept as a fraction: two more places than people write."""
    kind = ColumnKind.ID if field.name == "id" else KINDS[field.type]
    more = 2 if field.type is FieldType.PERCENT else 0
    is_number = kind is ColumnKind.NUMBER
    return Column(
        field.name,
        kind,
        precision=field.precision if is_number else None,
        scale=(field.scale or 0) + more if is_number else None,
        references=_target(field),
        nullable=field.name not in ALWAYS_SET and kind is not ColumnKind.BOOLEAN,
    )


def _target(field: Field) -> str | None:
    if field.system and field.name in PRINCIPAL_FIELDS:
        return PRINCIPALS
    return field.to[0] if field.refers and len(field.to) == 1 else None


def build_table(thing: Object, columns: Iterable[Column]) -> Table:
    """The table of an object from the columns of its fields; the recycle bin's mark is a column only."""
    kept = {column.name: column for column in columns}
    kept["deleted_at"] = Column("deleted_at", ColumnKind.DATETIME)
    indexes = {index.name: index for index in _indexes(thing, kept)}
    return Table(thing.name, MappingProxyType(kept), MappingProxyType(indexes))


def _indexes(thing: Object, columns: Mapping[str, Column]) -> Iterator[TableIndex]:
    if thing.owned:
        yield _index(thing.name, ("owner", "id"))
    for field in thing.fields.values():
        if field.name in columns and field.name != "id":
            yield from _field_indexes(thing.name, field)
    if thing.junction is not None:
        pair = (thing.junction.near, thing.junction.far)
        yield TableIndex(_index_name("ux", thing.name, pair), pair, unique=True)
    for declared in thing.indexes.values():
        if not columns.keys() >= set(declared.fields):
            continue
        if declared.unique:
            yield TableIndex(_index_name("ux", thing.name, (declared.name,)), declared.fields, unique=True)
        else:
            yield _index(thing.name, (*declared.fields, "id"), name=declared.name)


def _field_indexes(table: str, field: Field) -> Iterator[TableIndex]:
    if field.unique:
        yield TableIndex(_index_name("ux", table, (field.name,)), (field.name,), unique=True)
    elif field.index or (field.refers and not field.system):
        yield _index(table, (field.name, "id"))


def _index(table: str, columns: tuple[str, ...], name: str | None = None) -> TableIndex:
    unrepeated = tuple(dict.fromkeys(columns))
    return TableIndex(_index_name("ix", table, (name,) if name else unrepeated), unrepeated)


def _index_name(kind: str, table: str, parts: tuple[str, ...]) -> str:
    """Unique in the schema, and within what databases allow: a long name ends in a hash of itself."""
    name = "_".join((kind, table, *parts))
    if len(name) <= LONGEST_NAME:
        return name
    return name[: LONGEST_NAME - 9] + "_" + sha256(name.encode()).hexdigest()[:8]
