"""A lock that serves in the order of asking.

SQLite has one writer at a time and lets those who wait poll, so the lucky overtake the patient.  Inside a process
the writers of one file queue here instead.
"""

from collections import deque
from collections.abc import Iterator
from contextlib import contextmanager
from threading import Event, Lock, get_ident


class TurnRefused(Exception):
    """It was not one's turn within the time allowed."""


class Turns:
    """First come, first served.  A turn is had by a thread and cannot be had twice by the same one."""

    def __init__(self) -> None:
        self._guard = Lock()
        self._waiting: deque[Event] = deque()
        self._owner: int | None = None

    @contextmanager
    def turn(self, timeout: float) -> Iterator[None]:
        """Wait for one's turn, at most `timeout` seconds; raises TurnRefused."""
        self._take(timeout)
        try:
            yield
        finally:
            self._pass_on()

    def _take(self, timeout: float) -> None:
        mine = Event()
        with self._guard:
            if self._owner == get_ident():
                raise RuntimeError("this thread is writing already: a write cannot begin inside another")
            if self._owner is None and not self._waiting:
                self._owner = get_ident()
                return
            self._waiting.append(mine)
        if not mine.wait(timeout):
            self._leave(mine)
        self._owner = get_ident()

    def _leave(self, mine: Event) -> None:
        """Stop waiting, unless the turn came at the very last moment."""
        with self._guard:
            if not mine.is_set():
                self._waiting.remove(mine)
                raise TurnRefused("others were writing for too long")

    def _pass_on(self) -> None:
        with self._guard:
            self._owner = None
            if self._waiting:
                self._owner = -1  # handed over: nobody who comes now may slip in before the one who is woken
                self._waiting.popleft().set()
