"""Who may do what, to look at: a role, a permission set or a person against all objects, and field by field.

The page asks the same decisions that every call of theirs is decided by, so it cannot tell anything else.
"""

from dataclasses import dataclass

from flask import Response, request

from objectry.faces.web import addresses
from objectry.faces.web.pages import page
from objectry.faces.web.visit import Visit
from objectry.plan import ObjectPlan
from objectry.runtime import Actor, NotAllowed, NotFound, Rights

RIGHTS = ("create", "read", "update", "delete", "transfer", "export", "import", "view_all", "modify_all")
ROLE, SET, USER = "role", "set", "user"


@dataclass(frozen=True, slots=True)
class Subject:
    """Whose rights are shown.  `kind` and `name` are what the address says."""

    kind: str
    name: str
    label: str
    actor: Actor


@dataclass(frozen=True, slots=True)
class Cell:
    """One decision, with the grant or the lack behind it."""

    allowed: bool
    reason: str


@dataclass(frozen=True, slots=True)
class ObjectRow:
    """An object and what the subject may do with it."""

    name: str
    label: str
    href: str
    cells: tuple[Cell, ...]


@dataclass(frozen=True, slots=True)
class FieldRow:
    """A field and how far into it the subject may go."""

    name: str
    label: str
    level: str
    sensitive: str


@dataclass(frozen=True, slots=True)
class Option:
    """A role or permission set to choose."""

    label: str
    href: str
    active: bool


def show(visit: Visit) -> Response:
    """The matrix of one subject, by default the first role; with `object` in the address, the fields of that one."""
    guard(visit)
    subject = _subject(visit)
    wanted = request.args.get("object", "")
    plan = visit.blueprint.objects.get(wanted)
    if wanted and plan is None:
        raise NotFound
    rights = Rights(visit.blueprint, subject.actor)
    return page(
        visit,
        "setup_matrix.html",
        "setup",
        subject=subject,
        roles=_options(visit, ROLE, subject),
        sets=_options(visit, SET, subject),
        plan=plan,
        rights=RIGHTS,
        rows=() if plan else tuple(_row(visit, one, subject, rights) for one in visit.blueprint.objects.values()),
        fields=_fields(visit, plan, rights) if plan else (),
        back=_address(subject.kind, subject.name),
    )


def guard(visit: Visit) -> None:
    """Those who declare rights or give them to people may look.  Raises NotAllowed."""
    decisions = [visit.rights.system(right) for right in ("customize", "manage_users")]
    if not any(one.allowed for one in decisions):
        raise NotAllowed(decisions[0].reason)


def _subject(visit: Visit) -> Subject:
    """Raises NotFound for a subject that is not there."""
    blueprint, asked = visit.blueprint, request.args
    if name := asked.get(USER, "").strip():
        actor = visit.platform.identity.actor_called(name)
        if actor is None:
            raise NotFound
        return Subject(USER, name, actor.name, actor)
    if (name := asked.get(SET, "")) in blueprint.permission_sets:
        label = visit.texts.permission_set(name, blueprint.permission_sets[name].label)
        return Subject(SET, name, label, Actor("", label, sets=frozenset({name})))
    role = asked.get(ROLE, "") or next(iter(blueprint.roles), "")
    if role not in blueprint.roles:
        raise NotFound
    return Subject(ROLE, role, visit.texts.role(role), Actor("", role, role=role))


def _options(visit: Visit, kind: str, subject: Subject) -> tuple[Option, ...]:
    if kind == ROLE:
        named = [(name, visit.texts.role(name)) for name in visit.blueprint.roles]
    else:
        sets = visit.blueprint.permission_sets
        named = [(name, visit.texts.permission_set(name, one.label)) for name, one in sets.items()]
    return tuple(
        Option(label, _address(kind, name), (kind, name) == (subject.kind, subject.name)) for name, label in named
    )


def _address(kind: str, name: str, object: str | None = None) -> str:
    return addresses.with_query(addresses.PERMISSIONS, **{kind: name, "object": object})


def _row(visit: Visit, plan: ObjectPlan, subject: Subject, rights: Rights) -> ObjectRow:
    decisions = [rights.may(plan.name, right) for right in RIGHTS]
    href = _address(subject.kind, subject.name, plan.name)
    cells = tuple(Cell(one.allowed, one.reason) for one in decisions)
    return ObjectRow(plan.name, visit.texts.object(plan.name), href, cells)


def _fields(visit: Visit, plan: ObjectPlan, rights: Rights) -> tuple[FieldRow, ...]:
    return tuple(
        FieldRow(name, visit.texts.field(plan.name, name), _level(plan, name, rights), one.field.sensitive or "")
        for name, one in plan.fields.items()
    )


def _level(plan: ObjectPlan, name: str, rights: Rights) -> str:
    """None where the object itself is not open for reading."""
    return rights.level(plan.name, name) if rights.may(plan.name, "read").allowed else "none"
