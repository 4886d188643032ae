"""A face: how it is asked, which addresses it claims, and what it has to answer."""

from collections.abc import Callable
from dataclasses import dataclass, field

from tests.leak.asking.draws import Draw
from tests.leak.oracle.answers import Reader
from tests.leak.served import Observation, Request

Ask = Callable[[Draw], Request | None]
Judge = Callable[[Reader, Request, Observation], "str | None"]


def anything(_reader: Reader, _request: Request, _observed: Observation) -> str | None:
    """No answer is expected in particular; twins and canaries judge it."""
    return None


@dataclass(frozen=True)
class Face:
    """One way of asking.  `judge` answers what is wrong with an answer, if something is."""

    name: str
    claims: tuple[tuple[str, str], ...]
    ask: Ask
    judge: Judge = field(default=anything)
    weight: int = 1
    writes: bool = False
