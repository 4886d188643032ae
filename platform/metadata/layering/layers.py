"""The files of a stack as one tree of declarations, each layer laid upon those before it."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import islice
from pathlib import PurePosixPath
from types import MappingProxyType

from objectry.diagnostics import Diagnostics, Span, closest, suggest
from objectry.metadata.keys.containers import DIRECTIVES, MOST_HINTS, Record, tell_outside
from objectry.metadata.keys.kinds import (
    FLOWS,
    KINDS,
    LANGUAGE,
    LAYOUT,
    OBJECT,
    PERMISSION_SET,
    PERMISSIONS,
    QUEUE,
    ROLE,
    RULE,
    VALUE_LIST,
    VALUE_LISTS,
)
from objectry.metadata.keys.scenario_keys import BACKGROUND, SCENARIO, SCENARIOS
from objectry.metadata.keys.shapes import Shape
from objectry.metadata.layering.file_kinds import kind_of, other_folder
from objectry.metadata.layering.merge import Merger, Owned, Steps, take_directives
from objectry.metadata.model import Changed
from objectry.metadata.names import malformed, plural_of
from objectry.metadata.reading.app_files import DEMO, FOLDERS, LATER_FOLDERS, AppSource
from objectry.metadata.reading.nodes import Document, Entry, ListNode, MapNode, Node, ScalarNode
from objectry.metadata.reading.readings import NOTHING_READ, Readings, read_file

SHAPES: Mapping[str, Shape] = MappingProxyType(
    {
        "object": OBJECT,
        "value_list": VALUE_LIST,
        "layout": LAYOUT,
        "role": ROLE,
        "permission_set": PERMISSION_SET,
        "queue": QUEUE,
        "rule": RULE,
        "scenario": SCENARIO,
        "translation": KINDS["translation"],
        "settings": KINDS["settings"],
    }
)
SHARING = "sharing_rule"
MEANT = frozenset({"extend", "disabled"})
ALONE = ("app", "settings", "translation")  # kinds of which a name has one file
WHOLE = 2  # steps to a whole component: its kind and its name
PERMISSION_SECTIONS = (("roles", "role"), ("permission_sets", "permission_set"), ("queues", "queue"))


MOVING: Mapping[str, str] = MappingProxyType({"object": "", "role": "role:", "permission_set": "permission_set:"})
"""What `moved` can name, with what stands before the name there."""


@dataclass(frozen=True, slots=True)
class Declared:
    """One component after merging: its tree, the app that brought it, and the place of its name."""

    node: MapNode
    app: str
    span: Span


@dataclass(frozen=True, slots=True)
class File:
    """One parsed file of one app."""

    app: str
    path: PurePosixPath
    kind: str
    document: Document
    root: MapNode


@dataclass(frozen=True, slots=True)
class CsvFile:
    """A file of seed records, unread; `demo` for those to try the app with."""

    object: str
    document: Document
    demo: bool = False


@dataclass(frozen=True, slots=True)
class Tree:
    """All that the stack declares, by kind and name; seeds stay files, in the order of the layers."""

    apps: tuple[tuple[AppSource, MapNode | None], ...]
    parts: Mapping[str, Mapping[str, Declared]]
    sharing: MapNode | None
    data: tuple[File | CsvFile, ...]
    overlaps: Mapping[Steps, Owned]
    owners: Mapping[Steps, Owned]
    """Whose each component is: the whole ones, and what an app adds to those of another."""
    files: Mapping[str, tuple[str, ...]]
    """By the name of an object, the files that declare or extend it or its layout."""
    changed: Mapping[Steps, Changed]
    """What apps override or remove of the layers below."""

    def part(self, kind: str) -> Mapping[str, Declared]:
        """The components of one kind by name."""
        return self.parts.get(kind, {})

    def added(self) -> Iterator[tuple[Steps, Owned]]:
        """What apps add to the components of others."""
        return ((steps, one) for steps, one in self.owners.items() if len(steps) > WHOLE)

    def owner(self, kind: str, name: str) -> str | None:
        """The app a whole component belongs to."""
        found = self.owners.get((kind, name))
        return found.app if found is not None else None

    def adder(self, *steps: str) -> str | None:
        """The app that added this to a component of another; None where it is that component's own."""
        found = self.owners.get(steps)
        return found.app if found is not None else None


