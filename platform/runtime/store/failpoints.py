"""Named points at which a test makes the program fail, to see that nothing is left half done.

`CRM_FAILPOINTS="apply.after_step:3:kill9 door.before_commit:1:sleep(2)"` kills the process the third time it comes past
the one point, and lets it sleep at the other.  The variable is read once, when the program starts; without it a point
costs a call that does nothing.  No point changes what is checked or allowed.
"""

import os
import re
import signal
import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from itertools import count
from types import MappingProxyType
from typing import Any

import sqlalchemy as sa

VARIABLE = "CRM_FAILPOINTS"
WRITTEN = re.compile(
    r"(?P<name>[a-z_.]+):(?P<nth>\d+):(?P<action>kill9|raise|drop_conn|sleep)(\((?P<seconds>[\d.]+)\))?"
)


class FailpointReached(Exception):
    """What a failpoint with the action `raise` raises."""


@dataclass(frozen=True, slots=True)
class Failpoint:
    """What happens the n-th time the program comes past a point."""

    name: str
    nth: int
    action: str
    seconds: float = 1.0
    passed: Iterator[int] = field(default_factory=lambda: count(1), compare=False, repr=False)

    def reach(self, connection: sa.Connection | None) -> None:
        """The program has come past once more."""
        if next(self.passed) == self.nth:
            ACTIONS[self.action](self, connection)


def read_failpoints(text: str) -> Mapping[str, Failpoint]:
    """The failpoints of the variable, by name.  Raises ValueError for what is none: a typo must not pass for a test."""
    found: dict[str, Failpoint] = {}
    for word in text.split():
        said = WRITTEN.fullmatch(word)
        if said is None:
            raise ValueError(f"{VARIABLE}: {word} is not name:nth:action")
        found[said["name"]] = Failpoint(said["name"], int(said["nth"]), said["action"], float(said["seconds"] or 1))
    return MappingProxyType(found)


def _kill(_point: Failpoint, _connection: sa.Connection | None) -> None:
    os.kill(os.getpid(), signal.SIGKILL)


def _raise(point: Failpoint, _connection: sa.Connection | None) -> None:
    raise FailpointReached(point.name)


def _sleep(point: Failpoint, _connection: sa.Connection | None) -> None:
    time.sleep(point.seconds)


def _drop(point: Failpoint, connection: sa.Connection | None) -> None:
    """The connection is gone from under the transaction; where there is none, it is as good as an error."""
    driver: Any = None if connection is None else connection.connection.driver_connection
    if driver is None:
        raise FailpointReached(point.name)
    driver.close()


ACTIONS: Mapping[str, Callable[[Failpoint, sa.Connection | None], None]] = MappingProxyType(
    {"kill9": _kill, "raise": _raise, "sleep": _sleep, "drop_conn": _drop}
)
ARMED = read_failpoints(os.environ.get(VARIABLE, ""))


def _reached(name: str, connection: sa.Connection | None = None) -> None:
    point = ARMED.get(name)
    if point is not None:
        point.reach(connection)


def _passed_by(name: str, connection: sa.Connection | None = None) -> None:
    """What a point does where no failpoint is set."""


fp = _reached if ARMED else _passed_by
"""Come past a point: `fp("apply.after_step")`, with the connection at work where there is one."""
