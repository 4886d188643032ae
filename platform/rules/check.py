"""From syntax to the typed tree: names, types, declared formulas written in, aggregates.

One short method per kind of syntax.  A part with an error becomes BROKEN, which fits everywhere, so that each mistake
is reported once and all mistakes are reported together.
"""

from dataclasses import replace
from decimal import Decimal

from objectry.diagnostics import Diagnostics, Span
from objectry.metadata import Field, RuleText
from objectry.rules import codes, currencies, forks, operators, places, widths
from objectry.rules.calls import called, well_formed
from objectry.rules.catalog import Catalog, Declared, Relation
from objectry.rules.fitting import BROKEN, Checking, fit, fits, said
from objectry.rules.foreign import INSTEAD
from objectry.rules.functions import COUNT
from objectry.rules.hints import hint
from objectry.rules.library import AGGREGATES, ALIASES, FUNCTIONS, QUANTIFIERS
from objectry.rules.moved import height, size
from objectry.rules.opaque import refuse_opaque
from objectry.rules.parser import parse
from objectry.rules.paths import End, Pointed, Reached, Several, Walk
from objectry.rules.readings import attribute, stored, written_in
from objectry.rules.relations import no_relation, relation_of
from objectry.rules.scope import Scope
from objectry.rules.syntax import (
    Argument,
    Expression,
    Invocation,
    Membership,
    Null,
    Number,
    Operation,
    Path,
    Text,
    Truth,
)
from objectry.rules.typed import Aggregate, Call, Const, ContextRead, FieldRead, Node, walk
from objectry.rules.types import BOOLEAN, NULL, TEXT, Kind, Type, number

MAX_FORMULA_DEPTH = 10
MAX_TREE_SIZE = 20_000
MAX_TREE_HEIGHT = 150
MAX_LITERAL = (38, 28)
BINARY = frozenset({"=", "<>", "<", "<=", ">", ">=", "+", "-", "*", "/", "^", "&"})
NONE_OF_THEM = Const(Decimal(0), number(1, 0, nullable=False))
TOO_LARGE = "too large with the formulas it reads written in"


def check_expression(
    text: RuleText, scope: Scope, expected: Type | None = None, *, opaque: bool = False
) -> tuple[Node | None, Diagnostics]:
    """The typed tree of an expression, and its problems; no tree when one of them is an error.

    `expected` is the type the place asks for: numbers are rounded to its scale (HALF_UP), and where it is a boolean
    that is never null, null becomes false.  `opaque` lets a field that expressions cannot look into stand alone, where
    it is only fetched.
    """
    syntax, found = parse(text, "expression")
    if syntax is None:
        return None, found
    assert not isinstance(syntax, tuple)
    checker = Checker(scope, found)
    node = checker.node(syntax)
    if expected is not None:
        node = fit(node, expected, checker.on)
    return checker.finished(node, text.at(1, 1), opaque=opaque), found


def check_rollup(text: RuleText, scope: Scope, expected: Type | None = None) -> tuple[Aggregate | None, Diagnostics]:
    """The aggregate of a `rollup:`, which is one call of COUNT, SUM, MIN, MAX or AVG over child records."""
    syntax, found = parse(text, "aggregate")
    if syntax is None:
        return None, found
    assert not isinstance(syntax, tuple)
    checker = Checker(replace(scope, declared=True), found)
    node = checker.finished(checker.node(syntax), text.at(1, 1))
    if isinstance(node, Aggregate):
        if expected is None or fits(node.type, expected):
            return node, found
        found.error(codes.WRONG_TYPE, f"{said(expected)} is needed here, this is {said(node.type)}", text.at(1, 1))
    elif node is not None:
        message = "a roll-up is one COUNT, SUM, MIN, MAX or AVG over child records, such as SUM(lines.amount)"
        found.error(codes.BAD_AGGREGATE, message, text.at(1, 1))
    return None, found


def is_stored_rollup(rollup: Aggregate) -> bool:
    """Whether a roll-up is kept in a column: its value and `where` read only the child's own stored columns."""
    parts = [one for one in (rollup.value, rollup.where) if one is not None]
    return all(_is_own(node) for part in parts for node in walk(part))


