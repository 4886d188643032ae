"""The nouns of access: roles, permission sets, sharing rules, queues.  Frozen; `model.py` hands them on."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from objectry.diagnostics import NOWHERE, Span
from objectry.metadata.model_texts import EMPTY, RuleText


@dataclass(frozen=True, slots=True)
class Role:
    """A job: which permission sets it grants, and the objects of its navigation in order (empty: all it may read)."""

    name: str
    label: str
    sets: tuple[str, ...]
    navigation: tuple[str, ...] = ()
    renamed_from: tuple[str, ...] = ()
    moved_from: tuple[str, ...] = ()
    span: Span = field(default=NOWHERE, compare=False)


@dataclass(frozen=True, slots=True)
class PermissionSet:
    """Grants, which only add.

    `objects` maps an object (or `*`) to rights out of create, read, update, delete, transfer, export, import,
    view_all, modify_all.  `fields` maps `object.field` to none | read | edit.  `sensitive` maps a tag to a level.
    `system` names rights that belong to no object: manage_users, customize, import_history, view_audit.
    `record_types` narrows, by object, the record types that this set's right to create is for.
    """

    name: str
    label: str
    objects: Mapping[str, frozenset[str]] = field(default=EMPTY)
    fields: Mapping[str, str] = field(default=EMPTY)
    sensitive: Mapping[str, str] = field(default=EMPTY)
    system: frozenset[str] = frozenset()
    record_types: Mapping[str, tuple[str, ...]] = field(default=EMPTY)
    renamed_from: tuple[str, ...] = ()
    moved_from: tuple[str, ...] = ()
    span: Span = field(default=NOWHERE, compare=False)


@dataclass(frozen=True, slots=True)
class Queue:
    """Records of these objects may belong to it: its members (`role:x`, `team:x`) see them, and take them over."""

    name: str
    label: str
    objects: tuple[str, ...]
    members: tuple[str, ...]
    span: Span = field(default=NOWHERE, compare=False)


@dataclass(frozen=True, slots=True)
class SharingRule:
    """Records of `object` that fulfil `when` are open to `to` (`role:x`) at level read or edit."""

    object: str
    name: str
    when: RuleText
    to: tuple[str, ...]
    access: str = "read"
    span: Span = field(default=NOWHERE, compare=False)
