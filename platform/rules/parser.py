"""From text to syntax.  Size is checked before anything reads the text, depth before anything recurses."""

import re
from collections.abc import Collection
from functools import cache, lru_cache
from operator import itemgetter
from pathlib import Path
from typing import NamedTuple, cast

from lark import Lark, Token, Tree, UnexpectedCharacters, UnexpectedInput, UnexpectedToken

from objectry.diagnostics import Diagnostics, Span, suggest
from objectry.metadata import RuleText
from objectry.rules import codes
from objectry.rules.lexing import words_of
from objectry.rules.syntax import Syntax
from objectry.rules.transform import syntax_of
from objectry.rules.words import expected, seen

MAX_LENGTH = 10_000
MAX_DEPTH = 60
MAX_NODES = 2_000
EVENTS = ("before save", "created", "updated", "saved", "deleted")
STARTS = ("expression", "aggregate", "event", "actions")
FORBIDDEN = re.compile("[\0\ud800-\udfff]")
NAMES_AT_LAST = frozenset(
    {"and", "or", "in"}
)  # read as names where they cannot be operators, which is seen behind them
SILENT = {"path", "plain", "named", "fname", "block", *STARTS}


def parse(text: RuleText, start: str) -> tuple[Syntax | None, Diagnostics]:
    """The syntax of `text` read as one of STARTS; None with errors when it cannot be read."""
    found = Diagnostics()
    grown = _tree(text, start, found)
    if grown is None or not _within_limits(text, grown, found):
        return None, found
    return syntax_of(grown.tree, text.at), found


@cache
def _lark() -> Lark:
    grammar = Path(__file__).with_name("grammar.lark").read_text(encoding="utf-8")
    made = Lark(grammar, parser="lalr", lexer="contextual", start=list(STARTS), propagate_positions=True)
    _hand_on(made)
    return made


def _hand_on(made: Lark) -> None:
    """Let the steps that only hand on their one part do nothing else: a number is a power is a product is a sum.

    lark would look up the place of the part again in each, which took a third of the time of parsing.
    """
    first = itemgetter(0)
    for rule in made.rules:
        if rule.options.expand1 and rule.alias is None and len(rule.expansion) == 1 and not rule.expansion[0].is_term:
            made._callbacks[rule] = first  # noqa: SLF001 (what is called for each rule, there is no other way to it)


def _tree(text: RuleText, start: str, found: Diagnostics) -> "Grown | None":
    if len(text.text) > MAX_LENGTH:
        message = f"{len(text.text):,} characters; a rule text has at most {MAX_LENGTH:,}"
        found.error(codes.TOO_LARGE, message, text.at(1, 1))
        return None
    forbidden = _forbidden(text.text)
    if forbidden is not None:
        found.error(codes.BAD_LITERAL, "this character cannot be stored in a text", _place(text, forbidden))
        return None
    try:
        return _grown(text.text, start)
    except UnexpectedInput as error:
        _explain(text, start, error, found)
        return None


class Grown(NamedTuple):
    """The tree of a text, how deep it is nested, and of how many parts it is made."""

    tree: Tree[Token]
    depth: int
    nodes: int


@lru_cache(maxsize=2_000)
def _grown(text: str, start: str) -> Grown:
    """The tree of a text; the same condition often stands at many places."""
    tree = _lark().parse(text, start=start)
    depths: dict[int, int] = {}
    nodes = 0
    for part in tree.iter_subtrees():  # children first
        below = [depths.get(id(child), 0) for child in part.children]
        own = 0 if part.data in SILENT else 1
        if _is_joined(part) and _is_joined(part.children[0]):
            below[0] -= 1  # a & b & c is one call of many
        depths[id(part)] = max(below, default=0) + own
        nodes += own or part.data == "path"
    return Grown(tree, depths[id(tree)], nodes)


def _is_joined(part: object) -> bool:
    return isinstance(part, Tree) and part.data == "binary" and part.children[1] == "&"


def _forbidden(text: str) -> int | None:
    """Where the first NUL or lone surrogate stands: no database stores them."""
    found = FORBIDDEN.search(text)
    return found.start() if found else None


def _place(text: RuleText, offset: int, length: int = 1) -> Span:
    before = text.text[:offset]
    return text.at(before.count("\n") + 1, offset - (before.rfind("\n") + 1) + 1, length)


def _explain(text: RuleText, start: str, error: UnexpectedInput, found: Diagnostics) -> None:
    if isinstance(error, UnexpectedCharacters):
        message = _about_character(text.text, error)
        found.error(codes.SYNTAX, message, text.at(error.line, error.column))
        return
    assert isinstance(error, UnexpectedToken)
    accepts = error.accepts or error.expected
    opened = [one for one in _waiting(error) if one.type == "IF"]
    if error.token.type == "$END" and opened and "END" in accepts:
        at = opened[-1]
        found.error(codes.SYNTAX, "this `if` has no `end`", text.at(at.line or 1, at.column or 1, len(at)))
    elif error.token.type == "$END":
        hint = suggest(text.text.strip(), EVENTS) if start == "event" else ""
        message = f"the text ends too early; expected {expected(accepts)}{hint}"
        found.error(codes.SYNTAX, message, _place(text, len(text.text)))
    else:
        _explain_token(text, error.token, accepts, found)


def _waiting(error: UnexpectedToken) -> list[Token]:
    """The words read so far that still wait for what belongs to them."""
    return [one for one in error.interactive_parser.parser_state.value_stack if isinstance(one, Token)]


def _explain_token(text: RuleText, met: Token, accepts: Collection[str], found: Diagnostics) -> None:
    start = met.start_pos or 0
    if met == "*" and text.text.startswith("/", max(start - 1, 0)):
        found.error(codes.SYNTAX, "this comment has no closing */", _place(text, start - 1))
        return
    before = words_of(text.text[:start])
    if before and before[-1].folded in NAMES_AT_LAST:
        span = _place(text, before[-1].start, len(before[-1].text))
        found.error(codes.SYNTAX, f"unexpected {seen(before[-1].text)}; expected a value", span)
        return
    ahead = text.text[:start].rstrip()
    if "THEN" in accepts and "\n" in text.text[len(ahead) : start]:
        found.error(codes.SYNTAX, "`then` is missing behind this", _place(text, len(ahead) - 1))
        return
    message = f"unexpected {seen(str(met))}; expected {expected(accepts)}"
    if met.type == "REL" and "EQ" in accepts:
        message = f"{seen(str(met))} cannot follow another comparison; join two of them with `and`"
    found.error(codes.SYNTAX, message, text.at(met.line or 1, met.column or 1, max(len(met.split("\n")[0]), 1)))


def _about_character(text: str, error: UnexpectedCharacters) -> str:
    at = cast("int", error.pos_in_stream)
    character = text[at]
    if character in "\"'":
        return f"this text has no closing {character}"
    if character in "“”‘’„«»":
        return f'typographic quote {character}; write straight quotes: "..."'
    return f"{seen(character)} is not part of the rule language"


def _within_limits(text: RuleText, grown: Grown, found: Diagnostics) -> bool:
    if grown.depth > MAX_DEPTH:
        found.error(codes.TOO_LARGE, f"nested deeper than {MAX_DEPTH} levels", text.at(1, 1))
    if grown.nodes > MAX_NODES:
        found.error(codes.TOO_LARGE, f"{grown.nodes:,} parts; a rule text has at most {MAX_NODES:,}", text.at(1, 1))
    return not len(found)
