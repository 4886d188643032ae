"""`features: [attachments]` as an object of its own: files that are part of a record, any number of them.

On deal it makes the object `deal_attachment`, whose records each hold one file of a deal and follow it in everything:
who may read the deal reads them, who may update it adds and removes them, and they go to the bin with it.
"""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from types import MappingProxyType

from objectry.diagnostics import Diagnostics
from objectry.metadata.building.junctions import master
from objectry.metadata.model import Field, FieldType, Object, Sharing
from objectry.metadata.names import MAX_NAME, sentence

ATTACHMENTS = "attachments"
"""The feature, and what the list of a record's files is called."""
LARGEST_ATTACHMENT = 25_000_000
NAME, FILE = "name", "file"
WORDS: Mapping[str, str] = MappingProxyType(
    {"": "generated.attachment", NAME: "generated.attachment.name", FILE: "generated.attachment.file"}
)
Labels = Mapping[str, str]


def attachment_of(name: str) -> str:
    """What the object of the attachments of an object is called."""
    return f"{name}_attachment"


def with_attachments(
    objects: Mapping[str, Object], labels: Mapping[str, Labels], problems: Diagnostics
) -> dict[str, Object]:
    """The objects, and behind them those of the files that are attached to their records."""
    made: dict[str, Object] = {}
    for one in objects.values():
        if ATTACHMENTS in one.features:
            attachment = build_attachment(one, labels.get(one.app, {}))
            if not taken(one, attachment, objects, problems):
                made[attachment.name] = attachment
    return {**objects, **made}


def taken(one: Object, attachment: Object, objects: Mapping[str, Object], problems: Diagnostics) -> bool:
    """Whether the object of the files cannot be called so; told."""
    name = attachment.name
    if len(name) > MAX_NAME:
        message = f'its attachments would be the object "{name}", longer than {MAX_NAME} characters; shorten its own'
    elif name in objects:
        message = f'its attachments would be the object "{name}", which there is already; call that one otherwise'
    elif any(field.name == ATTACHMENTS for field in one.fields.values()):
        message = f'its attachments would be called as the field "{ATTACHMENTS}"; call the field otherwise'
    elif any(field.related_as == ATTACHMENTS for field in pointing(one, objects)):
        message = f'its attachments would be called as the related list "{ATTACHMENTS}"; call the list otherwise'
    else:
        return False
    problems.error("M252", message, one.span)
    return True


def pointing(one: Object, objects: Mapping[str, Object]) -> Iterator[Field]:
    """The lookups to the object."""
    return (field for other in objects.values() for field in other.fields.values() if one.name in field.to)


def build_attachment(one: Object, words: Labels) -> Object:
    """The object of the files of another: a name, the record, the file, and who added it when."""
    label = words.get(WORDS[""], "Attachment")
    plain = Field(NAME, FieldType.TEXT, words.get(WORDS[NAME], "Name"), max_length=255)
    system = {key: field for key, field in one.fields.items() if field.system and key != "owner"}
    holder = replace(master(one.name, one, ATTACHMENTS, plain), span=one.span)
    file = Field(FILE, FieldType.FILE, words.get(WORDS[FILE], "File"), required=True, max_size=LARGEST_ATTACHMENT)
    fields = {"id": system.pop("id"), NAME: plain, FILE: file, one.name: holder, **system}
    return Object(
        name=attachment_of(one.name),
        label=label,
        plural=words.get("generated.attachments", sentence(ATTACHMENTS)),
        app=one.app,
        fields=MappingProxyType({key: replace(field, history=False) for key, field in fields.items()}),
        icon="paperclip",
        owned=False,
        sharing=Sharing(base="edit", parent=one.name),
        core=one.core,
        span=one.span,
        attached_to=one.name,
    )


def attachment_texts(one: Object, words: Labels) -> Iterator[tuple[tuple[str, ...], str]]:
    """What the generated object and its fields are called in another language."""
    if one.attached_to is None or "generated.attachments" not in words:
        return
    yield ("plural",), words["generated.attachments"]
    for name, key in WORDS.items():
        yield (("fields", name, "label") if name else ("label",)), words[key]
