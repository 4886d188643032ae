"""Slowing down who guesses passwords, without locking anybody out.

Three things are counted: tries with a name from an address, tries from an address, and tries with a name.  After a few
free ones each further try has to wait, twice as long each time up to a limit.  The count of a name alone does not
concern an address from which its owner has logged in before, so that nobody else can keep her out; that of an address
does not concern this machine itself, behind which everybody stands whom a proxy brings.

A try is counted before the password is looked at: many at once are not cheaper than one after the other.
"""

import ipaddress
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from math import ceil

from objectry.runtime.identity.passwords import secret_digest
from objectry.runtime.store import Attempt, Attempts

REMEMBERED = timedelta(days=1)
"""How long a failure counts."""
KNOWN = timedelta(days=60)
"""How long an address is one from which somebody has logged in before."""


@dataclass(frozen=True, slots=True)
class Patience:
    """So many tries are free; after that waiting begins at a second and doubles up to a limit."""

    free: int
    longest: timedelta

    def wait(self, known: Attempt, now: datetime) -> timedelta:
        """How long the next try has to wait still."""
        if known.failures < self.free or now - known.at >= REMEMBERED:
            return timedelta()
        seconds = 2.0 ** min(known.failures - self.free, 20)
        return min(timedelta(seconds=seconds), self.longest) - (now - known.at)


PAIR = Patience(5, timedelta(minutes=15))
ADDRESS = Patience(50, timedelta(minutes=15))
NAME = Patience(50, timedelta(minutes=1))


@dataclass(frozen=True, slots=True)
class Attempted:
    """One try to log in: who it says it is, and from where; blank where nobody knows."""

    name: str
    address: str

    @property
    def pair(self) -> str:
        """The key of the name at this address."""
        return self._key("pair", self.name.strip().casefold(), self.address)

    @property
    def patience(self) -> Mapping[str, Patience]:
        """What is counted, by its key."""
        alone = self._key("name", self.name.strip().casefold())
        found = {self.pair: PAIR, alone: NAME}
        return found if _is_own(self.address) else {**found, self._key("address", self.address): ADDRESS}

    def begin(self, attempts: Attempts, now: datetime) -> int:
        """Count the try: 0, or the seconds to wait, and then it does not count."""
        known = attempts.claim(list(self.patience))
        wait = max((self._wait(key, one, known, now) for key, one in self.patience.items()), default=timedelta())
        if wait > timedelta():
            return max(1, ceil(wait.total_seconds()))
        attempts.forget(now - REMEMBERED, now - KNOWN)
        attempts.keep({key: _failed(known.get(key), now) for key in self.patience})
        return 0

    def went_well(self, attempts: Attempts, now: datetime) -> None:
        """It was she: from here she has not failed at all, and the other counts are as they were before."""
        known = attempts.claim(list(self.patience))
        after = {key: replace(one, failures=max(0, one.failures - 1)) for key, one in known.items()}
        attempts.keep({**after, self.pair: Attempt(0, now, now)})

    def _wait(self, key: str, patience: Patience, known: Mapping[str, Attempt], now: datetime) -> timedelta:
        if key not in known or (patience is NAME and self._is_known(known, now)):
            return timedelta()
        return patience.wait(known[key], now)

    def _is_known(self, known: Mapping[str, Attempt], now: datetime) -> bool:
        pair = known.get(self.pair)
        return pair is not None and pair.good_at is not None and now - pair.good_at < KNOWN

    def _key(self, *parts: str) -> str:
        return secret_digest("\0".join(parts))


def _failed(known: Attempt | None, now: datetime) -> Attempt:
    if known is None:
        return Attempt(1, now)
    return replace(known, failures=1 if now - known.at >= REMEMBERED else known.failures + 1, at=now)


def _is_own(address: str) -> bool:
    """Whether it is no address, or one of this machine."""
    try:
        return ipaddress.ip_address(address).is_loopback
    except ValueError:
        return True
