"""What the runtime answers when it cannot do what was asked.  Nothing here knows HTTP or a language.

A problem is a value: a stable code (D5xx), the field it belongs to, and parameters.  The English sentence comes with
it; faces say it in the reader's language by `("texts", code)`.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from objectry.metadata import EMPTY


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing wrong with one record.  `record` counts from 0 in the caller's batch; None concerns the call.

    `message` is complete English; `params` fill the translated template of `code`.  A message an admin wrote
    (a validation, a refusal) has code D520 and is taken as it stands.
    """

    code: str
    message: str
    field: str | None = None
    record: int | None = None
    params: Mapping[str, str] = EMPTY


class DoorError(Exception):
    """The common parent, so that a face can catch all of them in one place."""


class NotFound(DoorError):
    """No such object or record, or one the actor may not see: both answer alike."""


class NotAllowed(DoorError):
    """The actor may not do this.  `reason` names the missing right."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


class Invalid(DoorError):
    """The call, or records in it, cannot be accepted; nothing was written."""

    def __init__(self, problems: tuple[Problem, ...]) -> None:
        super().__init__("; ".join(problem.message for problem in problems))
        self.problems = problems


class Conflict(DoorError):
    """The record has changed since the caller read it.  `current` is its version now, per record id."""

    def __init__(self, stale: Mapping[str, int]) -> None:
        super().__init__("changed in the meantime: " + ", ".join(stale))
        self.stale = stale


class VersionNeeded(DoorError):
    """Records of this object are only changed by those who say which version they have read."""


class Busy(DoorError):
    """The database could not serve the call after several tries; it may be repeated."""


class TooLong(DoorError):
    """The database was at work for longer than a call may take; nothing was written."""


class NoRoom(DoorError):
    """The disk is full; nothing was written.  Reads go on, and writes too as soon as there is room."""


class StillRunning(DoorError):
    """The same call, sent before, has not come to its end yet."""


class OtherCall(DoorError):
    """The key of a call that counts once belongs to another call."""


class RevisionChanged(DoorError):
    """A newer stack was deployed during the call; the call starts again with the new blueprint."""
