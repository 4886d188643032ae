"""The registered actions: their names, parameters with types, when they may run, and the effect each asks for.

An installed package adds one by an entry point of the group `objectry.actions` whose object is an `Action`; the grammar
knows nothing of it.  What an action asks for is one of the effects the door carries out; its own code writes nothing.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from importlib.metadata import entry_points
from types import MappingProxyType

from objectry.rules.catalog import USER
from objectry.rules.statements import Effect, FieldSet, Notified, Refused
from objectry.rules.typed import Value
from objectry.rules.types import TEXT, Kind, Type

Values = Mapping[str, Value]
A_USER = Type(Kind.REF, targets=(USER,))
A_FIELD = None
"""In place of a type: a literal text that names a field of the record."""
REFUSED = "This change is refused."
PLUG_INS = "objectry.actions"


@dataclass(frozen=True, slots=True)
class ActionParameter:
    """One parameter; `type` None means the name of a field."""

    name: str
    type: Type | None
    optional: bool = False


@dataclass(frozen=True, slots=True)
class Action:
    """One action.  `before_save` tells whether rules before the save may call it; `needs_owner` whether the object must
    have an owner.  `effect` makes the effect for record number n of the batch, or None when there is nothing to do.
    `sets` and `creates` tell which fields of the record and records of which objects come of it."""

    name: str
    parameters: tuple[ActionParameter, ...]
    before_save: bool
    doc: str
    effect: Callable[[int, Values], Effect | None]
    needs_owner: bool = False
    sets: tuple[str, ...] = ()
    creates: tuple[str, ...] = ()

    @property
    def signature(self) -> str:
        """`notify(to, message)`."""
        shown = (f"[{one.name}]" if one.optional else one.name for one in self.parameters)
        return f"{self.name}({', '.join(shown)})"


def _text(value: Value) -> str | None:
    return value if isinstance(value, str) else None


def _notified(record: int, values: Values) -> Effect | None:
    to = _text(values["to"])
    return Notified(record, to, _text(values["message"]) or "") if to else None


def _refused(record: int, values: Values) -> Effect | None:
    return Refused(record, _text(values["message"]) or REFUSED, _text(values.get("at")))


def _assigned(record: int, values: Values) -> Effect | None:
    return FieldSet(record, "owner", values["user"]) if values["user"] else None


TABLE = (
    Action(
        "notify",
        (ActionParameter("to", A_USER), ActionParameter("message", TEXT)),
        before_save=False,
        doc="Tells a user something, in the application. Nobody is told when `to` is blank.",
        effect=_notified,
        creates=("notification",),
    ),
    Action(
        "refuse",
        (ActionParameter("message", TEXT), ActionParameter("at", A_FIELD, optional=True)),
        before_save=True,
        doc='Refuses the change with this message; `at` names a field to show it at: `refuse("Too late.", "due_on")`.',
        effect=_refused,
    ),
    Action(
        "assign_to_user",
        (ActionParameter("user", A_USER),),
        before_save=True,
        doc="Makes this user the owner of the record. A blank user changes nothing.",
        effect=_assigned,
        sets=("owner",),
        needs_owner=True,
    ),
)


ACTIONS: Mapping[str, Action] = MappingProxyType({one.name: one for one in TABLE})
"""Those the platform brings."""


@cache
def known_actions() -> Mapping[str, Action]:
    """All actions by name; what an installed package adds replaces none of ours."""
    added: Iterable[Action] = (point.load() for point in entry_points(group=PLUG_INS))
    return MappingProxyType({**{one.name: one for one in added}, **ACTIONS})
