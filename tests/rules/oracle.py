"""A second evaluator, written for tests only: closures instead of source, fractions instead of decimals.

It shares no arithmetic with the platform, so that agreement means something.
"""

from calendar import monthrange
from collections.abc import Callable, Mapping
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from fractions import Fraction
from typing import Any

from objectry.rules import Call, Const, ContextRead, Environment, Kind, Node, Value

Row = Mapping[str, Value]
Run = Callable[[Row, Environment], Any]
LIMIT = 10**38
ENDING_TAGS = {f"</{one}>" for one in "p li h2 h3 h4 tr td th blockquote pre".split()} | {"<br>", "<hr>"}
SPACES = " \t\n\r"
DIGITS = set("0123456789")


def evaluate(node: Node, row: Row, env: Environment) -> Any:
    """The value of a tree: numbers as fractions, all else as in the language."""
    return closure(node)(row, env)


def as_fraction(value: Any) -> Any:
    """A value of the language as the oracle sees it."""
    return Fraction(value) if isinstance(value, Decimal) else value


def closure(node: Node) -> Run:
    if isinstance(node, Const):
        literal = as_fraction(node.value)
        return lambda row, env: literal
    if isinstance(node, ContextRead):
        name = node.name
        return lambda row, env: row["$new"] if name == "$new" else as_fraction(env.fact(name))
    if not isinstance(node, Call):
        key = node.key
        return lambda row, env: as_fraction(row[key])
    if node.function in LAZY:
        return LAZY[node.function](node)
    parts = [closure(arg) for arg in node.args]
    return lambda row, env: strict(node, [part(row, env) for part in parts])


def strict(node: Call, values: list[Any]) -> Any:
    if node.function in ("=", "<>") and all(arg.type.kind in TWO_VALUED for arg in node.args):
        return (values[0] == values[1]) == (node.function == "=")
    if node.function == "ISCHANGED":
        return values[0] != values[1]
    if node.function in BLANKS_TOO:
        return BLANKS_TOO[node.function](*values)
    if any(value is None for value in values):
        return None
    try:
        return OPERATIONS[node.function](node, *values)
    except (ArithmeticError, ValueError):
        return None


TWO_VALUED = {Kind.TEXT, Kind.PICKLIST, Kind.SET, Kind.REF, Kind.BOOLEAN, Kind.NULL}


# ---------------------------------------------------------------- lazy ones


def _and(node: Call) -> Run:
    parts = [closure(arg) for arg in node.args]

    def run(row: Row, env: Environment) -> Any:
        values = [part(row, env) for part in parts]
        return False if False in values else None if None in values else True

    return run


def _or(node: Call) -> Run:
    parts = [closure(arg) for arg in node.args]

    def run(row: Row, env: Environment) -> Any:
        values = [part(row, env) for part in parts]
        return True if True in values else None if None in values else False

    return run


def _if(node: Call) -> Run:
    condition, then, otherwise = map(closure, node.args)
    return lambda row, env: then(row, env) if condition(row, env) is True else otherwise(row, env)


def _case(node: Call) -> Run:
    value, *pairs, last = map(closure, node.args)

    def run(row: Row, env: Environment) -> Any:
        wanted = value(row, env)
        for key, result in zip(pairs[::2], pairs[1::2], strict=True):
            if wanted is not None and key(row, env) == wanted:
                return result(row, env)
        return last(row, env)

    return run


def _instead(node: Call) -> Run:
    value, instead = map(closure, node.args)

    def run(row: Row, env: Environment) -> Any:
        found = value(row, env)
        return instead(row, env) if found is None else found

    return run


def _in(node: Call) -> Run:
    value, *options = map(closure, node.args)
    two_valued = node.args[0].type.kind in TWO_VALUED

    def run(row: Row, env: Environment) -> Any:
        wanted = value(row, env)
        if wanted is None:
            return False if two_valued else None
        return any(option(row, env) == wanted for option in options)

    return run


def _zero(node: Call) -> Run:
    value = closure(node.args[0])
    return lambda row, env: value(row, env) or Fraction(0)


LAZY: Mapping[str, Callable[[Call], Run]] = {
    "and": _and,
    "or": _or,
    "IF": _if,
    "CASE": _case,
    "BLANKVALUE": _instead,
    "in": _in,
    "blank_zero": _zero,
}


