"""Names in a query -> typed trees, with the reader's eyes: a forbidden name answers exactly like an unknown one."""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace

from objectry.diagnostics import Diagnostic, Diagnostics, Span
from objectry.metadata import Compound, Field, RuleText, corporate_field
from objectry.plan import ObjectPlan
from objectry.rules import (
    BOOLEAN,
    MAX_HOPS,
    OPAQUE,
    SET,
    Call,
    FieldRead,
    Hop,
    Kind,
    Node,
    Type,
    check_expression,
    object_of,
)
from objectry.runtime.access.rights import Rights
from objectry.runtime.codes import near, problem
from objectry.runtime.desk import own_read
from objectry.runtime.errors import Invalid, Problem
from objectry.runtime.program import Program

PATH = re.compile(r"[A-Za-z_][A-Za-z0-9_]*(\.[A-Za-z_][A-Za-z0-9_]*){0,5}", re.ASCII)
START = Span("", 1, 1)  # where an expression of the caller begins
LABEL = "label:"
NAMES = "names:"
HOLDER = "$holder:"
OBJECT = "$object:"


@dataclass(frozen=True, slots=True)
class Names:
    """The names of one object as one reader may use them."""

    program: Program
    rights: Rights
    plan: ObjectPlan

    def path(self, written: str) -> Node:
        """The tree of a path.  Raises Invalid where there is no such path for this reader."""
        plain = self.plan.fields.get(written)
        if plain is not None and plain.column is not None and plain.rollup is None:
            if self.rights.reads(self.plan.name, written):
                return own_read(self.plan, written)
            raise self._unknown(written)
        return self.program.remember((self.plan.name, written, *self.rights.profile), lambda: self._checked(written))

    def sortable(self, written: str) -> Node:
        """The tree of a path whose values have an order: of amounts, those in the organisation's currency.

        Raises Invalid where they have none.
        """
        node = self.path(self._comparable(written))
        if node.type.kind is Kind.SET:
            raise Invalid((problem("D565", None, name=written),))
        if node.type.kind in OPAQUE:
            raise Invalid((problem("D564", None, name=written),))
        return node

    def sortable_value(self, written: str) -> Node:
        """The tree of an expression whose values have an order.  Raises Invalid where they have none."""
        node = self.expression(RuleText(written, START), None, figure=True)
        if node.type.kind is Kind.SET or node.type.kind in OPAQUE or node.type.kind is Kind.NULL:
            raise Invalid((problem("D564", None, name=written),))
        return node

    def _checked(self, written: str) -> Node:
        first, catalog = written.partition(".")[0], self.program.catalog
        known = catalog.field(self.plan.name, first) or catalog.compound(self.plan.name, first)
        if not PATH.fullmatch(written) or known is None:
            raise self._unknown(written)  # a word of the language, such as true, is no field either
        scope = self.program.scope(self.plan.name, self.rights.reads)
        node, problems = check_expression(RuleText(written), scope, opaque=True)
        if node is None or problems.errors:
            raise self._unknown(written)
        return node

    def expanded(self, paths: Iterable[str]) -> Iterator[str]:
        """The paths, one that ends at a field of several parts as the paths of those parts that this reader sees."""
        for path in paths:
            owner, compound = self._compound_at(path)
            if compound is None:
                yield path
            else:
                seen = (part for part, name in compound.parts.items() if self.rights.reads(owner, name))
                yield from (f"{path}.{part}" for part in seen)

    def _compound_at(self, path: str) -> tuple[str, Compound | None]:
        """The field of several parts at the end of a path, and its object."""
        owner, last = self._leading(path)
        catalog = self.program.catalog
        if owner is None:
            return self.plan.name, None
        return owner, None if catalog.field(owner, last) else catalog.compound(owner, last)

    def _leading(self, path: str) -> tuple[str | None, str]:
        """The object whose field a path ends at, where it is one, and the name of the field."""
        *hops, last = path.split(".")
        targets: tuple[str, ...] = (self.plan.name,)
        for hop in hops:
            if len(targets) > 1 and hop.lower() in targets:
                targets = (hop.lower(),)
                continue
            field = self.program.catalog.field(targets[0], hop) if len(targets) == 1 else None
            targets = field.to if field is not None else ()
        return (targets[0] if len(targets) == 1 else None), last

    def _comparable(self, path: str) -> str:
        """The path of the same amount in the currency all records have in common."""
        twin = corporate_field(path)
        found = self._amount_at(path)
        return twin if found is not None and self.rights.reads(found[0], corporate_field(found[1].name)) else path

    def _amount_at(self, path: str) -> tuple[str, Field] | None:
        """The amount at the end of a path that is in its record's currency, and its object."""
        owner, last = self._leading(path)
        found = self.program.catalog.field(owner, last) if owner is not None else None
        if owner is None or found is None or found.in_currency is None:
            return None
        return owner, found

    def currencies(self, paths: Iterable[str]) -> Iterator[tuple[str, Node]]:
        """For each amount among the paths, what reads the currency it is in."""
        for path in paths:
            found = self._amount_at(path)
            if found is not None and self.rights.reads(found[0], str(found[1].in_currency)):
                way = path.rpartition(".")[0]
                yield (
                    f"{LABEL}currency:{path}",
                    self.path(f"{way}.{found[1].in_currency}" if way else str(found[1].in_currency)),
                )

    def _unknown(self, written: str) -> Invalid:
        hint = near(written, self.rights.readable(self.plan.name))
        return Invalid((problem("D510", None, name=written, hint=hint),))

    def expression(self, text: RuleText, expected: Type | None = BOOLEAN, *, figure: bool = False) -> Node:
        """The tree of an ad-hoc expression; in a figure amounts are in the organisation's currency.

        Raises Invalid with every problem the checker found.
        """
        key = (self.plan.name, expected, figure, *self.rights.profile)
        return self.program.remember_expression(key, text.text, lambda: self._expression(text, expected, figure=figure))

    def _expression(self, text: RuleText, expected: Type | None, *, figure: bool) -> Node:
        scope = replace(self.program.scope(self.plan.name, self.rights.reads), corporate=figure)
        node, problems = check_expression(text, scope, expected)
        if node is None or problems.errors:
            raise Invalid(faults(problems))
        return node

    def labels(self, paths: Mapping[str, Node]) -> Iterator[tuple[str, Node]]:
        """For each reference among the paths, what reads the names of the records it may point to."""
        for path, node in paths.items():
            if isinstance(node, FieldRead) and node.type.kind is Kind.REF and node.field != "id":
                for target in node.type.targets:
                    name = self._name_read(path, node, target)
                    if name is not None:
                        yield f"{LABEL}{target}:{path}", name
            elif _is_one_of_several(node):
                name = self._name_beyond(path, node.type.targets[0])
                if name is not None:
                    yield f"{LABEL}{node.type.targets[0]}:{path}", name
            elif isinstance(node, FieldRead) and node.type.kind is Kind.SET and node.type.targets:
                names = self._names_read(node, node.type.targets[0])
                if names is not None:
                    yield f"{NAMES}{path}", names

    def holders(self, paths: Mapping[str, Node]) -> Iterator[tuple[str, Node]]:
        """For each secret among the paths, what reads the id of the record that holds it: it is sealed for that one."""
        for path, node in paths.items():
            if isinstance(node, FieldRead) and node.type.kind is Kind.SECRET:
                own = self.program.blueprint.objects[node.object].fields["id"]
                yield f"{HOLDER}{path}", FieldRead(node.hops, node.object, "id", own.type.optional())

    def _name_read(self, path: str, node: FieldRead, target: str) -> Node | None:
        """The reading of the target's name through the reference; None where the reader has no name for it."""
        plan = self.program.blueprint.objects[target]
        name = plan.fields.get(plan.object.name_field)
        if name is None or not self.rights.reads(target, name.name):
            return None
        several = len(node.type.targets) > 1
        if name.column is None:  # a formula: only a path of its own says what it reads
            way = path.removesuffix(".id")
            return self.path(f"{way}.{target}.{name.name}" if several else f"{way}.{name.name}")
        return FieldRead((*node.hops, Hop(node.field, target, chosen=several)), target, name.name, name.type)

    def _name_beyond(self, path: str, target: str) -> Node | None:
        """The name of a record at the end of a path that is no field: the id of one, or one of several."""
        field = self.program.blueprint.objects[target].object.name_field
        try:
            return self.path(f"{path}.{field}") if path.count(".") < MAX_HOPS else None
        except Invalid:
            return None

    def objects(self, paths: Mapping[str, Node]) -> Iterator[tuple[str, Node]]:
        """For each reference to one of several objects among the paths, what reads to which."""
        for path, node in paths.items():
            if isinstance(node, FieldRead) and node.type.kind is Kind.REF and len(node.type.targets) > 1:
                yield f"{OBJECT}{path}", object_of(node)

    def _names_read(self, node: FieldRead, target: str) -> Node | None:
        """The reading of the names of all linked records; None where the reader has none, or they are computed."""
        plan = self.program.blueprint.objects[target]
        name = plan.fields.get(plan.object.name_field)
        if name is None or name.column is None or not self.rights.reads(target, name.name):
            return None
        return FieldRead((*node.hops, Hop(node.field, target)), target, name.name, SET, declared=node.declared)


def _is_one_of_several(node: Node) -> bool:
    """Whether it is a reference that a path through a lookup of several objects ends at: `related_to.account`."""
    if node.type.kind is not Kind.REF or len(node.type.targets) != 1:
        return False
    if isinstance(node, FieldRead):
        return node.field == "id" and bool(node.hops) and node.hops[-1].chosen
    return isinstance(node, Call)


def faults(problems: Diagnostics) -> tuple[Problem, ...]:
    """What a checker found, for the caller."""
    return tuple(_fault(one) for one in problems.errors or problems.sorted())


def _fault(found: Diagnostic) -> Problem:
    """A fault of an expression, with its place where the caller wrote it; one in a file of the app tells no place."""
    span = found.span
    if span.file or not span.line:
        return problem("D540", detail=found.message)
    return problem("D540", detail=found.message, line=str(span.line), column=str(span.column))


def quoted(text: str) -> str:
    """Text as a literal of the rule language."""
    escaped = text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n").replace("\t", "\\t")
    return f'"{escaped}"'
