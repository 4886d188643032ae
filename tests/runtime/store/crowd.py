"""Threads for tests of concurrency: started together, and asked afterwards what became of them."""

from collections.abc import Callable, Sequence
from threading import Barrier, Thread

PATIENCE = 120.0


def at_once(*works: Callable[[], object]) -> list[object]:
    """Run all of them at the same time; what each answered, or the exception it ended with."""
    barrier = Barrier(len(works))
    answers: list[object] = [None] * len(works)

    def run(place: int, work: Callable[[], object]) -> None:
        barrier.wait(PATIENCE)
        try:
            answers[place] = work()
        except Exception as error:  # noqa: BLE001 (the test looks at it)
            answers[place] = error

    threads = [Thread(target=run, args=pair, daemon=True) for pair in enumerate(works)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(PATIENCE)
    assert not any(thread.is_alive() for thread in threads), "a thread did not come to an end"
    return answers


def without_errors(answers: Sequence[object]) -> list[object]:
    """The answers, where none of them is an exception."""
    errors = [answer for answer in answers if isinstance(answer, Exception)]
    assert not errors, errors
    return list(answers)
