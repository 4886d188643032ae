"""Whether the leak test is strong: each planted leak is looked for, and has to be found."""

from collections.abc import Iterator, Sequence

from tests.leak.asking.every import FACES
from tests.leak.mutants import Mutant
from tests.leak.pool import served, sqlite_files
from tests.leak.runs import Finding, run

BUDGET = 2000
STACKS = (1, 4, 7, 8, 34, 45, 124, 157)  # among them some where a value reads parts of records from elsewhere


def hunted(
    mutants: Sequence[Mutant], stacks: Sequence[int], seed: int = 0
) -> Iterator[tuple[Mutant, int, Finding | None]]:
    """Each planted leak with the worlds it took, and what gave it away."""
    for one in mutants:
        with one.plant(), sqlite_files() as make, served(stacks, make) as standing:
            tally = run(standing, FACES, worlds=BUDGET, seed=seed, findings=1)
        yield one, tally.worlds, tally.findings[0] if tally.findings else None
