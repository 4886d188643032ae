"""Several calls of the door in one transaction, and calls that count once however often they are sent.

A call that counts once leaves a row in its own transaction, put there before anything else: so it is there exactly when
what the call did is there.  Who sends it again gets the first answer, told with the rights of now.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from itertools import chain
from threading import Condition
from typing import TypeVar

from objectry.runtime.calls import Call
from objectry.runtime.clock import Clock
from objectry.runtime.errors import OtherCall, StillRunning
from objectry.runtime.records import Records
from objectry.runtime.revisions import under_revision
from objectry.runtime.store import LONG, Store, WriteTransaction

Answer = TypeVar("Answer")
Act = Callable[[Records, Call], Answer]
"""Something done through the door inside the transaction, under the call as it is by then."""
REMEMBERED = timedelta(days=7)
SWEEP_EVERY = timedelta(hours=1)
PATIENCE = 10.0  # seconds a repeated call waits for the first


@dataclass(frozen=True, slots=True)
class Ticket:
    """By what a call is known again: `scope` is who sent it with which key, `fingerprint` what was asked."""

    scope: str
    fingerprint: str


@dataclass(slots=True)
class Queue:
    """The scopes this process is at work with: the second of one waits here, and holds no connection meanwhile."""

    patience: float = PATIENCE
    _going: set[str] = field(default_factory=set)
    _changed: Condition = field(default_factory=Condition)

    @contextmanager
    def alone(self, scope: str) -> Iterator[None]:
        """Be the only one at work with a scope.  Raises StillRunning where another is for too long."""
        with self._changed:
            if not self._changed.wait_for(lambda: scope not in self._going, self.patience):
                raise StillRunning("the same call is still at work")
            self._going.add(scope)
        try:
            yield
        finally:
            with self._changed:
                self._going.discard(scope)
                self._changed.notify_all()


@dataclass(slots=True)
class Joint:
    """Runs calls of the door inside one transaction: `door` opens it there, `prepare` does what has to come before."""

    store: Store
    clock: Clock
    renew: Callable[[Call], Call]
    door: Callable[[WriteTransaction], Records]
    prepare: Callable[[], object]
    queue: Queue = field(default_factory=Queue)
    _swept: datetime | None = None

    def together(self, call: Call, act: Act[Answer], *, keep: bool = True) -> Answer:
        """All that is done in `act`, or none of it; without `keep` none in any case.

        `act` may be called again where the database asks for it.  Raises Busy, and whatever `act` raises.
        """

        def run(whole: WriteTransaction, current: Call) -> Answer:
            answer = act(self.door(whole), current)
            if not keep:
                whole.discard()
            return answer

        return self._run(call, run)

    def once(
        self,
        call: Call,
        ticket: Ticket,
        act: Act[tuple[Answer, str | None]],
        again: Callable[[Records, Call, str], Answer],
    ) -> Answer:
        """Act once for a ticket: `act` answers and gives a note, from which `again` tells the answer the next time.

        Without a note nothing is kept, neither what was done nor that it was.  Raises StillRunning, and OtherCall
        where the scope belongs to another fingerprint.
        """

        def run(whole: WriteTransaction, current: Call) -> Answer:
            begun = self.clock.now()
            known = whole.repeats.begin(ticket.scope, ticket.fingerprint, begun, begun - REMEMBERED)
            if known is not None and known.fingerprint != ticket.fingerprint:
                raise OtherCall("the key belongs to another call")
            door = self.door(whole)
            if known is not None:
                return again(door, current, known.note)
            answer, note = act(door, current)
            if note is None:
                whole.discard()
            else:
                whole.repeats.end(ticket.scope, note)
            return answer

        with self.queue.alone(ticket.scope):
            self._sweep_now_and_then(call)
            return self._run(call, run)

    def _run(self, call: Call, act: Callable[[WriteTransaction, Call], Answer]) -> Answer:
        self.prepare()

        def attempt(current: Call) -> Answer:
            moments = chain([current.now], iter(self.clock.now, None))  # a call made again has a fresh clock

            def transact() -> Answer:
                with self.store.write(current.revision, seconds=LONG) as whole:
                    return act(whole, replace(current, now=next(moments)))

            return self.store.restart(transact)

        return under_revision(call, self.renew, attempt)

    def _sweep_now_and_then(self, call: Call) -> None:
        now = self.clock.now()
        if self._swept is None or now >= self._swept + SWEEP_EVERY:
            self._swept = now
            self._run(call, lambda whole, _: whole.repeats.forget(now - REMEMBERED))
