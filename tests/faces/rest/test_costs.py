"""What each address costs in SQL statements: the same for few records as for many."""

from collections.abc import Callable, Mapping
from typing import Any

import pytest

from objectry.faces.rest.routes import ROUTES
from tests.faces.office import Office
from tests.faces.rest.program import Program, program
from tests.faces.rest.test_statements import counted

FEW, MANY = 2, 40
Sent = tuple[str, str, object]


class Trade:
    """A rep with a company of few deals and another one of many."""

    def __init__(self, rep: Program) -> None:
        self.rep = rep
        self.accounts = {many: self._account(many) for many in (FEW, MANY)}

    def _account(self, many: int) -> str:
        account: str = self.rep.made("account", name=f"with {many}")["id"]
        deals = [{"name": f"{many}-{at}", "account": account, "amount": at} for at in range(many)]
        assert self.rep.send("POST", "/deal", {"records": deals}).status_code == 200
        for at in range(many):
            self.rep.send("PATCH", f"/account/{account}", {"notes": str(at)})
        return account

    def made(self, many: int) -> list[dict[str, Any]]:
        """Contacts just made."""
        found: list[dict[str, Any]] = self._sent({"records": [{"last_name": f"L{at}"} for at in range(many)]})
        return found

    def thrown_away(self, many: int) -> int:
        """So many contacts more in the bin."""
        self.rep.send("DELETE", "/contact", {"records": [{"id": one["id"]} for one in self.made(many)]})
        return many

    def _sent(self, body: object) -> Any:
        return (self.rep.send("POST", "/contact", body).json or {})["records"]


