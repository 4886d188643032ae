"""The platform's own tables of a tenant.  Their names start with `_`, which no object's may.

They are not metadata objects: the rule language has no names for them, so no filter, report or template reaches a
credential, a session or a token.
"""

from dataclasses import dataclass

import sqlalchemy as sa

from objectry.runtime.store.bin import bin_table
from objectry.runtime.store.columns import Id, Moment, Words
from objectry.runtime.store.delegations import delegation_table
from objectry.runtime.store.search import search_table, searched_table
from objectry.runtime.store.tables import manager_path_table, new_metadata, principal_table, quoted, share_table


@dataclass(frozen=True, slots=True)
class SystemTables:
    """All of them, in one collection.  They do not depend on any blueprint."""

    metadata: sa.MetaData
    principal: sa.Table
    manager_path: sa.Table
    share: sa.Table
    history: sa.Table
    counter: sa.Table
    deployment: sa.Table
    quarantine: sa.Table
    applying: sa.Table
    credential: sa.Table
    session: sa.Table
    token: sa.Table
    token_scope: sa.Table
    file: sa.Table
    repeat: sa.Table
    search: sa.Table
    searched: sa.Table
    bin: sa.Table
    delegation: sa.Table
    audit: sa.Table
    attempt: sa.Table


def system_tables() -> SystemTables:
    """The tables in fresh metadata."""
    metadata = new_metadata()
    return SystemTables(
        metadata,
        principal_table(metadata),
        manager_path_table(metadata),
        share_table(metadata),
        _history(metadata),
        _counter(metadata),
        _deployment(metadata),
        _quarantine(metadata),
        _applying(metadata),
        _credential(metadata),
        _session(metadata),
        _token(metadata),
        _token_scope(metadata),
        _file(metadata),
        _repeat(metadata),
        search_table(metadata),
        searched_table(metadata),
        bin_table(metadata),
        delegation_table(metadata),
        _audit(metadata),
        _attempt(metadata),
    )


def _serial() -> sa.Column[int]:
    """A number the database gives in the order of writing."""
    kind = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
    return sa.Column(quoted("id"), kind, sa.Identity(), primary_key=True)


def _words(name: str, *, nullable: bool = False, key: bool = False) -> sa.Column[str]:
    return sa.Column(quoted(name), Words(), nullable=nullable and not key, primary_key=key)


def _id(name: str, *, key: bool = False, nullable: bool = False) -> sa.Column[str]:
    return sa.Column(quoted(name), Id(), nullable=nullable, primary_key=key)


def _moment(name: str, *, nullable: bool = False) -> sa.Column[object]:
    return sa.Column(quoted(name), Moment(), nullable=nullable)


def _history(metadata: sa.MetaData) -> sa.Table:
    """One row per record per call of the door."""
    return sa.Table(
        quoted("_history"),
        metadata,
        _serial(),
        _words("object"),
        _id("record"),
        sa.Column(quoted("version"), sa.BigInteger(), nullable=False),
        _moment("at"),
        _id("actor"),
        _words("cause"),
        _words("kind"),
        _words("changes"),
        sa.Index(quoted("_history_record"), "record", "id"),
    )


def _counter(metadata: sa.MetaData) -> sa.Table:
    """The last number given out, per counter (`object.field`) and period."""
    return sa.Table(
        quoted("_counter"),
        metadata,
        _words("name", key=True),
        _words("period", key=True),
        sa.Column(quoted("last"), sa.BigInteger(), nullable=False),
    )


def _deployment(metadata: sa.MetaData) -> sa.Table:
    """Every stack that was deployed: its files, and the blueprint they were compiled to."""
    return sa.Table(
        quoted("_deployment"),
        metadata,
        sa.Column(quoted("revision"), sa.BigInteger(), primary_key=True, autoincrement=False),
        sa.Column(quoted("base"), sa.BigInteger(), nullable=False),
        _moment("at"),
        _words("author"),
        _words("message"),
        _words("engine"),
        _words("files"),
        _words("hashes"),
        _words("blueprint_hash"),
        _words("blueprint"),
    )


def _quarantine(metadata: sa.MetaData) -> sa.Table:
    """Tables and columns that left the model, under the names they have now.  `column` is empty for a whole table;
    `columns` says what kind of values are kept."""
    return sa.Table(
        quoted("_quarantine"),
        metadata,
        _serial(),
        _words("object"),
        _words("column"),
        _words("hidden"),
        _words("columns"),
        sa.Column(quoted("revision"), sa.BigInteger(), nullable=False),
        _moment("at"),
    )


