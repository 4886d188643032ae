"""V16, V17, V20: a refused write changes nothing, and nobody writes what the platform or an administrator does."""

from collections.abc import Iterator

import pytest

from tests.runtime.digests import digest
from tests.security.company import Company

SYSTEM = ("id", "created_at", "created_by", "updated_at", "updated_by", "version", "deleted_at")
COMPUTED = ("won_total", "open_deals", "number", "grade", "kept", "secret", "secret_size", "above")
POWERS = {"role": "admin", "active": False, "manager": None, "username": "boss"}
VALUE = "0190c000-0000-7000-8000-000000000000"

Sent = tuple[str, str, object]


def on_records_of_others(ids: dict[str, str]) -> Iterator[Sent]:
    for object in ("account", "opportunity", "opportunity_line", "contact", "lead", "activity"):
        id = ids[f"sam.{object}"]
        name = "subject" if object == "activity" else "external_id"
        yield "PATCH", f"/{object}/{id}", {name: "mine now"}
        yield "PATCH", f"/{object}", {"records": [{"id": id, name: "mine now"}]}
        yield "PATCH", f"/{object}", {"records": [{"id": id, name: "mine now"}], "mode": "partial"}
        yield "DELETE", f"/{object}/{id}", None
        yield "DELETE", f"/{object}", {"records": [{"id": id}]}
    yield "PUT", "/account/by/external_id/acc-sam", {"name": "mine now"}
    yield "POST", "/account?upsert=external_id", {"records": [{"external_id": "acc-sam", "name": "mine now"}]}
    yield "POST", "/opportunity", {"name": "x", "account": ids["sam.account"]}
    yield "POST", "/opportunity_line", {"opportunity": ids["sam.opportunity"], "product": ids["product"]}
    yield "PATCH", f"/opportunity_line/{ids['rob.opportunity_line']}", {"opportunity": ids["sam.opportunity"]}
    yield "POST", "/activity", {"subject": "x", "related_to": ids["sam.opportunity"]}
    yield "PATCH", f"/product/{ids['product']}", {"price": "1"}
    yield "POST", "/campaign", {"name": "x"}
    yield "POST", "/vault", {"name": "x"}
    yield "DELETE", f"/account/{ids['rob.account']}", None


def on_what_nobody_sends(ids: dict[str, str], users: dict[str, str]) -> Iterator[Sent]:
    account = ids["rob.account"]
    for name in SYSTEM + COMPUTED:
        written: dict[str, object] = {name: VALUE}
        yield "POST", "/account", {"name": "x", **written}
        if name not in {"version", "id"}:  # there they name the version and the record that are meant
            yield "PATCH", f"/account/{account}", written
            yield "PATCH", "/account", {"records": [{"id": account, **written}]}
        yield "PUT", "/account/by/external_id/acc-rob", {"name": "x", **written}
        yield "POST", "/account?upsert=external_id", {"external_id": "new", "name": "x", name.upper(): VALUE}
    for name, value in POWERS.items():
        yield "PATCH", f"/user/{users['rob']}", {name: value}
        yield "PATCH", "/user", {"records": [{"id": users["rob"], name: value}]}
        yield "POST", "/user", {"name": "x", "username": "x", name: value}
        yield "PUT", "/user/by/username/rob", {name: value}
    yield "POST", "/notification", {"message": "x", "recipient": users["sam"]}


def kept(company: Company) -> dict[str, list[str]]:
    """What the tables hold, but for the counters: numbers may have gaps, so a refused call may have used one."""
    return {table: rows for table, rows in digest(company.database).items() if table != "_counter"}


def test_a_refused_call_leaves_the_database_as_it_was(company: Company) -> None:
    """Whatever a rep is refused, by whatever route, no table holds anything else afterwards."""
    rob = company.program("rob")
    before = kept(company)
    sent = [*on_records_of_others(company.ids), *on_what_nobody_sends(company.ids, company.office.people)]
    for method, path, body in sent:
        answer = rob.send(method, path, body)
        done = answer.json.get("actions") if answer.status_code == 200 and answer.json else None
        assert answer.status_code in {400, 403, 404, 409, 422} or done == [None], (method, path, body, answer.text)
    assert kept(company) == before


def test_records_of_others_answer_like_none(shared: Company) -> None:
    """A foreign id and one of nothing are told apart by no route."""
    rob = shared.program("rob")
    for method, path, body in on_records_of_others(shared.ids):
        for id in (one for name, one in shared.ids.items() if name.startswith("sam.") and one in path):
            foreign, none = rob.send(method, path, body), rob.send(method, path.replace(id, VALUE), body)
            assert (foreign.status_code, foreign.text) == (none.status_code, none.text)


def test_forms_take_only_what_they_show(company: Company) -> None:
    """Extra fields of a posted form reach nothing."""
    browser, office = company.browser("rob"), company.office
    browser.get("/o/account/new")
    extra = {"won_total": "5", "grade": "vip", "created_by": office.people["sam"], "id": VALUE, "secret": "x"}
    answer = browser.post("/o/account/new", name="By form", **extra)
    assert answer.status_code == 303
    (made,) = office.find("kim", "account", 'name = "By form"') or office.find("root", "account", 'name = "By form"')
    assert made.values["created_by"] == office.people["rob"]
    assert made.values["grade"] is None
    assert made.id != VALUE


@pytest.mark.parametrize("field", ["owner", "amount", "name", "won_on", "number", "nothing"])
def test_moving_a_card_changes_its_column_only(shared: Company, field: str) -> None:
    """The address that moves cards takes no other field than a choice."""
    id = shared.ids["rob.opportunity"]
    before = shared.program("rob").get(f"/opportunity/{id}")
    answer = shared.browser("rob").post(f"/o/opportunity/{id}/move", field=field, value="x", version="1")
    assert answer.status_code in {404, 422}
    assert shared.program("rob").get(f"/opportunity/{id}") == before