@dataclass
class Stacker:
    """Takes file after file and keeps what is declared so far."""

    problems: Diagnostics
    readings: Readings
    apps: list[tuple[AppSource, MapNode | None]] = field(default_factory=list)
    parts: dict[str, dict[str, Declared]] = field(default_factory=dict)
    sharing: MapNode | None = None
    data: list[File | CsvFile] = field(default_factory=list)
    owners: dict[Steps, Owned] = field(default_factory=dict)
    overlaps: dict[Steps, Owned] = field(default_factory=dict)
    named: dict[str, list[str]] = field(default_factory=dict)
    changed: dict[Steps, Changed] = field(default_factory=dict)

    def merger(self, file: File) -> Merger:
        """What lays the parts of this file upon what is there."""
        return Merger(file.app, self.owners, self.overlaps, self.changed, self.problems)

    def take_app(self, app: AppSource, prefix: str) -> None:
        """One layer: what it defines first, then what it extends."""
        files = list(self.alone(self.files(app, prefix)))
        root = next((file.root for file in files if file.kind == "app"), None)
        self.apps.append((app, root))
        called = app_name(app, root)
        for file in sorted(files, key=extends):
            self.take_file(replace(file, app=called))

    def alone(self, files: Iterable[File]) -> Iterator[File]:
        """The files, without a second one that has another ending and is for the same."""
        first: dict[tuple[str, str], File] = {}
        for file in files:
            known = first.setdefault((file.kind, file.path.stem), file)
            if known is file or file.kind not in ALONE:
                yield file
            else:
                message = f"{known.document.file} is for the same; write all of it into one file"
                self.problems.error("M209", message, Span(file.document.file))

    def files(self, app: AppSource, prefix: str) -> Iterator[File]:
        for name, why in app.unread:
            self.problems.error("S118", f"this is no file of the app: {why}", Span(prefix + name))
            self.problems.lose({PurePosixPath(name).stem})
        for name, text in sorted(app.texts.items()):
            path = PurePosixPath(name)
            document = Document(prefix + name, text)
            kind = kind_of(path)
            if kind is None:
                self.refuse(path, document)
            elif path.suffix == ".csv":
                self.data.append(CsvFile(path.stem, document, demo=path.parts[0] == DEMO))
            else:
                yield from self.file(app, path, kind, document)

    def refuse(self, path: PurePosixPath, document: Document) -> None:
        if path.parts[0] in LATER_FOLDERS:
            message = f"{path.parts[0]} are not supported by this version of the platform"
        else:
            message = f"no file of this name belongs into an app; folders are {', '.join(FOLDERS)}"
        self.problems.error("S118", message, Span(document.file))

    def file(self, app: AppSource, path: PurePosixPath, kind: str, document: Document) -> Iterator[File]:
        reading = self.readings.get(document.file)
        if reading is None or reading.document != document:
            reading = read_file(document)
        self.problems.extend(reading.problems)
        self.problems.lose(reading.lost)
        document, root = reading.document, reading.root
        if isinstance(root, MapNode):
            yield File(app.name, path, kind, document, root)
        elif root is not None:
            self.problems.error("M203", "a file holds a mapping of keys", root.span)

    def take_file(self, file: File) -> None:
        other = other_folder(file.kind, file.root.entries)
        if other is not None:
            self.problems.lose({file.path.stem})
            span = next(iter(file.root.entries.values())).key.span
            here = f"{file.path.parts[0]}/" if len(file.path.parts) > 1 else file.path.name
            self.problems.error("S118", f"this is written like a file of {other}/, and lies in {here}", span)
            return
        if file.kind in {"object", "layout"}:
            self.take_named(file)
        elif file.kind == "permissions":
            self.take_permissions(file)
        elif file.kind == "flows":
            self.take_flows(file)
        elif file.kind == "scenario":
            self.take_scenarios(file)
        elif file.kind == "value_lists":
            self.take_lists(file)
        elif file.kind == "translation" and not re.fullmatch(LANGUAGE, file.path.stem):
            message = f'a language such as en is expected here, not "{file.path.stem}"'
            self.problems.error("M206", message, Span(file.document.file))
        elif file.kind in {"translation", "settings"}:
            self.lay(file.kind, file.path.stem, file.root, file)
        elif file.kind == "data":
            self.data.append(file)

    def take_named(self, file: File) -> None:
        """An object or a layout: `object: x` defines, `extend: x` adds to what is there."""
        word = "extend" if "extend" in file.root.entries else file.kind
        name = file.root.get(word)
        if not isinstance(name, ScalarNode) or name.is_null:
            self.tell_nameless(file, name)
            return
        self.named.setdefault(name.text, []).append(file.document.file)
        if word != "extend" and name.text != file.path.stem:
            message = f'the file is called {file.path.name} but declares "{name.text}"; call both alike'
            self.problems.error("M213", message, name.span)
        both = word == "extend" and file.kind in file.root.entries
        if both:
            self.problems.error("M219", f'"{file.kind}" and "extend" exclude each other', name.span)
        said, bare = take_directives(file.root, self.problems)
        if said.disabled:
            self.remove(file.kind, name, file)
        elif both and name.text not in self.parts.get(file.kind, {}):
            self.problems.lose({name.text, file.path.stem})
        elif word == "extend":
            self.extend(file.kind, name.text, bare, file, name.span)
        else:
            self.define(file.kind, name.text, bare, file, name.span)

    def tell_nameless(self, file: File, name: Node | None) -> None:
        """A file that does not say what it declares, or says it under a misspelt key."""
        self.problems.lose({file.path.stem, plural_of(file.path.stem), *lists_of(file.root)})
        shape = SHAPES[file.kind]
        assert isinstance(shape, Record)
        known = (*shape.keys, *DIRECTIVES)
        strange = {key: entry for key, entry in file.root.entries.items() if key not in known}
        first = islice(strange, MOST_HINTS)
        meant = next((key for key in first if closest(key, known) in {file.kind, "extend"}), "")
        if name is not None and any(str(one.span) == str(name.span) for one in self.problems):
            return  # an anchor or a tag stands there, which is told
        if meant:
            shape.unknown(meant, strange[meant], self.problems)
        else:
            message = f'the file starts with "{file.kind}: {file.path.stem}", or with extend:'
            self.problems.error("M202", message, name.span if name else file.root.span)

    def define(self, kind: str, name: str, node: Node, file: File, span: Span) -> None:
        known = self.parts.setdefault(kind, {})
        if name in known:
            message = f'{kind} "{name}" is defined in {known[name].span} already; to add to it, write extend'
            if kind in MOVING and known[name].app != file.app:
                moved = f"{MOVING[kind]}{name}: {MOVING[kind]}..."
                message += f"; to keep both, call this one differently and write moved: {{{moved}}} in app.yaml"
            self.problems.error("M209", message, span)
            return
        self.owners[kind, name] = Owned(file.app, kind, span)
        merged = self.merger(file).merge(None, node, SHAPES[kind], (kind, name))
        if isinstance(merged, MapNode):
            known[name] = Declared(merged, file.app, span)
        else:
            self.tell_no_mapping(kind, name, merged.span)

    def tell_no_mapping(self, kind: str, name: str, span: Span) -> None:
        """What should be a component is a single value: one that is called as a key has slipped out of another."""
        shape = SHAPES[kind]
        if isinstance(shape, Record) and name in shape.keys:
            self.problems.error("M203", f'"{name}" belongs under the {kind} above it; indent it deeper', span)
            self.problems.lose({name})
        else:
            self.problems.error("M203", f"{kind} is a mapping of keys", span)

    def extend(self, kind: str, name: str, node: Node, file: File, span: Span) -> None:
        known = self.parts.setdefault(kind, {})
        below = known.get(name)
        if below is None:
            hint = suggest(name, known)
            self.problems.error("M210", f'there is no {kind} "{name}" to extend{hint}', span)
            return
        merger = self.merger(file)
        if below.app != file.app:
            merger.tell_deprecated(below.node, name, span)
        merged = merger.merge(below.node, node, SHAPES[kind], (kind, name), foreign=below.app != file.app)
        if isinstance(merged, MapNode):
            known[name] = Declared(merged, below.app, below.span)

    def remove(self, kind: str, name: ScalarNode, file: File) -> None:
        known = self.parts.setdefault(kind, {})
        below = known.pop(name.text, None)
        if below is not None and below.app != file.app:
            self.changed[kind, name.text] = Changed(file.app, name.span, removed=True)
        if below is None:
            hint = suggest(name.text, known)
            self.problems.error("M210", f'there is no {kind} "{name.text}" to disable{hint}', name.span)
        self.merger(file).forget((kind, name.text))

    def lay(self, kind: str, name: str, node: MapNode, file: File) -> None:
        """Kinds every layer may write without further ado: translations and settings."""
        known = self.parts.setdefault(kind, {})
        below = known.get(name)
        merged = self.merger(file).merge(below.node if below else None, node, SHAPES[kind], (kind, name))
        if isinstance(merged, MapNode):
            known[name] = Declared(merged, file.app, below.span if below else node.span)

    def take_permissions(self, file: File) -> None:
        self.check_keys(file.root, PERMISSIONS)
        for section, kind in PERMISSION_SECTIONS:
            for name, entry in self.section(file.root, section, PERMISSIONS):
                self.take_entry(kind, name, entry, file)
        sharing = file.root.get("sharing_rules")
        if sharing is not None:
            self.take_sharing(sharing, file)

    def take_lists(self, file: File) -> None:
        self.check_keys(file.root, VALUE_LISTS)
        for name, entry in self.section(file.root, "value_lists", VALUE_LISTS):
            self.take_entry("value_list", name, entry, file)

    def take_sharing(self, node: Node, file: File) -> None:
        """Sharing rules lie by object and name, and belong to nobody but who wrote them."""
        self.tell_repeated(node, file)
        shape = PERMISSIONS.keys["sharing_rules"].shape
        merged = self.merger(file).merge(self.sharing, node, shape, (SHARING,), foreign=True)
        if isinstance(merged, MapNode):
            self.sharing = merged
        else:
            shape.read(merged, self.problems)

    def tell_repeated(self, node: Node, file: File) -> None:
        """A sharing rule that the same app has declared in another file."""
        for steps, entry in entries_below(node):
            known = self.owners.get((SHARING, *steps))
            if known is not None and known.app == file.app and not take_directives(entry.value, Diagnostics())[0].meant:
                message = f"this sharing rule is defined in {known.span} already; to add to it, write extend: true"
                self.problems.error("M209", message, entry.key.span)

    def take_flows(self, file: File) -> None:
        self.check_keys(file.root, FLOWS)
        common = file.root.entries.get("object")
        for name, entry in self.section(file.root, "rules", FLOWS):
            node = entry.value
            if common and isinstance(node, MapNode) and not {"object", "extend"} & node.entries.keys():
                entries = {"object": common, **node.entries}
                node = MapNode(entries, node.document, node.line, node.column)
            self.take_entry("rule", name, Entry(entry.key, node), file)

    def take_scenarios(self, file: File) -> None:
        """One scenario, called as its file, or several by name with what the file says for all of them."""
        if "scenarios" not in file.root.entries:
            self.define("scenario", file.path.stem, file.root, file, file.root.span)
            return
        self.check_keys(file.root, SCENARIOS)
        common = {name: entry for name, entry in file.root.entries.items() if name in BACKGROUND}
        for name, entry in self.section(file.root, "scenarios", SCENARIOS):
            node = entry.value
            if isinstance(node, MapNode) and not MEANT & node.entries.keys():
                entries = dict(node.entries)
                for key, below in common.items():
                    entries[key] = together(below, entries[key]) if key in entries else below
                node = MapNode(entries, node.document, node.line, node.column)
            self.take_entry("scenario", name, Entry(entry.key, node), file)

    def take_entry(self, kind: str, name: str, entry: Entry, file: File) -> None:
        """A role, set or rule in a file of many."""
        said, bare = take_directives(entry.value, self.problems)
        extended = entry.value.get("extend") if isinstance(entry.value, MapNode) else None
        if said.disabled:
            self.remove(kind, entry.key, file)
        elif extended is None:
            self.define(kind, name, bare, file, entry.key.span)
        elif isinstance(extended, ScalarNode) and extended.text in {"true", name}:
            self.extend(kind, name, bare, file, entry.key.span)
        else:
            self.problems.error("M203", f"extend takes true, or the name {name} itself", extended.span)

    def section(self, root: MapNode, name: str, shape: Record) -> list[tuple[str, Entry]]:
        node = root.get(name)
        if isinstance(node, MapNode):
            return list(node.entries.items())
        if node is not None and name not in tell_outside(root, shape.keys, Diagnostics()):
            shape.keys[name].shape.read(node, self.problems)
        return []

    def check_keys(self, root: MapNode, shape: Record) -> None:
        outside = tell_outside(root, shape.keys, self.problems)
        for name, entry in root.entries.items():
            if name not in shape.keys and name not in outside:
                self.problems.lose(shape.unknown(name, entry, self.problems))


