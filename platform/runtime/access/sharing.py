"""Sharing by hand: somebody opens a record of hers, or of her people, to another person or a team.

A share opens the record alone, for a time or for good: what may be done with it and which of its fields are seen
follows from the receiver's own permission sets.  When the record gets another owner its shares end.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from types import MappingProxyType
from typing import TypeVar

from objectry.plan import ObjectPlan
from objectry.runtime.access.rights import Rights, shareable
from objectry.runtime.auditing.events import Event, of_call
from objectry.runtime.calls import Call
from objectry.runtime.circumstances import for_person
from objectry.runtime.clock import Clock
from objectry.runtime.codes import problem
from objectry.runtime.desk import TEAMS, USERS, Desk, open_desk, own_read
from objectry.runtime.errors import Invalid, NotAllowed, NotFound
from objectry.runtime.ids import Ids
from objectry.runtime.store import AuditRow, Passage, Store, StoredShare, Transaction, WriteTransaction
from objectry.runtime.values.coercion import identifier
from objectry.runtime.writing.journal import SHARED

LEVELS = ("read", "edit")
MOST = 200
Done = TypeVar("Done")


@dataclass(frozen=True, slots=True)
class Share:
    """Whom a record is open to: a user or a team by name, how far, until when, and who opened it."""

    id: str
    principal: str
    name: str
    level: str
    expires_at: datetime | None
    shared_by: str
    at: datetime
    lasting: bool


class Sharing:
    """The shares of records, for those who may share them."""

    def __init__(self, store: Store, clock: Clock) -> None:
        self._store, self._clock = store, clock

    def shares(self, call: Call, object: str, id: str) -> tuple[Share, ...]:
        """Whom the record is open to by hand, oldest first.  Raises NotFound and NotAllowed."""
        with self._store.read(call.revision) as reading:
            _, record = self._own(call, reading, object, id)
            return self._told(reading, reading.shares.of(record))

    def may_share(self, call: Call, object: str, id: str) -> bool:
        """Whether the actor may share the record."""
        try:
            self.shares(call, object, id)
        except (NotFound, NotAllowed):
            return False
        return True

    def share(
        self, call: Call, object: str, id: str, holder: str, level: str = "read", expires_at: datetime | None = None
    ) -> Share:
        """Open the record to a user or a team, or open it to them otherwise.  Raises NotFound, NotAllowed, Invalid."""
        if level not in LEVELS:
            raise Invalid((problem("D598", "access"),))
        if expires_at is not None and expires_at <= self._clock.now():
            raise Invalid((problem("D553", "expires_at"),))

        def write(transaction: WriteTransaction) -> Share:
            plan, record = self._own(call, transaction, object, id)
            if level == "edit" and not (held := Rights(call.blueprint, call.actor).may(object, "update")).allowed:
                raise NotAllowed(held.reason)
            before = transaction.shares.of(record)
            if len(before) >= MOST:
                raise Invalid((problem("D599", None, limit=str(MOST)),))
            found = self._holder(call, transaction, holder)
            now = self._clock.now()
            made = StoredShare(Ids(now).next(), object, record, found, level, expires_at, call.actor.id, now)
            transaction.shares.put(made)
            old = [one for one in before if one.principal == found]
            told = self._told(transaction, [*old, made])
            self._note(call, transaction, plan, record, told[:-1], told[-1:])
            transaction.audit.add([_event(call, Event.SHARED, made)])
            return told[-1]

        return self._write(call, write)

    def end(self, call: Call, object: str, id: str, share: str) -> None:
        """Close the record again to one it was opened to.  Raises NotFound and NotAllowed."""

        def write(transaction: WriteTransaction) -> None:
            plan, record = self._own(call, transaction, object, id)
            ended = [one for one in transaction.shares.of(record) if one.id == identifier(share)]
            if not ended:
                raise NotFound("there is no such share")
            transaction.shares.remove(ended[0].id)
            self._note(call, transaction, plan, record, self._told(transaction, ended), ())
            transaction.audit.add([_event(call, Event.UNSHARED, ended[0])])

        self._write(call, write)

    def _own(self, call: Call, reading: Transaction, object: str, id: str) -> tuple[ObjectPlan, str]:
        """The record, if it is the actor's to share: one she does not see is not there, one she only sees not hers."""
        rights = Rights(call.blueprint, call.actor)
        if not rights.may(object, "read").allowed:
            raise NotFound(f"there is no object {object}")
        plan, desk, record = call.blueprint.objects[object], self._desk(call, reading), identifier(id) or ""
        if not desk.ids_fulfilling(object, [record], rights.policy(object, "read").condition):
            raise NotFound("there is no such record")
        if not shareable(plan.object):
            raise NotAllowed(f"records of {object} are not shared by hand")
        if not desk.ids_fulfilling(object, [record], rights.sharing(object).condition):
            raise NotAllowed("a record is shared by its owner and those above, and with modify_all")
        return plan, record

    def _holder(self, call: Call, reading: Transaction, holder: str) -> str:
        """A live user or team that the actor sees."""
        rights, desk, id = Rights(call.blueprint, call.actor), self._desk(call, reading), identifier(holder) or ""
        for name in (USERS, TEAMS):
            if desk.ids_fulfilling(name, [id], rights.policy(name, "read").condition):
                return id
        raise Invalid((problem("D597", "with"),))

    def _told(self, reading: Transaction, found: Sequence[StoredShare]) -> tuple[Share, ...]:
        people = {one for share in found for one in (share.principal, share.shared_by)}
        names, now = reading.principal_names(sorted(people)), self._clock.now()
        return tuple(
            Share(
                one.id,
                one.principal,
                names.get(one.principal, ""),
                one.level,
                one.expires_at,
                names.get(one.shared_by, ""),
                one.at,
                one.expires_at is None or one.expires_at > now,
            )
            for one in found
        )

    def _note(
        self,
        call: Call,
        transaction: WriteTransaction,
        plan: ObjectPlan,
        record: str,
        old: Iterable[Share],
        new: Iterable[Share],
    ) -> None:
        """The history of the record tells to whom it was opened and closed."""
        if "history" not in plan.object.features:
            return
        rows = self._desk(call, transaction).pick(plan.name, {"version": own_read(plan, "version")}, [record])
        pair = tuple(map(_in_words, old)) or None, tuple(map(_in_words, new)) or None
        changes = MappingProxyType({SHARED: pair})
        version = int(str(rows[0]["version"]))
        now = self._clock.now()
        transaction.write_history(
            [Passage(plan.name, record, version, now, call.actor.id, call.cause, "update", changes)]
        )

    def _desk(self, call: Call, reading: Transaction) -> Desk:
        return open_desk(reading, self._store.tables(call.blueprint), call, for_person)

    def _write(self, call: Call, act: Callable[[WriteTransaction], Done]) -> Done:
        def attempt() -> Done:
            with self._store.write(call.revision) as transaction:
                return act(transaction)

        return self._store.restart(attempt)


def _in_words(share: Share) -> str:
    until = "" if share.expires_at is None else f" – {share.expires_at:%Y-%m-%d %H:%MZ}"
    return f"{share.name}: {share.level}{until}"


def _event(call: Call, event: Event, share: StoredShare) -> AuditRow:
    until = None if share.expires_at is None else share.expires_at.isoformat()
    detail = {"with": share.principal, "access": share.level, "expires_at": until}
    return of_call(call, event, (share.object, share.record), detail)
