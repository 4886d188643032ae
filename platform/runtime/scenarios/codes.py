"""How scenarios fail."""

from collections.abc import Mapping
from types import MappingProxyType

CODES: Mapping[str, str] = MappingProxyType(
    {
        "T801": "a step was refused that should have been possible",
        "T802": "a step was possible that should have been refused",
        "T803": "a step was refused for another reason than expected",
        "T804": "a duplicate rule did not warn",
        "T810": "a field holds another value than expected",
        "T811": "a condition is not true of the record",
        "T812": "the record is there, or is gone",
        "T813": "the history tells nothing of the kind",
        "T814": "a notification is missing, or came otherwise",
        "T815": "a list holds other records than expected",
        "T816": "somebody may do what she should not, or may not what she should",
    }
)
