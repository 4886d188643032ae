"""An import map checked against the file's columns and the deployed objects, ready to run."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from objectry.diagnostics import Diagnostics, Span, suggest
from objectry.metadata import FILE_FIELDS, ChildMap, Compound, Field, FieldSource, FieldType, ImportMap
from objectry.plan import Blueprint, ObjectPlan
from objectry.rules import Environment, Scope
from objectry.runtime.importing.columns import ColumnReader, compile_condition, compile_source, row_scope
from objectry.runtime.importing.errors import BadMap
from objectry.runtime.importing.source import SourceRow

ID, NAME = "id", "name"
STAMPS = ("created_at", "created_by", "updated_at", "updated_by")


@dataclass(frozen=True, slots=True)
class Lookup:
    """How a reference is found: the record of `object` whose `by` field has the text of the cell.

    For `many` the cell holds several texts, with semicolons between.
    """

    object: str
    by: str
    many: bool = False

    @property
    def objects(self) -> tuple[str, ...]:
        """Whose records it finds."""
        return (self.object,)

    def asks(self, written: str) -> list["Ask"]:
        """What the cell asks for."""
        if not self.many:
            return [((self, written),)]
        return [((self, one),) for one in (part.strip() for part in written.split(";")) if one]


Ask = tuple[tuple[Lookup, str], ...]
"""One record wanted: the ways to find it, each with the text to look for; the first that finds one counts."""


@dataclass(frozen=True, slots=True)
class OneOf:
    """How a reference to one of several objects is found: the cell names the object, as in `account:Acme`.

    `ways` holds, by object, the fields that are tried in turn.
    """

    ways: Mapping[str, tuple[Lookup, ...]]
    many = False

    @property
    def objects(self) -> tuple[str, ...]:
        """Whose records it finds."""
        return tuple(self.ways)

    def asks(self, written: str) -> list[Ask]:
        """What the cell asks for; nothing where it names none of the objects."""
        name, _, text = written.partition(":")
        ways = self.ways.get(name.strip().lower(), ())
        return [tuple((way, text.strip()) for way in ways)] if ways and text.strip() else []


@dataclass(frozen=True, slots=True)
class FieldImport:
    """One field with its reader.

    `later` marks a lookup to the same object, filled in a second pass; `file` is a field whose cells name files;
    `skip_blank` leaves the field alone where the row has nothing to say (stamps, seeds), instead of emptying it.
    """

    name: str
    label: str
    read: ColumnReader
    lookup: Lookup | OneOf | None = None
    later: bool = False
    file: Field | None = None
    skip_blank: bool = False


@dataclass(frozen=True, slots=True)
class Target:
    """One object a row writes to.  `link` ties a child to the row's own record; `when` says for which rows."""

    object: str
    key: str | None
    fields: tuple[FieldImport, ...]
    link: str | None = None
    when: Callable[[Sequence[SourceRow], Environment], list[bool]] | None = None


@dataclass(frozen=True, slots=True)
class ImportPlan:
    """The row's own object, and its children."""

    main: Target
    children: tuple[Target, ...]
    history: bool


def plan_import(mapping: ImportMap, columns: Sequence[str], blueprint: Blueprint) -> ImportPlan:
    """Check a map whole.

    Raises BadMap with every problem and its place in the map.
    """
    checker = _Checker(mapping, columns, blueprint)
    main = checker.target(mapping.object, mapping.fields, mapping.key, mapping.span)
    children = tuple(checker.child(child) for child in mapping.children.values())
    if checker.problems.errors:
        raise BadMap(checker.problems.sorted())
    return ImportPlan(main, children, mapping.mode == "history")


def compound_column(one: Compound) -> Field:
    """A column that fills a field of several parts: one text, which the door takes apart."""
    return Field(one.name, FieldType.TEXT, one.label, one.span)


