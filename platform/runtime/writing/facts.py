"""The values expressions read, for many drafts at once.

Own fields come from the draft, as it will be or as it was; what lies behind lookups and in child records is fetched,
one statement for each lookup and target object, whatever the number of drafts.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal

from objectry.rules import Aggregate, FieldRead, Leaf, Node, Value
from objectry.runtime.desk import Desk
from objectry.runtime.writing.drafts import Draft

Row = dict[str, Value]
ZERO_WHEN_EMPTY = frozenset({"COUNT", "SUM"})


@dataclass(slots=True)
class Facts:
    """Fetches and remembers what drafts read, within one step: nothing is written while it lives."""

    desk: Desk
    _behind: dict[tuple[str, str], dict[str, Value]] = field(default_factory=dict)

    def rows(self, drafts: Sequence[Draft], leaves: Iterable[Leaf]) -> list[Row]:
        """One row a draft, with each leaf under its key, and `$new`."""
        rows: list[Row] = [{"$new": draft.old is None} for draft in drafts]
        hopping: dict[tuple[str, str, bool], list[FieldRead]] = defaultdict(list)
        counting: list[Leaf] = []
        for leaf in leaves:
            if isinstance(leaf, Aggregate) or _fetched(drafts, leaf):
                counting.append(leaf)
            elif leaf.hops:
                hopping[leaf.hops[0].field, leaf.hops[0].object, leaf.prior].append(leaf)
            else:
                for row, draft in zip(rows, drafts, strict=True):
                    row[leaf.key] = own_value(draft, leaf.field, prior=leaf.prior)
        for (link, target, prior), reads in hopping.items():
            self._follow(rows, drafts, link, target, reads, prior=prior)
        self._count(rows, drafts, counting)
        for leaf in counting:
            if isinstance(leaf, FieldRead) and not leaf.hops:
                _take_links(rows, drafts, leaf)
        return rows

    def _follow(
        self, rows: list[Row], drafts: Sequence[Draft], link: str, target: str, reads: list[FieldRead], *, prior: bool
    ) -> None:
        """Read through one lookup, each target once."""
        ids = [own_value(draft, link, prior=prior) for draft in drafts]
        self._fetch(target, reads, {one for one in ids if isinstance(one, str)})
        for row, id in zip(rows, ids, strict=True):
            for read in reads:
                row[read.key] = self._behind[target, read.key].get(id) if isinstance(id, str) else None

    def _fetch(self, target: str, reads: Sequence[FieldRead], ids: set[str]) -> None:
        """Remember, of the records `ids` of the target, what is not known yet: one statement for all reads."""
        known = {read.key: self._behind.setdefault((target, read.key), {}) for read in reads}
        missing = set[str]().union(*(ids - values.keys() for values in known.values()))
        if not missing:
            return
        outputs: dict[str, Node] = {read.key: tail(read) for read in reads}
        for values in known.values():
            values.update(dict.fromkeys(missing))
        for row in self.desk.pick(target, outputs, sorted(missing)):
            for key, values in known.items():
                values[str(row["id"])] = row[key]

    def _count(self, rows: list[Row], drafts: Sequence[Draft], counting: list[Leaf]) -> None:
        """Figures over child records; a record being created has none."""
        if not counting or not drafts:
            return
        outputs: dict[str, Node] = {leaf.key: _stored(leaf) for leaf in counting}
        ids = sorted(draft.id for draft in drafts if draft.old is not None)
        found = self.desk.pick(drafts[0].plan.name, outputs, ids) if ids else []
        by_id = {str(row["id"]): row for row in found}
        empty = {leaf.key: _empty(drafts[0], leaf) for leaf in counting}
        for row, draft in zip(rows, drafts, strict=True):
            known: Mapping[str, Value] = by_id.get(draft.id, empty)
            row.update({key: known[key] for key in outputs})


def own_value(draft: Draft, name: str, *, prior: bool = False) -> Value:
    """A field of the draft itself.  Of a new record the value before is the value now, as in Salesforce."""
    if prior and draft.old is not None:
        return draft.old.get(name)
    return draft.id if name == "id" else draft.new.get(name)


def tail(read: FieldRead) -> FieldRead:
    """The read without its first hop: what it reads at that hop's target."""
    return FieldRead(read.hops[1:], read.object, read.field, read.type, declared=read.declared)


def _fetched(drafts: Sequence[Draft], leaf: FieldRead) -> bool:
    """Whether the database has to say it: a roll-up computed when it is read, links, and what lies beyond them."""
    plan = drafts[0].plan.fields.get(leaf.hops[0].field if leaf.hops else leaf.field) if drafts else None
    if plan is None or plan.column is not None:
        return False
    return plan.field.junction is not None or (plan.rollup is not None and not leaf.hops)


def _stored(leaf: Leaf) -> Leaf:
    """What was before this change is what is stored still."""
    return replace(leaf, prior=False) if isinstance(leaf, FieldRead) else leaf


def _take_links(rows: list[Row], drafts: Sequence[Draft], read: FieldRead) -> None:
    """Links that are about to change are those of the draft; the others are as they are stored."""
    for row, draft in zip(rows, drafts, strict=True):
        known = draft.old if read.prior and draft.old is not None else draft.new
        if read.field in known and draft.plan.fields[read.field].field.junction is not None:
            row[read.key] = known[read.field]


def _empty(draft: Draft, leaf: Leaf) -> Value:
    """A figure over no rows."""
    rollup = None if isinstance(leaf, Aggregate) else draft.plan.fields[leaf.field].rollup
    function = leaf.function if isinstance(leaf, Aggregate) else rollup.function if rollup else ""
    return Decimal(0) if function in ZERO_WHEN_EMPTY else None
