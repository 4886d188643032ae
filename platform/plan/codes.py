"""The codes of plan and apply.  A code is never given out twice, nor after it is retired."""

from collections.abc import Mapping
from types import MappingProxyType

CODES: Mapping[str, str] = MappingProxyType(
    {
        "P401": "Before-save rules wait for each other in a circle",
        "P402": "A stored roll-up reads itself through others",
        "P403": "A chain of stored roll-ups is longer than five levels",
        "P404": "A rule waits both for before save and for a moment after the write",
        "P405": "An index or a unique mark names a field without a column",
        "P406": "A view sorts, groups or sums by a field that cannot do that",
        "P407": "Two lookups give their records the same name on the other side",
        "P410": "The plan was made against another deployed revision",
        "P411": "Values would go out of reach and nobody has allowed it by name",
        "P412": "Existing records have the same value in a field that becomes unique",
        "P413": "A slow change of many records waits for a maintenance window",
        "P414": "Another deployment is running",
        "P415": "There is no such revision to return to",
        "P416": "The plan file cannot be read or is not what this version writes",
        "P417": "The files are not those the plan was made from",
        "P418": "The base app is not deployed and not shipped, or has another version",
        "P419": "The platform's version is outside what an app requires",
        "P420": "A number has more digits than the database keeps exactly",
        "P421": "Nothing is deployed yet",
        "P422": "A change could not be carried out on the database",
    }
)
