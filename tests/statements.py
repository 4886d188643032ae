"""The statements that reach a database, whichever way they go to its driver."""

import logging
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import sqlalchemy as sa

Note = Callable[[str, Any], object]
PREPARED = "objectry.sql"


class Listener(logging.Handler):
    """Hands on what the store's log tells of a query."""

    def __init__(self, note: Note) -> None:
        super().__init__(logging.DEBUG)
        self._note = note

    def emit(self, record: logging.LogRecord) -> None:
        self._note(str(record.msg), getattr(record, "values", None))


@contextmanager
def listening(target: Any, note: Note) -> Iterator[None]:
    """`note` hears of each statement and its parameters meanwhile: those SQLAlchemy runs for the target (an engine, a
    connection, or all engines), and the store's prepared ones."""

    def hear(_c: object, _k: object, statement: str, parameters: object, _x: object, _m: object) -> None:
        note(statement, parameters)

    log, listener = logging.getLogger(PREPARED), Listener(note)
    level = log.level
    sa.event.listen(target, "before_cursor_execute", hear)
    log.addHandler(listener)
    log.setLevel(logging.DEBUG)
    try:
        yield
    finally:
        log.setLevel(level)
        log.removeHandler(listener)
        sa.event.remove(target, "before_cursor_execute", hear)
