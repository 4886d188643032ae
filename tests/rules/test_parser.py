"""The grammar: what is read, in which order, and what is refused with a place."""

from decimal import Decimal

import pytest

from objectry.diagnostics import Span
from objectry.metadata import RuleText
from objectry.rules.parser import MAX_DEPTH, MAX_LENGTH, parse
from objectry.rules.syntax import (
    Choice,
    Invocation,
    Membership,
    Moment,
    Null,
    Number,
    Operation,
    Path,
    Syntax,
    Text,
    Truth,
)


def read(text: str, start: str = "expression") -> Syntax:
    syntax, problems = parse(RuleText(text), start)
    assert syntax is not None, [str(problem) for problem in problems]
    return syntax


def problem(text: str, start: str = "expression") -> str:
    syntax, problems = parse(RuleText(text, Span("f.yaml", 5, 10)), start)
    assert syntax is None
    (only,) = problems
    return str(only)


def shape(syntax: object) -> str:
    """A tree with all its brackets."""
    if isinstance(syntax, Operation):
        if len(syntax.operands) == 1:
            return f"({syntax.operator} {shape(syntax.operands[0])})"
        return "(" + f" {syntax.operator} ".join(map(shape, syntax.operands)) + ")"
    if isinstance(syntax, Path):
        return ".".join(syntax.names)
    if isinstance(syntax, Membership):
        return f"({shape(syntax.value)} {'not ' * syntax.negated}in [{', '.join(map(shape, syntax.options))}])"
    if isinstance(syntax, Invocation):
        return f"{syntax.name}[{', '.join(shape(one.value) for one in syntax.arguments)}]"
    return str(getattr(syntax, "value", "null"))


SHAPES = [
    ("a or b and c", "(a or (b and c))"),
    ("a and b and c", "(a and b and c)"),
    ("not a and b", "((not a) and b)"),
    ("not a = b", "(not (a = b))"),
    ("NOT(a) = b", "((not a) = b)"),
    ("not (a) = b", "((not a) = b)"),
    ("!a", "(not a)"),
    ("a > 1 = b", "((a > 1) = b)"),
    ("a + b * c", "(a + (b * c))"),
    ("a - b - c", "((a - b) - c)"),
    ("a * b ^ c", "(a * (b ^ c))"),
    ("a ^ b ^ c", "((a ^ b) ^ c)"),
    ("-a ^ b", "((- a) ^ b)"),
    ("a & b & c", "((a & b) & c)"),
    ("a == b", "(a = b)"),
    ("a != b", "(a <> b)"),
    ("a || b && c", "(a or (b and c))"),
    ("a in (1, 2)", "(a in [1, 2])"),
    ("a not in (1, 2) and b", "((a not in [1, 2]) and b)"),
    ("AND(a, b)", "AND[a, b]"),
    ("if(a, b, c)", "if[a, b, c]"),
    ("Or(a, b) or c", "(Or[a, b] or c)"),
    ("order and android", "(order and android)"),
    ("nothing or notes", "(nothing or notes)"),
    ("truex = falsey", "(truex = falsey)"),
    ("a.b.c", "a.b.c"),
    ("$user.role", "$user.role"),
    ("a # comment\n + b /* more\n lines */ - c", "((a + b) - c)"),
    ("((((a))))", "a"),
    ("f()", "f[]"),
    ("to + from + end + set", "(((to + from) + end) + set)"),
    ("and > 1 and or", "((and > 1) and or)"),
    ("IF(If, in, not)", "IF[If, in, not]"),
    ("in in (in, or)", "(in in [in, or])"),
    ("not not", "(not not)"),
    ("not = 1 and not in", "((not = 1) and (not in))"),
    ("or.and + in.not", "(or.and + in.not)"),
    ("größe + 金额 * ชื่อ", "(größe + (金额 * ชื่อ))"),
]


@pytest.mark.parametrize(("text", "expected"), SHAPES, ids=[text for text, _ in SHAPES])
def test_operators_bind(text: str, expected: str) -> None:
    """Operators bind as the manual says, and words are no prefixes of names."""
    assert shape(read(text)) == expected


def test_literals() -> None:
    """Numbers are exact, texts unescape, words have any case."""
    assert read("12.50") == Number(Decimal("12.50"))
    assert read(".5e1") == Number(Decimal(5))
    assert read("20%") == Number(Decimal("0.20"), percent=True)
    assert read("12.345678901234567890123456789012345%") == Number(
        Decimal("0.12345678901234567890123456789012345"), percent=True
    )
    assert read(r'"a \"b\" \\ \n\t\'"') == Text('a "b" \\ \n\t\'')
    assert read("'it'") == Text("it")
    assert read("TRUE") == Truth(value=True)
    assert read("Null") == Null()