Asking = Callable[[Trade, int], Sent]
ASKED: Mapping[tuple[str, str], Asking] = {
    ("GET", "/v1/meta"): lambda _, __: ("GET", "/meta", None),
    ("GET", "/v1/meta/<object:object_name>"): lambda _, __: ("GET", "/meta/deal", None),
    ("GET", "/v1/search"): lambda _, many: ("GET", f"/search?q={many}-", None),
    ("GET", "/v1/<object:object_name>"): lambda _, many: (
        "GET",
        f"/deal?limit={many}&labels=true&count=exact&sort=-amount&fields=name,account.name,owner.name&expand=account,lines",
        None,
    ),
    ("POST", "/v1/<object:object_name>"): lambda _, many: (
        "POST",
        "/contact",
        {"records": [{"last_name": f"N{at}"} for at in range(many)]},
    ),
    ("PATCH", "/v1/<object:object_name>"): lambda trade, many: (
        "PATCH",
        "/contact",
        {"records": [{"id": one["id"], "last_name": "C"} for one in trade.made(many)]},
    ),
    ("DELETE", "/v1/<object:object_name>"): lambda trade, many: (
        "DELETE",
        "/contact",
        {"records": [{"id": one["id"]} for one in trade.made(many)]},
    ),
    ("PUT", "/v1/<object:object_name>/by/<field>/<path:value>"): lambda _, many: (
        "PUT",
        f"/account/by/external_id/put{many}",
        {"name": "Put"},
    ),
    ("GET", "/v1/<object:object_name>/<record:id>"): lambda trade, many: (
        "GET",
        f"/account/{trade.accounts[many]}?labels=true&expand=deals,owner",
        None,
    ),
    ("PATCH", "/v1/<object:object_name>/<record:id>"): lambda trade, many: (
        "PATCH",
        f"/account/{trade.accounts[many]}",
        {"notes": f"again {many}"},
    ),
    ("DELETE", "/v1/<object:object_name>/<record:id>"): lambda trade, _: (
        "DELETE",
        f"/contact/{trade.made(1)[0]['id']}",
        None,
    ),
    ("POST", "/v1/<object:object_name>/<record:id>/actions/<name>"): lambda trade, many: (
        "POST",
        f"/account/{trade.accounts[many]}/actions/clone",
        {},
    ),
    ("GET", "/v1/<object:object_name>/<record:id>/shares"): lambda trade, many: (
        "GET",
        f"/account/{trade.accounts[many]}/shares",
        None,
    ),
    ("GET", "/v1/<object:object_name>/<record:id>/history"): lambda trade, many: (
        "GET",
        f"/account/{trade.accounts[many]}/history",
        None,
    ),
    ("GET", "/v1/<object:object_name>/<record:id>/timeline"): lambda trade, many: (
        "GET",
        f"/account/{trade.accounts[many]}/timeline?limit=200",
        None,
    ),
    ("GET", "/v1/<object:object_name>/<record:id>/access"): lambda trade, many: (
        "GET",
        f"/account/{trade.accounts[many]}/access",
        None,
    ),
    ("GET", "/v1/<object:object_name>/<record:id>/related/<name>"): lambda trade, many: (
        "GET",
        f"/account/{trade.accounts[many]}/related/deals?labels=true",
        None,
    ),
    ("GET", "/v1/<object:object_name>/<record:id>/why/<name>"): lambda trade, many: (
        "GET",
        f"/account/{trade.accounts[many]}/why/grade",
        None,
    ),
    ("POST", "/v1/<object:object_name>/<record:id>/why/<name>"): lambda trade, many: (
        "POST",
        f"/account/{trade.accounts[many]}/why/grade",
        {"name": "x"},
    ),
    ("GET", "/v1/<object:object_name>/deleted"): lambda trade, many: (
        "GET",
        f"/contact/deleted?limit={trade.thrown_away(many)}",
        None,
    ),
    ("POST", "/v1/<object:object_name>/query"): lambda _, many: (
        "POST",
        "/deal/query",
        {"group_by": ["name", "account"], "aggregates": {"n": "COUNT"}, "limit": many, "labels": True},
    ),
    ("POST", "/v1/<object:object_name>/rehearse"): lambda _, __: (
        "POST",
        "/deal/rehearse",
        {"condition": "amount > 5"},
    ),
}
EXCUSED = {
    ("GET", "/v1/<object:object_name>/export"): "page by page; the export's own tests look at it",
    ("POST", "/v1/<object:object_name>/<record:id>/shares"): "one share at a time",
    ("DELETE", "/v1/<object:object_name>/<record:id>/shares/<share>"): "one share at a time",
    ("GET", "/v1/audit"): "a page in two statements, whatever stands in it; for those with view_audit alone",
    ("GET", "/v1/me/delegations"): "those of one person: a few",
    ("POST", "/v1/me/delegations"): "one at a time",
    ("DELETE", "/v1/me/delegations/<id>"): "one at a time",
    ("POST", "/v1/files"): "one file at a time",
    ("GET", "/v1/files/<id>"): "one file at a time",
    ("GET", "/v1/files/<id>/thumbnail"): "one file at a time",
    ("POST", "/v1/<object:object_name>/<record:id>/related/attachments"): "files, a few in a form",
}
MOST = 40
"""Statements of one call, rules, roll-ups and history included."""


@pytest.fixture(scope="module")
def trade(shared: Office) -> Trade:
    return Trade(program(shared, "rob"))


def cost(trade: Trade, asking: Asking, many: int) -> int:
    method, path, body = asking(trade, many)
    with counted() as sent:
        answer = trade.rep.send(method, path, body)
        assert answer.status_code < 300, answer.text
        answer.get_data()
    return len(sent)


@pytest.mark.parametrize("address", ASKED, ids=" ".join)
def test_many_cost_what_few_cost(trade: Trade, address: tuple[str, str]) -> None:
    """No address asks the database once more for each record it reads, answers or writes."""
    asking = ASKED[address]
    for many in (FEW, MANY):
        cost(trade, asking, many)  # what is made once for all is made now
    few, many = (cost(trade, asking, size) for size in (FEW, MANY))
    assert many <= few + 1, (few, many)
    assert many <= MOST


def test_every_address_has_its_line() -> None:
    """The table names every address of the API, or says why it has no line."""
    assert {(route.method, route.rule) for route in ROUTES} == {*ASKED, *EXCUSED}
