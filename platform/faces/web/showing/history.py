"""The changes of a record: who changed what from what to what, and why."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from objectry.faces.web.expressions import quoted
from objectry.faces.web.showing.cells import BLANK, Cell, cell, colour_of, record_name
from objectry.faces.web.visit import Visit
from objectry.metadata import Feature, companion_name
from objectry.plan import ObjectPlan
from objectry.runtime import Entry, Query

BY_HAND = "user"
MOST_NAMES = 200
Codes = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Turn:
    """One field's change."""

    label: str
    old: Cell
    new: Cell


@dataclass(frozen=True, slots=True)
class Event:
    """One change of the record."""

    who: str
    by_machine: bool
    tone: str
    what: str
    when: str
    time: str
    cause: str
    turns: tuple[Turn, ...]


def names_in(visit: Visit, plan: ObjectPlan, entries: Sequence[Entry]) -> Mapping[str, str]:
    """The names of all records the entries refer to, as the reader may see them now: one question per object."""
    wanted: dict[str, set[str]] = {}
    for entry in entries:
        for name, pair in entry.changes.items():
            for target in plan.fields[name].field.to if name in plan.fields else ():
                wanted.setdefault(target, set()).update(id for value in pair for id in ids_of(value))
    found: dict[str, str] = {}
    for target, ids in wanted.items():
        if ids and visit.may(target, "read"):
            found.update(_names(visit, target, sorted(ids)[:MOST_NAMES]))
    return found


def currencies_in(visit: Visit, plan: ObjectPlan, id: str, entries: Sequence[Entry]) -> Sequence[Codes]:
    """For each entry, newest first, the currencies of the record before and after it: those its amounts were in."""
    holder = next((one.field.in_currency for one in plan.fields.values() if one.field.in_currency), None)
    if holder is None or not entries or not visit.reads(plan.name, holder):
        return [("", "")] * len(entries)
    found: list[Codes] = []
    code = str(visit.platform.records.get(visit.call, plan.name, id, (holder,)).values[holder] or "")
    for entry in entries:
        old, new = entry.changes.get(holder, (code, code))
        found.append((str(old or ""), str(new or "")))
        code = found[-1][0]
    return found


def ids_of(value: object) -> tuple[str, ...]:
    """The records a value refers to."""
    return value if isinstance(value, tuple) else (str(value),) if value else ()


def _names(visit: Visit, target: str, ids: Sequence[str]) -> Mapping[str, str]:
    one_of = f"id in ({', '.join(map(quoted, ids))})"
    field = visit.blueprint.objects[target].object.name_field
    query = Query(target, filter=one_of, fields=(field,), limit=MOST_NAMES)
    return {one.id: record_name(visit, one) for one in visit.platform.records.find(visit.call, query).records}


def event_of(visit: Visit, plan: ObjectPlan, entry: Entry, names: Mapping[str, str], codes: Codes) -> Event:
    """A change as it is told."""
    by_machine = entry.actor_name.startswith("system:")
    who = visit.texts("the_system") if by_machine else entry.actor_name or visit.texts("somebody")
    return Event(
        who=who,
        by_machine=by_machine,
        tone=colour_of(who),
        what=visit.texts(f"history_{entry.kind}", object=visit.texts.object_in_sentence(plan.name)),
        when=visit.formats.moment(entry.at),
        time=visit.formats.time(entry.at),
        cause=cause(visit, entry.cause),
        turns=(
            *(
                _turn(visit, plan, name, pair, names, codes)
                for name, pair in entry.changes.items()
                if name in plan.fields
            ),
            *_attached(visit, plan, entry),
        ),
    )


def _attached(visit: Visit, plan: ObjectPlan, entry: Entry) -> Iterator[Turn]:
    """The attachments that went and came, by their names."""
    if Feature.ATTACHMENTS in entry.changes and Feature.ATTACHMENTS not in plan.fields:
        old, new = (
            Cell(", ".join(map(str, ids_of(names)))) if names else BLANK for names in entry.changes[Feature.ATTACHMENTS]
        )
        yield Turn(visit.texts.plural(companion_name(Feature.ATTACHMENTS, plan.name)), old, new)


def _turn(
    visit: Visit, plan: ObjectPlan, name: str, pair: tuple[object, object], names: Mapping[str, str], codes: Codes
) -> Turn:
    field = plan.fields[name]
    pair = apart(*pair) if field.field.junction is not None else pair
    told = codes if field.field.in_currency else tuple(names.get(str(value), "") for value in pair)
    old, new = (
        cell(visit, plan.name, field, value, label, known(value, names))
        for value, label in zip(pair, told, strict=True)
    )
    return Turn(visit.texts.field(plan.name, name), old, new)


def apart(old: object, new: object) -> tuple[object, object]:
    """Of records that were linked before and after, those that went and those that came."""
    before, after = ids_of(old), ids_of(new)
    gone, come = (tuple(id for id in one if id not in other) for one, other in ((before, after), (after, before)))
    return gone or None, come or None


def known(value: object, names: Mapping[str, str]) -> tuple[str, ...]:
    """The names of linked records."""
    return tuple(names.get(id, "") for id in ids_of(value))


def cause(visit: Visit, written: str) -> str:
    """Why it was changed, where it was not by hand."""
    kind, _, name = written.partition(" ")
    if kind == BY_HAND or not written:
        return ""
    if kind == "rule":
        return visit.texts("cause_rule", name=visit.texts.rule(name))
    if kind == "import":
        return visit.texts("cause_import", name=name)
    if kind == "restore":
        return visit.texts("cause_restore")
    if kind == "delete":
        return visit.texts("cause_delete", object=visit.texts.object(name.partition(" ")[0]))
    return visit.texts("cause_command") if written == "command line" else written
