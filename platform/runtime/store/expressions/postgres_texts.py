"""Text on PostgreSQL: code points, order by code point, blank text is null, and no LIKE."""

from collections.abc import Mapping
from types import MappingProxyType

import sqlalchemy as sa

from objectry.rules import DIVISION_SCALE, MARKUP, Call, Kind
from objectry.runtime.store.expressions.emission import Emission, Emitter, Sql, chunks
from objectry.runtime.store.expressions.forms import form, plain
from objectry.runtime.store.expressions.logic import is_written_out
from objectry.runtime.store.expressions.postgres_numbers import GUARD_SCALE, Bounded

SPACES = plain(r"E' \t\n\r'")
NOTHING = plain("''")
WRITTEN_NUMBER = "'^[+-]?([0-9]+([.][0-9]*)?|[.][0-9]+)([eE][+-]?[0-9]{1,3})?$'"
MOST_ARGUMENTS = 90
LONGEST_NUMBER, LONGEST_TEXT = 300, 32_000

Value = form(
    f"CASE WHEN length(x) <= {LONGEST_NUMBER} THEN CASE WHEN x ~ {WRITTEN_NUMBER} THEN "
    f"round(CAST(x AS NUMERIC), {DIVISION_SCALE}) END END"
)
Joined = form(f"CASE WHEN length(x) BETWEEN 1 AND {LONGEST_TEXT} THEN x END")
Left = form("CASE WHEN y >= 1 THEN left(x, CAST(least(trunc(y), 1000000000) AS INTEGER)) END")
Right = form("CASE WHEN y >= 1 THEN right(x, CAST(least(trunc(y), 1000000000) AS INTEGER)) END")
Substituted = form(
    "CASE WHEN y IS NULL THEN x WHEN length(x) + (length(x) - length(replace(x, y, ''))) / length(y)"
    f" * (length(coalesce(z, '')) - length(y)) <= {LONGEST_TEXT} THEN nullif(replace(x, y, coalesce(z, '')), '') END"
)
Contains = form("CASE WHEN y IS NULL THEN true ELSE coalesce(strpos(x, y) > 0, false) END")
Begins = form("CASE WHEN y IS NULL THEN true ELSE coalesce(starts_with(x, y), false) END")


def contains(emission: Emission, call: Call) -> Sql:
    text, part = map(emission.value, call.args)
    if not is_written_out(call.args[1]):
        return Contains(text, part)
    return sa.func.coalesce(sa.func.strpos(text, part) > plain("0"), sa.false())


def begins(emission: Emission, call: Call) -> Sql:
    text, part = map(emission.value, call.args)
    if not is_written_out(call.args[1]):
        return Begins(text, part)
    return sa.func.coalesce(sa.func.starts_with(text, part), sa.false())


def by_code_point(value: Sql) -> Sql:
    return sa.collate(value, "C")


def join(emission: Emission, call: Call) -> Sql:
    """Texts joined, blank as nothing.  PostgreSQL takes no more than 100 arguments at a time."""
    parts = chunks([emission.value(arg) for arg in call.args], MOST_ARGUMENTS)
    whole = sa.func.concat(*(sa.func.concat(*part) for part in parts)) if len(parts) > 1 else sa.func.concat(*parts[0])
    return by_code_point(Joined(whole))


def length(emission: Emission, call: Call) -> Sql:
    return sa.cast(sa.func.coalesce(sa.func.length(emission.value(call.args[0])), plain("0")), sa.Numeric())


def written(emission: Emission, call: Call) -> Sql:
    """TEXT: a number in its shortest form, a date as ISO text, a datetime in UTC, the rest as it is."""
    value, kind = emission.value(call.args[0]), call.args[0].type.kind
    if kind is Kind.NUMBER:
        shortest = sa.func.trim_scale(sa.func.round(value, plain(str(GUARD_SCALE))))
        return by_code_point(sa.cast(shortest, sa.Text()))
    if kind is Kind.SET:
        return by_code_point(sa.func.array_to_string(value, plain("';'")))
    if kind is Kind.DATE:
        return by_code_point(sa.func.to_char(value, plain("'YYYY-MM-DD'")))
    if kind is Kind.DATETIME:
        utc = sa.func.timezone(plain("'UTC'"), value)
        return by_code_point(sa.func.to_char(utc, plain("""'YYYY-MM-DD HH24:MI:SS"Z"'""")))
    if kind is Kind.TIME:
        return by_code_point(sa.func.to_char(value, plain("'HH24:MI:SS.MS'")))
    return by_code_point(sa.cast(value, sa.Text())) if kind is Kind.REF else value


def in_case(name: str) -> Emitter:
    def emit(emission: Emission, call: Call) -> Sql:
        value = sa.collate(emission.value(call.args[0]), emission.reading.facts.case_rules)
        return by_code_point(getattr(sa.func, name)(value))

    return emit


def number_written(emission: Emission, call: Call) -> Sql:
    """VALUE: the number written in the text, null where it is none."""
    return Bounded(Value(sa.func.btrim(emission.value(call.args[0]), SPACES)))


def trim(emission: Emission, call: Call) -> Sql:
    return by_code_point(sa.func.nullif(sa.func.btrim(emission.value(call.args[0]), SPACES), NOTHING))


def plain_text(emission: Emission, call: Call) -> Sql:
    """PLAINTEXT: the same replacements one after the other."""
    words = sa.func.regexp_replace(emission.value(call.args[0]), MARKUP.ends, " ", "g")
    words = sa.func.regexp_replace(words, MARKUP.tags, "", "g")
    for written_as, meant in MARKUP.entities:
        words = sa.func.replace(words, written_as, meant)
    words = sa.func.btrim(sa.func.regexp_replace(words, MARKUP.spaces, " ", "g"), " ")
    return by_code_point(sa.func.nullif(words, NOTHING))


def apply(shape: type[Sql]) -> Emitter:
    def emit(emission: Emission, call: Call) -> Sql:
        return shape(*map(emission.value, call.args))

    return emit


def text_of(shape: type[Sql]) -> Emitter:
    def emit(emission: Emission, call: Call) -> Sql:
        return by_code_point(shape(*map(emission.value, call.args)))

    return emit


TEXTS: Mapping[str, Emitter] = MappingProxyType(
    {
        "&": join,
        "LEN": length,
        "TEXT": written,
        "VALUE": number_written,
        "LEFT": text_of(Left),
        "RIGHT": text_of(Right),
        "UPPER": in_case("upper"),
        "LOWER": in_case("lower"),
        "TRIM": trim,
        "PLAINTEXT": plain_text,
        "SUBSTITUTE": text_of(Substituted),
        "CONTAINS": contains,
        "BEGINS": begins,
    }
)
