"""The checker: names and types, every mistake once, each with its place and the way out."""

from decimal import Decimal

import pytest

from objectry.diagnostics import Span
from objectry.metadata import RuleText
from objectry.rules import BOOLEAN, DATE, TEXT, Kind, Scope, Type, check_expression, number, text_of
from tests.rules.sample import checked, problems_of, sample_catalog, sample_scope

ERRORS = [
    # names
    ("prise > 1", 'R303 unknown field "prise" on sample; did you mean "price"?'),
    ("parent.nam", 'R303 unknown field "nam" on sample; did you mean "name"?'),
    ("zzzzzzz", 'R303 unknown field "zzzzzzz" on sample'),
    ("$usr.id", 'R303 unknown context "$usr"; did you mean "$user"?'),
    ("$org", 'R303 unknown context "$org"; there are $record, $user, $now, $source'),
    ("$user.nme", 'R303 unknown field "nme" of $user; did you mean "name"?'),
    ("stage.probabilty", 'R303 values of stage have no attribute "probabilty"; did you mean "probability"?'),
    ("region.colour", 'R303 values of region have no attribute "colour"; it has none'),
    ("IFF(flag, 1, 2)", 'R304 unknown function "IFF"; did you mean "IF"?'),
    # paths
    ("name.x", "R308 name is no lookup; nothing can follow it"),
    ("stage.probability.x", "R308 stage is a picklist, which has attributes only; nothing can follow it"),
    (
        "about.t1",
        "R308 about may point to user too, where t1 leads nowhere; about.sample.t1 reads it of one object alone",
    ),
    ("about.nothing", 'R303 unknown field "nothing"; about leads to sample, user'),
    ("about.object.name", "R308 about.object is the name of an object; nothing can follow it"),
    ('about.object = "usr"', 'R307 sample.about has no value "usr"; did you mean "user"?'),
    ("parent.parent.parent.parent.parent.parent.name", "R308 a path goes through at most 5 lookups"),
    ("children", "R308 children is a list of records; use it inside COUNT, SUM, MIN, MAX or AVG"),
    ("$now.year", "R308 $now leads no further"),
    ("$user.manager.name", "R308 $user leads no further"),
    # calls
    ("IF(flag, 1)", "R305 IF is called as IF(condition, then, else); 2 arguments are given"),
    ("TODAY(1)", "R305 TODAY is called as TODAY(); 1 argument is given"),
    ("CASE(n1, 1, 2)", "R305 CASE is called as CASE(value, case, result, ...); 3 arguments are given"),
    ("CASE(n1, 1, 2, 3, 4)", "R305 CASE needs a value, pairs of a case and a result, and a last result for all others"),
    ("LEN(text: t1)", "R305 LEN takes plain arguments, without `text:`"),
    ("LEN(t1 where flag)", "R305 LEN takes plain arguments, without `where`"),
    ("LEN(n1)", "R306 LEN(text): text must be a text, this is a number"),
    ("ROUND(t1, 2)", "R306 ROUND(number, [places]): number must be a number, this is a text"),
    ("YEAR(m1)", "R306 YEAR(date): date must be a date, this is a date with time"),
    ("AND(flag, n1)", "R306 AND(condition, [...]): condition must be a condition, this is a number"),
    (
        "TEXT(flag)",
        "R306 TEXT(value): value must be a number, text, date, time, choice, choices or reference, this is a condition",
    ),
    # operators
    ("t1 + 1", 'R306 "+" does not go with a text and a number; TEXT(...) makes a text of a number or date'),
    ("t1 & n1", "R306 & joins texts, this is a number; TEXT(...) makes a text of it"),
    ("t1 * 2", 'R306 "*" does not go with a text and a number'),
    ("d1 + d2", 'R306 "+" does not go with a date and a date'),
    ("1 - d1", 'R306 "-" does not go with a number and a date'),
    ("-t1", "R306 - needs a number, this is a text"),
    ("flag and n1", "R306 a condition (true or false) is needed here, this is a number"),
    ("not t1", "R306 a condition (true or false) is needed here, this is a text"),
    ("n1 = t1", "R306 a number cannot be compared with a text"),
    ("d1 > NOW()", "R306 a date cannot be compared with a date with time; compare a datetime with NOW()"),
    ('c1 > "09:30"', 'R306 a time of day cannot be compared with a text; a time is written TIMEVALUE("09:30")'),
    ("c1 + c2", 'R306 "+" does not go with a time of day and a time of day'),
    ("HOUR(m1)", "R306 HOUR(time): time must be a time, this is a date with time"),
    ("flag > other", "R306 a condition (true or false) has no order; only = and <> compare it"),
    ('stage > "new"', "R306 the picklist sample.stage has no order; only = and <> compare it"),
    ("owner = parent", "R306 a reference to user never equals a reference to sample"),
    ('owner = "Ann"', 'R306 "Ann" is no id of user; compare a field of the record, or write its id'),
    ("t1 in (1, 2)", "R306 a text cannot be compared with a number"),
    ('t1 in ("a", null)', "R306 null is not in any list; use ISBLANK"),
    ("n1 ^ t1", "R306 ^ needs a number, this is a text"),
    ("n1 ^ 65", "R314 the exponent of ^ must be from -64 to 64"),
    ('DATEVALUE(m1, "Mars")', "R313 a time zone is written out, such as Asia/Shanghai"),
    ("FORMATDURATION(m1)", "R306 FORMATDURATION takes a number and perhaps true, two datetimes or two times"),
    ("FORMATDURATION(n1, m1)", "R306 FORMATDURATION takes a number and perhaps true, two datetimes or two times"),
    ("IFS(flag, 1, n1, 2)", "R306 a condition (true or false) is needed here, this is a number"),
    ("IFERROR(n1 / n2, t1)", "R306 IFERROR gives a text here and a number there; all results must be of one type"),
    ("t1 ^ 2", "R306 ^ needs a number, this is a text"),
    ("IF(flag, 1, t1)", "R306 IF gives a number here and a text there; all results must be of one type"),
    ("CASE(n1, 1, d1, m1)", "R306 CASE gives a date here and a date with time there; all results must be of one type"),
    ('CASE(n1, "a", 1, 2)', "R306 a number cannot be compared with a text"),
    ("BLANKVALUE(n1, t1)", "R306 BLANKVALUE gives a number here and a text there; all results must be of one type"),
    # what cannot be looked into
    ("pin", "R328 pin is a secret, which expressions cannot look into; only ISBLANK(pin) can be asked"),
    ('"x" & pin', "R306 & joins texts, this is a secret"),
    ("doc", "R328 doc is JSON, which expressions cannot look into; only ISBLANK(doc) can be asked"),
    ('CASE(stage, "won", doc, null)', "R328 doc is JSON, which expressions cannot look into"),
    ("ISBLANK(IF(flag, doc, null))", "R328 doc is JSON, which expressions cannot look into"),
    ("COUNT(children where ISBLANK(children.doc) or children.doc = null)", "R340"),
    ("LEN(doc)", "R306 LEN(text): text must be a text, this is JSON"),
    ('doc = "{}"', "R306 JSON cannot be compared with a text"),
    # literals
    ('stage = "wn"', 'R307 sample.stage has no value "wn"; did you mean "won"?'),
    ('stage = "Won"', 'R307 sample.stage has no value "Won"; did you mean "won"?'),
    ('stage = "Closed won"', 'R307 sample.stage has no value "Closed won"; did you mean "won"?'),
    ('stage in ("new", "wonn")', 'R307 sample.stage has no value "wonn"; did you mean "won"?'),
    ('CASE(stage, "nw", 1, 2)', 'R307 sample.stage has no value "nw"; did you mean "new"?'),
    ('ISPICKVAL(stage, "x")', 'R307 sample.stage has no value "x"'),
    ("1e39", "R313 a number has at most 38 digits before the point and 28 after it"),
    ("0." + "0" * 28 + "1", "R313 a number has at most 38 digits before the point and 28 after it"),
    ("1e99999999999999999999", "R313 this number is too large"),
    ('& "a"', "R301 & stands between two texts"),
    # changes
    ("ISNEW()", "R312 ISNEW has a meaning only while a record changes: in rules and validations"),
    ("ISCHANGED(n1)", "R312 ISCHANGED has a meaning only while a record changes: in rules and validations"),
    ("PRIORVALUE(n1)", "R312 PRIORVALUE has a meaning only while a record changes: in rules and validations"),
    # aggregates
    ("SUM(children)", "R309 SUM needs a field of the children: SUM(children.amount)"),
    (
        "COUNT(childen)",
        'R309 COUNT works over child records, and "childen" is no list of them; did you mean "children"?',
    ),
    ("SUM(n1)", 'R309 SUM works over child records, and "n1" is no list of them; sample has'),
    ("SUM(children.t1)", "R306 SUM takes numbers, this is a text"),
    ("MAX(children.t1)", "R306 MAX takes numbers or dates, this is a text"),
    ("SUM(children.n1, 2)", "R305 SUM over child records takes one argument: SUM(lines.amount where ...)"),
    ("SUM(children.n1 * COUNT(children))", "R309 COUNT cannot stand inside another aggregate"),
    (
        "SUM(children.above)",
        "R309 above is itself computed from child records on reading; it cannot be rolled up again",
    ),
    ("SUM(children.prise)", 'R303 unknown field "prise" on sample; did you mean "price"?'),
    ("ALL(children)", "R309 ALL needs a condition on the children: ALL(children.done)"),
    ("ANY(children.n1)", "R306 a condition (true or false) is needed here, this is a number"),
    ("ALL(n1 > 2)", 'R309 ALL works over child records, and "n1" is no list of them; sample has'),
    ("COUNT(children where children.n1)", "R306 a condition (true or false) is needed here, this is a number"),
]


