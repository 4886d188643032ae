"""`POST /{object}/query`: rows and figures by groups, on both databases, held against what a list of records says."""

from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest

from tests.faces.office import Office, copied_office
from tests.faces.rest.program import Program, program, refused
from tests.moulds import Moulds

Row = Mapping[str, Any]
DEALS = [
    # name, account, amount, discount, stage, close date
    ("A", "east", "100.10", 10, "open", "2026-12-31"),
    ("B", "east", "200.20", None, "won", "2027-01-01"),
    ("C", "west", "300.30", 20, "won", "2027-01-03"),
    ("D", "west", None, None, "open", "2027-01-04"),
    ("E", None, "9999999999999.99", 0, "open", "2027-03-31"),
    ("F", None, "9999999999999.99", 5, "lost", "2027-04-01"),
]


@pytest.fixture(scope="module", params=["sqlite", pytest.param("postgresql", marks=pytest.mark.postgres)])
def trade(request: pytest.FixtureRequest, moulds: Moulds, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Office]:
    """A company with deals of a rep and one of another, which only their manager sees; tests only read."""
    opened, database = copied_office(moulds, request.param, tmp_path_factory.mktemp("trade"))
    rob, lin = program(opened, "rob"), program(opened, "lin")
    made = {
        region: rob.made("account", name=f"{region} AG", region=region, founded="1999-01-01")["id"]
        for region in ("east", "west")
    }
    for name, region, amount, discount, stage, close in DEALS:
        values = {"name": name, "amount": amount, "discount": discount, "stage": stage, "close_date": close}
        reason = {"reason": "price"} if stage == "lost" else {}
        account = made.get(region or "", made["east"] if stage == "won" else None)
        rob.made("deal", **values, **reason, account=account)
    lin.made("deal", name="hidden", amount="777777.77", close_date="2027-01-02")
    yield opened
    opened.platform.close()
    moulds.drop(database)


@pytest.fixture(scope="module")
def rep(trade: Office) -> Program:
    return program(trade, "rob")


def asked(asks: Program, object: str, **body: object) -> Any:
    answer = asks.send("POST", f"/{object}/query", body)
    assert answer.status_code == 200, answer.text
    return answer.json


def day(row: Row) -> date:
    return date.fromisoformat(row["close_date"])