class _Checker:
    def __init__(self, mapping: ImportMap, columns: Sequence[str], blueprint: Blueprint) -> None:
        self.problems = Diagnostics()
        own = (ID,) if mapping.key == ID else ()
        self._allowed = {"owner", *own, *(STAMPS if mapping.mode == "history" else ())}
        self._columns = columns
        self._blueprint = blueprint
        self._scope: Scope = row_scope(columns)
        self._zone = ZoneInfo(blueprint.settings.timezone)

    def child(self, child: ChildMap) -> Target:
        target = self.target(child.object, child.fields, child.key, child.span, child.link)
        if child.when is None:
            return target
        when, problems = compile_condition(child.when, self._scope)
        self.problems.extend(problems)
        return Target(target.object, target.key, target.fields, target.link, when)

    def target(
        self, name: str, sources: Mapping[str, FieldSource], key: str | None, span: Span, link: str | None = None
    ) -> Target:
        plan = self._blueprint.objects.get(name)
        if plan is None:
            self.problems.error("I601", f'unknown object "{name}"{suggest(name, self._blueprint.objects)}', span)
            return Target(name, key, ())
        if key is not None and key not in sources:
            self.problems.error("I607", f'the key "{key}" is not among the mapped fields', span)
        if link is not None and link not in plan.fields:
            self.problems.error("I602", f'unknown field "{link}" on {name}{suggest(link, plan.fields)}', span)
        fields = [self._field(plan, field, source) for field, source in sources.items()]
        return Target(name, key, tuple(field for field in fields if field is not None), link)

    def _field(self, plan: ObjectPlan, name: str, source: FieldSource) -> FieldImport | None:
        field = self._importable(plan, name, source.span)
        if field is None:
            return None
        self._check_origin(source)
        read, problems = compile_source(source, self._scope, field, self._zone)
        self.problems.extend(problems)
        lookup = self._lookup(field, source)
        later = lookup is not None and plan.name in lookup.objects
        file = field if field.type in FILE_FIELDS else None
        return FieldImport(name, field.label, read, lookup, later, file, skip_blank=name in STAMPS)

    def _importable(self, plan: ObjectPlan, name: str, span: Span) -> Field | None:
        found = plan.fields.get(name)
        if name in plan.object.compounds:
            return compound_column(plan.object.compounds[name])
        if found is None:
            self.problems.error("I602", f'unknown field "{name}" on {plan.name}{suggest(name, plan.fields)}', span)
            return None
        field = found.field
        allowed = not field.system or name in self._allowed
        if field.computed or not allowed:
            hint = "; mode: history may set the stamps" if name in STAMPS else ""
            self.problems.error("I602", f'"{name}" of {plan.name} is given by the platform{hint}', span)
            return None
        return field

    def _check_origin(self, source: FieldSource) -> None:
        given = [one for one in (source.column, source.constant, source.value) if one is not None]
        if len(given) != 1:
            self.problems.error("I604", "give exactly one of column, constant and value", source.span)
        if source.column is not None and source.column not in self._columns:
            hint = suggest(source.column, self._columns)
            self.problems.error("I603", f'the file has no column "{source.column}"{hint}', source.span)

    def _lookup(self, field: Field, source: FieldSource) -> Lookup | OneOf | None:
        if field.refers and len(field.to) > 1 and "." not in (source.lookup or ""):
            return self._one_of(field, source)
        if not (field.refers or field.junction) or source.lookup is None:
            return None
        object_name, _, by = source.lookup.rpartition(".")
        object_name = object_name or field.to[0]
        target = self._blueprint.objects.get(object_name)
        if target is None or object_name not in field.to or by not in target.fields:
            names = target.fields if target else field.to
            hint = suggest(by if target else object_name, names)
            self.problems.error("I606", f'{field.name} cannot be found by "{source.lookup}"{hint}', source.span)
            return None
        return Lookup(object_name, by, field.junction is not None)

    def _one_of(self, field: Field, source: FieldSource) -> OneOf:
        """By the field the map names, else by external ids and then by name, each as its object has it."""
        ways = {name: tuple(self._ways(name, source.lookup)) for name in field.to if name in self._blueprint.objects}
        if not any(ways.values()):
            message = f'{field.name} cannot be found by "{source.lookup}": none of {", ".join(field.to)} has it'
            self.problems.error("I606", message, source.span)
        return OneOf(ways)

    def _ways(self, target: str, by: str | None) -> Iterator[Lookup]:
        plan = self._blueprint.objects[target]
        if by is None:
            yield from (Lookup(target, one.name) for one in plan.fields.values() if one.field.external_id)
        if by in {None, NAME, plan.object.name_field}:
            yield Lookup(target, plan.object.name_field)
        elif by in plan.fields:
            yield Lookup(target, by)
