"""Fields with everything compiled: type, column, formula, conditions, and what they read."""

from collections.abc import Mapping
from dataclasses import replace
from types import MappingProxyType

from objectry.metadata import Field, FieldType, Object, RuleText
from objectry.plan.checking import Compilation
from objectry.plan.reads import inputs
from objectry.plan.rollups import Key
from objectry.plan.shapes import Column, FieldPlan, Rollup
from objectry.plan.tables import column_of
from objectry.rules import Hop, Node, Type, field_type


def compile_fields(thing: Object, rollups: Mapping[Key, Rollup], work: Compilation) -> Mapping[str, FieldPlan]:
    """The fields of one object in their order."""
    return MappingProxyType(
        {name: _compile(thing, field, rollups.get((thing.name, name)), work) for name, field in thing.fields.items()}
    )


def check_fields(thing: Object, work: Compilation) -> None:
    """Note the problems that compiling the fields of one object would; most fields hold no text to check."""
    for field in thing.fields.values():
        if any(text is not None for text in (field.formula, *_conditions(field))):
            _compile(thing, field, None, work)


def _conditions(field: Field) -> tuple[RuleText | None, ...]:
    return field.required_if, field.visible_if, field.default_formula, field.filter


def _compile(thing: Object, field: Field, rollup: Rollup | None, work: Compilation) -> FieldPlan:
    type_ = field_type(thing, field, work.catalog)
    scope = work.scope(thing.name)
    formula = _formula(thing, field, type_, work)
    default = field.default_formula
    return FieldPlan(
        field,
        type_,
        column=_column(field, rollup),
        formula=formula,
        rollup=rollup,
        required_if=work.condition(field.required_if, scope),
        visible_if=work.condition(field.visible_if, scope),
        default_formula=None if default is None else work.expression(default, scope, type_),
        filter=_filter(thing, field, work),
        inputs=_inputs(thing, formula, rollup),
        country=work.model.settings.country,
    )


def _column(field: Field, rollup: Rollup | None) -> Column | None:
    if field.type is FieldType.MANY_TO_MANY:
        return None  # its junction keeps the links
    if not field.computed:
        return column_of(field)
    return replace(column_of(field), references=None) if rollup is not None and rollup.stored else None


def _formula(thing: Object, field: Field, type_: Type, work: Compilation) -> Node | None:
    """The tree whose value is the field's, rounded to its scale; `blanks` says whether blank numbers count as zero."""
    if field.formula is None:
        return None
    scope = replace(work.scope(thing.name), blanks=field.blanks, declared=True)
    return work.expression(field.formula, scope, type_)


def _filter(thing: Object, field: Field, work: Compilation) -> Node | None:
    if field.filter is None or len(field.to) != 1:
        return None
    return work.condition(field.filter, replace(work.scope(thing.name), beyond=Hop(field.name, field.to[0])))


def _inputs(thing: Object, formula: Node | None, rollup: Rollup | None) -> frozenset[tuple[str, str]]:
    if formula is not None:
        return inputs(formula, thing.name)
    if rollup is None:
        return frozenset()
    trees = (tree for tree in (rollup.value, rollup.where) if tree is not None)
    reads = (inputs(tree, thing.name, rollup.child) for tree in trees)
    return frozenset({(rollup.child, rollup.link)}).union(*reads)