@pytest.mark.parametrize(("text", "expected"), ERRORS, ids=[text[:40] for text, _ in ERRORS])
def test_each_mistake_is_explained(text: str, expected: str) -> None:
    """A mistake gives one error that says what is wrong and, where known, the way out."""
    problems = problems_of(text)
    assert len(problems) == 1, problems
    assert problems[0].startswith(expected), problems[0]


WARNINGS = [
    ("n1 = null", "R340 ISBLANK says this more clearly", "null"),
    ("share > 20", "R341 this compares with 20 times 100 %; did you mean 20%?", "null"),
    ("1.50 <= share", "R341 this compares with 1.5 times 100 %; did you mean 1.5%?", "null"),
    ("share in (10, 20%)", "R341 this compares with 10 times 100 %; did you mean 10%?", "null"),
    ("CASE(n1, null, 1, 2)", "R342 blank equals no case, so this branch is never taken", "null"),
    ("ISBLANK(n1)", "R343 never blank here, as blank numbers read as 0; `blanks: null` keeps them apart", "zero"),
    ("BLANKVALUE(n1, 5)", "R343 never blank here, as blank numbers read as 0; `blanks: null` keeps them apart", "zero"),
    ("ISBLANK(flag)", "R343 never blank: a checkbox is true or false", "null"),
    ("ISNULL(t1)", "R343 ISNULL is never true for text; ISBLANK tests it", "null"),
    ("DATE(2024, 2, 30)", "R345 there is no such day, so this is always blank", "null"),
]


