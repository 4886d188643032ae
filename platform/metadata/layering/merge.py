"""One merge rule for every kind: a later layer adds to, overrides, places and removes what earlier ones declare.

Mappings merge by key, scalars and lists replace.  Entries of mappings by name may carry directives: `disabled: true`
removes, `after:`, `before:` and `first: true` place.  Every node keeps the file and place it was written at.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from objectry.diagnostics import NOWHERE, Diagnostics, Span, suggest
from objectry.metadata.keys.compound_keys import EVERY_PART, AnyFieldShape
from objectry.metadata.keys.containers import DIRECTIVES, Cases, Either, Keyed, Record, Table
from objectry.metadata.keys.field_keys import every_record
from objectry.metadata.keys.shapes import Shape
from objectry.metadata.model import Changed
from objectry.metadata.reading.nodes import Entry, MapNode, Node, ScalarNode, Style

FIELD = AnyFieldShape()
PLACES = frozenset({"after", "before", "first"})
HEADS = frozenset({"object", "layout"})  # what names the thing itself, or what a file says for all of its entries
Steps = tuple[str, ...]  # where in the tree: the kind, the name, and the keys below


@dataclass(frozen=True, slots=True)
class Directives:
    """What an entry says about its own place."""

    disabled: bool = False
    after: str | None = None
    before: str | None = None
    first: bool = False
    extend: bool = False
    span: Span = NOWHERE  # where it says what it wants to stand beside

    @property
    def target(self) -> str | None:
        """What it wants to stand beside."""
        return self.after or self.before

    @property
    def word(self) -> str:
        """On which side of it."""
        return "after" if self.after else "before"

    @property
    def places(self) -> bool:
        """Whether it wants another place than the one it has."""
        return bool(self.first or self.after or self.before)

    @property
    def meant(self) -> bool:
        """Whether it speaks of something that is there already."""
        return self.extend or self.disabled


NONE = Directives()


@dataclass(frozen=True, slots=True)
class Owned:
    """Who added a component, where, and what it is one of."""

    app: str
    what: str
    span: Span


@dataclass
class Merger:
    """Lays the files of one app upon what lies below, and writes down whose each component is."""

    app: str
    owners: dict[Steps, Owned]
    overlaps: dict[Steps, Owned]  # what an app says anew of a component of another, without saying that it extends
    changed: dict[Steps, Changed]
    problems: Diagnostics
    _removed: set[Steps] = field(default_factory=set)

    def merge(self, base: Node | None, over: Node, shape: Shape | None, at: Steps, *, foreign: bool = False) -> Node:
        """`over` laid upon `base`, as the shape of the place allows; directives are carried out and taken away.

        `foreign` says that the mapping belongs to another app, so that what is new in it is an addition to that.
        """
        if isinstance(over, MapNode) and isinstance(shape, Either):
            shape = shape.collection
        if not isinstance(over, MapNode) or shape is None:
            return over
        if base is None and not foreign and not over.document.directs:
            return over
        beneath = base if isinstance(base, MapNode) else None
        if isinstance(shape, Keyed | Table):
            return self._by_name(beneath, over, shape, at, foreign=foreign)
        return self._by_key(beneath, over, shape, at, foreign=foreign)

    def _by_key(self, base: MapNode | None, over: MapNode, shape: Shape, at: Steps, *, foreign: bool) -> MapNode:
        """Mappings with fixed keys."""
        merged: dict[str, Entry] = dict(base.entries) if base else {}
        for name, entry in over.entries.items():
            inside = inner(shape, name)
            below = merged.get(name)
            value = entry.value
            if inside is not None:
                value = self.merge(below.value if below else None, value, inside, (*at, name), foreign=foreign)
            merged[name] = Entry(entry.key, value)
        return MapNode(merged, over.document, over.line, over.column)

    def _by_name(
        self, base: MapNode | None, over: MapNode, shape: Keyed | Table, at: Steps, *, foreign: bool
    ) -> MapNode:
        """Mappings by name: entries may be placed and removed."""
        merged: dict[str, Entry] = dict(base.entries) if base else {}
        moved: dict[str, Directives] = {}
        for name, entry in over.entries.items():
            said, bare = take_directives(entry.value, self.problems)
            if said.disabled:
                self._remove(merged, name, entry, shape, at)
                continue
            new = name not in merged
            if new and not self._may_add(merged, name, entry, said, bare, shape, foreign=foreign):
                continue
            if not new and foreign:
                self.changed[(*at, name)] = Changed(self.app, entry.key.span)
                self.tell_deprecated(merged[name].value, name, entry.key.span)
                if not said.extend and isinstance(shape, Keyed):
                    self.overlaps[(*at, name)] = Owned(self.app, shape.what, entry.key.span)
                    if self._tell_clash(merged[name].value, name, bare, (*at, name)):
                        continue
            merged[name] = self._entry(merged.get(name), name, Entry(entry.key, bare), shape, at, foreign=foreign)
            if said.places:
                moved[name] = said
        order = [*merged]
        tell_circles(moved, self.problems)
        for name, said in moved.items():
            place(order, name, said, self.problems)
        kept = {name: merged[name] for name in order} if moved else merged
        return MapNode(kept, over.document, over.line, over.column)

    def _entry(
        self, below: Entry | None, name: str, entry: Entry, shape: Keyed | Table, at: Steps, *, foreign: bool
    ) -> Entry:
        steps = (*at, name)
        entry_shape = shape.entry if isinstance(shape, Keyed) else shape.value
        if below is None and foreign and isinstance(shape, Keyed):
            self.owners[steps] = Owned(self.app, shape.what, entry.key.span)
        others = foreign and self.owner(steps) != self.app
        value = below.value if below else None
        return Entry(entry.key, self.merge(value, entry.value, mergeable(entry_shape), steps, foreign=others))

    def _may_add(
        self,
        merged: Mapping[str, Entry],
        name: str,
        entry: Entry,
        said: Directives,
        bare: Node,
        shape: Keyed | Table,
        *,
        foreign: bool,
    ) -> bool:
        """Whether a name that is not below can stand for something new; told if not."""
        needed = next(missing_keys(bare, shape), None) if foreign else None
        if not said.extend and needed is None:
            return True
        way = f' (a new one needs the key "{needed}")' if needed else ""
        message = f'there is no "{name}" among the {shape.what} to extend{way}{suggest(name, merged)}'
        self.problems.error("M210", message, entry.key.span)
        return False

    def tell_deprecated(self, below: Node, name: str, span: Span) -> None:
        """Whoever builds on what is on its way out hears what to build on instead."""
        said = below.get("deprecated") if isinstance(below, MapNode) else None
        if isinstance(said, ScalarNode) and not said.is_null:
            self.problems.warn("M274", f"{name} is deprecated: {said.text}", span)

    def _tell_clash(self, below: Node, name: str, over: Node, at: Steps) -> bool:
        """A field that says another type than what is below was most likely meant to be one of its own; told then."""
        was, becomes = (one.get("type") if isinstance(one, MapNode) else None for one in (below, over))
        if not isinstance(was, ScalarNode) or not isinstance(becomes, ScalarNode) or was.text == becomes.text:
            return False
        owner = self.owner(at)
        clashes = owner is not None and owner != self.app
        if clashes:
            message = f'"{name}" is a {was.text} field of {owner} already; write extend: true to change its type, or'
            self.problems.error("M270", f"{message} give yours another name", becomes.span)
        return clashes

    def _remove(self, merged: dict[str, Entry], name: str, entry: Entry, shape: Keyed | Table, at: Steps) -> None:
        if merged.pop(name, None) is not None:
            self.changed[(*at, name)] = Changed(self.app, entry.key.span, removed=True)
        else:
            hint = suggest(name, merged)
            self.problems.error("M210", f'there is no "{name}" among the {shape.what} to disable{hint}', entry.key.span)
        self.forget((*at, name))

    def forget(self, steps: Steps) -> None:
        """A component has been removed, with all that is in it."""
        for known in [one for one in self.owners if one[: len(steps)] == steps]:
            del self.owners[known]

    def owner(self, steps: Steps) -> str | None:
        """The app whose component this is: that of the nearest one around it."""
        around = (self.owners.get(steps[:length]) for length in range(len(steps), 0, -1))
        return next((one.app for one in around if one is not None), None)


def inner(shape: Shape, name: str) -> Shape | None:
    """The shape below a key, where something can be merged there."""
    if isinstance(shape, Record):
        found = shape.keys.get(name)
        return mergeable(found.shape) if found else None
    if isinstance(shape, Cases):
        return next((inner(record, name) for record in shape.cases.values() if name in record.keys), None)
    if isinstance(shape, AnyFieldShape):
        return FIELD_PARTS.get(name)
    return None


def mergeable(shape: Shape) -> Shape | None:
    """The shape itself when it is a mapping."""
    return shape if isinstance(shape, Record | Table | Cases | Keyed | AnyFieldShape | Either) else None


FIELD_PARTS: Mapping[str, Shape] = {
    name: found
    for record in every_record()
    for name, key in record.keys.items()
    for found in [mergeable(key.shape)]
    if found is not None
} | {"parts": EVERY_PART}


def missing_keys(node: Node, shape: Keyed | Table) -> Iterator[str]:
    """The keys without which an entry says nothing of its own."""
    entry = shape.entry if isinstance(shape, Keyed) else shape.value
    if not isinstance(node, MapNode):
        return
    if isinstance(entry, AnyFieldShape) and "type" not in node.entries:
        yield "type"
    if isinstance(entry, Record):
        yield from (name for name, key in entry.keys.items() if key.required and name not in node.entries)


def tell_circles(moved: Mapping[str, Directives], problems: Diagnostics) -> None:
    """Tell each entry that cannot stand where it wants to, because of where those before it want to stand."""
    behind: dict[str, list[str]] = {}
    for name, said in moved.items():
        if said.target is None:
            continue
        ahead, later = (said.target, name) if said.after else (name, said.target)
        if ahead in standing_behind(later, behind):
            message = f'"{name}" cannot stand {said.word} "{said.target}": others are placed the other way round'
            problems.error("M219", f"{message}; remove one of these", said.span)
        else:
            behind.setdefault(ahead, []).append(later)


def standing_behind(name: str, behind: Mapping[str, Sequence[str]]) -> set[str]:
    """The entry itself, and all that want to stand behind it, over any number of others."""
    found, waiting = {name}, [name]
    while waiting:
        new = set(behind.get(waiting.pop(), ())) - found
        found |= new
        waiting.extend(new)
    return found


def place(order: list[str], name: str, said: Directives, problems: Diagnostics) -> None:
    """Move `name` to where it wants to stand."""
    target = said.target
    order.remove(name)
    if said.first or target is None:
        order.insert(0, name)
        return
    if target not in order:
        order.append(name)
        if target != name:
            message = f'there is no "{target}" to place "{name}" {said.word}{suggest(target, order)}'
            problems.error("M210", message, said.span)
        return
    order.insert(order.index(target) + (1 if said.after else 0), name)


def take_directives(node: Node, problems: Diagnostics) -> tuple[Directives, Node]:
    """The directives of an entry, and the entry without them."""
    if not isinstance(node, MapNode) or not any(word in node.entries for word in DIRECTIVES):
        return NONE, node
    said = Directives(
        disabled=flag(node, "disabled", problems),
        after=word(node, "after", problems),
        before=word(node, "before", problems),
        first=flag(node, "first", problems),
        extend="extend" in node.entries,
        span=next((node.entries[word].value.span for word in ("after", "before") if word in node.entries), NOWHERE),
    )
    bare = {name: entry for name, entry in node.entries.items() if name not in DIRECTIVES}
    tell_contradictions(node, said, bare, problems)
    return said, MapNode(bare, node.document, node.line, node.column)


def tell_contradictions(node: MapNode, said: Directives, bare: Mapping[str, Entry], problems: Diagnostics) -> None:
    """Two places for one entry, or something to say of one that is removed."""
    places = [entry for name, entry in node.entries.items() if name in PLACES]
    if len(places) > 1:
        first, second, *_ = (entry.key for entry in places)
        message = f'"{first.text}" and "{second.text}" exclude each other; keep one of them'
        problems.error("M219", message, second.span)
    idle = next((entry.key for name, entry in bare.items() if name not in HEADS), None)
    if said.disabled and idle is not None:
        problems.error("M219", f'"{idle.text}" says nothing of what disabled: true removes', idle.span)


def flag(node: MapNode, name: str, problems: Diagnostics) -> bool:
    found = node.get(name)
    if found is None:
        return False
    if isinstance(found, ScalarNode) and found.style is Style.PLAIN and found.text in {"true", "false"}:
        return found.text == "true"
    problems.error("M203", f"{name} is true or false", found.span)
    return False


def word(node: MapNode, name: str, problems: Diagnostics) -> str | None:
    found = node.get(name)
    if found is None:
        return None
    if isinstance(found, ScalarNode) and not found.is_null:
        return found.text
    problems.error("M203", f"{name} takes the name of another entry", found.span)
    return None