def test_places() -> None:
    """Every node keeps its place in the file, lines of a block included."""
    text = RuleText("a and\n  bcd > 1", Span("flows/x.yaml", 7, 5), ((8, 7), (9, 7)))
    syntax, _ = parse(text, "expression")
    assert isinstance(syntax, Operation)
    comparison = syntax.operands[1]
    assert isinstance(comparison, Operation)
    assert comparison.span == Span("flows/x.yaml", 9, 9, 7)
    name = comparison.operands[0]
    assert isinstance(name, Path)
    assert name.spans == (Span("flows/x.yaml", 9, 9, 3),)


WRONG = [
    ("1 +", "5:13 error R301 the text ends too early; expected a value"),
    ("(1", '5:12 error R301 the text ends too early; expected ")"'),
    ("", "5:10 error R301 the text ends too early; expected a value"),
    ("a b", '5:12 error R301 unexpected "b"; expected the end'),
    ("a > and b", '5:14 error R301 unexpected "and"; expected a value'),
    ("a = 1 or or b = 2", '5:19 error R301 unexpected "or"; expected a value'),
    ("a = = b", '5:14 error R301 unexpected "="; expected a value'),
    ("a < b < c", '5:16 error R301 "<" cannot follow another comparison; join two of them with `and`'),
    ('"abc', '5:10 error R301 this text has no closing "'),
    ("a = 'abc\n'", "5:14 error R301 this text has no closing '"),
    ("“a”", '5:10 error R301 typographic quote “; write straight quotes: "..."'),
    ("1 /* x", "5:12 error R301 this comment has no closing */"),
    ("a @ b", '5:12 error R301 "@" is not part of the rule language'),
    ("IF(a, b", '5:17 error R301 the text ends too early; expected an operator, ")", "," or "where"'),
    ("a\0", "5:11 error R313 this character cannot be stored in a text"),
    ("'\ud800'", "5:11 error R313 this character cannot be stored in a text"),
    ("a" * (MAX_LENGTH + 1), "5:10 error R302 10,001 characters; a rule text has at most 10,000"),
    ("1" + "+1" * 61, f"5:10 error R302 nested deeper than {MAX_DEPTH} levels"),
    ("f(" * 70 + "1" + ")" * 70, f"5:10 error R302 nested deeper than {MAX_DEPTH} levels"),
    ("x in (" + "1," * 2_100 + "1)", "5:10 error R302 2,103 parts; a rule text has at most 2,000"),
]


@pytest.mark.parametrize(("text", "expected"), WRONG, ids=[text[:12] for text, _ in WRONG])
def test_errors_have_a_place_and_a_way_out(text: str, expected: str) -> None:
    """What cannot be read is reported at its place, with what was expected in plain words."""
    assert problem(text) == f"f.yaml:{expected}"


def test_brackets_cost_no_depth() -> None:
    """Brackets alone may nest as deep as the text is long."""
    assert read("(" * 4_000 + "a" + ")" * 4_000) == Path(("a",))


EVENTS = [
    ("before save", ["before_save"]),
    ("created or Updated OR saved", ["created", "updated", "saved"]),
    ("stage changes", ["changes"]),
    ("stage becomes 'won' or amount changes from 1 to 2", ["becomes", "changes"]),
    ("deleted", ["deleted"]),
    ("48 hours after created_at", ["timer"]),
    ('every monday at "07:30"', ["every"]),
    ("approved or called", ["approved", "called"]),
]


@pytest.mark.parametrize(("text", "kinds"), EVENTS, ids=[text for text, _ in EVENTS])
def test_events(text: str, kinds: list[str]) -> None:
    """Events are read in order, those the language does not offer too."""
    syntax = read(text, "event")
    assert isinstance(syntax, tuple)
    assert [one.kind for one in syntax if isinstance(one, Moment)] == kinds


def test_changes_from_and_to() -> None:
    """`from` and `to` are read in either absence."""
    forms = ["x changes", "x changes from 1", "x changes to 2", "x changes from 1 to 2"]
    found = [read(form, "event") for form in forms]
    one, two = Number(Decimal(1)), Number(Decimal(2))
    assert [(moment[0].old, moment[0].new) for moment in found] == [  # type: ignore[union-attr,index]
        (None, None),
        (one, None),
        (None, two),
        (one, two),
    ]


def test_statements_need_no_separator() -> None:
    """Statements follow one another without commas or line ends."""
    syntax = read(
        "set a = b set c = -d notify(e) if f then set g = h else i() end create o { p = 1, } update q {r = 1}",
        "actions",
    )
    assert isinstance(syntax, tuple)
    assert [type(one).__name__ for one in syntax] == ["Set", "Set", "Action", "Choice", "Create", "Update"]


def test_branches() -> None:
    """`elif` and `else` keep their order."""
    (choice,) = read("if a then x() elif b then y() elif c then else z() end", "actions")  # type: ignore[misc]
    assert isinstance(choice, Choice)
    assert [shape(condition) for condition, _ in choice.cases] == ["a", "b", "c"]
    assert [len(block) for _, block in choice.cases] == [1, 1, 0]
    assert len(choice.otherwise) == 1


def test_empty_actions() -> None:
    """No statement is a list of none."""
    assert read("", "actions") == ()
