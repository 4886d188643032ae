"""How many statements each thread has sent to a database: a figure for logs and meters, on which nothing depends."""

from dataclasses import dataclass, field
from threading import get_ident
from typing import Any

import sqlalchemy as sa

PLACE = "objectry_tally"


@dataclass(frozen=True, slots=True)
class Tally:
    """The counts, by thread; each thread writes its own."""

    _counts: dict[int, int] = field(default_factory=dict)

    def note(self) -> None:
        """This thread has sent one more."""
        me = get_ident()
        self._counts[me] = self._counts.get(me, 0) + 1

    def mine(self) -> int:
        """How many this thread has sent."""
        return self._counts.get(get_ident(), 0)

    def watch(self, engine: sa.Engine) -> None:
        """Count what goes through the connections of an engine."""

        def connected(_: object, record: Any) -> None:
            record.info[PLACE] = self

        def sent(*_: object) -> None:
            self.note()

        sa.event.listen(engine, "connect", connected)
        sa.event.listen(engine, "before_cursor_execute", sent)


def note_statement(connection: sa.Connection) -> None:
    """Count a statement that goes to the driver without SQLAlchemy."""
    tally = connection.info.get(PLACE)
    if tally is not None:
        tally.note()
