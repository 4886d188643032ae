"""Where an expression stands: what its names mean and what it may use."""

from collections.abc import Callable
from dataclasses import dataclass

from objectry.rules.catalog import Catalog, Relation
from objectry.rules.typed import Hop

Readable = Callable[[str, str], bool]


@dataclass(frozen=True, slots=True)
class Scope:
    """The place of an expression.

    `object` is the API name of the record's object.  `moment` allows ISNEW, ISCHANGED and PRIORVALUE.  `blanks` is
    `zero` when blank number fields read as 0, else `null`.  `readable` is given for ad-hoc expressions: a field
    (object, field) for which it is false answers exactly like one that does not exist.  `declared` marks the text of
    a formula or roll-up field, which has one value for all readers; `child` is set inside an aggregate; `listing` is
    the place of a filter or list view, which databases answer; `beyond` is the lookup whose filter this is: names are
    those of its target, and only $record is the record; `within` are the computed fields being worked out.
    `formula` is the text of a formula field: what other formulas give reaches it unrounded.
    `target` is set inside an update or delete: there `child` is the record that is changed.
    `corporate` reads each amount in the organisation's currency: in figures over many records, which may be in many.
    """

    catalog: Catalog
    object: str
    moment: bool = False
    blanks: str = "null"
    readable: Readable | None = None
    declared: bool = False
    child: Relation | None = None
    listing: bool = False
    beyond: Hop | None = None
    within: tuple[tuple[str, str], ...] = ()
    corporate: bool = False
    formula: bool = False
    target: bool = False

    def sees(self, owner: str, field: str) -> bool:
        """Whether the field exists for this reader."""
        return self.readable is None or self.readable(owner, field)
