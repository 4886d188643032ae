"""Taking a record out of a queue: what a member does who wants to work on it."""

from objectry.runtime import Call, Change, NotAllowed, Outcome, Record, Records, Rights

OWNER = "owner"


def may_claim(rights: Rights, record: Record) -> bool:
    """Whether the record belongs to a queue of the reader's, and she may change it."""
    owner = record.values.get(OWNER)
    mine = owner != rights.actor.id and rights.owns(record.object, owner)
    return mine and rights.may(record.object, "update").allowed


def claim(records: Records, call: Call, rights: Rights, object: str, id: str) -> Outcome:
    """The record belongs to the caller from now on.

    Raises NotFound, NotAllowed where no queue of hers holds it, and Conflict where somebody was faster.
    """
    record = records.get(call, object, id, (OWNER,) if OWNER in rights.readable(object) else ())
    if not may_claim(rights, record):
        raise NotAllowed("no queue that you are a member of holds this record")
    return records.update(call, object, [Change(id, {OWNER: rights.actor.id}, record.version)])
