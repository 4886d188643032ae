"""What a notification of the platform itself says, in the language of its recipient, and nothing hidden from her."""

from dataclasses import dataclass, replace

from objectry.metadata import Feature, companion_name
from objectry.runtime.access.rights import Rights
from objectry.runtime.desk import USERS
from objectry.runtime.words import Words
from objectry.runtime.writing.assigning import put
from objectry.runtime.writing.drafts import Draft, Kind
from objectry.runtime.writing.work import Work

NOTIFICATION = "notification"
MOST_FIELDS = 5
Place = tuple[str, str]  # an object, and the id of a record of it


@dataclass(frozen=True, slots=True)
class News:
    """What somebody is to hear about a record.  `fields` are those that have changed, where it is about these."""

    key: str
    place: Place
    fields: tuple[str, ...] = ()

    @property
    def object(self) -> str:
        return self.place[0]

    @property
    def id(self) -> str:
        return self.place[1]

    def for_eyes_of(self, rights: Rights) -> "News | None":
        """The same with the fields somebody may read; None where nothing is left of it."""
        kept = tuple(name for name in self.fields if _reads(rights, self.object, name))
        return None if self.fields and not kept else replace(self, fields=kept)


def _reads(rights: Rights, object: str, name: str) -> bool:
    if name in rights.fields(object):
        return rights.reads(object, name)
    return rights.reads(companion_name(Feature.ATTACHMENTS, object), "file")


def notice(work: Work, rights: Rights, news: News, name: str) -> Draft:
    """The notification; `rights` are those of the one it is for, `name` is what the record is called for her."""
    words = Words(work.call.blueprint, rights.actor.language)
    record = f"{words.object_in_sentence(news.object)} {name}".strip()
    fields = words("manual_comma").join(_label(words, news.object, one) for one in news.fields[:MOST_FIELDS])
    message = words(news.key, who=_who(work, rights, words), record=record, fields=fields)
    values = {"recipient": rights.actor.id, "message": message, "link_object": news.object, "link_id": news.id}
    draft = Draft(work.call.blueprint.objects[NOTIFICATION], Kind.CREATE, "", frozenset(), cause=work.call.cause)
    for field, value in values.items():
        put(work, draft, field, value, draft.cause)
    return draft


def _label(words: Words, object: str, name: str) -> str:
    return words("generated.attachments") if name == Feature.ATTACHMENTS else words.field(object, name)


def _who(work: Work, rights: Rights, words: Words) -> str:
    """Who acted, for somebody who may read what people are called."""
    if work.call.actor.is_system:
        return words("the_system")
    return work.call.actor.name if rights.reads(USERS, "name") else words("somebody")
