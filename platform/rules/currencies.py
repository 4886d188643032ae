"""Amounts in several currencies: which go together, and CONVERT.

An amount is in the currency its record names.  In figures over many records it is read in the organisation's.
"""

from collections.abc import Callable
from dataclasses import replace

from objectry.diagnostics import Span
from objectry.metadata import FieldType, RuleText, corporate_field, rate_field
from objectry.rules import codes, operators
from objectry.rules.fitting import BROKEN, Checking
from objectry.rules.hints import hint
from objectry.rules.parser import parse
from objectry.rules.paths import Reached
from objectry.rules.scope import Scope
from objectry.rules.syntax import Expression, Invocation, Text
from objectry.rules.typed import Call, Node
from objectry.rules.types import Kind

CONVERT = "CONVERT"
OWN, CHILD = ".", "child:"  # the record at hand, the child at hand; otherwise the path through lookups
SUMS = frozenset({"+", "-", "=", "<>", "<", "<=", ">", ">="})
Reader = Callable[[Expression], Node]


def comparable(end: Reached, scope: Scope) -> Reached:
    """The same amount in the organisation's currency, where amounts of many records meet."""
    if not scope.corporate or end.field.in_currency is None:
        return end
    twin = scope.catalog.model.objects[end.owner].fields.get(corporate_field(end.field.name))
    return end if twin is None else replace(end, field=twin)


def marked(node: Node, end: Reached, scope: Scope) -> Node:
    """The reading of an amount, with whose currency it is in."""
    settings = scope.catalog.model.settings
    if not settings.currencies or end.field.type is not FieldType.CURRENCY or node is BROKEN:
        return node
    twin = end.field.in_currency is None
    where = CHILD if end.child else ".".join(hop.field for hop in end.hops) or OWN
    return replace(node, type=replace(node.type, money=settings.currency if twin else where))


def agree(operator: str, left: Node, right: Node, span: Span, on: Checking) -> bool:
    """Whether two amounts may be added, subtracted or compared; told if not."""
    first, second = left.type.money, right.type.money
    if operator not in SUMS or not first or not second or first == second:
        return True
    message = 'these amounts may be in different currencies; bring both to one: CONVERT(amount, "EUR")'
    on.found.error(codes.MIXED_CURRENCIES, message, span)
    return False


def carried(operator: str, made: Node, left: Node, right: Node) -> Node:
    """The result of a calculation with an amount, which is one too; a ratio of amounts is none."""
    money = {one for one in (left.type.money, right.type.money) if one}
    if len(money) != 1 or made.type.kind is not Kind.NUMBER or (operator == "/" and right.type.money):
        return made
    return replace(made, type=replace(made.type, money=money.pop()))


def converted(syntax: Invocation, scope: Scope, on: Checking, read: Reader) -> Node:
    """The tree of `CONVERT(amount, "EUR")`: the amount by the rates its record keeps."""
    amount, target = syntax.arguments[0], syntax.arguments[1].value
    node, settings = read(amount.value), scope.catalog.model.settings
    if not settings.currencies and isinstance(target, Text) and target.value == settings.currency:
        return node
    if not settings.currencies:
        return _refused(on, "there is one currency only; the settings declare others under currencies", syntax.span)
    if not isinstance(target, Text) or target.value not in settings.currencies:
        written = target.value if isinstance(target, Text) else ""
        tail = hint(written, settings.currencies, on.found) or f"; there are {', '.join(settings.currencies)}"
        return _refused(on, f"the currency is written out{tail}", syntax.arguments[1].span)
    if node is BROKEN or node.type.money == target.value:
        return node
    if not node.type.money:
        return _refused(on, "this is no amount of a record, so nobody can tell its currency", amount.span)
    made = _brought(node, target.value, scope, read, syntax.span, on)
    return replace(made, type=replace(made.type, money=target.value)) if made is not BROKEN else made


def _brought(node: Node, target: str, scope: Scope, read: Reader, span: Span, on: Checking) -> Node:
    """To the organisation's currency first, from there to the one that is asked for."""
    settings = scope.catalog.model.settings
    way = _way(node.type.money, scope)
    if node.type.money != settings.currency:
        rates = ", ".join(f'"{code}", {_rate(way, code)}' for code in settings.currencies if code != settings.currency)
        factor = f'CASE({way}currency, "{settings.currency}", 1, {rates}, null)'
        node = operators.arithmetic("*", node, _read(factor, read), span, on)
    if target == settings.currency:
        return node
    return operators.arithmetic("/", node, _read(_rate(way, target), read), span, on)


def _way(money: str, scope: Scope) -> str:
    """The path to the record whose rates count, with a dot behind it."""
    if money == CHILD and scope.child is not None:
        return f"{scope.child.name}."
    known = money == OWN or money in scope.catalog.model.settings.currencies
    return "$record." if known else f"{money}."


def _rate(way: str, code: str) -> str:
    return f"{way}exchange_rates.{rate_field(code)}"


def _read(text: str, read: Reader) -> Node:
    syntax, _ = parse(RuleText(text), "expression")
    assert syntax is not None
    assert not isinstance(syntax, tuple)
    return _bare(read(syntax))


def _bare(node: Node) -> Node:
    """A rate that is not there is no rate of 0, also where blank numbers read so."""
    if not isinstance(node, Call):
        return node
    if node.function == "blank_zero":
        return node.args[0]
    return replace(node, args=tuple(map(_bare, node.args))) if node.function == "CASE" else node


def _refused(on: Checking, message: str, span: Span) -> Node:
    on.found.error(codes.NO_CURRENCY, message, span)
    return BROKEN
