"""The search index made from the records: where what is searched has changed, and where it is not as it should be."""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence

from objectry.plan import (
    ChangeColumn,
    ConvertColumn,
    FillColumn,
    FillNumbers,
    RenameTable,
    RenameValues,
    RestoreColumn,
    Step,
)
from objectry.rules import Node, Value
from objectry.runtime.conditions import Condition, Everyone, IdIn
from objectry.runtime.deploying.survey import Survey
from objectry.runtime.desk import chunks, own_read
from objectry.runtime.searching.entries import entry_of
from objectry.runtime.searching.fields import Indexed
from objectry.runtime.store import Applying, Entry, Select

PAGE = 2000
EVERYONE: Condition = Everyone()
Indexes = Mapping[str, Indexed]


def is_behind(survey: Survey, indexes: Indexes) -> bool:
    """Whether the index was made of other fields than are searched now."""
    return survey.transaction.search.marks() != _marks(indexes)


def renew(work: Applying, survey: Survey, indexes: Indexes, touched: Collection[str] = ()) -> None:
    """Make the entries anew of each object of which other fields are searched than before, and of those touched.

    All of them are cleared first: a record whose object is called otherwise now has an entry under its old name.
    """
    search, before, wanted = work.search, work.search.marks(), _marks(indexes)
    names = [
        one for one in sorted(before.keys() | wanted.keys()) if one in touched or before.get(one) != wanted.get(one)
    ]
    for name in names:
        search.clear(name)
    for name in names:
        for part in chunks(expected(survey, indexes[name]), PAGE) if name in indexes else ():
            search.add(part)
        search.mark(name, wanted.get(name))


def touched_by(steps: Iterable[Step], indexes: Indexes) -> frozenset[str]:
    """The objects whose records steps have written past the door, in fields that are searched, or called otherwise."""
    return frozenset(name for step in steps for name in _touched(step, indexes))


def _touched(step: Step, indexes: Indexes) -> Iterator[str]:
    if isinstance(step, RenameTable):
        yield from (step.old, step.new)
    elif isinstance(step, ConvertColumn):
        yield from _if_searched(step.table, step.refit.new.name, indexes)
    elif isinstance(step, ChangeColumn):
        yield from _if_searched(step.table, step.new.name, indexes)
    elif isinstance(step, RestoreColumn | FillColumn | RenameValues):
        yield from _if_searched(step.table, step.column.name, indexes)
    elif isinstance(step, FillNumbers):
        yield from _if_searched(step.table, step.field.name, indexes)


def _if_searched(table: str, column: str, indexes: Indexes) -> Iterator[str]:
    """A table is called as its object, a column as its field."""
    if table in indexes and column in indexes[table].inputs:
        yield table


def _marks(indexes: Indexes) -> dict[str, str]:
    return {name: one.mark for name, one in indexes.items()}


def expected(survey: Survey, indexed: Indexed, ids: Sequence[str] | None = None) -> Iterator[Entry]:
    """The entries of all live records, or of these, as they should be, in the order of ids."""
    plan = survey.blueprint.objects[indexed.object]
    outputs: dict[str, Node] = {name: own_read(plan, name) for name in indexed.read}
    where = EVERYONE if ids is None else IdIn(tuple(ids))
    after: tuple[Value, ...] | None = None
    while True:
        wanted = Select(plan.name, outputs, where, (), PAGE, after, survey.open)
        rows = survey.transaction.select(survey.context, wanted)
        entries = (entry_of(indexed, str(row["id"]), row) for row in rows)
        yield from (one for one in entries if one.tokens)
        if len(rows) < PAGE:
            return
        after = (rows[-1]["id"],)


def misfiled(survey: Survey, indexes: Indexes) -> Iterator[tuple[str, str]]:
    """Objects and ids of records whose entries are not as they should be: missing, too many or of other words."""
    for name, indexed in indexes.items():
        kept = {one.record: hash(one.tokens) for one in survey.transaction.search.entries(name)}
        for wanted in expected(survey, indexed):
            if kept.pop(wanted.record, None) != hash(wanted.tokens):
                yield name, wanted.record
        yield from ((name, id) for id in kept)