def substituted(text: str | None, old: str | None, new: str | None) -> str | None:
    if not text or not old:
        return text or None
    changed = (new or "").join(text.split(old))
    return changed or None if len(changed) <= 32_000 else None


BLANKS_TOO: Mapping[str, Callable[..., Any]] = {
    "ISBLANK": lambda value: value is None,
    "&": lambda *parts: "".join(part or "" for part in parts) or None,
    "LEN": lambda text: Fraction(len(text or "")),
    "SUBSTITUTE": substituted,
    "CONTAINS": lambda text, part: not part or part in (text or ""),
    "BEGINS": lambda text, part: not part or (text or "").startswith(part),
    "INCLUDES": lambda whole, one: one is not None and one in set(whole or ()),
    "COUNT": lambda whole: Fraction(len(set(whole or ()))),
}

# ---------------------------------------------------------------- numbers


def half_up(value: Fraction, places: int) -> Fraction:
    scaled = abs(value) * Fraction(10) ** places
    whole = (scaled + Fraction(1, 2)).__floor__()
    rounded = Fraction(whole) / Fraction(10) ** places
    return -rounded if value < 0 else rounded


def bounded(value: Fraction) -> Fraction:
    if abs(value) >= LIMIT:
        raise OverflowError
    return value


def guarded(value: Fraction) -> Fraction:
    return half_up(value, 16)


def divided(a: Fraction, b: Fraction) -> Fraction:
    return bounded(half_up(a / b, 28))


def towards_zero(value: Fraction) -> int:
    return int(value)


def away_from_zero(value: Fraction) -> int:
    return -(-value).__ceil__() if value < 0 else value.__ceil__()


def power(node: Call, base: Fraction, exponent: Fraction) -> Fraction:
    if exponent < 0:
        return divided(Fraction(1), base ** int(-exponent))
    places = node.args[0].type.scale * int(exponent)
    found: Fraction = base ** int(exponent)
    return bounded(half_up(found, 28) if places > 56 else found)


def plus(_node: Call, a: Any, b: Any) -> Any:
    if isinstance(b, date):
        a, b = b, a
    return shifted(a, b) if isinstance(a, date) else bounded(a + b)


