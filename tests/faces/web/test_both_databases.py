"""The pages that ask the database most, on both kinds of it."""

import pytest

from tests.databases import Database
from tests.faces.office import Office, new_office

PAGES = (
    "/",
    "/o/deal?sort=-account.name&f=amount:over:5&f=account:contains:NORD",
    "/o/deal?f=created_at:within:7&f=close_date:after:2026-01-01",
    "/o/deal?view=pipeline",
    "/search?q=wind",
    "/lookup/deal/account?q=nord",
    "/notifications",
)


@pytest.fixture
def everywhere(database: Database) -> Office:
    return new_office(database)


def test_pages_are_the_same_on_both_databases(everywhere: Office) -> None:
    """Lists, boards, search and forms show the same on SQLite and on PostgreSQL."""
    account = everywhere.create("rob", "account", name="Nordwind", region="east").id
    deal = everywhere.create("rob", "deal", name="Wind park", account=account, amount="1234.5").id
    rob = everywhere.browser("rob")
    for address in (*PAGES, f"/o/deal/{deal}", f"/o/deal/{deal}?tab=history", f"/o/account/{account}?tab=related"):
        answer = rob.get(address)
        assert answer.status_code == 200, address
        assert "Wind park" in answer.text or "Nordwind" in answer.text or address == "/notifications", address
    assert rob.post(f"/o/deal/{deal}/move", field="stage", value="won", version="1").status_code == 303
    assert "€1,234.50" in rob.get(f"/o/account/{account}").text
    everywhere.platform.close()
