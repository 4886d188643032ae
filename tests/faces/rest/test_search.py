"""`GET /search`: records of all objects by words, on both databases."""

from collections.abc import Iterator
from typing import Any

import pytest

from tests.faces.office import Office, copied_office
from tests.faces.rest.program import Program, program, refused
from tests.faces.rest.test_statements import counted
from tests.moulds import Moulds


@pytest.fixture(scope="module", params=["sqlite", pytest.param("postgresql", marks=pytest.mark.postgres)])
def trade(request: pytest.FixtureRequest, moulds: Moulds, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Office]:
    """Companies and people of a rep, and one company of another."""
    opened, database = copied_office(moulds, request.param, tmp_path_factory.mktemp("trade"))
    rob, lin, mia = (program(opened, name) for name in ("rob", "lin", "mia"))
    for name in ("Nordwind AG", "Nordwind", "Alter Nordwind", "杭州西湖科技有限公司", '50% \\ "off"_'):
        rob.made("account", name=name)
    rob.made("account", name="Phone 13800138000")
    lin.made("account", name="Nordwind hidden")
    made = rob.made("account", name="Secret")["id"]
    assert mia.send("PATCH", f"/account/{made}", {"credit_limit": "4711.42"}).status_code == 200
    rob.made("contact", first_name="晓", last_name="林")
    rob.made("contact", last_name="Nordwind")
    yield opened
    opened.platform.close()
    moulds.drop(database)


def names(asks: Program, text: str, **more: object) -> list[tuple[str, Any]]:
    return [(one["object"], one["name"]) for one in asks.get("/search", q=text, **more)["results"]]


def test_the_likeliest_come_first(trade: Office) -> None:
    """Records called so, then those whose names begin so, then others; of all objects, in any case."""
    found = names(program(trade, "rob"), "nordWIND")
    assert set(found[:2]) == {("account", "Nordwind"), ("contact", "Nordwind")}
    assert found[2:] == [("account", "Nordwind AG"), ("account", "Alter Nordwind")]


FOUND = [
    ("西湖", ["杭州西湖科技有限公司"]),
    ("科技 杭州", ["杭州西湖科技有限公司"]),
    ("湖", ["杭州西湖科技有限公司"]),
    ("晓 林", ["晓 林", "林晓"]),
    ("ＮＯＲＤＷＩＮＤ ａｇ", ["Nordwind AG"]),
    ("0013-8000", ["Phone 13800138000"]),
    ("138-0013-8000", ["Phone 13800138000"]),
    ("50% ", ['50% \\ "off"_']),
    ('"off"_', ['50% \\ "off"_']),
    ("\\", []),
    ("_%", []),
    ("4711.42", []),
    ("4711", []),
    ("nordwind nothing", []),
]


@pytest.mark.parametrize(("text", "wanted"), FOUND)
def test_words_are_found(trade: Office, text: str, wanted: list[str]) -> None:
    """Every word counts, one Chinese character is a word, signs are none, and hidden fields are not searched."""
    assert [name for _, name in names(program(trade, "rob"), text)] == wanted


def test_only_what_one_sees_is_found(trade: Office) -> None:
    """Records out of sight are not found; for those who see them the others keep their order."""
    rob, mia = (names(program(trade, who), "nordwind") for who in ("rob", "mia"))
    assert ("account", "Nordwind hidden") not in rob
    assert [one for one in mia if one != ("account", "Nordwind hidden")] == rob
    assert names(program(trade, "zed"), "nordwind") == []


def test_objects_and_numbers_narrow_it(trade: Office) -> None:
    """Some objects may be asked for alone; of more than fit the likeliest are answered, and that there are more."""
    rep = program(trade, "rob")
    assert names(rep, "nordwind", objects="contact") == [("contact", "Nordwind")]
    few = rep.get("/search", q="nordwind", limit=2)
    assert ([one["name"] for one in few["results"]], few["more"]) == (["Nordwind", "Nordwind"], True)
    assert rep.get("/search", q="nordwind", limit=4)["more"] is False


def test_it_costs_one_read_for_each_object(trade: Office) -> None:
    """A search takes no more statements where it finds more."""
    rep = program(trade, "rob")
    costs = []
    for text in ("nordwind", "nordwind", "nothing"):
        with counted() as sent:
            names(rep, text)
        costs.append(len(sent))
    assert costs[1] == costs[2] <= 24


def test_what_is_wrong_is_told(root: Program) -> None:
    """A search for nothing, of an object that is not there, and of too many is refused with its place."""
    for query in ({}, {"q": ""}, {"q": "x", "limit": 0}, {"q": "x", "limit": 10**9}, {"q": "x", "order": "y"}):
        assert refused(root.send("GET", "/search", query=query), 400)["errors"]
    refused(root.send("GET", "/search", query={"q": "x", "objects": "nothing"}), 404)


def test_hostile_words_find_nothing_and_break_nothing(root: Program) -> None:
    """Letters that databases and languages dislike are only letters."""
    for text in ("\x00", "'; drop table account; --", "{{7*7}}", "\u202e", "\U0001f600", "a" * 5000, "%", "\\\\"):
        assert root.send("GET", "/search", query={"q": text}).status_code in {200, 422}
