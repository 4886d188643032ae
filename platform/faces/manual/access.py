"""Who may do what, as the manual tells it."""

from collections.abc import Iterator

from objectry.faces.manual.chapters import Grant, RoleRow, SharingRow
from objectry.faces.texts import Texts
from objectry.metadata import Model, Object, PermissionSet, Role

RIGHTS = ("create", "read", "update", "delete", "transfer", "export", "import", "view_all", "modify_all")
EVERY = "*"
ROLE = "role:"


def grants_of(texts: Texts, model: Model, thing: Object) -> tuple[Grant, ...]:
    """What each role that may do anything with the object may do."""
    found = (
        Grant(texts.role(role.name), _words(texts, rights), _hidden(texts, model, role, thing))
        for role in model.roles.values()
        if (rights := _rights(model, role, thing.name))
    )
    return tuple(found)


def role_rows(texts: Texts, model: Model, objects: tuple[str, ...]) -> tuple[RoleRow, ...]:
    """The matrix of roles and objects."""
    return tuple(
        RoleRow(
            role.name,
            texts.role(role.name),
            tuple(texts.permission_set(one.name, one.label) for one in _sets(model, role)),
            tuple(_words(texts, _rights(model, role, name)) for name in objects),
        )
        for role in model.roles.values()
    )


def sharing_rows(texts: Texts, model: Model) -> tuple[SharingRow, ...]:
    """The sharing rules."""
    return tuple(
        SharingRow(texts.plural(one.object), one.when.text.strip(), tuple(_receivers(texts, one.to)), one.access)
        for one in model.sharing_rules
    )


def _receivers(texts: Texts, to: tuple[str, ...]) -> Iterator[str]:
    for one in to:
        yield texts.role(one.removeprefix(ROLE)) if one.startswith(ROLE) else one


def _sets(model: Model, role: Role) -> Iterator[PermissionSet]:
    return (model.permission_sets[name] for name in role.sets if name in model.permission_sets)


def _rights(model: Model, role: Role, object: str) -> frozenset[str]:
    """Rights only add: the union over the role's sets."""
    granted = (one.objects.get(object, frozenset()) | one.objects.get(EVERY, frozenset()) for one in _sets(model, role))
    return frozenset().union(*granted)


def _words(texts: Texts, rights: frozenset[str]) -> tuple[str, ...]:
    return tuple(texts(f"right_{name}") for name in RIGHTS if name in rights)


def _hidden(texts: Texts, model: Model, role: Role, thing: Object) -> tuple[str, ...]:
    """Sensitive fields that no set of the role opens, and fields that its sets close."""
    return tuple(
        texts.field(thing.name, field.name)
        for field in thing.fields.values()
        if all(_closed(one, thing.name, field.name, field.sensitive) for one in _sets(model, role))
    )


def _closed(one: PermissionSet, object: str, field: str, tag: str | None) -> bool:
    named = one.fields.get(f"{object}.{field}")
    if named is not None:
        return named == "none"
    if tag is not None:
        return (one.sensitive.get(tag) or one.sensitive.get(EVERY, "none")) == "none"
    return not (one.objects.get(object) or one.objects.get(EVERY))
