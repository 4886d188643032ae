"""What the parser expected, in plain words."""

from collections.abc import Collection, Mapping
from types import MappingProxyType

VALUES = frozenset({"NUMBER", "PERCENT", "STRING", "TRUE", "FALSE", "NULL", "NAME", "GLOBAL"})
OPERATORS = frozenset({"ADD", "MUL", "POW", "EQ", "EQUAL", "REL", "IN", "NOT", "AND", "OR", "__ANON_0", "__ANON_1"})
AFTER_A_NAME = frozenset({"LPAR", "DOT", "COLON", "LBRACE"})  # true, and no help
PLAIN: Mapping[str, str] = MappingProxyType(
    {
        "NAME": "a name",
        "NUMBER": "a number",
        "STRING": "a text in quotes",
        "EQUAL": '"="',
        "LPAR": '"("',
        "RPAR": '")"',
        "LBRACE": '"{"',
        "RBRACE": '"}"',
        "COMMA": '","',
        "DOT": '"."',
        "COLON": '":"',
        "$END": "the end",
    }
)
STATEMENTS = frozenset({"SET", "CREATE", "UPDATE", "DELETE"})
EVENTS = frozenset({"CREATED", "UPDATED", "SAVED", "BEFORE"})


def seen(text: str) -> str:
    """How a message shows what stands in the text."""
    shown = text.split("\n")[0][:40]
    return f'"{shown}"' if '"' not in shown else shown


def expected(terminals: Collection[str]) -> str:
    """A phrase such as `a value or ")"`."""
    left = set(terminals)
    phrases: list[str] = []
    if left >= EVENTS:
        return "an event: before save, created, updated, saved, deleted, a field and changes, or a field and becomes"
    if left >= STATEMENTS:
        phrases.append("a statement")
        left -= STATEMENTS | {"NAME", "IF"}
    if left >= {"NUMBER", "STRING", "NAME"}:
        phrases.append("a value")
        left -= VALUES | {"NOT", "NOT_CALL", "BANG", "ADD", "LPAR", "IF", "IN", "AND", "OR", "__ANON_0", "__ANON_1"}
    if len(left & OPERATORS) > 2:
        phrases.append("an operator")
        left -= OPERATORS | AFTER_A_NAME
    phrases += sorted(PLAIN.get(one, f'"{one.lower()}"') for one in left)
    return _joined(phrases) or "nothing more"


def _joined(phrases: list[str]) -> str:
    if len(phrases) < 2:
        return "".join(phrases)
    return ", ".join(phrases[:-1]) + " or " + phrases[-1]
