"""Who sees what: `sees_row` and `sees_field`, as slow loops over the world, straight from the documents.

Grants only add: a right or a level is had if one set of the person's role has it.
"""

from tests.leak.oracle.expressions import Figure, Path, Value, figures, paths
from tests.leak.oracle.values import Scope, holds
from tests.leak.oracle.world import SYSTEM, Field, PermissionSet, Row, World, targets

LEVELS = ("none", "read", "edit")


def sets_of(world: World, user: str) -> list[PermissionSet]:
    """What a person's role grants, and what is lent to her; nothing to somebody who is not active."""
    person = world.rows["user"].get(user)
    if person is None or person["active"] is not True:
        return []
    names = [*world.stack.roles.get(str(person["role"]), ())]
    names += [one.set for one in world.lent if one.person == user and world.lasts(one.until)]
    return [world.stack.sets[name] for name in names]


def rights(world: World, user: str, object: str) -> frozenset[str]:
    """Every right a person holds on an object."""
    found: frozenset[str] = frozenset()
    for one in sets_of(world, user):
        found |= granted(one, object)
    return found


def granted(given: PermissionSet, object: str) -> frozenset[str]:
    """What one set grants on an object."""
    return given.objects.get(object, frozenset()) | given.objects.get("*", frozenset())


def level(world: World, user: str, object: str, name: str) -> str:
    """How far a person may go with a field, by its own declaration alone."""
    declared = world.stack.kinds[object].fields[name]
    return max(
        (level_in(one, object, name, declared) for one in sets_of(world, user)), key=LEVELS.index, default="none"
    )


def level_in(given: PermissionSet, object: str, name: str, declared: Field) -> str:
    """What one set says: of the field, else of its tag, else of the object."""
    if f"{object}.{name}" in given.fields:
        return given.fields[f"{object}.{name}"]
    if declared.tag:
        return given.tags.get(declared.tag, given.tags.get("*", "none"))
    mine = granted(given, object)
    if mine & {"create", "update"}:
        return "edit"
    return "read" if "read" in mine else "none"


def sees_field(world: World, user: str, object: str, name: str) -> bool:
    """Whether a person may read a field at all; a computed one only with all it is made of, unless it reveals."""
    if "read" not in rights(world, user, object):
        return False
    kind = world.stack.kinds[object]
    if name not in kind.fields:
        return name in SYSTEM or (name == "owner" and kind.owned)
    declared = kind.fields[name]
    if level(world, user, object, name) == "none":
        return False
    if declared.reveals or not declared.computed:
        return True
    value = declared.formula if declared.formula is not None else declared.rollup
    assert value is not None
    return may_know(world, user, object, value)


def may_know(world: World, user: str, object: str, value: Value) -> bool:
    """Whether every input of a declared value is open: the fields, and the records of other objects they are on.

    Those are open if all of that object are, or if the two come into sight together: a part and what it is part of.
    """
    return all(may_follow(world, user, object, path) for path in paths(value)) and all(
        may_count(world, user, object, figure) for figure in figures(value)
    )


def may_follow(world: World, user: str, object: str, path: Path) -> bool:
    first, *rest = path.names
    if not sees_field(world, user, object, first):
        return False
    if not rest or rest == ["id"]:
        return True
    kind = world.stack.kinds[object]
    return all(
        (first == kind.parent or sees_all(world, user, other)) and may_follow(world, user, other, Path(tuple(rest)))
        for other in targets(kind, first)
    )


def may_count(world: World, user: str, object: str, figure: Figure) -> bool:
    other, lookup = world.stack.relation(object, figure.children)
    inside = [Path((figure.field,))] if figure.field else []
    inside += paths(figure.where) if figure.where is not None else []
    together = lookup == world.stack.kinds[other].parent and "read" in rights(world, user, other)
    return (
        (together or sees_all(world, user, other))
        and sees_field(world, user, other, lookup)
        and all(may_follow(world, user, other, bare(figure, path)) for path in inside)
    )


def bare(figure: Figure, path: Path) -> Path:
    """A path inside a figure without the name of its children."""
    return Path(path.names[1:]) if path.names[0] == figure.children else path


def sees_all(world: World, user: str, object: str) -> bool:
    """Whether every record of an object is open to a person."""
    mine, kind = rights(world, user, object), world.stack.kinds[object]
    if "read" not in mine:
        return False
    if mine & {"view_all", "modify_all"}:
        return True
    if kind.parent:
        return all(sees_all(world, user, one) for one in targets(kind, kind.parent))
    return kind.base in {"read", "edit"}


def sees_row(world: World, user: str, object: str, row: Row) -> bool:
    """Whether a person may read a record."""
    return bool(reasons(world, user, object, row))


def reasons(world: World, user: str, object: str, row: Row, access: str = "read") -> list[str]:
    """Every way by which a record is open to a person, for reading or for `edit`."""
    mine, kind = rights(world, user, object), world.stack.kinds[object]
    if ("read" if access == "read" else "update") not in mine:
        return []
    found: list[str] = [
        one for one in ("view_all", "modify_all") if one in mine and (access == "read" or one == "modify_all")
    ]
    if kind.parent:
        above = world.target(object, kind.parent, row)
        found += ["parent"] if above is not None and reasons(world, user, *above, access) else []
        return found
    found += ["base"] if kind.base == "edit" or (kind.base == "read" and access == "read") else []
    found += ["owner"] if kind.owned and row["owner"] == user else []
    found += ["hierarchy"] if kind.owned and kind.hierarchy and is_below(world, row["owner"], user) else []
    if object == "notification":
        found += ["recipient"] if row["recipient"] == user else []
    if kind.owned and kind.base != "edit" and is_shared(world, user, str(row["id"]), access):
        found.append("share")
    role = world.rows["user"][user]["role"]
    for rule in world.stack.rules:
        fits = rule.object == object and role in rule.to and (access == "read" or rule.access == "edit")
        if fits and holds(rule.when, Scope(world, object, row)):
            found.append(f"rule {rule.name}")
    return found


def is_shared(world: World, user: str, record: str, access: str) -> bool:
    """Whether a record is open to a person by hand, as far as that."""
    mine = (one for one in world.shares if (one.person, one.record) == (user, record) and world.lasts(one.until))
    return any(access == "read" or one.access == "edit" for one in mine)


def is_below(world: World, person: object, above: str) -> bool:
    """Whether somebody is a subordinate of a person, however far down."""
    seen = set()
    while isinstance(person, str) and person in world.rows["user"] and person not in seen:
        seen.add(person)
        person = world.rows["user"][person]["manager"]
        if person == above:
            return True
    return False
