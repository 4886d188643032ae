"""Forms, built from the layout's sections and a record, a posted form or both."""

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from itertools import groupby

from objectry.faces.answers import Fault
from objectry.faces.web import addresses
from objectry.faces.web.filling.entries import Entries
from objectry.faces.web.filling.widgets import WIDGETS, Widget
from objectry.faces.web.own.people import OF_PEOPLE
from objectry.faces.web.showing.compounds import countries, is_country, narrowing
from objectry.faces.web.visit import Visit
from objectry.metadata import EMPTY, FILE_TYPES, IMAGE_TYPES, RECORD_TYPE, Field, FieldType, Form, choices_of_type
from objectry.plan import ObjectPlan, own_fields
from objectry.runtime import Record, in_words

MANY_CHOICES = 7
FILE_KINDS = frozenset({"file", "image"})


@dataclass(frozen=True, slots=True)
class Choice:
    """One value of a picklist, or one object a lookup may point to."""

    value: str
    label: str


@dataclass(frozen=True, slots=True)
class Input:
    """One field of a form as the template draws it.

    `text` is what stands in it, `base` what stood there when the record was read; for a lookup these are ids and
    `label` is the name shown.  `theirs` is what somebody else has stored meanwhile, where it differs.
    """

    name: str
    label: str
    widget: Widget
    text: str = ""
    base: str = ""
    shown: str = ""  # the name of what a lookup points to, as it stands in its box
    known: str = ""  # the name that belongs to the id in `text`
    required: bool = False
    conditional: bool = False  # whether a condition may ask for it
    unseen: bool = False
    help: str = ""
    unit: str = ""
    limit: int | None = None
    accept: str = ""  # the types of files, for the browser's dialog
    errors: tuple[str, ...] = ()
    choices: tuple[Choice, ...] = ()
    targets: tuple[Choice, ...] = ()
    target: str = ""  # which of them it is
    theirs: str | None = None
    group: str = ""  # the label of the compound it is a part of, where the form shows that as a group
    depends_on: str = ""  # the picklist that decides which choices there are, and by its values which fit
    fitting: str = "{}"
    deciding: tuple[str, ...] = ()  # the fields of the form that decide which records a lookup may point to
    narrows: str = ""  # where its suggestions come from, which depend on the parts above it

    @property
    def ticked(self) -> tuple[str, ...]:
        """Of several choices, those that are chosen."""
        return tuple(self.text.split("\n"))

    @property
    def wide(self) -> bool:
        """Whether it takes the whole row."""
        return self.widget.kind in {"area", "json", "rich"}


@dataclass(frozen=True, slots=True)
class FormSection:
    """A titled group of inputs."""

    label: str
    columns: int
    inputs: tuple[Input, ...]
    name: str = ""
    unseen: bool = False

    @property
    def groups(self) -> tuple[tuple[str, tuple[Input, ...]], ...]:
        """The inputs in order, those of one compound together under its label."""
        return tuple((label, tuple(members)) for label, members in groupby(self.inputs, key=lambda one: one.group))


@dataclass(frozen=True, slots=True)
class LiveState:
    """What a form's conditions hide and ask for now, as its script takes it: names of fields and sections in JSON."""

    hidden: str
    sections: str
    required: str
    href: str


@dataclass(frozen=True, slots=True)
class FormPage:
    """A whole form.  `problems` are those that belong to no shown field; `hidden` values travel unseen."""

    object: str
    title: str
    sections: tuple[FormSection, ...]
    problems: tuple[str, ...] = ()
    version: int | None = None
    id: str = ""
    back: str = ""
    hidden: Mapping[str, str] = field(default=EMPTY)
    state: "LiveState | None" = None

    @property
    def leave(self) -> str:
        """Where giving up leads."""
        own = addresses.record(self.object, self.id) if self.id else addresses.listing(self.object)
        return addresses.inside(self.back, own)

    @property
    def inputs(self) -> tuple[Input, ...]:
        """All inputs in order."""
        return tuple(one for section in self.sections for one in section.inputs)

    @property
    def carries_files(self) -> bool:
        """Whether it is sent in the form that can hold files."""
        return any(one.widget.kind in FILE_KINDS for one in self.inputs)

    @property
    def faulty(self) -> tuple[Input, ...]:
        """Inputs with something wrong."""
        return tuple(one for one in self.inputs if one.errors)

    @property
    def contested(self) -> tuple[Input, ...]:
        """Inputs that two people changed at once."""
        return tuple(one for one in self.inputs if one.theirs is not None)


