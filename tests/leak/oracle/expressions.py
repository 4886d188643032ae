"""Expressions of the rule language as plain trees: what the tests ask in, and how it is spelled."""

from dataclasses import dataclass

Const = str | int | bool | None


@dataclass(frozen=True)
class Path:
    """A field, or one through lookups."""

    names: tuple[str, ...]

    def __str__(self) -> str:
        return ".".join(self.names)


@dataclass(frozen=True)
class Compare:
    """`left op right`, with a constant."""

    left: "Value"
    op: str
    right: Const

    def __str__(self) -> str:
        return f"{self.left} {self.op} {spelled(self.right)}"


@dataclass(frozen=True)
class OneOf:
    """`left in (...)`."""

    left: "Value"
    among: tuple[Const, ...]

    def __str__(self) -> str:
        return f"{self.left} in ({', '.join(map(spelled, self.among))})"


@dataclass(frozen=True)
class Blank:
    """Whether there is no value."""

    of: "Value"

    def __str__(self) -> str:
        return f"ISBLANK({self.of})"


@dataclass(frozen=True)
class Contains:
    """Whether a part occurs in a text."""

    of: "Value"
    part: str

    def __str__(self) -> str:
        return f"CONTAINS({self.of}, {spelled(self.part)})"


@dataclass(frozen=True)
class Length:
    """The characters of a text."""

    of: "Value"

    def __str__(self) -> str:
        return f"LEN({self.of})"


@dataclass(frozen=True)
class Joined:
    """Two texts, one behind the other."""

    first: "Value"
    second: "Value"

    def __str__(self) -> str:
        return f"{self.first} & {self.second}"


@dataclass(frozen=True)
class Plus:
    """A sum in a number formula, where blank counts as 0."""

    first: "Value"
    second: "Value"

    def __str__(self) -> str:
        return f"{self.first} + {self.second}"


@dataclass(frozen=True)
class Choice:
    """`IF(condition, then, other)`."""

    condition: "Condition"
    then: "Value | Constant"
    other: "Value | Constant"

    def __str__(self) -> str:
        return f"IF({self.condition}, {self.then}, {self.other})"


@dataclass(frozen=True)
class Constant:
    """A value written out."""

    value: Const

    def __str__(self) -> str:
        return spelled(self.value)


@dataclass(frozen=True)
class Figure:
    """A figure over child records; `field` is blank for COUNT of the records themselves."""

    how: str
    children: str
    field: str = ""
    where: "Condition | None" = None

    def __str__(self) -> str:
        inside = f"{self.children}.{self.field}" if self.field else self.children
        return f"{self.how}({inside} where {self.where})" if self.where else f"{self.how}({inside})"


@dataclass(frozen=True)
class Both:
    """`and` of two or more."""

    parts: tuple["Condition", ...]

    def __str__(self) -> str:
        return " and ".join(f"({one})" for one in self.parts)


@dataclass(frozen=True)
class Either:
    """`or` of two or more."""

    parts: tuple["Condition", ...]

    def __str__(self) -> str:
        return " or ".join(f"({one})" for one in self.parts)


@dataclass(frozen=True)
class Not:
    """The opposite; of blank it is blank."""

    of: "Condition"

    def __str__(self) -> str:
        return f"not ({self.of})"


Condition = Compare | OneOf | Blank | Contains | Both | Either | Not
Value = Path | Length | Joined | Plus | Figure | Choice | Constant
Expression = Condition | Value


def spelled(value: Const) -> str:
    """A constant as the language writes it."""
    if value is None:
        return "null"
    if isinstance(value, bool):
        return str(value).lower()
    return str(value) if isinstance(value, int) else '"' + value.replace('"', '\\"') + '"'


def parts(expression: Expression) -> tuple[Expression, ...]:
    """What an expression is made of, one step down; the inside of a figure belongs to its children, so it is left."""
    match expression:
        case Compare(left) | OneOf(left):
            return (left,)
        case Blank(of) | Contains(of) | Length(of) | Not(of):
            return (of,)
        case Joined(first, second) | Plus(first, second):
            return first, second
        case Choice(condition, then, other):
            return condition, then, other
        case Both(inside) | Either(inside):
            return inside
        case _:
            return ()


def paths(expression: Expression) -> list[Path]:
    """Every path the record itself is asked for."""
    if isinstance(expression, Path):
        return [expression]
    return [path for one in parts(expression) for path in paths(one)]


def figures(expression: Expression) -> list[Figure]:
    """Every figure over child records."""
    if isinstance(expression, Figure):
        return [expression]
    return [figure for one in parts(expression) for figure in figures(one)]
