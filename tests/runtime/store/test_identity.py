"""Credentials, sessions, tokens and principals are kept, found and ended."""

from collections.abc import Iterator
from datetime import timedelta

import pytest

from objectry.runtime.store.engine import Store
from objectry.runtime.store.errors import Stale, Violated
from objectry.runtime.store.identity import StoredSession, StoredToken
from objectry.runtime.store.principals import SYSTEM_NAMES, SYSTEM_PRINCIPALS
from tests.databases import Database
from tests.runtime.store.stores import NOW, deployed, ident

ADA, BOB = ident(1), ident(2)
HOUR = timedelta(hours=1)


@pytest.fixture
def store(database: Database) -> Iterator[Store]:
    opened = deployed(database)
    yield opened
    opened.close()


def session(digest: str, user: str = ADA, age: timedelta = timedelta()) -> StoredSession:
    return StoredSession(digest, user, NOW + age, NOW + age + HOUR)


def token(count: int, user: str = ADA, *, endless: bool = False) -> StoredToken:
    return StoredToken(ident(count), f"d{count}", user, f"token {count}", NOW, None if endless else NOW + HOUR)


def test_a_password_is_replaced(store: Store) -> None:
    """There is one per user, the newest."""
    with store.write(1) as writing:
        identities = writing.identities
        assert identities.credential(ADA) is None
        identities.set_credential(ADA, "$argon2id$first", NOW)
        identities.set_credential(BOB, "$argon2id$bob", NOW)
        identities.set_credential(ADA, "$argon2id$second", NOW)
        assert (identities.credential(ADA), identities.credential(BOB)) == ("$argon2id$second", "$argon2id$bob")


def test_a_new_password_ends_sessions(store: Store) -> None:
    """Whoever was logged in with the old one is not any more; others are."""
    with store.write(1) as writing:
        for one in (session("a"), session("b"), session("c", BOB)):
            writing.identities.add_session(one)
        writing.identities.set_credential(ADA, "$argon2id$new", NOW)
        found = [writing.identities.session(digest) for digest in "abc"]
    assert found == [None, None, session("c", BOB)]


def test_sessions_begin_and_end(store: Store) -> None:
    """A session is found by its digest until it is ended; an unknown one is not."""
    with store.write(1) as writing:
        writing.identities.add_session(session("a"))
        writing.identities.add_session(session("b"))
    with store.read() as reading:
        assert reading.identities.session("a") == session("a")
        assert reading.identities.session("x") is None
    with store.write(1) as writing:
        writing.identities.end_session("a")
        writing.identities.end_session("x")
        assert (writing.identities.session("a"), writing.identities.session("b")) == (None, session("b"))


def test_expired_sessions_are_forgotten(store: Store) -> None:
    """The table does not grow: who logs in sweeps out what has expired."""
    with store.write(1) as writing:
        writing.identities.add_session(session("old"))
        writing.identities.add_session(session("younger", age=timedelta(minutes=30)))
        writing.identities.add_session(session("new", age=HOUR))
        found = [writing.identities.session(digest) is not None for digest in ("old", "younger", "new")]
    assert found == [False, True, True]


def test_tokens_are_listed_and_revoked(store: Store) -> None:
    """A user sees and revokes his own tokens only."""
    mine, endless, others = token(10), token(11, endless=True), token(12, BOB)
    with store.write(1) as writing:
        for one in (endless, mine, others):
            writing.identities.add_token(one)
        assert writing.identities.token("d11") == endless
        assert writing.identities.tokens(ADA) == (mine, endless)
        assert not writing.identities.revoke_token(ADA, others.id)
        assert writing.identities.revoke_token(ADA, mine.id)
        assert not writing.identities.revoke_token(ADA, mine.id)
        assert writing.identities.tokens(ADA) == (endless,)
        assert writing.identities.token("d12") == others


def test_a_digest_belongs_to_one_token(store: Store) -> None:
    """Two secrets with the same digest would be one secret."""
    twin = StoredToken(ident(11), "d10", BOB, "twin", NOW, None)
    with store.write(1) as writing:
        writing.identities.add_token(token(10))
    with pytest.raises(Violated) as raised, store.write(1) as writing:
        writing.identities.add_token(twin)
    assert raised.value.fields == ("digest",)


def test_the_platform_has_its_own_principals(store: Store) -> None:
    """After the first deployment the five system actors exist, under the same ids in every database."""
    assert len(set(SYSTEM_PRINCIPALS.values())) == 5
    assert SYSTEM_PRINCIPALS["system:rules"] == "00000000-0000-7000-8000-000000000001"
    with store.read() as reading:
        names = reading.principal_names(list(SYSTEM_PRINCIPALS.values()))
    assert {name: id_ for id_, name in names.items()} == SYSTEM_PRINCIPALS
    assert tuple(SYSTEM_PRINCIPALS) == SYSTEM_NAMES


def test_users_are_principals(store: Store) -> None:
    """They come with a name, and change it; an unknown id has none."""
    with store.write(1) as writing:
        writing.add_principals({ADA: "Ada", BOB: "Bob"})
        writing.rename_principals({BOB: "Robert"})
        assert writing.principal_names([ADA, BOB, ident(3)]) == {ADA: "Ada", BOB: "Robert"}
        assert writing.principal_names([]) == {}
    with pytest.raises(Stale), store.write(1) as writing:
        writing.rename_principals({ident(3): "Nobody"})
