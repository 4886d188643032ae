"""many_to_many fields as objects: each becomes a junction whose records are the links, parts of both sides.

`competitors: {type: many_to_many, to: account, related_as: competes_in}` on opportunity makes the object
`opportunity_competitors` with the masters `opportunity` and `account`.  The list on the other side belongs to the
junction then; the field itself keeps no column.
"""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from types import MappingProxyType

from objectry.diagnostics import Diagnostics
from objectry.metadata.model import (
    Field,
    FieldType,
    Junction,
    Object,
    OnDelete,
    RuleText,
    Sharing,
)
from objectry.metadata.names import MAX_NAME

SECOND = "linked_"  # begins the master of the other side where an object is linked to itself


def with_junctions(objects: Mapping[str, Object], problems: Diagnostics) -> dict[str, Object]:
    """The objects, those with links pointing at their junctions, and the junctions behind them all."""
    made: dict[str, Object] = {}
    found: dict[str, Object] = {}
    for one in objects.values():
        fields = dict(one.fields)
        for field in links_of(one):
            junction = build_junction(one, field, objects)
            if junction is None or taken(junction, field, objects, problems):
                continue  # an unknown target is told where names are followed
            made[junction.name] = junction
            fields[field.name] = replace(field, junction=junction.name, related_as=None)
        found[one.name] = replace(one, fields=MappingProxyType(fields))
    return found | made


def links_of(one: Object) -> Iterator[Field]:
    return (field for field in one.fields.values() if field.type is FieldType.MANY_TO_MANY)


def taken(junction: Object, field: Field, objects: Mapping[str, Object], problems: Diagnostics) -> bool:
    """Whether the junction cannot be called so; told."""
    name = junction.name
    if len(name) > MAX_NAME:
        message = (
            f'its links would be the object "{name}", longer than {MAX_NAME} characters; shorten the field\'s name'
        )
    elif name in objects:
        message = f'its links would be the object "{name}", which there is already; call the field otherwise'
    else:
        return False
    problems.error("M248", message, field.span)
    return True


def build_junction(one: Object, field: Field, objects: Mapping[str, Object]) -> Object | None:
    """The object of the links of a field: its two masters, and a name made of theirs."""
    target = objects.get(field.to[0]) if len(field.to) == 1 else None
    if target is None:
        return None
    far = target.name if target is not one else SECOND + target.name
    here = replace(master(one.name, one, None, field), renamed_from=one.renamed_from)
    there = master(far, target, field.related_as, field)
    there = replace(there, renamed_from=target.renamed_from if target is not one else ())
    system = {key: plain for key, plain in one.fields.items() if plain.system and key != "owner"}
    fields = {
        "id": system.pop("id"),
        "name": link_name(one, target, here, there),
        here.name: here,
        there.name: there,
        **system,
    }
    return Object(
        name=f"{one.name}_{field.name}",
        label=field.label,
        plural=field.label,
        app=one.app,
        fields=MappingProxyType({key: replace(plain, history=False) for key, plain in fields.items()}),
        icon="link",
        owned=False,
        sharing=Sharing(base="edit", parent=here.name),
        core=one.core,
        span=field.span,
        renamed_from=tuple(former_names(one, field)),
        junction=Junction(one.name, field.name, here.name, target.name, there.name),
    )


def former_names(one: Object, field: Field) -> Iterator[str]:
    """What the links were called before the object or the field was renamed."""
    pairs = ((thing, name) for thing in (one.name, *one.renamed_from) for name in (field.name, *field.renamed_from))
    return (f"{thing}_{name}" for thing, name in pairs if (thing, name) != (one.name, field.name))


def master(name: str, whole: Object, related_as: str | None, field: Field) -> Field:
    """One side of a link."""
    return Field(
        name,
        FieldType.MASTER_DETAIL,
        whole.label,
        span=field.span,
        required=True,
        to=(whole.name,),
        on_delete=OnDelete.CASCADE,
        related_as=related_as,
        reparentable=False,
    )


def link_name(one: Object, target: Object, here: Field, there: Field) -> Field:
    """What a link is called: both sides, read by whoever may read the names of both (see `Rights`)."""
    formula = RuleText(f'{here.name}.{one.name_field} & " · " & {there.name}.{target.name_field}', here.span)
    return Field(
        "name", FieldType.TEXT, "Name", span=here.span, read_only=True, reveals=True, formula=formula, max_length=600
    )