@pytest.mark.parametrize(("text", "expected", "blanks"), WARNINGS, ids=[text for text, _, _ in WARNINGS])
def test_suspicious_texts_are_warned_of(text: str, expected: str, blanks: str) -> None:
    """What has a meaning, but hardly the one meant, is accepted with a warning."""
    scope = sample_scope(blanks)
    assert problems_of(text, scope) == [expected]
    checked(text, scope)


@pytest.mark.parametrize(
    "text", ["share > 20%", "share = 0", "share < 0.5", "share * 20 > n1", "ISBLANK(n1)", "ISNULL(n1)"]
)
def test_sound_texts_are_not(text: str) -> None:
    """No warning without a reason."""
    assert problems_of(text) == []


def test_all_mistakes_are_reported_together() -> None:
    """A text with several mistakes gives all of them, each at its own place."""
    text = RuleText('n3 > 1 and stage = "wn"\nor LEN(n1) > 0', Span("v.yaml", 3, 9), ((3, 9), (4, 9)))
    node, problems = check_expression(text, sample_scope())
    assert node is None
    places = [(problem.code, str(problem.span), problem.span.length) for problem in problems]
    assert places == [("R303", "v.yaml:3:9", 2), ("R307", "v.yaml:3:28", 4), ("R306", "v.yaml:4:16", 2)]


