"""What the audit log tells of, and how an event becomes a row.

Changes of records are in their history.  The audit log has what decides who may do what, and what leaves or ends as a
whole: log-ins, passwords, tokens, people and their rights, shares, deployments, exports, imports, purges, keys.
"""

import json
from collections.abc import Mapping, Sequence
from datetime import datetime
from enum import StrEnum

from objectry.metadata import EMPTY
from objectry.rules import Value
from objectry.runtime.calls import Call
from objectry.runtime.store import PEOPLE, AuditRow
from objectry.runtime.writing.journal import Journal, Line

LONGEST = 2_000
USER = "user"
Detail = Mapping[str, object]


class Event(StrEnum):
    """Events of the platform's own; those of people are called by their object, `user.update`."""

    LOGGED_IN = "session.begin"
    LOG_IN_REFUSED = "session.refuse"
    LOGGED_OUT = "session.end"
    LOGGED_OUT_EVERYWHERE = "session.end_all"
    PASSWORD_CHANGED = "password.change"  # noqa: S105 (the name of an event)
    PASSWORD_SET = "password.set"  # noqa: S105 (the name of an event)
    TOKEN_MADE = "token.create"  # noqa: S105 (the name of an event)
    TOKEN_REVOKED = "token.revoke"  # noqa: S105 (the name of an event)
    SHARED = "share.create"
    UNSHARED = "share.end"
    DELEGATED = "delegation.create"
    UNDELEGATED = "delegation.end"
    DEPLOYED = "deployment.apply"
    PURGED = "deployment.purge"
    EXPORTED = "records.export"
    IMPORTED = "records.import"
    KEYS_CHANGED = "secrets.rotate"
    ADOPTED = "audit.seal"


def row(
    at: datetime,
    event: str,
    actor: str | None,
    cause: str,
    about: tuple[str, str] = ("", ""),
    detail: Detail = EMPTY,
) -> AuditRow:
    """An event as a row; `about` is the object and the id of the record it concerns."""
    return AuditRow(at, actor, event, cause, *about, written(detail))


def of_call(call: Call, event: str, about: tuple[str, str] = ("", ""), detail: Detail = EMPTY) -> AuditRow:
    """What somebody did in a call."""
    return row(call.now, event, call.actor.id, call.cause, about, detail)


def of_people(journal: Journal, call: Call) -> Sequence[AuditRow]:
    """What a call did to people and to what they may: a row for each such record."""
    lines = (line for line in journal.lines.values() if line.plan.name in PEOPLE)
    return [
        of_call(call, f"{line.plan.name}.{line.kind}", (line.plan.name, line.id), {"changes": _changes(line)})
        for line in lines
    ]


def _changes(line: Line) -> Mapping[str, object]:
    """Field by field, before and after; of a new record all that it was made with."""
    pairs = line.changes() or {name: (None, value) for name, value in line.new.items() if _tells(line, name, value)}
    return {name: [plain(old), plain(new)] for name, (old, new) in pairs.items()}


def _tells(line: Line, name: str, value: Value) -> bool:
    field = line.plan.fields.get(name)
    return value is not None and field is not None and not field.field.system and field.field.history


def plain(value: Value) -> object:
    """A value as JSON has it, for reading and not for computing."""
    if value is None or isinstance(value, bool):
        return value
    if isinstance(value, tuple):
        return [str(one) for one in value]
    return str(value)[:LONGEST]


def written(detail: Detail) -> str:
    """The one way to write the same detail."""
    return json.dumps(dict(detail), ensure_ascii=False, separators=(",", ":"), sort_keys=True)
