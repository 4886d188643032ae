"""Taking texts apart and filling them up on PostgreSQL."""

from collections.abc import Mapping
from types import MappingProxyType

import sqlalchemy as sa

from objectry.rules import Call, Const, advanced_pattern
from objectry.runtime.store.expressions.emission import Emission, Emitter, Sql
from objectry.runtime.store.expressions.forms import Form, form, plain
from objectry.runtime.store.expressions.postgres_texts import (
    LONGEST_NUMBER,
    LONGEST_TEXT,
    SPACES,
    WRITTEN_NUMBER,
    by_code_point,
)

MANY = 1_000_000_000
COUNT = f"CAST(least(trunc(z), {MANY}) AS INTEGER)"
FROM = f"CAST(greatest(least(trunc(y), {MANY}), 1) AS INTEGER)"
SINCE = f"CAST(greatest(least(trunc(coalesce(z, 1)), {MANY}), 1) AS INTEGER)"

Middle = form(f"CASE WHEN y IS NOT NULL AND z >= 1 THEN nullif(substr(x, {FROM}, {COUNT}), '') END")
Place = form(
    "CASE WHEN x IS NULL OR y IS NULL THEN 0 ELSE (SELECT CASE WHEN p > 0 THEN p + s - 1 ELSE 0 END FROM "  # noqa: S608 (our own SQL)
    f"(SELECT strpos(substr(y, s), x) AS p, s FROM (SELECT {SINCE} AS s) AS since) AS found) END"
)
Ends = form("CASE WHEN y IS NULL THEN true ELSE coalesce(right(x, length(y)) = y, false) END")
PaddedLeft = form(f"CASE WHEN y >= 1 AND y <= {LONGEST_TEXT} THEN lpad(x, CAST(trunc(y) AS INTEGER), z) END")
PaddedRight = form(f"CASE WHEN y >= 1 AND y <= {LONGEST_TEXT} THEN rpad(x, CAST(trunc(y) AS INTEGER), z) END")
Character = form(
    "CASE WHEN y >= 1 AND y < 1114112 AND NOT trunc(y) BETWEEN 55296 AND 57343 THEN chr(CAST(trunc(y) AS INTEGER)) END"
)
NumberWritten = form(f"coalesce(length(x) <= {LONGEST_NUMBER} AND x ~ {WRITTEN_NUMBER}, false)")
LETTERS = "'ABCDEFGHIJKLMNOPQRSTUVWXYZ012345'"
CAPITAL = "CASE WHEN substr(x, c * 5 + i + 1, 1) BETWEEN 'A' AND 'Z' THEN 1 << i ELSE 0 END"
WholeId = form(
    "CASE WHEN x ~ '^[0-9A-Za-z]{15}$' THEN x || (SELECT string_agg(substr("  # noqa: S608 (our own SQL)
    f"{LETTERS}, 1 + CAST((SELECT sum({CAPITAL}) FROM generate_series(0, 4) AS i) AS INTEGER), 1), '' ORDER BY c) "
    "FROM generate_series(0, 2) AS c) ELSE x END"
)
APART = r"\u0001-\u002f\u003a-\u0040\u005b-\u0060\u007b-\u007f"  # what parts words: the rest of ASCII


def title_case(rules: str) -> type[Form]:
    """INITCAP by the rules for letter case of this database."""
    first, rest = f'upper(left(w, 1) COLLATE "{rules}")', f'lower(substr(w, 2) COLLATE "{rules}")'
    return form(
        f"CASE WHEN x IS NOT NULL THEN (SELECT string_agg(CASE WHEN w ~ '^[^{APART}]' "  # noqa: S608 (our own SQL)
        f"THEN {first} || {rest} ELSE w END, '' "
        f"ORDER BY n) FROM (SELECT m[1] AS w, n FROM regexp_matches(x, '([{APART}]+|[^{APART}]+)', 'g') "
        "WITH ORDINALITY AS matches(m, n)) AS words) END"
    )


TITLE_CASES = MappingProxyType({rules: title_case(rules) for rules in ("und-x-icu", "pg_unicode_fast")})


def text_of(shape: type[Form]) -> Emitter:
    def emit(emission: Emission, call: Call) -> Sql:
        return by_code_point(shape(*map(emission.value, call.args)))

    return emit


def place(emission: Emission, call: Call) -> Sql:
    given = [*map(emission.value, call.args), plain("CAST(NULL AS NUMERIC)")]
    return sa.cast(Place(*given[:3]), sa.Numeric())


def ends(emission: Emission, call: Call) -> Sql:
    return Ends(*map(emission.value, call.args))


def is_number(emission: Emission, call: Call) -> Sql:
    return NumberWritten(sa.func.btrim(emission.value(call.args[0]), SPACES))


def in_title_case(emission: Emission, call: Call) -> Sql:
    return by_code_point(TITLE_CASES[emission.reading.facts.case_rules](emission.value(call.args[0])))


def backwards(emission: Emission, call: Call) -> Sql:
    return by_code_point(sa.func.reverse(emission.value(call.args[0])))


def code_point(emission: Emission, call: Call) -> Sql:
    return sa.cast(sa.func.ascii(emission.value(call.args[0])), sa.Numeric())


def character(emission: Emission, call: Call) -> Sql:
    return by_code_point(Character(plain("NULL"), emission.value(call.args[0])))


def fits(emission: Emission, call: Call) -> Sql:
    """REGEX, whose pattern the checker has made sure is a text."""
    text, pattern = call.args
    assert isinstance(pattern, Const)
    value = sa.func.coalesce(emission.value(text), plain("''"))
    return by_code_point(value).op("~", is_comparison=True)(sa.literal(advanced_pattern(str(pattern.value)), sa.Text()))


STRINGS: Mapping[str, Emitter] = MappingProxyType(
    {
        "MID": text_of(Middle),
        "FIND": place,
        "ENDS": ends,
        "ISNUMBER": is_number,
        "INITCAP": in_title_case,
        "LPAD": text_of(PaddedLeft),
        "RPAD": text_of(PaddedRight),
        "REVERSE": backwards,
        "ASCII": code_point,
        "CHR": character,
        "CASESAFEID": text_of(WholeId),
        "REGEX": fits,
    }
)
