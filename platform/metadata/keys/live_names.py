"""The names a stack declares, by what they are names of: what editors complete and check in its files."""

from collections.abc import Iterable, Iterator, Mapping
from types import MappingProxyType

from objectry.metadata.countries import country_codes
from objectry.metadata.keys.shapes import CHOICES_OF, Names
from objectry.metadata.model import Field, FieldType, Model, Object
from objectry.metadata.zones import zone_names

EVERY = "*"  # stands for all objects, or all tags


def live_names(model: Model) -> Names:
    """The names of a model by kind; what a kind means is said by the shapes that refer to it."""
    kinds = (*declared(model), *of_objects(model), *shown(model))
    found: dict[str, tuple[str, ...]] = {kind: tuple(sorted(set(names))) for kind, names in kinds}
    return MappingProxyType({**found, **choices_of_fields(model)})


def declared(model: Model) -> Iterator[tuple[str, Iterable[str]]]:
    """What stands by itself."""
    yield "object", model.objects
    yield "any_object", (EVERY, *model.objects)
    yield "role", model.roles
    yield "holder", (f"role:{name}" for name in model.roles)
    yield "permission_set", model.permission_sets
    yield "queue", model.queues
    yield "rule", model.rules
    yield "app", (one.name for one in model.apps)
    yield "value_list", model.value_lists
    yield "country", country_codes()
    yield "timezone", zone_names()


def of_objects(model: Model) -> Iterator[tuple[str, Iterable[str]]]:
    """What belongs to some object."""
    objects = tuple(model.objects.values())
    fields = tuple(field for one in objects for field in one.fields.values())
    yield "field", (name for one in objects for name in fields_of(one))
    yield "object.field", (f"{one.name}.{name}" for one in objects for name in fields_of(one))
    yield "relation", (name for field in fields for name in (field.related_as, field.junction and field.name) if name)
    yield "tag", (EVERY, *(field.sensitive for field in fields if field.sensitive))
    yield "value", (name for field in fields if field.picklist for name in field.picklist.values)
    yield "part", (part for one in objects for compound in one.compounds.values() for part in compound.parts)
    yield "record_type", (name for one in objects for name in one.record_types)
    yield "validation", (name for one in objects for name in one.validations)


def fields_of(one: Object) -> Iterator[str]:
    """What may be called a field of an object: those of several parts too."""
    yield from one.fields
    yield from one.compounds


def shown(model: Model) -> Iterator[tuple[str, Iterable[str]]]:
    """What layouts declare."""
    layouts = tuple(model.layouts.values())
    yield "form", (name for one in layouts for name in one.forms)
    yield "section", (name for one in layouts for form in one.forms.values() for name in form.sections)
    yield "tab", (name for one in layouts for name in one.page.tabs)
    yield "view", (name for one in layouts for name in one.views)


def choices_of_fields(model: Model) -> Mapping[str, tuple[str, ...]]:
    """For each name that only picklists have, all their choices: a schema does not know which object a file is for."""
    called: dict[str, list[Field]] = {}
    for one in model.objects.values():
        for field in one.fields.values():
            called.setdefault(field.name, []).append(field)
    return {
        CHOICES_OF + name: tuple(
            sorted({value for field in fields if field.picklist for value in field.picklist.values})
        )
        for name, fields in called.items()
        if all(field.type is FieldType.PICKLIST for field in fields)
    }
