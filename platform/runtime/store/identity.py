"""Credentials, sessions and tokens.  Only digests come here: no secret is ever in the database."""

from collections.abc import Callable, Collection
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from objectry.runtime.store.writes import insert


@dataclass(frozen=True, slots=True)
class StoredSession:
    """A log-in that lasts until `expires_at`; `user` is the user's id."""

    digest: str
    user: str
    created_at: datetime
    expires_at: datetime


@dataclass(frozen=True, slots=True)
class StoredToken:
    """An API token of a user; it lasts until `expires_at`, or until it is revoked."""

    id: str
    digest: str
    user: str
    name: str
    created_at: datetime
    expires_at: datetime | None


class Identities:
    """The identity tables as one transaction sees them.  `changed` hears of whatever ends what somebody shows."""

    def __init__(
        self,
        connection: sa.Connection,
        credential: sa.Table,
        session: sa.Table,
        token: sa.Table,
        scope: sa.Table,
        changed: Callable[[], None],
    ) -> None:
        self._connection, self._changed = connection, changed
        self._credential, self._session, self._token, self._scope = credential, session, token, scope

    def credential(self, user: str) -> str | None:
        """The hash of a user's password."""
        table = self._credential
        return self._connection.execute(sa.select(table.c.digest).where(table.c.user == user)).scalar()

    def set_credential(self, user: str, digest: str, at: datetime) -> None:
        """Give a user another password; every session of the user ends."""
        self._delete(self._credential, self._credential.c.user == user)
        insert(self._connection, self._credential, [{"user": user, "digest": digest, "changed_at": at}])
        self.end_sessions(user)

    def renew_credential(self, user: str, digest: str, at: datetime) -> None:
        """Keep the same password as another digest; sessions go on."""
        table = self._credential
        self._connection.execute(sa.update(table).where(table.c.user == user).values(digest=digest, changed_at=at))

    def add_session(self, session: StoredSession) -> None:
        """Keep a new session, and forget those that have expired by then."""
        self._delete(self._session, self._session.c.expires_at <= session.created_at)
        insert(self._connection, self._session, [asdict(session)])

    def session(self, digest: str) -> StoredSession | None:
        """The session with this digest, expired or not."""
        row = self._row(self._session, self._session.c.digest == digest)
        return None if row is None else StoredSession(**row)

    def prolong_session(self, digest: str, until: datetime) -> None:
        """Let a session last longer."""
        table = self._session
        self._connection.execute(sa.update(table).where(table.c.digest == digest).values(expires_at=until))

    def end_session(self, digest: str) -> bool:
        """Log out; whether there was such a session."""
        return self._end(self._session, self._session.c.digest == digest)

    def end_sessions(self, user: str) -> bool:
        """Log a user out everywhere; whether she was logged in."""
        return self._end(self._session, self._session.c.user == user)

    def add_token(self, token: StoredToken, scope: Collection[tuple[str, str]] = ()) -> None:
        """Keep a new token, and the pairs of object and action it is good for."""
        insert(self._connection, self._token, [asdict(token)])
        rows = [{"token": token.id, "object": name, "action": action} for name, action in sorted(scope)]
        if rows:
            insert(self._connection, self._scope, rows)

    def scope(self, token: str) -> frozenset[tuple[str, str]] | None:
        """What a token is good for; None for all that its user may."""
        query = sa.select(self._scope.c.object, self._scope.c.action).where(self._scope.c.token == token)
        found = frozenset((str(name), str(action)) for name, action in self._connection.execute(query))
        return found or None

    def token(self, digest: str) -> StoredToken | None:
        """The token with this digest, expired or not."""
        row = self._row(self._token, self._token.c.digest == digest)
        return None if row is None else StoredToken(**row)

    def tokens(self, user: str) -> tuple[StoredToken, ...]:
        """A user's tokens, oldest first."""
        query = (
            sa.select(self._token)
            .where(self._token.c.user == user)
            .order_by(self._token.c.created_at, self._token.c.id)
        )
        return tuple(StoredToken(**row) for row in self._connection.execute(query).mappings())

    def revoke_token(self, user: str, id_: str) -> bool:
        """End a token of this user; whether there was one."""
        if not self._end(self._token, self._token.c.id == id_, self._token.c.user == user):
            return False
        self._delete(self._scope, self._scope.c.token == id_)
        return True

    def revoke_tokens(self, user: str) -> bool:
        """End all tokens of a user; whether there were any."""
        own = sa.select(self._token.c.id).where(self._token.c.user == user)
        self._delete(self._scope, self._scope.c.token.in_(own))
        return self._end(self._token, self._token.c.user == user)

    def _end(self, table: sa.Table, *conditions: sa.ColumnElement[bool]) -> bool:
        """End sessions or tokens; whether there were any."""
        ended = self._delete(table, *conditions) > 0
        if ended:
            self._changed()
        return ended

    def _row(self, table: sa.Table, condition: sa.ColumnElement[bool]) -> dict[str, Any] | None:
        found = self._connection.execute(sa.select(table).where(condition)).mappings().first()
        return None if found is None else dict(found)

    def _delete(self, table: sa.Table, *conditions: sa.ColumnElement[bool]) -> int:
        return self._connection.execute(sa.delete(table).where(*conditions)).rowcount
