"""From lark's tree to our syntax: one short method per rule of the grammar."""

from collections.abc import Callable
from decimal import Decimal, InvalidOperation
from typing import Any, Protocol

from lark import Token, Transformer_NonRecursive, Tree
from lark.tree import Meta

from objectry.diagnostics import Span
from objectry.rules.syntax import (
    Action,
    Argument,
    Assignment,
    Choice,
    Create,
    Delete,
    Expression,
    Invocation,
    Membership,
    Moment,
    Null,
    Number,
    Operation,
    Path,
    Set,
    Step,
    Syntax,
    Text,
    Truth,
    Update,
)

Place = Callable[[int, int, int], Span]
SAME = {"==": "=", "!=": "<>"}
ESCAPES = {"n": "\n", "t": "\t", "r": "\r"}


class Parsed(Protocol):
    """What the methods see of lark's tree: the rule's name, what stands below, and the place."""

    data: str
    children: list[Any]
    meta: Meta


def unescaped(quoted: str) -> str:
    """The text between quotes; a backslash takes the next character as it is, but n, t, r stand for controls."""
    pieces: list[str] = []
    characters = iter(quoted[1:-1])
    for character in characters:
        if character == "\\":
            following = next(characters)
            pieces.append(ESCAPES.get(following, following))
        else:
            pieces.append(character)
    return "".join(pieces)


def decimal_of(written: str) -> Decimal:
    """The exact number; infinite when the exponent is beyond all measure."""
    try:
        return Decimal(written)
    except InvalidOperation:
        return Decimal("Infinity")


