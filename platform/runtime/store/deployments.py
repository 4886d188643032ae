"""Deployed stacks: what runs is what stands here, not what lies in some folder."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from objectry.runtime.store.writes import insert


@dataclass(frozen=True, slots=True)
class Deployment:
    """One revision of the deployed stack.

    `files` and `hashes` are by app, in the order of the stack: path to text, and the hash of all of them.  `engine`
    is the version that compiled it; `blueprint` the compiled form as printed, for comparing and for people.
    """

    base: int
    at: datetime
    author: str
    message: str
    engine: str
    files: Mapping[str, Mapping[str, str]]
    hashes: Mapping[str, str]
    blueprint_hash: str
    blueprint: Mapping[str, Any]
    revision: int = 0


@dataclass(frozen=True, slots=True)
class DeploymentSummary:
    """Who deployed what, when."""

    revision: int
    base: int
    at: datetime
    author: str
    message: str
    blueprint_hash: str


def write_deployment(connection: sa.Connection, table: sa.Table, deployment: Deployment) -> None:
    """Add a revision."""
    plain = ("revision", "base", "at", "author", "message", "engine", "blueprint_hash")
    nested = ("files", "hashes", "blueprint")
    row = {name: getattr(deployment, name) for name in plain}
    row |= {name: _json(getattr(deployment, name)) for name in nested}
    insert(connection, table, [row])


def _json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"), default=_plain)


def _plain(value: object) -> object:
    """Frozen mappings and tuples inside, as JSON knows them."""
    if isinstance(value, Mapping):
        return dict(value)
    if isinstance(value, Sequence | frozenset):
        return list(value)
    raise TypeError(f"{type(value).__name__} cannot be written as JSON")


def read_deployment(connection: sa.Connection, table: sa.Table, revision: int | None) -> Deployment | None:
    """A revision with everything; None asks for the one in force.  None where there is none."""
    query = sa.select(table).order_by(table.c.revision.desc()).limit(1)
    if revision is not None:
        query = query.where(table.c.revision == revision)
    row = connection.execute(query).mappings().first()
    if row is None:
        return None
    nested = {name: json.loads(row[name]) for name in ("files", "hashes", "blueprint")}
    return Deployment(**(dict(row) | nested))


def list_deployments(connection: sa.Connection, table: sa.Table) -> list[DeploymentSummary]:
    """All revisions, newest first."""
    names = ("revision", "base", "at", "author", "message", "blueprint_hash")
    query = sa.select(*(table.c[name] for name in names)).order_by(table.c.revision.desc())
    return [DeploymentSummary(*row) for row in connection.execute(query)]
