"""Work in a process of its own comes home whole, whatever becomes of the process."""

import os
from collections.abc import Iterator

from objectry.processes import Aside


def test_pieces_come_in_their_order() -> None:
    """Everything the other process has made is had, in the order it was made in."""
    assert list(Aside(lambda: range(1_000))) == list(range(1_000))


def test_a_process_that_dies_costs_nothing_but_time() -> None:
    """What a killed process has not sent is made here instead; nothing is missing and nothing comes twice."""
    here = os.getpid()

    def work() -> Iterator[int]:
        for number in range(10):
            if number == 4 and os.getpid() != here:
                os._exit(1)
            yield number

    assert list(Aside(work)) == list(range(10))
