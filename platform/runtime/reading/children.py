"""The children of many records at once: the first of each, by one statement."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import replace

from objectry.runtime.calls import Record
from objectry.runtime.conditions import AllOf
from objectry.runtime.desk import among, own_read
from objectry.runtime.errors import NotFound
from objectry.runtime.reading.files import with_files
from objectry.runtime.reading.reader import Reader
from objectry.runtime.store import Order, Transaction

PARENT = "$parent"
NEWEST_LAST = "id"


def children_of(
    reader: Reader, transaction: Transaction, object: str, name: str, ids: Sequence[str], most: int
) -> Mapping[str, tuple[Record, ...]]:
    """The first children in a list, in the order they were made, by the id of their parent.  Raises NotFound."""
    child = reader.plan(object).children.get(name)
    if child is None or not reader.rights.reads(child.object, child.field):
        raise NotFound("there is no such list")
    plan = reader.plan(child.object)
    if not ids:
        return {}
    link = own_read(plan, child.field)
    outputs = reader.outputs(plan, ())
    where = AllOf((reader.policies[plan.name], among(plan, child.field, sorted(ids))))
    asked = replace(
        reader.select(plan, {**outputs, PARENT: link}, where),
        order=(Order(own_read(plan, NEWEST_LAST)),),
        limit=most,
        per=link,
    )
    rows = transaction.select(reader.context(transaction), asked)
    records = with_files(transaction, outputs, reader.answers(plan, rows))
    found: defaultdict[str, list[Record]] = defaultdict(list)
    for row, record in zip(rows, records, strict=True):
        found[str(row[PARENT])].append(record)
    return {id: tuple(children) for id, children in found.items()}
