"""Writers of one file are served in the order in which they came."""

import time
from collections.abc import Callable
from threading import Event, Thread

import pytest

from objectry.runtime.store.turns import TurnRefused, Turns

PATIENCE = 10.0


def started(work: Callable[[], None]) -> Thread:
    thread = Thread(target=work, daemon=True)
    thread.start()
    return thread


def wait_for_queue(turns: Turns, length: int) -> None:
    deadline = time.monotonic() + PATIENCE
    while len(turns._waiting) < length:
        assert time.monotonic() < deadline
        time.sleep(0.001)


def test_turns_are_had_in_the_order_of_asking() -> None:
    """Ten who wait are served first come, first served."""
    turns, served, threads = Turns(), list[int](), list[Thread]()

    def work(number: int) -> Callable[[], None]:
        def one() -> None:
            with turns.turn(PATIENCE):
                served.append(number)

        return one

    with turns.turn(PATIENCE):
        for number in range(10):
            threads.append(started(work(number)))
            wait_for_queue(turns, number + 1)
    for thread in threads:
        thread.join(PATIENCE)
    assert served == list(range(10))


def test_only_one_has_the_turn() -> None:
    """Two threads are never inside at the same time."""
    turns, inside, most = Turns(), list[int](), list[int]()

    def work() -> None:
        for _ in range(50):
            with turns.turn(PATIENCE):
                inside.append(1)
                most.append(len(inside))
                time.sleep(0)
                inside.pop()

    for thread in [started(work) for _ in range(8)]:
        thread.join(PATIENCE)
    assert len(most) == 400
    assert set(most) == {1}


def test_waiting_ends_after_the_time_allowed() -> None:
    """Who waits too long is refused, and does not stand in the way of the next."""
    turns, refused, release = Turns(), Event(), Event()

    def hold() -> None:
        with turns.turn(PATIENCE):
            release.wait(PATIENCE)

    def lose() -> None:
        try:
            with turns.turn(0.05):
                pass
        except TurnRefused:
            refused.set()

    holder = started(hold)
    while turns._owner is None:
        time.sleep(0.001)
    started(lose).join(PATIENCE)
    assert refused.is_set()
    release.set()
    holder.join(PATIENCE)
    with turns.turn(0.5):
        assert not turns._waiting


def test_a_turn_inside_a_turn_is_a_mistake() -> None:
    """A thread that asks again while it has the turn would wait for itself: it is told so at once."""
    turns = Turns()
    with turns.turn(PATIENCE), pytest.raises(RuntimeError, match="writing already"), turns.turn(PATIENCE):
        pass


def test_an_error_inside_passes_the_turn_on() -> None:
    """A turn ends with an error as it does without."""
    turns = Turns()
    with pytest.raises(ZeroDivisionError), turns.turn(PATIENCE):
        raise ZeroDivisionError
    with turns.turn(0.1):
        assert turns._owner is not None
