"""Which value may stand where: kinds in words, literals of picklists and references, and the type wanted."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from types import MappingProxyType
from uuid import UUID

from objectry.diagnostics import Diagnostics
from objectry.metadata import PicklistValue, now_called
from objectry.rules import codes, widths
from objectry.rules.catalog import Catalog
from objectry.rules.hints import hint
from objectry.rules.notices import tell_notice
from objectry.rules.typed import Call, Const, Node
from objectry.rules.types import BOOLEAN, NULL, SET, TEXT, Kind, Type

WORDS: Mapping[Kind, str] = MappingProxyType(
    {
        Kind.NUMBER: "a number",
        Kind.TEXT: "a text",
        Kind.BOOLEAN: "a condition (true or false)",
        Kind.DATE: "a date",
        Kind.DATETIME: "a date with time",
        Kind.TIME: "a time of day",
        Kind.SET: "several choices",
        Kind.JSON: "JSON",
        Kind.SECRET: "a secret",
        Kind.FILE: "a file",
        Kind.NULL: "null",
    }
)
EITHER_WAY = frozenset({Kind.TEXT, Kind.PICKLIST, Kind.SET, Kind.REF, Kind.BOOLEAN, Kind.NULL})


def said(kind: Type) -> str:
    """A type in plain words."""
    if kind.kind is Kind.PICKLIST and kind.picklist:
        return f"the picklist {'.'.join(kind.picklist)}"
    if kind.kind is Kind.SET and kind.picklist:
        return f"the choices of {'.'.join(kind.picklist)}"
    if kind.kind is Kind.SET and kind.targets:
        return f"records of {' or '.join(kind.targets)}"
    if kind.kind is Kind.REF:
        return f"a reference to {' or '.join(kind.targets)}"
    return WORDS.get(kind.kind, str(kind.kind))


BROKEN = Const(None, NULL)
"""Stands for an operand whose error has been reported; it fits everywhere, so that one mistake gives one message."""


@dataclass(frozen=True, slots=True)
class Checking:
    """What every check works with: the names, and where problems go."""

    catalog: Catalog
    found: Diagnostics


def two_valued(*nodes: Node) -> bool:
    """Whether = on these is never null: texts, picklists, references and conditions know blank as a value."""
    return all(node.type.kind in EITHER_WAY for node in nodes)


def literal_for(node: Node, wanted: Type, on: Checking) -> Node:
    """A literal read as the picklist value, choices or record id that `wanted` asks for; other nodes as they are."""
    if isinstance(node, Const) and isinstance(node.value, tuple) and wanted.kind is Kind.SET:
        return _choices(node, node.value, wanted, on)
    if not isinstance(node, Const) or not isinstance(node.value, str) or node.type.kind is not Kind.TEXT:
        return node
    if wanted.kind is Kind.PICKLIST and wanted.picklist:
        return _choice(node, node.value, wanted, on)
    if wanted.kind is Kind.REF:
        return _reference(node, node.value, wanted, on)
    return node


def _choices(node: Const, values: tuple[str, ...], wanted: Type, on: Checking) -> Node:
    """Literal choices in declared order, each once."""
    if node.type.picklist or not wanted.picklist:
        return node
    read = [_choice(node, value, wanted.element(), on) for value in values]
    if any(one is BROKEN for one in read):
        return BROKEN
    known = tuple(one for one in _declared(wanted.picklist, on) if one in values)
    return Const(known, wanted.required(), node.span)


def _declared(picklist: tuple[str, str], on: Checking) -> Mapping[str, PicklistValue]:
    """The choices of a picklist field; of a lookup of several objects, these."""
    field = on.catalog.field(*picklist)
    if field is not None and field.refers:
        return {name: PicklistValue(name, on.catalog.model.objects[name].label) for name in field.to}
    return field.picklist.values if field and field.picklist else {}


def _choice(node: Const, value: str, wanted: Type, on: Checking) -> Node:
    assert wanted.picklist is not None
    owner, name = wanted.picklist
    values = _declared(wanted.picklist, on)
    if value in values:
        tell_notice(on.catalog, on.found, node.span, owner, name, value)
        return Const(value, wanted.required(), node.span)
    labels = {one.label: one.name for one in values.values()}
    tail = f'; did you mean "{labels[value]}"?' if value in labels else ""
    tail = now_called(value, values) or tail or hint(value, values, on.found)
    on.found.error(codes.UNKNOWN_VALUE, f'{owner}.{name} has no value "{value}"{tail}', node.span)
    return BROKEN


def _reference(node: Const, value: str, wanted: Type, on: Checking) -> Node:
    try:
        return Const(str(UUID(value)), wanted.required(), node.span)
    except ValueError:
        message = f'"{value}" is no id of {" or ".join(wanted.targets)}; compare a field of the record, or write its id'
        on.found.error(codes.WRONG_TYPE, message, node.span)
        return BROKEN


def common(types: tuple[Type, ...]) -> Type | None:
    """The type that holds values of all of these, or None."""
    kinds = {one.kind for one in types} - {Kind.NULL}
    nullable = any(one.nullable for one in types)
    known = [one for one in types if one.kind is not Kind.NULL]
    if not kinds:
        return NULL
    if kinds == {Kind.NUMBER}:
        percent = all(one.percent for one in known)
        wide = replace(known[0], digits=max(one.digits for one in known), scale=max(one.scale for one in known))
        return replace(wide, nullable=nullable, percent=percent)
    if kinds == {Kind.REF}:
        targets = dict.fromkeys(target for one in known for target in one.targets)
        return replace(known[0], nullable=nullable, targets=tuple(targets))
    if kinds in ({Kind.PICKLIST}, {Kind.SET}) and len({one.picklist for one in known}) == 1:
        return replace(known[0], nullable=nullable)
    if kinds <= {Kind.TEXT, Kind.PICKLIST}:
        return replace(TEXT, nullable=nullable)
    return replace(known[0], nullable=nullable) if len(kinds) == 1 else None


def fits(given: Type, wanted: Type) -> bool:
    """Whether a value of type `given` may stand where `wanted` is asked for."""
    if Kind.NULL in (given.kind, wanted.kind) or given.kind is wanted.kind:
        refs = given.kind is Kind.REF and given.targets and wanted.targets
        return not refs or bool(set(given.targets) & set(wanted.targets))
    return {given.kind, wanted.kind} <= {Kind.TEXT, Kind.PICKLIST}


def fit(node: Node, wanted: Type, on: Checking) -> Node:
    """`node` as a value of type `wanted`: literals read, rounded to its scale, never null where it is never null."""
    node = _literals(node, wanted, on)
    if not fits(node.type, wanted):
        on.found.error(
            codes.WRONG_TYPE,
            f"{said(wanted)} is needed here, this is {said(node.type)}{_hint(node.type, wanted)}",
            node.span,
        )
        return BROKEN
    if wanted.kind is Kind.NUMBER:
        return widths.rounded_to(node, wanted)
    if wanted == BOOLEAN.required() and node.type.nullable:
        return Call("BLANKVALUE", (node, Const(value=False, type=wanted)), wanted, node.span)
    return node


def _literals(node: Node, wanted: Type, on: Checking) -> Node:
    if wanted.kind not in (Kind.PICKLIST, Kind.SET, Kind.REF):
        return node
    if isinstance(node, Call) and node.function in ("IF", "CASE", "BLANKVALUE"):
        args = tuple(_literals(arg, wanted, on) if _is_outcome(node, at) else arg for at, arg in enumerate(node.args))
        kind = common(tuple(arg.type for at, arg in enumerate(args) if _is_outcome(node, at))) or node.type
        return replace(node, args=args, type=kind)
    return literal_for(_alone(node) if wanted.kind is Kind.SET else node, wanted, on)


def _alone(node: Node) -> Node:
    """A literal text where several choices are wanted is the only one."""
    if isinstance(node, Const) and isinstance(node.value, str) and node.type.kind is Kind.TEXT:
        return Const((node.value,), SET.required(), node.span)
    return node


def _is_outcome(node: Call, position: int) -> bool:
    if node.function == "IF":
        return position > 0
    if node.function == "CASE":
        return position == len(node.args) - 1 or (position > 0 and position % 2 == 0)
    return True


def _hint(given: Type, wanted: Type) -> str:
    if wanted.kind is Kind.TEXT and given.kind in (Kind.NUMBER, Kind.DATE, Kind.DATETIME, Kind.TIME):
        return "; TEXT(...) makes a text of it"
    if wanted.kind is Kind.NUMBER and given.kind is Kind.TEXT:
        return "; VALUE(...) reads a number from a text"
    if wanted.kind is Kind.TIME and given.kind is Kind.TEXT:
        return "; TIMEVALUE(...) reads a time from a text"
    return ""
