"""The functions of the language.  This table is the only list: the checker calls through it, the manual prints it."""

from collections.abc import Mapping
from types import MappingProxyType

from objectry.rules.functions import (
    COUNT,
    MAYBE_TEXT,
    VALUE,
    Function,
    Gives,
    always,
    as_wide,
    like_first,
    parameters,
    rounded,
    unless_blank,
    whole,
)
from objectry.rules.types import BOOLEAN, DATE, TEXT, TIME, number

LOGIC, NUMBERS, TEXTS, DATES, CHANGES, CHILDREN = "Logic", "Numbers", "Text", "Dates", "Changes", "Child records"
SETS = "Several choices"
PLACES, MONEY, TREES = "Places", "Currencies", "Hierarchies"
YES_OR_NO = always(BOOLEAN.required())


def _function(
    group: str, name: str, takes: str, result: str, doc: str, examples: Mapping[str, str], gives: Gives | None = None
) -> Function:
    return Function(name, group, parameters(takes), result, doc, MappingProxyType(dict(examples)), gives)


TABLE: tuple[Function, ...] = (
    _function(
        LOGIC, "IF", "condition: condition; then: any; else: any", "what `then` and `else` are",
        "`then` when the condition holds, else `else`. A blank condition does not hold.",
        {'IF(1 < 2, "less", "more")': '"less"', "IF(null, 1, 2)": "2"},
    ),
    _function(
        LOGIC, "CASE", "value: any; case: any; result: any; result*: any", "what the results are",
        "Compares `value` with each case in turn and gives the result behind the first equal one; the last argument "
        "is the result when none is equal. A blank value equals no case.",
        {'CASE(2, 1, "one", 2, "two", "many")': '"two"', "CASE(null, 1, 100, 300)": "300"},
    ),
    _function(
        LOGIC, "AND", "condition: condition; condition*: condition", "condition",
        "Whether all conditions hold; the same as `and` between them.",
        {"AND(1 < 2, 2 < 3)": "true", "AND(1 < 2, 3 < 2)": "false"},
    ),
    _function(
        LOGIC, "OR", "condition: condition; condition*: condition", "condition",
        "Whether at least one condition holds; the same as `or` between them.",
        {"OR(1 < 2, 3 < 2)": "true", "OR(2 < 1, 3 < 2)": "false"},
    ),
    _function(
        LOGIC, "NOT", "condition: condition", "condition",
        "True when the condition is false. NOT of blank is blank.",
        {"NOT(1 < 2)": "false", "NOT(2 < 1)": "true"},
    ),
    _function(
        LOGIC, "ISBLANK", "value: any", "condition",
        "Whether there is no value. Text without characters is blank.",
        {"ISBLANK(null)": "true", 'ISBLANK("")': "true", 'ISBLANK("a")': "false", "ISBLANK(0)": "false"},
    ),
    _function(
        LOGIC, "BLANKVALUE", "value: any; instead: any", "what `value` is",
        "`value`, or `instead` when it is blank.",
        {'BLANKVALUE("", "none")': '"none"', "BLANKVALUE(5, 1)": "5"},
    ),
    _function(
        LOGIC, "ISPICKVAL", "field: picklist; value: text", "condition",
        'Whether the picklist field has this value; the same as `field = "value"`.',
        {},
    ),
    _function(
        SETS, "INCLUDES", "field: set; value: text; value*?: text", "condition",
        "Whether at least one of the values is among the choices of the field. Blank includes nothing. "
        '`"a" in field` says the same.',
        {'INCLUDES(CHOICES("a", "b"), "b")': "true", 'INCLUDES(CHOICES("a", "b"), "c", "d")': "false"},
    ),
    _function(
        SETS, "EXCLUDES", "field: set; value: text; value*?: text", "condition",
        "Whether none of the values is among the choices of the field. Blank excludes everything.",
        {'EXCLUDES(CHOICES("a", "b"), "b", "c")': "false", 'EXCLUDES(CHOICES("a", "b"), "c")': "true"},
    ),
    _function(
        SETS, "CHOICES", "value: text; value*?: text", "set of choices",
        'These choices, written out, to compare a field with or to set it: `set interests = CHOICES("a", "b")`. '
        "A single text sets a single choice, `null` none. Two fields are equal when they hold the same choices.",
        {'"a" in (CHOICES("a", "b"))': "true", 'TEXT(CHOICES("a", "b"))': '"a;b"'},
    ),
    _function(
        CHANGES, "ISNEW", "", "condition",
        "Whether the record is being created. Only in rules and validations.",
        {},
    ),
    _function(
        CHANGES, "ISCHANGED", "field: any", "condition",
        "Whether this field of the record is being changed; false when the record is created. "
        "Only in rules and validations.",
        {},
    ),
    _function(
        CHANGES, "PRIORVALUE", "field: any", "what the field is",
        "The value of this field before the change; when the record is created, the value it gets. "
        "Only in rules and validations.",
        {},
    ),
    _function(
        NUMBERS, "ABS", "number: number", "number", "The number without its sign.",
        {"ABS(-2.5)": "2.5", "ABS(3)": "3"}, as_wide("ABS"),
    ),
    _function(
        NUMBERS, "ROUND", "number: number; places?: number", "number",
        "Rounded to so many places after the point (0 when left out), halves away from zero. Negative places round "
        "before the point. The number is first rounded to 16 places, so that 1/3*3 is 1.",
        {"ROUND(2.5, 0)": "3", "ROUND(-2.5)": "-3", "ROUND(1250, -2)": "1300", "ROUND(1.005, 2)": "1.01"}, rounded,
    ),
    _function(
        NUMBERS, "FLOOR", "number: number", "number",
        "The whole number next to it towards zero. Rounded to 16 places first.",
        {"FLOOR(2.7)": "2", "FLOOR(-2.7)": "-2", "FLOOR(1/3*3)": "1"}, whole("FLOOR"),
    ),
    _function(
        NUMBERS, "CEILING", "number: number", "number",
        "The whole number next to it away from zero. Rounded to 16 places first.",
        {"CEILING(2.1)": "3", "CEILING(-2.1)": "-3", "CEILING(2)": "2"}, whole("CEILING"),
    ),
    _function(
        NUMBERS, "MIN", "number: number; number*: number", "number",
        "The least of the numbers; blank when one of them is blank. For child records see below.",
        {"MIN(3, 1, 2)": "1", "MIN(3, null)": "null"}, as_wide("MIN"),
    ),
    _function(
        NUMBERS, "MAX", "number: number; number*: number", "number",
        "The greatest of the numbers; blank when one of them is blank. For child records see below.",
        {"MAX(3, 1, 2)": "3", "MAX(null, 3)": "null"}, as_wide("MAX"),
    ),
    _function(
        NUMBERS, "MOD", "number: number; divisor: number", "number",
        "The remainder of the division, with the sign of the number; blank when the divisor is 0.",
        {"MOD(7, 3)": "1", "MOD(-7, 3)": "-1", "MOD(7.5, 2)": "1.5", "MOD(1, 0)": "null"},
        lambda args: as_wide("MOD")(args).optional(),
    ),
    _function(
        TEXTS, "TEXT", "value: printable", "text",
        "The value as text: numbers in their shortest form without grouping (rounded to 16 places), dates as "
        "2026-01-31, dates with time as 2026-01-31T09:30:00Z in UTC, times as 09:30:00, picklist values by their API "
        "name, several choices with semicolons between.",
        {"TEXT(1.50)": '"1.5"', "TEXT(100000000000)": '"100000000000"', "TEXT(DATE(2026, 1, 31))": '"2026-01-31"'},
        unless_blank(TEXT),
    ),
    _function(
        TEXTS, "VALUE", "text: text", "number",
        "The number written in the text: an optional sign, digits, and at most one point. Anything else is blank.",
        {'VALUE(" 12.50 ")': "12.5", 'VALUE("-3")': "-3", 'VALUE("12,5")': "null", 'VALUE("1e3")': "null"},
        always(VALUE),
    ),
    _function(
        TEXTS, "LEN", "text: text", "number", "The number of characters; 0 for blank.",
        {'LEN("abc")': "3", 'LEN("商机")': "2", 'LEN("")': "0"}, always(COUNT),
    ),
    _function(
        TEXTS, "LEFT", "text: text; count: number", "text",
        "The first so many characters; blank when the count is not above 0.",
        {'LEFT("abcdef", 3)': '"abc"', 'LEFT("ab", 5)': '"ab"', 'LEFT("ab", -1)': "null"}, MAYBE_TEXT,
    ),
    _function(
        TEXTS, "RIGHT", "text: text; count: number", "text",
        "The last so many characters; blank when the count is not above 0.",
        {'RIGHT("abcdef", 3)': '"def"', 'RIGHT("ab", 5)': '"ab"', 'RIGHT("ab", 0)': "null"}, MAYBE_TEXT,
    ),
    _function(
        TEXTS, "UPPER", "text: text", "text", "In capital letters.",
        {'UPPER("straße")': '"STRASSE"', 'UPPER("äb")': '"ÄB"'}, unless_blank(TEXT),
    ),
    _function(
        TEXTS, "LOWER", "text: text", "text", "In small letters.", {'LOWER("ÄB")': '"äb"'}, unless_blank(TEXT)
    ),
    _function(
        TEXTS, "TRIM", "text: text", "text", "Without spaces, tabs and line ends before and behind.",
        {'TRIM("  a b ")': '"a b"', 'TRIM("   ")': "null"}, MAYBE_TEXT,
    ),
    _function(
        TEXTS, "PLAINTEXT", "text: text", "text",
        "The words of a formatted text, on one line and without their HTML.",
        {'PLAINTEXT("<p>Ann <b>&amp;</b> Bob</p><p>&lt;3</p>")': '"Ann & Bob <3"', 'PLAINTEXT("<p><br></p>")': "null"},
        MAYBE_TEXT,
    ),
    _function(
        TEXTS, "SUBSTITUTE", "text: text; old: text; new: text", "text",
        "The text with each `old` in it replaced by `new`, letter case counting; a blank `new` takes it out.",
        {'SUBSTITUTE("a b c", " ", ".")': '"a.b.c"', 'SUBSTITUTE("aa", "a", "")': "null"}, MAYBE_TEXT,
    ),
    _function(
        TEXTS, "CONTAINS", "text: text; part: text", "condition",
        "Whether the part occurs in the text, letter case counting. A blank part occurs in every text.",
        {'CONTAINS("Shanghai", "hang")': "true", 'CONTAINS("Shanghai", "s")': "false", 'CONTAINS("a", "")': "true"},
        YES_OR_NO,
    ),
    _function(
        TEXTS, "BEGINS", "text: text; part: text", "condition",
        "Whether the text begins with the part, letter case counting. Every text begins with a blank part.",
        {'BEGINS("Shanghai", "Sh")': "true", 'BEGINS("Shanghai", "sh")': "false", 'BEGINS("", "a")': "false"},
        YES_OR_NO,
    ),
    _function(
        DATES, "TODAY", "", "date",
        "Today: in the reader's time zone in views, forms and validations, in the organisation's zone in rules.",
        {},
    ),
    _function(DATES, "NOW", "", "datetime", "This moment: one for the whole call. Also written `$now`.", {}),
    _function(
        DATES, "DATE", "year: number; month: number; day: number", "date",
        "The date of this year (1 to 9999), month and day; blank when there is no such day.",
        {"DATE(2024, 2, 29) + 1": "DATE(2024, 3, 1)", "DATE(2023, 2, 29)": "null"}, always(DATE),
    ),
    _function(
        DATES, "YEAR", "date: date", "number", "The year of the date.",
        {"YEAR(DATE(2026, 1, 31))": "2026"}, unless_blank(number(4, 0)),
    ),
    _function(
        DATES, "MONTH", "date: date", "number", "The month of the date, 1 to 12.",
        {"MONTH(DATE(2026, 1, 31))": "1"}, unless_blank(number(2, 0)),
    ),
    _function(
        DATES, "DAY", "date: date", "number", "The day of the month, 1 to 31.",
        {"DAY(DATE(2026, 1, 31))": "31"}, unless_blank(number(2, 0)),
    ),
    _function(
        DATES, "ADDMONTHS", "date: date or datetime; months: number", "what `date` is",
        "So many months later, or earlier when negative. The last day of a month stays a last day; a day that the "
        "month does not have becomes its last one.",
        {
            "ADDMONTHS(DATE(2026, 1, 31), 1)": "DATE(2026, 2, 28)",
            "ADDMONTHS(DATE(2026, 4, 30), 1)": "DATE(2026, 5, 31)",
            "ADDMONTHS(DATE(2026, 1, 15), -1)": "DATE(2025, 12, 15)",
        },
        like_first,
    ),
    _function(
        DATES, "TIMEVALUE", "text: text", "time",
        "The time of day written in the text as 09:30, 09:30:15 or with a fraction of a second; anything else is "
        'blank. A fixed time is written `TIMEVALUE("09:30")`.',
        {'TEXT(TIMEVALUE("9:30"))': "null", 'TEXT(TIMEVALUE("09:30"))': '"09:30:00"',
         'TIMEVALUE("09:30") < TIMEVALUE("17:00")': "true", 'TIMEVALUE("24:00")': "null"}, always(TIME),
    ),
    _function(
        DATES, "HOUR", "time: time", "number", "The hour of the time, 0 to 23.",
        {'HOUR(TIMEVALUE("17:45"))': "17"}, unless_blank(number(2, 0)),
    ),
    _function(
        DATES, "MINUTE", "time: time", "number", "The minute of the time, 0 to 59.",
        {'MINUTE(TIMEVALUE("17:45"))': "45"}, unless_blank(number(2, 0)),
    ),
    _function(
        DATES, "SECOND", "time: time", "number", "The whole second of the time, 0 to 59.",
        {'SECOND(TIMEVALUE("17:45:09.75"))': "9"}, unless_blank(number(2, 0)),
    ),
    _function(
        MONEY, "CONVERT", "amount: number; currency: text", "number",
        "The amount of a record in another currency, by the exchange rates of that record's day; blank where they have "
        'no such rate. Only with several currencies: `CONVERT(amount, "EUR")`.',
        {},
    ),
    _function(
        PLACES, "DISTANCE", "from: place; to: place; unit: text", "number",
        'How far it is from place to place as the crow flies, on a sphere of 6371.0088 km, in `"km"` or `"mi"` with '
        "three places after the point. Blank where a coordinate is. A place is a geolocation field or "
        "`GEOLOCATION(latitude, longitude)`.",
        {
            'DISTANCE(GEOLOCATION(31.2304, 121.4737), GEOLOCATION(39.9042, 116.4074), "km")': "1067.312",
            'DISTANCE(GEOLOCATION(0, 0), GEOLOCATION(0, 180), "mi")': "12436.816",
            'DISTANCE(GEOLOCATION(0, 0), GEOLOCATION(null, 0), "km")': "null",
        },
        always(number(5, 3)),
    ),
    _function(
        PLACES, "GEOLOCATION", "latitude: number; longitude: number", "place",
        "The place of these degrees, north and east positive. It stands inside DISTANCE only.",
        {'DISTANCE(GEOLOCATION(0, 0), GEOLOCATION(0, 1), "km")': "111.195"},
    ),
    _function(
        TREES, "UNDER", "lookup: tree; record: top", "condition",
        "Whether the lookup points to the record or to one below it, at whatever level: "
        '`UNDER(account, "0190...")` are the deals of an account and of all its parts. '
        "Only filters and list views know it. The way down ends where the reader sees nothing.",
        {},
    ),
    _function(
        CHILDREN, "COUNT", "children: children", "number",
        "How many child records there are: `COUNT(lines)`, `COUNT(lines where lines.price > 10)`. "
        "With a field of theirs, how many have a value there. Of a field of several choices, `COUNT(interests)` is how "
        "many it holds.",
        {},
    ),
    _function(
        CHILDREN, "SUM", "children: children", "number",
        'The sum over child records, 0 without any: `SUM(lines.amount where lines.kind <> "gift")`.',
        {},
    ),
    _function(
        CHILDREN, "AVG", "children: children", "number",
        "The mean over the child records that have a value, blank without any: `AVG(lines.amount)`.",
        {},
    ),
    _function(
        CHILDREN, "ANY", "children: children", "condition",
        "Whether a condition holds for at least one child record: `ANY(lines.price > 10)`, "
        '`ANY(lines.urgent where lines.kind = "part")`. Of the list alone, whether there are any: `ANY(lines)`.',
        {},
    ),
    _function(
        CHILDREN, "ALL", "children: children", "condition",
        "Whether a condition holds for every child record: `ALL(lines.delivered)`. Without children it holds; a blank "
        "condition does not.",
        {},
    ),
)  # fmt: skip
FUNCTIONS: Mapping[str, Function] = MappingProxyType({one.name: one for one in TABLE})
ALIASES: Mapping[str, str] = MappingProxyType({"NULLVALUE": "BLANKVALUE"})
QUANTIFIERS = frozenset({"ANY", "ALL"})
AGGREGATES = frozenset({"COUNT", "SUM", "MIN", "MAX", "AVG"}) | QUANTIFIERS
OPERATORS = frozenset(
    "and or not = <> < <= > >= + - * / ^ & negate in blank_zero round_to ISCHANGED IF CASE ISBLANK BLANKVALUE "
    "INCLUDES COUNT".split()
)
OPERATIONS: frozenset[str] = OPERATORS | {one.name for one in TABLE if one.gives is not None}
"""Every name a `Call` may carry in any rule: what each back end must know."""
OF_LISTS = frozenset({"UNDER"})
"""Names a `Call` carries in filters alone: only the databases meet them."""
