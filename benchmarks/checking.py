# ruff: noqa: INP001 (a script, no package)
"""How long `crm validate` takes, as ratios to reading the same files with plain PyYAML (libyaml), in one run.

    .venv/bin/python benchmarks/checking.py [OBJECTS] [ROUNDS]

Each figure is that of a whole process, start included: seconds by the clock, seconds of processor time over all its
processes, and the most memory one of them held.  Cold is without `.objectry/cache`; changed is after one label in one
object; broken after one field of it was given a type that does not exist.
"""

import os
import shutil
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from statistics import median
from typing import NamedTuple

sys.path.insert(0, str(Path(__file__).parent))
import workspace

CRM = [str(Path(sys.executable).with_name("crm"))]
FLOOR = """
import sys, pathlib, yaml
for path in pathlib.Path(sys.argv[1]).rglob("*.yaml"):
    yaml.load(path.read_text(encoding="utf-8"), yaml.CSafeLoader)
"""
OBJECT = "objects/object_7.yaml"


class Cost(NamedTuple):
    """What one run took."""

    clock: float
    processor: float
    megabytes: float


def run(*command: str) -> Cost:
    """A command from start to end."""
    started = time.perf_counter()
    with Path(os.devnull).open("wb") as nowhere:
        actions = [(os.POSIX_SPAWN_DUP2, nowhere.fileno(), 1), (os.POSIX_SPAWN_DUP2, nowhere.fileno(), 2)]
        process = os.posix_spawn(command[0], command, os.environ, file_actions=actions)
        _, _, used = os.wait4(process, 0)
    return Cost(time.perf_counter() - started, used.ru_utime + used.ru_stime, used.ru_maxrss / 1024)


def edited(folder: Path, old: str, new: str) -> None:
    path = folder / OBJECT
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")


def steps(folder: Path, number: int) -> dict[str, Callable[[], Cost]]:
    """The figures of one round, in their order."""
    validate = (*CRM, "validate", str(folder))

    def cold() -> Cost:
        shutil.rmtree(folder / ".objectry", ignore_errors=True)
        return run(*validate)

    def changed() -> Cost:
        edited(folder, "label: Object", f"label: Object {number}")
        return run(*validate)

    def broken() -> Cost:
        edited(folder, "type: currency", "type: curency")
        cost = run(*validate)
        edited(folder, "type: curency", "type: currency")
        return cost

    return {
        "PyYAML alone": lambda: run(sys.executable, "-c", FLOOR, str(folder)),
        "start (--version)": lambda: run(*CRM, "--version"),
        "cold": cold,
        "warm": lambda: run(*validate),
        "changed": changed,
        "broken": broken,
    }


def main() -> None:
    objects = int(sys.argv[1]) if len(sys.argv) > 1 else workspace.OBJECTS
    rounds = int(sys.argv[2]) if len(sys.argv) > 2 else 3
    costs: dict[str, list[Cost]] = {}
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name) / "large"
        workspace.write(folder, objects)
        for number in range(rounds):
            for what, step in steps(folder, number).items():
                costs.setdefault(what, []).append(step())
    middle = {what: Cost(*map(median, zip(*found, strict=True))) for what, found in costs.items()}
    floor, cold = middle["PyYAML alone"], middle["cold"]
    sys.stdout.write(f"{objects} objects, the median of {rounds} rounds\n")
    sys.stdout.write(f"{'':18} {'clock':>8} {'processor':>10} {'memory':>8} {'to PyYAML':>10} {'to cold':>8}\n")
    for what, one in middle.items():
        ratios = f"{one.processor / floor.processor:10.2f} {one.processor / cold.processor:8.2f}"
        sys.stdout.write(f"{what:18} {one.clock:6.2f} s {one.processor:8.2f} s {one.megabytes:5.0f} MB {ratios}\n")


if __name__ == "__main__":
    main()