NAMES = [
    ("NAME", "name"),
    ("Parent.N1", "parent.n1"),
    ("text__C", "t1"),
    ("parent.id", "parent"),
    ("about.ID", "about"),
    ("parent.parent.id", "parent.parent"),
    ("$record", "id"),
    ("$record.n1", "n1"),
    ("$User", "$user.id"),
    ("$user.Role", "$user.role"),
    ("now()", "$now"),
    ("today()", "$today"),
    ("parent.flag", "BLANKVALUE(parent.flag, false)"),
    ("not n1 in (1, 2)", "not(in(n1, 1, 2))"),
    ("n1 in (n2, 1)", "or(=(n1, n2), =(n1, 1))"),
    ("a.b", None),
    ("flag and other and (flag and other)", "and(flag, other, flag, other)"),
    ('t1 & "a" & t2', '&(t1, "a", t2)'),
    ("DATE(2024, 2, 29)", "2024-02-29"),
    ("-5", "-5"),
    ("ROUND(n1)", "ROUND(n1, 0)"),
    ('name = ""', "ISBLANK(name)"),
    ("name <> null", "not(ISBLANK(name))"),
    ("doubled", "round_to(*(blank_zero(n1), 2))"),
    ("label_text", 'IF(ISBLANK(t1), "none", t1)'),
    ("parent.label_text", 'IF(ISBLANK(parent.id), null, IF(ISBLANK(parent.t1), "none", parent.t1))'),
    ("through", "+(declared:parent.n1, 1)"),
    ("parent.through", "IF(ISBLANK(parent.id), null, +(declared:parent.parent.n1, 1))"),
    ("total", "total"),
    ("parent.total", "parent.total"),
    ("above", "COUNT(sample.parent: where >(child:n1, n1))declared"),
    (
        "parent.above",
        "IF(ISBLANK(parent.id), null, parent.COUNT(sample.parent: where >(child:n1, parent.n1))declared)",
    ),
    ("SUM(children.n1)", "SUM(sample.parent:child:n1)"),
    ("MAX(children.d1) > d1", ">(MAX(sample.parent:child:d1), d1)"),
    ("MAX(n1, n2)", "MAX(n1, n2)"),
    ("COUNT(children.n1 where children.flag)", "COUNT(sample.parent: where and(child:flag, not(ISBLANK(child:n1))))"),
    ("COUNT(children where children.parent.n1 > n1)", "COUNT(sample.parent: where >(child:parent.n1, n1))"),
    ("COUNT(children where children.n1 > $record.n1)", "COUNT(sample.parent: where >(child:n1, n1))"),
    ("COUNT(mentions)", "COUNT(sample.about:)"),
    ("ANY(children)", ">(COUNT(sample.parent:), 0)"),
    ("ANY(children.flag)", ">(COUNT(sample.parent: where child:flag), 0)"),
    (
        "any(children.n1 > n1 where children.flag)",
        ">(COUNT(sample.parent: where and(child:flag, BLANKVALUE(>(child:n1, n1), false))), 0)",
    ),
    ("ALL(children.flag)", "=(COUNT(sample.parent: where not(child:flag)), 0)"),
    (
        "ALL(children.flag where children.n1 > n1)",
        "=(COUNT(sample.parent: where and(>(child:n1, n1), not(child:flag))), 0)",
    ),
    ("SUM(children.doubled)", "SUM(sample.parent:round_to(*(blank_zero(child:n1), 2)))"),
]


@pytest.mark.parametrize(("text", "expected"), NAMES, ids=[text for text, _ in NAMES])
def test_what_names_mean(text: str, expected: str | None) -> None:
    """Names resolve in any letter case to the canonical tree."""
    if expected is None:
        assert problems_of(text)
    else:
        assert text_of(checked(text)) == expected


def test_changes_in_a_moment() -> None:
    """ISCHANGED and PRIORVALUE look at the value before, and know what creating means."""
    scope = sample_scope("zero", moment=True)
    assert text_of(checked("ISCHANGED(n1)", scope)) == "and(not($new), ISCHANGED(n1, prior:n1))"
    assert text_of(checked("PRIORVALUE(t1)", scope)) == "IF($new, t1, prior:t1)"
    assert text_of(checked("ISNEW()", scope)) == "$new"
    assert problems_of("ISCHANGED(parent.n1)", scope) == ["R312 ISCHANGED takes a stored field of the record itself"]
    assert problems_of("PRIORVALUE(doubled)", scope) == ["R312 PRIORVALUE takes a stored field of the record itself"]
    assert problems_of("COUNT(children where ISNEW()) > 0", scope)


