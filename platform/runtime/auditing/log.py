"""The audit log for those who may read it, and for the console, which verifies it."""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any, TypeVar

from objectry.metadata import EMPTY
from objectry.runtime.access.rights import Rights
from objectry.runtime.auditing.chain import Chain
from objectry.runtime.auditing.events import Event, of_call
from objectry.runtime.auditing.verifying import Head, Verdict, verify
from objectry.runtime.calls import Call
from objectry.runtime.codes import problem
from objectry.runtime.errors import Invalid, NotAllowed
from objectry.runtime.store import AuditFilter, AuditRow, Store, WriteTransaction

MOST = 200
RIGHT = "view_audit"
Done = TypeVar("Done")


@dataclass(frozen=True, slots=True)
class AuditEntry:
    """One event as it is told: `id` is its place, `number` its place in the chain, None while it has no seal."""

    id: int
    number: int | None
    at: datetime
    event: str
    actor: str | None
    actor_name: str
    cause: str
    object: str
    record: str
    name: str
    detail: Mapping[str, Any]


@dataclass(slots=True)
class AuditLog:
    """The log of one tenant."""

    _store: Store
    _chain: Chain = field(repr=False)

    def page(self, call: Call, wanted: AuditFilter) -> tuple[tuple[AuditEntry, ...], int | None]:
        """Events, newest first, and where the next page begins.  Raises NotAllowed and Invalid."""
        decision = Rights(call.blueprint, call.actor).system(RIGHT)
        if not decision.allowed:
            raise NotAllowed(decision.reason)
        if not 0 < wanted.limit <= MOST:
            raise Invalid((problem("D544", None, limit=str(MOST)),))
        with self._store.read(call.revision) as reading:
            rows = reading.audit.page(replace(wanted, limit=wanted.limit + 1))
            shown = rows[: wanted.limit]
            named = {id for row in shown for id in (row.actor, row.record) if id}
            names = reading.principal_names(sorted(named))
        more = shown[-1].place if len(rows) > wanted.limit else None
        return tuple(_entry(row, names) for row in shown), more

    def note(
        self, call: Call, event: Event, about: tuple[str, str] = ("", ""), detail: Mapping[str, Any] = EMPTY
    ) -> None:
        """Write down what somebody does that writes nothing else.  Raises Busy."""

        def write(transaction: WriteTransaction) -> None:
            transaction.audit.add([of_call(call, event, about, detail)])

        self._write(call, write)

    def verify(self, known: Head | None, tell: Callable[[int], None]) -> Verdict:
        """Walk the whole chain."""
        with self._store.read() as reading:
            return verify(reading.audit, self._chain, known, tell)

    def adopt(self, call: Call) -> int:
        """Seal what was written while no key was there, and say so in the log; how many.  Raises NoKey."""

        def write(transaction: WriteTransaction) -> int:
            found = self._chain.seal_waiting(transaction.audit)
            if found:
                transaction.audit.add([of_call(call, Event.ADOPTED, detail={"rows": found})])
            return found

        return self._write(call, write)

    def _write(self, call: Call, act: Callable[[WriteTransaction], Done]) -> Done:
        def attempt() -> Done:
            with self._store.write(call.revision) as transaction:
                return act(transaction)

        return self._store.restart(attempt)


def _entry(row: AuditRow, names: Mapping[str, str]) -> AuditEntry:
    return AuditEntry(
        row.place,
        row.number,
        row.at,
        row.event,
        row.actor,
        names.get(row.actor or "", ""),
        row.cause,
        row.object,
        row.record,
        names.get(row.record, ""),
        json.loads(row.detail),
    )
