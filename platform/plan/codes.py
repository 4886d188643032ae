"""The codes of plan and apply.  A code is never given out twice, nor after it is retired."""

from collections.abc import Mapping
from types import MappingProxyType

CODES: Mapping[str, str] = MappingProxyType(
    {
        "P401": "Before-save rules wait for each other in a circle",
        "P402": "A chain of stored roll-ups is longer than five levels",
        "P403": "A sharing rule reads no field with an index, so long lists are slow (a warning)",
        "P404": "The deployed stack does not fit this version of the platform, but an earlier or later one",
        "P405": "Rules may call one another up in a circle (a warning)",
        "P406": "A rule asks the database for much, or an object has many rules (a warning)",
        "P407": "No record can fulfil a condition, or a branch is never taken (a warning)",
        "P408": "Every record fulfils a condition, so that it decides nothing (a warning)",
        "P409": "A rule can never fire on an event it waits for (a warning)",
        "P410": "The plan was made against another deployed revision",
        "P411": "Values would go out of reach and nobody has allowed it by name",
        "P412": "Existing records have the same value in a field that becomes unique",
        "P413": "A slow change of many records waits for a maintenance window",
        "P415": "There is no such revision to return to",
        "P416": "The plan file cannot be read or is not what this version writes",
        "P417": "The files are not those the plan was made from",
        "P421": "Nothing is deployed yet",
        "P423": "A seed record was not taken, so nothing was applied",
        "P440": "More values do not convert to a field's new type than the plan has told",
        "P432": "A pack would grant rights on what is not its own, and nobody has agreed to it by name",
        "P433": "The workspace does not stand on what is deployed; somebody else has changed the same app",
        "P434": "There is no such app or version to take",
        "P441": "Somebody else has been applying a stack for too long to wait any longer",
        "P450": "A table is missing in the database, or belongs to no object (crm doctor)",
        "P451": "A column is missing in the database, or belongs to no field (crm doctor)",
        "P452": "A column of the database is of another type than its field (crm doctor)",
        "P453": "An index is missing in the database, differs, or belongs to nothing declared (crm doctor)",
        "P454": "A foreign key is missing in the database, differs, or belongs to nothing declared (crm doctor)",
        "P455": "The quarantine and the notes about it do not agree (crm doctor)",
        "P456": "Records refer to records that do not exist (crm doctor)",
        "P457": "Records have nothing in a required field (crm doctor)",
        "P458": "Records have a value that is not one of the choices (crm doctor)",
        "P459": "A stored roll-up differs from what the children give (crm doctor)",
        "P460": "Somebody began to apply a stack and has left a note behind (crm doctor)",
        "P461": "Who is kept as standing above a user is not who her managers make it (crm doctor)",
        "P462": "A counter is behind the numbers that are there (crm doctor)",
        "P463": "The search index keeps records with other words than they have (crm doctor)",
        "P422": "A change could not be carried out on the database",
    }
)
