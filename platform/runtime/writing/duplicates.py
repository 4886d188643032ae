"""Step 7: unique fields and duplicate rules, against the database and within the batch.

A unique field and a blocking rule look at every live record, and so reveal one bit of records the actor may not see:
that there is one.  A warning looks only at what she may see.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence

from objectry.metadata import DuplicateRule
from objectry.plan import ObjectPlan
from objectry.rules import Value
from objectry.runtime.codes import problem
from objectry.runtime.conditions import Condition, Everyone
from objectry.runtime.errors import Problem
from objectry.runtime.writing.drafts import Draft, Kind
from objectry.runtime.writing.work import Wave, Work

Key = tuple[Value, ...]


def find_duplicates(work: Work, wave: Wave) -> None:
    """Step 7."""
    if wave.kind is Kind.DELETE:
        return
    for name, plan in wave.plan.fields.items():
        if plan.field.unique and plan.column is not None and not plan.field.system:  # an id is given out once
            for draft in _meeting(work, wave, (name,), Everyone()):
                work.refuse(draft, [problem("D530", name, draft.position, label=plan.field.label)])
    for index in wave.plan.object.indexes.values():
        if index.unique:
            for draft in _meeting(work, wave, index.fields, Everyone()):
                work.refuse(draft, repeated_together(draft, index.fields))
    for rule in wave.plan.duplicates:
        _apply(work, wave, rule)


def repeated_together(draft: Draft, names: Sequence[str]) -> list[Problem]:
    """The problem at each of the fields whose values another record has together."""
    fields = {name: draft.plan.fields[name].field.label for name in names}
    together = ", ".join(fields.values())
    return [problem("D563", name, draft.position, label=label, fields=together) for name, label in fields.items()]


def _apply(work: Work, wave: Wave, rule: DuplicateRule) -> None:
    blocks = rule.action == "block"
    where = Everyone() if blocks else work.rights.policy(wave.plan.name, "read").condition
    for draft in _meeting(work, wave, rule.match, where):
        if blocks:
            work.refuse(draft, [problem("D531", rule.match[0], draft.position, rule=rule.name)])
        elif not wave.by_rule:
            work.warnings.append(problem("D532", rule.match[0], draft.position, rule=rule.name))


def _meeting(work: Work, wave: Wave, names: tuple[str, ...], where: Condition) -> list[Draft]:
    """The drafts whose values in these fields another record has too; a blank value meets nothing."""
    asking = [
        draft
        for draft in wave.sound
        if all(draft.new.get(name) is not None for name in names)
        and (draft.kind is Kind.RESTORE or any(draft.has_changed(name) for name in names))
    ]
    if not asking:
        return []
    taken = _stored(work, wave.plan, names, asking, where)
    leaving = {draft.id: draft for draft in wave.drafts}
    met = []
    for draft in asking:
        key = _key(draft.new, names)
        others = taken[key] - {draft.id}
        if any(not _gives_up(leaving.get(other), names, key) for other in others):
            met.append(draft)
        taken[key].add(draft.id)
    return met


def _gives_up(other: Draft | None, names: tuple[str, ...], key: Key) -> bool:
    """Whether a record of this very batch had the values but has others after it."""
    return other is not None and _key(other.new, names) != key


def _stored(
    work: Work, plan: ObjectPlan, names: tuple[str, ...], drafts: Sequence[Draft], where: Condition
) -> dict[Key, set[str]]:
    found: dict[Key, set[str]] = defaultdict(set)
    values = [draft.new[names[0]] for draft in drafts]
    for row in work.desk.with_values(plan, names[0], values, names, where):
        found[_key(row, names)].add(str(row["id"]))
    return found


def _key(values: Mapping[str, Value], names: Iterable[str]) -> Key:
    return tuple(values.get(name) for name in names)
