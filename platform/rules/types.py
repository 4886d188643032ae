"""The types of the rule language.

A number is always an exact decimal.  Its type carries how many digits may stand before and after the
point, so that back ends know when machine integers suffice.  RULES section 1 names the types.
"""

import dataclasses
from dataclasses import dataclass, replace
from enum import StrEnum


class Kind(StrEnum):
    """What sort of value."""

    NUMBER = "number"
    TEXT = "text"
    BOOLEAN = "boolean"
    DATE = "date"
    DATETIME = "datetime"
    TIME = "time"
    PICKLIST = "picklist"
    SET = "set"
    JSON = "json"
    SECRET = "secret"  # noqa: S105 (a word)
    FILE = "file"
    REF = "reference"
    NULL = "null"


@dataclass(frozen=True, slots=True)
class Type:
    """A static type.

    `digits` and `scale` (numbers only) bound the digits before and after the point; digits 38 stands for
    "as many as there are".  `picklist` is (object, field) of a choice or of a set of choices; `targets` are the objects
    a reference, or a set of references, may point to.
    `percent` marks a fraction that people read as per cent.  `money` says of an amount, where there are several
    currencies, whose currency it is in: a code, or the path to the record that says so.
    """

    kind: Kind
    nullable: bool = True
    digits: int = 0
    scale: int = 0
    percent: bool = False
    picklist: tuple[str, str] | None = None
    targets: tuple[str, ...] = ()
    money: str = dataclasses.field(default="", compare=False)

    def required(self) -> "Type":
        """The same type, never null."""
        return replace(self, nullable=False)

    def optional(self) -> "Type":
        """The same type, possibly null."""
        return replace(self, nullable=True)

    def element(self) -> "Type":
        """The type of one member of a set."""
        if self.targets:
            return Type(Kind.REF, nullable=False, targets=self.targets)
        return Type(Kind.PICKLIST if self.picklist else Kind.TEXT, nullable=False, picklist=self.picklist)

    def __str__(self) -> str:
        if self.kind is Kind.NUMBER:
            return f"number({self.digits}.{self.scale})"
        if self.kind is Kind.REF:
            return f"reference to {' or '.join(self.targets)}"
        if self.kind is Kind.PICKLIST and self.picklist:
            return f"picklist {'.'.join(self.picklist)}"
        if self.kind is Kind.SET and self.picklist:
            return f"set of {'.'.join(self.picklist)}"
        if self.kind is Kind.SET and self.targets:
            return f"set of {' or '.join(self.targets)}"
        return str(self.kind)


OPAQUE = frozenset({Kind.JSON, Kind.SECRET, Kind.FILE})
"""Kinds of value that expressions cannot look into: they can only be asked ISBLANK."""
TEXT = Type(Kind.TEXT)
BOOLEAN = Type(Kind.BOOLEAN)
DATE = Type(Kind.DATE)
DATETIME = Type(Kind.DATETIME)
TIME = Type(Kind.TIME)
JSON = Type(Kind.JSON)
SECRET = Type(Kind.SECRET)
FILE = Type(Kind.FILE)
NULL = Type(Kind.NULL)
SET = Type(Kind.SET)
MAX_DIGITS = 38
MAX_TEXT = 32_000
DIVISION_SCALE = 28


def number(digits: int, scale: int, *, nullable: bool = True, percent: bool = False) -> Type:
    """A number type, its digits capped at what the language carries."""
    return Type(Kind.NUMBER, nullable, min(digits, MAX_DIGITS), scale, percent)
