"""Every function of Salesforce's formula reference is here, or its name says what to write instead."""

import pytest

from objectry.rules.foreign import CONTEXTS, INSTEAD
from objectry.rules.library import ALIASES, FUNCTIONS
from objectry.wording import phrasebook
from tests.rules.sample import problems_of

SALESFORCE = (
    # dates and times
    "ADDMONTHS DATE DATEVALUE DATETIMEVALUE DAY DAYOFYEAR FORMATDURATION FROMUNIXTIME HOUR ISOWEEK ISOYEAR MILLISECOND "
    "MINUTE MONTH NOW SECOND TIMENOW TIMEVALUE TODAY UNIXTIMESTAMP WEEKDAY YEAR "
    # logic
    "AND BLANKVALUE CASE IF IFS IFERROR ISBLANK ISCLONE ISNEW ISNULL ISNUMBER NOT NULLVALUE OR PRIORVALUE "
    # numbers
    "ABS ACOS ASIN ATAN ATAN2 CEILING COS DISTANCE EXP FLOOR GEOLOCATION LN LOG MAX MCEILING MFLOOR MIN MOD PI "
    "PICKLISTCOUNT ROUND SIN SQRT TAN TRUNC "
    # texts
    "ASCII BEGINS BR CASESAFEID CHR CONTAINS ENDS FIND GETSESSIONID HTMLENCODE HYPERLINK IMAGE INCLUDES INITCAP "
    "ISPICKVAL JSENCODE JSINHTMLENCODE LEFT LEN LOWER LPAD MID REVERSE RIGHT RPAD SUBSTITUTE TEXT TRIM UPPER URLENCODE "
    "VALUE FORMAT FORMATCURRENCY JSONVALUE JSONPATHVALUE LABEL "
    # summaries and the advanced ones
    "PARENTGROUPVAL PREVGROUPVAL CURRENCYRATE GETRECORDIDS IMAGEPROXYURL INCLUDE ISCHANGED JUNCTIONIDLIST LINKTO "
    "PREDICT REGEX REQUIRESCRIPT URLFOR VLOOKUP"
).split()
RULES_NAME = (
    "IF CASE AND OR NOT ISBLANK ISNULL BLANKVALUE NULLVALUE IFERROR ISNEW ISCHANGED PRIORVALUE ISPICKVAL INCLUDES ABS "
    "CEILING FLOOR MCEILING MFLOOR ROUND TRUNC MOD MAX MIN SQRT EXP LN LOG POWER TEXT VALUE LEN LEFT RIGHT MID FIND "
    "CONTAINS BEGINS ENDS LOWER UPPER INITCAP TRIM SUBSTITUTE LPAD RPAD REGEX BR HYPERLINK TODAY NOW DATE DATEVALUE "
    "DATETIMEVALUE TIMEVALUE TIMENOW YEAR MONTH DAY HOUR MINUTE SECOND WEEKDAY ADDMONTHS ADDWORKDAYS WORKDAYS ISOWEEK "
    "ISOYEAR DAYOFYEAR UNIXTIMESTAMP FROMUNIXTIME COUNT SUM AVG ANY ALL LOOKUP CONVERT DISTANCE GEOLOCATION QUEUE ROLE"
).split()
OURS = {*FUNCTIONS, *ALIASES, "ISNULL"}


@pytest.mark.parametrize("name", sorted({*SALESFORCE, *RULES_NAME}))
def test_each_function_is_there_or_has_a_way_out(name: str) -> None:
    """A name of theirs is a function, or its error says what does the same, in English and in Chinese."""
    if name in OURS:
        assert name not in INSTEAD
        return
    (found,) = problems_of(f"{name}(t1)")
    assert f'R304 unknown function "{name}"; {INSTEAD[name]}' in found


@pytest.mark.parametrize("name", INSTEAD)
def test_every_way_out_is_said_in_chinese(name: str) -> None:
    """And none hides a function of ours."""
    assert name not in OURS
    assert f"; {INSTEAD[name]}" in phrasebook("zh-CN")


@pytest.mark.parametrize("name", CONTEXTS)
def test_the_global_variables_of_salesforce_have_a_way_out(name: str) -> None:
    """In both languages."""
    (found,) = problems_of(f"ISBLANK({name}.name)")
    assert found == f'R303 unknown context "{name}"; {CONTEXTS[name]}'
    assert f"; {CONTEXTS[name]}" in phrasebook("zh-CN")
