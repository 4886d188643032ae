"""From the tree of an object to an Object with all of its fields and defaults."""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from functools import lru_cache
from types import MappingProxyType

from objectry.diagnostics import NOWHERE, Diagnostics
from objectry.metadata.building.companions import with_companions, with_tags
from objectry.metadata.building.compounds import build_compound, build_parts, is_compound, parts_fit
from objectry.metadata.building.fields import Values, build_field
from objectry.metadata.building.junctions import with_junctions
from objectry.metadata.building.record_types import build_record_types, type_field
from objectry.metadata.choices import RECORD_TYPE
from objectry.metadata.keys.kinds import OBJECT, USUAL_FEATURES
from objectry.metadata.keys.shapes import BAD
from objectry.metadata.layering.layers import Declared
from objectry.metadata.layering.pins import NONE, with_pins
from objectry.metadata.model import (
    EMPTY,
    Compound,
    DuplicateRule,
    Feature,
    Field,
    FieldType,
    Index,
    Object,
    OnDelete,
    Quality,
    Sharing,
    Validation,
)
from objectry.metadata.names import plural_of, sentence
from objectry.metadata.reading.nodes import MapNode

CORE = "core"
MAX_NAME = 255
SYSTEM_FIELDS = ("id", "owner", "created_at", "created_by", "updated_at", "updated_by", "version")
Labels = Mapping[str, str]


def build_objects(
    declared: Mapping[str, Declared], labels: Mapping[str, Labels], problems: Diagnostics, pins: Values = NONE
) -> dict[str, Object]:
    """All objects.  `labels` holds, by app, the labels of system fields in the app's language; `pins` what is deployed
    of them with defaults that were resolved then.
    """
    built: dict[str, Object] = {}
    for name, one in declared.items():
        values = OBJECT.read(one.node, problems)
        if values is not BAD:
            built[name] = build_object(name, with_pins(name, values, pins), one, labels.get(one.app, {}), problems)
    led = with_feature_targets(built)
    tagged = with_tags(led, labels, problems)
    linked = with_junctions({name: with_related_names(one) for name, one in tagged.items()}, problems)
    return with_companions(linked, labels, problems)


def build_object(name: str, values: Values, one: Declared, labels: Labels, problems: Diagnostics) -> Object:
    """One object; names of the other side of its lookups are still open."""
    label = values.get("label", sentence(name))
    master = first_master(values)
    owned = values.get("owned", master is None)
    sharing = values.get("sharing", {})
    compounds = build_compounds(values, one.node, problems)
    fields = build_all_fields(values, one.node, labels, compounds, problems)
    return Object(
        name=name,
        label=label,
        plural=values.get("plural", plural_of(label)),
        app=one.app,
        fields=MappingProxyType(fields),
        icon=values.get("icon", "table"),
        description=values.get("description"),
        name_field=values.get("name_field", "name"),
        owned=owned,
        sharing=Sharing(
            base=sharing.get("base", "private" if owned else "edit"),
            hierarchy=sharing.get("hierarchy", True),
            parent=sharing.get("parent", master),
        ),
        features=values.get("features", USUAL_FEATURES),
        validations=MappingProxyType(build_validations(values, one.node)),
        duplicates=MappingProxyType(build_duplicates(values, one.node)),
        record_types=MappingProxyType(build_record_types(values, one.node, fields, problems)),
        indexes=MappingProxyType(
            {
                key: Index(key, said["fields"], said.get("unique", False))
                for key, said in values.get("indexes", {}).items()
            }
        ),
        aliases=values.get("aliases", ()),
        renamed_from=values.get("renamed_from", ()),
        deprecated=values.get("deprecated"),
        core=one.app == CORE,
        span=one.span,
        compounds=MappingProxyType(compounds) if compounds else EMPTY,
        rate_date=values.get("rate_date"),
        quality=build_quality(values.get("quality")),
        require_version=values.get("require_version", False),
    )


def build_quality(said: Values | None) -> Quality | None:
    return None if said is None else Quality(tuple(said["complete"]), int(said.get("target", 100)))


def first_master(values: Values) -> str | None:
    """The master_detail that decides who sees a record: the first of the object."""
    fields = values.get("fields", {}).items()
    return next((name for name, said in fields if said["type"] == FieldType.MASTER_DETAIL), None)


def build_compounds(values: Values, node: MapNode, problems: Diagnostics) -> dict[str, Compound]:
    """The fields of several parts whose parts find room beside the other fields."""
    written, fields = node.get("fields"), values.get("fields", {})
    made: dict[str, Compound] = {}
    for name, said in fields.items():
        if is_compound(said):
            span = written.key_span(name) if isinstance(written, MapNode) else NOWHERE
            one = build_compound(name, said, span)
            if parts_fit(one, fields, problems):
                made[name] = one
    return made


