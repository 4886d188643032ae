"""Failpoints: what they understand, what they do, and that they cost nothing and stand where they should."""

import os
import re
import signal
import subprocess
import sys

import pytest

from objectry.runtime.store import failpoints
from objectry.runtime.store.failpoints import Failpoint, FailpointReached, read_failpoints
from tests.architecture.house import PLATFORM

CALL = re.compile(r'\bfp\("([^"]+)"')


def test_points_are_read_from_text() -> None:
    """Name, how often the program has to come past, what happens then."""
    found = read_failpoints("apply.after_step:3:kill9 door.begun:1:sleep(0.5)\n")
    assert found == {
        "apply.after_step": Failpoint("apply.after_step", 3, "kill9"),
        "door.begun": Failpoint("door.begun", 1, "sleep", 0.5),
    }
    assert read_failpoints("") == {}


@pytest.mark.parametrize("text", ["apply.after_step", "a:1:explode", "a:x:raise", "a:1:raise,b:1:raise"])
def test_a_typo_is_no_failpoint(text: str) -> None:
    """A test that sets none by mistake would prove nothing."""
    with pytest.raises(ValueError, match=r"is not name:nth:action"):
        read_failpoints(text)


def test_only_the_nth_time_counts() -> None:
    """Before and after it nothing happens."""
    point = Failpoint("a", 2, "raise")
    point.reach(None)
    with pytest.raises(FailpointReached, match="a"):
        point.reach(None)
    point.reach(None)


def test_without_the_variable_nothing_is_armed() -> None:
    """The function that is called does nothing."""
    assert failpoints.fp is failpoints._passed_by
    failpoints.fp("apply.begun")


def test_a_process_is_killed_where_it_is_told() -> None:
    """With the variable, in a process of its own."""
    program = "from objectry.runtime.store import fp\nfp('a.b')\nprint('once', flush=True)\nfp('a.b')\nprint('twice')"
    environment = {**os.environ, "CRM_FAILPOINTS": "a.b:2:kill9"}
    done = subprocess.run([sys.executable, "-c", program], env=environment, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout) == (-signal.SIGKILL, "once\n")


def test_points_stand_where_work_could_be_torn() -> None:
    """The list, from the source: around commits, between steps, at the new revision, in the quarantine."""
    found = {name for path in PLATFORM.rglob("*.py") for name in CALL.findall(path.read_text(encoding="utf-8"))}
    assert found >= {
        "apply.begun", "apply.before_step", "apply.after_step", "apply.after_keys", "apply.after_ddl",
        "apply.after_revision", "apply.before_commit", "apply.after_commit", "quarantine.hidden",
        "quarantine.restored", "rebuild.after_statement", "door.begun", "door.before_commit", "door.after_commit",
    }  # fmt: skip
