"""The door's problems: every D5xx code, what it means, and the sentence a person reads.

Codes are never given out twice.  `CODES` is for `docs/errors.md`; `TEXTS` are the English sentences, which core's
`translations/en.yaml` repeats under `texts:` for the faces, and a test holds the two equal.
"""

from collections.abc import Iterable, Mapping
from types import MappingProxyType

from objectry.diagnostics import closest
from objectry.runtime.errors import Problem

CODES: Mapping[str, str] = MappingProxyType(
    {
        "D501": "no such record or object, or one the actor may not see",
        "D502": "the actor lacks a right",
        "D503": "the record has changed since it was read",
        "D504": "the database was too busy after several tries",
        "D505": "more records in one call than allowed",
        "D506": "the same record stands twice in one call",
        "D510": "no such field, or one the actor may not see",
        "D511": "the field cannot be written by this actor",
        "D512": "one field given twice, by its name and an alias",
        "D513": "the field belongs to administration",
        "D514": "changing the owner needs ownership or the right transfer",
        "D520": "a message an admin wrote: a validation, or a rule that refuses",
        "D521": "a required field is blank",
        "D522": "the value is not of the field's type",
        "D523": "the text is too long",
        "D524": "the number or time is below the minimum",
        "D525": "the number or time is above the maximum",
        "D526": "the text does not match the field's pattern",
        "D527": "not one of the choices",
        "D528": "the picklist may not move from this state to that one",
        "D529": "the lookup's target does not exist, or the actor may not see it",
        "D530": "another record has the same value in a unique field",
        "D531": "a blocking duplicate rule found another record",
        "D532": "a warning duplicate rule found another record",
        "D533": "the record cannot be deleted, as others refer to it",
        "D534": "a record above refuses the change of its roll-up",
        "D535": "the record as it would be is out of the actor's reach",
        "D536": "rules went on for too many rounds",
        "D537": "the number has more digits than the field holds",
        "D538": "a manager chain would close into a circle or grow too long",
        "D539": "the last active administrator must stay",
        "D540": "an expression in a query is wrong",
        "D541": "no such view",
        "D543": "the cursor does not belong to this query",
        "D544": "a page size out of bounds",
        "D545": "an unknown way of counting",
        "D546": "an upsert needs a unique field and its value",
        "D547": "a figure of a grouped query is wrong",
        "D548": "a query reads through more lookups than can be joined",
        "D549": "rules make too many records for one",
        "D550": "name or password is wrong",
        "D551": "too many failed log-ins",
        "D552": "the password is too weak",
        "D553": "the expiry lies in the past",
        "D560": "the text is no JSON",
        "D561": "a JSON object has one name twice",
        "D562": "a secret cannot be sealed or opened: its key is missing, or it was changed",
        "D564": "such a field can be neither sorted nor grouped by",
        "D565": "a field of several choices has no order and makes no groups",
        "D566": "not one of the choices of the record's type",
        "D567": "a record type the actor may not give",
        "D568": "a choice that does not go with the picklist it depends on",
        "D570": "the record may not be moved to another parent",
        "D571": "a hierarchy would close into a circle",
        "D572": "a hierarchy would have too many levels",
        "D573": "what the lookup points to does not fulfil its filter",
        "D588": "a field of several parts has no such part",
        "D589": "no country has this code or name",
        "D590": "there is no exchange rate for the currency on the day",
        "D580": "no such file, or one that is not this record's to have",
        "D581": "the file is too large",
        "D582": "the file is of a type the field does not take",
        "D583": "the file is no picture, or a damaged one",
        "D584": "the picture has too many pixels",
        "D585": "no folder for files is configured",
        "D586": "too many uploaded files wait for a record to hold them",
    }
)