def _applying(metadata: sa.MetaData) -> sa.Table:
    """Who is applying a stack right now, at most one row; on SQLite a file says it."""
    names = ("name", "process", "since", "beat", "doing")
    return sa.Table(quoted("_applying"), metadata, _words("id", key=True), *(_words(name) for name in names))


def _credential(metadata: sa.MetaData) -> sa.Table:
    """The password of a user, hashed."""
    return sa.Table(quoted("_credential"), metadata, _id("user", key=True), _words("digest"), _moment("changed_at"))


def _session(metadata: sa.MetaData) -> sa.Table:
    """Who is logged in.  Only a digest of the session's secret is kept."""
    return sa.Table(
        quoted("_session"),
        metadata,
        _words("digest", key=True),
        _id("user"),
        _moment("created_at"),
        _moment("expires_at"),
        sa.Index(quoted("_session_user"), "user"),
        sa.Index(quoted("_session_expires"), "expires_at"),
    )


def _token(metadata: sa.MetaData) -> sa.Table:
    """API tokens.  Only a digest of the secret is kept; a token without end has no `expires_at`."""
    return sa.Table(
        quoted("_token"),
        metadata,
        _id("id", key=True),
        _words("digest"),
        _id("user"),
        _words("name"),
        _moment("created_at"),
        _moment("expires_at", nullable=True),
        sa.Index(quoted("_token_digest"), "digest", unique=True),
        sa.Index(quoted("_token_user"), "user"),
    )


def _token_scope(metadata: sa.MetaData) -> sa.Table:
    """What tokens are good for: an object and an action each; one without rows is good for all its user may."""
    return sa.Table(
        quoted("_token_scope"), metadata, _id("token", key=True), _words("object", key=True), _words("action", key=True)
    )


def _file(metadata: sa.MetaData) -> sa.Table:
    """What is known of files; `key` and `thumbnail` name their contents, which lie outside the database."""
    return sa.Table(
        quoted("_file"),
        metadata,
        _id("id", key=True),
        _words("key"),
        _words("name"),
        _words("media_type"),
        sa.Column(quoted("size"), sa.BigInteger(), nullable=False),
        _words("sha256"),
        _words("thumbnail", nullable=True),
        _id("uploaded_by"),
        _moment("at"),
        _words("object", nullable=True),
        _id("record", nullable=True),
        _moment("released_at", nullable=True),
        sa.Index(quoted("_file_record"), "record"),
        sa.Index(quoted("_file_uploaded_by"), "uploaded_by"),
        sa.Index(quoted("_file_key"), "key"),
    )


def _repeat(metadata: sa.MetaData) -> sa.Table:
    """Calls that count once, however often they are sent: a digest of who and with which key, another of what was
    asked, and a note of what became of it."""
    return sa.Table(
        quoted("_repeat"),
        metadata,
        _words("scope", key=True),
        _words("fingerprint"),
        _moment("at"),
        _words("note"),
        sa.Index(quoted("_repeat_at"), "at"),
    )


def _audit(metadata: sa.MetaData) -> sa.Table:
    """What was done about who may do what.  The number counts what is sealed; the seal holds each row to the one
    before it."""
    return sa.Table(
        quoted("_audit"),
        metadata,
        _serial(),
        _moment("at"),
        _id("actor", nullable=True),
        _words("event"),
        _words("cause"),
        _words("object"),
        _words("record"),
        _words("detail"),
        sa.Column(quoted("number"), sa.BigInteger(), nullable=True),
        _words("key", nullable=True),
        _words("seal", nullable=True),
        sa.Index(quoted("_audit_number"), "number", unique=True),
        sa.Index(quoted("_audit_record"), "record", "id"),
    )


def _attempt(metadata: sa.MetaData) -> sa.Table:
    """Attempts to log in, by a digest of the name, the address, or both."""
    return sa.Table(
        quoted("_attempt"),
        metadata,
        _words("key", key=True),
        sa.Column(quoted("failures"), sa.BigInteger(), nullable=False),
        _moment("at"),
        _moment("good_at", nullable=True),
        sa.Index(quoted("_attempt_at"), "at"),
    )
