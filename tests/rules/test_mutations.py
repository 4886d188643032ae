"""The tables of cases notice the mistakes that evaluators of such languages are known to make."""

from collections.abc import Callable, Iterator
from decimal import ROUND_DOWN, ROUND_HALF_EVEN, Decimal
from types import MappingProxyType

import pytest

from objectry.rules import Call, Node, Value, compile_node, evaluate, source, texts
from objectry.rules.operations import WRITERS, Bind, Texts
from tests.rules.cases_sets import ALL_CASES
from tests.rules.sample import ENVIRONMENT, checked, row_for, sample_scope

Function = Callable[..., object]


def half_even(a: Decimal, b: Decimal) -> Decimal | None:
    return (a / b).quantize(Decimal("1e-28"), ROUND_HALF_EVEN) if b else None


def cut_off(a: Decimal, b: Decimal) -> Decimal | None:
    return (a / b).quantize(Decimal("1e-28"), ROUND_DOWN) if b else None


def whole_division(a: Decimal, b: Decimal) -> Decimal | None:
    return Decimal(int(a / b)) if b else None


def to_even(value: Decimal, places: Decimal) -> Decimal:
    return value.quantize(Decimal((0, (1,), -int(places))), ROUND_HALF_EVEN)


def without_guard(value: Decimal) -> Decimal:
    return Decimal(int(value))


def mathematical_floor(value: Decimal) -> Decimal:
    return Decimal(value.__floor__())


def mathematical_modulo(a: Decimal, b: Decimal) -> Decimal | None:
    return a - b * Decimal((a / b).__floor__()) if b else None


def lenient_value(text: str) -> Decimal | None:
    try:
        return Decimal(text.strip())
    except ArithmeticError:
        return None


def plain_text(value: object) -> str:
    return str(value)


def unicode_trim(text: str) -> str | None:
    return text.strip() or None


def from_the_end(text: str, count: Decimal) -> str | None:
    return text[: int(count)] or None


def ascii_upper(text: str) -> str:
    return "".join(one.upper() if one.isascii() else one for one in text)


MUTANTS: dict[str, tuple[str, Function]] = {
    "quotient half to even": ("/", half_even),
    "quotient cut off": ("/", cut_off),
    "division of integers": ("/", whole_division),
    "rounding half to even": ("ROUND", to_even),
    "floor without guard digits": ("FLOOR", without_guard),
    "mathematical floor": ("FLOOR", mathematical_floor),
    "sign of the divisor": ("MOD", mathematical_modulo),
    "exponents in texts": ("VALUE", lenient_value),
    "numbers as Python prints them": ("TEXT", plain_text),
    "trimming all of Unicode": ("TRIM", unicode_trim),
    "negative count from the end": ("LEFT", from_the_end),
    "capital letters of ASCII": ("UPPER", ascii_upper),
}
BLANKS: dict[str, tuple[str, Function]] = {
    "UTF-16 units": ("LEN", lambda text: Decimal(len((text or "").encode("utf-16-le")) // 2)),
    "length of null is null": ("LEN", lambda text: None if text is None else Decimal(len(text))),
    "blank needle is nowhere": ("CONTAINS", lambda text, part: part is not None and text is not None and part in text),
    "letter case of no matter": ("CONTAINS", lambda text, part: (part or "").lower() in (text or "").lower()),
    "beginning anywhere": ("BEGINS", lambda text, part: (part or "") in (text or "")),
}


@pytest.fixture(autouse=True)
def forget_compiled() -> Iterator[None]:
    """Compiled code of sound and of mutated evaluators must not meet."""
    evaluate._code.cache_clear()
    yield
    evaluate._code.cache_clear()


def writer_of(function: Function) -> Callable[[Call, Texts, Bind], str]:
    return lambda _call, operands, bind: f"{bind(function)}({', '.join(operands)})"


def survives() -> bool:
    """Whether every case still has its answer."""
    for case in ALL_CASES:
        node = checked(case.text, sample_scope(case.blanks))
        if any(run(node, row) != expected for row, expected in case.rows):
            return False
    return True


def run(node: Node, row: object) -> Value:
    try:
        return compile_node(node).run([row_for(node, row)], ENVIRONMENT)[0]  # type: ignore[arg-type]
    except Exception:  # noqa: BLE001 (a mutant may crash, which is noticed too)
        return "crashed"


def test_the_sound_evaluator_survives() -> None:
    """Without a mutation nothing is noticed."""
    assert survives()


@pytest.mark.parametrize("name", sorted(MUTANTS))
def test_strict_operations(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """A mistake in a strict operation changes the answer of some case."""
    operation, function = MUTANTS[name]
    changed = MappingProxyType({**WRITERS, operation: writer_of(function)})
    monkeypatch.setattr(source, "WRITERS", changed)
    assert not survives()


@pytest.mark.parametrize("name", sorted(BLANKS))
def test_functions_of_blanks(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """So does a mistake about blank arguments."""
    operation, function = BLANKS[name]
    monkeypatch.setattr(texts, "OF_BLANKS", MappingProxyType({**texts.OF_BLANKS, operation: function}))
    assert not survives()


def test_two_valued_logic(monkeypatch: pytest.MonkeyPatch) -> None:
    """Logic that knows no null is noticed."""
    monkeypatch.setattr(source.Writer, "_kleene", lambda self, node, *_: f"(True if {self.true(node)} else False)")
    assert not survives()


def test_three_valued_text(monkeypatch: pytest.MonkeyPatch) -> None:
    """Text equality that is null for blanks is noticed."""
    monkeypatch.setattr(source, "two_valued", lambda *nodes: False)
    assert not survives()
