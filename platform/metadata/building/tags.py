"""`features: [tags]`: free words that people put on records, each with a colour.

On deal it makes the object `deal_tag`, the words there are for deals, and the field `tags`, a many_to_many to them.
Who may read deals knows the words; who may update a deal puts them on it, also new ones.
"""

from collections.abc import Mapping
from dataclasses import replace
from types import MappingProxyType

from objectry.metadata.keys.field_keys import COLORS
from objectry.metadata.model import Field, FieldType, Object, Picklist, PicklistValue
from objectry.metadata.names import plural_of, sentence

TAGS, COLOUR = "tags", "color"
LONGEST_TAG = 60


def tag_fields() -> tuple[Field, ...]:
    """The word, and its colour; without one it has that of its letters."""
    choices = {name: PicklistValue(name, sentence(name), color=name) for name in COLORS}
    word = Field("name", FieldType.TEXT, "Name", required=True, unique=True, max_length=LONGEST_TAG)
    word = replace(word, normalize=("trim",))
    return word, Field(COLOUR, FieldType.PICKLIST, "Color", picklist=Picklist(MappingProxyType(choices)))


def with_tags_field(one: Object, tag: Object, words: Mapping[str, str]) -> Object:
    """The object with the field that holds the words on a record, behind its own."""
    label = words.get(f"generated.{TAGS}", sentence(TAGS))
    field = Field(
        TAGS, FieldType.MANY_TO_MANY, label, span=one.span, to=(tag.name,), related_as=plural_of(one.name), history=True
    )
    own = {name: found for name, found in one.fields.items() if not found.system or name == "id"}
    rest = {name: found for name, found in one.fields.items() if name not in own}
    return replace(one, fields=MappingProxyType({**own, TAGS: field, **rest}))
