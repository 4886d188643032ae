"""What is written more briefly where arguments are literals means the same as the long way."""

from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from lark import Lark, Token, Tree

from objectry.rules import Value, parser, python_source
from objectry.rules.parser import _lark
from tests.rules.sample import answer, checked

TEXTS = [None, "a", "abcdef", "上海市", "😀b"]
COUNTS = ["-1", "0", "0.9", "1", "2.7", "99999999999999999999"]


@pytest.mark.parametrize("function", ["LEFT", "RIGHT"])
@pytest.mark.parametrize("count", COUNTS)
def test_a_literal_count_is_a_slice(function: str, count: str) -> None:
    """LEFT and RIGHT with a literal give what they give with a number that is read."""
    literal, read = checked(f"{function}(t1, {count})"), checked(f"{function}(t1, n1)")
    for text in TEXTS:
        given: dict[str, Value] = {"t1": text, "n1": Decimal(count)}
        assert answer(literal, given) == answer(read, given)
    assert "int" not in python_source(literal)


@pytest.mark.parametrize("days", ["0", "1", "-400", "2.9", "3652058", "-3652058", "1e30"])
def test_a_literal_number_of_days(days: str) -> None:
    """A date and days that are written out: the same day, or nothing where there is none."""
    for written, read in ((f"d1 + {days}", "d1 + n1"), (f"d1 - ({days})", "d1 - n1")):
        for day in ("2026-01-31", "0001-01-01", "9999-12-31"):
            given: dict[str, Value] = {"d1": date.fromisoformat(day), "n1": Decimal(days)}
            assert answer(checked(written), given) == answer(checked(read), given)


@pytest.mark.parametrize("parts", [2, 3, 6, 7, 12])
def test_joined_texts_leave_blanks_out(parts: int) -> None:
    """Few parts are added, many are joined: blank parts count for nothing, and blank alone stays blank."""
    names = ["t1", "t2"] * (parts // 2) + ["t1"] * (parts % 2)
    for first, second in [("a", "b"), (None, "b"), ("a", None), (None, None)]:
        wanted = "".join(text or "" for text in ([first, second] * parts)[:parts]) or None
        assert answer(checked(" & ".join(names)), {"t1": first, "t2": second}) == wanted
        assert answer(checked(f'"x" & {" & ".join(names)}'), {"t1": first, "t2": second}) == f"x{wanted or ''}"


HANDED_ON = [
    " (n1)  +\n ((t1)) * 2 ",
    "IF(a.b.c > 1 and not (b in (1, 2)) or NOT(c) = d, -x ^ 2 & 'a', SUM(lines.amount where lines.kind <> \"x\"))",
    "CASE(stage, 'a', 1%, 'b', $user.name, null)",
]


@pytest.mark.parametrize("text", HANDED_ON)
def test_parts_that_are_handed_on_keep_their_places(text: str) -> None:
    """The tree and the place of each of its parts are those that lark finds when nothing is left out."""
    grammar = Path(parser.__file__).with_name("grammar.lark").read_text(encoding="utf-8")
    plain = Lark(grammar, parser="lalr", lexer="contextual", start="expression", propagate_positions=True)
    assert places(_lark().parse(text, start="expression")) == places(plain.parse(text))


def places(tree: Tree[Token]) -> list[tuple[str, int, int, int, int]]:
    parts = ((str(one.data), one.meta) for one in tree.iter_subtrees())
    return [(name, at.line, at.column, at.end_line, at.end_column) for name, at in parts]
