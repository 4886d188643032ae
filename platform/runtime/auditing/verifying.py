"""`crm verify audit`: the chain is walked from its beginning, and the first row that does not fit is named."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from enum import StrEnum

from objectry.runtime.auditing.chain import Chain
from objectry.runtime.sealing.keyring import NoKey
from objectry.runtime.store import AuditRow, AuditRows

BATCH = 1_000


class Fault(StrEnum):
    """What can be wrong with a row."""

    CHANGED = "changed"
    MISSING = "missing"
    TWICE = "twice"
    NO_KEY = "no_key"
    NOT_THE_HEAD = "not_the_head"


@dataclass(frozen=True, slots=True)
class Break:
    """The first row that does not fit, by its number, and why; `row` is what stands there now."""

    number: int
    fault: Fault
    row: AuditRow | None = None
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Head:
    """The end of a chain, as somebody wrote it down: `1042:9f3c...`."""

    number: int
    seal: str

    def __str__(self) -> str:
        return f"{self.number}:{self.seal}"


@dataclass(frozen=True, slots=True)
class Verdict:
    """How many rows fit, the end of the chain, what is wrong first, and how many rows have no seal."""

    sound: int
    head: Head
    broken: Break | None
    unsealed: int


def parse_head(text: str) -> Head | None:
    """The head that was written down; None for what is none."""
    number, _, seal = text.strip().partition(":")
    fits = number.isascii() and number.isdecimal() and len(number) < 19 and len(seal) == 64
    return Head(int(number), seal.lower()) if fits else None


def verify(rows: AuditRows, chain: Chain, known: Head | None, tell: Callable[[int], None]) -> Verdict:
    """Walk the whole chain; `known` is an end that it must pass, `tell` hears how far it is now and then."""
    number, seal, last = 0, "", max(rows.counted(), known.number if known else 0)
    for row in _walk(rows, tell):
        fault = _fault(row, number, seal, chain, known)
        if fault is not None:
            return Verdict(number, Head(number, seal), fault, rows.unsealed())
        number, seal = row.number or 0, row.seal or ""
    cut = Break(number + 1, Fault.MISSING) if last > number else None
    return Verdict(number, Head(number, seal), cut, rows.unsealed())


def _walk(rows: AuditRows, tell: Callable[[int], None]) -> Iterator[AuditRow]:
    after = 0
    while page := rows.sealed(after, BATCH):
        yield from page
        after = page[-1].number or 0
        tell(after)


def _fault(row: AuditRow, number: int, seal: str, chain: Chain, known: Head | None) -> Break | None:
    """What is wrong with a row that stands behind number and seal."""
    own = row.number or 0
    if own != number + 1:
        return Break(number + 1, Fault.MISSING, row) if own > number else Break(own, Fault.TWICE, row)
    try:
        fits = chain.fits(row, seal)
    except NoKey as wrong:
        return Break(own, Fault.NO_KEY, row, str(wrong))
    if not fits:
        return Break(own, Fault.CHANGED, row)
    if known is not None and known.number == own and known.seal != row.seal:
        return Break(own, Fault.NOT_THE_HEAD, row)
    return None
