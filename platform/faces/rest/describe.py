"""What there is, for programs: objects, fields and rights, cut to what the caller may see."""

from collections.abc import Iterator

from objectry.faces.rest.codec import written
from objectry.faces.texts import Texts
from objectry.metadata import RECORD_TYPE, FieldType, PicklistValue
from objectry.plan import Blueprint, Child, FieldPlan, ObjectPlan, inputs
from objectry.runtime import NotFound, Rights

RIGHTS = ("create", "read", "update", "delete", "transfer", "export", "import")


def describe_objects(blueprint: Blueprint, rights: Rights, texts: Texts) -> list[dict[str, object]]:
    """Every object the caller holds a right on, in a line each."""
    return [
        {"name": name, "label": texts.object(name), "plural": texts.plural(name), "rights": held(rights, name)}
        for name in blueprint.objects
        if rights.knows(name)
    ]


def held(rights: Rights, name: str) -> list[str]:
    """The rights the caller holds on an object."""
    return [right for right in RIGHTS if rights.may(name, right).allowed]


def shown(plan: ObjectPlan, rights: Rights) -> tuple[str, ...]:
    """The fields the caller may read or write, in declared order."""
    names = {*rights.readable(plan.name), *rights.editable(plan.name)}
    return tuple(name for name in plan.fields if name in names)


def targets(field: FieldPlan, rights: Rights) -> tuple[str, ...]:
    """The objects a lookup points to, those the caller knows."""
    return tuple(name for name in field.field.to if rights.knows(name))


def describe_object(blueprint: Blueprint, rights: Rights, texts: Texts, name: str) -> dict[str, object]:
    """One object whole.

    Raises NotFound for an object on which the caller has no right, as for one that does not exist.
    """
    if not rights.knows(name):
        raise NotFound(f"there is no object {name}")
    return _Described(blueprint, blueprint.objects[name], rights, texts).whole()


class _Described:
    """One object as one caller sees it."""

    def __init__(self, blueprint: Blueprint, plan: ObjectPlan, rights: Rights, texts: Texts) -> None:
        self._blueprint, self._plan, self._rights, self._texts = blueprint, plan, rights, texts

    def whole(self) -> dict[str, object]:
        plan, texts = self._plan, self._texts
        return {
            "name": plan.name,
            "label": texts.object(plan.name),
            "plural": texts.plural(plan.name),
            "name_field": plan.object.name_field,
            **({"deprecated": plan.object.deprecated} if plan.object.deprecated else {}),
            "rights": held(self._rights, plan.name),
            "record_types": list(self._record_types()),
            "fields": [self._field(plan.fields[name]) for name in shown(plan, self._rights)],
            "compounds": list(self._compounds()),
            "views": list(self._views()),
            "related": list(self._related()),
        }

    def _compounds(self) -> Iterator[dict[str, object]]:
        """The fields of several parts, with the field each part is."""
        seen = set(shown(self._plan, self._rights))
        for one in self._plan.object.compounds.values():
            parts = {part: name for part, name in one.parts.items() if name in seen}
            if parts:
                label = self._texts.compound(self._plan.name, one)
                yield {"name": one.name, "label": label, "type": one.type.value, "parts": parts}

    def _record_types(self) -> Iterator[dict[str, object]]:
        """Its record types, with what each leaves and begins with, as far as the caller knows the fields."""
        plan, known = self._plan, frozenset(shown(self._plan, self._rights))
        opened = self._rights.record_types(plan.name)
        for name, kind in plan.object.record_types.items() if RECORD_TYPE in known else ():
            yield {
                "name": name,
                "label": self._texts.value(plan.name, RECORD_TYPE, name),
                "create": name in opened,
                "default": {
                    field: written(plan.fields[field].field.type, value)
                    for field, value in kind.default.items()
                    if field in known
                },
                "values": {field: list(left) for field, left in kind.values.items() if field in known},
            }

    def _views(self) -> Iterator[dict[str, object]]:
        name = self._plan.name
        if self._rights.may(name, "read").allowed:
            for view in self._plan.views.values():
                label = self._texts.part(name, "views", view.name, view.label)
                yield {"name": view.name, "label": label, "type": view.type}

    def _related(self) -> Iterator[dict[str, object]]:
        for child in self._plan.children.values():
            if self._rights.reads(child.object, child.field) and self._listed(child):
                yield {"name": child.name, "object": child.object, "field": child.field}

    def _listed(self, child: Child) -> bool:
        """Whether the list has a name: the side that holds a field of links shows them as that field."""
        return self._blueprint.objects[child.object].fields[child.field].field.related_as is not None

    def _field(self, field: FieldPlan) -> dict[str, object]:
        plain, name = field.field, self._plan.name
        level = self._rights.level(name, plain.name)
        facts: dict[str, object] = {
            "name": plain.name,
            "label": self._texts.field(name, plain.name),
            "type": plain.type.value,
            "required": plain.required,
            "editable": level == "edit",
            "computed": plain.computed,
            "unique": plain.unique,
            "external_id": plain.external_id,
        }
        return facts | {key: fact for key, fact in self._optional(field).items() if fact is not None}

    def _optional(self, field: FieldPlan) -> dict[str, object]:
        plain = field.field
        return {
            "help": self._texts.help(self._plan.name, plain),
            "deprecated": plain.deprecated,
            "max_length": plain.max_length,
            "precision": plain.precision,
            "scale": plain.scale,
            "in_currency": plain.in_currency,
            "to": list(targets(field, self._rights)) if plain.to else None,
            "reparentable": plain.reparentable if plain.type is FieldType.MASTER_DETAIL else None,
            "filter": self._filter(field),
            "hierarchy": plain.hierarchy or None,
            "values": self._values(field),
            "depends_on": plain.depends_on if plain.depends_on in shown(self._plan, self._rights) else None,
            "values_for": {value: list(fitting) for value, fitting in plain.values_for.items()} or None,
            "transitions": _transitions(field),
        }

    def _filter(self, field: FieldPlan) -> str | None:
        """The filter of a lookup as it is written, for those who know all it reads."""
        written, tree = field.field.filter, field.filter
        known = tree is not None and all(self._rights.reads(*one) for one in inputs(tree, self._plan.name))
        return written.text if written is not None and known else None

    def _values(self, field: FieldPlan) -> list[dict[str, object]] | None:
        if field.field.picklist is None:
            return None
        return [self._value(field, value) for value in field.field.picklist.values.values()]

    def _value(self, field: FieldPlan, value: PicklistValue) -> dict[str, object]:
        label = self._texts.value(self._plan.name, field.name, value.name)
        facts: dict[str, object] = {"value": value.name, "label": label, "color": value.color}
        return facts | ({"deprecated": value.deprecated} if value.deprecated else {})


def _transitions(field: FieldPlan) -> dict[str, list[str]] | None:
    picklist = field.field.picklist
    if picklist is None or not picklist.transitions:
        return None
    return {state: list(moves) for state, moves in picklist.transitions.items()}
