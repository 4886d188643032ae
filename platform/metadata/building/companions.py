"""Features that keep records of their own, as objects: `features: [comments]` on deal makes `deal_comment`.

Their records are part of those of the object with the feature: seen by whoever sees these, gone and back with them.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from types import MappingProxyType

from objectry.diagnostics import Diagnostics
from objectry.metadata.building.attachments import attachment_fields
from objectry.metadata.building.comments import comment_fields
from objectry.metadata.building.followers import follower_fields
from objectry.metadata.building.junctions import master
from objectry.metadata.building.tags import tag_fields, with_tags_field
from objectry.metadata.model import Companion, Feature, Field, Index, Object, Sharing
from objectry.metadata.names import MAX_NAME, sentence

Labels = Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Kind:
    """How a feature's object is made: what one of its records is called, what their list, and the fields of its own.

    The first field is the one a record is called by.  Of what is kept `once`, each person has one for a record.  What
    is no `part` of one record stands for itself.
    """

    noun: str
    list: str
    icon: str
    fields: Callable[[], Sequence[Field]]
    history: bool = False
    once: bool = False
    part: bool = True


KINDS: Mapping[Feature, Kind] = MappingProxyType(
    {
        Feature.ATTACHMENTS: Kind("attachment", "attachments", "paperclip", attachment_fields),
        Feature.COMMENTS: Kind("comment", "comments", "message", comment_fields, history=True),
        Feature.FOLLOW: Kind("follower", "followers", "bell", follower_fields, once=True),
        Feature.TAGS: Kind("tag", "tags", "tag", tag_fields, part=False),
    }
)


def companion_name(feature: Feature, of: str) -> str:
    """What the object of a feature's records is called."""
    return f"{of}_{KINDS[feature].noun}"


def with_tags(objects: Mapping[str, Object], labels: Mapping[str, Labels], problems: Diagnostics) -> dict[str, Object]:
    """The objects, those with tags having the field for them, and behind them the tags there are."""
    every = with_companions(objects, labels, problems, part=False)
    tagged = {one.companion.of: one for one in every.values() if one.companion is not None}
    return {
        name: with_tags_field(one, tagged[name], labels.get(one.app, {})) if name in tagged else one
        for name, one in every.items()
    }


def with_companions(
    objects: Mapping[str, Object], labels: Mapping[str, Labels], problems: Diagnostics, *, part: bool = True
) -> dict[str, Object]:
    """The objects, and behind them those that keep what belongs to their records."""
    made: dict[str, Object] = {}
    for one in objects.values():
        for feature, kind in KINDS.items():
            if feature not in one.features or kind.part is not part:
                continue
            companion = build_companion(one, feature, labels.get(one.app, {}))
            if not taken(one, companion, kind.list, objects, problems):
                made[companion.name] = companion
    return {**objects, **made}


def taken(one: Object, companion: Object, many: str, objects: Mapping[str, Object], problems: Diagnostics) -> bool:
    """Whether the object, or the list, of a feature cannot be called so; told."""
    name = companion.name
    if len(name) > MAX_NAME:
        message = f'its {many} would be the object "{name}", longer than {MAX_NAME} characters; shorten its own'
    elif name in objects:
        message = f'its {many} would be the object "{name}", which there is already; call that one otherwise'
    elif many in one.fields:
        message = f'its {many} would be called as the field "{many}"; call the field otherwise'
    elif any(field.related_as == many for field in pointing(one, objects)):
        message = f'its {many} would be called as the related list "{many}"; call the list otherwise'
    else:
        return False
    problems.error("M252", message, one.span)
    return True


def pointing(one: Object, objects: Mapping[str, Object]) -> Iterator[Field]:
    """The lookups to the object."""
    return (field for other in objects.values() for field in other.fields.values() if one.name in field.to)


def build_companion(one: Object, feature: Feature, words: Labels) -> Object:
    """The object of a feature's records: the record they belong to, their own fields, and who made them when."""
    kind = KINDS[feature]
    own = [replace(field, label=words.get(_key(kind, field.name), field.label)) for field in kind.fields()]
    system = {key: field for key, field in one.fields.items() if field.system and key != "owner"}
    whole = (
        {one.name: replace(master(one.name, one, kind.list, own[0]), span=one.span, renamed_from=one.renamed_from)}
        if kind.part
        else {}
    )
    fields = {"id": system.pop("id"), **{field.name: field for field in own}, **whole, **system}
    return Object(
        name=companion_name(feature, one.name),
        label=words.get(_key(kind), sentence(kind.noun)),
        plural=words.get(f"generated.{kind.list}", sentence(kind.list)),
        app=one.app,
        fields=MappingProxyType({key: replace(field, history=False) for key, field in fields.items()}),
        icon=kind.icon,
        name_field=own[0].name,
        owned=False,
        sharing=Sharing(base="edit", parent=one.name if kind.part else None),
        features=(Feature.HISTORY,) if kind.history else (),
        core=one.core,
        span=one.span,
        indexes=MappingProxyType({"once": Index("once", (one.name, "created_by"), unique=True)} if kind.once else {}),
        renamed_from=tuple(companion_name(feature, was) for was in one.renamed_from),
        companion=Companion(feature, one.name),
    )


def companion_texts(one: Object, words: Labels) -> Iterator[tuple[tuple[str, ...], str]]:
    """What the generated object and its fields are called in another language."""
    kind = KINDS[one.companion.feature] if one.companion is not None else None
    if kind is None or f"generated.{kind.list}" not in words:
        return
    yield ("plural",), words[f"generated.{kind.list}"]
    yield ("label",), words[_key(kind)]
    for field in kind.fields():
        yield ("fields", field.name, "label"), words[_key(kind, field.name)]
        for value in field.picklist.values if field.picklist is not None else ():
            yield ("fields", field.name, "values", value), words[f"generated.{field.name}.{value}"]


def _key(kind: Kind, *field: str) -> str:
    """Under which key the words of core say what it is called."""
    return ".".join(("generated", kind.noun, *field))