class Syntaxes(Transformer_NonRecursive[Token, Any]):
    """Builds syntax nodes.  `place` turns line, column and length into a span of the file."""

    def __init__(self, place: Place) -> None:
        super().__init__(visit_tokens=False)
        self._place = place

    def _call_userfunc(self, tree: Tree[Any], new_children: list[Any] | None = None) -> Any:
        """The method called as the rule, with the tree built so far: `v_args` would wrap each method at each call."""
        built: Any = Tree(tree.data, tree.children if new_children is None else new_children, tree.meta)
        build = getattr(self, tree.data, None)
        return built if build is None else build(built)

    def _span(self, tree: Parsed) -> Span:
        meta = tree.meta
        if meta.empty:
            return self._place(1, 1, 1)
        length = meta.end_column - meta.column if meta.end_line == meta.line else 1
        return self._place(meta.line, meta.column, length)

    def _token(self, token: Token) -> Span:
        return self._place(token.line or 1, token.column or 1, len(token))

    # ------------------------------------------------------------ expressions

    def number(self, tree: Parsed) -> Number:
        return Number(decimal_of(str(tree.children[0])), span=self._span(tree))

    def percent(self, tree: Parsed) -> Number:
        value = decimal_of(str(tree.children[0])[:-1] + "e-2")
        return Number(value, percent=True, span=self._span(tree))

    def string(self, tree: Parsed) -> Text:
        return Text(unescaped(str(tree.children[0])), span=self._span(tree))

    def true(self, tree: Parsed) -> Truth:
        return Truth(value=True, span=self._span(tree))

    def false(self, tree: Parsed) -> Truth:
        return Truth(value=False, span=self._span(tree))

    def null(self, tree: Parsed) -> Null:
        return Null(span=self._span(tree))

    def path(self, tree: Parsed) -> Path:
        names = tuple(str(name) for name in tree.children)
        return Path(names, tuple(self._token(name) for name in tree.children), self._span(tree))

    def or_(self, tree: Parsed) -> Operation:
        return Operation("or", tuple(tree.children), self._span(tree))

    def and_(self, tree: Parsed) -> Operation:
        return Operation("and", tuple(tree.children), self._span(tree))

    def not_(self, tree: Parsed) -> Operation:
        return Operation("not", (tree.children[-1],), self._span(tree))

    def sign(self, tree: Parsed) -> Operation:
        return Operation(str(tree.children[0]), (tree.children[1],), self._span(tree))

    def binary(self, tree: Parsed) -> Operation:
        left, right = tree.children[0], tree.children[-1]
        operator = str(tree.children[1]) if len(tree.children) == 3 else "="
        return Operation(SAME.get(operator, operator), (left, right), self._span(tree))

    def in_(self, tree: Parsed) -> Membership:
        value, *options = tree.children
        return Membership(value, tuple(options), span=self._span(tree))

    def not_in(self, tree: Parsed) -> Membership:
        value, *options = tree.children
        return Membership(value, tuple(options), negated=True, span=self._span(tree))

    def fname(self, tree: Parsed) -> Token:
        name: Token = tree.children[0]
        return name

    def call(self, tree: Parsed) -> Invocation:
        name, *arguments = tree.children
        given = tuple(one for one in arguments if one is not None)
        return Invocation(str(name), given, self._span(tree), self._token(name))

    def plain(self, tree: Parsed) -> Argument:
        return Argument(tree.children[0], span=self._span(tree))

    def where(self, tree: Parsed) -> Argument:
        return Argument(tree.children[0], where=tree.children[1], span=self._span(tree))

    def named(self, tree: Parsed) -> Argument:
        return Argument(tree.children[1], name=str(tree.children[0]), span=self._span(tree))

    def expression(self, tree: Parsed) -> Expression:
        return only(tree)

    def aggregate(self, tree: Parsed) -> Expression:
        return only(tree)

    # ------------------------------------------------------------ events

    def timer(self, tree: Parsed) -> Moment:
        count, unit, path = (one for one in tree.children if one is not None)
        return Moment("timer", path, span=self._span(tree), count=decimal_of(str(count)), unit=str(unit).lower())

    def every(self, tree: Parsed) -> Moment:
        unit, *time = (one for one in tree.children if one is not None)
        at = unescaped(str(time[0])) if time else None
        return Moment("every", span=self._span(tree), unit=str(unit).lower(), time=at)

    def event(self, tree: Parsed) -> tuple[Moment, ...]:
        moments = (one if isinstance(one, Moment) else self._plain_moment(one) for one in tree.children)
        return tuple(moments)

    def _plain_moment(self, tree: Parsed) -> Moment:
        return Moment(str(tree.data), span=self._span(tree))

    def from_(self, tree: Parsed) -> tuple[str, Expression]:
        return "old", tree.children[0]

    def to_(self, tree: Parsed) -> tuple[str, Expression]:
        return "new", tree.children[0]

    def changes(self, tree: Parsed) -> Moment:
        path, *narrowing = tree.children
        values = dict(one for one in narrowing if one is not None)
        return Moment("changes", path, values.get("old"), values.get("new"), self._span(tree))

    def becomes(self, tree: Parsed) -> Moment:
        path, new = tree.children
        return Moment("becomes", path, new=new, span=self._span(tree))

    # ------------------------------------------------------------ statements

    def actions(self, tree: Parsed) -> tuple[Step, ...]:
        return tuple(tree.children)

    def block(self, tree: Parsed) -> tuple[Step, ...]:
        return tuple(tree.children)

    def set(self, tree: Parsed) -> Set:
        path, value = tree.children
        return Set(path, value, self._span(tree))

    def assign(self, tree: Parsed) -> Assignment:
        name, value = tree.children
        return Assignment(str(name), value, self._token(name))

    def create(self, tree: Parsed) -> Create:
        name, *values = tree.children
        given = tuple(one for one in values if isinstance(one, Assignment))
        return Create(str(name), given, self._token(name))

    def update(self, tree: Parsed) -> Update:
        path, *rest = tree.children
        values = tuple(one for one in rest if isinstance(one, Assignment))
        return Update(path, _where(rest), values, self._span(tree))

    def delete(self, tree: Parsed) -> Delete:
        path, *rest = tree.children
        return Delete(path, _where(rest), self._span(tree))

    def act(self, tree: Parsed) -> Action:
        name, *arguments = tree.children
        given = tuple(one for one in arguments if one is not None)
        span = self._span(tree)
        return Action(Invocation(str(name), given, span, self._token(name)), span)

    def elif_(self, tree: Parsed) -> tuple[Expression, tuple[Step, ...]]:
        condition, block = tree.children
        return condition, block

    def else_(self, tree: Parsed) -> list[Step]:
        return list(tree.children[0])

    def branch(self, tree: Parsed) -> Choice:
        condition, block, *rest = (one for one in tree.children if one is not None)
        cases = ((condition, block), *(one for one in rest if isinstance(one, tuple)))
        last = tuple(step for one in rest if isinstance(one, list) for step in one)
        return Choice(cases, last, self._span(tree))


def _where(parts: list[Any]) -> Expression | None:
    """The condition among the parts of a statement, if it has one."""
    found: Expression | None = next((one for one in parts if one is not None and not isinstance(one, Assignment)), None)
    return found


def only(tree: Parsed) -> Expression:
    """The single child."""
    child: Expression = tree.children[0]
    return child


def syntax_of(tree: Tree[Token], place: Place) -> Syntax:
    """The syntax of a parsed text."""
    built: Syntax = Syntaxes(place).transform(tree)
    return built
