"""The whole check, behind `./crm test`: format, lint, types, architecture, then every test, and one closing line.

What is quick to fail runs first and side by side; then one pytest run for all databases and the browser, so that its
last line counts everything but the architecture tests.
"""

import os
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

from tests import system_packages

ROOT = Path(__file__).resolve().parents[1]
BIN = Path(sys.executable).parent
PYTEST = [sys.executable, "-m", "pytest"]
MOST_WORKERS = 8
SHORT = "OBJECTRY_SHORT_TESTS"  # tests/conftest.py: not everything on both databases


@dataclass(frozen=True)
class Step:
    """A program that must end well."""

    name: str
    command: list[str]


@dataclass(frozen=True)
class Outcome:
    """How it ended; what it wrote is shown only if it failed."""

    step: Step
    passed: bool
    seconds: float
    words: str


GATES = [
    Step("architecture", [*PYTEST, "-q", "tests/architecture"]),
    Step("format", [str(BIN / "ruff"), "format", "--check", "--quiet"]),
    Step("lint", [str(BIN / "ruff"), "check", "--quiet"]),
    Step("types", [str(BIN / "mypy")]),
    Step("types of ./crm", [str(BIN / "mypy"), "crm"]),
]


def main() -> int:
    with ThreadPoolExecutor(max_workers=2) as side_by_side:
        browser = side_by_side.submit(system_packages.ensure_browser)
        outcomes = list(side_by_side.map(run, GATES))
        say(browser.result())
    for outcome in outcomes:
        report(outcome)
    say("running all tests: SQLite, PostgreSQL, wheel, browser ...")
    tests = subprocess.run(  # the architecture has been asked above
        [*PYTEST, "-n", str(workers()), "--dist", "loadgroup", "--durations=5", "--ignore=tests/architecture"],
        cwd=ROOT,
        check=False,
        env={SHORT: "1", **os.environ},
    ).returncode
    failed = [outcome.step.name for outcome in outcomes if not outcome.passed]
    if failed:
        say(f"failed before the tests: {', '.join(failed)}")
    return 1 if failed or tests else 0


def workers() -> int:
    return max(2, min(os.cpu_count() or 2, MOST_WORKERS))


def run(step: Step) -> Outcome:
    started = time.monotonic()
    done = subprocess.run(step.command, cwd=ROOT, capture_output=True, text=True, check=False)
    return Outcome(step, done.returncode == 0, time.monotonic() - started, done.stdout + done.stderr)


def report(outcome: Outcome) -> None:
    if not outcome.passed:
        sys.stdout.write(outcome.words)
    say(f"{'passed' if outcome.passed else 'FAILED'}  {outcome.step.name} ({outcome.seconds:.1f} s)")


def say(words: str) -> None:
    sys.stdout.write(f"check: {words}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main())
