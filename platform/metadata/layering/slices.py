"""A part of a stack that can be checked by itself: some objects whole, all others as sketches."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import PurePosixPath
from types import MappingProxyType

from objectry.diagnostics import Diagnostics
from objectry.metadata.layering.layers import Declared, Tree, stack
from objectry.metadata.layering.sketches import Plain, redrawn
from objectry.metadata.reading.app_files import AppSource, file_prefix
from objectry.metadata.reading.nodes import Document, MapNode, Node, ScalarNode
from objectry.metadata.reading.readings import read_file

BY_OBJECT = frozenset({"objects", "fields", "record_types"})  # what a permission set says of objects, by their names
Wanted = Callable[[str], bool]


@dataclass(frozen=True, slots=True)
class Slice:
    """What to look at: the objects `judged`, the others that are read `whole`, and sketches of all the rest.

    `files` tells which files made each object before the change; an object that nothing made is new, or a junction.
    """

    judged: frozenset[str]
    whole: frozenset[str]
    sketches: Mapping[str, Plain]
    files: Mapping[str, tuple[str, ...]]

    def tells(self, name: str) -> bool:
        """Whether what is said of the object called so is to be judged."""
        return name in self.judged or name not in self.files


def slice_of(apps: Sequence[AppSource], part: Slice, problems: Diagnostics) -> Tree:
    """The tree of a slice, in the order of the whole; what it says of objects that are not judged is left out."""
    drawn = {name: one for name, one in part.sketches.items() if name not in part.judged and name not in part.whole}
    left_out = {file for name in drawn for file in part.files[name]}
    tree = stack([without(apps, number, left_out) for number in range(len(apps))], problems)
    texts = dict(texts_of(apps))
    order = {name: place for place, name in enumerate(texts)}
    objects = {**tree.part("object"), **{name: redrawn(plain, texts) for name, plain in drawn.items()}}
    parts = {
        **tree.parts,
        "object": {name: objects[name] for name in sorted(objects, key=lambda name: order[objects[name].span.file])},
        "layout": {name: one for name, one in tree.part("layout").items() if part.tells(name)},
        "rule": {name: one for name, one in tree.part("rule").items() if part.tells(text_of(one.node.get("object")))},
        "translation": changed(tree.part("translation"), lambda node: translated(node, part)),
        "permission_set": changed(tree.part("permission_set"), lambda node: granted(node, part)),
    }
    sharing = None if tree.sharing is None else only(tree.sharing, part.tells)
    return replace(tree, parts=MappingProxyType(parts), sharing=sharing)


def without(apps: Sequence[AppSource], number: int, left_out: set[str]) -> AppSource:
    """An app without some of its files."""
    prefix, app = file_prefix(apps, number), apps[number]
    return AppSource(app.name, {name: text for name, text in app.files.items() if prefix + name not in left_out})


def texts_of(apps: Sequence[AppSource]) -> Iterator[tuple[str, str]]:
    """All files in the order they are taken, by their names in problems."""
    for number, app in enumerate(apps):
        for name, text in sorted(app.files.items()):
            yield file_prefix(apps, number) + name, text


def changed(declared: Mapping[str, Declared], change: Callable[[MapNode], MapNode]) -> Mapping[str, Declared]:
    return {name: replace(one, node=change(one.node)) for name, one in declared.items()}


def translated(node: MapNode, part: Slice) -> MapNode:
    """What a language says of these objects; rules stay as they are, so their labels do."""
    return below(below(node, "objects", part.tells), "rules", lambda name: False)


def granted(node: MapNode, part: Slice) -> MapNode:
    """What a permission set grants on these objects."""
    for key in BY_OBJECT:
        node = below(node, key, lambda name: part.tells(name.partition(".")[0]))
    return node


def below(node: MapNode, key: str, wanted: Wanted) -> MapNode:
    """The same with those entries under `key` that are wanted."""
    entry = node.entries.get(key)
    if entry is None or not isinstance(entry.value, MapNode):
        return node
    return node._replace(entries={**node.entries, key: entry._replace(value=only(entry.value, wanted))})


def only(node: MapNode, wanted: Wanted) -> MapNode:
    return node._replace(entries={name: entry for name, entry in node.entries.items() if wanted(name)})


def text_of(node: Node | None) -> str:
    return node.text if isinstance(node, ScalarNode) else ""


def declared_names(file: str, text: str) -> frozenset[str]:
    """The objects that a file of an object or a layout may speak for: that of its name, and that of its first key."""
    root = read_file(Document(file, text)).root
    said = (root.get(key) for key in ("object", "layout", "extend")) if isinstance(root, MapNode) else ()
    return frozenset({PurePosixPath(file).stem, *(one.text for one in said if isinstance(one, ScalarNode))})