def _is_own(node: Node) -> bool:
    if isinstance(node, FieldRead):
        return node.child and not node.hops
    return not isinstance(node, Aggregate | ContextRead)


def declared(catalog: Catalog, owner: str, name: str, within: tuple[tuple[str, str], ...] = ()) -> Declared:
    """What the computed field `name` of object `owner` means; worked out once per catalog.

    `within` are the computed fields whose meaning is being worked out, outermost first.
    """
    key = (owner, name)
    if key in catalog.declared:
        return catalog.declared[key]
    if key in within:
        names = " -> ".join(f"{one}.{field}" for one, field in [*within[within.index(key) :], key])
        return Declared(None, Diagnostics(), circle=names)
    if len(within) > MAX_FORMULA_DEPTH:
        return Declared(None, Diagnostics(), depth=len(within))
    found = _work_out(catalog, owner, catalog.model.objects[owner].fields[name], (*within, key))
    catalog.declared[key] = found
    return found


def _work_out(catalog: Catalog, owner: str, field: Field, within: tuple[tuple[str, str], ...]) -> Declared:
    scope = Scope(catalog, owner, blanks=field.blanks, declared=True, within=within, formula=True)
    text = field.formula or field.rollup
    assert text is not None
    syntax, found = parse(text, "expression" if field.formula else "aggregate")
    if syntax is None:
        return Declared(None, found)
    assert not isinstance(syntax, tuple)
    checker = Checker(scope, found)
    node = checker.node(syntax)
    tree: Node | None = fit(node, catalog.type_of(owner, field), checker.on) if field.formula else node
    if tree is not None:
        tree = checker.finished(tree, text.at(1, 1))
    exact = node if isinstance(tree, Call) and tree.function == "round_to" and tree.args[0] is node else tree
    return Declared(tree, found, checker.depth + 1, checker.circle, 0 if tree is None else size(tree), exact)


