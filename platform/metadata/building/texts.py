"""Translations, and the words core lends to what is generated."""

from collections.abc import Iterator, Mapping
from types import MappingProxyType

from objectry.diagnostics import Diagnostics
from objectry.metadata.building.companions import KINDS, companion_texts
from objectry.metadata.building.compounds import PART_LABEL, part_label
from objectry.metadata.building.fields import Values
from objectry.metadata.building.layouts import timeline_word
from objectry.metadata.choices import RECORD_TYPE
from objectry.metadata.currencies import CORPORATE, IN_FORCE, corporate_label
from objectry.metadata.keys.kinds import TRANSLATION
from objectry.metadata.keys.shapes import BAD
from objectry.metadata.layering.layers import Declared
from objectry.metadata.model import Feature, Layout, Object, Settings, Translation
from objectry.metadata.names import plural_of

FLAT = ("roles", "permission_sets", "queues", "rules", "apps", "texts")
GROUPS = ("validations", "views", "sections", "tabs")
GENERATED = MappingProxyType(
    {
        "details": "generated.details",
        "timeline": "generated.timeline",
        **{one.list: f"generated.{one.list}" for one in KINDS.values()},
    }
)
Texts = dict[tuple[str, ...], str]


def read_translations(declared: Mapping[str, Declared], problems: Diagnostics) -> dict[str, Values]:
    """By language, what its files say."""
    read = {language: TRANSLATION.read(one.node, problems) for language, one in declared.items()}
    return {language: said for language, said in read.items() if said is not BAD}


def generated_words(said: Values | None) -> dict[str, str]:
    """The labels of system fields and of generated parts in one language."""
    if said is None:
        return {}
    words = {key: text for key, text in said.get("texts", {}).items() if key.startswith("generated.")}
    return words | dict(said.get("system_fields", {}))


def build_translation(
    language: str, said: Values, objects: Mapping[str, Object], layouts: Mapping[str, Layout], settings: Settings
) -> Translation:
    """All texts by path; what core says once for every object stands at each object."""
    texts: Texts = {}
    words = generated_words(said)
    for one in objects.values():
        plural = plural_in(said.get("objects", {}).get(one.name, {})) or one.plural
        texts.update(common_texts(one, layouts.get(one.name), words, plural))
    texts.update(listed_texts(said.get("value_lists", {}), objects))
    for name, inner in said.get("objects", {}).items():
        texts.update((("objects", name, *path), text) for path, text in object_texts(inner))
    for one in objects.values():
        parts = (
            *compound_texts(one, texts, words),
            *corporate_texts(one, texts, words, settings),
            *link_texts(one, texts, words),
            *holder_texts(one, texts),
        )
        for path, text in parts:
            texts.setdefault(path, text)
    for group in FLAT:
        texts.update(((group, key), text) for key, text in said.get(group, {}).items())
    return Translation(language, MappingProxyType(texts))


def listed_texts(said: Values, objects: Mapping[str, Object]) -> Iterator[tuple[tuple[str, ...], str]]:
    """The labels of value lists, at each field that has its choices from one."""
    for one in objects.values():
        for field in one.fields.values():
            for value, text in said.get(field.values_from or "", {}).items():
                yield ("objects", one.name, "fields", field.name, "values", value), text


def object_texts(said: Values) -> Iterator[tuple[tuple[str, ...], str]]:
    for key in ("label", "plural", "description"):
        if key in said:
            yield (key,), said[key]
    if "plural" not in said and plural_in(said):
        yield ("plural",), plural_in(said) or ""
    for name, inner in said.get("fields", {}).items():
        yield from field_texts(name, inner)
    for name, text in said.get("record_types", {}).items():
        yield ("fields", RECORD_TYPE, "values", name), text
    for group in GROUPS:
        for name, text in said.get(group, {}).items():
            yield (group, name), text


def field_texts(name: str, said: Values) -> Iterator[tuple[tuple[str, ...], str]]:
    for key in ("label", "help"):
        if key in said:
            yield ("fields", name, key), said[key]
    for part, text in said.get("parts", {}).items():
        yield ("fields", f"{name}_{part}", "label"), text
    for value, text in said.get("values", {}).items():
        yield ("fields", name, "values", value), text


def compound_texts(one: Object, said: Texts, words: Mapping[str, str]) -> Iterator[tuple[tuple[str, ...], str]]:
    """The labels of parts that nobody has named in this language, made of the label of their compound."""
    for compound in one.compounds.values():
        label = said.get(("objects", one.name, "fields", compound.name, "label"))
        if label is None or PART_LABEL not in words:
            continue
        for part, name in compound.parts.items():
            yield ("objects", one.name, "fields", name, "label"), part_label(label, part, words)


def corporate_texts(
    one: Object, said: Texts, words: Mapping[str, str], settings: Settings
) -> Iterator[tuple[tuple[str, ...], str]]:
    """The labels of amounts in the organisation's currency, made of those of the amounts."""
    for name in one.fields if IN_FORCE in one.fields else ():
        label = said.get(("objects", one.name, "fields", name, "label"))
        if label is not None and name + CORPORATE in one.fields:
            yield ("objects", one.name, "fields", name + CORPORATE, "label"), corporate_label(label, settings, words)


def link_texts(one: Object, said: Texts, words: Mapping[str, str]) -> Iterator[tuple[tuple[str, ...], str]]:
    """The links of a many_to_many are called as their field, their sides as the objects on both sides."""
    links = one.junction
    if links is None:
        return
    label = said.get(("objects", links.owner, "fields", links.field, "label"))
    named = {("label",): label, ("plural",): label, ("fields", "name", "label"): words.get("name")}
    named[("fields", links.near, "label")] = said.get(("objects", links.owner, "label"))
    named[("fields", links.far, "label")] = said.get(("objects", links.target, "label"))
    yield from ((("objects", one.name, *path), text) for path, text in named.items() if text is not None)


def holder_texts(one: Object, said: Texts) -> Iterator[tuple[tuple[str, ...], str]]:
    """What the records of a feature belong to is called as that object, and the records with a tag as these."""
    of = one.holder()
    named = {
        ("fields", of or "", "label"): said.get(("objects", of or "", "label")),
        ("tabs", plural_of(of or "")): said.get(("objects", of or "", "plural")),
    }
    yield from ((("objects", one.name, *path), text) for path, text in named.items() if of and text is not None)


def plural_in(said: Values) -> str | None:
    """The plural of a translated object: said, or its label where the script has no plural."""
    label: str | None = said.get("label")
    spoken: str | None = said.get("plural")
    return spoken or (label if label and not label.isascii() else None)


def common_texts(
    one: Object, layout: Layout | None, words: Mapping[str, str], plural: str
) -> Iterator[tuple[tuple[str, ...], str]]:
    """System fields and generated parts of one object."""
    for path, text in companion_texts(one, words):
        yield ("objects", one.name, *path), text
    if Feature.TAGS in one.features and f"generated.{Feature.TAGS}" in words:
        yield ("objects", one.name, "fields", str(Feature.TAGS), "label"), words[f"generated.{Feature.TAGS}"]
    for field in one.fields.values():
        if field.name in words and (field.system or not field.span.file):
            yield ("objects", one.name, "fields", field.name, "label"), words[field.name]
    if layout is None or layout.span.file:
        return
    for name, key in {**GENERATED, "timeline": timeline_word(one)}.items():
        if key in words:
            yield ("objects", one.name, "tabs", name), words[key]
            yield ("objects", one.name, "sections", name), words[key]
    if "generated.all" in words:
        yield ("objects", one.name, "views", "all"), words["generated.all"].replace("{plural}", plural)
