"""The answer to a grouped query as something expressions can be about: `having` and sort keys name its columns."""

from collections.abc import Mapping
from types import MappingProxyType

from objectry.metadata import Field, FieldType, Model, Object, RuleText
from objectry.plan import Blueprint
from objectry.rules import BOOLEAN, Catalog, Kind, Node, Scope, Type, check_expression
from objectry.runtime.codes import near, problem
from objectry.runtime.errors import Invalid
from objectry.runtime.reading.paths import START, faults
from objectry.runtime.store import RESULT, Order, result_read

PLAIN: Mapping[Kind, FieldType] = MappingProxyType(
    {
        Kind.NUMBER: FieldType.DECIMAL,
        Kind.TEXT: FieldType.TEXT,
        Kind.BOOLEAN: FieldType.BOOLEAN,
        Kind.DATE: FieldType.DATE,
        Kind.DATETIME: FieldType.DATETIME,
        Kind.TIME: FieldType.TIME,
        Kind.PICKLIST: FieldType.PICKLIST,
        Kind.REF: FieldType.TEXT,
    }
)
"""What kind of field a column is; a reference is its id."""


def condition_on(blueprint: Blueprint, types: Mapping[str, Type], text: str) -> Node:
    """The tree of a condition on the columns of an answer.  Raises Invalid with every problem found."""
    fields = {name: _field(blueprint, name, type_) for name, type_ in types.items()}
    model = Model((), blueprint.settings, {RESULT: Object(RESULT, RESULT, RESULT, "", fields)}, {}, {}, {})
    node, problems = check_expression(RuleText(text, START), Scope(Catalog(model), RESULT, listing=True), BOOLEAN)
    if node is None or problems.errors:
        raise Invalid(faults(problems))
    return node


def orders_by(types: Mapping[str, Type], sort: tuple[str, ...]) -> tuple[Order, ...]:
    """Sort keys that name columns of the answer.  Raises Invalid."""
    for key in sort:
        name = key.removeprefix("-")
        if name not in types:
            raise Invalid((problem("D510", None, name=name, hint=near(name, types)),))
    named = ((key.removeprefix("-"), key.startswith("-")) for key in sort)
    return tuple(Order(result_read(name, types[name]), descending) for name, descending in named)


def _field(blueprint: Blueprint, name: str, type_: Type) -> Field:
    kind = PLAIN[type_.kind]
    if kind is FieldType.DECIMAL:
        return Field(name, kind, name, precision=type_.digits + type_.scale, scale=type_.scale)
    if type_.picklist is None:
        return Field(name, kind, name)
    owner, field = type_.picklist
    picklist = blueprint.objects[owner].fields[field].field.picklist if owner in blueprint.objects else None
    return Field(name, kind if picklist is not None else FieldType.TEXT, name, picklist=picklist)
