"""The codes of import problems, with their meaning.  `docs/errors.md` lists them."""

from collections.abc import Mapping
from types import MappingProxyType

CODES: Mapping[str, str] = MappingProxyType(
    {
        "I601": "the map names an object that does not exist",
        "I602": "the map names a field that does not exist or cannot be imported",
        "I603": "the map names a column the file does not have",
        "I604": "a field source needs exactly one of column, constant and value",
        "I605": "a date form is not made of YYYY, MM, DD, hh, mm, ss and separators",
        "I606": "a lookup by a field that the target does not have",
        "I607": "the key is not among the mapped fields",
        "I610": "without a map, a column of the file is called as no field",
    }
)
