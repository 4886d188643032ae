"""Features that keep records of their own, as objects: `features: [comments]` on deal makes `deal_comment`.

Their records are part of those of the object with the feature: seen by whoever sees these, gone and back with them.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from types import MappingProxyType

from objectry.diagnostics import Diagnostics
from objectry.metadata.building.attachments import attachment_fields
from objectry.metadata.building.comments import comment_fields
from objectry.metadata.building.junctions import master
from objectry.metadata.model import Companion, Feature, Field, Object, Sharing
from objectry.metadata.names import MAX_NAME, sentence

Labels = Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Kind:
    """How a feature's object is made: what one of its records is called, and the fields of its own.

    The first field is the one a record is called by.
    """

    noun: str
    icon: str
    fields: Callable[[], Sequence[Field]]
    history: bool = False


KINDS: Mapping[Feature, Kind] = MappingProxyType(
    {
        Feature.ATTACHMENTS: Kind("attachment", "paperclip", attachment_fields),
        Feature.COMMENTS: Kind("comment", "message", comment_fields, history=True),
    }
)


def companion_name(feature: Feature, of: str) -> str:
    """What the object of a feature's records is called."""
    return f"{of}_{KINDS[feature].noun}"


def with_companions(
    objects: Mapping[str, Object], labels: Mapping[str, Labels], problems: Diagnostics
) -> dict[str, Object]:
    """The objects, and behind them those that keep what belongs to their records."""
    made: dict[str, Object] = {}
    for one in objects.values():
        for feature in KINDS:
            if feature not in one.features:
                continue
            companion = build_companion(one, feature, labels.get(one.app, {}))
            if not taken(one, companion, objects, problems):
                made[companion.name] = companion
    return {**objects, **made}


def taken(one: Object, companion: Object, objects: Mapping[str, Object], problems: Diagnostics) -> bool:
    """Whether the object, or the list, of a feature cannot be called so; told."""
    name, feature = companion.name, companion.companion.feature if companion.companion else ""
    if len(name) > MAX_NAME:
        message = f'its {feature} would be the object "{name}", longer than {MAX_NAME} characters; shorten its own'
    elif name in objects:
        message = f'its {feature} would be the object "{name}", which there is already; call that one otherwise'
    elif feature in one.fields:
        message = f'its {feature} would be called as the field "{feature}"; call the field otherwise'
    elif any(field.related_as == feature for field in pointing(one, objects)):
        message = f'its {feature} would be called as the related list "{feature}"; call the list otherwise'
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
    holder = replace(master(one.name, one, feature, own[0]), span=one.span)
    fields = {"id": system.pop("id"), **{field.name: field for field in own}, one.name: holder, **system}
    return Object(
        name=companion_name(feature, one.name),
        label=words.get(_key(kind), sentence(kind.noun)),
        plural=words.get(f"generated.{feature}", sentence(feature)),
        app=one.app,
        fields=MappingProxyType({key: replace(field, history=False) for key, field in fields.items()}),
        icon=kind.icon,
        name_field=own[0].name,
        owned=False,
        sharing=Sharing(base="edit", parent=one.name),
        features=(Feature.HISTORY,) if kind.history else (),
        core=one.core,
        span=one.span,
        companion=Companion(feature, one.name),
    )


def companion_texts(one: Object, words: Labels) -> Iterator[tuple[tuple[str, ...], str]]:
    """What the generated object and its fields are called in another language."""
    if one.companion is None or f"generated.{one.companion.feature}" not in words:
        return
    kind = KINDS[one.companion.feature]
    yield ("plural",), words[f"generated.{one.companion.feature}"]
    yield ("label",), words[_key(kind)]
    for field in kind.fields():
        yield ("fields", field.name, "label"), words[_key(kind, field.name)]


def _key(kind: Kind, *field: str) -> str:
    """Under which key the words of core say what it is called."""
    return ".".join(("generated", kind.noun, *field))
