"""What collections of values may be: records with fixed keys, mappings by name, lists, and choices between them."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any
from unicodedata import normalize

from objectry.diagnostics import Diagnostics, alike, closest, suggest
from objectry.metadata.keys.shapes import BAD, Name, Names, Schema, Shape, shorten, wrong
from objectry.metadata.reading.nodes import MERGE, Entry, ListNode, MapNode, Node, ScalarNode

MOST_ITEMS = 2_000  # each is compared with all others
DIRECTIVES = {
    "extend": "In a later app: adds to, or overrides parts of, what an earlier app declares under this name.",
    "disabled": "In a later app, `true` removes what an earlier app declares.",
    "after": "Places the entry behind the named one.",
    "before": "Places the entry ahead of the named one.",
    "first": "`true` places the entry ahead of all others.",
}

MOST_HINTS = 100  # keys of a mapping for which a near one is looked for; a file with more was made to be slow


@dataclass(frozen=True, slots=True)
class Key:
    """A key of a record: what stands under it, and a sentence for editors and the manual."""

    shape: Shape
    description: str
    required: bool = False


@dataclass(frozen=True, slots=True)
class Record:
    """A mapping with fixed keys.  `lone` names the key a single scalar in its place stands for."""

    keys: Mapping[str, Key]
    what: str
    lone: str | None = None
    needed: tuple[str, ...] = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "needed", tuple(name for name, key in self.keys.items() if key.required))

    def read(self, node: Node, problems: Diagnostics) -> Any:
        if not isinstance(node, MapNode):
            return self.read_lone(node, problems)
        values: dict[str, Any] = {}
        meant: set[str] = set()
        outside = tell_outside(node, self.keys, problems)
        strange = 0
        for name, entry in node.entries.items():
            if name in outside:
                continue
            key = self.keys.get(name)
            if key is None:
                strange += name != MERGE
                near = strange <= MOST_HINTS
                meant.update(self.unknown(name, entry, problems, hint=near) if name != MERGE else self.keys)
                continue
            value = key.shape.read(entry.value, problems)
            if value is not BAD:
                values[name] = value
        return values if self.complete(node, values, meant, problems) else BAD

    def complete(self, node: MapNode, values: Mapping[str, Any], meant: set[str], problems: Diagnostics) -> bool:
        """Whether every required key is there; one that is misspelt or could not be read is told already."""
        missing = [name for name in self.needed if name not in values]
        for name in missing:
            if name not in node.entries and name not in meant:
                problems.error("M202", f'{self.what} needs the key "{name}"', node.span)
        return not missing

    def read_lone(self, node: Node, problems: Diagnostics) -> Any:
        if self.lone is None or not isinstance(node, ScalarNode):
            return wrong(node, f"{self.what} (a mapping of keys)", problems)
        value = self.keys[self.lone].shape.read(node, problems)
        return BAD if value is BAD else {self.lone: value}

    def unknown(self, name: str, entry: Entry, problems: Diagnostics, *, hint: bool = True) -> set[str]:
        """Tell a key that is not known, and answer the one that was meant, if any is near and a hint is wanted."""
        near = closest(name, [*self.keys, *DIRECTIVES]) if hint else None
        if near in DIRECTIVES and not alike(name, [near]):
            near = closest(name, self.keys)
        tail = suggest(name, [near]) if near else f"; known are: {', '.join(self.keys)}"
        problems.error("M201", f'{self.what} has no key "{shorten(name)}"{tail}', entry.key.span)
        problems.lose({name, *keys_within(entry.value)})  # declared in the wrong place, or under the wrong key
        return {near} if near else set()

    def schema(self, names: Names) -> Schema:
        drawn: Schema = {
            "type": "object",
            "additionalProperties": False,
            "properties": {
                name: {**key.shape.schema(names), "description": key.description} for name, key in self.keys.items()
            },
        }
        if self.needed:
            drawn["required"] = list(self.needed)
        if self.lone is None:
            return drawn
        return {"anyOf": [self.keys[self.lone].shape.schema(names), drawn]}


def keys_within(node: Node, most: int = MOST_ITEMS) -> Iterator[str]:
    """The keys in a part of a file, as many as count, and what lookups there call their records."""
    waiting: list[Node] = [node]
    while waiting and most > 0:
        one = waiting.pop()
        waiting.extend(one.items if isinstance(one, ListNode) else ())
        entries = one.entries if isinstance(one, MapNode) else {}
        most -= len(entries)
        yield from entries
        related = entries["related_as"].value if "related_as" in entries else None
        if isinstance(related, ScalarNode):
            yield related.text
        waiting.extend(entry.value for entry in entries.values())


def tell_alike(node: MapNode, problems: Diagnostics) -> None:
    """Names that nobody can tell apart: they differ only in case, or in how Unicode writes the same letters."""
    seen: dict[str, str] = {}
    for name, entry in node.entries.items():
        first = seen.setdefault(normalize("NFC", name).casefold(), name)
        if first != name:
            how = "case" if normalize("NFC", first) != normalize("NFC", name) else "the way its letters are encoded"
            message = f'"{shorten(name)}" differs from "{shorten(first)}" only in {how}'
            problems.error("M209", message, entry.key.span)


def tell_outside(node: MapNode, keys: Mapping[str, Key], problems: Diagnostics) -> frozenset[str]:
    """The names of entries that stand beside the key they belong under, and that key: told once, at the first."""
    empty = ""
    fallen: list[str] = []
    for name, entry in node.entries.items():
        if name in keys:
            if fallen:
                break
            hollow = isinstance(entry.value, ScalarNode) and entry.value.is_null and not entry.value.flow
            empty = name if hollow and isinstance(keys[name].shape, Keyed | Table) else ""
        elif empty and name not in DIRECTIVES and isinstance(entry.value, MapNode):
            fallen.append(name)
    if not fallen:
        return frozenset()
    message = f'"{shorten(fallen[0])}" belongs under {empty}; indent it deeper'
    problems.error("M203", message, node.key_span(fallen[0]))
    return frozenset((empty, *fallen))


@dataclass(frozen=True, slots=True)
class Keyed:
    """A mapping by API name whose entries later apps may extend, place and remove.

    `free` lets any printable text be a name (picklist values); `bare` lets an entry stand without anything under it;
    `kind` is what the names are names of; `least` is how many an editor asks for (building tells it with more words).
    """

    entry: Shape
    what: str
    free: bool = False
    bare: bool = False
    kind: str | None = None
    least: int = 0

    def read(self, node: Node, problems: Diagnostics) -> Any:
        if not isinstance(node, MapNode):
            return wrong(node, f"a mapping of {self.what} by name", problems)
        values: dict[str, Any] = {}
        if self.free:
            tell_alike(node, problems)
        fallen = self.tell_fallen(node, problems)
        for name, entry in node.entries.items():
            if name in fallen:
                continue
            named = name if self.free else Name().read(entry.key, problems)
            value = self.read_entry(entry.value, problems)
            if value is not BAD and named is not BAD:
                values[name] = value
        return values

    def tell_fallen(self, node: MapNode, problems: Diagnostics) -> frozenset[str]:
        """Entries that are no entries of their own, but keys of the empty one above them; told once."""
        if self.bare or not isinstance(self.entry, Record):
            return frozenset()
        empty, fallen = "", list[str]()
        for name, entry in node.entries.items():
            hollow = isinstance(entry.value, ScalarNode) and entry.value.is_null and not entry.value.flow
            if empty and name in self.entry.keys:
                fallen.append(name)
            elif fallen:
                break
            else:
                empty = name if hollow else ""
        if not fallen:
            return frozenset()
        message = f'"{shorten(fallen[0])}" belongs under {shorten(empty)}; indent it deeper'
        problems.error("M203", message, node.key_span(fallen[0]))
        problems.lose({empty, *fallen, *keys_within(node)})
        return frozenset((empty, *fallen))

    def read_entry(self, node: Node, problems: Diagnostics) -> Any:
        if self.bare and isinstance(node, ScalarNode) and node.is_null:
            return {}
        return self.entry.read(node, problems)

    def schema(self, names: Names) -> Schema:
        inner = with_directives(self.entry.schema(names), names.get(self.kind or ""))
        if self.bare:
            inner = {"anyOf": [{"type": "null"}, inner]}
        drawn: Schema = {"type": "object", "additionalProperties": inner}
        if not self.free:
            drawn["propertyNames"] = Name().schema(names)
        if self.least:
            drawn["minProperties"] = self.least
        return drawn


def with_directives(schema: Schema, neighbours: tuple[str, ...] | None = None) -> Schema:
    """The schema of an entry, with the keys that place, extend and remove it; `neighbours` may stand beside it."""
    beside: Schema = {"type": "string"} if neighbours is None else {"enum": list(neighbours)}
    extra = {
        "extend": {"type": ["boolean", "string"], "description": DIRECTIVES["extend"]},
        "disabled": {"type": "boolean", "description": DIRECTIVES["disabled"]},
        "after": {**beside, "description": DIRECTIVES["after"]},
        "before": {**beside, "description": DIRECTIVES["before"]},
        "first": {"type": "boolean", "description": DIRECTIVES["first"]},
    }
    if "properties" not in schema:
        return {"anyOf": [schema, {"type": "object", "properties": extra, "additionalProperties": False}]}
    drawn = {**schema, "properties": {**schema["properties"], **extra}}
    needed = drawn.pop("required", None)
    if needed:
        drawn["anyOf"] = [{"required": needed}, {"required": ["extend"]}, {"required": ["disabled"]}]
    return drawn


@dataclass(frozen=True, slots=True)
class Table:
    """A mapping whose keys name things (checked later) and whose values are all of one shape.

    `path` lets a key lead through lookups.
    """

    value: Shape
    what: str
    key: Shape | None = None
    refers: str | None = None
    path: bool = False

    def read(self, node: Node, problems: Diagnostics) -> Any:
        if not isinstance(node, MapNode):
            return wrong(node, f"a mapping of {self.what}", problems)
        values: dict[str, Any] = {}
        for name, entry in node.entries.items():
            named = self.key.read(entry.key, problems) if self.key else name
            value = self.value.read(entry.value, problems)
            if value is not BAD and named is not BAD:
                values[name] = value
        return values

    def schema(self, names: Names) -> Schema:
        drawn: Schema = {"type": "object", "additionalProperties": self.value.schema(names)}
        if self.key is not None:
            drawn["propertyNames"] = self.key.schema(names)
        elif self.refers and self.refers in names:
            known: Schema = {"enum": sorted(names[self.refers])}
            drawn["propertyNames"] = {"anyOf": [known, {"pattern": "\\."}]} if self.path else known
        return drawn


@dataclass(frozen=True, slots=True)
class Listing:
    """A list.  `lone` lets a single scalar stand for a list of one."""

    item: Shape
    what: str
    lone: bool = False
    least: int = 0

    def read(self, node: Node, problems: Diagnostics) -> Any:
        if self.lone and isinstance(node, ScalarNode) and not node.is_null:
            value = self.item.read(node, problems)
            return BAD if value is BAD else (value,)
        if not isinstance(node, ListNode):
            return wrong(node, f"a list of {self.what}", problems)
        if len(node.items) < self.least:
            problems.error("M205", f"the list of {self.what} needs at least {self.least}", node.span)
            return BAD
        if len(node.items) > MOST_ITEMS:
            problems.error("M205", f"the list of {self.what} holds at most {MOST_ITEMS}", node.span)
            return BAD
        return tuple(self.items(node, problems))

    def items(self, node: ListNode, problems: Diagnostics) -> list[Any]:
        read: list[Any] = []
        for item in node.items:
            value = self.item.read(item, problems)
            if value in read:
                problems.error("M209", f'"{value}" stands in this list already', item.span)
            elif value is not BAD:
                read.append(value)
        return read

    def schema(self, names: Names) -> Schema:
        item = self.item.schema(names)
        drawn: Schema = {"type": "array", "items": item, "uniqueItems": True}
        if self.least:
            drawn["minItems"] = self.least
        return {"anyOf": [item, drawn]} if self.lone else drawn


@dataclass(frozen=True, slots=True)
class Either:
    """A scalar of one shape, or a collection of another."""

    scalar: Shape
    collection: Shape

    def read(self, node: Node, problems: Diagnostics) -> Any:
        return (self.scalar if isinstance(node, ScalarNode) else self.collection).read(node, problems)

    def schema(self, names: Names) -> Schema:
        return {"anyOf": [self.scalar.schema(names), self.collection.schema(names)]}


@dataclass(frozen=True, slots=True)
class Short:
    """A record, or a list that stands for the record with that list under one of its keys."""

    listing: Listing
    record: Record
    key: str

    def read(self, node: Node, problems: Diagnostics) -> Any:
        if not isinstance(node, ListNode):
            return self.record.read(node, problems)
        found = self.listing.read(node, problems)
        return found if found is BAD else {self.key: found}

    def schema(self, names: Names) -> Schema:
        return {"anyOf": [self.listing.schema(names), self.record.schema(names)]}


@dataclass(frozen=True, slots=True)
class Cases:
    """A record whose keys depend on the word under one of them (`type`)."""

    by: str
    cases: Mapping[str, Record]
    what: str
    default: str | None = None
    others: Mapping[str, str] | None = None  # what others call these words

    def read(self, node: Node, problems: Diagnostics) -> Any:
        record = self.record(node, problems)
        return BAD if record is None else record.read(node, problems)

    def record(self, node: Node, problems: Diagnostics) -> Record | None:
        """The record that counts for this node."""
        if not isinstance(node, MapNode):
            wrong(node, f"{self.what} (a mapping of keys)", problems)
            return None
        word = node.get(self.by)
        if word is None and self.default is None:
            self.tell_missing(node, problems)
            return None
        if word is None:
            return self.cases[self.default or ""]
        return self.named(word, problems)

    def tell_missing(self, node: MapNode, problems: Diagnostics) -> None:
        """The word that decides is not there, or its key is misspelt."""
        known = {*DIRECTIVES, *(key for record in self.cases.values() for key in record.keys)}
        strange = {name: entry for name, entry in node.entries.items() if name not in known}
        meant = next((name for name in strange if closest(name, [self.by, *known]) == self.by), None)
        if meant is not None:
            message = f'{self.what} has no key "{shorten(meant)}"{suggest(meant, [self.by])}'
            problems.error("M201", message, strange[meant].key.span)
        elif MERGE not in node.entries:
            problems.error("M202", f'{self.what} needs the key "{self.by}"', node.span)

    def named(self, word: Node, problems: Diagnostics) -> Record | None:
        if isinstance(word, ScalarNode) and word.text in self.cases:
            return self.cases[word.text]
        if isinstance(word, ScalarNode) and not word.is_null:
            meant = (self.others or {}).get(word.text.casefold(), word.text)
            hint = suggest(meant, self.cases) or f"; known are: {', '.join(self.cases)}"
            problems.error("M204", f'"{shorten(word.text)}" is no {self.by} of {self.what}{hint}', word.span)
        else:
            wrong(word, f"the {self.by} of {self.what}", problems)
        return None

    def schema(self, names: Names) -> Schema:
        """Each case by its own word, so that editors complete exactly its keys."""
        branches = []
        for word, record in self.cases.items():
            needed = [] if word == self.default else [self.by]
            condition: Schema = {"properties": {self.by: {"const": word}}, "required": needed}
            branches.append({"if": condition, "then": record.schema(names)})
        needed = [] if self.default else [self.by]
        drawn: Schema = {"type": "object", "properties": {self.by: {"enum": list(self.cases)}}, "allOf": branches}
        return {**drawn, "required": needed} if needed else drawn
