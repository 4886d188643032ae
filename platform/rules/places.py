"""Fields of several parts in expressions, and what is asked of places: DISTANCE and GEOLOCATION."""

from collections.abc import Callable

from objectry.metadata import CompoundType
from objectry.rules import codes
from objectry.rules.distances import UNITS
from objectry.rules.fitting import BROKEN, Checking, said
from objectry.rules.scope import Scope
from objectry.rules.syntax import Argument, Expression, Invocation, Path, Text
from objectry.rules.typed import Call, Const, Node
from objectry.rules.types import TEXT, Kind, number

DISTANCE, GEOLOCATION = "DISTANCE", "GEOLOCATION"
DISTANCES = number(5, 3)
Reader = Callable[[Expression], Node]


def distance(syntax: Invocation, scope: Scope, on: Checking, read: Reader) -> Node:
    """The tree of `DISTANCE(place, place, "km")`: a call on four numbers and the unit."""
    first, second, unit = (argument.value for argument in syntax.arguments)
    points = [_point(one, syntax.arguments[at], scope, on, read) for at, one in enumerate((first, second))]
    if not isinstance(unit, Text) or unit.value.lower() not in UNITS:
        on.found.error(
            codes.BAD_PLACE, f"the unit is written {' or '.join(map(_quoted, UNITS))}", syntax.arguments[2].span
        )
        return BROKEN
    if None in points:
        return BROKEN
    numbers = tuple(number for point in points for number in point or ())
    return Call(DISTANCE, (*numbers, Const(unit.value.lower(), TEXT.required())), DISTANCES, syntax.span)


def alone(syntax: Invocation, on: Checking) -> Node:
    """GEOLOCATION anywhere else: a place is no value that could be kept or compared."""
    message = 'GEOLOCATION stands inside DISTANCE: DISTANCE(place, GEOLOCATION(31.23, 121.47), "km")'
    on.found.error(codes.BAD_PLACE, message, syntax.span)
    return BROKEN


def _point(value: Expression, argument: Argument, scope: Scope, on: Checking, read: Reader) -> tuple[Node, Node] | None:
    """The latitude and the longitude of a place; None after an error."""
    if isinstance(value, Invocation) and value.name.upper() == GEOLOCATION and len(value.arguments) == 2:
        return _numbers(tuple(read(one.value) for one in value.arguments), on)
    if isinstance(value, Path) and _leads_to_place(value, scope):
        parts = (
            Path((*value.names, part), (*value.spans, value.span), value.span) for part in ("latitude", "longitude")
        )
        return _numbers(tuple(read(part) for part in parts), on)
    on.found.error(codes.BAD_PLACE, "a geolocation field or GEOLOCATION(latitude, longitude) is needed", argument.span)
    return None


def _numbers(nodes: tuple[Node, ...], on: Checking) -> tuple[Node, Node] | None:
    for node in nodes:
        if node is BROKEN:
            return None
        if node.type.kind not in (Kind.NUMBER, Kind.NULL):
            on.found.error(codes.WRONG_TYPE, f"degrees are a number, this is {said(node.type)}", node.span)
            return None
    first, second = (_plain(node) for node in nodes)
    return first, second


def _plain(node: Node) -> Node:
    """A blank coordinate is no coordinate, also where blank numbers read as 0."""
    return node.args[0] if isinstance(node, Call) and node.function == "blank_zero" else node


def _leads_to_place(path: Path, scope: Scope) -> bool:
    """Whether the path ends at a geolocation."""
    owner, names = scope.object, path.names
    if names[0].lower() == "$record":
        names = names[1:]
    elif scope.child is not None and names[0].lower() == scope.child.name.lower():
        owner, names = scope.child.object, names[1:]
    for name in names[:-1]:
        field = scope.catalog.field(owner, name)
        if field is None or len(field.to) != 1:
            return False
        owner = field.to[0]
    found = scope.catalog.compound(owner, names[-1]) if names else None
    return found is not None and found.type is CompoundType.GEOLOCATION


def _quoted(text: str) -> str:
    return f'"{text}"'
