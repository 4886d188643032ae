"""Fetches the records that `update` and `delete` of a rule are about: one statement for a target, however many records
have called the rule up.

What a target's condition asks of the target alone is asked of the database; the rest is asked of what comes back.
"""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from objectry.rules import TARGET_ID, Call, FieldRead, Node, Target, Value, of_child
from objectry.runtime.conditions import AllOf, Condition, Fulfils
from objectry.runtime.desk import Desk, among, chunks, own_read

ABOVE = "$above"
Row = Mapping[str, Value]


@dataclass(frozen=True, slots=True)
class Targets:
    """What records lead to.  `rows` hold what has been read of these already."""

    desk: Desk
    rows: Sequence[Row]

    def fetch(self, target: Target, records: Sequence[int], reads: Sequence[FieldRead]) -> list[tuple[int, Row]]:
        """The records of the target, each with the number of the record that leads to it."""
        leading: defaultdict[str, list[int]] = defaultdict(list)
        for record in records:
            id = self.rows[record][target.above.key]
            if isinstance(id, str):
                leading[id].append(record)
        if target.link is None:
            return [(record, {TARGET_ID: id}) for id, numbers in leading.items() for record in numbers]
        found = self._children(target, target.link, sorted(leading), reads)
        return [(record, row) for row in found for record in leading[str(row[ABOVE])]]

    def _children(self, target: Target, link: str, ids: Sequence[str], reads: Sequence[FieldRead]) -> Iterator[Row]:
        plan = self.desk.blueprint.objects[target.object]
        outputs: dict[str, Node] = {read.key: own for read in reads if (own := of_child(read)) is not None}
        outputs |= {TARGET_ID: own_read(plan, "id"), ABOVE: own_read(plan, link)}
        asked = tuple(_of_target_alone(target.where))
        for part in chunks(ids):
            yield from self.desk.rows(target.object, outputs, AllOf((among(plan, link, part), *asked)))


def _of_target_alone(where: Node | None) -> Iterator[Condition]:
    """The parts of a condition, joined by `and`, that the database can be asked."""
    if where is None:
        return
    parts = where.args if isinstance(where, Call) and where.function == "and" else (where,)
    for part in parts:
        own = of_child(part)
        if own is not None:
            yield Fulfils(own)
