"""Which fields are in the search index: those that some search reads, and that hang on their own record alone.

A search through a lookup reads the index of the object it leads to, so no record has to be written again because
another one is called otherwise.  What is worked out from other records, or with the clock, is not in the index: a
search works it out, record by record.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from objectry.plan import Blueprint, FieldPlan, ObjectPlan
from objectry.rules import Call, Catalog, Const, FieldRead, Hop, Kind, Node, text_of, walk
from objectry.runtime.frozen import FrozenMap
from objectry.runtime.searching.words import VERSION

STEADY = frozenset(
    {"&", "TRIM", "UPPER", "LOWER", "PROPER", "LEFT", "RIGHT", "MID", "SUBSTITUTE", "LEN"}
    | {"BLANKVALUE", "IF", "ISBLANK", "and", "or", "not", "=", "<>"}
)
"""Functions that give the same for the same texts, whoever calls and when."""
Plans = Mapping[str, ObjectPlan]


@dataclass(frozen=True, slots=True)
class Indexed:
    """What is in the index of one object: fields, and the one that records are called by.

    `inputs` are the fields in columns that all of them are made of.  `mark` says what the index is made of: where it
    is another than it was, the index is made anew.
    """

    object: str
    fields: tuple[str, ...]
    name: str | None
    inputs: frozenset[str]
    mark: str

    @property
    def read(self) -> tuple[str, ...]:
        """The fields an entry is made of."""
        return tuple(dict.fromkeys((*self.fields, *((self.name,) if self.name is not None else ()))))


def indexed_fields(blueprint: Blueprint, catalog: Catalog) -> FrozenMap[str, Indexed]:
    """The index of every object that has one."""
    plans, found = blueprint.objects, dict[str, set[str]]()
    for plan in plans.values():
        for path in plan.layout.search:
            read = read_of(plans, catalog, plan.name, path)
            if read is not None and is_kept(plans, plan.name, read):
                found.setdefault(read.object, set()).add(read.field)
    return FrozenMap({name: _indexed(plans[name], tuple(sorted(found[name]))) for name in sorted(found)})


def _indexed(plan: ObjectPlan, fields: tuple[str, ...]) -> Indexed:
    name = plan.object.name_field
    named = name if made_of(plan, name) else None
    read = dict.fromkeys((*fields, *((named,) if named is not None else ())))
    inputs = frozenset().union(*(made_of(plan, one) for one in read))
    said = (f"{one}:{_kind(plan.fields[one])}" for one in read)
    return Indexed(plan.name, fields, named, inputs, f"{VERSION} {named or '-'} {' '.join(said)}")


def _kind(field: FieldPlan) -> str:
    return field.field.type.value if field.formula is None else text_of(field.formula)


def read_of(plans: Plans, catalog: Catalog, start: str, path: str) -> FieldRead | None:
    """The field at the end of a search path, by its name: a formula as the field it is, not as what it is made of."""
    *steps, last = path.split(".")
    owner, hops, several = start, list[Hop](), dict[str, Hop]()
    for step in steps:
        if several:
            hop = several.get(step.lower())
        else:
            field = catalog.field(owner, step)
            ways = {to: Hop(field.name, to, chosen=len(field.to) > 1) for to in field.to} if field is not None else {}
            if len(ways) > 1:
                several = ways
                continue
            hop = next(iter(ways.values()), None)
        if hop is None:
            return None
        owner, several = hop.object, {}
        hops.append(hop)
    found = catalog.field(owner, last) if not several else None
    return None if found is None else FieldRead(tuple(hops), owner, found.name, plans[owner].fields[found.name].type)


def is_kept(plans: Plans, start: str, read: FieldRead) -> bool:
    """Whether a field that is read from an object on is in the index: a text, by way of lookups that are in columns."""
    owners = (start, *(hop.object for hop in read.hops))
    steps = zip(owners, read.hops, strict=False)
    return bool(made_of(plans[read.object], read.field)) and all(
        plans[owner].fields[hop.field].column is not None for owner, hop in steps
    )


def made_of(plan: ObjectPlan, name: str) -> frozenset[str]:
    """The fields in columns that a text is made of; none where it hangs on more than its own record.

    Choices are left out: where a plan renames one, no record is written.
    """
    field = plan.fields.get(name)
    if field is None or field.type.kind is not Kind.TEXT or field.field.picklist is not None:
        return frozenset()
    return frozenset(_inputs(plan, field))


def _inputs(plan: ObjectPlan, field: FieldPlan) -> Iterator[str]:
    if field.formula is None:
        yield from (field.name,) if field.column is not None and field.rollup is None else ()
        return
    nodes = list(walk(field.formula))
    if all(_is_steady(plan, node) for node in nodes):
        yield from (node.field for node in nodes if isinstance(node, FieldRead))


def _is_steady(plan: ObjectPlan, node: Node) -> bool:
    if isinstance(node, FieldRead):
        own = plan.fields.get(node.field)
        return not node.hops and own is not None and own.column is not None and own.rollup is None
    return isinstance(node, Const) or (isinstance(node, Call) and node.function in STEADY)