def minus(_node: Call, a: Any, b: Any) -> Any:
    if isinstance(a, datetime) and isinstance(b, datetime):
        return divided(Fraction((a - b) // timedelta(microseconds=1)), Fraction(86_400_000_000))
    if isinstance(a, date) and isinstance(b, date):
        return Fraction((a - b).days)
    return shifted(a, -b) if isinstance(a, date) else bounded(a - b)


def remainder(a: Fraction, b: Fraction) -> Fraction:
    return a - b * int(a / b)


def rounded(value: Fraction, places: Fraction) -> Fraction:
    return bounded(half_up(guarded(value), max(-38, min(16, int(places)))))


# ---------------------------------------------------------------- texts and dates


def shifted(start: Any, days: Fraction) -> Any:
    if isinstance(start, datetime):
        return start + timedelta(seconds=int(half_up(days * 86_400, 0)))
    return start + timedelta(days=int(days))


def written(value: Any) -> str | None:
    if isinstance(value, datetime):
        return value.astimezone(UTC).strftime("%Y-%m-%d %H:%M:%SZ").rjust(20, "0")
    if isinstance(value, time):
        return f"{value.hour:02}:{value.minute:02}:{value.second:02}.{value.microsecond // 1000:03}"
    if isinstance(value, date):
        return f"{value.year:04}-{value.month:02}-{value.day:02}"
    if isinstance(value, tuple):
        return ";".join(value)
    if not isinstance(value, Fraction):
        return str(value)
    scaled = int(guarded(value) * 10**16)
    sign, digits = ("-" if scaled < 0 else ""), str(abs(scaled)).rjust(17, "0")
    return (sign + digits[:-16] + "." + digits[-16:]).rstrip("0").rstrip(".")


def words(text: str) -> str | None:
    """The words of HTML, found sign by sign."""
    found, at = "", 0
    while at < len(text):
        end = text.find(">", at) if text[at] == "<" else -1
        tag = text[at : end + 1]
        if end < 0:
            found, at = found + text[at], at + 1
        else:
            found, at = found + (" " if tag in ENDING_TAGS else ""), end + 1
    for written_as, meant in (("nbsp", " "), ("lt", "<"), ("gt", ">"), ("quot", '"'), ("amp", "&")):
        found = found.replace(f"&{written_as};", meant)
    return " ".join(found.split()) or None


def read(text: str) -> Fraction | None:
    plain = text.strip(SPACES)
    unsigned = plain[1:] if plain[:1] in ("+", "-") else plain
    mantissa, mark, exponent = unsigned.lower().partition("e")
    before, _, after = mantissa.partition(".")
    power_of_ten = exponent[1:] if exponent[:1] in ("+", "-") else exponent
    if not (before + after) or not set(before + after + power_of_ten) <= set("0123456789"):
        return None
    if len(power_of_ten) > 3 or (mark and not power_of_ten):
        return None
    exact = Fraction(int(before or 0)) + Fraction(int(after or 0), 10 ** len(after))
    value = half_up(exact * Fraction(10) ** int(exponent or 0), 28)
    return bounded(-value if plain[:1] == "-" else value)


def clock(text: str) -> time | None:
    whole, _, fraction = text.strip(SPACES).partition(".")
    parts = whole.split(":")
    fits = 2 <= len(parts) <= 3 and all(len(one) == 2 and set(one) <= DIGITS for one in parts)
    if not fits or ("." in text and not (len(parts) == 3 and 1 <= len(fraction) <= 6 and set(fraction) <= DIGITS)):
        return None
    hour, minute, second = (*map(int, parts), *([0] * (3 - len(parts))))
    return time(hour, minute, second, int(fraction.ljust(6, "0")))


def later(start: Any, months: Fraction) -> Any:
    count = start.year * 12 + start.month - 1 + int(months)
    year, month = divmod(count, 12)
    if not 1 <= year <= 9999:
        return None
    last = monthrange(year, month + 1)[1]
    is_last = (start + timedelta(days=1)).day == 1 if start.year < 9999 or start.month < 12 else start.day == 31
    return start.replace(year=year, month=month + 1, day=last if is_last else min(start.day, last))


OPERATIONS: Mapping[str, Callable[..., Any]] = {
    "not": lambda _, value: not value,
    "=": lambda _, a, b: a == b,
    "<>": lambda _, a, b: a != b,
    "<": lambda _, a, b: a < b,
    "<=": lambda _, a, b: a <= b,
    ">": lambda _, a, b: a > b,
    ">=": lambda _, a, b: a >= b,
    "+": plus,
    "-": minus,
    "*": lambda node, a, b: bounded(a * b),
    "/": lambda _, a, b: divided(a, b),
    "^": power,
    "negate": lambda _, a: -a,
    "round_to": lambda node, a: bounded(half_up(a, node.type.scale)),
    "ABS": lambda _, a: abs(a),
    "ROUND": lambda _, a, b: rounded(a, b),
    "FLOOR": lambda _, a: bounded(Fraction(towards_zero(guarded(a)))),
    "CEILING": lambda _, a: bounded(Fraction(away_from_zero(guarded(a)))),
    "MIN": lambda _, *values: min(values),
    "MAX": lambda _, *values: max(values),
    "MOD": lambda _, a, b: remainder(a, b),
    "TEXT": lambda _, value: written(value),
    "VALUE": lambda _, text: read(text),
    "LEFT": lambda _, text, count: text[: int(count)] or None if count >= 1 else None,
    "RIGHT": lambda _, text, count: text[max(len(text) - int(count), 0) :] or None if count >= 1 else None,
    "UPPER": lambda _, text: text.upper(),
    "LOWER": lambda _, text: text.lower(),
    "TRIM": lambda _, text: text.strip(SPACES) or None,
    "PLAINTEXT": lambda _, text: words(text),
    "DATE": lambda _, year, month, day: date(int(year), int(month), int(day)),
    "YEAR": lambda _, day: Fraction(day.year),
    "MONTH": lambda _, day: Fraction(day.month),
    "DAY": lambda _, day: Fraction(day.day),
    "TIMEVALUE": lambda _, text: clock(text),
    "HOUR": lambda _, moment: Fraction(moment.hour),
    "MINUTE": lambda _, moment: Fraction(moment.minute),
    "SECOND": lambda _, moment: Fraction(moment.second),
    "ADDMONTHS": lambda _, start, months: later(start, months),
}
