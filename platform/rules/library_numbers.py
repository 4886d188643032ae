"""The functions of numbers."""

from objectry.rules.functions import (
    Function,
    always,
    as_wide,
    function,
    rounded,
    whole,
)
from objectry.rules.types import number

NUMBERS = "Numbers"
TABLE: tuple[Function, ...] = (
    function(
        NUMBERS, "ABS", "number: number", "number", "The number without its sign.",
        {"ABS(-2.5)": "2.5", "ABS(3)": "3"}, as_wide("ABS"),
    ),
    function(
        NUMBERS, "ROUND", "number: number; places?: number", "number",
        "Rounded to so many places after the point (0 when left out), halves away from zero. Negative places round "
        "before the point. The number is first rounded to 16 places, so that 1/3*3 is 1.",
        {"ROUND(2.5, 0)": "3", "ROUND(-2.5)": "-3", "ROUND(1250, -2)": "1300", "ROUND(1.005, 2)": "1.01"},
        rounded("ROUND"),
    ),
    function(
        NUMBERS, "FLOOR", "number: number", "number",
        "The whole number next to it towards zero. Rounded to 16 places first.",
        {"FLOOR(2.7)": "2", "FLOOR(-2.7)": "-2", "FLOOR(1/3*3)": "1"}, whole("FLOOR"),
    ),
    function(
        NUMBERS, "CEILING", "number: number", "number",
        "The whole number next to it away from zero. Rounded to 16 places first.",
        {"CEILING(2.1)": "3", "CEILING(-2.1)": "-3", "CEILING(2)": "2"}, whole("CEILING"),
    ),
    function(
        NUMBERS, "MIN", "number: number; number*: number", "number",
        "The least of the numbers; blank when one of them is blank. For child records see below.",
        {"MIN(3, 1, 2)": "1", "MIN(3, null)": "null"}, as_wide("MIN"),
    ),
    function(
        NUMBERS, "MAX", "number: number; number*: number", "number",
        "The greatest of the numbers; blank when one of them is blank. For child records see below.",
        {"MAX(3, 1, 2)": "3", "MAX(null, 3)": "null"}, as_wide("MAX"),
    ),
    function(
        NUMBERS, "MOD", "number: number; divisor: number", "number",
        "The remainder of the division, with the sign of the number; blank when the divisor is 0.",
        {"MOD(7, 3)": "1", "MOD(-7, 3)": "-1", "MOD(7.5, 2)": "1.5", "MOD(1, 0)": "null"},
        lambda args: as_wide("MOD")(args).optional(),
    ),
    function(
        NUMBERS, "TRUNC", "number: number; places?: number", "number",
        "Cut off after so many places (0 when left out); negative places cut before the point. Rounded to 16 places "
        "first.",
        {"TRUNC(2.79, 1)": "2.7", "TRUNC(-2.7)": "-2", "TRUNC(1289, -2)": "1200"}, rounded("TRUNC"),
    ),
    function(
        NUMBERS, "MFLOOR", "number: number", "number",
        "The next whole number below, as mathematics has it. Rounded to 16 places first.",
        {"MFLOOR(2.7)": "2", "MFLOOR(-2.1)": "-3"}, whole("MFLOOR"),
    ),
    function(
        NUMBERS, "MCEILING", "number: number", "number",
        "The next whole number above, as mathematics has it. Rounded to 16 places first.",
        {"MCEILING(2.1)": "3", "MCEILING(-2.7)": "-2"}, whole("MCEILING"),
    ),
    function(
        NUMBERS, "SQRT", "number: number", "number",
        "The square root, to 16 places; blank for a negative number.",
        {"SQRT(6.25)": "2.5", "SQRT(2)": "1.414213562373095", "SQRT(-1)": "null"}, always(number(38, 16)),
    ),
    function(
        NUMBERS, "POWER", "base: number; exponent: number", "number",
        "The base raised to the exponent, to 16 places; blank where there is no such number or the exponent is beyond "
        "64. `base ^ exponent` says the same; with a whole exponent written out it keeps all places.",
        {"POWER(2, 10)": "1024", "POWER(2, 0.5)": "1.414213562373095", "POWER(2, -1)": "0.5", "POWER(-8, 0.5)": "null"},
        always(number(38, 16)),
    ),
    function(
        NUMBERS, "EXP", "number: number", "number", "e raised to this power, to 16 places; blank above 88.",
        {"EXP(0)": "1", "EXP(1)": "2.7182818284590452", "EXP(100)": "null"}, always(number(38, 16)),
    ),
    function(
        NUMBERS, "LN", "number: number", "number",
        "The logarithm to base e, to 16 places; blank for what is not above 0.",
        {"LN(1)": "0", "LN(10)": "2.3025850929940457", "LN(0)": "null"}, always(number(2, 16)),
    ),
    function(
        NUMBERS, "LOG", "number: number", "number",
        "The logarithm to base 10, to 16 places; blank for what is not above 0.",
        {"LOG(1000)": "3", "LOG(0.1)": "-1", "LOG(-1)": "null"}, always(number(2, 16)),
    ),
    function(NUMBERS, "PI", "", "number", "3.1415926535897932.", {"ROUND(PI(), 4)": "3.1416"}),
    function(
        NUMBERS, "SIN", "angle: number", "number", "The sine of an angle in radians, to 16 places.",
        {"SIN(0)": "0", "ROUND(SIN(PI() / 6), 10)": "0.5"}, always(number(1, 16)),
    ),
    function(
        NUMBERS, "COS", "angle: number", "number", "The cosine of an angle in radians, to 16 places.",
        {"COS(0)": "1", "ROUND(COS(PI() / 3), 10)": "0.5"}, always(number(1, 16)),
    ),
    function(
        NUMBERS, "TAN", "angle: number", "number", "The tangent of an angle in radians, to 16 places.",
        {"TAN(0)": "0", "ROUND(TAN(PI() / 4), 10)": "1"}, always(number(38, 16)),
    ),
    function(
        NUMBERS, "ASIN", "number: number", "number",
        "The angle in radians whose sine this is; blank outside -1 to 1.",
        {"ASIN(0)": "0", "ROUND(ASIN(1) * 2, 10)": "3.1415926536", "ASIN(2)": "null"}, always(number(1, 16)),
    ),
    function(
        NUMBERS, "ACOS", "number: number", "number",
        "The angle in radians whose cosine this is; blank outside -1 to 1.",
        {"ACOS(1)": "0", "ROUND(ACOS(-1), 10)": "3.1415926536", "ACOS(2)": "null"}, always(number(1, 16)),
    ),
    function(
        NUMBERS, "ATAN", "number: number", "number", "The angle in radians whose tangent this is.",
        {"ATAN(0)": "0", "ROUND(ATAN(1) * 4, 10)": "3.1415926536"}, always(number(1, 16)),
    ),
    function(
        NUMBERS, "ATAN2", "y: number; x: number", "number",
        "The angle in radians of the point (x, y), from -pi to pi; blank for the origin.",
        {"ROUND(ATAN2(1, 0) * 2, 10)": "3.1415926536", "ROUND(ATAN2(1, -1) * 4 / 3, 10)": "3.1415926536",
         "ATAN2(0, 0)": "null"}, always(number(1, 16)),
    ),
)  # fmt: skip
