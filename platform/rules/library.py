"""The functions of the language.  This table is the only list: the checker calls through it, the manual prints it."""

from collections.abc import Mapping
from types import MappingProxyType

from objectry.rules import library_dates, library_numbers, library_texts
from objectry.rules.functions import Function, always, function
from objectry.rules.types import number

LOGIC, CHANGES, CHILDREN = "Logic", "Changes", "Child records"
SETS = "Several choices"
PLACES, MONEY, TREES = "Places", "Currencies", "Hierarchies"

TABLE: tuple[Function, ...] = (
    function(
        LOGIC, "IF", "condition: condition; then: any; else: any", "what `then` and `else` are",
        "`then` when the condition holds, else `else`. A blank condition does not hold.",
        {'IF(1 < 2, "less", "more")': '"less"', "IF(null, 1, 2)": "2"},
    ),
    function(
        LOGIC, "CASE", "value: any; case: any; result: any; result*: any", "what the results are",
        "Compares `value` with each case in turn and gives the result behind the first equal one; the last argument "
        "is the result when none is equal. A blank value equals no case.",
        {'CASE(2, 1, "one", 2, "two", "many")': '"two"', "CASE(null, 1, 100, 300)": "300"},
    ),
    function(
        LOGIC, "AND", "condition: condition; condition*?: condition", "condition",
        "Whether all conditions hold; the same as `and` between them.",
        {"AND(1 < 2, 2 < 3)": "true", "AND(1 < 2, 3 < 2)": "false"},
    ),
    function(
        LOGIC, "OR", "condition: condition; condition*?: condition", "condition",
        "Whether at least one condition holds; the same as `or` between them.",
        {"OR(1 < 2, 3 < 2)": "true", "OR(2 < 1, 3 < 2)": "false"},
    ),
    function(
        LOGIC, "NOT", "condition: condition", "condition",
        "True when the condition is false. NOT of blank is blank.",
        {"NOT(1 < 2)": "false", "NOT(2 < 1)": "true"},
    ),
    function(
        LOGIC, "ISBLANK", "value: any", "condition",
        "Whether there is no value. Text without characters is blank.",
        {"ISBLANK(null)": "true", 'ISBLANK("")': "true", 'ISBLANK("a")': "false", "ISBLANK(0)": "false"},
    ),
    function(
        LOGIC, "BLANKVALUE", "value: any; instead: any", "what `value` is",
        "`value`, or `instead` when it is blank.",
        {'BLANKVALUE("", "none")': '"none"', "BLANKVALUE(5, 1)": "5"},
    ),
    function(
        LOGIC, "ISPICKVAL", "field: picklist; value: text", "condition",
        'Whether the picklist field has this value; the same as `field = "value"`.',
        {},
    ),
    function(
        LOGIC, "IFS", "condition: condition; value: any; more*?: any", "what the values are",
        "The value behind the first condition that holds; a last value alone is for when none does, else blank.",
        {'IFS(1 > 2, "a", 2 > 1, "b", "c")': '"b"', 'IFS(1 > 2, "a", "c")': '"c"'},
    ),
    function(
        LOGIC, "IFERROR", "value: any; instead: any", "what `value` is",
        "`value`, or `instead` where it cannot be computed (a division by zero, a text that is no number). What is "
        "only blank stays blank.",
        {"IFERROR(1 / 0, 5)": "5", 'IFERROR(VALUE("x"), -1)': "-1", "IFERROR(6 / 2, 5)": "3"},
    ),
    function(
        SETS, "INCLUDES", "field: set; value: text; value*?: text", "condition",
        "Whether at least one of the values is among the choices of the field. Blank includes nothing. "
        '`"a" in field` says the same.',
        {'INCLUDES(CHOICES("a", "b"), "b")': "true", 'INCLUDES(CHOICES("a", "b"), "c", "d")': "false"},
    ),
    function(
        SETS, "EXCLUDES", "field: set; value: text; value*?: text", "condition",
        "Whether none of the values is among the choices of the field. Blank excludes everything.",
        {'EXCLUDES(CHOICES("a", "b"), "b", "c")': "false", 'EXCLUDES(CHOICES("a", "b"), "c")': "true"},
    ),
    function(
        SETS, "CHOICES", "value: text; value*?: text", "set of choices",
        'These choices, written out, to compare a field with or to set it: `set interests = CHOICES("a", "b")`. '
        "A single text sets a single choice, `null` none. Two fields are equal when they hold the same choices.",
        {'"a" in (CHOICES("a", "b"))': "true", 'TEXT(CHOICES("a", "b"))': '"a;b"'},
    ),
    function(
        SETS, "PICKLISTCOUNT", "field: set", "number", "How many choices the field holds; the same as COUNT.",
        {'PICKLISTCOUNT(CHOICES("a", "b"))': "2"},
    ),
    function(
        CHANGES, "ISNEW", "", "condition",
        "Whether the record is being created. Only in rules and validations.",
        {},
    ),
    function(
        CHANGES, "ISCHANGED", "field: any", "condition",
        "Whether this field of the record is being changed; false when the record is created. "
        "Only in rules and validations.",
        {},
    ),
    function(
        CHANGES, "PRIORVALUE", "field: any", "what the field is",
        "The value of this field before the change; when the record is created, the value it gets. "
        "Only in rules and validations.",
        {},
    ),
    *library_numbers.TABLE,
    *library_texts.TABLE,
    *library_dates.TABLE,
    function(
        MONEY, "CONVERT", "amount: number; currency: text", "number",
        "The amount of a record in another currency, by the exchange rates of that record's day; blank where they have "
        'no such rate. Only with several currencies: `CONVERT(amount, "EUR")`.',
        {},
    ),
    function(
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
    function(
        PLACES, "GEOLOCATION", "latitude: number; longitude: number", "place",
        "The place of these degrees, north and east positive. It stands inside DISTANCE only.",
        {'DISTANCE(GEOLOCATION(0, 0), GEOLOCATION(0, 1), "km")': "111.195"},
    ),
    function(
        TREES, "UNDER", "lookup: tree; record: top", "condition",
        "Whether the lookup points to the record or to one below it, at whatever level: "
        '`UNDER(account, "0190...")` are the deals of an account and of all its parts. '
        "Only filters and list views know it. The way down ends where the reader sees nothing.",
        {},
    ),
    function(
        CHILDREN, "COUNT", "children: children", "number",
        "How many child records there are: `COUNT(lines)`, `COUNT(lines where lines.price > 10)`. "
        "With a field of theirs, how many have a value there. Of a field of several choices, `COUNT(interests)` is how "
        "many it holds.",
        {},
    ),
    function(
        CHILDREN, "SUM", "children: children", "number",
        'The sum over child records, 0 without any: `SUM(lines.amount where lines.kind <> "gift")`.',
        {},
    ),
    function(
        CHILDREN, "AVG", "children: children", "number",
        "The mean over the child records that have a value, blank without any: `AVG(lines.amount)`.",
        {},
    ),
    function(
        CHILDREN, "ANY", "children: children", "condition",
        "Whether a condition holds for at least one child record: `ANY(lines.price > 10)`, "
        '`ANY(lines.urgent where lines.kind = "part")`. Of the list alone, whether there are any: `ANY(lines)`.',
        {},
    ),
    function(
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
