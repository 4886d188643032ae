"""From the typed tree to Python source.

The source holds names we invent (v0, k1, t2, f3) and nothing of the rule text: literals, keys and functions are
objects bound to such names.  It has no attribute access and no import, and runs without builtins.

Null is looked at once, at the operands of a strict expression, and only where a type says that it may be null:
`None if v0 is None or v1 is None else v0 * (k0 - v1)`.  Conditions are written as tests, which need no null of their
own.  What nests too deeply for Python's parser moves into a function of its own.
"""

from collections.abc import Mapping

from objectry.rules import sets, texts
from objectry.rules.arithmetic import HIGH, LOW, ZERO
from objectry.rules.fitting import two_valued
from objectry.rules.inputs import Names, Piece, constants_of, inputs_of, sites_of
from objectry.rules.operations import BOUND, FAILURES, MAY_BE_BLANK, OPPOSITE, ORDER, WRITERS, failure
from objectry.rules.typed import Call, Const, ContextRead, Node
from objectry.rules.types import MAX_TEXT, Kind

DEEPEST = 20
LONG_CHAIN = 6


class Writer:
    """Writes expressions over the variables of `leaves` and `context`.

    `bound` writes + - * as calls that carry their decimal context, for functions called one record at a time.
    Otherwise `once` are the lines that compute, before the batch, what no record changes.
    """

    def __init__(self, nodes: tuple[Node, ...], names: Names, *, bound: bool) -> None:
        self.leaves, self.context = inputs_of(nodes)
        self.names = names
        self.functions: list[str] = []
        self.variables = {leaf.key: f"v{at}" for at, leaf in enumerate(self.leaves)}
        self.facts = {one.name: f"c{at}" for at, one in enumerate(self.context)}
        fixed = [] if bound else [one for node in nodes for one in constants_of(node)]
        self._fixed: dict[int, str] = {}
        self._sites = {id(call): at for at, call in enumerate(sites_of(nodes))}
        self._bound = bound
        self._depth = 0
        self._parameters = ", ".join([*self.facts.values(), "note", "i"])
        self.once = [f"x{at} = {self.value(one)}" for at, one in enumerate(fixed)]
        self._fixed = {id(one): f"x{at}" for at, one in enumerate(fixed)}
        self._parameters = ", ".join([*self.variables.values(), *self._fixed.values(), self._parameters])

    # ------------------------------------------------------------ values

    def value(self, node: Node) -> str:
        """An expression for the value, None for null."""
        if id(node) in self._fixed:
            return self._fixed[id(node)]
        if isinstance(node, Call) and self._depth >= DEEPEST:
            return self._apart(node)
        self._depth += 1
        text = self._value(node)
        self._depth -= 1
        return text

    def _value(self, node: Node) -> str:
        if not isinstance(node, Call):
            return self.piece(node).text
        writer = {
            "and": self._and,
            "or": self._or,
            "not": self._not,
            "IF": self._if,
            "CASE": self._case,
            "ISBLANK": self._blank,
            "BLANKVALUE": self._blankvalue,
            "blank_zero": self._blank_zero,
            "in": self._in,
            "&": self._joined,
            "ISCHANGED": self._two_valued,
        }.get(node.function)
        if writer is not None:
            return writer(node)
        of_blanks = texts.OF_BLANKS.get(node.function) or sets.OF_BLANKS.get(node.function)
        if of_blanks is not None:
            return f"{self.names.bind(of_blanks)}({', '.join(map(self.value, node.args))})"
        if node.function in ("=", "<>") and two_valued(*node.args):
            return self._two_valued(node)
        guards, text = self._strict(node)
        return guarded(guards, text)

    def piece(self, node: Node) -> Piece:
        """The value as an operand: its null tests apart from it."""
        if isinstance(node, Const):
            return Piece((), self.names.bind(node.value)) if node.value is not None else Piece(("None",), "None")
        if not isinstance(node, Call):
            name = self.facts[node.name] if isinstance(node, ContextRead) else self.variables[node.key]
            return Piece((name,) if node.type.nullable else (), name)
        if id(node) in self._fixed:
            return Piece((self._fixed[id(node)],) if node.type.nullable else (), self._fixed[id(node)])
        if self._is_strict(node) and self._depth < DEEPEST:
            self._depth += 1
            guards, text = self._strict(node)
            self._depth -= 1
            if failure(node) is None and node.function not in MAY_BE_BLANK:
                return Piece(guards, text)
            whole = guarded(guards, text)
        else:
            whole = self.value(node)
            if not node.type.nullable:
                return Piece((), whole)
        name = self.names.fresh("t")
        return Piece((f"({name} := {whole})",), name)

    def _is_strict(self, node: Call) -> bool:
        if node.function in ("=", "<>"):
            return not two_valued(*node.args)
        return node.function in WRITERS

    def _strict(self, node: Call) -> tuple[tuple[str, ...], str]:
        pieces = [self.piece(arg) for arg in node.args]
        guards = tuple(dict.fromkeys(guard for one in pieces for guard in one.guards))
        operands = tuple(one.text for one in pieces)
        return guards, self._checked(node, self._operation(node, operands))

    def _operation(self, node: Call, operands: tuple[str, ...]) -> str:
        numbers = all(arg.type.kind in (Kind.NUMBER, Kind.NULL) for arg in node.args)
        if self._bound and numbers and node.function in BOUND:
            return f"{self.names.bind(BOUND[node.function])}({', '.join(operands)})"
        return WRITERS[node.function](node, operands, self.names.bind)

    def _checked(self, node: Call, text: str) -> str:
        """With a note where the operation gives nothing or too much."""
        if failure(node) is None:
            return text
        name, note = self.names.fresh("t"), f"note(i, {self.names.bind(self._sites[id(node)])})"
        if node.function in FAILURES or node.function == "^" or node.type.kind is not Kind.NUMBER:
            return f"({name} if ({name} := {text}) is not None else {note})"
        low, high = self.names.bind(LOW), self.names.bind(HIGH)
        return f"({name} if {low} < ({name} := {text}) < {high} else {note})"

    # ------------------------------------------------------------ tests

    def true(self, node: Node) -> str:
        """An expression that is truthy exactly when the condition holds."""
        if self._depth >= DEEPEST:
            return self.value(node)
        self._depth += 1
        text = self._test(node, holds=True)
        self._depth -= 1
        return text

    def false(self, node: Node) -> str:
        """An expression that is truthy exactly when the condition is false, not null."""
        if self._depth >= DEEPEST:
            return f"({self.value(node)} is False)"
        self._depth += 1
        text = self._test(node, holds=False)
        self._depth -= 1
        return text

    def _test(self, node: Node, *, holds: bool) -> str:
        if isinstance(node, Call) and id(node) not in self._fixed:
            if node.function in ("and", "or"):
                word = "and" if (node.function == "and") == holds else "or"
                side = self.true if holds else self.false
                return f"({f' {word} '.join(side(arg) for arg in node.args)})"
            if node.function == "not":
                return self.false(node.args[0]) if holds else self.true(node.args[0])
            if node.function in ORDER and not (node.function in ("=", "<>") and two_valued(*node.args)):
                return self._compared(node, ORDER if holds else OPPOSITE)
        text = self.value(node)
        if holds:
            return text
        return f"({text} is False)" if node.type.nullable else f"(not {text})"

    def _compared(self, node: Call, signs: Mapping[str, str]) -> str:
        left, right = (self.piece(arg) for arg in node.args)
        guards = dict.fromkeys([*left.guards, *right.guards])
        tests = [*(f"{guard} is not None" for guard in guards), f"{left.text} {signs[node.function]} {right.text}"]
        return f"({' and '.join(tests)})"

    # ------------------------------------------------------------ logic and choice

    def _and(self, node: Call) -> str:
        return self._kleene(node, "False", "True")

    def _or(self, node: Call) -> str:
        return self._kleene(node, "True", "False")

    def _kleene(self, node: Call, deciding: str, otherwise: str) -> str:
        if not node.type.nullable:
            return self._test(node, holds=True)
        decided, unknown = [], []
        for arg in node.args:
            if arg.type.nullable:
                name = self.names.fresh("t")
                decided.append(f"({name} := {self.value(arg)}) is {deciding}")
                unknown.append(f"{name} is None")
            else:
                decided.append(self.true(arg) if deciding == "True" else self.false(arg))
        return f"({deciding} if {' or '.join(decided)} else None if {' or '.join(unknown)} else {otherwise})"

    def _not(self, node: Call) -> str:
        arg = node.args[0]
        if not arg.type.nullable:
            return self.false(arg)
        name = self.names.fresh("t")
        return f"(None if ({name} := {self.value(arg)}) is None else not {name})"

    def _if(self, node: Call) -> str:
        cases, last = if_chain(node)
        if len(cases) > LONG_CHAIN:
            return self._chain(cases, last)
        condition, then, otherwise = node.args
        return f"({self.value(then)} if {self.true(condition)} else {self.value(otherwise)})"

    def _chain(self, cases: list[tuple[Node, Node]], last: Node) -> str:
        depth, self._depth = self._depth, 0
        lines = [f"    if {self.true(condition)}: return {self.value(then)}" for condition, then in cases]
        lines.append(f"    return {self.value(last)}")
        self._depth = depth
        return self._call("\n".join(lines))

    def _case(self, node: Call) -> str:
        value, *pairs, last = node.args
        keys, results = pairs[::2], pairs[1::2]
        if all(isinstance(one, Const) for one in [*keys, *results]):
            return self._looked_up(value, keys, results, last)
        name = self.names.fresh("t")
        tests = [f"{name} == {self.value(key)}" for key in keys if key.type.kind is not Kind.NULL]
        given = [result for key, result in zip(keys, results, strict=True) if key.type.kind is not Kind.NULL]
        depth, self._depth = self._depth, 0
        lines = [f"    {name} = {self.value(value)}"]
        if value.type.nullable:
            lines.append(f"    if {name} is None: return {self.value(last)}")
        lines += [f"    if {test}: return {self.value(result)}" for test, result in zip(tests, given, strict=True)]
        lines.append(f"    return {self.value(last)}")
        self._depth = depth
        return self._call("\n".join(lines))

    def _looked_up(self, value: Node, keys: list[Node], results: list[Node], last: Node) -> str:
        table: dict[object, object] = {}
        for key, result in zip(keys, results, strict=True):
            if isinstance(key, Const) and isinstance(result, Const) and key.value is not None:
                table.setdefault(key.value, result.value)
        if isinstance(last, Const):
            return f"{self.names.bind(table.get)}({self.value(value)}, {self.value(last)})"
        name, known = self.names.fresh("t"), self.names.bind(table)
        return f"({known}[{name}] if ({name} := {self.value(value)}) in {known} else {self.value(last)})"

    # ------------------------------------------------------------ blanks and equality

    def _blank(self, node: Call) -> str:
        return f"({self.value(node.args[0])} is None)"

    def _blankvalue(self, node: Call) -> str:
        value, instead = node.args
        if isinstance(instead, Const) and instead.value is False:
            return f"(True if {self.true(value)} else False)"
        if not value.type.nullable:
            return self.value(value)
        piece = self.piece(value)
        if len(piece.guards) == 1 and piece.guards[0].startswith(("v", "c")) and piece.text == piece.guards[0]:
            return f"({self.value(instead)} if {piece.text} is None else {piece.text})"
        name = self.names.fresh("t")
        return f"({name} if ({name} := {guarded(piece.guards, piece.text)}) is not None else {self.value(instead)})"

    def _blank_zero(self, node: Call) -> str:
        zero = Call("BLANKVALUE", (node.args[0], Const(ZERO, node.type)), node.type)
        return self._blankvalue(zero)

    def _in(self, node: Call) -> str:
        value, *options = node.args
        known = self.names.bind(frozenset(one.value for one in options if isinstance(one, Const)))
        if not node.type.nullable:
            return f"({self.value(value)} in {known})"
        piece = self.piece(value)
        return guarded(piece.guards, f"({piece.text} in {known})")

    def _two_valued(self, node: Call) -> str:
        sign = "==" if node.function == "=" else "!="
        return f"({self.value(node.args[0])} {sign} {self.value(node.args[1])})"

    def _joined(self, node: Call) -> str:
        """Blank parts are left out; a text that grows longer than a value may be is null, and noted."""
        name, note = self.names.fresh("t"), f"note(i, {self.names.bind(self._sites[id(node)])})"
        if len(node.args) > LONG_CHAIN:
            text = f"{self.names.bind(texts.joined)}({', '.join(map(self.value, node.args))})"
            return f"({note} if {self.names.bind(texts.too_long)}({name} := {text}) else {name})"
        text = " + ".join(map(self._part, node.args))
        found = f"({name} or None)" if all(arg.type.nullable for arg in node.args) else name
        fits = f"{self.names.bind(len)}({name} := {text}) <= {self.names.bind(MAX_TEXT)}"
        return f"({found} if {fits} else {note})"

    def _part(self, node: Node) -> str:
        return f"({self.value(node)} or {self.names.bind('')})" if node.type.nullable else self.value(node)

    # ------------------------------------------------------------ functions of their own

    def _apart(self, node: Call) -> str:
        depth, self._depth = self._depth, 0
        body = f"    return {self.value(node)}"
        self._depth = depth
        return self._call(body)

    def _call(self, body: str) -> str:
        name = self.names.fresh("f")
        self.functions.append(f"def {name}({self._parameters}):\n{body}")
        return f"{name}({self._parameters})"


def guarded(guards: tuple[str, ...], text: str) -> str:
    """`text`, or None when one of `guards` is."""
    return f"(None if {' or '.join(f'{guard} is None' for guard in guards)} else {text})" if guards else text


def if_chain(node: Call) -> tuple[list[tuple[Node, Node]], Node]:
    """IF(a, x, IF(b, y, z)) as its cases and the last value."""
    cases: list[tuple[Node, Node]] = []
    rest: Node = node
    while isinstance(rest, Call) and rest.function == "IF":
        condition, then, rest = rest.args
        cases.append((condition, then))
    return cases, rest
