"""What belongs to a record is as secret as the record: which rights on attachments, comments... follow from its own.

No set grants them, and no sharing rule opens them.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from types import MappingProxyType

from objectry.metadata import Feature

READING = frozenset({"read"})
WRITING = frozenset({"create", "update", "delete"})


@dataclass(frozen=True, slots=True)
class Following:
    """What each right on the object with the feature gives on the feature's records.

    `shared` ones belong to no single record.  `personal` ones are changed by nobody but the one who made them,
    `private` ones are not even seen by others.
    """

    rights: Mapping[str, frozenset[str]]
    shared: bool = False
    personal: bool = False
    private: bool = False


FOLLOWING: Mapping[Feature, Following] = MappingProxyType(
    {
        Feature.ATTACHMENTS: Following({"read": READING, "update": WRITING}),
        Feature.COMMENTS: Following({"read": WRITING | {"read"}}, personal=True),
        Feature.TAGS: Following(
            {"read": READING, "update": frozenset({"create"}), "modify_all": frozenset({"update", "delete"})},
            shared=True,
        ),
        Feature.FOLLOW: Following({"read": frozenset({"read", "create", "delete"})}, personal=True, private=True),
    }
)


def grants_following(feature: Feature, of: str, holds: Callable[[str], bool]) -> Iterator[tuple[str, frozenset[str]]]:
    """Every grant on a feature's records of the object `of`, with its source.  `holds` knows the rights on that."""
    for right, given in {**FOLLOWING[feature].rights, "export": frozenset({"export"})}.items():
        if holds(right):
            yield f"{right} on {of}", given
