"""The codes of this room: problems of rule texts (R301 to R359) and notes of running rules (R361 onwards)."""

from collections.abc import Mapping
from types import MappingProxyType

SYNTAX = "R301"
TOO_LARGE = "R302"
UNKNOWN_NAME = "R303"
UNKNOWN_FUNCTION = "R304"
ARGUMENT_COUNT = "R305"
WRONG_TYPE = "R306"
UNKNOWN_VALUE = "R307"
BAD_PATH = "R308"
BAD_AGGREGATE = "R309"
CYCLE = "R310"
FORMULA_DEPTH = "R311"
NOT_HERE = "R312"
BAD_LITERAL = "R313"
BAD_POWER = "R314"
BROKEN_FORMULA = "R315"
BAD_PATTERN = "R316"
UNKNOWN_EVENT = "R320"
MIXED_EVENTS = "R321"
UNKNOWN_ACTION = "R322"
ACTION_ARGUMENT = "R323"
NOT_SETTABLE = "R324"
NOT_BEFORE_SAVE = "R325"
STALE_PATH = "R327"
OPAQUE = "R328"
NOT_WRITTEN_OUT = "R330"
NOT_IN_LISTS = "R333"
NO_HIERARCHY = "R334"
PART_NEEDED = "R336"
BAD_PLACE = "R337"
MIXED_CURRENCIES = "R338"
NO_CURRENCY = "R339"
COMPARED_WITH_NULL = "R340"
PERCENT_LITERAL = "R341"
NULL_BRANCH = "R342"
NEVER_BLANK = "R343"
MISSING_FIELD = "R344"
IMPOSSIBLE_DATE = "R345"
DEPRECATED = "R346"
DIVISION_BY_ZERO = "R361"
TOO_BIG = "R362"
NOT_A_NUMBER = "R363"
NOT_A_DATE = "R364"
TEXT_TOO_LONG = "R365"
NOT_A_TIME = "R366"
NO_RESULT = "R367"

CODES: Mapping[str, str] = MappingProxyType(
    {
        SYNTAX: "The text does not follow the grammar of the rule language.",
        TOO_LARGE: "The text is too long, too deeply nested, or has too many parts.",
        UNKNOWN_NAME: "No field, list of children, object or context value has this name.",
        UNKNOWN_FUNCTION: "No function has this name.",
        ARGUMENT_COUNT: "The function takes another number of arguments.",
        WRONG_TYPE: "A value of another type is needed here.",
        UNKNOWN_VALUE: "The picklist has no such value.",
        BAD_PATH: "The path does not lead through lookups, or is too long.",
        BAD_AGGREGATE: "COUNT, SUM, MIN, MAX or AVG over child records is not written as it must be.",
        CYCLE: "Formulas or roll-ups read one another in a circle.",
        FORMULA_DEPTH: "Formulas read formulas through too many levels, or grow too large together.",
        NOT_HERE: "The function or value has no meaning at this place.",
        BAD_LITERAL: "A number or a text is written in a way the language does not accept.",
        BAD_POWER: "The exponent of ^ must be from -64 to 64.",
        BROKEN_FORMULA: "The formula or roll-up that is read here has errors of its own.",
        BAD_PATTERN: "The pattern of REGEX is not written out, or cannot be read.",
        UNKNOWN_EVENT: "Rules cannot wait for this event yet.",
        MIXED_EVENTS: "`before save` cannot be joined with other events.",
        UNKNOWN_ACTION: "No action has this name.",
        ACTION_ARGUMENT: "An argument of an action is missing, unknown, or given twice.",
        NOT_SETTABLE: "Rules cannot write this field.",
        NOT_BEFORE_SAVE: "A before-save rule may only set fields of its own record, and refuse.",
        NOT_IN_LISTS: "UNDER has a meaning only where lists are filtered.",
        NO_HIERARCHY: "UNDER needs a record of an object with a hierarchy, and one that is written out.",
        PART_NEEDED: "A field of several parts stands where one of its parts is needed.",
        BAD_PLACE: "DISTANCE needs two places and a unit; GEOLOCATION stands inside DISTANCE.",
        MIXED_CURRENCIES: "Amounts that may be in different currencies are added, subtracted or compared.",
        NO_CURRENCY: "CONVERT cannot tell from or to which currency, or there is only one.",
        STALE_PATH: "The path goes through a lookup that the same before-save rule has set.",
        OPAQUE: "Expressions cannot read such a field; they can only ask whether it is blank.",
        NOT_WRITTEN_OUT: "The choices of CHOICES are texts written out.",
        COMPARED_WITH_NULL: "Comparison with null; ISBLANK says it more clearly. A warning.",
        PERCENT_LITERAL: "A percent field is compared with 1 or more; 20 % is written 20%. A warning.",
        NULL_BRANCH: "A branch of CASE for null is never taken. A warning.",
        NEVER_BLANK: "The value tested is never blank here. A warning.",
        MISSING_FIELD: "A record is created without a required field. A warning.",
        IMPOSSIBLE_DATE: "The date or time written does not exist; the value is always null. A warning.",
        DEPRECATED: "The name is deprecated, or means something else by now. A warning.",
        DIVISION_BY_ZERO: "A number was divided by zero; the value is null.",
        TOO_BIG: "A number has more than 38 digits before the point; the value is null.",
        NOT_A_NUMBER: "VALUE was given a text that is no number; the value is null.",
        NOT_A_DATE: "The date does not exist or lies outside the years 1 to 9999; the value is null.",
        NOT_A_TIME: "TIMEVALUE was given a text that is no time of day; the value is null.",
        NO_RESULT: "A function has no value for this number, or one that is too large; the value is null.",
        TEXT_TOO_LONG: "A text would have more than 32,000 characters; the value is null.",
    }
)
