"""The leak test, short form: `python -m tests.leak --worlds 200000` is the long one."""

from tests.leak.asking.every import FACES
from tests.leak.pool import served, sqlite_files
from tests.leak.runs import run

STACKS = range(6)
SECONDS = 10


def test_nothing_is_told_that_somebody_may_not_know() -> None:
    """What is out of sight changes no byte of any answer, and every answer is the one the documents say."""
    with sqlite_files() as make, served(STACKS, make) as stacks:
        tally = run(stacks, FACES, seconds=SECONDS)
    assert not tally.findings, tally.report()
    assert tally.worlds > len(STACKS)
