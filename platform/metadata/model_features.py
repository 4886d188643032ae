"""What an object may have besides its fields, and the objects the platform makes for that."""

from dataclasses import dataclass
from enum import StrEnum


class Feature(StrEnum):
    """The closed list of features.  Each of those that keep records of their own makes a companion object for them."""

    HISTORY = "history"
    ATTACHMENTS = "attachments"
    COMMENTS = "comments"
    ACTIVITIES = "activities"
    FOLLOW = "follow"
    TAGS = "tags"


@dataclass(frozen=True, slots=True)
class Quality:
    """What a record should say: the fields that make it complete, and how much of it, in per cent, is enough."""

    complete: tuple[str, ...] = ()
    target: int = 100


@dataclass(frozen=True, slots=True)
class Companion:
    """What the records of a generated object are to those of another: the attachments, comments, tags... of `of`."""

    feature: Feature
    of: str
