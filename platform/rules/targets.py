"""Which records an `update` or `delete` is about: children by the name of their list, or what a lookup points to."""

from dataclasses import replace

from objectry.diagnostics import Diagnostics
from objectry.rules import codes
from objectry.rules.catalog import Relation
from objectry.rules.hints import hint
from objectry.rules.paths import Reached, Walk
from objectry.rules.scope import Scope
from objectry.rules.statements import Target
from objectry.rules.syntax import Path
from objectry.rules.typed import FieldRead
from objectry.rules.types import Kind, Type

EXAMPLE = "name a list of child records (lines), a lookup (account), or a list behind one (account.contacts)"


def target_of(path: Path, step: str, scope: Scope, found: Diagnostics) -> tuple[Target, Scope] | None:
    """The target of an `update` or `delete`, and the scope of its `where` and values; None after an error."""
    if step == "delete" and [one.lower() for one in path.names] == ["$record"]:
        own = FieldRead((), scope.object, "id", Type(Kind.REF, nullable=False, targets=(scope.object,)))
        return Target(scope.object, own), scope
    owner = _owner(path, scope)
    relation = scope.catalog.relation(owner, path.names[-1]) if owner else None
    if relation is None or scope.catalog.field(owner or "", path.names[-1]) is not None:
        return _looked_up(path, scope, found)
    return _children(path, relation, scope, found)


def _owner(path: Path, scope: Scope) -> str | None:
    """The object at which the last name of the path stands, where that is plain."""
    if len(path.names) == 1:
        return scope.object
    end = Walk(_shortened(path), scope, Diagnostics()).end()
    if not isinstance(end, Reached) or not end.field.refers or len(end.field.to) != 1:
        return None
    return end.field.to[0]


def _shortened(path: Path) -> Path:
    return Path(path.names[:-1], path.spans[:-1], path.span)


def _children(path: Path, relation: Relation, scope: Scope, found: Diagnostics) -> tuple[Target, Scope] | None:
    if relation.via:
        message = f"{relation.name} is a list of links; `set {relation.name} = ...` changes what is linked"
        found.error(codes.NOT_SETTABLE, message, path.span)
        return None
    inner = replace(scope, child=relation, blanks="null", target=True)
    if len(path.names) == 1:
        own = FieldRead((), scope.object, "id", Type(Kind.REF, nullable=False, targets=(scope.object,)))
        return Target(relation.object, own, relation.link), inner
    end = Walk(_shortened(path), scope, found).end()
    return (Target(relation.object, _read(end), relation.link), inner) if isinstance(end, Reached) else None


def _looked_up(path: Path, scope: Scope, found: Diagnostics) -> tuple[Target, Scope] | None:
    """The record at the end of lookups, whose fields are spelled by the path."""
    known = scope.catalog
    if path.names[0].lower() == "$record" and len(path.names) == 1:
        found.error(codes.BAD_PATH, "`set` writes fields of the record itself", path.span)
        return None
    if len(path.names) == 1 and known.field(scope.object, path.names[0]) is None:
        lists = [one.name for one in known.relations(scope.object)]
        lookups = [one.name for one in known.fields(scope.object) if one.refers]
        tail = hint(path.names[0], [*lists, *lookups], found) or f"; {EXAMPLE}"
        found.error(codes.UNKNOWN_NAME, f'"{path.names[0]}" leads to no records of {scope.object}{tail}', path.span)
        return None
    end = Walk(path, scope, found).end()
    if end is None:
        return None
    if not isinstance(end, Reached) or not end.field.refers or len(end.field.to) != 1:
        found.error(codes.BAD_PATH, f"{'.'.join(path.names)} leads to no records of one object; {EXAMPLE}", path.span)
        return None
    return Target(end.field.to[0], _read(end)), scope


def _read(end: Reached) -> FieldRead:
    """The id of the record a lookup points to."""
    return FieldRead(end.hops, end.owner, end.field.name, Type(Kind.REF, targets=end.field.to))
