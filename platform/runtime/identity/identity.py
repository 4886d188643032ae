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
from objectry.runtime.auditing.events import Event, of_call, row
from objectry.runtime.calls import Call
from objectry.runtime.circumstances import for_rules
from objectry.runtime.clock import Clock
from objectry.runtime.codes import problem
from objectry.runtime.deploying.deployments import Deployed
from objectry.runtime.desk import USERS, Desk, open_desk
from objectry.runtime.errors import Busy, Invalid, NotAllowed, NotFound, RevisionChanged
from objectry.runtime.identity.backoff import Attempted
from objectry.runtime.identity.passwords import SHORTEST, Passwords, long_enough, new_secret, secret_digest
from objectry.runtime.identity.strength import guessable
from objectry.runtime.identity.users import User, system_actor, user_by_id, user_by_name
from objectry.runtime.ids import Ids
from objectry.runtime.store import Identities, Marks, Store, StoredSession, StoredToken, WriteTransaction

Done = TypeVar("Done")
IDLE, LONGEST_SESSION = timedelta(hours=2), timedelta(hours=12)
NOTED_EVERY = timedelta(minutes=15)
"""How exactly the idle time of a session is kept."""
WEB = "web"
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
    session: StoredSession | None = None

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

    def log_in(self, name: str, password: str, address: str = "") -> Session:
        """A new session.  Raises Invalid: D550 when name and password do not belong together, D551 when there is a
        while to wait after others that failed with this name or from this address."""
        attempted = Attempted(name, address)
        user, digest = self._try(attempted, password)
        secret, now = new_secret(), self._clock.now()
        renewed = self._passwords.digest(password) if self._passwords.outdated(digest) else None
        session = StoredSession(secret_digest(secret), user.id, now, now + IDLE)

        def begin(transaction: WriteTransaction) -> None:
            attempted.went_well(transaction.attempts, now)
            if renewed is not None:
                transaction.identities.renew_credential(user.id, renewed, now)
            transaction.identities.add_session(session)
            transaction.audit.add([row(now, Event.LOGGED_IN, user.id, WEB, _own(user.id), {"address": address})])

        self._write(begin)
        return Session(secret, user.actor)

    def _try(self, attempted: Attempted, password: str) -> tuple[User, str]:
        """The user a name and a password belong to, with the digest of the password.  Raises Invalid."""
        now = self._clock.now()
        wait = self._write(lambda transaction: attempted.begin(transaction.attempts, now))
        if wait:
            raise Invalid((problem("D551", None, seconds=str(wait), minutes=str(-(-wait // 60))),))
        with self._desk() as desk:
            user = user_by_name(desk, attempted.name)
            digest = desk.transaction.identities.credential(user.id) if user is not None else None
        fits = self._passwords.fits(digest, password)
        if user is None or digest is None or not fits or not user.active:
            self._refuse(attempted, user)
            raise Invalid((problem("D550"),))
        return user, digest

    def _refuse(self, attempted: Attempted, user: User | None) -> None:
        """Who was meant is in the audit log.  A name nobody has is not: it may be a password in the wrong place."""
        about = ("", "") if user is None else _own(user.id)
        refused = row(self._clock.now(), Event.LOG_IN_REFUSED, None, WEB, about, {"address": attempted.address})
        self._write(lambda transaction: transaction.audit.add([refused]))

    def actor_of_session(self, token: str, marks: Marks | None = None) -> Actor | None:
        """Who is logged in with this session; None when it has ended, or its user may not act any more."""
        digest = secret_digest(token)
        actor = self._acting(digest, marks, lambda identities, digest: identities.session(digest))
        if actor is not None:
            self._prolong(digest)
        return actor

    def _prolong(self, digest: str) -> None:
        """A session that is used lasts on, up to its limit; written down now and then, and never waited for."""
        known, now = self._known.get(digest), self._clock.now()
        if known is None or known.session is None:
            return
        until = min(now + IDLE, known.session.created_at + LONGEST_SESSION)
        if until - known.session.expires_at < NOTED_EVERY:
            return
        try:
            self._write(lambda transaction: transaction.identities.prolong_session(digest, until))
        except (Busy, RevisionChanged):
            return
        self._known.pop(digest, None)

    def log_out(self, token: str) -> None:
        """End a session."""
        digest, now = secret_digest(token), self._clock.now()

        def end(transaction: WriteTransaction) -> None:
            session = transaction.identities.session(digest)
            if session is not None and transaction.identities.end_session(digest):
                transaction.audit.add([row(now, Event.LOGGED_OUT, session.user, WEB, _own(session.user))])

        self._write(end)

    def log_out_everywhere(self, call: Call, user: str, *, tokens: bool = False) -> None:
        """End all sessions of a user, and her tokens where they are meant, too: one's own, or with manage_users
        anybody's.  Raises NotAllowed and NotFound."""
        self._may_manage(call, user)
        found = self._user(user)

        def end(transaction: WriteTransaction) -> None:
            transaction.identities.end_sessions(found.id)
            if tokens:
                transaction.identities.revoke_tokens(found.id)
            detail = {"tokens": tokens}
            transaction.audit.add([of_call(call, Event.LOGGED_OUT_EVERYWHERE, _own(found.id), detail)])

        self._write(end)

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
        session = shown if isinstance(shown, StoredSession) else None
        actor = replace(user.actor, scope=scope)
        known = self._known[digest] = Known(marks, actor, min(ends, default=None), session)
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
        pairs = sorted(f"{object}:{action}" for object, action in scope)
        detail = {"token": stored.id, "name": name, "expires_at": expires and expires.isoformat(), "scope": pairs}

        def write(transaction: WriteTransaction) -> None:
            transaction.identities.add_token(stored, scope)
            transaction.audit.add([of_call(call, Event.TOKEN_MADE, _own(call.actor.id), detail)])

        self._write(write)
        return secret

    def tokens(self, call: Call) -> tuple[StoredToken, ...]:
        """The acting user's tokens, oldest first; their secrets are not known any more."""
        with self._desk() as desk:
            return desk.transaction.identities.tokens(call.actor.id)

    def revoke_token(self, call: Call, id: str) -> None:
        """End one of the acting user's tokens.  Raises NotFound."""

        def write(transaction: WriteTransaction) -> bool:
            done = transaction.identities.revoke_token(call.actor.id, id)
            if done:
                transaction.audit.add([of_call(call, Event.TOKEN_REVOKED, _own(call.actor.id), {"token": id})])
            return done

        if not self._write(write):
            raise NotFound("there is no such token")

    def change_password(self, call: Call, old: str, new: str, address: str = "") -> Session:
        """Change one's own password, which has to be shown; all sessions end, and a new one begins.

        Raises Invalid: D550 and D551 for the old one as at log-in, D552 and D555 for the new one.
        """
        username = self._user(call.actor.id).username
        user, _ = self._try(Attempted(username, address), old)
        self._give_password(call, user, new, Event.PASSWORD_CHANGED)
        return self.log_in(username, new, address)

    def set_password(self, call: Call, user_id: str, password: str) -> None:
        """Give somebody else a password, with manage_users; all of the user's sessions end.

        Raises NotAllowed, NotFound and Invalid (D552, D555).
        """
        if call.actor.id == user_id:
            raise NotAllowed("one's own password is changed with the present one")
        self._may_manage(call, user_id)
        self._give_password(call, self._user(user_id), password, Event.PASSWORD_SET)

    def _give_password(self, call: Call, user: User, password: str, event: Event) -> None:
        if not long_enough(password):
            raise Invalid((problem("D552", None, limit=str(SHORTEST)),))
        if guessable(password, user.words):
            raise Invalid((problem("D555"),))
        digest, now = self._passwords.digest(password), self._clock.now()

        def write(transaction: WriteTransaction) -> None:
            transaction.identities.set_credential(user.id, digest, now)
            transaction.audit.add([of_call(call, event, _own(user.id))])

        self._write(write)

    def _may_manage(self, call: Call, user: str) -> None:
        """Raises NotAllowed for what is neither one's own nor an administrator's business."""
        decision = Rights(call.blueprint, call.actor).system("manage_users")
        if call.actor.id != user and not decision.allowed:
            raise NotAllowed(decision.reason)

    def _user(self, id: str) -> User:
        with self._desk() as desk:
            user = user_by_id(desk, id)
        if user is None:
            raise NotFound("there is no such user")
        return user

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


def _own(user: str) -> tuple[str, str]:
    return (USERS, user)


def _active(user: User | None) -> Actor | None:
    return user.actor if user is not None and user.active else None
