"""Whose the recycle bin is: whoever deleted a record, those above its owner, and those who see all of the object."""

from objectry.runtime.access.rights import Rights
from objectry.runtime.conditions import AllOf, AnyOf, Condition, Deleted, Nobody, OwnedBelow

WIDE = ("view_all", "modify_all")


def bin_rows(rights: Rights, object: str) -> Condition:
    """Which of the deleted records the actor sees in the bin: of those she would see, were they there."""
    seen = rights.policy(object, "read").condition
    if not rights.may(object, "read").allowed:
        return Nobody()
    if any(rights.may(object, right).allowed for right in WIDE):
        return AllOf((seen, Deleted()))
    return AllOf((seen, AnyOf((Deleted(rights.actor.id), AllOf((Deleted(), OwnedBelow(rights.actor.id)))))))
