"""Reading import maps: YAML given with a foreign file, checked like all metadata but never deployed."""

from collections.abc import Mapping
from typing import Any

from objectry.diagnostics import NOWHERE, Diagnostics, Span
from objectry.metadata.imports import ChildMap, FieldSource, ImportMap
from objectry.metadata.keys.containers import Key, Keyed, Record, Table
from objectry.metadata.keys.shapes import BAD, Choice, Flag, Rule, Text
from objectry.metadata.reading.nodes import Document, MapNode, Node
from objectry.metadata.reading.source import read_nodes

SOURCE = Record(
    {
        "column": Key(Text(), "The column whose cell is the value."),
        "constant": Key(Text(), "The same value for every row."),
        "value": Key(Rule(), "An expression over the row; columns are text fields."),
        "values": Key(Table(Text(), "texts"), "Texts to replace by others."),
        "default": Key(Text(), "The value where the cell is blank."),
        "date": Key(Text(), "The form of dates, such as MM/DD/YYYY."),
        "lookup": Key(Text(), "The field by which the target is found, or object.field."),
    },
    "the source of a field",
    lone="column",
)
FIELDS = Key(Table(SOURCE, "fields"), "For each field, where its value comes from.", required=True)
KEY = Key(Text(), "The field that tells known records from new ones.")
CHILD = Record(
    {
        "object": Key(Text(), "The object of the child records.", required=True),
        "link": Key(Text(), "Their lookup to the row's own record.", required=True),
        "key": KEY,
        "when": Key(Rule(), "The rows that have such a child; all when left out."),
        "fields": FIELDS,
    },
    "a child",
)
IMPORT = Record(
    {
        "import": Key(Text(), "The object whose records the rows are.", required=True),
        "file": Key(Text(), "The file's name, where a folder is imported."),
        "key": KEY,
        "mode": Key(Choice(("normal", "history")), "history may set the stamps and runs no rules after the write."),
        "delimiter": Key(Text(max_length=1), "What stands between cells; a comma when left out."),
        "exported": Key(Flag(), "Whether `crm data export` wrote the file; its marks against formulas are taken off."),
        "encoding": Key(Text(), "The file's encoding; utf-8 when left out."),
        "fields": FIELDS,
        "children": Key(Keyed(CHILD, "children"), "Child records made from the same row."),
    },
    "an import map",
)


def read_import_map(text: str, file: str) -> tuple[ImportMap | None, Diagnostics]:
    """The map in a YAML or JSON text; `file` names it in problems.  None when it cannot be read."""
    problems = Diagnostics()
    node = read_nodes(Document(file, text), problems)
    values = IMPORT.read(node, problems) if node is not None else BAD
    if values is BAD or not isinstance(node, MapNode) or problems.errors:
        return None, problems
    return _map(node, values), problems


def _map(node: MapNode, values: Mapping[str, Any]) -> ImportMap:
    children = values.get("children", {})
    nodes = node.get("children")
    return ImportMap(
        object=values["import"],
        fields=_sources(node, values["fields"]),
        children={name: _child(name, _under(nodes, name), one) for name, one in children.items()},
        span=_place(node, "import"),
        **{key: values[key] for key in ("key", "mode", "file", "delimiter", "encoding", "exported") if key in values},
    )


def _child(name: str, node: Node | None, values: Mapping[str, Any]) -> ChildMap:
    fields = _sources(node, values["fields"])
    optional = {key: values[key] for key in ("key", "when") if key in values}
    return ChildMap(name, values["object"], values["link"], fields, span=_place(node, "object"), **optional)


def _sources(node: Node | None, values: Mapping[str, Any]) -> dict[str, FieldSource]:
    fields = _under(node, "fields")
    return {name: FieldSource(**source, span=_place(fields, name)) for name, source in values.items()}


def _under(node: Node | None, name: str) -> Node | None:
    return node.get(name) if isinstance(node, MapNode) else None


def _place(node: Node | None, name: str) -> Span:
    """The place of a key."""
    entry = node.entries.get(name) if isinstance(node, MapNode) else None
    return entry.key.span if entry else NOWHERE
