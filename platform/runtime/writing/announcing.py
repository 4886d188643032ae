"""The end of step 11: who hears of what a call has done, once for each record, and only while she may see it.

Comments tell whom they name, and those who follow the record; changes tell those who follow it, of the fields they may
read.  Nobody hears of what she did herself.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from objectry.metadata import Feature, companion_name
from objectry.plan import ObjectPlan
from objectry.rules import Node
from objectry.runtime.access.rights import Rights
from objectry.runtime.actor import Actor, Source
from objectry.runtime.circumstances import UserFacts, for_person
from objectry.runtime.conditions import Everyone
from objectry.runtime.desk import Desk, own_read
from objectry.runtime.identity.users import active_users, users_named, with_grants
from objectry.runtime.reading.paths import Names
from objectry.runtime.store import Context
from objectry.runtime.writing.drafts import Draft, Kind
from objectry.runtime.writing.journal import Line
from objectry.runtime.writing.mentions import mentioned
from objectry.runtime.writing.telling import News, Place, notice
from objectry.runtime.writing.work import Wave, Work

NOTIFICATION = "notification"
TEXT, MAKER = "text", "created_by"
SILENT = frozenset({Source.SEED, Source.HISTORY_IMPORT})
"""Doors through which the past comes in: nobody is told of it as of news."""
Told = dict[str, dict[Place, News]]
"""What there is to tell, by user and record; what is told first stands."""


def announce(work: Work) -> list[Wave]:
    """Notifications of what the call has done, as a wave of their own; once a call."""
    if work.announced or work.call.source in SILENT:
        return []
    work.announced = True
    told = all_told(work)
    told.pop(work.call.actor.id, None)
    people = with_grants(work.desk, list(active_users(work.desk, sorted(told)).values())) if told else []
    drafts = [draft for one in people for draft in notices(work, one.actor, list(told[one.id].values()))]
    plan = work.call.blueprint.objects[NOTIFICATION]
    return [Wave(plan, Kind.CREATE, drafts, by_rule=True)] if drafts else []


@dataclass(frozen=True, slots=True)
class Said:
    """A comment of the call: the record it is about, and the names that were not in it before."""

    place: Place
    new: bool
    names: frozenset[str]


def all_told(work: Work) -> Told:
    """Whom there is something to tell, and what."""
    told: Told = defaultdict(dict)
    said = list(comments(work))
    names = {name for one in said for name in one.names}
    for user in users_named(work.desk, sorted(names)) if names else ():
        for one in said:
            if user.username in one.names:
                told[user.id].setdefault(one.place, News("notice_mentioned", one.place))
    news = {one.place: News("notice_commented", one.place) for one in said if one.new}
    for place, fields in changed(work):
        news.setdefault(place, News("notice_changed", place, fields))
    for user_id, place in followers(work, news):
        told[user_id].setdefault(place, news[place])
    return told


def comments(work: Work) -> Iterator[Said]:
    """The comments that were written."""
    lines: defaultdict[str, list[Line]] = defaultdict(list)
    for line in work.journal.lines.values():
        if line.kind is not Kind.DELETE and line.plan.object.holder(Feature.COMMENTS) is not None:
            lines[line.plan.name].append(line)
    for found in lines.values():
        holders = _holders(work, found[0].plan, found)
        for line in found:
            new = set(mentioned(str(line.new.get(TEXT) or ""))) - set(mentioned(str(line.old.get(TEXT) or "")))
            yield Said(holders[line.id], line.kind is Kind.CREATE, frozenset(new))


def _holders(work: Work, plan: ObjectPlan, lines: Iterable[Line]) -> Mapping[str, Place]:
    """The records that comments are about, by the ids of these."""
    holder = plan.object.holder() or ""
    rows = work.desk.pick(plan.name, {holder: own_read(plan, holder)}, [line.id for line in lines])
    return {str(row["id"]): (holder, str(row[holder])) for row in rows}


def changed(work: Work) -> Iterator[tuple[Place, tuple[str, ...]]]:
    """The records that can be followed and have changed, with the names of what did: fields, and the attachments."""
    for line in work.journal.lines.values():
        if line.kind is Kind.UPDATE and Feature.FOLLOW in line.plan.object.features:
            names = [name for name in line.changed() if not line.plan.fields[name].field.system or name == "owner"]
            files = [str(Feature.ATTACHMENTS)] if line.gone or line.come else []
            if names or files:
                yield (line.plan.name, line.id), (*names, *files)


def followers(work: Work, places: Iterable[Place]) -> Iterator[tuple[str, Place]]:
    """Who follows which of the records; one question for each object."""
    ids: defaultdict[str, list[str]] = defaultdict(list)
    for object, id in places:
        ids[object].append(id)
    for object, wanted in ids.items():
        plan = work.call.blueprint.objects.get(companion_name(Feature.FOLLOW, object))
        if plan is not None and plan.object.holder(Feature.FOLLOW) == object:
            rows = work.desk.with_values(plan, object, wanted, (object, MAKER), Everyone())
            yield from ((str(row[MAKER]), (object, str(row[object]))) for row in rows)


def notices(work: Work, to: Actor, told: Sequence[News]) -> Iterator[Draft]:
    """The news about records that somebody sees now; one question for each object."""
    rights = work.program.rights(to)
    for object in dict.fromkeys(one.object for one in told):
        open_to_her = [one for one in told if one.object == object and rights.may(object, "read").allowed]
        names = _seen(work, rights, work.call.blueprint.objects[object], [one.id for one in open_to_her])
        for news in open_to_her:
            cut = news.for_eyes_of(rights)
            if news.id in names and cut is not None:
                yield notice(work, rights, cut, names[news.id])


def _seen(work: Work, rights: Rights, plan: ObjectPlan, ids: Sequence[str]) -> Mapping[str, str]:
    """What those of the records are called that somebody sees, read with her eyes."""
    name = plan.object.name_field
    readable = rights.reads(plan.name, name)
    outputs: dict[str, Node] = {name: Names(work.program, rights, plan).path(name)} if readable else {}
    call = replace(work.call, actor=rights.actor)
    context = Context(work.desk.context.tables, for_person(call, UserFacts(call, dict)))
    desk = Desk(work.transaction, context, work.call.blueprint).seen_by(rights.readable_rows)
    rows = desk.pick_where(plan.name, outputs, ids, rights.readable_rows[plan.name])
    return {str(row["id"]): str(row.get(name) or "") for row in rows}