def build_all_fields(
    values: Values, node: MapNode, labels: Labels, compounds: Mapping[str, Compound], problems: Diagnostics
) -> dict[str, Field]:
    """System fields around the declared ones, and a name where there is none."""
    written = node.get("fields")
    declared: dict[str, Field] = {}
    for name, said in values.get("fields", {}).items():
        child = written.get(name) if isinstance(written, MapNode) else None
        span = written.key_span(name) if isinstance(written, MapNode) else NOWHERE
        if name in compounds:
            parts = build_parts(compounds[name], said, child, labels, problems)
            declared.update((part.name, part) for part in parts)
        elif not is_compound(said):
            declared[name] = build_field(name, said, child, span, problems)
    if values.get("name_field", "name") == "name" and "name" not in declared:
        taken = isinstance(written, MapNode) and "name" in written.entries  # declared, but unreadable
        name = Field("name", FieldType.TEXT, labels.get("name", "Name"), max_length=MAX_NAME)
        declared = declared if taken else {"name": name, **declared}
    own = system_fields(labels, owned=values.get("owned", first_master(values) is None))
    if values.get("record_types"):
        declared[RECORD_TYPE] = type_field(values["record_types"], labels.get(RECORD_TYPE, "Record type"))
    every = {"id": own.pop("id"), **declared, **{name: one for name, one in own.items() if name not in declared}}
    return every if "history" in values.get("features", USUAL_FEATURES) else without_history(every)


def without_history(fields: Mapping[str, Field]) -> dict[str, Field]:
    """The same fields for an object that keeps no history."""
    return {name: replace(field, history=False) for name, field in fields.items()}


def system_fields(labels: Labels, *, owned: bool) -> dict[str, Field]:
    """The fields every record has, in the language of these labels; only the owner is ever written by people."""
    shown = tuple(labels.get(name, sentence(name)) for name in SYSTEM_FIELDS)
    return {field.name: field for field in every_system_field(shown) if owned or field.name != "owner"}


@lru_cache(maxsize=32)
def every_system_field(labels: tuple[str, ...]) -> tuple[Field, ...]:
    """The same for a thousand objects, so made once for them all."""
    plain = Field("", FieldType.TEXT, "", read_only=True, history=False, system=True)
    moment = replace(plain, type=FieldType.DATETIME)
    user = replace(plain, type=FieldType.LOOKUP, to=("user",), on_delete=OnDelete.RESTRICT)
    fields = {
        "id": replace(plain, unique=True, max_length=36),
        "owner": replace(user, read_only=False, history=True),
        "created_at": moment,
        "created_by": user,
        "updated_at": moment,
        "updated_by": user,
        "version": replace(plain, type=FieldType.INTEGER, precision=18, scale=0),
    }
    return tuple(
        replace(fields[name], name=name, label=label) for name, label in zip(SYSTEM_FIELDS, labels, strict=True)
    )


def build_indexes(values: Values) -> Mapping[str, Index]:
    declared = values.get("indexes", {})
    made = {name: Index(name, said["fields"], said.get("unique", False)) for name, said in declared.items()}
    return MappingProxyType(made)


def build_validations(values: Values, node: MapNode) -> dict[str, Validation]:
    written = node.get("validations")
    return {
        name: Validation(
            name=name,
            error_if=said["error_if"],
            message=said["message"],
            at=said.get("at"),
            sources=said.get("sources", ()),
            span=written.key_span(name) if isinstance(written, MapNode) else NOWHERE,
        )
        for name, said in values.get("validations", {}).items()
    }


def build_duplicates(values: Values, node: MapNode) -> dict[str, DuplicateRule]:
    written = node.get("duplicates")
    return {
        name: DuplicateRule(
            name=name,
            match=tuple(said["match"]),
            action=said.get("action", "warn"),
            span=written.key_span(name) if isinstance(written, MapNode) else NOWHERE,
        )
        for name, said in values.get("duplicates", {}).items()
    }


def with_feature_targets(objects: Mapping[str, Object]) -> dict[str, Object]:
    """Lookups to a feature lead to every object that has it, behind those they name."""
    return {name: replace(one, fields=MappingProxyType(_led(one, objects))) for name, one in objects.items()}


def _led(one: Object, objects: Mapping[str, Object]) -> dict[str, Field]:
    return {
        name: replace(field, to=tuple(dict.fromkeys((*field.to, *_having(field.to_feature, objects)))))
        if field.to_feature is not None
        else field
        for name, field in one.fields.items()
    }


def _having(feature: Feature, objects: Mapping[str, Object]) -> Iterator[str]:
    return (name for name, one in objects.items() if feature in one.features)


def with_related_names(one: Object) -> Object:
    """Lookups without `related_as` get the object's plural name; further ones to the same target, a longer one."""
    plural = plural_of(one.name)
    taken: set[str] = set()
    fields: dict[str, Field] = {}
    for name, field in one.fields.items():
        if field.to and not field.system and field.related_as is None:
            first = not taken.intersection(field.to)
            taken.update(field.to)
            usual = str(field.to_feature or plural)
            field = replace(field, related_as=usual if first else f"{usual}_by_{name}")  # noqa: PLW2901
        fields[name] = field
    return replace(one, fields=MappingProxyType(fields))