def typed(one: Input) -> str:
    """What stands in an input, in words: a choice by its label, a lookup by its name."""
    labels = {choice.value: choice.label for choice in one.choices}
    text = ", ".join(labels.get(line, line) for line in one.ticked) if one.choices else one.text
    return one.shown or text or "–"


def entry_form(visit: Visit, plan: ObjectPlan, kind: object = None) -> Form:
    """The form this person fills in for a record of this type."""
    return plan.layout.form_for(kind, visit.actor.role)


def form_fields(visit: Visit, plan: ObjectPlan, kind: object = None) -> tuple[str, ...]:
    """The fields this person fills in, in the form's order."""
    form = entry_form(visit, plan, kind)
    named = [name for section in form.sections.values() for name in _expanded(plan, section.fields)]
    return tuple(name for name in dict.fromkeys(named) if _enterable(visit, plan, name))


def all_form_fields(visit: Visit, plan: ObjectPlan) -> tuple[str, ...]:
    """The fields this person fills in for records of any type."""
    kinds = (None, *plan.object.record_types)
    return tuple(dict.fromkeys(name for kind in kinds for name in form_fields(visit, plan, kind)))


def kind_label(visit: Visit, plan: ObjectPlan, kind: object) -> str:
    """What a record of this type is called: the object's label, and the type's behind it."""
    label = visit.texts.object(plan.name)
    if not isinstance(kind, str) or kind not in plan.object.record_types:
        return label
    return visit.texts("typed_label", object=label, type=visit.texts.value(plan.name, RECORD_TYPE, kind))


def changeable_fields(visit: Visit, plan: ObjectPlan, kind: object = None) -> tuple[str, ...]:
    """The fields she may still change once the record is there: all but a parent it is tied to."""
    return tuple(name for name in form_fields(visit, plan, kind) if plan.fields[name].field.reparentable)


def _expanded(plan: ObjectPlan, names: Iterable[str]) -> Iterator[str]:
    """The names of a section, a compound as those of its parts."""
    for name in names:
        one = plan.object.compounds.get(name)
        yield from (name,) if one is None else one.parts.values()


def _grouped(visit: Visit, plan: ObjectPlan, name: str, inputs: dict[str, Input]) -> Iterator[Input]:
    """The input of a field, taken out; of a compound those of its parts, each by the bare word for it."""
    one = plan.object.compounds.get(name)
    if one is None:
        yield from (inputs.pop(name),) if name in inputs else ()
        return
    label = visit.texts.compound(plan.name, one)
    for part in one.parts.values():
        if part in inputs:
            own = inputs.pop(part)
            yield replace(own, label=visit.texts.part_of(plan.name, plan.fields[part].field), group=label)


def _enterable(visit: Visit, plan: ObjectPlan, name: str) -> bool:
    return name in plan.fields and visit.edits(plan.name, plan.fields[name].field)


def sections(
    visit: Visit, plan: ObjectPlan, inputs: Mapping[str, Input], kind: object = None
) -> tuple[FormSection, ...]:
    """The layout's sections with their inputs, those without any left out; what no section names comes last."""
    found = []
    left = dict(inputs)
    for section in entry_form(visit, plan, kind).sections.values():
        own = tuple(one for name in section.fields for one in _grouped(visit, plan, name, left))
        if own:
            label = visit.texts.part(plan.name, "sections", section.name, section.label)
            found.append(FormSection(label, section.columns, own, section.name))
    return (*found, FormSection("", 2, tuple(left.values()))) if left else tuple(found)


def empty_input(visit: Visit, plan: ObjectPlan, name: str, kind: object = None) -> Input:
    """An input as metadata describes it, without a value; `kind` is the record's type, which leaves some choices."""
    plain = plan.fields[name].field
    return Input(
        name=name,
        label=visit.texts.field(plan.name, name),
        widget=WIDGETS[FieldType.PICKLIST if _is_chosen(plan, plain) else plain.type],
        required=plain.required,
        conditional=plan.fields[name].required_if is not None,
        help=visit.texts.help(plan.name, plain) or "",
        unit=_unit(visit, plain),
        accept=",".join(
            FILE_TYPES[one] for one in plain.types or (IMAGE_TYPES if plain.type is FieldType.IMAGE else ())
        ),
        limit=plain.max_length,
        choices=_choices(visit, plan, plain, kind),
        depends_on=plain.depends_on or "",
        fitting=json.dumps({value: list(names) for value, names in plain.values_for.items()}),
        deciding=deciding(visit, plan, name),
        narrows=f"/divisions/{plan.name}/{name}" if narrowing(plain) else "",
        targets=tuple(Choice(one, visit.texts.object(one)) for one in plain.to if visit.may(one, "read")),
    )


