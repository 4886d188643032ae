"""What stands in the manual, as values: chapters of objects and of permissions.  No HTML here."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class FieldRow:
    """One field of an object: what it is called, what it holds, and what is demanded of it.

    `notes` are sentences; `expressions` are pairs of a caption and a text in the rule language.
    """

    name: str
    label: str
    type: str
    required: bool
    help: str
    choices: tuple[str, ...]
    notes: tuple[str, ...]
    expressions: tuple[tuple[str, str], ...]
    targets: tuple[tuple[str, str], ...]  # name and label of the objects it points to


@dataclass(frozen=True, slots=True)
class Related:
    """Records of another object that point here."""

    object: str
    label: str
    field: str


@dataclass(frozen=True, slots=True)
class Demand:
    """A validation: the sentence a person reads, and the condition behind it."""

    message: str
    condition: str


@dataclass(frozen=True, slots=True)
class RuleRow:
    """An automation: when, on which condition, and what it does, as written."""

    label: str
    object: str
    when: str
    condition: str
    then: str


@dataclass(frozen=True, slots=True)
class Grant:
    """What a role may do with an object; `except_for` names fields that it sees less of."""

    role: str
    rights: tuple[str, ...]
    except_for: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ObjectChapter:
    """Everything about one object."""

    name: str
    label: str
    plural: str
    description: str
    sight: tuple[str, ...]
    fields: tuple[FieldRow, ...]
    system_fields: tuple[FieldRow, ...]
    related: tuple[Related, ...]
    demands: tuple[Demand, ...]
    rules: tuple[RuleRow, ...]
    views: tuple[tuple[str, str], ...]  # label and condition
    grants: tuple[Grant, ...]


@dataclass(frozen=True, slots=True)
class RoleRow:
    """A role with the labels of its permission sets."""

    name: str
    label: str
    sets: tuple[str, ...]
    rights: tuple[tuple[str, ...], ...]  # one cell for each object, in the book's order


@dataclass(frozen=True, slots=True)
class SharingRow:
    """A sharing rule: which records are open, to whom, and how far."""

    object: str
    condition: str
    to: tuple[str, ...]
    access: str


@dataclass(frozen=True, slots=True)
class Book:
    """The manual in one language."""

    language: str
    title: str
    objects: tuple[ObjectChapter, ...]
    roles: tuple[RoleRow, ...]
    sharing: tuple[SharingRow, ...]
