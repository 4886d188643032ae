"""Work done by several processes of this machine: forked, so that nothing has to be copied on the way in.

For commands of one thread only, such as `crm validate`: a server's threads do not survive a fork.
"""

import gc
import multiprocessing
import os
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from itertools import islice
from multiprocessing.connection import Connection
from typing import Generic, TypeVar

Result = TypeVar("Result")
END = ()  # behind the last piece


def processors() -> int:
    """How many processes can work at once; one where processes cannot be forked."""
    if "fork" not in multiprocessing.get_all_start_methods():
        return 1
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


@contextmanager
def everything_kept() -> Iterator[None]:
    """While millions of things are made that all stay, looking for garbage among them costs half of the time."""
    collecting = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if collecting:
            gc.enable()


class Aside(Generic[Result]):
    """Work in a process of its own, while this one goes on; what comes out is had piece by piece, by iterating."""

    def __init__(self, work: Callable[[], Iterable[Result]]) -> None:
        self._work = work
        context = multiprocessing.get_context("fork")
        self._receiver, sender = context.Pipe(duplex=False)
        self._process = context.Process(target=_send, args=(sender, work))
        self._process.start()
        sender.close()

    def __iter__(self) -> Iterator[Result]:
        """The pieces in their order; the rest of the work is done here when its process has come to an early end."""
        had = 0
        try:
            while piece := self._receiver.recv():
                yield piece[0]
                had += 1
        except EOFError:
            yield from islice(self._work(), had, None)
        self._process.join()


def _send(sender: Connection, work: Callable[[], Iterable[object]]) -> None:
    for piece in work():
        sender.send((piece,))
    sender.send(END)
