"""`expand`: what lookups lead to and lists of children, beside the records."""

from collections.abc import Iterator
from typing import Any

import pytest

from tests.faces.office import Office, copied_office
from tests.faces.rest.program import program, refused
from tests.faces.rest.test_statements import counted
from tests.moulds import Moulds


@pytest.fixture(scope="module", params=["sqlite", pytest.param("postgresql", marks=pytest.mark.postgres)])
def trade(request: pytest.FixtureRequest, moulds: Moulds, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Office]:
    """Companies with deals, one with more than fit, and a deal of another rep at one of them."""
    opened, database = copied_office(moulds, request.param, tmp_path_factory.mktemp("trade"))
    rob, root = program(opened, "rob"), program(opened, "root")
    for name, many in (("few", 2), ("many", 25), ("none", 0)):
        account = rob.made("account", name=name)["id"]
        rob.send("POST", "/deal", {"records": [{"name": f"{name} {at}", "account": account} for at in range(many)]})
        if name == "few":
            root.made("deal", name="hidden", account=account, owner=opened.people["lin"])
    rob.made("deal", name="alone")
    yield opened
    opened.platform.close()
    moulds.drop(database)


def named(records: list[dict[str, Any]]) -> dict[str, Any]:
    return {one["name"]: one.get("_expanded") for one in records}


def test_lists_of_children_stand_beside(trade: Office) -> None:
    """Each record has its first children that the caller sees, and is told when there are more."""
    found = named(program(trade, "rob").get("/account", expand="deals", fields="name")["records"])
    told = {
        name: ([deal["name"] for deal in one["deals"]["records"]], one["deals"]["more"]) for name, one in found.items()
    }
    assert told == {
        "few": (["few 0", "few 1"], False),
        "many": ([f"many {at}" for at in range(20)], True),
        "none": ([], False),
    }  # fmt: skip


def test_lookups_stand_beside_deep(trade: Office) -> None:
    """A lookup shows the record it leads to, and what that leads to in turn; nothing where it is blank."""
    rep = program(trade, "rob")
    found = named(rep.get("/deal", expand="account.owner,account.deals", limit=200)["records"])
    assert found["alone"] == {"account": None}
    account = found["few 0"]["account"]
    assert (account["name"], account["_expanded"]["owner"]["name"]) == ("few", "Rob Stone")
    assert [one["name"] for one in account["_expanded"]["deals"]["records"]] == ["few 0", "few 1"]


def test_what_one_does_not_see_is_not_there(trade: Office) -> None:
    """A record out of sight is null behind a lookup, as it is missing from lists."""
    lin = program(trade, "lin")
    found = named(lin.get("/deal", expand="account")["records"])
    assert found == {"hidden": {"account": None}}
    everything = named(program(trade, "mia").get("/account", expand="deals", filter='name = "few"')["records"])
    assert len(everything["few"]["deals"]["records"]) == 3


def test_one_record_and_queries_expand_too(trade: Office) -> None:
    """The same beside one record, and beside the rows of a query."""
    rep = program(trade, "rob")
    id = rep.get("/account", filter='name = "few"')["records"][0]["id"]
    one = rep.get(f"/account/{id}", expand="deals,owner")
    assert len(one["_expanded"]["deals"]["records"]) == 2
    query = {"filter": 'name = "few"', "select": ["name"], "expand": ["owner"]}
    answer = rep.send("POST", "/account/query", query).json or {}
    assert answer["records"][0]["_expanded"]["owner"]["name"] == "Rob Stone"


def test_it_costs_the_same_for_one_and_for_many(trade: Office) -> None:
    """Expanding takes as many statements for many records as for one."""
    rep = program(trade, "rob")
    costs = []
    for limit in (1, 1, 200):
        with counted() as sent:
            rep.get("/deal", expand="account.owner,account.deals,lines", limit=limit, sort="-name")
        costs.append(len(sent))
    assert costs[1] == costs[2] <= 30


WRONG = ["nothing", "name", "amount", "account.credit_limit", "account.account", "a.b.c.d", ",".join("abcdefghijk")]


@pytest.mark.parametrize("expand", WRONG)
def test_what_cannot_be_expanded_is_refused(trade: Office, expand: str) -> None:
    """Names that are no lookups or lists, too many and too deep ones are refused with their place."""
    answer = program(trade, "rob").send("GET", "/deal", query={"expand": expand, "filter": 'name = "few 0"'})
    assert refused(answer, 400)["errors"][0]["field"] == "expand"


def test_a_hidden_lookup_is_an_unknown_name(vaulted: Office) -> None:
    """A lookup or list that leads to an object out of sight answers like none at all."""
    rep = program(vaulted, "rob")
    rep.made("deal", name="Pumps")
    hidden, absent = (refused(rep.send("GET", "/deal", query={"expand": name}), 400) for name in ("vaults", "vavlts"))
    assert str(hidden).replace("vaults", "X") == str(absent).replace("vavlts", "X")
    assert program(vaulted, "root").send("GET", "/deal", query={"expand": "vaults"}).status_code == 200
