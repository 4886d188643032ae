"""The principals of queues: what owns a record has a row among those who may own."""

from objectry.plan import Blueprint
from objectry.runtime.access.queues import queue_names
from objectry.runtime.store import Applying

KIND = "queue"


def keep_queues(work: Applying, blueprint: Blueprint) -> None:
    """Those of the stack are there and are called as it says; one that left it stays, for what it still holds."""
    wanted = queue_names(blueprint)
    there = work.principal_names(sorted(wanted))
    work.add_principals({id: name for id, name in wanted.items() if id not in there}, KIND)
    work.rename_principals({id: name for id, name in wanted.items() if there.get(id, name) != name})