def deciding(visit: Visit, plan: ObjectPlan, name: str) -> tuple[str, ...]:
    """The fields she sees of the record that decide, in the filter of its lookup, what this may point to."""
    filter = plan.fields[name].filter
    own = own_fields(filter) - {name} if filter is not None else ()
    return tuple(sorted(one for one in own if visit.reads(plan.name, one)))


def _unit(visit: Visit, plain: Field) -> str:
    """What stands behind the number, or how large a file may be; an amount's own currency only its record can tell."""
    if plain.max_size is not None:
        return in_words(plain.max_size)
    if plain.type is FieldType.CURRENCY and plain.in_currency is None:
        return visit.currency
    return "%" if plain.type is FieldType.PERCENT else ""


def _is_chosen(plan: ObjectPlan, plain: Field) -> bool:
    """Whether a text is chosen from a list."""
    return (plan.name, plain.name) in OF_PEOPLE or is_country(plain)


def _choices(visit: Visit, plan: ObjectPlan, plain: Field, kind: object) -> tuple[Choice, ...]:
    if is_country(plain):
        return tuple(Choice(code, label) for code, label in countries(visit))
    if (plan.name, plain.name) in OF_PEOPLE:
        return tuple(Choice(value, label) for value, label in OF_PEOPLE[plan.name, plain.name](visit))
    left = choices_of_type(plan.object, plain.name, kind)
    values = [one for one in (plain.picklist.values if plain.picklist else ()) if left is None or one in left]
    if plain.name == RECORD_TYPE:
        values = [one for one in values if one == kind or one in visit.rights.record_types(plan.name)]
    return tuple(Choice(value, visit.texts.value(plan.name, plain.name, value)) for value in values)


def stored_input(visit: Visit, plan: ObjectPlan, name: str, record: Record) -> Input:
    """An input that shows what a record holds."""
    bare = empty_input(visit, plan, name, record.values.get(RECORD_TYPE))
    value = record.values.get(name)
    text = bare.widget.write(value, visit.formats)
    label, plain = record.labels.get(name, ""), plan.fields[name].field
    if plain.in_currency is not None:
        return replace(bare, text=text, base=text, unit=label)
    shown = label or (visit.texts("not_visible") if plain.refers and value else "")
    choices, target = _with_current(bare.choices, text), record.objects.get(name, "")
    return replace(bare, text=text, base=text, shown=shown, known=shown, choices=choices, target=target)


def _with_current(choices: tuple[Choice, ...], text: str) -> tuple[Choice, ...]:
    """A stored value that is declared no more stays choosable, or saving would silently drop it."""
    known = {one.value for one in choices}
    return (*choices, *(Choice(one, one) for one in text.split("\n") if choices and one and one not in known))


def new_input(visit: Visit, plan: ObjectPlan, name: str, given: Mapping[str, str], kind: object = None) -> Input:
    """An input of a new record: what the address fills in, else the literal default, its record type's first."""
    bare = empty_input(visit, plan, name, kind)
    known = plan.object.record_types.get(str(kind))
    value = (known.default if known else EMPTY).get(name, plan.fields[name].field.default)
    text = given[name] if name in given else _default(value, visit, bare.widget)
    return replace(bare, text=text, base=text)


def _default(value: object, visit: Visit, widget: Widget) -> str:
    return widget.write(value, visit.formats)


def posted_input(bare: Input, entries: Entries) -> Input:
    """The input with what was typed into it."""
    return replace(
        bare,
        text=entries.text(bare.name),
        base=entries.base(bare.name),
        shown=entries.shown(bare.name),
        known=entries.known(bare.name),
        target=entries.target(bare.name),
        choices=_with_current(bare.choices, entries.base(bare.name)) if bare.choices else (),
    )


def outside_value(visit: Visit, one: Input) -> object:
    """What stands in an input, as the door takes it."""
    return one.widget.read(one.text, visit.formats) if one.text else None


def with_faults(inputs: Mapping[str, Input], faults: Iterable[Fault]) -> tuple[dict[str, Input], tuple[str, ...]]:
    """The inputs with their errors, and the messages that belong to none of them."""
    found, others = dict(inputs), []
    for fault in faults:
        own = found.get(fault.field or "")
        if own is None:
            others.append(fault.message)
        else:
            found[own.name] = replace(own, errors=(*own.errors, fault.message))
    return found, tuple(dict.fromkeys(others))
