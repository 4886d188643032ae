"""Which types of field hand their values on when a field gets another type.

Types written alike keep their column (`storage.FAMILIES`).  Between the others below, values are converted one by one;
those that cannot be said in the new type stay in quarantine.  All other changes of type start with an empty column.
"""

from collections.abc import Mapping
from types import MappingProxyType

from objectry.metadata import Field, FieldType

WORDS = frozenset({FieldType.TEXT, FieldType.TEXTAREA, FieldType.PICKLIST})
WRITTEN = WORDS | {FieldType.EMAIL, FieldType.PHONE, FieldType.URL, FieldType.AUTONUMBER}
NUMBERS = frozenset({FieldType.INTEGER, FieldType.DECIMAL, FieldType.CURRENCY})
SEVERAL = FieldType.MULTI_PICKLIST
DAYS = frozenset({FieldType.DATE, FieldType.DATETIME})
LINES = frozenset({FieldType.TEXT, FieldType.TEXTAREA})
SAID = NUMBERS | DAYS | {FieldType.PERCENT, FieldType.BOOLEAN, FieldType.TIME}

CONVERSIONS: Mapping[FieldType, frozenset[FieldType]] = MappingProxyType(
    {
        **dict.fromkeys(WRITTEN, SAID),
        FieldType.PICKLIST: SAID | {SEVERAL},
        **dict.fromkeys(LINES, SAID | {SEVERAL, FieldType.JSON, FieldType.RICH_TEXT}),
        **dict.fromkeys(NUMBERS, WORDS | {FieldType.PHONE, FieldType.PERCENT, FieldType.BOOLEAN}),
        FieldType.PERCENT: WORDS | NUMBERS,
        FieldType.BOOLEAN: WORDS | NUMBERS,
        FieldType.DATE: WORDS | {FieldType.DATETIME},
        FieldType.DATETIME: WORDS | {FieldType.DATE},
        FieldType.TIME: WORDS,
        SEVERAL: WORDS,
        FieldType.JSON: LINES,
        FieldType.RICH_TEXT: LINES,  # its words
        FieldType.LOOKUP: LINES,  # the name of the record it points to
    }
)


RECODING = frozenset({"country"})
"""Normalisers after which a text is of another vocabulary: a code, and no longer what people wrote."""


def converts(old: FieldType, new: FieldType) -> bool:
    """Whether values of one type are handed on to the other."""
    return new in CONVERSIONS.get(old, frozenset())


def recodes(old: Field, new: Field) -> bool:
    """Whether texts become codes: `China` becomes `CN`."""
    gained = RECODING.intersection(new.normalize) - set(old.normalize)
    return bool(gained) and old.type in WRITTEN
