"""Conditions and blanks: three values inside, two at the end; every null in every place."""

from itertools import product

from tests.conformance.formula import Formula, computed, formula

NUMBER = ["1", "2", None]
ORDERS = {
    "<": lambda n, m: n < m,
    "<=": lambda n, m: n <= m,
    ">": lambda n, m: n > m,
    ">=": lambda n, m: n >= m,
    "=": lambda n, m: n == m,
    "<>": lambda n, m: n != m,
    "==": lambda n, m: n == m,
    "!=": lambda n, m: n != m,
}


def three(sign: str, n: str | None, m: str | None) -> bool | None:
    return None if n is None or m is None else ORDERS[sign](n, m)


def neither(found: bool | None) -> bool | None:  # noqa: FBT001 (the one thing it is about)
    return None if found is None else not found


def all_of(*found: bool | None) -> bool | None:
    return False if False in found else None if None in found else True


def any_of(*found: bool | None) -> bool | None:
    return True if True in found else None if None in found else False


FORMULAS: list[Formula] = [
    *(
        computed(
            f"IF(n {sign} m, 'yes', 'no')",
            "text",
            "n m",
            product(NUMBER, repeat=2),
            lambda n, m, sign=sign: "yes" if three(sign, n, m) else "no",
            blanks="null",
        )
        for sign in ORDERS
    ),
    *(
        computed(
            f"n {sign} m",
            "boolean",
            "n m",
            product(NUMBER, repeat=2),
            lambda n, m, sign=sign: bool(three(sign, n, m)),
            blanks="null",
        )
        for sign in ORDERS
    ),
    *(
        computed(
            f"NOT(n {sign} m)",
            "boolean",
            "n m",
            product(NUMBER, repeat=2),
            lambda n, m, sign=sign: bool(neither(three(sign, n, m))),
            blanks="null",
        )
        for sign in ORDERS
    ),
    *(
        computed(
            f"n {sign} m",
            "boolean",
            "n m",
            product(["0", "1", None], repeat=2),
            lambda n, m, sign=sign: bool(three(sign, n or "0", m or "0")),
            blanks="zero",
        )
        for sign in ORDERS
    ),
    computed(
        "AND(n = 1, m = 1, a)",
        "boolean",
        "n m a",
        product(NUMBER, NUMBER, [True, False]),
        lambda n, m, a: bool(all_of(three("=", n, "1"), three("=", m, "1"), a)),
        blanks="null",
    ),
    computed(
        "OR(n = 1, m = 1, a)",
        "boolean",
        "n m a",
        product(NUMBER, NUMBER, [True, False]),
        lambda n, m, a: bool(any_of(three("=", n, "1"), three("=", m, "1"), a)),
        blanks="null",
    ),
    computed(
        "NOT(n = 1 && (m = 1 || a))",
        "boolean",
        "n m a",
        product(NUMBER, NUMBER, [True, False]),
        lambda n, m, a: bool(neither(all_of(three("=", n, "1"), any_of(three("=", m, "1"), a)))),
        blanks="null",
    ),
    computed(
        "!(n = 1) || m <> 2 and !a",
        "boolean",
        "n m a",
        product(NUMBER, NUMBER, [True, False]),
        lambda n, m, a: bool(any_of(neither(three("=", n, "1")), all_of(three("<>", m, "2"), not a))),
        blanks="null",
    ),
    computed(
        "IF(n > 1, IF(m > 1, 'both', 'n'), IF(m > 1, 'm', 'none'))",
        "text",
        "n m",
        product(NUMBER, repeat=2),
        lambda n, m: ("both" if m == "2" else "n") if n == "2" else "m" if m == "2" else "none",
        blanks="null",
    ),
    computed(
        "CASE(n, 1, 'one', m, 'same', 'other')",
        "text",
        "n m",
        product(NUMBER, repeat=2),
        lambda n, m: "one" if n == "1" else "same" if n is not None and n == m else "other",
        blanks="null",
    ),
    computed("ISBLANK(n)", "boolean", "n", NUMBER, lambda n: n is None, blanks="null"),
    computed("ISBLANK(n)", "boolean", "n", NUMBER, lambda n: False, blanks="zero"),
    computed("n = null", "boolean", "n", NUMBER, lambda n: n is None, blanks="null"),
    computed("BLANKVALUE(n, m)", "decimal", "n m", product(NUMBER, repeat=2), lambda n, m: n or m, blanks="null"),
    computed("n in (1, 3)", "boolean", "n", NUMBER, lambda n: n == "1", blanks="null"),
    computed("n not in (1, 3)", "boolean", "n", NUMBER, lambda n: n == "2", blanks="null"),
    computed("a = b", "boolean", "a b", product([True, False, None], repeat=2), lambda a, b: bool(a) == bool(b)),
    computed("a <> b", "boolean", "a b", product([True, False, None], repeat=2), lambda a, b: bool(a) != bool(b)),
    computed("NOT a", "boolean", "a", [True, False, None], lambda a: not a),
    computed("a = true", "boolean", "a", [True, False, None], bool),
    computed(
        "IF(a, IF(b, 1, 2), IF(b, 3, 4))",
        "decimal",
        "a b",
        product([True, False], repeat=2),
        lambda a, b: "1" if a and b else "2" if a else "3" if b else "4",
    ),
    formula(
        "IFS(n > 1, 'big', n > 0, 'small', 'none')",
        "text",
        "n",
        (2, "big"),
        (1, "small"),
        (0, "none"),
        (None, "none"),
        blanks="null",
    ),
    formula("IFERROR(1 / n, IFERROR(1 / m, -1))", "decimal", "n m", (0, 0, "-1"), (0, 2, "0.5"), (4, 0, "0.25")),
    formula("IF(1 / n > 0, 'a', 'b')", "text", "n", (0, "b"), (1, "a"), (-1, "b")),
    formula("AND(a, 1 / n > 0)", "boolean", "a n", (False, 0, False), (True, 0, False), (True, 1, True)),
    formula("OR(a, 1 / n > 0)", "boolean", "a n", (True, 0, True), (False, 0, False)),
    formula(
        "IF(ISBLANK(StageName), 'none', TEXT(StageName))",
        "text",
        "StageName",
        (None, "none"),
        ("Proposal", "Proposal"),
        ("", "none"),
    ),
    computed(
        "StageName = 'Proposal'",
        "boolean",
        "StageName",
        ["Proposal", "Closed Won", None],
        lambda one: one == "Proposal",
    ),
    computed(
        "StageName <> 'Proposal'",
        "boolean",
        "StageName",
        ["Proposal", "Closed Won", None],
        lambda one: one != "Proposal",
    ),
    computed(
        "NOT(ISPICKVAL(StageName, 'Proposal'))",
        "boolean",
        "StageName",
        ["Proposal", "Closed Won", None],
        lambda one: one != "Proposal",
    ),
    computed(
        "StageName in ('Proposal', 'Closed Won')",
        "boolean",
        "StageName",
        ["Proposal", "Closed Won", "Closed Lost", None],
        lambda one: one in ("Proposal", "Closed Won"),
    ),
    computed(
        "StageName not in ('Proposal', 'Closed Won')",
        "boolean",
        "StageName",
        ["Proposal", "Closed Won", "Closed Lost", None],
        lambda one: one not in ("Proposal", "Closed Won"),
    ),
    computed(
        'INCLUDES(Regions__c, "EMEA")',
        "boolean",
        "Regions__c",
        ["EMEA", "EMEA;APAC", "AMER", None],
        lambda one: "EMEA" in (one or "").split(";"),
    ),
    computed(
        'EXCLUDES(Regions__c, "EMEA")',
        "boolean",
        "Regions__c",
        ["EMEA", "EMEA;APAC", "AMER", None],
        lambda one: "EMEA" not in (one or "").split(";"),
    ),
    computed(
        '"EMEA" in Regions__c',
        "boolean",
        "Regions__c",
        ["EMEA", "EMEA;APAC", "AMER", None],
        lambda one: "EMEA" in (one or "").split(";"),
    ),
    # formulas of formulas
    formula(
        "Net * 2",
        ("decimal", 2),
        "Amount",
        (10, "16.67"),
        (None, "0"),
        fields={"Net": {"type": "currency", "formula": "Amount / 1.2"}},
    ),
    formula(
        "Low & High",
        "text",
        "n",
        (1, "lowno"),
        (5, "nohigh"),
        (None, "nono"),
        fields={
            "Low": {"type": "text", "formula": 'IF(n < 3, "low", "no")'},
            "High": {"type": "text", "formula": 'IF(n >= 3, "high", "no")'},
        },
    ),
    formula(
        "Share__c",
        ("percent", 1),
        "n m",
        (1, 3, "33.3"),
        (1, 0, None),
        blanks="null",
        fields={"Share__c": {"type": "percent", "formula": "n / m"}},
    ),
    formula(
        "C3 + C2 + C1",
        "decimal",
        "n",
        (1, "6"),
        (None, "3"),
        fields={
            "C1": {"type": "decimal", "formula": "n"},
            "C2": {"type": "decimal", "formula": "C1 + 1"},
            "C3": {"type": "decimal", "formula": "C2 + 1"},
        },
    ),
    formula(
        "Late",
        "boolean",
        "CloseDate",
        ("2026-03-09", True),
        ("2026-03-10", False),
        (None, False),
        now="2026-03-10T00:00:00Z",
        fields={"Late": {"type": "boolean", "formula": "CloseDate < TODAY()"}},
    ),
    formula(
        "Due + 1",
        "date",
        "CloseDate",
        ("2026-02-28", "2026-03-31"),
        (None, None),
        fields={"Due": {"type": "date", "formula": "ADDMONTHS(CloseDate, 1) - 1"}},
    ),
    formula(
        "Account.Big",
        "boolean",
        "Account",
        ({"Revenue": 5}, True),
        ({"Revenue": 1}, False),
        (None, False),
        fields={
            "Account": {
                "type": "lookup",
                "fields": {"Revenue": "currency", "Big": {"type": "boolean", "formula": "Revenue > 2"}},
            }
        },
    ),
    # spelling
    formula('if(N>1,"a",If(n=1,\'b\',"c"))', "text", "n", (2, "a"), (1, "b"), (0, "c")),
    formula("/* a */ n /* b\n */ + # c\n 1", "decimal", "n", (1, "2")),
    formula("\n\tIF (\n n > 1 ,\n 1 ,\n 0 )\n", "decimal", "n", (2, "1"), (0, "0")),
    formula("((((n))))+((1))", "decimal", "n", (1, "2")),
    formula("n>0&&m>0||a", "boolean", "n m a", (1, 1, False, True), (1, 0, False, False), (0, 0, True, True)),
    formula("NOT a AND b", "boolean", "a b", (False, True, True), (True, True, False), (False, False, False)),
    formula(
        "a and b or not a and not b", "boolean", "a b", (True, True, True), (False, False, True), (True, False, False)
    ),
]
