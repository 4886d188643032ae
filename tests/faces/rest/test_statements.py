"""How many SQL statements a call costs does not depend on how many records it answers."""

from collections.abc import Iterator
from contextlib import contextmanager

import pytest
import sqlalchemy as sa

from tests.faces.office import Office
from tests.faces.rest.program import Program, program
from tests.statements import listening


@contextmanager
def counted() -> Iterator[list[str]]:
    """The statements sent to any database meanwhile."""
    sent: list[str] = []
    with listening(sa.Engine, lambda statement, _: sent.append(statement)):
        yield sent


def cost(rep: Program, method: str, path: str, body: object = None) -> int:
    with counted() as sent:
        answer = rep.send(method, path, body)
    assert answer.status_code < 300, answer.text
    return len(sent)


def deals(rep: Program, many: int) -> dict[str, object]:
    account = rep.made("account", name="Nordwind")["id"]
    return {"records": [{"name": f"Deal {place}", "account": account, "amount": 500} for place in range(many)]}


@pytest.fixture
def rep(office: Office) -> Program:
    """A rep whose office has done each kind of call before, so that nothing is made for the first time."""
    made = program(office, "rob")
    for _ in range(2):
        assert made.send("POST", "/deal", deals(made, 2)).status_code == 200
    return made


def test_reading_costs_the_same_for_one_and_for_many(rep: Program) -> None:
    """Lists, with labels, paths, counts, filters and searches, take as many statements for 200 records as for one."""
    rep.send("POST", "/deal", deals(rep, 200))
    for query in (
        "labels=true",
        "fields=name,account.name,account.owner.manager.name&labels=true",
        "count=exact&filter=amount > 1",
        "q=deal&sort=-amount",
        "view=open",
    ):
        cost(rep, "GET", f"/deal?{query}")
        one, many = (cost(rep, "GET", f"/deal?limit={limit}&{query}") for limit in (1, 200))
        assert one == many, query
        assert many <= 8, query


@pytest.mark.parametrize("verb", ["create", "update", "delete"])
def test_writing_costs_the_same_for_few_and_for_many(rep: Program, verb: str) -> None:
    """A batch of 200 takes no more statements than a batch of two, rules, roll-ups and history included."""
    spent = []
    for many in (2, 200):
        body = deals(rep, many)
        if verb == "create":
            spent.append(cost(rep, "POST", "/deal", body))
            continue
        records = (rep.send("POST", "/deal", body).json or {})["records"]
        if verb == "update":
            changes = {"records": [{"id": one["id"], "amount": 700, "stage": "won"} for one in records]}
            spent.append(cost(rep, "PATCH", "/deal", changes))
        else:
            spent.append(cost(rep, "DELETE", "/deal", {"records": [{"id": one["id"]} for one in records]}))
    assert spent[1] <= spent[0] + 2, spent