def together(common: Entry, own: Entry) -> Entry:
    """What a file says for all and what one says for itself: lists one behind the other, mappings by name."""
    if isinstance(common.value, ListNode) and isinstance(own.value, ListNode):
        joined: Node = replace_items(own.value, (*common.value.items, *own.value.items))
    elif isinstance(common.value, MapNode) and isinstance(own.value, MapNode) and own.key.text == "users":
        entries = {**common.value.entries, **own.value.entries}
        joined = MapNode(entries, own.value.document, own.value.line, own.value.column)
    else:
        return own
    return Entry(own.key, joined)


def replace_items(node: ListNode, items: tuple[Node, ...]) -> ListNode:
    """The list with other items."""
    return ListNode(items, node.document, node.line, node.column)


def entries_below(node: Node) -> Iterator[tuple[Steps, Entry]]:
    """The entries of the second level of a tree of mappings."""
    for name, outer in node.entries.items() if isinstance(node, MapNode) else ():
        for inner, entry in outer.value.entries.items() if isinstance(outer.value, MapNode) else ():
            yield (name, inner), entry


def lists_of(root: MapNode) -> Iterator[str]:
    """What others call the records of an object by its own words."""
    fields = root.get("fields")
    for entry in fields.entries.values() if isinstance(fields, MapNode) else ():
        named = entry.value.get("related_as") if isinstance(entry.value, MapNode) else None
        if isinstance(named, ScalarNode):
            yield named.text


def app_name(app: AppSource, root: MapNode | None) -> str:
    """What the app calls itself, or else what its source is called."""
    name = root.get("name") if root is not None else None
    return name.text if isinstance(name, ScalarNode) and malformed(name.text) is None else app.name


def extends(file: File) -> bool:
    return "extend" in file.root.entries


def stack(apps: Sequence[AppSource], problems: Diagnostics, readings: Readings = NOTHING_READ) -> Tree:
    """All layers laid upon each other, first to last; files that have been read are not read again."""
    stacker = Stacker(problems, readings)
    for number, app in enumerate(apps):
        stacker.take_app(app, "" if number == len(apps) - 1 else f"{app.name}/")
    parts = {kind: MappingProxyType(found) for kind, found in stacker.parts.items()}
    return Tree(
        apps=tuple(stacker.apps),
        parts=MappingProxyType(parts),
        sharing=stacker.sharing,
        data=tuple(stacker.data),
        overlaps=MappingProxyType(stacker.overlaps),
        owners=MappingProxyType(stacker.owners),
        files=MappingProxyType({name: tuple(files) for name, files in stacker.named.items()}),
        changed=MappingProxyType(stacker.changed),
    )
