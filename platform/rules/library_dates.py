"""The functions of dates and times."""

from objectry.rules.functions import (
    Function,
    always,
    function,
    like_first,
    unless_blank,
)
from objectry.rules.types import DATE, DATETIME, TEXT, TIME, number

DATES = "Dates"
TABLE: tuple[Function, ...] = (
    function(
        DATES, "TODAY", "", "date",
        "Today: in the reader's time zone in views, forms and validations, in the organisation's zone in rules.",
        {},
    ),
    function(DATES, "NOW", "", "datetime", "This moment: one for the whole call. Also written `$now`.", {}),
    function(
        DATES, "DATE", "year: number; month: number; day: number", "date",
        "The date of this year (1 to 9999), month and day; blank when there is no such day.",
        {"DATE(2024, 2, 29) + 1": "DATE(2024, 3, 1)", "DATE(2023, 2, 29)": "null"}, always(DATE),
    ),
    function(
        DATES, "YEAR", "date: date", "number", "The year of the date.",
        {"YEAR(DATE(2026, 1, 31))": "2026"}, unless_blank(number(4, 0)),
    ),
    function(
        DATES, "MONTH", "date: date", "number", "The month of the date, 1 to 12.",
        {"MONTH(DATE(2026, 1, 31))": "1"}, unless_blank(number(2, 0)),
    ),
    function(
        DATES, "DAY", "date: date", "number", "The day of the month, 1 to 31.",
        {"DAY(DATE(2026, 1, 31))": "31"}, unless_blank(number(2, 0)),
    ),
    function(
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
    function(
        DATES, "TIMEVALUE", "value: text, datetime or time", "time",
        "The time of day written in the text as 09:30, 09:30:15 or with a fraction of a second; anything else is "
        'blank. A fixed time is written `TIMEVALUE("09:30")`. Of a date with time its time of day in UTC.',
        {'TEXT(TIMEVALUE("9:30"))': "null", 'TEXT(TIMEVALUE("09:30"))': '"09:30:00.000"',
         'TIMEVALUE("09:30") < TIMEVALUE("17:00")': "true", 'TIMEVALUE("24:00")': "null"}, always(TIME),
    ),
    function(
        DATES, "HOUR", "time: time", "number", "The hour of the time, 0 to 23.",
        {'HOUR(TIMEVALUE("17:45"))': "17"}, unless_blank(number(2, 0)),
    ),
    function(
        DATES, "MINUTE", "time: time", "number", "The minute of the time, 0 to 59.",
        {'MINUTE(TIMEVALUE("17:45"))': "45"}, unless_blank(number(2, 0)),
    ),
    function(
        DATES, "SECOND", "time: time", "number", "The whole second of the time, 0 to 59.",
        {'SECOND(TIMEVALUE("17:45:09.75"))': "9"}, unless_blank(number(2, 0)),
    ),
    function(
        DATES, "MILLISECOND", "time: time", "number", "The milliseconds of the time's second, 0 to 999.",
        {'MILLISECOND(TIMEVALUE("17:45:09.75"))': "750"}, unless_blank(number(3, 0)),
    ),
    function(DATES, "TIMENOW", "", "time", "The time of day now, in UTC.", {}),
    function(
        DATES, "DATEVALUE", "value: text, date or datetime; zone?: text", "date",
        "The day written in the text as 2026-01-31; anything else is blank. Of a date with time the day it is then in "
        'the zone, which is that of TODAY() unless it is written out: `DATEVALUE(created_at, "Asia/Shanghai")`.',
        {'DATEVALUE("2026-01-31")': "DATE(2026, 1, 31)", 'DATEVALUE("31.1.2026")': "null",
         'DATEVALUE(DATETIMEVALUE("2026-01-31 20:00:00"), "Asia/Shanghai")': "DATE(2026, 2, 1)"}, always(DATE),
    ),
    function(
        DATES, "DATETIMEVALUE", "value: text, date or datetime", "datetime",
        "The moment written in the text as 2026-01-31 09:30:00, in UTC; anything else is blank. Of a date its midnight "
        "in UTC.",
        {'TEXT(DATETIMEVALUE("2026-01-31 09:30:00"))': '"2026-01-31 09:30:00Z"', 'DATETIMEVALUE("soon")': "null"},
        always(DATETIME),
    ),
    function(
        DATES, "WEEKDAY", "date: date", "number", "The day of the week: 1 for Sunday to 7 for Saturday.",
        {"WEEKDAY(DATE(2026, 1, 31))": "7", "WEEKDAY(DATE(2026, 2, 1))": "1"}, unless_blank(number(1, 0)),
    ),
    function(
        DATES, "DAYOFYEAR", "date: date", "number", "The day of the year, 1 to 366.",
        {"DAYOFYEAR(DATE(2026, 2, 1))": "32"}, unless_blank(number(3, 0)),
    ),
    function(
        DATES, "ISOWEEK", "date: date or datetime", "number",
        "The week of the year by ISO 8601: weeks begin on Monday, and the first has the year's first Thursday. A date "
        "with time counts in UTC.",
        {"ISOWEEK(DATE(2026, 1, 1))": "1", "ISOWEEK(DATE(2027, 1, 1))": "53"}, unless_blank(number(2, 0)),
    ),
    function(
        DATES, "ISOYEAR", "date: date or datetime", "number", "The year its ISO week belongs to.",
        {"ISOYEAR(DATE(2027, 1, 1))": "2026"}, unless_blank(number(4, 0)),
    ),
    function(
        DATES, "UNIXTIMESTAMP", "value: date, datetime or time", "number",
        "Whole seconds since 1970 began in UTC; of a time of day, since midnight.",
        {"UNIXTIMESTAMP(DATE(1970, 1, 2))": "86400", 'UNIXTIMESTAMP(TIMEVALUE("00:01"))': "60"},
        unless_blank(number(12, 0)),
    ),
    function(
        DATES, "FROMUNIXTIME", "seconds: number", "datetime", "The moment so many seconds after 1970 began in UTC.",
        {"TEXT(FROMUNIXTIME(86400))": '"1970-01-02 00:00:00Z"'}, always(DATETIME),
    ),
    function(
        DATES, "FORMATDURATION", "from: number, datetime or time; to?: condition, datetime or time", "text",
        "A number of seconds as hours, minutes and seconds, or with days in front when `to` is true; or how long it is "
        "from one moment or time of day to the other.",
        {"FORMATDURATION(93665)": '"26:01:05"', "FORMATDURATION(93665, true)": '"1:02:01:05"',
         'FORMATDURATION(TIMEVALUE("09:30"), TIMEVALUE("10:00"))': '"00:30:00"'}, unless_blank(TEXT),
    ),
    function(
        DATES, "WORKDAYS", "first: date; last: date", "number",
        "How many Mondays to Fridays there are from one day to the other, both counted; negative when `last` comes "
        "first.",
        {"WORKDAYS(DATE(2026, 1, 30), DATE(2026, 2, 2))": "2", "WORKDAYS(DATE(2026, 1, 31), DATE(2026, 2, 1))": "0"},
        unless_blank(number(7, 0)),
    ),
    function(
        DATES, "ADDWORKDAYS", "date: date; days: number", "date",
        "So many Mondays to Fridays later, or earlier when negative.",
        {"ADDWORKDAYS(DATE(2026, 1, 30), 1)": "DATE(2026, 2, 2)",
         "ADDWORKDAYS(DATE(2026, 2, 2), -1)": "DATE(2026, 1, 30)"},
        like_first,
    ),
)  # fmt: skip
