"""What a call did to each record, for its history: one entry a record a call, the rounds merged.

A field changed twice shows the value before the call and the value after it; one that came back to where it was does
not show.  Fields a rule has set name the rule.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field

from objectry.metadata import FieldType
from objectry.plan import ObjectPlan
from objectry.rules import Value
from objectry.runtime.sealing.vault import MASK
from objectry.runtime.writing.drafts import Draft, Kind, differs

ATTACHED = "$attachments"
"""Marks, among the changes of a record, the names of attachments that went and came; no field is called so."""
SHARED = "$shares"
"""Marks with whom a record was shared before and is from now on."""


@dataclass(slots=True)
class Line:
    """One record's entry in the making."""

    plan: ObjectPlan
    id: str
    kind: Kind
    cause: str
    version: int
    old: dict[str, Value] = field(default_factory=dict)
    new: dict[str, Value] = field(default_factory=dict)
    causes: dict[str, str] = field(default_factory=dict)
    gone: list[str] = field(default_factory=list)
    come: list[str] = field(default_factory=list)

    def changed(self) -> tuple[str, ...]:
        """The fields that are not as they were, whether the history keeps them or not."""
        return tuple(name for name, value in self.new.items() if differs(value, self.old.get(name)))

    def note(self, changed: Mapping[str, Value], old: Mapping[str, Value], causes: Mapping[str, str]) -> None:
        """Add what has been written, and by which rules; what was there before the call stays what was."""
        before = {name: old.get(name) for name in changed} if old else dict.fromkeys(changed)
        self.old = {**before, **self.old}
        self.new |= changed
        self.causes |= causes

    def changes(self) -> dict[str, tuple[Value, Value]]:
        """Field by field, before and after; on deletion the last image, on creation nothing but the mark."""
        if self.kind is Kind.CREATE:
            return {}
        files = {ATTACHED: (tuple(self.gone) or None, tuple(self.come) or None)} if self.gone or self.come else {}
        return files | {
            name: (_shown(self.plan, name, self.old.get(name)), _shown(self.plan, name, self.new[name]))
            for name in self.changed()
            if keeps_history(self.plan, name)
        }


def _shown(plan: ObjectPlan, name: str, value: Value) -> Value:
    """The value as the history keeps it: of a secret only that there was one."""
    found = plan.fields.get(name)
    return MASK if found is not None and found.field.type is FieldType.SECRET and value is not None else value


@dataclass(slots=True)
class Journal:
    """All entries of one call, by object and id, in the order in which records were first touched."""

    lines: dict[tuple[str, str], Line] = field(default_factory=dict)

    def add(self, draft: Draft, version: int, cause: str) -> None:
        """Note what has been written of a draft."""
        key = (draft.plan.name, draft.id)
        line = self.lines.get(key)
        if line is None:
            kind = Kind.UPDATE if draft.kind is Kind.ROLLUP else draft.kind
            line = self.lines[key] = Line(draft.plan, draft.id, kind, cause, version)
        line.version = version
        if draft.kind is Kind.CREATE:
            line.note(draft.new, {}, draft.causes)
            return
        if draft.kind in {Kind.DELETE, Kind.RESTORE}:
            line.kind = draft.kind
        changed = dict.fromkeys(draft.old or {}) if draft.kind is Kind.DELETE else draft.changed()
        line.note(changed, draft.old or {}, {name: one for name, one in draft.causes.items() if name in changed})

    def add_figures(self, draft: Draft, version: int, cause: str) -> None:
        """Note recomputed figures: only of fields that ask to be kept."""
        if any(keeps_history(draft.plan, name) for name in draft.changed()):
            self.add(draft, version, cause)

    def add_attachment(self, plan: ObjectPlan, id: str, version: int, cause: str, gone: Value, come: Value) -> None:
        """Note, with the record it belongs to, an attachment that came, went or is called otherwise now."""
        line = self.lines.setdefault((plan.name, id), Line(plan, id, Kind.UPDATE, cause, version))
        line.gone += [] if gone is None else [str(gone)]
        line.come += [] if come is None else [str(come)]

    def add_computed(self, draft: Draft, name: str, old: Value, new: Value) -> None:
        """Note what a formula gave before and after, of a record that is in the journal."""
        line = self.lines[draft.plan.name, draft.id]
        line.old.setdefault(name, old)
        line.new[name] = new


def keeps_history(plan: ObjectPlan, name: str) -> bool:
    """Whether changes of the field are kept: what its declaration says, and never the platform's own marks."""
    found = plan.fields.get(name)
    if found is None or (found.field.system and name != "owner"):
        return False
    return found.field.history
