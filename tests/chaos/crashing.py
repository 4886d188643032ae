"""Processes that crash: at a moment of chance, or at a failpoint the n-th time it is passed."""

import os
import random
import re
import signal
import time
import traceback
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import NoReturn

from objectry.runtime.store import failpoints
from tests.architecture.house import PLATFORM
from tests.chaos.checker import Checker
from tests.chaos.stage import BEFORE, STACKS, furnish, opened, plan_for, put_in_force
from tests.databases import Database
from tests.runtime.shops import NO_CONSENT, create

ARMING = "armed.by.hand:1:raise"
"""`CRM_FAILPOINTS` must be something when the program starts, or no point listens."""
CALL = re.compile(r'\bfp\("([^"]+)"')
APPLYING = ("apply.", "quarantine.", "rebuild.")


@dataclass
class Tally:
    """How the crashes went: what was found in force afterwards."""

    old: int = 0
    new: int = 0
    unharmed: int = 0
    points: dict[str, int] = field(default_factory=dict)

    def __str__(self) -> str:
        reached = ", ".join(f"{name} {count}" for name, count in sorted(self.points.items()))
        whole = f"{self.old} found the old stack, {self.new} the new one, {self.unharmed} had ended before"
        return f"{whole}; none was torn" + (f"; points: {reached}" if reached else "")


def points() -> list[str]:
    """Every failpoint, from the source."""
    return sorted({name for path in PLATFORM.rglob("*.py") for name in CALL.findall(path.read_text(encoding="utf-8"))})


def child(act: Callable[[], object], points: str = "") -> int:
    """A process that does this and ends with 0, or with 1 for an error; its id."""
    pid = os.fork()
    if pid == 0:
        _run(act, points)
    return pid


def _run(act: Callable[[], object], points: str) -> NoReturn:
    code = 1
    try:
        failpoints.ARMED = failpoints.read_failpoints(points)
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


def applying(database: Database, name: str) -> Callable[[], object]:
    """Puts one of the stacks in force."""

    def act() -> None:
        with opened(database) as platform:
            put_in_force(platform, STACKS[name])

    return act


def kill_at_random(database: Database, kills: int, seed: int, records: int = 40) -> Tally:
    """kill -9 at moments spread evenly over an apply, so many times."""
    furnish(database, records)
    checker, tally, chance = Checker(database), Tally(), random.Random(seed)
    revision = checker.learn()
    duration = _duration(checker)
    revision += 1
    for _ in range(kills):
        pid = child(applying(database, checker.other))
        time.sleep(chance.uniform(0, duration))
        os.kill(pid, signal.SIGKILL)
        unharmed = ended(pid) == 0
        new = checker.look(revision)
        tally.unharmed += unharmed
        tally.new += new and not unharmed
        tally.old += not new
        revision = revision + 1 if new else checker.go_on()
    return tally


def _duration(checker: Checker) -> float:
    """How long an apply takes in a process of its own."""
    start = time.monotonic()
    if ended(child(applying(checker.database, checker.other))):
        raise RuntimeError("the apply that is timed failed")
    checker.now = checker.other
    return time.monotonic() - start


def sweep(database: Database, actions: tuple[str, ...], names: list[str], most: int, records: int = 12) -> Tally:
    """Each failpoint of applying at its 1st, 2nd, ... passing until it is not reached any more, by each action."""
    furnish(database, records)
    checker, tally = Checker(database), Tally()
    revision = checker.learn()
    for name, action in ((one, action) for one in names if one.startswith(APPLYING) for action in actions):
        for nth in _counting(most):
            code = ended(child(applying(database, checker.other), f"{name}:{nth}:{action}"))
            new = checker.look(revision)
            revision = revision + 1 if new else checker.go_on()
            if code == 0:
                break
            tally.points[name] = max(tally.points.get(name, 0), nth)
            tally.old, tally.new = tally.old + (not new), tally.new + new
    return tally


def _counting(most: int) -> Iterator[int]:
    return iter(range(1, most + 1))


def sweep_door(database: Database, actions: tuple[str, ...], names: list[str]) -> Tally:
    """Each failpoint of the door by each action: a call is done whole or not at all, and the next one works."""
    furnish(database, 3)
    tally, count = Tally(), 3

    def act() -> None:
        with opened(database) as platform:
            create(platform, {"name": "one"}, {"name": "two"})

    for name, action in ((one, action) for one in names if one.startswith("door.") for action in actions):
        ended(child(act, f"{name}:1:{action}"))
        with opened(database) as platform:
            found = sum(line.startswith("deal ") for line in platform.deployments.dump())
            if found not in {count, count + 2} or platform.deployments.examine():
                raise RuntimeError(f"{name}: {found} records after {count}")
            tally.points[name] = 1
            tally.old, tally.new = tally.old + (found == count), tally.new + (found != count)
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
