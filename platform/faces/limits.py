"""How often somebody may call: buckets that fill steadily, one for each caller, kept in this process.

Keys are facts of the server alone: a token's digest, a user's id, the address a connection comes from.
"""

import time
from collections.abc import Callable
from dataclasses import dataclass, field
from math import ceil
from threading import Lock

MOST_BUCKETS = 50_000


@dataclass(frozen=True, slots=True)
class Rate:
    """So many calls a second in the long run, and so many at once after a rest."""

    a_second: float
    at_once: int


@dataclass(slots=True)
class Buckets:
    """The buckets of one rate: each holds what its caller may still do at once, and since when."""

    rate: Rate
    clock: Callable[[], float] = time.monotonic
    _left: dict[str, tuple[float, float]] = field(default_factory=dict)
    _guard: Lock = field(default_factory=Lock)

    def take(self, key: str) -> int:
        """Take one call out of a bucket: 0, or the seconds to wait where it is empty."""
        now = self.clock()
        with self._guard:
            left = self._now(key, now)
            if left < 1:
                return max(1, ceil((1 - left) / self.rate.a_second))
            if key not in self._left and len(self._left) >= MOST_BUCKETS:
                self._forget_the_rested(now)
            self._left[key] = (left - 1, now)
            return 0

    def _now(self, key: str, now: float) -> float:
        left, since = self._left.get(key, (float(self.rate.at_once), now))
        return min(float(self.rate.at_once), left + (now - since) * self.rate.a_second)

    def _forget_the_rested(self, now: float) -> None:
        """A full bucket is as good as none; where all callers are busy at once, everybody begins anew."""
        kept = {key: one for key, one in self._left.items() if self._now(key, now) < self.rate.at_once}
        self._left = kept if len(kept) < MOST_BUCKETS else {}


@dataclass(frozen=True, slots=True)
class Limits:
    """What is limited: the calls of a token or session, those of a user by all of them, and strangers by address."""

    token: Buckets | None = None
    user: Buckets | None = None
    strangers: Buckets | None = None

    def of_caller(self, credential: str, user: str) -> int:
        """The seconds a caller who is known has to wait; 0 where she may go on."""
        wait = 0 if self.token is None else self.token.take(credential)
        return wait or (0 if self.user is None else self.user.take(user))

    def of_stranger(self, address: str) -> int:
        """The seconds one who has shown nothing good has to wait before the next try."""
        return 0 if self.strangers is None else self.strangers.take(address)


USERS_SHARE, REST = 2, 10  # a user's programs together may do twice as much as one; after a rest ten seconds' worth
STRANGERS = Rate(1, 60)


def limits_of(calls_a_second: int) -> Limits:
    """The usual limits: so many calls a second for each token (0: as many as they like), and few for strangers."""
    strangers = Buckets(STRANGERS)
    if not calls_a_second:
        return Limits(strangers=strangers)
    rates = (Rate(many, many * REST) for many in (calls_a_second, calls_a_second * USERS_SHARE))
    token, user = map(Buckets, rates)
    return Limits(token, user, strangers)
