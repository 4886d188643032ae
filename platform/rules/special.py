"""Functions whose rule is more than the kinds of their arguments."""

from collections.abc import Callable, Mapping
from decimal import Decimal
from types import MappingProxyType

from objectry.diagnostics import Span
from objectry.rules import codes, composed, operators, trees
from objectry.rules.calendar import date_of, time_of
from objectry.rules.fitting import BROKEN, Checking, common, literal_for, said
from objectry.rules.moments import day_written, moment_written
from objectry.rules.scope import Scope
from objectry.rules.sets import choices, holding
from objectry.rules.typed import Call, Const, ContextRead, FieldRead, Node, Value
from objectry.rules.types import BOOLEAN, DATE, DATETIME, NULL, TIME, Kind, Type, number

NEW = ContextRead("$new", BOOLEAN.required())
Args = tuple[Node, ...]
Rule = Callable[[Args, Span, Scope, Checking], Node]


def _if(args: Args, span: Span, _scope: Scope, on: Checking) -> Node:
    condition, then, otherwise = args
    return _chosen("IF", (condition,), (then, otherwise), (condition, then, otherwise), span, on)


def _chosen(name: str, _keys: Args, outcomes: Args, args: Args, span: Span, on: Checking, written: str = "") -> Node:
    fitted = _alike(outcomes, on)
    kind = common(tuple(one.type for one in fitted))
    if kind is None:
        first, other = _two_kinds(fitted)
        kinds = f"{said(first.type)} here and {said(other.type)} there"
        message = f"{written or name} gives {kinds}; all results must be of one type"
        on.found.error(codes.WRONG_TYPE, message, other.span)
        return BROKEN
    swaps = dict(zip(map(id, outcomes), fitted, strict=True))
    return Call(name, tuple(swaps.get(id(arg), arg) for arg in args), kind, span)


def _alike(outcomes: Args, on: Checking) -> Args:
    """A literal text beside a reference is an id; beside a picklist it may be any text, so that all are texts."""
    model = next((one.type for one in outcomes if one.type.kind is Kind.REF), NULL)
    return tuple(literal_for(one, model, on) for one in outcomes)


def _two_kinds(nodes: Args) -> tuple[Node, Node]:
    known = [node for node in nodes if node.type.kind is not Kind.NULL]
    return known[0], next(node for node in known if common((known[0].type, node.type)) is None)


def _case(args: Args, span: Span, _scope: Scope, on: Checking) -> Node:
    if len(args) % 2:
        message = "CASE needs a value, pairs of a case and a result, and a last result for all others"
        on.found.error(codes.ARGUMENT_COUNT, message, span)
        return BROKEN
    value, *pairs, last = args
    keys, results = tuple(pairs[::2]), (*pairs[1::2], last)
    fitted = tuple(_key(value, key, on) for key in keys)
    woven = (value, *(one for pair in zip(fitted, results, strict=False) for one in pair), last)
    return _chosen("CASE", (value, *fitted), results, woven, span, on)


def _key(value: Node, key: Node, on: Checking) -> Node:
    if operators.is_null(key):
        on.found.warn(codes.NULL_BRANCH, "blank equals no case, so this branch is never taken", key.span)
        return key
    test = operators.comparison("=", value, key, key.span, on)
    return test.args[1] if isinstance(test, Call) and test.function == "=" else key


def _isblank(args: Args, span: Span, _scope: Scope, on: Checking) -> Node:
    return operators.blank(args[0], span, on)


def _blankvalue(args: Args, span: Span, _scope: Scope, on: Checking) -> Node:
    made = _chosen("BLANKVALUE", (), args, args, span, on)
    if isinstance(args[0], Call) and args[0].function == "blank_zero":
        message = "never blank here, as blank numbers read as 0; `blanks: null` keeps them apart"
        on.found.warn(codes.NEVER_BLANK, message, span)
    if isinstance(made, Call) and not made.args[1].type.nullable:
        return Call("BLANKVALUE", made.args, made.type.required(), span)
    return made


def _ispickval(args: Args, span: Span, _scope: Scope, on: Checking) -> Node:
    return operators.comparison("=", args[0], args[1], span, on)


def _includes(args: Args, span: Span, _scope: Scope, on: Checking) -> Node:
    whole, *members = args
    if whole is BROKEN:
        return BROKEN
    parts = tuple(holding(whole, one, span, on) for one in members)
    return BROKEN if BROKEN in parts else operators.any_of(parts, span)


def _excludes(args: Args, span: Span, scope: Scope, on: Checking) -> Node:
    inside = _includes(args, span, scope, on)
    return inside if inside is BROKEN else Call("not", (inside,), inside.type, span)


def _choices(args: Args, span: Span, _scope: Scope, on: Checking) -> Node:
    return choices(args, span, on)


def _not(args: Args, span: Span, _scope: Scope, _on: Checking) -> Node:
    return Call("not", args, args[0].type if args[0].type.kind is Kind.BOOLEAN else BOOLEAN, span)


