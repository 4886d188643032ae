"""Choices that several fields share: written once in a value list, read by each field as its own."""

from collections.abc import Iterator, Mapping
from dataclasses import replace

from objectry.diagnostics import Diagnostics, suggest
from objectry.metadata.keys.kinds import VALUE_LIST
from objectry.metadata.keys.shapes import BAD
from objectry.metadata.layering.layers import Declared
from objectry.metadata.model import FieldType
from objectry.metadata.reading.nodes import Entry, MapNode, ScalarNode

FROM, VALUES = "values_from", "values"
CHOOSING = (FieldType.PICKLIST, FieldType.MULTI_PICKLIST)
Lists = Mapping[str, Entry]


def with_value_lists(
    objects: Mapping[str, Declared], lists: Mapping[str, Declared], problems: Diagnostics
) -> dict[str, Declared]:
    """The objects, whose fields hold the choices of the lists they name.  A field whose list is no good is left out."""
    known = dict(_readable(lists, problems))
    return {name: replace(one, node=_filled(one.node, known, lists, problems)) for name, one in objects.items()}


def _readable(lists: Mapping[str, Declared], problems: Diagnostics) -> Iterator[tuple[str, Entry]]:
    """By name, the choices of the lists that are right; what is wrong with the others is told once."""
    for name, one in lists.items():
        found = Diagnostics()
        said = VALUE_LIST.read(one.node, found)
        if said is not BAD and not said[VALUES]:
            found.error("M202", "a picklist needs at least one value", one.node.key_span(VALUES))
        if said is not BAD and not found.errors:
            yield name, one.node.entries[VALUES]
        problems.extend(found)


def _filled(node: MapNode, known: Lists, lists: Mapping[str, Declared], problems: Diagnostics) -> MapNode:
    fields = node.get("fields")
    if not isinstance(fields, MapNode) or not any(_names_list(one) for one in fields.entries.values()):
        return node
    found: dict[str, Entry] = {}
    for name, entry in fields.entries.items():
        filled = _field(entry, known, lists, problems) if _names_list(entry) else entry
        if filled is not None:
            found[name] = filled
    inner = fields._replace(entries=found)
    return node._replace(entries={**node.entries, "fields": node.entries["fields"]._replace(value=inner)})


def _names_list(entry: Entry) -> bool:
    """Whether a field has its choices from a list; what is no picklist cannot, which is told when it is read."""
    if not isinstance(entry.value, MapNode) or FROM not in entry.value.entries:
        return False
    kind = entry.value.get("type")
    return not isinstance(kind, ScalarNode) or kind.text in CHOOSING


def _field(entry: Entry, known: Lists, lists: Mapping[str, Declared], problems: Diagnostics) -> Entry | None:
    node = entry.value
    assert isinstance(node, MapNode)
    named = node.get(FROM)
    if not isinstance(named, ScalarNode) or named.is_null:
        return entry  # told when the field is read
    if VALUES in node.entries:
        problems.error("M219", "a field has values or values_from, not both", node.key_span(FROM))
        return None
    if named.text not in lists:
        problems.error("M237", f'unknown value list "{named.text}"{suggest(named.text, lists)}', named.span)
    if named.text not in known:
        return None
    return entry._replace(value=node._replace(entries={**node.entries, VALUES: known[named.text]}))
