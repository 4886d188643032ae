"""Processes that crash: at a moment of chance, or at a failpoint the n-th time it is passed."""

import os
import random
import re
import signal
import time
import traceback
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from functools import partial
from typing import Any, NoReturn

from objectry.runtime.store import failpoints
from objectry.runtime.store.failpoints import Failpoint
from tests.architecture.house import PLATFORM
from tests.chaos.stage import BEFORE, furnish, opened, plan_for
from tests.chaos.ways import Way
from tests.databases import Database
from tests.runtime.shops import NO_CONSENT, create

ARMING = "armed.by.hand:1:raise"
"""`CRM_FAILPOINTS` must be something when the program starts, or no point listens."""
CALL = re.compile(r'\bfp\("([^"]+)"')


@dataclass
class Tally:
    """How the crashes went: what was found in force afterwards."""

    old: int = 0
    new: int = 0
    unharmed: int = 0
    points: dict[str, int] = field(default_factory=dict)

    def note(self, code: int, *, done: bool) -> None:
        """One more crash: how the process ended, and what was found."""
        self.unharmed += code == 0
        self.new += done and code != 0
        self.old += not done

    def __str__(self) -> str:
        reached = ", ".join(f"{name} {count}" for name, count in sorted(self.points.items()))
        whole = f"{self.old} found the old stack, {self.new} the new one, {self.unharmed} had ended before"
        return f"{whole}; none was torn" + (f"; points: {reached}" if reached else "")


def points() -> list[str]:
    """Every failpoint, from the source."""
    return sorted({name for path in PLATFORM.rglob("*.py") for name in CALL.findall(path.read_text(encoding="utf-8"))})


def child(act: Callable[[], object], points: str | int = "") -> int:
    """A process that does this and ends with 0, or with 1 for an error; its id.  Names of points go to a pipe."""
    pid = os.fork()
    if pid == 0:
        _run(act, points)
    return pid


def _run(act: Callable[[], object], points: str | int) -> NoReturn:
    code = 1
    try:
        failpoints.ARMED = Watching(points) if isinstance(points, int) else failpoints.read_failpoints(points)
        act()
        code = 0
    except failpoints.FailpointReached:
        code = 2
    except Exception:  # noqa: BLE001 (whatever it is, the process ends by it)
        code = 3
        if not points:
            traceback.print_exc()
    finally:
        os._exit(code)


def ended(pid: int) -> int:
    """How the process ended: its exit code, or the signal as a negative number."""
    return os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])


def kill_at_random(way: Way, kills: int, seed: int) -> Tally:
    """kill -9 at moments spread evenly over the act, so many times."""
    way.begin()
    tally, chance, duration = Tally(), random.Random(seed), _duration(way)
    for _ in range(kills):
        pid = child(way.act)
        time.sleep(chance.uniform(0, duration))
        os.kill(pid, signal.SIGKILL)
        tally.note(ended(pid), done=way.settle())
    return tally


def _duration(way: Way) -> float:
    """How long the act takes in a process of its own."""
    start = time.monotonic()
    if ended(child(way.act)):
        raise RuntimeError("the act that is timed failed")
    duration = time.monotonic() - start
    way.settle()
    return duration


def sweep(way: Way, actions: tuple[str, ...], names: Iterable[str], most: int) -> Tally:
    """Each failpoint at its 1st, 2nd, ... passing until it is not reached any more, by each action."""
    way.begin()
    tally = Tally()
    for name, action in ((one, action) for one in names for action in actions):
        for nth in range(1, most + 1):
            code = ended(child(way.act, f"{name}:{nth}:{action}"))
            done = way.settle()
            if code == 0:
                break
            tally.points[name] = max(tally.points.get(name, 0), nth)
            tally.note(code, done=done)
    return tally


def reached(way: Way) -> list[str]:
    """The failpoints the act comes past."""
    way.begin()
    return passed(way.act)


def passed(act: Callable[[], object]) -> list[str]:
    """The failpoints something comes past, in a process of its own."""
    reading, writing = os.pipe()
    code = ended(child(act, writing))
    os.close(writing)
    with os.fdopen(reading, encoding="utf-8") as found:
        names = found.read().split()
    if code:
        raise RuntimeError(f"the act that is watched ended with {code}")
    return sorted(set(names))


class Watching(dict[str, Failpoint]):
    """No failpoint at all, and a line to a pipe for each that was asked for."""

    def __init__(self, pipe: int) -> None:
        super().__init__()
        self._pipe = pipe

    def get(self, name: str, default: Any = None) -> Any:
        """None, and the name is told."""
        os.write(self._pipe, f"{name}\n".encode())
        return default


def call_door(database: Database) -> None:
    """Two records in one call."""
    with opened(database) as platform:
        create(platform, {"name": "one"}, {"name": "two"})


def sweep_door(database: Database, actions: tuple[str, ...], names: Iterable[str]) -> Tally:
    """Each failpoint of the door by each action: a call is done whole or not at all, and the next one works."""
    furnish(database, 3)
    tally, count = Tally(), 3
    for name, action in ((one, action) for one in names if one.startswith("door.") for action in actions):
        code = ended(child(partial(call_door, database), f"{name}:1:{action}"))
        with opened(database) as platform:
            found = sum(line.startswith("deal ") for line in platform.deployments.dump())
            if found not in {count, count + 2} or platform.deployments.examine():
                raise RuntimeError(f"{name}: {found} records after {count}")
            tally.points[name] = 1
            tally.note(code, done=found != count)
            create(platform, {"name": "three"})
            count = found + 1
    return tally


def race(database: Database, appliers: int) -> list[int]:
    """So many processes apply at once, each a plan of its own for the same revision; how each ended."""
    furnish(database, 3)
    start = time.monotonic() + 1.0

    def act(number: int) -> None:
        fields = BEFORE.files["objects/deal.yaml"] + f"  extra{number}: {{type: text}}\n"
        own = type(BEFORE)(BEFORE.name, {**BEFORE.files, "objects/deal.yaml": fields})
        with opened(database) as platform:
            plan = plan_for(platform, own)
            time.sleep(max(0.0, start - time.monotonic()))
            platform.deployments.apply(plan, NO_CONSENT, f"applier {number}", "")

    pids = [child(lambda number=number: act(number), "none.such:1:raise") for number in range(appliers)]  # type: ignore[misc]
    return [ended(pid) for pid in pids]
