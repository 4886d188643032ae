"""Queues: records that belong to nobody yet, and wait for a member to take them.

A queue owns records as a user does, under an id that follows from its name, the same in every database.
"""

from collections.abc import Mapping
from functools import cache
from uuid import UUID, uuid5

from objectry.plan import Blueprint

SPACE = UUID("6f1c2b6e-8a55-5d0e-9b5e-2f7a53c0d9a1")
WRITTEN = "queue:"
"""Begins what callers write for the owner: `queue:inbound`."""


@cache
def queue_id(name: str) -> str:
    """The id under which a queue owns records."""
    return str(uuid5(SPACE, name))


def queue_names(blueprint: Blueprint) -> Mapping[str, str]:
    """What the queues are called, by their ids."""
    return {queue_id(name): one.label for name, one in blueprint.queues.items()}


def owners_of(blueprint: Blueprint, object: str) -> frozenset[str]:
    """The queues that may own records of an object, by their ids."""
    return frozenset(queue_id(name) for name, one in blueprint.queues.items() if object in one.objects)


def as_owner(value: object) -> object:
    """An owner as it was sent, a queue by its name as its id."""
    if isinstance(value, str) and value.startswith(WRITTEN):
        return queue_id(value.removeprefix(WRITTEN))
    return value
