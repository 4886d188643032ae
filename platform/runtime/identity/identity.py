"""Who is calling: log-in, sessions, API tokens, passwords, and the platform's own actors.

An unknown name and a wrong password answer alike and cost the same.  Whoever is deactivated is out with the next
request: each asks for the database's marks, which change with every user, session and token.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import TypeVar

from objectry.runtime.access.rights import EVERY, SCOPES, Rights
from objectry.runtime.actor import Actor, Source
from objectry.runtime.calls import Call
from objectry.runtime.circumstances import for_rules
from objectry.runtime.clock import Clock
from objectry.runtime.codes import problem
from objectry.runtime.deploying.deployments import Deployed
from objectry.runtime.desk import Desk, open_desk
from objectry.runtime.errors import Invalid, NotAllowed, NotFound
from objectry.runtime.identity.passwords import SHORTEST, Passwords, acceptable, new_secret, secret_digest
from objectry.runtime.identity.users import User, system_actor, user_by_id, user_by_name
from objectry.runtime.ids import Ids
from objectry.runtime.store import Identities, Marks, Store, StoredSession, StoredToken, WriteTransaction

Done = TypeVar("Done")
SESSION = timedelta(hours=12)
WINDOW = timedelta(minutes=15)
MOST_FAILURES = 10
Scope = frozenset[tuple[str, str]]
MOST_KNOWN = 20_000
TOKEN_MARK = "crm_"  # noqa: S105 (marks a token, is none)


@dataclass(frozen=True, slots=True)
class Session:
    """A log-in: the secret the browser keeps, and who it stands for."""

    token: str
    actor: Actor


@dataclass(frozen=True, slots=True)
class Known:
    """Whom a session or token was found to stand for, under which marks, and until when."""

    marks: Marks
    actor: Actor
    until: datetime | None

    def holds(self, marks: Marks, now: datetime) -> bool:
        """Whether nobody has to be asked again."""
        return self.marks == marks and (self.until is None or now < self.until)


Find = Callable[[Identities, str], StoredSession | StoredToken | None]
"""Looks up a digest among the sessions, or among the tokens."""


class Identity:
    """Finds the actor behind what a caller shows."""

    def __init__(self, store: Store, clock: Clock, current: Callable[[], Deployed], passwords: Passwords) -> None:
        self._store, self._clock, self._current, self._passwords = store, clock, current, passwords
        self._known: dict[str, Known] = {}

    def log_in(self, name: str, password: str) -> Session:
        """A new session.  Raises Invalid: D550 when name and password do not belong together, D551 after too many
        failures with this name."""
        counter = f"log_in.{secret_digest(name.strip().casefold())[:32]}"
        if self._failures(counter, 0) >= MOST_FAILURES:
            raise Invalid((problem("D551", None, minutes=str(WINDOW // timedelta(minutes=1))),))
        with self._desk() as desk:
            user = user_by_name(desk, name)
            digest = desk.transaction.identities.credential(user.id) if user is not None else None
        fits = self._passwords.fits(digest, password)
        if user is None or not fits or not user.active:
            self._failures(counter, 1)
            raise Invalid((problem("D550"),))
        return self._begin(user, password, digest or "")

    def _begin(self, user: User, password: str, digest: str) -> Session:
        secret, now = new_secret(), self._clock.now()
        renewed = self._passwords.digest(password) if self._passwords.outdated(digest) else None
        session = StoredSession(secret_digest(secret), user.id, now, now + SESSION)

        def begin(transaction: WriteTransaction) -> None:
            if renewed is not None:
                transaction.identities.set_credential(user.id, renewed, now)
            transaction.identities.add_session(session)

        self._write(begin)
        return Session(secret, user.actor)

    def _failures(self, counter: str, more: int) -> int:
        """Failed log-ins with one name in the current window, after adding `more`."""
        window = int(self._clock.now().timestamp() // WINDOW.total_seconds())
        return self._write(lambda transaction: transaction.next_numbers(counter, str(window), more).stop - 1)

    def actor_of_session(self, token: str, marks: Marks | None = None) -> Actor | None:
        """Who is logged in with this session; None when it has ended, or its user may not act any more."""
        return self._acting(secret_digest(token), marks, lambda identities, digest: identities.session(digest))

    def log_out(self, token: str) -> None:
        """End a session."""
        self._write(lambda transaction: transaction.identities.end_session(secret_digest(token)))

    def actor_of_token(self, bearer: str, marks: Marks | None = None) -> Actor | None:
        """Whom an API token stands for; None when it has expired, was revoked, or its user may not act any more."""
        return self._acting(secret_digest(bearer), marks, lambda identities, digest: identities.token(digest))

    def _acting(self, digest: str, marks: Marks | None, find: Find) -> Actor | None:
        """The active user behind a secret, from memory while the marks are those under which she was found."""
        marks, now = marks or self._store.marks(), self._clock.now()
        known = self._known.get(digest)
        if known is None or not known.holds(marks, now):
            known = self._find(digest, marks, now, find)
        return None if known is None else known.actor

    def _find(self, digest: str, marks: Marks, now: datetime, find: Find) -> Known | None:
        with self._desk() as desk:
            shown = find(desk.transaction.identities, digest)
            user = None if shown is None else user_by_id(desk, shown.user)
            scope = desk.transaction.identities.scope(shown.id) if isinstance(shown, StoredToken) else None
        if shown is None or user is None or not user.active:
            return None
        if shown.expires_at is not None and shown.expires_at <= now:
            return None
        if len(self._known) >= MOST_KNOWN:
            self._known.clear()
        ends = [one for one in (shown.expires_at, user.until) if one is not None]
        known = self._known[digest] = Known(marks, replace(user.actor, scope=scope), min(ends, default=None))
        return known

    def create_token(self, call: Call, name: str, expires: datetime | None, scope: Scope = frozenset()) -> str:
        """A new API token of the acting user, shown this once; with a scope it is good for these actions on these
        objects only.  Raises NotAllowed for system actors and for tokens themselves, and Invalid."""
        if call.actor.is_system or call.actor.scope is not None:
            raise NotAllowed("a token stands for a user, and makes no other token")
        rights = Rights(call.blueprint, call.actor)
        for object, action in sorted(scope):
            if action not in SCOPES or not (object == EVERY or rights.knows(object)):
                raise Invalid((problem("D554", None, name=f"{object}:{action}", known=", ".join(SCOPES)),))
        now = self._clock.now()
        if expires is not None and expires <= now:
            raise Invalid((problem("D553"),))
        secret = TOKEN_MARK + new_secret()
        stored = StoredToken(Ids(now).next(), secret_digest(secret), call.actor.id, name, now, expires)
        self._write(lambda transaction: transaction.identities.add_token(stored, scope))
        return secret

    def tokens(self, call: Call) -> tuple[StoredToken, ...]:
        """The acting user's tokens, oldest first; their secrets are not known any more."""
        with self._desk() as desk:
            return desk.transaction.identities.tokens(call.actor.id)

    def revoke_token(self, call: Call, id: str) -> None:
        """End one of the acting user's tokens.  Raises NotFound."""
        if not self._write(lambda transaction: transaction.identities.revoke_token(call.actor.id, id)):
            raise NotFound("there is no such token")

    def set_password(self, call: Call, user_id: str, password: str) -> None:
        """Give a user a password; all of the user's sessions end.  One's own, or with manage_users anybody's.

        Raises NotAllowed, NotFound and Invalid (D552).
        """
        if call.actor.id != user_id:
            decision = Rights(call.blueprint, call.actor).system("manage_users")
            if not decision.allowed:
                raise NotAllowed(decision.reason)
        with self._desk() as desk:
            user = user_by_id(desk, user_id)
        if user is None:
            raise NotFound("there is no such user")
        if not acceptable(password, user.username):
            raise Invalid((problem("D552", None, limit=str(SHORTEST)),))
        digest = self._passwords.digest(password)
        now = self._clock.now()
        self._write(lambda transaction: transaction.identities.set_credential(user.id, digest, now))

    def actor_called(self, name: str) -> Actor | None:
        """The user who logs in by this name; None for one who is not there or may not act."""
        with self._desk() as desk:
            return _active(user_by_name(desk, name))

    def system_actor(self, name: str) -> Actor:
        """A named system actor, such as `import`.  Raises KeyError for one that does not exist."""
        return system_actor(name)

    def _write(self, act: Callable[[WriteTransaction], Done]) -> Done:
        """A short write of its own.  Raises Busy."""

        def attempt() -> Done:
            with self._store.write(self._current().revision) as transaction:
                return act(transaction)

        return self._store.restart(attempt)

    @contextmanager
    def _desk(self) -> Iterator[Desk]:
        deployed = self._current()
        call = Call(
            system_actor("worker"), deployed.blueprint, deployed.revision, self._clock.now(), Source.WORKER, "identity"
        )
        with self._store.read(deployed.revision) as transaction:
            yield open_desk(transaction, self._store.tables(deployed.blueprint), call, for_rules)


def _active(user: User | None) -> Actor | None:
    return user.actor if user is not None and user.active else None
