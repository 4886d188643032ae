"""What a model declares, as the checks of references need it: names, fields, children, paths."""

import dataclasses
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from objectry.diagnostics import Diagnostics, Span, suggest
from objectry.metadata.checking.places import names_under
from objectry.metadata.layering.layers import Tree
from objectry.metadata.model import Compound, Field, Model, Object

MAX_HOPS = 5
OBJECT, NAME = "object", "name"


@dataclass
class Known:
    """The model, the tree it was built from, and the problems found so far.

    A name that is declared but could not be read counts as known: its own problem is told already.
    """

    model: Model
    tree: Tree
    problems: Diagnostics
    reader: str = ""  # the object whose layout is being checked
    asked: dict[str, set[str]] = dataclasses.field(
        default_factory=dict
    )  # by reader, the objects whose fields it has named

    def ask(self, owner: str) -> None:
        """Remember that what is being checked hangs on this object too."""
        self.asked.setdefault(self.reader, set()).add(owner)

    @cached_property
    def objects(self) -> frozenset[str]:
        """The names of all objects, unreadable ones too."""
        return frozenset(self.model.objects) | frozenset(self.tree.part("object"))

    @cached_property
    def children(self) -> Mapping[tuple[str, str], str]:
        """(target, name of the list of children) -> the child object."""
        return {
            (target, field.related_as): one.name
            for one in self.model.objects.values()
            for field in one.fields.values()
            if field.related_as
            for target in field.to
        }

    @cached_property
    def tags(self) -> frozenset[str]:
        """The sensitivity tags that fields carry."""
        fields = (field for one in self.model.objects.values() for field in one.fields.values())
        return frozenset(field.sensitive for field in fields if field.sensitive)

    @cached_property
    def arrivals(self) -> Mapping[str, tuple[tuple[str, str, str], ...]]:
        """By target, the lookups that point to it: (child, field, name of the list of children)."""
        found: dict[str, list[tuple[str, str, str]]] = {}
        for one in self.model.objects.values():
            for field in one.fields.values():
                for target in field.to if field.related_as else ():
                    found.setdefault(target, []).append((one.name, field.name, field.related_as or ""))
        return {target: tuple(lookups) for target, lookups in found.items()}

    def object(self, name: str, span: Span) -> bool:
        """Whether the object exists; told if not."""
        if name in self.objects:
            self.tell_notice(name, span=span)
            return True
        self.problems.error("M212", f'unknown object "{name}"{suggest(name, self.objects)}', span)
        return False

    def tell_notice(self, *name: str, span: Span) -> None:
        """Warn who uses a name that is on its way out, or that means something else than it did."""
        notice = self.model.notices.get(name)
        if notice is not None and notice.concerns(span.file):
            self.problems.warn("M274", notice.text, span)

    def broken(self, owner: str, name: str) -> bool:
        """Whether the field is declared but could not be read."""
        declared = self.tree.part("object").get(owner)
        readable = self.model.objects.get(owner)
        if readable is None:
            return True
        there = name in readable.fields or name in readable.compounds
        return declared is not None and name in names_under(declared.node, "fields") and not there

    def field(self, owner: str, name: str, span: Span) -> Field | None:
        """A field of the object itself; told if there is none."""
        self.ask(owner)
        one = self.model.objects.get(owner)
        found = one.fields.get(name) if one else None
        self.tell_notice(owner, name, span=span)
        if one is not None and name in one.compounds:
            self.refuse_compound(one.compounds[name], span)
        elif found is None and one is not None and not self.broken(owner, name):
            hint = suggest(name, one.fields)
            self.problems.error("M214", f'unknown field "{name}" on {owner}{hint}', span)
        return found

    def refuse_compound(self, one: Compound, span: Span) -> None:
        """Tell that a part has to be named."""
        message = f'"{one.name}" has several parts; name one of them: {", ".join(one.parts.values())}'
        self.problems.error("M262", message, span)

    def shown(self, owner: str, path: str, span: Span) -> None:
        """Tell a path to show that leads neither to a field nor to a field of several parts."""
        self.ask(owner)
        way, _, last = path.rpartition(".")
        one = self._behind(owner, way.split(".") if way else [])
        if one is None or last not in one.compounds:
            self.path(owner, path, span)

    def _behind(self, owner: str, hops: Sequence[str]) -> Object | None:
        """The object that lookups lead to, where it is one."""
        targets: tuple[str, ...] = (owner,)
        for name in hops:
            if len(targets) > 1 and name in targets:
                targets = (name,)
                continue
            for target in targets:
                self.ask(target)
            one = self.model.objects.get(targets[0]) if len(targets) == 1 else None
            field = one.fields.get(name) if one else None
            targets = field.to if field is not None else ()
        for target in targets:
            self.ask(target)
        return self.model.objects.get(targets[0]) if len(targets) == 1 else None

    def path(self, owner: str, path: str, span: Span) -> Field | None:
        """The field a path through lookups ends at; told if it leads nowhere.

        Behind a lookup of several objects may stand one of these, `object`, or what any of them has.
        """
        *hops, last = path.split(".")
        if len(hops) > MAX_HOPS:
            self.problems.error("M214", f"a path goes through at most {MAX_HOPS} lookups", span)
            return None
        targets: tuple[str, ...] = (owner,)
        found: Field | None = None
        for name in hops:
            if len(targets) > 1 and name in targets:
                targets = (name,)
                continue
            found = self.anywhere(targets, name, span)
            if found is None:
                return None
            if not found.refers:
                self.problems.error("M218", f'"{name}" is a {found.type} field; only a lookup leads further', span)
                return None
            targets = found.to
        if len(targets) > 1 and last in (OBJECT, *targets):
            return found
        return self.anywhere(targets, last, span)

    def anywhere(self, owners: Iterable[str], name: str, span: Span) -> Field | None:
        """The field on the first of the objects that has it; `name` is what the records of any are called by."""
        owners = [one for one in owners if one in self.objects]
        for owner in owners:
            self.ask(owner)
            one = self.model.objects.get(owner)
            if one is None or self.broken(owner, name):
                return None
            own = one.name_field if name == NAME and len(owners) > 1 and NAME not in one.fields else name
            if own in one.fields:
                self.tell_notice(owner, own, span=span)
                return one.fields[own]
        return self.field(owners[0], name, span) if owners else None