def _all(args: Args, span: Span, _scope: Scope, _on: Checking) -> Node:
    return operators.logic("and", args, span) if len(args) > 1 else args[0]


def _any(args: Args, span: Span, _scope: Scope, _on: Checking) -> Node:
    return operators.logic("or", args, span) if len(args) > 1 else args[0]


def _isnew(_args: Args, span: Span, scope: Scope, on: Checking) -> Node:
    return NEW if _in_a_change("ISNEW", span, scope, on) else BROKEN


def _ischanged(args: Args, span: Span, scope: Scope, on: Checking) -> Node:
    field = _own_field("ISCHANGED", args[0], span, scope, on)
    if field is None:
        return BROKEN
    differs = Call("ISCHANGED", (field, _prior(field)), BOOLEAN.required(), span)
    old = Call("not", (NEW,), BOOLEAN.required(), span)
    return operators.logic("and", (old, differs), span)


def _priorvalue(args: Args, span: Span, scope: Scope, on: Checking) -> Node:
    field = _own_field("PRIORVALUE", args[0], span, scope, on)
    if field is None:
        return BROKEN
    return Call("IF", (NEW, field, _prior(field)), field.type.optional(), span)


def _prior(field: FieldRead) -> FieldRead:
    return FieldRead((), field.object, field.field, field.type.optional(), prior=True, span=field.span)


def _own_field(name: str, arg: Node, span: Span, scope: Scope, on: Checking) -> FieldRead | None:
    if not _in_a_change(name, span, scope, on):
        return None
    field = arg.args[0] if isinstance(arg, Call) and arg.function == "blank_zero" else arg
    if isinstance(field, FieldRead) and not field.hops and not field.child:
        return field
    if arg is not BROKEN:
        on.found.error(codes.NOT_HERE, f"{name} takes a stored field of the record itself", span)
    return None


def _in_a_change(name: str, span: Span, scope: Scope, on: Checking) -> bool:
    if scope.moment and (scope.child is None or scope.target):
        return True
    on.found.error(codes.NOT_HERE, f"{name} has a meaning only while a record changes: in rules and validations", span)
    return False


def _today(_args: Args, span: Span, _scope: Scope, _on: Checking) -> Node:
    return ContextRead("$today", DATE.required(), span)


def _now(_args: Args, span: Span, _scope: Scope, _on: Checking) -> Node:
    return ContextRead("$now", DATETIME.required(), span)


def isnull(args: Args, span: Span, on: Checking) -> Node:
    """ISNULL as Salesforce has it: never true for text."""
    if args[0].type.kind in (Kind.TEXT, Kind.PICKLIST):
        on.found.warn(codes.NEVER_BLANK, "ISNULL is never true for text; ISBLANK tests it", span)
        return Const(value=False, type=BOOLEAN.required(), span=span)
    return operators.blank(args[0], span, on)


def _choose(written: str, args: Args, span: Span, on: Checking) -> Node:
    return _chosen("IF", args[:1], args[1:], args, span, on, written)


RULES: Mapping[str, Rule] = MappingProxyType(
    {
        **composed.RULES,
        "IFERROR": composed.if_error(_choose),
        "IFS": composed.ifs(_choose),
        "IF": _if,
        "CASE": _case,
        "AND": _all,
        "OR": _any,
        "NOT": _not,
        "ISBLANK": _isblank,
        "BLANKVALUE": _blankvalue,
        "ISPICKVAL": _ispickval,
        "INCLUDES": _includes,
        "EXCLUDES": _excludes,
        "CHOICES": _choices,
        "UNDER": trees.under,
        "ISNEW": _isnew,
        "ISCHANGED": _ischanged,
        "PRIORVALUE": _priorvalue,
        "TODAY": _today,
        "NOW": _now,
    }
)


def folded(call: Call, on: Checking) -> Node:
    """A date or time of literals is a literal, so that databases can look it up in an index."""
    values = [arg.value for arg in call.args if isinstance(arg, Const)]
    if any(not isinstance(value, str | Decimal) for value in values):
        return call
    if call.function not in LITERALS or len(values) < len(call.args):
        return call
    read, kind, fault = LITERALS[call.function]
    found = read(*values)
    if found is None:
        on.found.warn(codes.IMPOSSIBLE_DATE, f"{fault}, so this is always blank", call.span)
        return call
    return Const(found, kind.required(), call.span)


def _of_text(read: Callable[[str], Value]) -> Callable[[Value], Value]:
    return lambda text: read(text) if isinstance(text, str) else None


LITERALS: Mapping[str, tuple[Callable[..., Value], Type, str]] = MappingProxyType(
    {
        "DATE": (date_of, DATE, "there is no such day"),
        "DATEVALUE": (_of_text(day_written), DATE, "this is no day, such as 2026-01-31"),
        "DATETIMEVALUE": (_of_text(moment_written), DATETIME, "this is no moment, such as 2026-01-31 09:30:00"),
        "TIMEVALUE": (_of_text(time_of), TIME, "this is no time of day, such as 09:30"),
    }
)


ZERO_PLACES = Const(Decimal(0), number(1, 0, nullable=False))
