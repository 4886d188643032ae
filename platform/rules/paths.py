"""Where a path leads: through lookups to a field, an attribute of a picklist value, or a fact of the call."""

from collections.abc import Iterator
from dataclasses import dataclass, replace

from objectry.diagnostics import Diagnostics
from objectry.metadata import Compound, Field, FieldType
from objectry.rules import codes
from objectry.rules.catalog import USER
from objectry.rules.foreign import CONTEXTS
from objectry.rules.hints import hint
from objectry.rules.notices import tell_notice
from objectry.rules.scope import Scope
from objectry.rules.syntax import Path
from objectry.rules.typed import ContextRead, Hop
from objectry.rules.types import DATETIME, TEXT, Kind, Type

MAX_HOPS = 5
CONTEXT = ("$record", "$user", "$now", "$source")
OBJECT, NAME = "object", "name"


@dataclass(frozen=True, slots=True)
class Reached:
    """The end of a path: `field` of object `owner`, or `attribute` of its picklist value."""

    hops: tuple[Hop, ...]
    owner: str
    field: Field
    child: bool = False
    attribute: str | None = None


@dataclass(frozen=True, slots=True)
class Pointed:
    """The object of the record that `field` of object `owner`, a lookup of several objects, leads to."""

    hops: tuple[Hop, ...]
    owner: str
    field: Field
    child: bool = False


@dataclass(frozen=True, slots=True)
class Several:
    """The ends of one path that goes on in each of the objects a lookup may lead to; a record is at one of them."""

    ends: tuple["End", ...]
    lookup: str
    objects: tuple[str, ...]


End = Reached | Pointed | Several


