"""Seed records of a stack: read from files, and checked against the model.

Checked is what can be known without a database: fields, targets of lookups, choices of picklists, that cells could
be values of their fields, and that records have their key and what a new one needs.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from objectry.diagnostics import Diagnostics, Span, suggest
from objectry.metadata.checking.cells import misfit
from objectry.metadata.checking.places import key_place, locate
from objectry.metadata.choices import written_choices
from objectry.metadata.keys.kinds import DATA
from objectry.metadata.keys.rows import CsvTable, Row, read_table
from objectry.metadata.keys.shapes import BAD
from objectry.metadata.layering.layers import CsvFile, File, Tree
from objectry.metadata.model import Field, FieldType, Model, Object, RuleText, Seed
from objectry.metadata.reading.app_files import DEMO
from objectry.metadata.reading.nodes import Document, ListNode, MapNode, Node

OF_PEOPLE = frozenset({"user", "user_permission"})
"""Core's objects of which an app brings no records: it would give rights to whom it likes."""
GIVEN_TO_PEOPLE = "people and their permissions are given by an administrator, not by an app: remove this file"
MOST_ALIKE = 3  # records with the same unknown choice that are told one by one


@dataclass(frozen=True, slots=True)
class SeedFile:
    """A seed with the places of its rows: the nodes of a YAML file, or the lines of a CSV file."""

    seed: Seed
    key_span: Span
    nodes: tuple[Node, ...] = ()
    lines: tuple[int, ...] = ()
    head: str = ""
    document: Document | None = None

    def column_span(self, name: str) -> Span:
        """The first place a column is written."""
        first = (key_place(node, name) for node in self.nodes if isinstance(node, MapNode) and name in node.entries)
        ahead = self.head.split(",")
        column = sum(map(len, ahead[: (at := ahead.index(name))])) + at + 1 if name in ahead else 1
        return next(first, Span(self.seed.span.file, 1, column, len(name) if self.head else 1))

    def cell_span(self, row: int, name: str) -> Span:
        """The place of a cell, or of its row."""
        if self.document is not None:
            return self.csv_span(self.document.line(self.lines[row]), row, name)
        return locate(self.nodes[row], name)

    def csv_span(self, line: str, row: int, name: str) -> Span:
        """The place of a cell in its line; the line itself where quotes make that hard to tell."""
        columns = list(self.seed.rows[row])
        if '"' in line or name not in columns:
            return Span(self.seed.span.file, self.lines[row])
        cells = line.split(",")[: columns.index(name) + 1]
        *before, cell = cells
        return Span(self.seed.span.file, self.lines[row], sum(map(len, before)) + len(before) + 1, max(1, len(cell)))


def read_seeds(tree: Tree, problems: Diagnostics) -> tuple[SeedFile, ...]:
    """All seed files in their order."""
    found: list[SeedFile] = []
    for file in tree.data:
        if isinstance(file, CsvFile):
            table = read_table(file.document, problems)
            if table is not None:
                found.append(csv_seed(file, table))
            continue
        said = DATA.read(file.root, problems)
        if said is not BAD:
            found.append(yaml_seed(file, said))
    return tuple(found)


def yaml_seed(file: File, said: Mapping[str, object]) -> SeedFile:
    """Where the records are a mapping, its keys are the values of the key field."""
    key, records = str(said["key"]), said["records"]
    assert isinstance(records, tuple)
    rows: list[Row] = [{key: value, **row} if value is not None else row for value, row in records]
    nodes = row_nodes(file.root.get("records"))
    demo, lines = file.path.parts[0] == DEMO, tuple(one.span.line for one in nodes)
    seed = Seed(file.path.stem, key, tuple(rows), Span(file.document.file), demo, lines)
    return SeedFile(seed, locate(file.root, "key"), nodes)


def row_nodes(node: Node | None) -> tuple[Node, ...]:
    if isinstance(node, MapNode):
        return tuple(entry.value for entry in node.entries.values() if isinstance(entry.value, MapNode))
    return tuple(one for one in node.items if isinstance(one, MapNode)) if isinstance(node, ListNode) else ()


def csv_seed(file: CsvFile, table: CsvTable) -> SeedFile:
    """The first column is the key."""
    name = file.document.file
    seed = Seed(file.object, table.columns[0], table.rows, Span(name), file.demo, table.lines)
    return SeedFile(seed, Span(name, 1), lines=table.lines, head=file.document.line(1), document=file.document)


def seed_formulas(files: Sequence[SeedFile]) -> Iterator[RuleText]:
    """The expressions in cells, each text of a file once, where it stands first."""
    for file in files:
        seen: set[str] = set()
        for number, row in enumerate(file.seed.rows):
            for name, value in row.items():
                if value is not None and value.startswith("=") and value not in seen:
                    seen.add(value)
                    span = file.cell_span(number, name)
                    quoted = file.document is None and span.length > len(value)
                    yield RuleText(value[1:], replace(span, column=span.column + 1 + quoted, length=len(value) - 1))


def check_seeds(model: Model, files: Sequence[SeedFile], problems: Diagnostics) -> None:
    """Every seed file against its object."""
    known: dict[tuple[str, str], set[str]] = {}  # keys of records of files before
    for file in files:
        one = model.objects.get(file.seed.object)
        if one is None:
            message = f'unknown object "{file.seed.object}"{suggest(file.seed.object, model.objects)}'
            problems.error("M212", message, file.seed.span)
        elif one.name in OF_PEOPLE and not file.seed.demo:
            problems.error("M222", GIVEN_TO_PEOPLE, file.seed.span)
        else:
            check_key(one, file, problems)
            check_rows(model, one, file, problems)
            check_complete(model, one, file, known.setdefault((one.name, file.seed.key), set()), problems)


