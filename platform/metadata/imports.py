"""Import maps: how the columns of a foreign file become the fields of an object.  The nouns.

A map is YAML like all metadata, read with places and checked by a schema, but it is given with the file and not
deployed.  `docs/import.md` explains each key.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field

from objectry.diagnostics import NOWHERE, Span
from objectry.metadata.model import EMPTY, RuleText


@dataclass(frozen=True, slots=True)
class FieldSource:
    """Where one field's value comes from: a `column`, a `constant`, or a `value` computed over the row.

    Then, in this order: `values` replaces known texts by others, `default` stands in for a blank, `date` reads the
    text as a date of that form (such as `MM/DD/YYYY`), `lookup` finds the target record by that field of it.
    """

    column: str | None = None
    constant: str | None = None
    value: RuleText | None = None
    values: Mapping[str, str] = field(default=EMPTY)
    default: str | None = None
    date: str | None = None
    lookup: str | None = None
    span: Span = field(default=NOWHERE, compare=False)


@dataclass(frozen=True, slots=True)
class ChildMap:
    """Child records made from the same row; `link` is their lookup to the row's own record."""

    name: str
    object: str
    link: str
    fields: Mapping[str, FieldSource]
    key: str | None = None
    when: RuleText | None = None
    span: Span = field(default=NOWHERE, compare=False)


@dataclass(frozen=True, slots=True)
class ImportMap:
    """The whole map of one file onto one object.

    `key` is the field that tells known records from new ones (none: every row is new).  `mode` is normal or history:
    history may set the created and updated stamps and runs no after-rules.  `exported` is a file as an export writes.
    """

    object: str
    fields: Mapping[str, FieldSource]
    key: str | None = None
    mode: str = "normal"
    file: str | None = None
    delimiter: str = ","
    encoding: str = "utf-8"
    exported: bool = False
    children: Mapping[str, ChildMap] = field(default=EMPTY)
    span: Span = field(default=NOWHERE, compare=False)
