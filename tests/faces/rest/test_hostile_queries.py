"""Queries made to hurt: too wide, too large, or full of letters databases dislike; on both databases."""

from itertools import product

import pytest

from tests.faces.office import Office
from tests.faces.rest.program import Program, program, refused

STARTS = ["owner", "created_by", "updated_by", "parent.owner", "parent.created_by", "parent.parent.owner"]
WAYS = [
    ".".join([start, *rest, "name"])
    for length in range(3)
    for start in STARTS
    for rest in product(["manager", "created_by", "updated_by"], repeat=length)
]
LETTERS = [
    "\x00",
    'x"',
    "\\",
    "%",
    "_",
    "'",
    "漢",
    "\u202e",
    "a\x00b",
    "\U0001f600",
    "--",
    "/*",
    ";",
    "${x}",
    "{{7*7}}",
]
FILTERS = [
    'name = "\\u0000"',
    'name = "\\ud800"',
    'BEGINS(name, "\\u0000")',
    'region = "\\u0000"',
    'id = "x"',
    'parent = "x"',
    "DATE(99999, 1, 1) > TODAY()",
    "ADDMONTHS(TODAY(), 99999999) > TODAY()",
    "founded + 99999999999 > TODAY()",
    "YEAR(TODAY() - 99999999) = 1",
    "TODAY() + rating * 99999999999 > TODAY()",
    "10 ^ 1000 > 1",
    "1 / 0 = 1",
    "MOD(1, 0) = 1",
    "rating / (rating - rating) > 1",
    "ROUND(rating, 999) = 1",
    'LEFT(name, 1e20) = ""',
    'VALUE("1e999") = 1',
    "won_total * won_total * won_total * won_total > 1",
    "employees * 999999999999999999999 * 9999999999999999 > 0",
]


@pytest.fixture
def boss(office: Office) -> Program:
    made = program(office, "root")
    made.made("account", name="Acme", rating=12, employees=2**40, founded="1999-01-01")
    return made


def test_a_query_reads_through_so_many_lookups(boss: Program) -> None:
    """As many ways through lookups as can be joined are served; more are refused, as fields and in a filter."""
    assert len({path.rpartition(".")[0] for path in WAYS}) > 60
    few, many = WAYS[:30], WAYS[:100]
    assert boss.send("GET", "/account", query={"fields": ",".join(few)}).status_code == 200
    made = boss.get("/account")["records"][0]["id"]
    wide = {"fields": ",".join(many)}
    filtered = {"filter": " and ".join(f'{path} = "x"' for path in many)}
    for path, query in (("/account", wide), (f"/account/{made}", wide), ("/account", filtered)):
        problem = refused(boss.send("GET", path, query=query), 422)
        assert [one["code"] for one in problem["errors"]] == ["D548"]


@pytest.mark.parametrize("who", ["root", "rob"])
def test_the_widest_query_is_served(office: Office, who: str) -> None:
    """A query just as wide as allowed runs on both databases, also where policies narrow each of its ways."""
    ways = list(dict.fromkeys(path.rpartition(".")[0] for path in WAYS))
    asks = program(office, who)
    answer = asks.send("GET", "/account", query={"filter": " or ".join(f'{way}.name = "x"' for way in ways[:57])})
    assert answer.status_code == 200, answer.text


def test_odd_letters_hurt_nobody(boss: Program) -> None:
    """Every argument takes any letters: they are data, or refused."""
    for letters in LETTERS:
        for query in (
            {"q": letters},
            {"filter": f'name = "{letters}"'},
            {"filter": f'CONTAINS(name, "{letters}")'},
            {"sort": letters},
            {"fields": letters},
            {"view": letters},
            {"after": letters},
        ):
            answer = boss.send("GET", "/account", query=query)
            if answer.status_code != 200:
                refused(answer, answer.status_code)
                assert answer.status_code in {400, 422}, query


def test_extreme_arithmetic_is_answered(boss: Program) -> None:
    """Dates out of the calendar, divisions by zero and endless numbers are answered, or refused as such."""
    for text in FILTERS:
        answer = boss.send("GET", "/account", query={"filter": text})
        if answer.status_code != 200:
            refused(answer, 422)