def check_key(one: Object, file: SeedFile, problems: Diagnostics) -> None:
    """The key is a unique field, and no two records share it."""
    key = one.fields.get(file.seed.key)
    if key is None:
        hint = suggest(file.seed.key, one.fields)
        problems.error("M214", f'unknown field "{file.seed.key}" on {one.name}{hint}', file.key_span)
        return
    if not key.unique:
        problems.error("M222", f'the key "{key.name}" is not unique on {one.name}', file.key_span)
    seen: set[str] = set()
    for number, row in enumerate(file.seed.rows):
        value = row.get(key.name)
        if value is None:
            problems.error("M222", f'the record has no "{key.name}"', file.cell_span(number, key.name))
        elif value in seen:
            message = f'"{value}" is the {key.name} of an earlier record'
            problems.error("M222", message, file.cell_span(number, key.name))
        seen.add(value or "")


def check_rows(model: Model, one: Object, file: SeedFile, problems: Diagnostics) -> None:
    columns = dict.fromkeys(name for row in file.seed.rows for name in row)
    check_cells(one, file, problems)
    fields = {name: seed_field(model, one, name, file, problems) for name in columns if name != file.seed.key}
    choices = {name: field.picklist.values for name, field in fields.items() if field and field.picklist}
    unknown: dict[tuple[str, str], list[int]] = {}
    for number, row in enumerate(file.seed.rows):
        for name, value in literal_choices(row, fields):
            notice = model.notices.get((one.name, name, value))
            if notice is not None:
                problems.warn("M274", notice.text, file.cell_span(number, name))
            if value and value not in choices[name]:
                unknown.setdefault((name, value), []).append(number)
    for (name, value), rows in unknown.items():
        hint = suggest(value, choices[name])
        for number in rows if len(rows) <= MOST_ALIKE else rows[:1]:
            more = f" (nor in {len(rows) - 1} more records)" if len(rows) > MOST_ALIKE else ""
            problems.error(
                "M217", f'"{value}" is no value of {one.name}.{name}{more}{hint}', file.cell_span(number, name)
            )


def check_cells(one: Object, file: SeedFile, problems: Diagnostics) -> None:
    """What stands in a cell could be a value of its field."""
    fields = {name: field for name, field in one.fields.items() if not field.computed and field.junction is None}
    for number, row in enumerate(file.seed.rows):
        for name, value in literal_cells(row, [column for column in row if column in fields]):
            fault = misfit(value, fields[name])
            if fault:
                problems.error("M222", fault, file.cell_span(number, name))


def check_complete(model: Model, one: Object, file: SeedFile, known: set[str], problems: Diagnostics) -> None:
    """Records that no file before has made have what a new one needs, unless a rule before the save may give it."""
    if any(rule.object == one.name and rule.when.text.startswith("before save") for rule in model.rules.values()):
        return
    columns = {*one.fields, *one.compounds}
    needed = [name for name, field in one.fields.items() if wanted(field) and name not in parts_of(one)]
    for number, row in enumerate(file.seed.rows):
        key = row.get(file.seed.key)
        given = {name.partition(".")[0] for name, value in row.items() if value is not None}
        if key is None or key in known or not given <= columns:
            continue  # without a key, made before, or with a column that is misspelt, which is told
        known.add(key)
        for name in needed:
            if name not in given:
                problems.error("M222", f'the record has no "{name}"', file.cell_span(number, name))


def wanted(field: Field) -> bool:
    """Whether a new record must bring a value itself."""
    filled = field.default is not None or field.default_formula is not None or field.computed
    return field.required and not (filled or field.system or field.junction or field.type is FieldType.AUTONUMBER)


def parts_of(one: Object) -> set[str]:
    """The fields that are parts of others, which fill them."""
    return {name for compound in one.compounds.values() for name in compound.parts.values()}


def literal_choices(row: Mapping[str, str | None], fields: Mapping[str, Field | None]) -> Iterator[tuple[str, str]]:
    """The choices written out in a row, each of several by itself."""
    chosen = {name: field for name, field in fields.items() if field is not None and field.picklist is not None}
    for name, value in literal_cells(row, chosen):
        several = chosen[name].type is FieldType.MULTI_PICKLIST
        picklist = chosen[name].picklist
        for one in written_choices(value, picklist.values) if several and picklist else (value,):
            yield name, str(one)


def literal_cells(row: Mapping[str, str | None], names: Iterable[str]) -> Iterator[tuple[str, str]]:
    """The cells of these columns that are written out; an expression begins with =."""
    for name in names:
        value = row.get(name)
        if value is not None and not value.startswith("="):
            yield name, value


def seed_field(model: Model, one: Object, column: str, file: SeedFile, problems: Diagnostics) -> Field | None:
    """The field of a column; `related_to.account` is the lookup `related_to` with a record of account."""
    name, sign, target = column.partition(".")
    field = one.fields.get(name)
    span = file.column_span(column)
    if column in one.compounds:
        return None
    if field is None:
        problems.error("M214", f'unknown field "{name}" on {one.name}{suggest(name, one.fields)}', span)
    elif field.computed:
        problems.error("M222", f'"{name}" is computed and takes no seed', span)
    elif sign and (not (field.refers or field.junction) or target not in field.to):
        targets = ", ".join(f"{name}.{to}" for to in field.to if to in model.objects) or name
        problems.error("M222", f'"{column}" is no column for {one.name}; write {targets}', span)
    return field