TYPES = [
    ("n1", number(14, 4)),
    ("share", number(3, 4, percent=True)),
    ("whole", number(19, 0)),
    ("n1 + price", number(15, 4)),
    ("n1 * price", number(28, 6)),
    ("n1 / 2", number(14, 28)),
    ("1 / 3", number(1, 28)),
    ("12.50", number(2, 1, nullable=False)),
    ("whole * whole * whole", number(38, 0)),
    ("price ^ 2", number(28, 4)),
    ("ROUND(n1, 2)", number(15, 2)),
    ("n1 = n2", BOOLEAN),
    ("t1 = t2", BOOLEAN.required()),
    ("flag and n1 > 0", BOOLEAN),
    ("flag", BOOLEAN.required()),
    ("d1 + 1", DATE),
    ("TODAY() - d1", number(7, 0)),
    ("TODAY()", DATE.required()),
    ("stage.probability", number(1, 1, percent=True)),
    ("stage.closed", BOOLEAN.required()),
    ("stage", Type(Kind.PICKLIST, picklist=("sample", "stage"))),
    ('IF(flag, stage, "none")', TEXT),
    ("IF(flag, stage, null)", Type(Kind.PICKLIST, picklist=("sample", "stage"))),
    ("IF(flag, stage, t1)", TEXT),
    ("owner", Type(Kind.REF, targets=("user",))),
    ("about", Type(Kind.REF, targets=("sample", "user"))),
    ("$record", Type(Kind.REF, nullable=False, targets=("sample",))),
    ('BLANKVALUE(t1, "x")', TEXT.required()),
    ("COUNT(children)", number(10, 0, nullable=False)),
    ("SUM(children.price)", number(24, 2, nullable=False)),
    ("AVG(children.price)", number(14, 28)),
    ("MAX(children.d1)", DATE),
]


@pytest.mark.parametrize(("text", "expected"), TYPES, ids=[text for text, _ in TYPES])
def test_types(text: str, expected: Type) -> None:
    """Each expression has the type RULES section 2 says, with its width."""
    assert checked(text).type == expected


def test_the_expected_type_is_checked() -> None:
    """The place of an expression may ask for a type: numbers are rounded to it, checkboxes are never null."""
    assert problems_of("t1", expected=BOOLEAN) == ["R306 a condition (true or false) is needed here, this is a text"]
    assert problems_of("n1", expected=TEXT) == [
        "R306 a text is needed here, this is a number; TEXT(...) makes a text of it"
    ]
    assert problems_of("t1", expected=number(5, 2)) == [
        "R306 a number is needed here, this is a text; VALUE(...) reads a number from a text"
    ]
    assert text_of(checked("n1", expected=number(16, 2))) == "round_to(n1)"
    assert text_of(checked("n1 > 0", expected=BOOLEAN.required())) == "BLANKVALUE(>(n1, 0), false)"
    assert text_of(checked("n1 > 0", expected=BOOLEAN)) == ">(n1, 0)"
    stage = Type(Kind.PICKLIST, picklist=("sample", "stage"))
    assert checked('IF(flag, "won", "new")', expected=stage).type.kind is Kind.PICKLIST
    assert problems_of('IF(flag, "won", CASE(n1, 1, "nw", "new"))', expected=stage) == [
        'R307 sample.stage has no value "nw"; did you mean "new"?'
    ]
    assert checked("null", expected=stage).type.kind is Kind.NULL


def test_forbidden_names_answer_like_unknown_ones() -> None:
    """A field the reader may not see is as if it were not there, in suggestions too."""
    scope = Scope(sample_catalog(), "sample", readable=lambda owner, field: field not in ("n1", "parent"))
    for name in ("n1", "n7"):
        assert problems_of(name, scope) == [f'R303 unknown field "{name}" on sample']
    assert problems_of("pricee", scope)[0].endswith('did you mean "price"?')
    closed = Scope(sample_catalog(), "sample", readable=lambda owner, field: field not in ("price", "parent"))
    assert problems_of("pricee", closed) == ['R303 unknown field "pricee" on sample']
    assert problems_of("parent.n2", scope)[0].startswith('R303 unknown field "parent"')
    assert problems_of("COUNT(children)", scope)[0].startswith("R309 COUNT works over child records")
    assert "children" not in problems_of("COUNT(kids)", scope)[0]
    assert (
        text_of(checked("doubled", scope)) == "round_to(*(blank_zero(n1), 2))"
    )  # its own inputs are the plan's business


def test_literal_values_are_exact() -> None:
    """A literal carries its exact value and the digits it needs."""
    node = checked("1.10")
    assert node.type == number(1, 1, nullable=False)
    assert node.value == Decimal("1.1")  # type: ignore[union-attr]
