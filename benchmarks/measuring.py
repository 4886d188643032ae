# ruff: noqa: INP001, T201 (a script's helper, no package; it prints)
"""Times that are taken side by side, so that their ratio holds on another machine and under load."""

import gc
import time
from collections.abc import Callable, Mapping

ROUNDS = 7


def side_by_side(
    runs: Mapping[str, Callable[[], object]], rounds: int = ROUNDS, clock: Callable[[], float] = time.process_time
) -> dict[str, float]:
    """Seconds of each, the best of several rounds in which all take turns.

    They are those of this process, so that other programs do not count; where a server does the work, `clock` is the
    wall's.
    """
    best = dict.fromkeys(runs, float("inf"))
    for _ in range(rounds):
        for name, run in runs.items():
            gc.collect()
            start = clock()
            run()
            best[name] = min(best[name], clock() - start)
    return best


def told(name: str, taken: float, base: float, count: int, bar: float | None = None) -> bool:
    """Print a figure per record and its ratio to the base; whether it stays within the bar."""
    ratio = taken / base
    kept = bar is None or ratio <= bar
    promise = "" if bar is None else f"   at most {bar:g}{'' if kept else '   MISSED'}"
    print(f"  {name:34}{taken / count * 1e9:12,.0f} ns a record {ratio:9.2f} x{promise}")
    return kept
