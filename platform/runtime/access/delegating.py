"""Standing in: somebody lets another work with her records for a time, while she is away.

The deputy reaches what she owns and what her people own, to read or to edit, with the deputy's own permissions: nobody
may do more by standing in than by her own permission sets, only to more records.  What the deputy does stands under the
deputy's name.  Standing in is not handed on.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TypeVar

from objectry.runtime.access.rights import Rights
from objectry.runtime.auditing.events import Event, of_call
from objectry.runtime.calls import Call
from objectry.runtime.circumstances import for_person
from objectry.runtime.clock import Clock
from objectry.runtime.codes import problem
from objectry.runtime.desk import USERS, open_desk
from objectry.runtime.errors import Invalid, NotAllowed, NotFound
from objectry.runtime.identity.users import active_users
from objectry.runtime.ids import Ids
from objectry.runtime.store import Store, StoredDelegation, Transaction, WriteTransaction
from objectry.runtime.values.coercion import identifier

LEVELS = ("read", "edit")
MOST = 50
Done = TypeVar("Done")


@dataclass(frozen=True, slots=True)
class Wanted:
    """Who is to stand in, how far, from when on and until when; for `user`, or for the one who asks."""

    deputy: str
    ends_at: datetime
    level: str = "read"
    starts_at: datetime | None = None
    user: str | None = None


@dataclass(frozen=True, slots=True)
class Delegation:
    """Who stands in for whom, by name."""

    id: str
    user: str
    user_name: str
    deputy: str
    deputy_name: str
    level: str
    starts_at: datetime
    ends_at: datetime


class Delegations:
    """What people have handed over for a time."""

    def __init__(self, store: Store, clock: Clock) -> None:
        self._store, self._clock = store, clock

    def mine(self, call: Call) -> tuple[Delegation, ...]:
        """What the actor has handed over and what was handed to her, as long as it lasts or is still to come."""
        now = self._clock.now()
        with self._store.read(call.revision) as reading:
            found = [one for one in reading.delegations.of(call.actor.id) if one.ends_at > now]
            return self._told(reading, found)

    def give(self, call: Call, wanted: Wanted) -> Delegation:
        """Let somebody stand in.  Only administrators of users do so for others.  Raises NotAllowed and Invalid."""
        user = _user(call, wanted)
        now = self._clock.now()
        starts = max(wanted.starts_at or now, now)
        if wanted.level not in LEVELS:
            raise Invalid((problem("D598", "access"),))
        if wanted.ends_at <= starts:
            raise Invalid((problem("D553", "ends_at"),))

        def write(transaction: WriteTransaction) -> Delegation:
            deputy = identifier(wanted.deputy) or ""
            if deputy == user or not self._seen(call, transaction, (user, deputy)):
                raise Invalid((problem("D597", "to"),))
            if len([one for one in transaction.delegations.of(user) if one.ends_at > now]) >= MOST:
                raise Invalid((problem("D599", None, limit=str(MOST)),))
            made = StoredDelegation(
                Ids(now).next(), user, deputy, wanted.level, starts, wanted.ends_at, call.actor.id, now
            )
            transaction.delegate(made)
            transaction.audit.add([of_call(call, Event.DELEGATED, (USERS, user), _detail(made))])
            return self._told(transaction, [made])[0]

        return self._write(call, write)

    def end(self, call: Call, id: str) -> None:
        """End one: the actor's own, on either side, or anybody's for administrators of users.  Raises NotFound."""

        def write(transaction: WriteTransaction) -> None:
            found = transaction.delegations.one(identifier(id) or "")
            mine = found is not None and call.actor.id in {found.user, found.deputy}
            if found is None or not (mine or Rights(call.blueprint, call.actor).system("manage_users").allowed):
                raise NotFound("there is no such delegation")
            transaction.undelegate(found.id)
            transaction.audit.add([of_call(call, Event.UNDELEGATED, (USERS, found.user), _detail(found))])

        self._write(call, write)

    def _seen(self, call: Call, reading: Transaction, ids: Sequence[str]) -> bool:
        """Whether they are active users whom the actor sees; herself she always does."""
        desk = open_desk(reading, self._store.tables(call.blueprint), call, for_person)
        policy = Rights(call.blueprint, call.actor).policy(USERS, "read").condition
        seen = desk.ids_fulfilling(USERS, ids, policy) | {call.actor.id}
        return set(ids) <= seen & active_users(desk, ids).keys()

    def _told(self, reading: Transaction, found: Sequence[StoredDelegation]) -> tuple[Delegation, ...]:
        names = reading.principal_names(sorted({id for one in found for id in (one.user, one.deputy)}))
        return tuple(
            Delegation(
                one.id,
                one.user,
                names.get(one.user, ""),
                one.deputy,
                names.get(one.deputy, ""),
                one.level,
                one.starts_at,
                one.ends_at,
            )
            for one in found
        )

    def _write(self, call: Call, act: Callable[[WriteTransaction], Done]) -> Done:
        def attempt() -> Done:
            with self._store.write(call.revision) as transaction:
                return act(transaction)

        return self._store.restart(attempt)


def _user(call: Call, wanted: Wanted) -> str:
    """For whom: a token of narrower scope hands nothing over."""
    if call.actor.scope is not None:
        raise NotAllowed("the token is good for some objects only, not for standing in")
    if wanted.user is None or wanted.user == call.actor.id:
        return call.actor.id
    held = Rights(call.blueprint, call.actor).system("manage_users")
    if not held.allowed:
        raise NotAllowed(held.reason)
    return identifier(wanted.user) or ""


def _detail(one: StoredDelegation) -> dict[str, object]:
    times = {"starts_at": one.starts_at.isoformat(), "ends_at": one.ends_at.isoformat()}
    return {"delegation": one.id, "to": one.deputy, "access": one.level, **times}
