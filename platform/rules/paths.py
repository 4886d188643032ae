"""Where a path leads: through lookups to a field, an attribute of a picklist value, or a fact of the call."""

from collections.abc import Iterator
from dataclasses import dataclass

from objectry.diagnostics import Diagnostics
from objectry.metadata import Compound, Field, FieldType
from objectry.rules import codes
from objectry.rules.catalog import USER
from objectry.rules.hints import hint
from objectry.rules.notices import tell_notice
from objectry.rules.scope import Scope
from objectry.rules.syntax import Path
from objectry.rules.typed import ContextRead, Hop
from objectry.rules.types import DATETIME, TEXT, Kind, Type

MAX_HOPS = 5
CONTEXT = ("$record", "$user", "$now", "$source")


@dataclass(frozen=True, slots=True)
class Reached:
    """The end of a path: `field` of object `owner`, or `attribute` of its picklist value."""

    hops: tuple[Hop, ...]
    owner: str
    field: Field
    child: bool = False
    attribute: str | None = None


class Walk:
    """Follows one path, name by name."""

    def __init__(self, path: Path, scope: Scope, found: Diagnostics) -> None:
        self._path = path
        self._scope = scope
        self._found = found
        self._at = 0
        self._owner = scope.object
        self._child = False
        self._hops: tuple[Hop, ...] = ()

    def end(self) -> Reached | ContextRead | None:
        """Where the path leads; None after an error."""
        first = self._path.names[0].lower()
        if first.startswith("$") and first != "$record":
            return self._context(first)
        if first == "$record":
            self._at = 1
            if len(self._path.names) == 1:
                return self._reached(self._field("id"))
        elif self._scope.child is not None and first == self._scope.child.name.lower():
            self._owner, self._child, self._at = self._scope.child.object, True, 1
            for hop in self._scope.child.via:
                self._hops, self._owner = (*self._hops, hop), hop.object
            if len(self._path.names) == 1:
                self._error(codes.BAD_PATH, f"{first} is a list of records; name a field of it: {first}.id")
                return None
        elif self._scope.beyond is not None:
            self._hops, self._owner = (self._scope.beyond,), self._scope.beyond.object
        return self._follow()

    def _follow(self) -> Reached | None:
        while True:
            compound = self._compound()
            field = self._field(self._path.names[self._at]) if compound is None else self._part(compound)
            if field is None or self._at == len(self._path.names) - 1:
                return self._reached(field)
            following = self._path.names[self._at + 1].lower()
            last = self._at + 2 == len(self._path.names)
            if field.type is FieldType.PICKLIST and last:
                return self._attribute(field, following)
            if field.refers and last and following == "id":
                return self._reached(field)
            if not self._hop(field):
                return None

    def _reached(self, field: Field | None) -> Reached | None:
        return None if field is None else Reached(self._hops, self._owner, field, self._child)

    def _hop(self, field: Field) -> bool:
        if not field.refers:
            kind = "a picklist, which has attributes only" if field.type is FieldType.PICKLIST else "no lookup"
            self._error(codes.BAD_PATH, f"{field.name} is {kind}; nothing can follow it", self._at + 1)
            return False
        if len(field.to) != 1:
            message = f"{field.name} may point to {', '.join(field.to)}; only {field.name}.id can be read through it"
            self._error(codes.BAD_PATH, message, self._at + 1)
            return False
        if len(self._hops) == MAX_HOPS:
            self._error(codes.BAD_PATH, f"a path goes through at most {MAX_HOPS} lookups")
            return False
        self._hops += (Hop(field.name, field.to[0]),)
        self._owner = field.to[0]
        self._at += 1
        return True

    def _attribute(self, field: Field, name: str) -> Reached | None:
        known = field.picklist.attributes if field.picklist else {}
        spelled = {one.lower(): one for one in known}.get(name)
        if spelled is None:
            tail = hint(name, known, self._found) or (f"; it has {', '.join(known)}" if known else "; it has none")
            self._error(codes.UNKNOWN_NAME, f'values of {field.name} have no attribute "{name}"{tail}', self._at + 1)
            return None
        return Reached(self._hops, self._owner, field, self._child, spelled)

    def _compound(self) -> Compound | None:
        """The field of several parts that the path is at."""
        found = self._scope.catalog.compound(self._owner, self._path.names[self._at])
        return found if found and any(self._scope.sees(self._owner, one) for one in found.parts.values()) else None

    def _part(self, compound: Compound) -> Field | None:
        """The part that the next name is: `billing.city` is the field billing_city."""
        parts = compound.parts
        if self._at == len(self._path.names) - 1:
            message = f"{compound.name} has several parts; name one of them: {compound.name}.{next(iter(parts))}"
            self._error(codes.PART_NEEDED, message, self._at)
            return None
        self._at += 1
        name = parts.get(self._path.names[self._at].lower())
        if name is not None:
            return self._field(name)
        tail = hint(self._path.names[self._at], parts, self._found) or f"; it has {', '.join(parts)}"
        message = f'{compound.name} has no part "{self._path.names[self._at]}"{tail}'
        self._error(codes.UNKNOWN_NAME, message, self._at)
        return None

    def _field(self, name: str) -> Field | None:
        field = self._scope.catalog.field(self._owner, name)
        if field is not None and self._scope.sees(self._owner, field.name):
            self._tell_notice(name)
            return field
        self._unknown(name)
        return None

    def _tell_notice(self, name: str) -> None:
        spans = self._path.spans
        span = spans[self._at] if self._at < len(spans) else self._path.span
        tell_notice(self._scope.catalog, self._found, span, self._owner, name)

    def _unknown(self, name: str) -> None:
        relation = None if self._hops or self._child else self._scope.catalog.relation(self._owner, name)
        if relation and self._scope.sees(relation.object, relation.link):
            words = "COUNT, SUM, MIN, MAX or AVG"
            self._error(codes.BAD_PATH, f"{relation.name} is a list of records; use it inside {words}", self._at)
        else:
            tail = hint(name, self._names(), self._found)
            self._error(codes.UNKNOWN_NAME, f'unknown field "{name}" on {self._owner}{tail}', self._at)

    def _names(self) -> Iterator[str]:
        catalog = self._scope.catalog
        yield from (one.name for one in catalog.fields(self._owner) if self._scope.sees(self._owner, one.name))
        compounds = self._scope.catalog.compounds(self._owner)
        yield from (
            one.name for one in compounds if any(self._scope.sees(self._owner, part) for part in one.parts.values())
        )
        if not self._hops and not self._child:
            relations = catalog.relations(self._owner)
            yield from (one.name for one in relations if self._scope.sees(one.object, one.link))

    def _context(self, first: str) -> ContextRead | None:
        rest = self._path.names[1:]
        if first == "$user" and len(rest) < 2:
            return self._of_user(rest[0]) if rest else self._user()
        if first in ("$now", "$source") and not rest:
            kind = DATETIME if first == "$now" else TEXT
            return ContextRead(first, kind.required(), self._path.span)
        if first in CONTEXT:
            self._error(codes.BAD_PATH, f"{first} leads no further", min(2 if first == "$user" else 1, len(rest)))
        else:
            tail = hint(first, CONTEXT, self._found) or f"; there are {', '.join(CONTEXT)}"
            self._error(codes.UNKNOWN_NAME, f'unknown context "{first}"{tail}')
        return None

    def _user(self) -> ContextRead:
        return ContextRead("$user.id", Type(Kind.REF, nullable=False, targets=(USER,)), self._path.span)

    def _of_user(self, name: str) -> ContextRead | None:
        if name.lower() == "id":
            return self._user()
        catalog = self._scope.catalog
        field = catalog.field(USER, name)
        if field is None or field.computed:
            known = [one.name for one in catalog.fields(USER) if not one.computed]
            self._error(codes.UNKNOWN_NAME, f'unknown field "{name}" of $user{hint(name, known, self._found)}', 1)
            return None
        return ContextRead(f"$user.{field.name}", catalog.type_of(USER, field).optional(), self._path.span)

    def _error(self, code: str, message: str, at: int = -1) -> None:
        spans = self._path.spans
        span = spans[at] if 0 <= at < len(spans) else self._path.span
        self._found.error(code, message, span)
