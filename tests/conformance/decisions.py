"""The language's decided semantics, row by row: each question with formulas that show its answer.

What no formula of one record can show (storage, sorting, the clock of others) names the test that does.
"""

from collections.abc import Mapping, Sequence

from tests.conformance.formula import Formula, formula

NUMBER, TEXT, TRUTH = "decimal", "text", "boolean"
NULL_LOGIC_ERRORS: Mapping[str, Sequence[Formula]] = {
    "blank text": [
        formula(
            "ISBLANK(s) && s = '' && s = null && ISBLANK(TRIM(t))", TRUTH, "s t", ("", "  ", True), (None, None, True)
        ),
        formula("'a' & s & LEFT('b', 0)", TEXT, "s", (None, "a"), ("", "a")),
        formula("SUBSTITUTE(s, 'x', '')", TEXT, "s", ("x", None)),
    ],
    "text = / <> with blank": [
        formula("s = 'ab'", TRUTH, "s", (None, False)),
        formula("s <> 'ab'", TRUTH, "s", (None, True)),
        formula("not (s = 'ab')", TRUTH, "s", (None, True)),
        formula("not (s <> 'ab')", TRUTH, "s", (None, False)),
        formula("s = t", TRUTH, "s t", (None, None, True), (None, "", True)),
    ],
    "=, <>, in, not in on picklist, reference, boolean": [
        formula("Rating = 'Hot' or not (Rating <> 'Hot')", TRUTH, "Rating", (None, False)),
        formula("Rating not in ('Hot', 'Warm')", TRUTH, "Rating", (None, True), ("Cold", True), ("Hot", False)),
        formula("a = b", TRUTH, "a b", (None, False, True)),
        formula("Account = null", TRUTH, "Account", (None, True), ({}, False)),
        formula("Account <> null", TRUTH, "Account", (None, False), ({}, True)),
        formula("Rating = null and n = null", TRUTH, "Rating n", (None, None, True), blanks="null"),
    ],
    "number/date comparison with null": [
        formula("IF(37 <> n, 1, 2)", NUMBER, "n", (None, "2"), blanks="null"),
        formula("IF(not (37 <> n), 1, 2)", NUMBER, "n", (None, "2"), blanks="null"),
        formula("IF(d = DATE(2026, 1, 1) or d <> DATE(2026, 1, 1), 1, 2)", NUMBER, "d", (None, "2")),
    ],
    "AND/OR/NOT": [
        formula("a and n > 1", TRUTH, "a n", (False, None, False), (True, None, False), blanks="null"),
        formula("not (a and n > 1)", TRUTH, "a n", (False, None, True), (True, None, False), blanks="null"),
        formula("a or n > 1", TRUTH, "a n", (True, None, True), (False, None, False), blanks="null"),
        formula("IF(not (n > 1), 1, 2)", NUMBER, "n", (None, "2"), blanks="null"),
    ],
    "blank as zero": [
        formula("n + 1", NUMBER, "n", (None, "1"), blanks="zero"),
        formula("n + 1", NUMBER, "n", (None, "1")),
        formula("n + 1", NUMBER, "n", (None, None), blanks="null"),
        formula("n < 1", TRUTH, "n", (None, False)),
        formula("IF(ISBLANK(d), 1, 0) + IF(ISBLANK(s), 1, 0)", NUMBER, "d s", (None, None, "2"), blanks="zero"),
    ],
    "ISNULL on text": [
        formula("ISNULL(s)", TRUTH, "s", (None, False), ("", False)),
        formula("ISNULL(n) and ISNULL(d)", TRUTH, "n d", (None, None, True), blanks="null"),
    ],
    "CASE(x, k, v..., else)": [
        formula("CASE(d, NULL, 200, 300)", NUMBER, "d", (None, "300"), ("2026-01-01", "300")),
        formula("CASE(n, m, 1, 2)", NUMBER, "n m", (None, None, "2"), (1, 1, "1"), blanks="null"),
    ],
    "checkbox null": [formula("IF(a, 1, 2)", NUMBER, "a", (None, "2")), formula("a = false", TRUTH, "a", (None, True))],
    "MIN/MAX/GREATEST with null": [
        formula("MIN(n, 5)", NUMBER, "n", (None, None), blanks="null"),
        formula("MAX(5, n, 7)", NUMBER, "n", (None, None), blanks="null"),
        formula("MIN(n, 5)", NUMBER, "n", (None, "0"), blanks="zero"),
    ],
    "run-time error": [
        formula("1 / n", NUMBER, "n", (0, None)),
        formula("SQRT(n)", NUMBER, "n", (-1, None)),
        formula("DATE(2024, n, 30)", "date", "n", (2, None)),
        formula("VALUE(s)", NUMBER, "s", ("a", None)),
        formula("IFERROR(1 / n, 7)", NUMBER, "n", (0, "7"), (2, "0.5")),
        formula("IFERROR(VALUE(s), 7)", NUMBER, "s", ("a", "7"), (None, None)),
    ],
    "order of evaluation": [
        formula("IF(n = 0, 0, 1 / n)", NUMBER, "n", (0, "0"), (4, "0.25")),
        formula("n = 0 or 1 / n > 0", TRUTH, "n", (0, True), (1, True)),
        formula("1 / n > 0 or n = 0", TRUTH, "n", (0, True), (1, True)),
    ],
}
NUMBERS: Mapping[str, Sequence[Formula]] = {
    "type": [
        formula("x + x + x + x + x + x + x + x + x + x", NUMBER, "x", ("0.1", "1")),
        formula("x * 3 = 0.3", TRUTH, "x", ("0.1", True)),
    ],
    "division": [
        formula("7 / 2", NUMBER, "", "3.5"),
        formula("n / 3", NUMBER, "n", (1, "0.3333333333333333333333333333"), (2, "0.6666666666666666666666666667")),
        formula("100000000000000000000 / 3", NUMBER, "", "33333333333333333333.3333333333333333333333333333"),
    ],
    "guard digits": [formula("FLOOR(n / 3 * 3) + CEILING(n / 3 * 3) + ROUND(n / 3 * 3, 0)", NUMBER, "n", (1, "3"))],
    "ROUND": [
        formula("ROUND(n, 0)", NUMBER, "n", ("2.5", "3"), ("-2.5", "-3"), ("0.5", "1")),
        formula("ROUND(n, -2)", NUMBER, "n", ("1250", "1300"), ("-1250", "-1300")),
    ],
    "FLOOR/CEILING": [
        formula("FLOOR(n) * 10 + CEILING(n)", NUMBER, "n", ("-2.5", "-23"), ("2.5", "23")),
        formula("MFLOOR(n) * 10 + MCEILING(n)", NUMBER, "n", ("-2.5", "-32"), ("2.5", "23")),
    ],
    "MOD": [formula("MOD(n, m)", NUMBER, "n m", (-7, 3, "-1"), (7, -3, "1"), ("7.5", 2, "1.5"), (7, 0, None))],
    "x/0": [formula("n / 0", NUMBER, "n", (1, None), (0, None))],
    "SQRT EXP LN LOG ^": [
        formula("SQRT(2)", NUMBER, "", "1.414213562373095"),
        formula("EXP(1)", NUMBER, "", "2.7182818284590452"),
        formula("LN(n)", NUMBER, "n", (10, "2.3025850929940457")),
        formula("LOG(n)", NUMBER, "n", (1000, "3")),
        formula("2 ^ n", NUMBER, "n", ("0.5", "1.414213562373095"), (64, "18446744073709551616"), (65, None)),
    ],
    "overflow": [
        formula("n * 100000000000000000000 * 10000000000000", NUMBER, "n", (1000000, None), (1, "1" + "0" * 33))
    ],
    "precedence of ^": [
        formula("-2 ^ 2", NUMBER, "", "4"),
        formula("2 ^ 3 ^ 2", NUMBER, "", "64"),
        formula("2 * 3 ^ 2", NUMBER, "", "18"),
    ],
    "percent": [
        formula("Rate__c = 20%", TRUTH, "Rate__c", (20, True)),
        formula("Rate__c * 50", NUMBER, "Rate__c", (20, "10")),
        formula("Rate__c", ("percent", 2), "Rate__c", (20, "20")),
        formula("1 / 4", ("percent", 2), "", "25"),
    ],
    "formula result scale": [
        formula("n / 3", ("decimal", 2), "n", (1, "0.33"), (2, "0.67")),
        formula("n", ("decimal", 0), "n", ("2.5", "3"), ("-2.5", "-3")),
        formula(
            "Third * 3",
            ("decimal", 2),
            "n",
            (1, "1"),
            fields={"Third": {"type": "decimal", "scale": 2, "formula": "n / 3"}},
        ),
    ],
    "TEXT(number)": [
        formula("TEXT(n)", TEXT, "n", ("1.50", "1.5"), ("1000000", "1000000"), ("0.000001", "0.000001"), ("-0", "0"))
    ],
}
TEXTS: Mapping[str, Sequence[Formula]] = {
    "= and CASE": [formula("s = 'A' or CASE(s, 'A', true, false)", TRUTH, "s", ("a", False), ("A", True))],
    "order, < >": [
        formula("s < t", TRUTH, "s t", ("Z", "a", True), ("a", "é", True), ("é", "z", False), ("\uffff", "😀", True))
    ],
    "UPPER/LOWER": [formula("UPPER(s) & LOWER(s)", TEXT, "s", ("ß", "SSß"), ("İ", "İi̇"), ("ﬁ", "FIﬁ"))],
    "LEN": [formula("LEN(s)", NUMBER, "s", ("😀", "1"), ("👨‍👩‍👧", "5"), ("e\u0301", "2"), (None, "0"))],
    "LEFT RIGHT MID": [
        formula("MID(s, n, 2)", TEXT, "s n", ("abc", -5, "ab"), ("abc", 0, "ab"), ("abc", 3, "c"), ("abc", 4, None)),
        formula("LEFT(s, n)", TEXT, "s n", ("abc", 0, None), ("abc", -1, None), ("abc", 9, "abc")),
        formula("RIGHT(s, n)", TEXT, "s n", ("abc", 0, None), ("abc", -1, None), ("abc", 2, "bc")),
    ],
    "FIND": [
        formula("FIND(t, s)", NUMBER, "t s", ("c", "abc", "3"), ("x", "abc", "0"), (None, "abc", "0"), ("", "", "0"))
    ],
    "TRIM": [formula("TRIM(s)", TEXT, "s", (" \t\r\na b\n", "a b"), ("\u00a0a", "\u00a0a"), (" ", None))],
    "CONTAINS/BEGINS": [
        formula(
            "CONTAINS(s, t)",
            TRUTH,
            "s t",
            ("abc", "B", False),
            ("abc", None, True),
            (None, None, True),
            ("abc", "%", False),
            (None, "a", False),
        ),
        formula("BEGINS(s, t)", TRUTH, "s t", ("abc", "a_", False), ("abc", None, True), ("a\\b", "a\\", True)),
    ],
    "REGEX": [
        formula("REGEX(s, '(a+)+b')", TRUTH, "s", ("a" * 24, False), ("aab", True)),
        formula("REGEX(s, 'a.b')", TRUTH, "s", ("axb", True), ("a\nb", False), ("xaxb", False)),
    ],
    "picklist": [
        formula(
            "Rating = 'Hot' and TEXT(Rating) = 'Hot' and ISPICKVAL(Rating, 'Hot')",
            TRUTH,
            "Rating",
            ("Hot", True),
            (None, False),
        ),
        formula("TEXT(Rating)", TEXT, "Rating", ("Warm", "Warm"), (None, None)),
    ],
    "multi-select": [
        formula(
            "INCLUDES(Regions__c, 'EMEA')", TRUTH, "Regions__c", ("EMEA;APAC", True), ("APAC", False), (None, False)
        ),
        formula("COUNT(Regions__c)", NUMBER, "Regions__c", ("EMEA;APAC", "2"), (None, "0")),
    ],
}
DATES_AND_THE_REST: Mapping[str, Sequence[Formula]] = {
    "ADDMONTHS": [
        formula(
            "ADDMONTHS(d, n)",
            "date",
            "d n",
            ("2026-04-30", 3, "2026-07-31"),
            ("2026-01-31", 1, "2026-02-28"),
            ("2026-01-30", 1, "2026-02-28"),
            ("2026-01-15", "1.9", "2026-02-15"),
            ("2024-02-29", -12, "2023-02-28"),
        ),
    ],
    "date + number": [
        formula("d + n", "date", "d n", ("2026-01-01", "1.9", "2026-01-02"), ("2026-01-01", "-1.9", "2025-12-31")),
        formula("at + 1 / 86400", "datetime", "at", ("2026-01-01T00:00:00Z", "2026-01-01T00:00:01+00:00")),
    ],
    "date - date": [
        formula("d - e", NUMBER, "d e", ("9999-12-31", "0001-01-01", "3652058")),
        formula(
            "at - until",
            NUMBER,
            "at until",
            ("2026-01-02T12:00:00Z", "2026-01-01T00:00:00Z", "1.5"),
            ("2026-01-01T00:00:00.000001Z", "2026-01-01T00:00:00Z", "0.0000000000115740740740740741"),
        ),
    ],
    "DATE(2024,2,30)": [
        formula("DATE(n, 2, 29)", "date", "n", (2024, "2024-02-29"), (2023, None), (1900, None), (2000, "2000-02-29"))
    ],
    "TODAY(), NOW()": [
        formula("TODAY()", "date", "", "2026-01-01", now="2025-12-31T20:00:00Z", timezone="Asia/Shanghai"),
        formula(
            "NOW()", "datetime", "", "2025-12-31T20:00:00+00:00", now="2025-12-31T20:00:00Z", timezone="Asia/Shanghai"
        ),
    ],
    "DATEVALUE(datetime)": [
        formula("DATEVALUE(at)", "date", "at", ("2025-12-31T20:00:00Z", "2026-01-01"), timezone="Asia/Shanghai"),
        formula(
            'DATEVALUE(at, "America/New_York")',
            "date",
            "at",
            ("2026-01-01T03:00:00Z", "2025-12-31"),
            timezone="Asia/Shanghai",
        ),
    ],
    "DST gaps": [
        formula(
            "DATEVALUE(at)",
            "date",
            "at",
            ("2026-03-28T22:59:59Z", "2026-03-28"),
            ("2026-03-28T23:00:00Z", "2026-03-29"),
            ("2026-03-29T21:59:59Z", "2026-03-29"),
            ("2026-03-29T22:00:00Z", "2026-03-30"),
            timezone="Europe/Berlin",
        ),
        formula(
            "at + 1",
            "datetime",
            "at",
            ("2026-03-28T02:30:00+01:00", "2026-03-29T01:30:00+00:00"),
            timezone="Europe/Berlin",
        ),
    ],
    "WEEKDAY": [formula("WEEKDAY(d) * 100 + ISOWEEK(d)", NUMBER, "d", ("2026-03-01", "109"), ("2027-01-01", "653"))],
    "owner.manager.name": [
        formula(
            "Account.Owner.Manager.Name",
            TEXT,
            "Account",
            ({"Owner": {"Manager": {"Name": "M"}}}, "M"),
            ({"Owner": None}, None),
            (None, None),
        ),
    ],
    "formula on formula": [
        formula(
            "B2 + 1",
            NUMBER,
            "n",
            (1, "3"),
            fields={"B1": {"type": "decimal", "formula": "n"}, "B2": {"type": "decimal", "formula": "B1 + 1"}},
        ),
    ],
}
TABLES: Mapping[str, Sequence[Formula]] = {**NULL_LOGIC_ERRORS, **NUMBERS, **TEXTS, **DATES_AND_THE_REST}
ELSEWHERE: Mapping[str, str] = {
    "aggregate over no rows": "tests/runtime/store/reads/test_figures.py::test_a_figure_counts_live_children",
    "sort with nulls": "tests/runtime/store/reads/test_select.py::test_nulls_come_first_ascending_and_last_descending",
    "currency": "tests/rules/test_currencies.py::test_amounts_of_different_currencies_do_not_mix",
    "storage": "tests/runtime/store/test_columns.py::test_values_come_back_as_they_went_in",
    "ISCHANGED, PRIORVALUE, ISNEW": "tests/rules/test_salesforce.py::test_conditions_on_changes",
    "VLOOKUP": "tests/rules/test_foreign.py::test_each_function_is_there_or_has_a_way_out",
    "$user": "tests/runtime/store/reads/test_questions.py::test_users_share_a_statement",
}
QUESTIONS = (
    "blank text|text = / <> with blank|=, <>, in, not in on picklist, reference, boolean|"
    "number/date comparison with null|AND/OR/NOT|blank as zero|ISNULL on text|CASE(x, k, v..., else)|"
    "checkbox null|MIN/MAX/GREATEST with null|run-time error|order of evaluation|aggregate over no rows|"
    "sort with nulls|type|division|guard digits|ROUND|FLOOR/CEILING|MOD|x/0|SQRT EXP LN LOG ^|overflow|"
    "precedence of ^|percent|currency|formula result scale|TEXT(number)|= and CASE|order, < >|UPPER/LOWER|LEN|"
    "LEFT RIGHT MID|FIND|TRIM|CONTAINS/BEGINS|REGEX|picklist|multi-select|ADDMONTHS|date + number|date - date|"
    "DATE(2024,2,30)|storage|TODAY(), NOW()|DATEVALUE(datetime)|DST gaps|WEEKDAY|owner.manager.name|"
    "formula on formula|ISCHANGED, PRIORVALUE, ISNEW|VLOOKUP|$user"
).split("|")
