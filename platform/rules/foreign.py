"""Functions of Salesforce and of other languages that are not ours, and what says the same here."""

from collections.abc import Mapping
from types import MappingProxyType

LOOKUP = "reach the other record through a lookup field, as in account.name"
ENCODED = "pages and the API encode values themselves; a formula gives the value"
PAGES = "pages are made of layouts; a link in a text is HYPERLINK(url, label)"
REPORTS = "reports have totals of their own; over child records there are COUNT, SUM, MIN, MAX and AVG"
JSON = "expressions do not look into JSON; give the value a field of its own"

INSTEAD: Mapping[str, str] = MappingProxyType(
    {
        # of Salesforce
        **dict.fromkeys(("VLOOKUP", "LOOKUP", "HLOOKUP", "XLOOKUP"), LOOKUP),
        **dict.fromkeys(("HTMLENCODE", "JSENCODE", "JSINHTMLENCODE", "URLENCODE"), ENCODED),
        **dict.fromkeys(("INCLUDE", "REQUIRESCRIPT", "URLFOR", "LINKTO", "GETRECORDIDS", "IMAGEPROXYURL"), PAGES),
        **dict.fromkeys(("PARENTGROUPVAL", "PREVGROUPVAL"), REPORTS),
        **dict.fromkeys(("JSONVALUE", "JSONPATHVALUE"), JSON),
        "CURRENCYRATE": 'CONVERT(amount, "EUR") gives an amount in another currency',
        "GETSESSIONID": "formulas know no session; programs sign in with tokens of the API",
        "ISCLONE": "a copied record is a new one: ISNEW()",
        "JUNCTIONIDLIST": "INCLUDES(field, value) looks into a field of several records",
        "PREDICT": "formulas compute from fields alone; let a program write its prediction to a field",
        "ROLE": 'write $user.role = "manager"',
        "QUEUE": "compare the field with the id of the record in quotes",
        "LABEL": "TEXT(field) gives the API name of a choice; pages show its label",
        "FORMAT": "TEXT gives a text; pages format values for who reads them",
        "FORMATCURRENCY": "TEXT gives a text; pages format values for who reads them",
        # of spreadsheets and SQL
        **dict.fromkeys(("CONCAT", "CONCATENATE", "TEXTJOIN"), "write a & b"),
        **dict.fromkeys(("LENGTH", "CHAR_LENGTH"), "write LEN(text)"),
        **dict.fromkeys(("SUBSTR", "SUBSTRING"), "write MID(text, start, count)"),
        **dict.fromkeys(("REPLACE", "TRANSLATE"), "write SUBSTITUTE(text, old, new)"),
        **dict.fromkeys(("STARTSWITH", "STARTS_WITH"), "write BEGINS(text, part)"),
        **dict.fromkeys(("ENDSWITH", "ENDS_WITH"), "write ENDS(text, part)"),
        **dict.fromkeys(("SEARCH", "INSTR", "POSITION"), "write FIND(part, text)"),
        **dict.fromkeys(("COALESCE", "IFNULL", "NVL", "ISNULLVALUE"), "write BLANKVALUE(value, instead)"),
        **dict.fromkeys(("ISERROR", "IFNA"), "write IFERROR(value, instead)"),
        **dict.fromkeys(("SWITCH", "DECODE"), "write CASE(value, case, result, ..., otherwise)"),
        **dict.fromkeys(("DATEDIF", "DATEDIFF"), "one date minus another is a number of days"),
        **dict.fromkeys(("DATEADD", "DATE_ADD"), "a date plus a number is so many days later; ADDMONTHS adds months"),
        **dict.fromkeys(("EDATE", "ADDYEARS"), "write ADDMONTHS(date, months)"),
        **dict.fromkeys(("NETWORKDAYS", "WORKDAY"), "write WORKDAYS(first, last) or ADDWORKDAYS(date, days)"),
        **dict.fromkeys(("REGEXMATCH", "MATCHES", "MATCH"), "write REGEX(text, pattern)"),
        **dict.fromkeys(("CURRENT_DATE", "CURDATE"), "write TODAY()"),
        **dict.fromkeys(("GREATEST", "LEAST"), "write MAX(...) or MIN(...)"),
        "IIF": "write IF(condition, then, else)",
        "POW": "write POWER(base, exponent) or base ^ exponent",
        "CEIL": "write CEILING(number)",
        "INT": "write MFLOOR(number), or TRUNC(number) to cut off",
        "ISEMPTY": "write ISBLANK(value)",
    }
)
"""By name in capitals: what to write instead."""
CONTEXTS: Mapping[str, str] = MappingProxyType(
    {
        **dict.fromkeys(("$profile", "$userrole"), "write $user.role"),
        **dict.fromkeys(("$permission", "$setup"), "permissions are asked where the rule is made, not in its text"),
        "$organization": "what holds for the whole company is written into the formula",
        **dict.fromkeys(("$label", "$resource", "$custommetadata"), "texts and figures are written into the formula"),
        **dict.fromkeys(("$api", "$action", "$page", "$site", "$request"), PAGES),
        "$recordtype": "the record type is a field of the record",
        "$system": 'write DATETIMEVALUE("1900-01-01 00:00:00")',
        "$objecttype": "formulas do not read the model",
        "$today": "write TODAY()",
    }
)
"""The same for Salesforce's global variables."""
