"""Two tenants (G5): what belongs to one does not exist for the other, on every address and in every place."""

import re
from collections.abc import Iterator

import pytest
import sqlalchemy as sa

from objectry.metadata import core_app
from objectry.runtime import Consent, Platform, Source, SystemClock
from objectry.runtime.identity.passwords import Passwords
from objectry.runtime.store import open_store
from tests.databases import Database
from tests.faces.office import CHEAP, PASSWORD
from tests.faces.rest.program import program
from tests.moulds import Moulds
from tests.runtime.digests import digest
from tests.security.company import Company, copied_company
from tests.security.test_http_policy import addresses

NOBODYS = "01a2ffff-d680-7000-8000-00000000dead"


@pytest.fixture(scope="module")
def pair(moulds: Moulds, tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Company, Company]]:
    """Two companies, which people of the same names work in."""
    found = tuple(copied_company(moulds, "sqlite", tmp_path_factory.mktemp(name)) for name in ("one", "two"))
    yield found[0], found[1]
    for company in found:
        company.office.platform.close()


def test_an_id_of_the_other_tenant_is_nobodys(pair: tuple[Company, Company]) -> None:
    """Every address with the other's record in every place answers as with an id nobody has, and changes nothing."""
    here, there = pair
    foreign = there.seed("account", name="Foreign canary"), there.seed("user", username="far", name="Far canary")
    asked, before = program(here.office, "root"), [digest(one.database) for one in pair]
    for method, address in addresses(here, {"GET", "PUT", "PATCH", "DELETE", "POST"}):
        if here.ids["rob.account"] not in address or not address.startswith("/api/v1"):
            continue
        for id in foreign:
            answers = [
                asked.send(method, address.removeprefix("/api/v1").replace(here.ids["rob.account"], one), {"name": "x"})
                for one in (id, NOBODYS)
            ]
            first, second = ((one.status_code, re.sub(id, NOBODYS, one.text)) for one in answers)
            assert first == second, (method, address)
            assert "canary" not in answers[0].text
    assert [digest(one.database) for one in pair] == before


def test_references_filters_and_secrets_of_the_other_are_nothing(pair: tuple[Company, Company]) -> None:
    """As a value, in a filter, as a cursor, a token, a session: what the other has opens and tells nothing here."""
    here, there = pair
    id = there.seed("account", name="Far canary")
    asked = program(here.office, "root")
    made = [asked.send("POST", "/contact", {"name": "x", "account": one}) for one in (id, NOBODYS)]
    assert {one.status_code for one in made} == {422}
    assert made[0].text.replace(id, NOBODYS) == made[1].text
    assert asked.get("/account", filter=f'id = "{id}"')["records"] == []
    cursor = program(there.office, "root").get("/account", limit=1)["next"]
    assert asked.send("GET", "/account", query={"limit": 1, "after": cursor}).status_code == 422
    session = there.office.platform.identity.log_in("root", PASSWORD).token
    assert here.office.platform.identity.actor_of_session(session) is None
    stranger = program(there.office, "root")
    client = here.office.app.test_client()
    assert client.get("/api/v1/meta", headers={"Authorization": f"Bearer {stranger.token}"}).status_code == 401


@pytest.mark.postgres
def test_two_tenants_through_one_pool(postgres: Database) -> None:
    """On PostgreSQL two schemas served by the same connections keep people, sessions and audit logs apart."""
    store = open_store(postgres.url, postgres.schema)
    other = store.tenant(f"{postgres.schema}_other")
    assert isinstance(other.schema, str)
    platforms = [Platform(one, SystemClock(), Passwords(CHEAP)) for one in (store, other)]
    for number, platform in enumerate(platforms):
        planned, _ = platform.deployments.plan([core_app()])
        assert planned is not None
        platform.deployments.apply(planned, Consent(), "test", "first")
        call = platform.call(platform.identity.system_actor("seed"), Source.SEED)
        made = platform.records.create(call, "user", [{"username": f"u{number}", "name": "U", "role": "admin"}])
        assert made.records[0] is not None
        platform.identity.set_password(call, made.records[0].id, PASSWORD)
    sessions = [platform.identity.log_in(f"u{number}", PASSWORD).token for number, platform in enumerate(platforms)]
    for mine, (platform, theirs) in enumerate(zip(platforms, reversed(sessions), strict=True)):
        assert platform.identity.actor_of_session(sessions[mine]) is not None
        assert platform.identity.actor_of_session(theirs) is None
        assert platform.identity.actor_called(f"u{1 - mine}") is None
    with sa.create_engine(postgres.url).connect() as connection:
        counts = [
            connection.execute(sa.text(f'SELECT count(*) FROM "{one.schema}"._audit')).scalar()
            for one in (store, other)
        ]
    assert counts == [4, 4]
    store.close()
