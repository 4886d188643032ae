"""Running an import: rows in batches through the door, children after their parents, self-lookups in a second pass.

Each batch is a door call of its own, so an import never holds the write lock for long, and what is done stays done:
a second run of the same file finds it and changes nothing.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import partial
from zoneinfo import ZoneInfo

from objectry.rules import Environment
from objectry.runtime.calls import Call, Change, Mode, Outcome
from objectry.runtime.importing.attachments import Attachments, NotAttached
from objectry.runtime.importing.lookups import LookupTable
from objectry.runtime.importing.plan import ID, FieldImport, ImportPlan, Target
from objectry.runtime.importing.report import Report
from objectry.runtime.importing.source import SourceRow
from objectry.runtime.records import Records

BATCH = 200
"""Rows of one door call: other writers wait no longer than that takes (RUNTIME section 4)."""

Values = dict[str, object]
Door = Callable[[Sequence[Values]], Outcome]
Progress = Callable[[Report], None]


@dataclass(slots=True)
class _Row:
    """A row on its way: the values of one target and what became of it."""

    source: SourceRow
    values: Values = field(default_factory=dict)
    problems: list[str] = field(default_factory=list)
    id: str | None = None


def run_import(
    records: Records,
    call: Call,
    plan: ImportPlan,
    rows: Iterable[SourceRow],
    tell: Progress,
    attachments: Attachments | None = None,
) -> Report:
    """Bring all rows in; `tell` hears the report after each batch, `attachments` takes in the files cells name.

    Raises NotAllowed when the actor may not import into the object.
    """
    return _Import(records, call, plan, tell, attachments).run(rows)


class _Import:
    def __init__(
        self, records: Records, call: Call, plan: ImportPlan, tell: Progress, attachments: Attachments | None
    ) -> None:
        self._records = records
        self._call = call
        self._plan = plan
        self._tell = tell
        self._attachments = attachments
        self._lookups = LookupTable(records, call)
        self._seen: dict[object, _Row] = {}
        self.report = Report()

    def run(self, rows: Iterable[SourceRow]) -> Report:
        later: list[_Row] = []
        for batch in _batches(rows):
            self.report.rows += len(batch)
            later.extend(self._take(batch))
            self._tell(self.report)
        for start in range(0, len(later), BATCH):
            self._link(later[start : start + BATCH])
        self._tell(self.report)
        return self.report

    def _take(self, batch: Sequence[SourceRow]) -> list[_Row]:
        """Write one batch with its children; the rows that wait for the second pass."""
        fields = [field for field in self._plan.main.fields if not field.later]
        made = self._make(batch, fields)
        fresh, repeats = self._part(made)
        self._write(self._plan.main, fresh)
        self._join(repeats)
        for child in self._plan.children:
            self._take_children(child, [row for row in made if row.id is not None])
        self._report_problems(made)
        waiting = any(field.later for field in self._plan.main.fields)
        return [row for row in fresh if row.id is not None] if waiting else []

    def _part(self, rows: Sequence[_Row]) -> tuple[list[_Row], list[_Row]]:
        """Rows to write, and those that say again, word for word, what an earlier row said under the same key.

        A file that lists an order on each of its lines repeats the order so; its lines are still children of it.
        """
        key = self._plan.main.key
        fresh: list[_Row] = []
        repeats: list[_Row] = []
        for row in (row for row in rows if not row.problems):
            name = row.values.get(key) if key is not None else None
            earlier = self._seen.get(name) if name is not None else None
            if earlier is not None and earlier.values == row.values:
                repeats.append(row)
            else:
                if name is not None:
                    self._seen[name] = row
                fresh.append(row)
        return fresh, repeats

    def _join(self, repeats: Sequence[_Row]) -> None:
        """Repeated rows belong to the record the first of them made."""
        self.report.repeated += len(repeats)
        for row in repeats:
            row.id = self._seen[row.values[self._plan.main.key or ""]].id
            if row.id is None:
                row.problems.append("the row whose record it repeats was not taken")

    def _take_children(self, target: Target, parents: Sequence[_Row]) -> None:
        sources = [row.source for row in parents]
        holds = target.when(sources, self._environment()) if target.when else [True] * len(parents)
        chosen = [parent for parent, wanted in zip(parents, holds, strict=True) if wanted]
        children = self._make([parent.source for parent in chosen], target.fields)
        for child, parent in zip(children, chosen, strict=True):
            if target.link is not None:
                child.values[target.link] = parent.id
        self._write(target, children)
        self._report_problems(children)

    def _link(self, rows: Sequence[_Row]) -> None:
        """The second pass: lookups from an object to itself, now that all of its records are there."""
        main = self._plan.main
        self._lookups.forget(main.object)
        linked = self._make([row.source for row in rows], [field for field in main.fields if field.later])
        for link, row in zip(linked, rows, strict=True):
            if main.key is not None:
                link.values[main.key] = row.values[main.key]
        filled = [link for link in linked if any(value is not None for value in link.values.values())]
        self._write(main, filled, again=True)
        self._report_problems(linked)

    def _make(self, sources: Sequence[SourceRow], fields: Sequence[FieldImport]) -> list[_Row]:
        rows = [_Row(source) for source in sources]
        for row in rows:
            if row.source.extra:
                row.problems.append("the row has more cells than the head has columns")
        environment = self._environment()
        for one in fields:
            self._fill(rows, one, environment)
        return rows

    def _fill(self, rows: Sequence[_Row], one: FieldImport, environment: Environment) -> None:
        cells = one.read([row.source for row in rows], environment)
        if one.lookup is not None:
            written = [str(cell.value) for cell in cells if cell.value is not None]
            self._lookups.prefetch(way for cell in written for ask in one.lookup.asks(cell) for way in ask)
        for row, cell in zip(rows, cells, strict=True):
            if cell.problem is not None:
                row.problems.append(cell.problem)
            elif one.lookup is not None and cell.value is not None:
                self._follow(row, one, str(cell.value))
            elif one.file is not None and cell.value is not None:
                self._attach(row, one, str(cell.value))
            elif cell.value is not None or not one.skip_blank:
                row.values[one.name] = cell.value

    def _attach(self, row: _Row, one: FieldImport, text: str) -> None:
        try:
            taken = self._attachments.take(text, one.file) if self._attachments and one.file else text
        except NotAttached as problem:
            row.problems.append(str(problem))
        else:
            row.values[one.name] = taken

    def _follow(self, row: _Row, one: FieldImport, text: str) -> None:
        assert one.lookup is not None
        found, problems = self._lookups.resolve(one.lookup, text)
        row.problems += [f"{one.label}: {problem}" for problem in problems]
        row.values[one.name] = found if one.lookup.many else next(iter(found), None)

    def _write(self, target: Target, rows: Sequence[_Row], *, again: bool = False) -> None:
        good = [row for row in rows if not row.problems]
        for group in _unique_by(good, target.key):
            for part, act in self._doors(target, group):
                self._note(target, part, act([row.values for row in part]), again=again)

    def _doors(self, target: Target, group: Sequence[_Row]) -> Iterator[tuple[Sequence[_Row], Door]]:
        """The rows and what the door is asked for: by id, rows that have one are changes and the others new."""
        if target.key not in {None, ID}:
            yield group, partial(self._upsert, target)
            return
        new = [row for row in group if row.values.get(ID) is None]
        known = [row for row in group if row.values.get(ID) is not None]
        if new:
            yield new, partial(self._create, target)
        if known:
            yield known, partial(self._change, target)

    def _create(self, target: Target, values: Sequence[Values]) -> Outcome:
        plain = [_without(one, ID) for one in values]
        return self._records.create(self._call, target.object, plain, mode=Mode.PARTIAL)

    def _change(self, target: Target, values: Sequence[Values]) -> Outcome:
        changes = [Change(str(one[ID]), _without(one, ID)) for one in values]
        return self._records.update(self._call, target.object, changes, mode=Mode.PARTIAL)

    def _upsert(self, target: Target, values: Sequence[Values]) -> Outcome:
        return self._records.upsert(self._call, target.object, target.key or "", values, mode=Mode.PARTIAL)

    def _note(self, target: Target, group: Sequence[_Row], outcome: Outcome, *, again: bool) -> None:
        for problem in outcome.problems:
            place = f"{problem.field}: " if problem.field else ""
            group[problem.record or 0].problems.append(place + problem.message)
        for row, record, action in zip(group, outcome.records, outcome.actions, strict=True):
            row.id = record.id if record is not None else None
            if not again:
                self.report.count(target.object, action)

    def _report_problems(self, rows: Sequence[_Row]) -> None:
        for row in rows:
            if row.problems:
                self.report.reject(row.source.number, "; ".join(dict.fromkeys(row.problems)))

    def _environment(self) -> Environment:
        now: datetime = self._call.now
        here = ZoneInfo(self._call.blueprint.settings.timezone)
        today = now.astimezone(here).date()
        return Environment(now, today, {"id": self._call.actor.id}, self._call.source, here.key)


def _without(values: Values, name: str) -> Values:
    return {one: value for one, value in values.items() if one != name}


def _batches(rows: Iterable[SourceRow]) -> Iterator[list[SourceRow]]:
    batch: list[SourceRow] = []
    for row in rows:
        batch.append(row)
        if len(batch) == BATCH:
            yield batch
            batch = []
    if batch:
        yield batch


def _unique_by(rows: Sequence[_Row], key: str | None) -> Iterator[list[_Row]]:
    """The rows in groups in which no key stands twice, so that a later row may amend an earlier one."""
    group: list[_Row] = []
    keys: set[object] = set()
    for row in rows:
        value = row.values.get(key) if key is not None else None
        if value is not None and value in keys:
            yield group
            group, keys = [], set()
        group.append(row)
        keys.add(value)
    if group:
        yield group
