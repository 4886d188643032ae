"""The names of a model as the language sees them: case-insensitive, with aliases, typed.

It also remembers what each declared formula and roll-up means, once someone has worked it out.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from types import MappingProxyType
from typing import TypeVar

from objectry.diagnostics import Diagnostics
from objectry.metadata import Compound, Field, FieldType, Model, Notice, Object
from objectry.rules.typed import Hop, Node
from objectry.rules.types import BOOLEAN, DATE, DATETIME, FILE, JSON, SECRET, TEXT, TIME, Kind, Type, number
from objectry.rules.widths import widest

PLAIN_TYPES: Mapping[FieldType, Type] = MappingProxyType(
    {
        FieldType.TEXT: TEXT,
        FieldType.TEXTAREA: TEXT,
        FieldType.RICH_TEXT: TEXT,
        FieldType.EMAIL: TEXT,
        FieldType.PHONE: TEXT,
        FieldType.URL: TEXT,
        FieldType.AUTONUMBER: TEXT,
        FieldType.JSON: JSON,
        FieldType.SECRET: SECRET,
        FieldType.FILE: FILE,
        FieldType.IMAGE: FILE,
        FieldType.BOOLEAN: BOOLEAN.required(),
        FieldType.DATE: DATE,
        FieldType.DATETIME: DATETIME,
        FieldType.TIME: TIME,
        FieldType.INTEGER: number(19, 0),
    }
)
PRECISIONS: Mapping[FieldType, tuple[int, int]] = MappingProxyType(
    {FieldType.DECIMAL: (18, 4), FieldType.CURRENCY: (16, 2), FieldType.PERCENT: (7, 2)}
)
NEVER_NULL = frozenset({"id", "created_at", "updated_at", "version"})
USER = "user"
Named = TypeVar("Named", Field, Object, Compound)


@dataclass(frozen=True, slots=True)
class Relation:
    """The other side of a lookup: records of `object` whose `link` points here, called `name`.

    For links of a many_to_many the records meant are those beyond them: `via` leads from a link to the record.
    """

    name: str
    object: str
    link: str
    via: tuple[Hop, ...] = ()


@dataclass(frozen=True, slots=True)
class Declared:
    """What a computed field means: its tree moved to nowhere yet, or its problems.

    `exact` is the tree before it is rounded to the field's scale, for other formulas.  `circle` names the fields of a
    cycle it takes part in; `depth` counts the formulas below it, `size` its nodes.
    """

    tree: Node | None
    problems: Diagnostics
    depth: int = 1
    circle: str | None = None
    size: int = 0
    exact: Node | None = None


class Catalog:
    """Names and types of one model.  Never changes, but for what it remembers: computed fields, and what was asked."""

    def __init__(self, model: Model) -> None:
        self.model = model
        self._objects = _by_name(model.objects)
        self._fields = {name: _by_name(one.fields) for name, one in model.objects.items()}
        self._compounds = {name: _by_name(one.compounds) for name, one in model.objects.items() if one.compounds}
        self._relations = _relations(model)
        self.declared: dict[tuple[str, str], Declared] = {}
        self._asked: set[str] = set()

    def listen(self, asked: set[str]) -> None:
        """From now on, note in `asked` the objects whose names are looked up: what is being checked hangs on them."""
        self._asked = asked

    def ask(self, owner: str) -> None:
        """Note that something is looked up on this object."""
        self._asked.add(owner)

    def object(self, name: str) -> Object | None:
        """The object called `name` in any spelling."""
        found = self._objects.get(name.lower())
        self._asked.add(found.name if found else name.lower())
        return found

    def field(self, owner: str, name: str) -> Field | None:
        """The field of object `owner` called `name` in any spelling."""
        self._asked.add(owner)
        return self._fields[owner].get(name.lower()) if owner in self._fields else None

    def notice(self, *name: str) -> Notice | None:
        """What those should hear who use an object, a field of it, or a choice of that."""
        return self.model.notices.get((name[0], *(one.lower() for one in name[1:2]), *name[2:]))

    def compound(self, owner: str, name: str) -> Compound | None:
        """The field of several parts of object `owner` called `name` in any spelling."""
        self._asked.add(owner)
        return self._compounds[owner].get(name.lower()) if owner in self._compounds else None

    def compounds(self, owner: str) -> tuple[Compound, ...]:
        """All fields of several parts of an object."""
        self._asked.add(owner)
        return tuple(self.model.objects[owner].compounds.values()) if owner in self.model.objects else ()

    def relation(self, owner: str, name: str) -> Relation | None:
        """The children of object `owner` called `name`."""
        found = self._relations.get((owner, name.lower()))
        self._asked.update((owner, found.object) if found else (owner,))
        return found

    def fields(self, owner: str) -> tuple[Field, ...]:
        """All fields of an object, in order."""
        self._asked.add(owner)
        return tuple(self.model.objects[owner].fields.values()) if owner in self.model.objects else ()

    def relations(self, owner: str) -> Iterator[Relation]:
        """All lists of children of an object."""
        self._asked.add(owner)
        return (relation for (parent, _), relation in self._relations.items() if parent == owner)

    def type_of(self, owner: str, field: Field) -> Type:
        """The type of a field of object `owner`."""
        return _type_of(owner, field)


def field_type(owner: Object, field: Field, catalog: Catalog) -> Type:
    """The type of `field` of object `owner`: numbers with their width, percent as a fraction, booleans never null."""
    return catalog.type_of(owner.name, field)


def _type_of(owner: str, field: Field) -> Type:
    if field.name == "id" and field.system:
        return Type(Kind.REF, nullable=False, targets=(owner,))
    plain = PLAIN_TYPES.get(field.type)
    if plain is None and field.refers:
        plain = Type(Kind.REF, targets=field.to)
    elif plain is None and field.type is FieldType.MANY_TO_MANY:
        plain = Type(Kind.SET, targets=field.to)
    elif plain is None and field.type is FieldType.PICKLIST:
        plain = Type(Kind.PICKLIST, picklist=(owner, field.name))
    elif plain is None and field.type is FieldType.MULTI_PICKLIST:
        plain = Type(Kind.SET, picklist=(owner, field.name))
    found = plain or _number_of(field)
    return found.required() if field.system and field.name in NEVER_NULL else found


def _number_of(field: Field) -> Type:
    usual_precision, usual_scale = PRECISIONS[field.type]
    precision = field.precision if field.precision is not None else usual_precision
    scale = field.scale if field.scale is not None else usual_scale
    if field.type is FieldType.PERCENT:  # the fraction has two places more after the point, two fewer before
        return number(max(precision - scale - 2, 1), scale + 2, percent=True)
    return number(max(precision - scale, 1), scale)


def attribute_type(kind: FieldType, values: list[Decimal | bool | str | None]) -> Type:
    """The type of a picklist attribute with these values; a boolean one is never null."""
    if kind in (FieldType.PERCENT, FieldType.INTEGER, FieldType.DECIMAL, FieldType.CURRENCY):
        numbers = [value for value in values if isinstance(value, Decimal)]
        digits, scale = widest(numbers)
        return number(digits, scale, percent=kind is FieldType.PERCENT)
    return PLAIN_TYPES.get(kind, TEXT)


def _by_name(declared: Mapping[str, Named]) -> dict[str, Named]:
    """Declared names win over aliases, these over what each object has by itself, and that over the names of old."""
    found: dict[str, Named] = {}
    for one in declared.values():
        found.update({name.lower(): one for name in one.renamed_from})
    found.update({name.lower(): one for name, one in declared.items() if _is_given(one)})
    for one in declared.values():
        found.update({name.lower(): one for name in one.aliases})
    found.update({name.lower(): one for name, one in declared.items() if not _is_given(one)})
    return found


def _is_given(one: Field | Object | Compound) -> bool:
    return isinstance(one, Field) and one.system


def _relations(model: Model) -> dict[tuple[str, str], Relation]:
    plain = {
        (target, field.related_as.lower()): Relation(field.related_as, child.name, field.name)
        for child in model.objects.values()
        if child.junction is None
        for field in child.fields.values()
        if field.related_as
        for target in field.to
    }
    junctions = (child for child in model.objects.values() if child.junction is not None)
    return plain | {key: relation for child in junctions for key, relation in _linked(child)}


def _linked(child: Object) -> Iterator[tuple[tuple[str, str], Relation]]:
    """A junction seen from both sides: by the field's own name, and by the name it has at the other end."""
    links = child.junction
    if links is not None:
        near, far = (Hop(links.near, links.owner),), (Hop(links.far, links.target),)
        yield (links.owner, links.field.lower()), Relation(links.field, child.name, links.near, far)
        named = child.fields[links.far].related_as
        if named:
            yield (links.target, named.lower()), Relation(named, child.name, links.far, near)
