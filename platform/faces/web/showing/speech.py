"""What somebody said about a record: her words, with those she named as links, and what she may still do with them."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from flask import Response, request

from objectry.faces.web import addresses
from objectry.faces.web.expressions import quoted
from objectry.faces.web.pages import fragment
from objectry.faces.web.showing.cells import record_name
from objectry.faces.web.visit import Visit
from objectry.metadata import Feature
from objectry.plan import ObjectPlan
from objectry.runtime import Query, Record, mentioned, mentions

USER, USERNAME, TEXT = "user", "username", "text"
MOST_NAMES, OFFERED = 200, 6
Words = Mapping[str, str]
"""By the names that users log in with, their ids."""


@dataclass(frozen=True, slots=True)
class Piece:
    """Some words; those that name somebody lead to her."""

    text: str
    href: str = ""


@dataclass(frozen=True, slots=True)
class Speech:
    """A comment.  The addresses are blank where its reader may not change it, or not take it away."""

    pieces: tuple[Piece, ...]
    text: str
    version: int
    edited: bool
    change: str = ""
    remove: str = ""
    limit: int = 0


def words_of(visit: Visit, texts: Iterable[str]) -> Words:
    """The users whom texts name, as far as their reader may know them: one question for all of them."""
    names = sorted({name for text in texts for name in mentioned(text)})[:MOST_NAMES]
    if not names or not visit.may(USER, "read") or not visit.reads(USER, USERNAME):
        return {}
    query = Query(USER, filter=f"{USERNAME} in ({', '.join(map(quoted, names))})", fields=(USERNAME,), limit=MOST_NAMES)
    found = visit.platform.records.find(visit.call, query).records
    return {str(one.values[USERNAME]): one.id for one in found}


@dataclass(frozen=True, slots=True)
class Colleague:
    """Somebody who can be named."""

    id: str
    name: str
    username: str


def people(visit: Visit) -> Response:
    """Whom the letters behind an @ may mean, as a fragment: people their reader may know."""
    if not visit.may(USER, "read") or not visit.reads(USER, USERNAME):
        return fragment(visit, "people.html", people=())
    paths = (visit.blueprint.objects[USER].object.name_field, USERNAME)
    words = request.args.get("q", "").strip() or None
    query = Query(USER, fields=visit.readable(USER, paths), view="active", search=words, limit=OFFERED)
    found = visit.platform.records.find(visit.call, query).records
    known = (Colleague(one.id, record_name(visit, one), str(one.values[USERNAME] or "")) for one in found)
    return fragment(visit, "people.html", people=tuple(one for one in known if one.username))


def speech_of(visit: Visit, plan: ObjectPlan, record: Record, words: Words, back: str) -> Speech:
    """A comment as its reader sees it."""
    text = str(record.values.get(TEXT) or "")
    mine = record.values.get("created_by") == visit.actor.id
    held = visit.blueprint.objects[record.object].object.holder(Feature.COMMENTS)
    may_remove = mine or (held is not None and visit.may(held, "modify_all"))
    field = visit.blueprint.objects[record.object].fields[TEXT].field
    about = str(record.values.get(plan.name) or "")
    return Speech(
        tuple(pieces_of(text, words)),
        text,
        record.version,
        record.version > 1,
        addresses.commenting(plan.name, about, record.id) if mine and visit.may(record.object, "update") else "",
        addresses.deleting(record.object, record.id, back=back) if may_remove else "",
        field.max_length or 0,
    )


def pieces_of(text: str, words: Words) -> Iterator[Piece]:
    """The text, cut where it names somebody known."""
    done = 0
    for at, names in mentions(text):
        name = next((one for one in names if one in words), None)
        if name is not None:
            if at > done:
                yield Piece(text[done:at])
            done = at + 1 + len(name)
            yield Piece(text[at:done], addresses.record(USER, words[name]))
    if done < len(text):
        yield Piece(text[done:])
