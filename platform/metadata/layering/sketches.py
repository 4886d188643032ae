"""What a check remembers of an object that has not changed: its name, and what of it others may run into.

That is where it points to (lists of children, masters, links), what it answers to, and its sensitivity tags.  Whoever
looks at anything else of it needs the object itself.
"""

from collections.abc import Iterator, Mapping
from typing import Any

from objectry.diagnostics import Span
from objectry.metadata.layering.layers import Declared
from objectry.metadata.model import REFERENCES, FieldType
from objectry.metadata.reading.nodes import Document, Entry, MapNode, Node, ScalarNode
from objectry.metadata.reading.readings import flat_form, node_of

Plain = list[Any]  # what JSON can hold
OBJECT_KEYS = frozenset("object label owned sharing features aliases renamed_from deprecated".split())
FIELD_KEYS = frozenset(
    "type to to_feature related_as required on_delete hierarchy aliases renamed_from sensitive reparentable".split()
)
POINTING = frozenset({*map(str, REFERENCES), str(FieldType.MANY_TO_MANY)})


def drawn(one: Declared) -> Plain | None:
    """The sketch of an object as plain data; None where several files make it, which is rare."""
    node = sketched(one.node)
    if any(each is not one.node.document for each in documents(node)):
        return None
    at = one.span
    return [one.app, [at.file, at.line, at.column, at.length], flat_form(node)]


def redrawn(plain: Plain, texts: Mapping[str, str]) -> Declared:
    """The object of a sketch again; `texts` are the files by their names in problems."""
    app, span, flat = plain
    node = node_of(flat, Document(span[0], texts[span[0]]))
    assert isinstance(node, MapNode)
    return Declared(node, app, Span(*span))


def sketched(node: MapNode) -> MapNode:
    entries = {name: entry for name, entry in node.entries.items() if name in OBJECT_KEYS}
    written = node.entries.get("fields")
    if written is not None and isinstance(written.value, MapNode):
        found = {name: one for name, entry in written.value.entries.items() if (one := sketched_field(entry))}
        entries["fields"] = Entry(written.key, written.value._replace(entries=found))
    return node._replace(entries=entries)


def sketched_field(entry: Entry) -> Entry | None:
    """The field where it points somewhere; one with a tag stands for all that carry it."""
    node = entry.value
    kind = node.get("type") if isinstance(node, MapNode) else None
    if not isinstance(node, MapNode) or not isinstance(kind, ScalarNode):
        return None
    if kind.text in POINTING:
        kept = {name: one for name, one in node.entries.items() if name in FIELD_KEYS}
        return Entry(entry.key, node._replace(entries=kept))
    if "sensitive" not in node.entries and kind.text != FieldType.SECRET:
        return None
    tagged = {name: one for name, one in node.entries.items() if name in {"type", "sensitive"}}
    tagged["type"] = Entry(tagged["type"].key, kind._replace(text=str(FieldType.SECRET)))
    return Entry(entry.key, node._replace(entries=tagged))


def documents(node: Node) -> Iterator[Document]:
    """The files that the parts of a node come from."""
    yield node.document
    if isinstance(node, MapNode):
        for entry in node.entries.values():
            yield entry.key.document
            yield from documents(entry.value)