@dataclass(slots=True)
class Walk:
    """Follows one path, name by name: it stands at name `at` of the path, on object `owner`."""

    path: Path
    scope: Scope
    found: Diagnostics
    at: int = 0
    owner: str = ""
    child: bool = False
    hops: tuple[Hop, ...] = ()

    def __post_init__(self) -> None:
        self.owner = self.owner or self.scope.object

    def end(self) -> End | ContextRead | None:
        """Where the path leads; None after an error."""
        first = self.path.names[0].lower()
        if first.startswith("$") and first != "$record":
            return self._context(first)
        if first == "$record":
            self.at = 1
            if len(self.path.names) == 1:
                return self._reached(self._field("id"))
        elif self.scope.child is not None and first == self.scope.child.name.lower():
            self.owner, self.child, self.at = self.scope.child.object, True, 1
            for hop in self.scope.child.via:
                self.hops, self.owner = (*self.hops, hop), hop.object
            if len(self.path.names) == 1:
                self._error(codes.BAD_PATH, f"{first} is a list of records; name a field of it: {first}.id")
                return None
        elif self.scope.beyond is not None:
            self.hops, self.owner = (self.scope.beyond,), self.scope.beyond.object
        return self._follow()

    def _follow(self) -> End | None:
        while True:
            compound = self._compound()
            field = self._field(self.path.names[self.at]) if compound is None else self._part(compound)
            if field is None or self.at == len(self.path.names) - 1:
                return self._reached(field)
            following = self.path.names[self.at + 1].lower()
            last = self.at + 2 == len(self.path.names)
            if field.type is FieldType.PICKLIST and last:
                return self._attribute(field, following)
            if field.refers and last and following == "id":
                return self._reached(field)
            if len(field.to) > 1:
                return self._fork(field, following)
            if not self._hop(field):
                return None

    def _reached(self, field: Field | None) -> Reached | None:
        return None if field is None else Reached(self.hops, self.owner, field, self.child)

    def _hop(self, field: Field) -> bool:
        if not field.refers:
            kind = "a picklist, which has attributes only" if field.type is FieldType.PICKLIST else "no lookup"
            self._error(codes.BAD_PATH, f"{field.name} is {kind}; nothing can follow it", self.at + 1)
            return False
        return self._step(Hop(field.name, field.to[0]))

    def _step(self, hop: Hop) -> bool:
        if len(self.hops) == MAX_HOPS:
            self._error(codes.BAD_PATH, f"a path goes through at most {MAX_HOPS} lookups")
            return False
        self.hops += (hop,)
        self.owner = hop.object
        self.at += 1
        return True

    def _fork(self, field: Field, following: str) -> End | None:
        """Through a lookup of several objects: to what they have in common, to one of them, or to which it is."""
        if following == OBJECT:
            return self._pointed(field)
        chosen = next((one for one in field.to if one.lower() == following), None)
        return self._branches(field) if chosen is None else self._choose(field, chosen)

    def _pointed(self, field: Field) -> Pointed | None:
        if self.at + 2 < len(self.path.names):
            self._error(codes.BAD_PATH, f"{field.name}.object is the name of an object; nothing can follow it")
            return None
        return Pointed(self.hops, self.owner, field, self.child)

    def _choose(self, field: Field, target: str) -> End | None:
        """`related_to.account`: the account it leads to, if it leads to one."""
        if not self._step(Hop(field.name, target, chosen=True)):
            return None
        if self.at == len(self.path.names) - 1:
            return self._reached(self._field("id"))
        self.at += 1
        return self._follow()

    def _branches(self, field: Field) -> Several | None:
        """On in each of the objects.  In the expression of a reader those that have no such name are left out, so that
        one she may not read answers like one that is not there."""
        ends: dict[str, End | None] = {target: self._branch(field, target) for target in field.to}
        found = {target: end for target, end in ends.items() if end is not None}
        lacking = [target for target in field.to if target not in found]
        if found and (not lacking or self.scope.readable is not None):
            return Several(tuple(found.values()), field.name, tuple(found))
        rest = ".".join(self.path.names[self.at + 1 :])
        if not found:
            self._unknown_beyond(field, rest)
        else:
            message = f"{field.name} may point to {' or '.join(lacking)} too, where {rest} leads nowhere"
            tail = f"; {field.name}.{next(iter(found))}.{rest} reads it of one object alone"
            self._error(codes.BAD_PATH, message + tail, self.at + 1)
        return None

    def _unknown_beyond(self, field: Field, rest: str) -> None:
        targets = [(target, one.name) for target in field.to for one in self.scope.catalog.fields(target)]
        names = {name for target, name in targets if self.scope.sees(target, name)}
        first = rest.partition(".")[0]
        tail = hint(first, sorted({OBJECT, NAME, *field.to, *names}), self.found)
        known = f"; {field.name} leads to {', '.join(field.to)}"
        self._error(codes.UNKNOWN_NAME, f'unknown field "{first}"{tail or known}', self.at + 1)

    def _branch(self, field: Field, target: str) -> End | None:
        branch = replace(self, path=self._spelled(target), found=Diagnostics())
        end = branch.beyond(Hop(field.name, target, chosen=True))
        if end is not None:
            self.found.extend(branch.found)  # warnings
        return end

    def beyond(self, hop: Hop) -> End | None:
        """Where the rest of the path leads from the record behind one more step."""
        return self._follow() if self._step(hop) else None

    def _spelled(self, target: str) -> Path:
        """The path as the target spells it: its `name` is the field its records are called by."""
        at, names = self.at + 1, self.path.names
        if names[at].lower() != NAME or self.scope.catalog.field(target, NAME) is not None:
            return self.path
        own = self.scope.catalog.model.objects[target].name_field
        return replace(self.path, names=(*names[:at], own, *names[at + 1 :]))

    def _attribute(self, field: Field, name: str) -> Reached | None:
        known = field.picklist.attributes if field.picklist else {}
        spelled = {one.lower(): one for one in known}.get(name)
        if spelled is None:
            tail = hint(name, known, self.found) or (f"; it has {', '.join(known)}" if known else "; it has none")
            self._error(codes.UNKNOWN_NAME, f'values of {field.name} have no attribute "{name}"{tail}', self.at + 1)
            return None
        return Reached(self.hops, self.owner, field, self.child, spelled)

    def _compound(self) -> Compound | None:
        """The field of several parts that the path is at."""
        found = self.scope.catalog.compound(self.owner, self.path.names[self.at])
        return found if found and any(self.scope.sees(self.owner, one) for one in found.parts.values()) else None

    def _part(self, compound: Compound) -> Field | None:
        """The part that the next name is: `billing.city` is the field billing_city."""
        parts = compound.parts
        if self.at == len(self.path.names) - 1:
            message = f"{compound.name} has several parts; name one of them: {compound.name}.{next(iter(parts))}"
            self._error(codes.PART_NEEDED, message, self.at)
            return None
        self.at += 1
        name = parts.get(self.path.names[self.at].lower())
        if name is not None:
            return self._field(name)
        tail = hint(self.path.names[self.at], parts, self.found) or f"; it has {', '.join(parts)}"
        message = f'{compound.name} has no part "{self.path.names[self.at]}"{tail}'
        self._error(codes.UNKNOWN_NAME, message, self.at)
        return None

    def _field(self, name: str) -> Field | None:
        field = self.scope.catalog.field(self.owner, name)
        if field is not None and self.scope.sees(self.owner, field.name):
            self._tell_notice(name)
            return field
        self._unknown(name)
        return None

    def _tell_notice(self, name: str) -> None:
        spans = self.path.spans
        span = spans[self.at] if self.at < len(spans) else self.path.span
        tell_notice(self.scope.catalog, self.found, span, self.owner, name)

    def _unknown(self, name: str) -> None:
        relation = None if self.hops or self.child else self.scope.catalog.relation(self.owner, name)
        if relation and self.scope.sees(relation.object, relation.link):
            words = "COUNT, SUM, MIN, MAX or AVG"
            self._error(codes.BAD_PATH, f"{relation.name} is a list of records; use it inside {words}", self.at)
        else:
            tail = hint(name, self._names(), self.found)
            self._error(codes.UNKNOWN_NAME, f'unknown field "{name}" on {self.owner}{tail}', self.at)

    def _names(self) -> Iterator[str]:
        catalog = self.scope.catalog
        yield from (one.name for one in catalog.fields(self.owner) if self.scope.sees(self.owner, one.name))
        compounds = self.scope.catalog.compounds(self.owner)
        yield from (
            one.name for one in compounds if any(self.scope.sees(self.owner, part) for part in one.parts.values())
        )
        if not self.hops and not self.child:
            relations = catalog.relations(self.owner)
            yield from (one.name for one in relations if self.scope.sees(one.object, one.link))

    def _context(self, first: str) -> ContextRead | None:
        rest = self.path.names[1:]
        if first == "$user" and len(rest) < 2:
            return self._of_user(rest[0]) if rest else self._user()
        if first in ("$now", "$source") and not rest:
            kind = DATETIME if first == "$now" else TEXT
            return ContextRead(first, kind.required(), self.path.span)
        if first in CONTEXT:
            self._error(codes.BAD_PATH, f"{first} leads no further", min(2 if first == "$user" else 1, len(rest)))
        else:
            known = f"; {CONTEXTS[first]}" if first in CONTEXTS else hint(first, CONTEXT, self.found)
            tail = known or f"; there are {', '.join(CONTEXT)}"
            self._error(codes.UNKNOWN_NAME, f'unknown context "{first}"{tail}')
        return None

    def _user(self) -> ContextRead:
        return ContextRead("$user.id", Type(Kind.REF, nullable=False, targets=(USER,)), self.path.span)

    def _of_user(self, name: str) -> ContextRead | None:
        if name.lower() == "id":
            return self._user()
        catalog = self.scope.catalog
        field = catalog.field(USER, name)
        if field is None or field.computed:
            known = [one.name for one in catalog.fields(USER) if not one.computed]
            self._error(codes.UNKNOWN_NAME, f'unknown field "{name}" of $user{hint(name, known, self.found)}', 1)
            return None
        return ContextRead(f"$user.{field.name}", catalog.type_of(USER, field).optional(), self.path.span)

    def _error(self, code: str, message: str, at: int = -1) -> None:
        spans = self.path.spans
        span = spans[at] if 0 <= at < len(spans) else self.path.span
        self.found.error(code, message, span)
