"""Many files read by several processes, each file apart from the others.

What a process has read goes home as plain lists, which is four times faster than sending the nodes themselves.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from itertools import chain, islice, zip_longest
from types import MappingProxyType
from typing import Any

from objectry.diagnostics import Diagnostic, Diagnostics
from objectry.metadata.reading.app_files import AppSource, file_prefix
from objectry.metadata.reading.nodes import Document, Entry, ListNode, MapNode, Node, ScalarNode, Style
from objectry.metadata.reading.source import read_nodes
from objectry.processes import Aside

WORTH_IT = 500_000  # characters; below, starting processes takes longer than reading
BATCH = 20  # files sent home together
Flat = tuple[Any, ...]  # a node without its document: a text, a list or a mapping first, then its place
FlatReading = tuple[Flat | None, tuple[Diagnostic, ...], frozenset[str]]
STYLES = tuple(Style)
NUMBERS = MappingProxyType({style: number for number, style in enumerate(STYLES)})


@dataclass(frozen=True, slots=True)
class Reading:
    """What stands in a file, and what is wrong with its writing."""

    document: Document
    root: Node | None
    problems: tuple[Diagnostic, ...]
    lost: frozenset[str] = frozenset()  # names that may be declared where nothing could be read


Readings = Mapping[str, Reading]  # by the file's name as problems tell it
NOTHING_READ: Readings = MappingProxyType({})


def read_apart(apps: Sequence[AppSource], processes: int) -> Readings:
    """The YAML and JSON files of a stack, read by so many processes; nothing when that is not worth it."""
    documents = documents_of(apps)
    if processes < 2 or sum(len(one.text) for one in documents) < WORTH_IT:
        return NOTHING_READ
    own, *others = (documents[first::processes] for first in range(processes))
    elsewhere = [_unpacked(heap, Aside(partial(_read_flat, heap))) for heap in others]
    turns = zip_longest((read_file(one) for one in own), *elsewhere)  # none waits until another one is done
    return MappingProxyType({one.document.file: one for turn in turns for one in turn if one is not None})


def _unpacked(documents: Sequence[Document], aside: Aside[list[FlatReading]]) -> Iterator[Reading]:
    """The readings of documents from what another process has read of them."""
    for document, (flat, problems, lost) in zip(documents, chain.from_iterable(aside), strict=True):
        yield Reading(document, None if flat is None else node_of(flat, document), problems, lost)


def read_again(apps: Sequence[AppSource], before: Readings = NOTHING_READ) -> Readings:
    """The YAML and JSON files of a stack; those whose text is as it was `before` are not read anew."""
    found: dict[str, Reading] = {}
    for document in documents_of(apps):
        known = before.get(document.file)
        same = known is not None and known.document == document
        found[document.file] = known if known is not None and same else read_file(document)
    return MappingProxyType(found)


def documents_of(apps: Sequence[AppSource]) -> list[Document]:
    """The files of a stack that are YAML or JSON, by the names problems tell them by."""
    return [
        Document(file_prefix(apps, number) + name, text)
        for number, app in enumerate(apps)
        for name, text in sorted(app.texts.items())
        if not name.endswith(".csv")
    ]


def read_file(document: Document) -> Reading:
    """One file."""
    problems = Diagnostics()
    root = read_nodes(document, problems)
    return Reading(document, root, tuple(problems), frozenset(problems.lost))


def _read_flat(documents: Sequence[Document]) -> Iterator[list[FlatReading]]:
    readings = (read_file(document) for document in documents)
    flat = ((None if one.root is None else flat_form(one.root), one.problems, one.lost) for one in readings)
    while batch := list(islice(flat, BATCH)):
        yield batch


def flat_form(node: Node) -> Flat:
    """A node as plain lists, without its document."""
    if isinstance(node, ScalarNode):
        return node.text, NUMBERS[node.style], node.line, node.column, node.start, node.end, node.flow
    if isinstance(node, ListNode):
        return [flat_form(item) for item in node.items], node.line, node.column
    pairs = {name: (flat_form(entry.key), flat_form(entry.value)) for name, entry in node.entries.items()}
    return pairs, node.line, node.column


def node_of(flat: Flat, document: Document) -> Node:
    """The node again, as one of this document."""
    content = flat[0]
    if isinstance(content, str):
        return ScalarNode(content, STYLES[flat[1]], document, *flat[2:])
    if isinstance(content, list):
        return ListNode(tuple([node_of(item, document) for item in content]), document, flat[1], flat[2])
    entries = {name: _entry(pair, document) for name, pair in content.items()}
    return MapNode(entries, document, flat[1], flat[2])


def _entry(pair: tuple[Any, Any], document: Document) -> Entry:
    key = pair[0]
    return Entry(ScalarNode(key[0], STYLES[key[1]], document, *key[2:]), node_of(pair[1], document))
