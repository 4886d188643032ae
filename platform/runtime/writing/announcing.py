"""The end of step 11: whom a call's comments name hears of it, once, and only while she may see the record.

What she reads names nothing that she may not: not the record, where its name is hidden from her, nor who acted.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from objectry.metadata import Feature
from objectry.plan import ObjectPlan
from objectry.rules import Node
from objectry.runtime.access.rights import Rights
from objectry.runtime.actor import Actor, Source
from objectry.runtime.circumstances import UserFacts, for_person
from objectry.runtime.desk import USERS, Desk, own_read
from objectry.runtime.identity.users import users_named, with_grants
from objectry.runtime.reading.paths import Names
from objectry.runtime.store import Context
from objectry.runtime.words import Words
from objectry.runtime.writing.assigning import put
from objectry.runtime.writing.drafts import Draft, Kind
from objectry.runtime.writing.gathering import NOTIFICATION
from objectry.runtime.writing.journal import Line
from objectry.runtime.writing.mentions import mentioned
from objectry.runtime.writing.work import Wave, Work

TEXT = "text"  # of a comment
SILENT = frozenset({Source.SEED, Source.HISTORY_IMPORT})
"""Doors through which the past comes in: nobody is told of it as of news."""
Place = tuple[str, str]  # an object, and the id of a record of it


@dataclass(frozen=True, slots=True)
class News:
    """What somebody is to hear about a record."""

    key: str
    object: str
    id: str


def announce(work: Work) -> list[Wave]:
    """Notifications of what the call has done, as a wave of their own; once a call."""
    if work.announced or work.call.source in SILENT:
        return []
    work.announced = True
    drafts = [
        _notice(work, actor, news, name)
        for actor, told in _mentions(work).items()
        for news, name in _visible(work, actor, told)
    ]
    plan = work.call.blueprint.objects[NOTIFICATION]
    return [Wave(plan, Kind.CREATE, drafts, by_rule=True)] if drafts else []


def _mentions(work: Work) -> Mapping[Actor, Sequence[News]]:
    """Whom comments of the call name that were not named before, and about which records."""
    named = {place: names for place, names in _named(work) if names}
    users = users_named(work.desk, sorted(set().union(*named.values()))) if named else []
    others = [one for one in users if one.id != work.call.actor.id]
    return {
        one.actor: [News("notice_mentioned", *place) for place, names in named.items() if one.username in names]
        for one in with_grants(work.desk, others)
    }


def _named(work: Work) -> Iterator[tuple[Place, set[str]]]:
    """By record, the names in its comments."""
    found: defaultdict[Place, set[str]] = defaultdict(set)
    for plan, lines in _comments(work).items():
        holders = _holders(work, plan, lines)
        for line in lines:
            new = set(mentioned(str(line.new.get(TEXT) or ""))) - set(mentioned(str(line.old.get(TEXT) or "")))
            found[holders[line.id]] |= new
    yield from found.items()


def _comments(work: Work) -> Mapping[str, list[Line]]:
    """The comments that were written, by their object."""
    found: defaultdict[str, list[Line]] = defaultdict(list)
    for line in work.journal.lines.values():
        if line.kind is not Kind.DELETE and line.plan.object.holder(Feature.COMMENTS) is not None:
            found[line.plan.name].append(line)
    return found


def _holders(work: Work, object: str, lines: Iterable[Line]) -> Mapping[str, Place]:
    """The records that comments are about, by the ids of these."""
    plan = work.call.blueprint.objects[object]
    holder = plan.object.holder() or ""
    rows = work.desk.pick(object, {holder: own_read(plan, holder)}, [line.id for line in lines])
    return {str(row["id"]): (holder, str(row[holder])) for row in rows}


def _visible(work: Work, actor: Actor, told: Sequence[News]) -> Iterator[tuple[News, str]]:
    """The news about records the actor sees now, with what these are called; one question for each object."""
    rights = work.program.rights(actor)
    for object in dict.fromkeys(one.object for one in told):
        if not rights.may(object, "read").allowed:
            continue
        plan = work.call.blueprint.objects[object]
        names = _seen(work, rights, plan, [one.id for one in told if one.object == object])
        yield from ((one, names[one.id]) for one in told if one.object == object and one.id in names)


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


def _notice(work: Work, to: Actor, news: News, name: str) -> Draft:
    plan, words = work.call.blueprint.objects[NOTIFICATION], Words(work.call.blueprint, to.language)
    what = f"{words.object_in_sentence(news.object)} {name}".strip()
    values = {
        "recipient": to.id,
        "message": words(news.key, who=_who(work, to, words), record=what),
        "link_object": news.object,
        "link_id": news.id,
    }
    draft = Draft(plan, Kind.CREATE, "", frozenset(), cause=work.call.cause)
    for field, value in values.items():
        put(work, draft, field, value, draft.cause)
    return draft


def _who(work: Work, to: Actor, words: Words) -> str:
    """Who acted, for somebody who may read what people are called."""
    if work.call.actor.is_system:
        return words("the_system")
    return work.call.actor.name if work.program.rights(to).reads(USERS, "name") else words("somebody")