SPANS: Mapping[str, Callable[[date], date]] = {
    "day": lambda one: one,
    "week": lambda one: one - timedelta(days=one.weekday()),
    "month": lambda one: one.replace(day=1),
    "quarter": lambda one: date(one.year, (one.month - 1) // 3 * 3 + 1, 1),
    "year": lambda one: date(one.year, 1, 1),
}


def starts(cut: Callable[[date], date]) -> Callable[[Row], str]:
    """The first day of the span that a deal closes in."""
    return lambda row: cut(day(row)).isoformat()


KEYS: Mapping[str, tuple[object, Callable[[Row], Any]]] = {
    "stage": ("stage", lambda row: row["stage"]),
    "account": ("account", lambda row: row["account"]),
    "account.region": ("account.region", lambda row: row["account.region"]),
    "large": ({"name": "large", "value": "amount > 150"}, lambda row: row["amount"] and Decimal(row["amount"]) > 150),
    **{span: ({"name": span, "value": "close_date", "by": span}, starts(cut)) for span, cut in SPANS.items()},
}
FIGURES = {
    "n": "COUNT",
    "amounts": "count(amount)",
    "stages": "COUNT(DISTINCT stage)",
    "total": "SUM(amount)",
    "least": "MIN(amount)",
    "last": "MAX(close_date)",
    "mean": "AVG(amount)",
}


def figures(rows: list[Row]) -> dict[str, Any]:
    amounts = [Decimal(one["amount"]) for one in rows if one["amount"] is not None]
    return {
        "n": len(rows),
        "amounts": len(amounts),
        "stages": len({one["stage"] for one in rows}),
        "total": sum(amounts, Decimal(0)),
        "least": min(amounts, default=None),
        "last": max(one["close_date"] for one in rows),
        "mean": sum(amounts, Decimal(0)) / len(amounts) if amounts else None,
    }


def read(name: str, value: Any) -> Any:
    """A figure of an answer as Python has it; a mean as far as both have places."""
    if name not in {"total", "least", "mean"} or value is None:
        return value
    return round(Decimal(value), 10) if name == "mean" else Decimal(value)


@pytest.mark.parametrize("key", KEYS)
def test_groups_are_those_of_the_records(rep: Program, key: str) -> None:
    """By each kind of key, and by spans of dates, every figure is what the records the caller sees come to."""
    written, of = KEYS[key]
    rows = rep.get("/deal", fields="name,stage,account,account.region,amount,close_date")["records"]
    wanted: defaultdict[Any, list[Row]] = defaultdict(list)
    for row in rows:
        wanted[of(row)].append(row)
    found = asked(rep, "deal", group_by=[written], aggregates=FIGURES)["groups"]
    assert {one[key] for one in found} == set(wanted)
    for one in found:
        expected = figures(wanted[one[key]])
        assert {name: read(name, one[name]) for name in FIGURES} == {
            name: round(value, 10) if name == "mean" and value is not None else value
            for name, value in expected.items()
        }


def test_only_what_one_sees_is_counted(trade: Office, rep: Program) -> None:
    """The same query counts for each caller the records she sees."""
    total = {"aggregates": {"n": "COUNT", "most": "MAX(name)"}}
    assert asked(rep, "deal", **total)["groups"] == [{"n": 6, "most": "F"}]
    assert asked(program(trade, "mia"), "deal", **total)["groups"] == [{"n": 7, "most": "hidden"}]


HAVING = [
    ("n > 1", {"open", "won"}),
    ("total > 500 and n > 2", {"open"}),
    ("total = 500.50", {"won"}),
    ('stage = "won" or n = 1', {"won", "lost"}),
    ("ISBLANK(least)", set()),
    ("mean > 9999999999999 and mean < 10000000000000", {"lost"}),
    ("total / n >= 250.25", {"open", "won", "lost"}),
    ("last > DATE(2027, 3, 31)", {"lost"}),
    ("stages = 1 and amounts < n", {"open"}),
]


@pytest.mark.parametrize(("condition", "wanted"), HAVING)
def test_having_chooses_groups(rep: Program, condition: str, wanted: set[str]) -> None:
    """A condition on keys and figures keeps the groups that fulfil it."""
    found = asked(rep, "deal", group_by=["stage"], aggregates=FIGURES, having=condition)["groups"]
    assert {one["stage"] for one in found} == wanted


def test_a_mean_has_no_idle_zeros(rep: Program) -> None:
    """A mean is written with the places it has, a sum with those of its values, a count as a number."""
    query = {"filter": 'stage = "won"', "aggregates": {"mean": "AVG(amount)", "sum": "SUM(amount)", "n": "COUNT"}}
    assert asked(rep, "deal", **query)["groups"] == [{"mean": "250.25", "sum": "500.50", "n": 2}]


SORTS = [
    ["-total"],
    ["n", "-stage"],
    ["least"],
    ["-least"],
    ["mean"],
    ["-last"],
    ["region", "-stage"],
    ["-region"],
    [],
]


@pytest.mark.parametrize("sort", SORTS, ids=",".join)
def test_pages_of_groups_miss_and_repeat_none(rep: Program, sort: list[str]) -> None:
    """Page by page the groups come in the order asked for, the same as all at once, nulls first ascending."""
    by = ["stage", {"name": "region", "value": "account.region"}]
    query: dict[str, Any] = {"group_by": by, "aggregates": FIGURES, "sort": sort}
    whole = asked(rep, "deal", **query)["groups"]
    assert len(whole) == 6
    paged, after = [], None
    for _ in range(6):
        page = asked(rep, "deal", **query, limit=2, **({"after": after} if after else {}))
        paged += page["groups"]
        after = page["next"]
        if after is None:
            break
    assert paged == whole
    if sort:
        name, descending = sort[0].removeprefix("-"), sort[0].startswith("-")
        values = [read(name, one[name]) for one in whole]
        known = [one for one in values if one is not None]
        blank: list[Any] = [None] * (len(values) - len(known))
        ordered = sorted(known, reverse=descending)
        assert values == (ordered + blank if descending else blank + ordered)


def test_days_are_those_of_the_caller(trade: Office, rep: Program) -> None:
    """A moment falls into the day that it is where the caller is."""
    one = asked(rep, "deal", group_by=[{"name": "on", "value": "created_at", "by": "day"}], aggregates={"n": "COUNT"})
    made = datetime.fromisoformat(rep.get("/deal")["records"][0]["created_at"])
    assert [group["on"] for group in one["groups"]] == [made.date().isoformat()]
    rob = trade.people["rob"]
    root = program(trade, "root")
    trade.clock.advance(timedelta(hours=2))
    for zone, shift in (("Pacific/Kiritimati", 1), ("UTC", 0)):
        assert root.send("PATCH", f"/user/{rob}", {"timezone": zone}).status_code == 200
        lone = program(trade, "rob")
        name = f"at {zone}"
        lone.made("account", name=name)
        day_of = asked(
            lone,
            "account",
            filter=f'name = "{name}"',
            group_by=[{"name": "on", "value": "created_at", "by": "day"}],
            aggregates={"n": "COUNT"},
        )["groups"][0]["on"]
        assert date.fromisoformat(day_of) == made.date() + timedelta(days=shift)


def test_rows_come_with_what_is_worked_out(rep: Program) -> None:
    """Beside paths a row has expressions under names, over lookups and children too, sorted by and paged."""
    select = [
        "name",
        {"name": "half", "value": "amount / 2"},
        {"name": "of", "value": 'account.name & "!"'},
        {"name": "lines", "value": "COUNT(lines)"},
    ]  # fmt: skip
    page = asked(
        rep, "deal", select=select, sort=["-half", "name"], filter="not ISBLANK(amount)", count="exact", limit=4
    )
    assert page["total"] == 5
    second = asked(
        rep,
        "deal",
        select=select,
        sort=["-half", "name"],
        filter="not ISBLANK(amount)",
        limit=4,
        after=page["next"],
    )
    rows = page["records"] + second["records"]
    assert [one["name"] for one in rows] == ["E", "F", "C", "B", "A"]
    assert Decimal(rows[2]["half"]) == Decimal("150.15")
    assert [one["of"] for one in rows][2:] == ["west AG!", "east AG!", "east AG!"]


def test_labels_name_keys(rep: Program) -> None:
    """With labels a group has the names of the records and choices that are its keys."""
    page = asked(rep, "deal", group_by=["account", "stage"], aggregates={"n": "COUNT"}, labels=True)
    found = {(one["_labels"].get("account"), one["_labels"]["stage"]) for one in page["groups"]}
    assert ("east AG", "Won") in found
    assert (None, "Lost") in found


HIDDEN = [
    {"select": ["{}"]},
    {"select": [{"name": "x", "value": "{} + 1"}]},
    {"group_by": ["{}"]},
    {"group_by": [{"name": "x", "value": "{} > 1"}]},
    {"group_by": ["parent.{}"]},
    {"aggregates": {"x": "SUM({})"}},
    {"aggregates": {"x": "COUNT(DISTINCT {})"}},
    {"aggregates": {"x": "MAX(parent.{})"}},
    {"aggregates": {"x": "SUM(SUM(branches.{}))"}},
    {"aggregates": {"n": "COUNT"}, "filter": "{} > 1"},
    {"aggregates": {"n": "COUNT"}, "having": "{} > 1"},
    {"aggregates": {"n": "COUNT"}, "sort": ["{}"]},
    {"sort": ["-{}"]},
    {"filter": "SUM(branches.{}) > 1"},
]


@pytest.mark.parametrize("body", HIDDEN, ids=str)
def test_a_hidden_field_is_an_unknown_name(rob: Program, body: Mapping[str, object]) -> None:
    """Wherever a field enters a query, one the caller may not read answers like one that is not there."""

    def named(value: object, name: str) -> object:
        if isinstance(value, dict):
            return {key: named(one, name) for key, one in value.items()}
        if isinstance(value, list):
            return [named(one, name) for one in value]
        return value.replace("{}", name) if isinstance(value, str) else value

    answers = [
        refused(rob.send("POST", "/account/query", named(body, name)), 422) for name in ("credit_limit", "kredit_limit")
    ]
    texts = [str(one).replace("credit_limit", "NAME").replace("kredit_limit", "NAME") for one in answers]
    assert texts[0] == texts[1]


CHILDREN = "SUM(COUNT(deals) * COUNT(branches))"
WRONG: list[tuple[str, dict[str, object], int, str | None]] = [
    ("unknown key", {"wher": "x"}, 400, "wher"),
    ("select of a text", {"select": "name"}, 400, "select"),
    ("select of a number", {"select": [1]}, 400, "select"),
    ("a nameless expression", {"select": [{"value": "1"}]}, 400, "select"),
    ("a span of a row", {"select": [{"name": "x", "value": "founded", "by": "day"}]}, 400, "select"),
    ("figures as a list", {"aggregates": ["COUNT"]}, 400, "aggregates"),
    ("a figure that is a number", {"aggregates": {"n": 1}}, 400, "aggregates"),
    ("sort as a text", {"sort": "name"}, 400, "sort"),
    ("limit as a text", {"limit": "5"}, 400, "limit"),
    ("a huge page", {"limit": 100000}, 400, "limit"),
    ("a page of none", {"limit": 0}, 400, "limit"),
    ("select of groups", {"select": ["name"], "group_by": ["region"]}, 400, "select"),
    ("count of groups", {"count": "exact", "group_by": ["region"]}, 400, "count"),
    ("having of rows", {"having": "1 = 1"}, 400, "having"),
    ("nothing", {"aggregates": {}}, 422, None),
    ("no group", {"group_by": []}, 422, None),
    ("no figure", {"aggregates": {"n": "MEDIAN(rating)"}}, 422, None),
    ("a sum of texts", {"aggregates": {"n": "SUM(name)"}}, 422, None),
    ("distinct rows", {"aggregates": {"n": "COUNT(DISTINCT)"}}, 422, None),
    ("a distinct sum", {"aggregates": {"n": "SUM(DISTINCT rating)"}}, 422, None),
    ("no span", {"group_by": [{"name": "x", "value": "founded", "by": "decade"}]}, 422, None),
    ("a span of texts", {"group_by": [{"name": "x", "value": "name", "by": "day"}]}, 422, None),
    ("a name twice", {"group_by": ["region"], "aggregates": {"region": "COUNT"}}, 422, None),
    ("a name that is none", {"select": [{"name": "a b", "value": "1"}]}, 422, None),
    ("a name of a field", {"select": [{"name": "name", "value": "1"}]}, 422, None),
    ("a hostile name", {"aggregates": {'x"; drop table account; --': "COUNT"}}, 422, None),
    ("too many keys", {"group_by": ["region", "vip", "name", "phone", "email", "founded", "rating"]}, 422, None),
    ("too many figures", {"aggregates": {f"n{at}": "COUNT" for at in range(31)}}, 422, None),
    ("too many children", {"aggregates": dict.fromkeys("abcdefghijklmnop", CHILDREN)}, 422, None),
    ("a strange cursor", {"group_by": ["region"], "after": "x"}, 422, None),
    ("a group by many", {"group_by": ["partners"]}, 422, None),
]  # fmt: skip


@pytest.mark.parametrize(("body", "status", "field"), [one[1:] for one in WRONG], ids=[one[0] for one in WRONG])
def test_what_is_wrong_is_told(root: Program, body: dict[str, object], status: int, field: str | None) -> None:
    """A query that cannot be understood or would cost too much is refused, with the place."""
    assert refused(root.send("POST", "/account/query", body), status)["errors"][0]["field"] == field


def test_a_cursor_belongs_to_its_query(rep: Program) -> None:
    """The cursor of one grouped query does not fit another one."""
    query: dict[str, Any] = {"group_by": ["stage"], "aggregates": {"n": "COUNT"}, "limit": 1}
    after = asked(rep, "deal", **query)["next"]
    assert asked(rep, "deal", **query, after=after)["groups"]
    for other in ({"having": "n > 0"}, {"aggregates": {"n": "COUNT(amount)"}}, {"sort": ["-n"]}, {"filter": "1 = 1"}):
        refused(rep.send("POST", "/deal/query", {**query, **other, "after": after}), 422)