class Checker:
    """Checks one text.  `depth` counts the levels of formulas written in, `grown` the nodes these have brought, and
    `circle` names a cycle met."""

    def __init__(self, scope: Scope, found: Diagnostics) -> None:
        self.scope = scope
        self.on = Checking(scope.catalog, found)
        self.depth = 0
        self.grown = 0
        self.circle: str | None = None

    def node(self, syntax: Expression) -> Node:
        """The typed tree of a piece of syntax."""
        if isinstance(syntax, Number):
            return self._number(syntax)
        if isinstance(syntax, Text):
            value = syntax.value or None  # blank text is null
            return Const(value, TEXT.required() if value else TEXT, syntax.span)
        if isinstance(syntax, Truth):
            return Const(syntax.value, BOOLEAN.required(), syntax.span)
        if isinstance(syntax, Null):
            return Const(None, NULL, syntax.span)
        if isinstance(syntax, Path):
            return self._path(syntax)
        if isinstance(syntax, Membership):
            return self._membership(syntax)
        return self._operation(syntax) if isinstance(syntax, Operation) else self._invocation(syntax)

    def finished(self, node: Node, span: Span, *, opaque: bool = False) -> Node | None:
        """`node` when nothing is wrong with it as a whole."""
        if not opaque:
            refuse_opaque(node, self.on)
        if self.on.found.errors:
            return None
        if self.depth > MAX_FORMULA_DEPTH:
            message = f"formulas read formulas through {self.depth} levels; at most {MAX_FORMULA_DEPTH}"
            self.on.found.error(codes.FORMULA_DEPTH, message, span)
            return None
        if height(node) > MAX_TREE_HEIGHT or size(node) > MAX_TREE_SIZE:
            self.on.found.error(codes.FORMULA_DEPTH, TOO_LARGE, span)
            return None
        return node

    def condition(self, syntax: Expression) -> Node:
        """The tree of a condition."""
        return fit(self.node(syntax), BOOLEAN, self.on)

    def _error(self, code: str, message: str, span: Span) -> Node:
        self.on.found.error(code, message, span)
        return BROKEN

    # ------------------------------------------------------------ literals and operators

    def _number(self, syntax: Number) -> Node:
        if not syntax.value.is_finite():
            return self._error(codes.BAD_LITERAL, "this number is too large", syntax.span)
        digits, scale = widths.widest([syntax.value])
        if digits > MAX_LITERAL[0] or scale > MAX_LITERAL[1]:
            message = f"a number has at most {MAX_LITERAL[0]} digits before the point and {MAX_LITERAL[1]} after it"
            return self._error(codes.BAD_LITERAL, message, syntax.span)
        kind = number(digits, scale, nullable=False, percent=syntax.percent)
        return Const(widths.plain(syntax.value), kind, syntax.span)

    def _operation(self, syntax: Operation) -> Node:
        if syntax.operator in ("and", "or"):
            return operators.logic(syntax.operator, tuple(map(self.condition, syntax.operands)), syntax.span)
        if syntax.operator == "not":
            operand = self.condition(syntax.operands[0])
            kind = operand.type if operand.type.kind is Kind.BOOLEAN else BOOLEAN
            return Call("not", (operand,), kind, syntax.span)
        if len(syntax.operands) == 1:
            return self._sign(syntax)
        return self._chain(syntax)

    def _chain(self, syntax: Operation) -> Node:
        """`a + b + c` from the left, without a call for each of its operators."""
        later: list[Operation] = []
        first: Expression = syntax
        while isinstance(first, Operation) and len(first.operands) == 2 and first.operator in BINARY:
            later.append(first)
            first = first.operands[0]
        made = self.node(first)
        for one in reversed(later):
            made = self._binary(one, made, self.node(one.operands[1]))
        return made

    def _binary(self, syntax: Operation, left: Node, right: Node) -> Node:
        if not currencies.agree(syntax.operator, left, right, syntax.span, self.on):
            return BROKEN
        if syntax.operator in ("=", "<>", "<", "<=", ">", ">="):
            self._warn_of_null(syntax.operands)
            return operators.comparison(syntax.operator, left, right, syntax.span, self.on)
        made = operators.arithmetic(syntax.operator, left, right, syntax.span, self.on)
        return currencies.carried(syntax.operator, made, left, right)

    def _warn_of_null(self, operands: tuple[Expression, ...]) -> None:
        for operand in operands:
            if isinstance(operand, Null):
                self.on.found.warn(codes.COMPARED_WITH_NULL, "ISBLANK says this more clearly", operand.span)

    def _sign(self, syntax: Operation) -> Node:
        value = self.node(syntax.operands[0])
        if syntax.operator == "&":
            return self._error(codes.SYNTAX, "& stands between two texts", syntax.span)
        signed = operators.negated(value, syntax.span, self.on)
        return signed if syntax.operator == "-" or signed is BROKEN else value

    def _membership(self, syntax: Membership) -> Node:
        value = self.node(syntax.value)
        options = tuple(map(self.node, syntax.options))
        inside = operators.membership(value, options, syntax.span, self.on)
        return Call("not", (inside,), inside.type, syntax.span) if syntax.negated and inside is not BROKEN else inside

    # ------------------------------------------------------------ names

    def _path(self, syntax: Path) -> Node:
        end = Walk(syntax, self.scope, self.on.found).end()
        if end is None:
            return BROKEN
        return end if isinstance(end, ContextRead) else self._zeroed(self._at_end(end, syntax.span))

    def _at_end(self, end: End, span: Span) -> Node:
        if isinstance(end, Several):
            return forks.joined([self._at_end(one, span) for one in end.ends], end, span, self.on)
        if isinstance(end, Pointed):
            return forks.object_read(end, self.scope, span)
        end = currencies.comparable(end, self.scope)
        return currencies.marked(self._read(end, span), end, self.scope)

    def _zeroed(self, node: Node) -> Node:
        if self.scope.blanks != "zero" or node.type.kind is not Kind.NUMBER or not node.type.nullable:
            return node
        return Call("blank_zero", (node,), node.type.required(), node.span)

    def _read(self, end: Reached, span: Span) -> Node:
        if end.attribute is not None:
            return attribute(end, end.attribute, self.scope, span)
        if not end.field.computed:
            return stored(end, self.scope, span)
        meaning = declared(self.scope.catalog, end.owner, end.field.name, self.scope.within)
        if meaning.tree is None:
            return self._unusable(end, meaning, span)
        tree = meaning.tree if meaning.exact is None or not self.scope.formula else meaning.exact
        if isinstance(tree, Aggregate) and end.field.rollup is not None:
            if is_stored_rollup(tree):
                return stored(end, self.scope, span)
            tree = widths.rounded_to(tree, self.scope.catalog.type_of(end.owner, end.field))
        self.depth = max(self.depth, meaning.depth)
        self.grown += meaning.size
        if self.grown > MAX_TREE_SIZE:
            return self._error(codes.FORMULA_DEPTH, TOO_LARGE, span)
        return self._written_in(end, tree, span)

    def _unusable(self, end: Reached, meaning: Declared, span: Span) -> Node:
        name = f"{end.owner}.{end.field.name}"
        if meaning.circle is not None:
            self.circle = meaning.circle
            return self._error(codes.CYCLE, f"{name} cannot be read here: {meaning.circle} is a circle", span)
        if meaning.depth > MAX_FORMULA_DEPTH:
            message = f"formulas read formulas through more than {MAX_FORMULA_DEPTH} levels"
            return self._error(codes.FORMULA_DEPTH, message, span)
        return self._error(codes.BROKEN_FORMULA, f"{name} cannot be read: what it computes has errors", span)

    def _written_in(self, end: Reached, tree: Node, span: Span) -> Node:
        if end.child and any(isinstance(one, Aggregate) for one in walk(tree)):
            message = f"{end.field.name} is itself computed from child records on reading; it cannot be rolled up again"
            return self._error(codes.BAD_AGGREGATE, message, span)
        return written_in(end, tree, self.scope, span)

    # ------------------------------------------------------------ functions

    def _invocation(self, syntax: Invocation) -> Node:
        name = ALIASES.get(syntax.name.upper(), syntax.name.upper())
        if name == "COUNT" and self._is_set(syntax.arguments):
            return Call("COUNT", (self.node(syntax.arguments[0].value),), COUNT, syntax.span)
        relation = relation_of(syntax.arguments, self.scope) if name in AGGREGATES else None
        if relation is not None or (name in AGGREGATES and name not in ("MIN", "MAX")):
            return self._aggregate(name, relation, syntax)
        if name == "IN" and len(syntax.arguments) > 1:  # IN(x, a, b) is x in (a, b)
            value, *options = (one.value for one in syntax.arguments)
            known = tuple(one for one in options if not isinstance(one, Null))  # nothing equals null
            return self._membership(Membership(value, known or (value,), negated=not known, span=syntax.span))
        function = FUNCTIONS["ISBLANK" if name == "ISNULL" else name] if name in FUNCTIONS or name == "ISNULL" else None
        if function is None:
            tail = f"; {INSTEAD[name]}" if name in INSTEAD else hint(name, FUNCTIONS, self.on.found)
            return self._error(codes.UNKNOWN_FUNCTION, f'unknown function "{syntax.name}"{tail}', syntax.name_span)
        if not well_formed(function, syntax, self.on):
            return BROKEN
        if name == currencies.CONVERT:
            return currencies.converted(syntax, self.scope, self.on, self.node)
        if name == places.DISTANCE:
            return places.distance(syntax, self.scope, self.on, self.node)
        if name == places.GEOLOCATION:
            return places.alone(syntax, self.on)
        args = tuple(self.node(argument.value) for argument in syntax.arguments)
        return called(name, function, args, syntax.span, self.scope, self.on)

    def _is_set(self, arguments: tuple[Argument, ...]) -> bool:
        """Whether the one argument is a field of several choices: of a child only where children are looked at."""
        path = arguments[0].value if len(arguments) == 1 and arguments[0].where is None else None
        if not isinstance(path, Path) or (self.scope.child is None and self._rather_children(arguments)):
            return False
        end = Walk(path, self.scope, Diagnostics()).end()
        if not isinstance(end, Reached) or end.attribute is not None:
            return False
        return self.scope.catalog.type_of(end.owner, end.field).kind is Kind.SET

    def _rather_children(self, arguments: tuple[Argument, ...]) -> bool:
        """Whether a list of children is named; links are counted as the value they are, but for a declared figure."""
        relation = relation_of(arguments, self.scope)
        if relation is None or self.scope.declared:
            return relation is not None
        return self.scope.catalog.field(self.scope.object, relation.name) is None

    # ------------------------------------------------------------ aggregates

    def _aggregate(self, name: str, relation: Relation | None, syntax: Invocation) -> Node:
        if len(syntax.arguments) != 1 or syntax.arguments[0].name is not None:
            message = f"{name} over child records takes one argument: {name}(lines.amount where ...)"
            return self._error(codes.ARGUMENT_COUNT, message, syntax.span)
        argument = syntax.arguments[0]
        if self.scope.child is not None:
            return self._error(codes.BAD_AGGREGATE, f"{name} cannot stand inside another aggregate", syntax.span)
        if relation is None:
            no_relation(name, argument, self.scope, self.on)
            return BROKEN
        within = replace(self.scope, child=relation, blanks="null", moment=False, corporate=True)
        inner = Checker(within, self.on.found)
        inner.grown = self.grown
        made = inner.over_children(name, relation, argument, syntax.span)
        self.depth, self.circle = max(self.depth, inner.depth), self.circle or inner.circle
        self.grown = inner.grown
        return made

    def over_children(self, name: str, relation: Relation, argument: Argument, span: Span) -> Node:
        """The aggregate `name` over the children of `relation`; the scope is inside of it already."""
        where = None if argument.where is None else self.condition(argument.where)
        whole = argument.value
        if name in QUANTIFIERS:
            return self._quantified(name, relation, whole, where, span)
        if isinstance(whole, Path) and len(whole.names) == 1:
            if name != "COUNT":
                message = f"{name} needs a field of the children: {name}({relation.name}.amount)"
                return self._error(codes.BAD_AGGREGATE, message, argument.span)
            return self._made(name, relation, None, where, span)
        value = self.node(whole)
        if name == "COUNT":  # of the records that have a value there
            there = Call("not", (Call("ISBLANK", (value,), BOOLEAN.required()),), BOOLEAN.required(), whole.span)
            both = there if where is None else operators.logic("and", (where, there), whole.span)
            return self._made(name, relation, None, both, span)
        moments = name in ("MIN", "MAX") and value.type.kind in operators.MOMENTS
        if value.type.kind is not Kind.NUMBER and not moments and value is not BROKEN:
            message = f"{name} takes numbers{' or dates' if name in ('MIN', 'MAX') else ''}, this is {said(value.type)}"
            return self._error(codes.WRONG_TYPE, message, value.span)
        return self._made(name, relation, value, where, span)

    def _quantified(self, name: str, relation: Relation, whole: Expression, where: Node | None, span: Span) -> Node:
        """ANY: the count of those for which the condition holds is not 0.  ALL: that of the others is."""
        alone = isinstance(whole, Path) and len(whole.names) == 1
        if alone and name == "ALL":
            message = f"ALL needs a condition on the children: ALL({relation.name}.done)"
            return self._error(codes.BAD_AGGREGATE, message, span)
        parts = [] if where is None else [where]
        if not alone:
            holds = fit(self.condition(whole), BOOLEAN.required(), self.on)
            parts.append(Call("not", (holds,), BOOLEAN.required(), span) if name == "ALL" else holds)
        both = operators.logic("and", tuple(parts), span) if len(parts) > 1 else next(iter(parts), None)
        count = self._made("COUNT", relation, None, both, span)
        return Call(">" if name == "ANY" else "=", (count, NONE_OF_THEM), BOOLEAN.required(), span)

    def _made(self, name: str, relation: Relation, value: Node | None, where: Node | None, span: Span) -> Node:
        kind = widths.over_rows(name, value)
        return Aggregate(name, relation.object, relation.link, value, where, kind, self.scope.declared, span=span)
