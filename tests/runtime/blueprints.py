"""Small blueprints built by hand, for the parts of the runtime that need no files and no database."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from decimal import Decimal
from types import MappingProxyType

from objectry.metadata import (
    EMPTY,
    Field,
    FieldType,
    Layout,
    Object,
    Page,
    PermissionSet,
    Picklist,
    PicklistValue,
    Role,
    Settings,
    Sharing,
)
from objectry.plan import Blueprint, Column, ColumnKind, FieldPlan, ObjectPlan, Rollup, SharingPlan, Table
from objectry.rules import FieldRead, Kind, Type, number

KINDS = {
    FieldType.INTEGER: (ColumnKind.INTEGER, number(19, 0)),
    FieldType.DECIMAL: (ColumnKind.NUMBER, number(14, 4)),
    FieldType.CURRENCY: (ColumnKind.NUMBER, number(14, 2)),
    FieldType.PERCENT: (ColumnKind.NUMBER, number(3, 4, percent=True)),
    FieldType.BOOLEAN: (ColumnKind.BOOLEAN, Type(Kind.BOOLEAN)),
    FieldType.DATE: (ColumnKind.DATE, Type(Kind.DATE)),
    FieldType.DATETIME: (ColumnKind.DATETIME, Type(Kind.DATETIME)),
    FieldType.TIME: (ColumnKind.TIME, Type(Kind.TIME)),
    FieldType.JSON: (ColumnKind.JSON, Type(Kind.JSON)),
    FieldType.FILE: (ColumnKind.ID, Type(Kind.FILE)),
    FieldType.IMAGE: (ColumnKind.ID, Type(Kind.FILE)),
    FieldType.LOOKUP: (ColumnKind.ID, Type(Kind.REF)),
}
SCALES = {FieldType.DECIMAL: (18, 4), FieldType.CURRENCY: (16, 2), FieldType.PERCENT: (7, 4)}
SYSTEM = {
    "id": FieldType.TEXT,
    "created_at": FieldType.DATETIME,
    "created_by": FieldType.LOOKUP,
    "updated_at": FieldType.DATETIME,
    "updated_by": FieldType.LOOKUP,
    "version": FieldType.INTEGER,
}


def field_plan(name: str, type: FieldType = FieldType.TEXT, **properties: object) -> FieldPlan:
    """A field with a column."""
    plain = Field(name, type, name.replace("_", " ").capitalize())
    field = replace(plain, **properties)  # type: ignore[arg-type]
    kind, rule_type = KINDS.get(type, (ColumnKind.TEXT, Type(Kind.TEXT)))
    precision, scale = SCALES.get(type, (None, None))
    column = None if field.computed else Column(name, kind, precision, scale)
    return FieldPlan(field, rule_type, column)


def computed_plan(name: str, inputs: Sequence[tuple[str, str]], **properties: object) -> FieldPlan:
    """A formula field that reads `inputs`."""
    plan = field_plan(name, FieldType.DECIMAL, formula="as declared", **properties)
    return replace(plan, inputs=frozenset(inputs))


def rolled_plan(name: str, child: str, link: str, value: str, **properties: object) -> FieldPlan:
    """A roll-up over a field of children."""
    plan = computed_plan(name, [(child, value), (child, link)], **properties)
    type = Type(Kind.NUMBER)
    read = FieldRead((), child, value, type, child=True)
    return replace(plan, rollup=Rollup("", name, child, link, "MAX", read, None, type, stored=True, reads=frozenset()))


def picklist(*names: str, transitions: Mapping[str, tuple[str, ...]] = EMPTY) -> Picklist:
    values = {name: PicklistValue(name, name.capitalize()) for name in names}
    return Picklist(MappingProxyType(values), transitions=transitions)


def object_plan(
    name: str, *fields: FieldPlan, owned: bool = True, sharing: Sharing | None = None, core: bool = False
) -> ObjectPlan:
    """An object with its system fields."""
    system = [field_plan(one, type, system=True) for one, type in SYSTEM.items()]
    if owned:
        system.append(field_plan("owner", FieldType.LOOKUP, system=True, to=("user",)))
    plans = {plan.name: plan for plan in (*system, *fields)}
    declared = {one: plan.field for one, plan in plans.items()}
    thing = Object(
        name,
        name.capitalize(),
        f"{name}s",
        "test",
        MappingProxyType(declared),
        owned=owned,
        sharing=sharing or Sharing(base="private" if owned else "edit"),
        core=core,
    )
    columns = {one: plan.column for one, plan in plans.items() if plan.column is not None}
    table = Table(name, MappingProxyType(columns), EMPTY)
    layout = Layout(name, EMPTY, Page(), EMPTY)
    return ObjectPlan(thing, table, MappingProxyType(plans), layout, EMPTY)


def blueprint(
    *objects: ObjectPlan,
    sets: Sequence[PermissionSet] = (),
    roles: Sequence[Role] = (),
    sharing_rules: tuple[SharingPlan, ...] = (),
) -> Blueprint:
    """The whole, with the given permission sets and roles."""
    return Blueprint(
        hash="by hand",
        apps=(),
        settings=Settings(),
        objects=MappingProxyType({plan.name: plan for plan in objects}),
        roles=MappingProxyType({role.name: role for role in roles}),
        permission_sets=MappingProxyType({one.name: one for one in sets}),
        sharing_rules=sharing_rules,
    )


def permission_set(
    name: str,
    objects: Mapping[str, Sequence[str]] = EMPTY,
    fields: Mapping[str, str] = EMPTY,
    sensitive: Mapping[str, str] = EMPTY,
    system: Sequence[str] = (),
) -> PermissionSet:
    granted = {thing: frozenset(rights) for thing, rights in objects.items()}
    return PermissionSet(name, name, granted, fields, sensitive, frozenset(system))


AMOUNT = field_plan("amount", FieldType.CURRENCY, minimum=Decimal(0), maximum=Decimal(1000))
