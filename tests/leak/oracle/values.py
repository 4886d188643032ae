"""What expressions are worth, for somebody's eyes or for all: a record out of sight reads as if it were not there."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from decimal import Decimal

from tests.leak.oracle.expressions import (
    Blank,
    Both,
    Choice,
    Compare,
    Constant,
    Contains,
    Either,
    Expression,
    Figure,
    Joined,
    Length,
    Not,
    OneOf,
    Path,
    Plus,
)
from tests.leak.oracle.world import Cell, Row, World, targets

Sees = Callable[[str, Row], bool]
Number = (int, Decimal)


def everything(_object: str, _row: Row) -> bool:
    """The eyes of the platform itself."""
    return True


@dataclass(frozen=True)
class Scope:
    """A record and the eyes it is looked at with; `children` is the name under which a figure looks at it."""

    world: World
    object: str
    row: Row
    sees: Sees = everything
    children: str = ""
    blank_is_zero: bool = False

    def value(self, names: tuple[str, ...]) -> Cell:
        """What a path leads to; blank behind a blank, and behind a record out of sight."""
        first, *rest = names
        if first == self.children and rest:
            return self.value(tuple(rest))
        if not rest or rest == ["id"]:
            return self.own(first)
        found = self.world.target(self.object, first, self.row)
        if found is None or not self.sees(*found):
            return self.nothing(names)
        return replace(self, object=found[0], row=found[1], children="").value(tuple(rest))

    def nothing(self, names: tuple[str, ...]) -> Cell:
        """What a path is worth that leads nowhere: a checkbox reads false, all else is blank."""
        object = self.object
        for name in names[:-1]:
            object = targets(self.world.stack.kinds[object], name)[0]
        declared = self.world.stack.kinds[object].fields.get(names[-1])
        return False if declared is not None and declared.type == "boolean" else None

    def own(self, name: str) -> Cell:
        """A field of the record; a computed one is the same for everybody."""
        declared = self.world.stack.kinds[self.object].fields.get(name)
        if declared is None or not declared.computed:
            return self.row.get(name)
        formula = declared.formula if declared.formula is not None else declared.rollup
        assert formula is not None
        whole = Scope(self.world, self.object, self.row, blank_is_zero=declared.formula is not None)
        return blanked(evaluate(formula, whole))

    def below(self, children: str) -> Iterable["Scope"]:
        """The child records in sight."""
        object, lookup = self.world.stack.relation(self.object, children)
        for row in self.world.rows[object].values():
            if row[lookup] == self.row["id"] and self.sees(object, row):
                yield Scope(self.world, object, row, self.sees, children)


def holds(condition: Expression, scope: Scope) -> bool:
    """Whether a condition is fulfilled; blank does not."""
    return evaluate(condition, scope) is True


def evaluate(expression: Expression, scope: Scope) -> Cell:  # noqa: C901, PLR0912 (one case for each node)
    match expression:
        case Path(names):
            return scope.value(names)
        case Constant(value):
            return value
        case Blank(of):
            return blanked(evaluate(of, scope)) is None
        case Compare(left, op, right):
            return compared(evaluate(left, scope), op, right)
        case OneOf(left, among):
            return either(compared(evaluate(left, scope), "=", one) for one in among)
        case Contains(of, part):
            return part in str(evaluate(of, scope) or "")
        case Length(of):
            return len(str(evaluate(of, scope) or ""))
        case Joined(first, second):
            return "".join(str(evaluate(one, scope) or "") for one in (first, second))
        case Plus(first, second):
            return added(evaluate(first, scope), evaluate(second, scope), blank_is_zero=scope.blank_is_zero)
        case Choice(condition, then, other):
            return evaluate(then if holds(condition, replace(scope, blank_is_zero=False)) else other, scope)
        case Figure():
            return figure(expression, scope)
        case Both(inside):
            return not_(either(not_(evaluate(one, scope)) for one in inside))
        case Either(inside):
            return either(evaluate(one, scope) for one in inside)
        case Not(of):
            return not_(evaluate(of, scope))


def blanked(value: Cell) -> Cell:
    return None if value == "" else value


def compared(left: Cell, op: str, right: Cell) -> bool | None:
    """Texts, choices, references and checkboxes compare with blank; numbers and dates do not."""
    left, right = blanked(left), blanked(right)
    numeric = isinstance(right, Number) and not isinstance(right, bool)
    if (left is None or right is None) and (numeric or op not in {"=", "<>"}):
        return None
    if op in {"=", "<>"}:
        return (left == right) is (op == "=")
    assert left is not None
    assert right is not None
    return left < right if op == "<" else left > right  # type: ignore[operator]


def either(values: Iterable[Cell]) -> bool | None:
    """`or` with blanks: true if one is, else blank if one is."""
    found = list(values)
    return True if True in found else (None if None in found else False)


def not_(value: Cell) -> bool | None:
    return None if value is None else not value


def added(first: Cell, second: Cell, *, blank_is_zero: bool) -> Cell:
    if blank_is_zero:
        first, second = first or 0, second or 0
    if first is None or second is None:
        return None
    assert isinstance(first, Number)
    assert isinstance(second, Number)
    return first + second


def figure(asked: Figure, scope: Scope) -> Cell:
    below = [one for one in scope.below(asked.children) if asked.where is None or holds(asked.where, one)]
    if not asked.field:
        return len(below)
    values = [one.own(asked.field) for one in below]
    found = [value for value in values if value is not None]
    if asked.how == "COUNT":
        return len(found)
    if asked.how == "SUM":
        return sum(found)  # type: ignore[arg-type]
    return max(found, default=None)
