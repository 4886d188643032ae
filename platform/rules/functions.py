"""What a function of the language is: parameters with their kinds, result, and the words for its manual."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType

from objectry.rules import widths
from objectry.rules.typed import Node
from objectry.rules.types import TEXT, Kind, Type, number

Args = tuple[Node, ...]
Gives = Callable[[Args], Type]
TEXTS = frozenset({Kind.TEXT, Kind.PICKLIST})
KINDS: Mapping[str, frozenset[Kind]] = MappingProxyType(
    {
        "any": frozenset(Kind),
        "children": frozenset(Kind),
        "tree": frozenset(Kind),  # the checker looks where it leads
        "top": frozenset(Kind),
        "number": frozenset({Kind.NUMBER}),
        "text": TEXTS,
        "date": frozenset({Kind.DATE}),
        "date or datetime": frozenset({Kind.DATE, Kind.DATETIME}),
        "time": frozenset({Kind.TIME}),
        "text, date or datetime": TEXTS | {Kind.DATE, Kind.DATETIME},
        "text, datetime or time": TEXTS | {Kind.DATETIME, Kind.TIME},
        "date, datetime or time": frozenset({Kind.DATE, Kind.DATETIME, Kind.TIME}),
        "number, datetime or time": frozenset({Kind.NUMBER, Kind.DATETIME, Kind.TIME}),
        "condition, datetime or time": frozenset({Kind.BOOLEAN, Kind.DATETIME, Kind.TIME}),
        "condition": frozenset({Kind.BOOLEAN}),
        "picklist": frozenset({Kind.PICKLIST}),
        "place": frozenset(),  # no kind of value: the checker takes the place apart
        "set": frozenset({Kind.SET}),
        "printable": TEXTS | {Kind.NUMBER, Kind.DATE, Kind.DATETIME, Kind.TIME, Kind.SET, Kind.REF},
    }
)


WORDS: Mapping[str, str] = MappingProxyType(
    {
        "any": "any value",
        "children": "child records or a field of theirs, with a `where` or without",
        "tree": "a lookup to an object with a hierarchy, or `$record` for a record of such an object itself",
        "top": "the record at the top, by its id in quotes, or `$user`",
        "place": "a geolocation field, or GEOLOCATION(latitude, longitude)",
        "set": "a field of several choices",
        "printable": "a number, text, date, time, choice, choices or reference",
    }
)


@dataclass(frozen=True, slots=True)
class Parameter:
    """One parameter: what it takes (a key of KINDS), whether it may be left out, whether it may be repeated."""

    name: str
    takes: str
    optional: bool = False
    many: bool = False

    @property
    def kinds(self) -> frozenset[Kind]:
        """The kinds of value it accepts."""
        return KINDS[self.takes]

    @property
    def words(self) -> str:
        """What it takes, in words."""
        return WORDS.get(self.takes, f"a {self.takes}")


@dataclass(frozen=True, slots=True)
class Function:
    """One function.  `result` says in words what it gives; `gives` computes the exact type, where it needs no rule
    of its own in `special.py`.  `examples` are expressions with their values; a test runs each."""

    name: str
    group: str
    parameters: tuple[Parameter, ...]
    result: str
    doc: str
    examples: Mapping[str, str]
    gives: Gives | None = None

    @property
    def signature(self) -> str:
        """`LEFT(text, count)`."""
        return f"{self.name}({', '.join(map(_shown, self.parameters))})"

    @property
    def least(self) -> int:
        """The fewest arguments."""
        return sum(not one.optional for one in self.parameters)

    @property
    def most(self) -> int | None:
        """The most arguments, None for any number."""
        return None if any(one.many for one in self.parameters) else len(self.parameters)


def _shown(parameter: Parameter) -> str:
    name = "..." if parameter.many else parameter.name
    return f"[{name}]" if parameter.optional else name


def parameters(notation: str) -> tuple[Parameter, ...]:
    """Parameters from `text: text; count: number`; a `?` behind the name makes it optional, a `*` repeatable."""
    return tuple(_parameter(*part.split(": ")) for part in notation.split("; ") if part)


def _parameter(name: str, takes: str) -> Parameter:
    return Parameter(name.rstrip("?*"), takes, optional="?" in name, many="*" in name)


def function(
    group: str, name: str, takes: str, result: str, doc: str, examples: Mapping[str, str], gives: Gives | None = None
) -> Function:
    """A function, its parameters in the notation of `parameters`."""
    return Function(name, group, parameters(takes), result, doc, MappingProxyType(dict(examples)), gives)


def nullable(args: Args) -> bool:
    """Whether an argument may be null."""
    return any(arg.type.nullable for arg in args)


def always(given: Type) -> Gives:
    """The same type whatever the arguments."""
    return lambda _: given


def unless_blank(given: Type) -> Gives:
    """This type, null where an argument is."""
    return lambda args: given.optional() if nullable(args) else given.required()


def as_wide(function: str) -> Gives:
    """A number as wide as the arguments."""
    return lambda args: widths.result(function, args, max(arg.type.scale for arg in args))


def like_first(args: Args) -> Type:
    """The type of the first argument, possibly null."""
    return args[0].type.optional()


def rounded(function: str) -> Gives:
    """The type of ROUND and TRUNC."""
    return lambda args: widths.rounded(function, args[0], args[1])


def whole(function: str) -> Gives:
    """A number without places."""
    return lambda args: widths.whole(function, args[0])


COUNT = number(6, 0, nullable=False)
VALUE = number(38, 28)
MAYBE_TEXT = always(TEXT)