TEXTS: Mapping[str, str] = MappingProxyType(
    {
        "D501": "There is no such record, or you may not see it.",
        "D502": "You may not do this: {reason}.",
        "D503": "This record was changed in the meantime.",
        "D504": "The database is busy. Please try again.",
        "D505": "At most {limit} records fit in one call.",
        "D506": "This record stands twice in the call.",
        "D510": 'There is no field "{name}"{hint}.',
        "D511": "{label} cannot be changed.",
        "D512": "{label} is given twice.",
        "D513": "{label} is set by an administrator.",
        "D514": "Changing the owner needs ownership or the right to transfer.",
        "D520": "{message}",
        "D521": "{label} is required.",
        "D522": "{label}: this is not {expected}.",
        "D523": "{label}: at most {limit} characters.",
        "D524": "{label}: at least {limit}.",
        "D525": "{label}: at most {limit}.",
        "D526": "{label} does not have the required form.",
        "D527": '{label}: "{value}" is not one of the choices{hint}.',
        "D528": "{label} cannot change from {old} to {new}.",
        "D529": "{label}: there is no such record.",
        "D530": "{label}: another record has this value already.",
        "D531": "This looks like a duplicate ({rule}).",
        "D532": "This may be a duplicate ({rule}).",
        "D533": "Other records refer to this one ({related}).",
        "D534": "{object}, {rule}: {message}",
        "D535": "You would not be allowed to change the record as it would be.",
        "D536": "Rules went on for more than {limit} rounds: {chain}.",
        "D537": "{label}: at most {digits} digits before the point.",
        "D538": "{label}: this would close a circle of managers, or make it too long.",
        "D539": "The last active administrator must stay.",
        "D540": "{detail}",
        "D541": 'There is no view "{name}"{hint}.',
        "D543": "This page link no longer fits the list. Start again from the first page.",
        "D544": "A page holds from 1 to {limit} records.",
        "D545": "Counting is one of none, capped, exact.",
        "D546": '"{name}" cannot tell records apart: an upsert needs a unique field and its value.',
        "D547": '"{figure}" is not a figure: write COUNT, or SUM, MIN, MAX or AVG of an expression.',
        "D548": "The query reads through too many lookups: at most {limit} ways.",
        "D549": "Rules would make more than {limit} records for one: {chain}.",
        "D550": "The name or the password is wrong.",
        "D551": "Too many failed attempts. Please wait {minutes} minutes.",
        "D552": "A password has at least {limit} characters and is not the name.",
        "D553": "The expiry lies in the past.",
        "D560": "{label}: this is no JSON at line {line}, column {column}: {reason}.",
        "D561": '{label}: the JSON has the name "{name}" twice in one object.',
        "D562": "{label}: the secret is locked: {reason}.",
        "D564": '"{name}" can be neither sorted nor grouped by.',
        "D565": "A list cannot be sorted or grouped by {name}, which holds several choices.",
        "D566": "{label}: {new} is not a choice for records of this type.",
        "D567": "You may not make records of the type {new}.",
        "D568": "{label}: {new} does not go with the value of {deciding}.",
        "D570": "{label}: a record that is there cannot be moved to another.",
        "D571": "{label}: this would close a circle: {chain}.",
        "D572": "{label}: there would be more than {limit} levels.",
        "D573": "{label}: this record does not belong here.",
        "D588": '{label} has no part "{name}"{hint}.',
        "D589": '{label}: "{value}" is no country{hint}.',
        "D590": "There is no exchange rate for {currency} on {day}. Enter one, or choose another currency.",
        "D580": "{label}: there is no such file. Please upload it again.",
        "D581": "The file is too large: at most {limit}.",
        "D582": "{label}: a file of another type is expected ({types}).",
        "D583": "{label}: this is no picture (PNG, JPEG, GIF or WebP), or it is damaged.",
        "D584": "The picture is too large: at most 50 million pixels.",
        "D585": "No folder for files is configured: start with --files or OBJECTRY_FILES.",
        "D586": "Too many uploaded files wait to be used. Save what they belong to, or try again tomorrow.",
    }
)


def problem(code: str, field: str | None = None, record: int | None = None, **params: str) -> Problem:
    """A problem with its English sentence filled in."""
    return Problem(code, TEXTS[code].format_map(params), field, record, MappingProxyType(params))


def near(name: str, candidates: Iterable[str]) -> str:
    """What the name may have meant, as an aside in any language: ` ("stage"?)`, or nothing."""
    found = closest(name, candidates)
    return f' ("{found}"?)' if found else ""
