"""Record ids: UUIDv7, so that ids sort by the time they were made, and those of one call in the order of making."""

import secrets
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

COUNTER_BITS = 26
RANDOM_BITS = 48
COUNTER_START = 1 << 20  # where counters begin at most: a call never uses up what is left


@dataclass(slots=True)
class Ids:
    """Gives out ids for one call, all of one millisecond."""

    now: datetime
    _counter: int = field(default_factory=lambda: secrets.randbelow(COUNTER_START))
    _dice: Callable[[int], int] = secrets.randbits

    def next(self) -> str:
        """A fresh id in canonical form."""
        self._counter += 1
        count = self._counter & ((1 << COUNTER_BITS) - 1)
        high, low = count >> 14, count & 0x3FFF
        tail = (low << RANDOM_BITS) | self._dice(RANDOM_BITS)
        milliseconds = int(self.now.timestamp() * 1000)
        value = (milliseconds << 80) | (7 << 76) | (high << 64) | (2 << 62) | tail
        return str(UUID(int=value))
