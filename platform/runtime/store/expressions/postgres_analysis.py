"""Roots, powers, logarithms and angles on PostgreSQL, in NUMERIC with more places than are kept."""

from collections.abc import Mapping
from types import MappingProxyType

from objectry.rules import Call
from objectry.runtime.store.expressions.emission import Emission, Emitter, Sql
from objectry.runtime.store.expressions.forms import Form, form
from objectry.runtime.store.expressions.postgres_numbers import GUARD_SCALE, Bounded

WIDE = "0." + "0" * 40  # added to an argument, so that the result has places enough to be rounded
PLACES = 45
TERMS = 28
FAR = "1000000000000000000"
PI = "3.14159265358979323846264338327950288419716939937510582097494459230781640628620900"
HALF_PI = f"({PI} / 2)"
TURN = f"({PI} * 2)"

Root = form(f"CASE WHEN x >= 0 THEN round(sqrt(x + {WIDE}), {GUARD_SCALE}) END")
Exponential = form(
    "CASE WHEN x > 88 THEN NULL WHEN x <= -200 THEN 0 "
    f"WHEN x IS NOT NULL THEN round(exp(x + {WIDE}), {GUARD_SCALE}) END"
)
NaturalLogarithm = form(f"CASE WHEN x > 0 THEN round(ln(x + {WIDE}), {GUARD_SCALE}) END")
Logarithm = form(f"CASE WHEN x > 0 THEN round(log(x + {WIDE}), {GUARD_SCALE}) END")
Raised = form(
    "CASE WHEN abs(y) > 64 OR (x = 0 AND y < 0) THEN NULL WHEN x = 0 THEN CASE WHEN y = 0 THEN 1 WHEN y > 0 THEN 0 END "
    f"WHEN y = trunc(y) OR x > 0 THEN round(power(x + {WIDE}, y), {GUARD_SCALE}) END"
)


def sine_of(angle: str) -> str:
    """x - x^3/3! + x^5/5! - ... of an angle between -pi and pi."""
    found = "1"
    for at in range(TERMS, 0, -1):
        found = f"(1 - round(round(s * s, {PLACES}) * {found} * (1.{'0' * 60} / {2 * at * (2 * at + 1)}), {PLACES}))"
    return f"(SELECT s * {found} FROM (SELECT {angle} AS s) AS small)"  # noqa: S608 (our own SQL)


def reduced(angle: str) -> str:
    """The same direction between -pi and pi."""
    return f"(SELECT a - round(a / {TURN}) * {TURN} FROM (SELECT {angle} + {WIDE} AS a) AS angle)"  # noqa: S608 (our own SQL)


def arc_of(value: str) -> str:
    """arctan: halved three times, then x - x^3/3 + x^5/5 - ..."""
    found = "0"
    for at in range(TERMS, -1, -1):
        found = f"((1.{'0' * 60} / {2 * at + 1}) - round(round(t * t, {PLACES}) * {found}, {PLACES}))"
    small = f"SELECT {value} + {WIDE} AS t"
    for at in range(3):
        small = f"SELECT round(t / (1 + sqrt(1 + t * t)), {PLACES}) AS t FROM ({small}) AS half_{at}"  # noqa: S608 (our own SQL)
    return f"(SELECT 8 * t * {found} FROM ({small}) AS small)"  # noqa: S608 (the same)


def rounded(text: str) -> str:
    return f"round({text}, {GUARD_SCALE})"


ACROSS = f"(x + {WIDE}) / (1 + sqrt(1 - (x + {WIDE}) * (x + {WIDE})))"
Sine = form(f"CASE WHEN abs(x) < {FAR} THEN {rounded(sine_of(reduced('x')))} END")
Cosine = form(f"CASE WHEN abs(x) < {FAR} THEN {rounded(sine_of(reduced(f'x + {HALF_PI}')))} END")
LEG = f"CASE WHEN abs(x) < {FAR} THEN {sine_of(reduced('x'))} END AS a"
OTHER_LEG = f"CASE WHEN abs(x) < {FAR} THEN {sine_of(reduced(f'x + {HALF_PI}'))} END AS b"
Tangent = form(
    f"(SELECT CASE WHEN b <> 0 THEN round((a + {WIDE}) / b, {GUARD_SCALE}) END "  # noqa: S608 (our own SQL)
    f"FROM (SELECT {LEG}, {OTHER_LEG}) AS legs)"
)
ArcSine = form(f"CASE WHEN abs(x) <= 1 THEN {rounded(f'2 * {arc_of(ACROSS)}')} END")
ArcCosine = form(f"CASE WHEN abs(x) <= 1 THEN {rounded(f'{HALF_PI} - 2 * {arc_of(ACROSS)}')} END")
ArcTangent = form(f"CASE WHEN x IS NOT NULL THEN {rounded(arc_of('x'))} END")
QUARTERS = f"CASE WHEN y > 0 THEN 0 WHEN x >= 0 THEN {PI} ELSE -{PI} END"
UPRIGHT = f"CASE WHEN x > 0 THEN {rounded(HALF_PI)} WHEN x < 0 THEN {rounded(f'-{HALF_PI}')} END"
ArcTangentOf = form(
    f"CASE WHEN y = 0 THEN {UPRIGHT} WHEN x IS NOT NULL AND y IS NOT NULL "
    f"THEN {rounded(arc_of(f'(x + {WIDE}) / y') + ' + ' + QUARTERS)} END"
)


def of(shape: type[Form]) -> Emitter:
    def emit(emission: Emission, call: Call) -> Sql:
        return Bounded(shape(*map(emission.value, call.args)))

    return emit


ANALYSIS: Mapping[str, Emitter] = MappingProxyType(
    {
        "SQRT": of(Root),
        "POWER": of(Raised),
        "EXP": of(Exponential),
        "LN": of(NaturalLogarithm),
        "LOG": of(Logarithm),
        "SIN": of(Sine),
        "COS": of(Cosine),
        "TAN": of(Tangent),
        "ASIN": of(ArcSine),
        "ACOS": of(ArcCosine),
        "ATAN": of(ArcTangent),
        "ATAN2": of(ArcTangentOf),
    }
)
