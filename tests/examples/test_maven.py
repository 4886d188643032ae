"""The worked example: a real data set through the shipped maps, with its known totals, on both databases."""

from collections.abc import Iterator, Mapping
from datetime import timedelta
from decimal import Decimal
from pathlib import Path

import pytest
from flask.testing import FlaskClient

from objectry.definitions import definitions_root
from objectry.faces.wsgi import create_app
from objectry.metadata import core_app, read_folder, read_import_map
from objectry.runtime import (
    Actor,
    Call,
    Consent,
    Platform,
    Query,
    Report,
    Source,
    assemble,
    plan_import,
    read_columns,
    read_rows,
    run_import,
)
from tests.databases import drop_schemas, postgres_database, sqlite_database

ROOT = Path(__file__).resolve().parents[2]
DATA = ROOT.parent / "shared" / "data" / "maven_crm"
MAPS = sorted((ROOT / "examples" / "maven_crm").glob("*.yaml"))
PASSWORD = "a long enough password"

pytestmark = [
    pytest.mark.skipif(not DATA.is_dir(), reason="the data set is not part of this repository"),
    pytest.mark.xdist_group("maven"),
]


@pytest.fixture(scope="module", params=["sqlite", pytest.param("postgresql", marks=pytest.mark.postgres)])
def maven(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator["Maven"]:
    """The standard CRM with the whole data set in it."""
    if request.param == "sqlite":
        database = sqlite_database(tmp_path_factory.mktemp("maven"))
    else:
        database = postgres_database(request.getfixturevalue("postgres_url"))
    platform = assemble(database.url, database.schema)
    planned, problems = platform.deployments.plan([core_app(), read_folder(definitions_root())])
    assert planned is not None, [str(problem) for problem in problems]
    platform.deployments.apply(planned, Consent(), "test", "the standard CRM")
    yield Maven(platform)
    platform.close()
    if database.is_postgres:
        drop_schemas(database)


class Maven:
    """The imported world, and questions to it."""

    def __init__(self, platform: Platform) -> None:
        self.platform = platform
        self.first = self.bring_in()

    def bring_in(self) -> Mapping[str, Report]:
        """Run every map in order."""
        return {path.stem: self._run(path) for path in MAPS}

    def _run(self, path: Path) -> Report:
        mapping, problems = read_import_map(path.read_text(), path.name)
        assert mapping is not None, [str(problem) for problem in problems]
        assert mapping.file is not None
        source = Source.HISTORY_IMPORT if mapping.mode == "history" else Source.IMPORT
        call = self.platform.call(self.platform.identity.system_actor("import"), source)
        file = DATA / mapping.file
        plan = plan_import(mapping, read_columns(file, ",", "utf-8"), call.blueprint)
        return run_import(self.platform.records, call, plan, read_rows(file, ",", "utf-8"), lambda _: None)

    def all(self) -> Call:
        """A call that sees everything."""
        return self.platform.call(self.platform.identity.system_actor("import"), Source.IMPORT)

    def count(self, object_name: str, condition: str | None = None, call: Call | None = None) -> int:
        """How many records there are."""
        query = Query(object_name, filter=condition, fields=("id",), limit=1, count="exact")
        total = self.platform.records.find(call or self.all(), query).total
        assert total is not None
        return total

    def log_in(self, username: str) -> Actor:
        """A user as she logs in."""
        found = self.platform.records.find(self.all(), Query("user", filter=f'username = "{username}"'))
        user = found.records[0]
        seeding = self.platform.call(self.platform.identity.system_actor("seed"), Source.SEED)
        self.platform.identity.set_password(seeding, user.id, PASSWORD)
        return self.platform.identity.log_in(username, PASSWORD).actor

    def api(self, actor: Actor) -> tuple[FlaskClient, Mapping[str, str]]:
        """A REST client of the actor."""
        call = self.platform.call(actor, Source.API)
        expires = self.platform.clock.now() + timedelta(days=1)
        token = self.platform.identity.create_token(call, "test", expires)
        return create_app(self.platform).test_client(), {"Authorization": f"Bearer {token}"}


def test_everything_arrives(maven: Maven) -> None:
    """All 41 people and their director, 7 products, 85 accounts, 8,800 deals with a line each; no row is rejected."""
    assert [reject for report in maven.first.values() for reject in report.rejects] == []
    numbers = {name: maven.count(name) for name in ("user", "product", "account", "opportunity", "opportunity_line")}
    assert numbers == {"user": 42, "product": 7, "account": 85, "opportunity": 8800, "opportunity_line": 8800}


def test_the_totals_are_known(maven: Maven) -> None:
    """4,238 deals are won, all close values sum to 10,005,534, and stages are mapped."""
    groups = maven.platform.records.group(maven.all(), "opportunity", ["stage"], {"n": "COUNT", "sum": "SUM(amount)"})
    assert {group.key[0]: group.figures["n"] for group in groups} == {
        "won": 4238,
        "lost": 2473,
        "qualification": 1589,
        "prospecting": 500,
    }
    assert sum(Decimal(str(group.figures["sum"] or 0)) for group in groups) == Decimal(10_005_534)


@pytest.mark.parametrize(
    ("object_name", "condition", "number"),
    [
        ("opportunity", "account = null", 1425),
        ("opportunity", "close_date = null", 2089),
        ("opportunity", 'loss_reason = "unknown"', 2473),
        ("opportunity", "line_count = 1", 8800),
        ("opportunity", 'CONTAINS(name, "GTXPro")', 0),
        ("opportunity", "won_on = close_date", 4238),
        ("opportunity_line", 'product.name = "GTX Pro"', 1480),
        ("account", "parent <> null", 15),
        ("account", 'industry = "technology"', 12),
        ("account", 'address.country = "PH"', 1),
        ("user", 'role = "manager" and manager.username = "director"', 6),
        ("user", 'role = "rep" and manager.role = "manager"', 35),
        ("activity", None, 0),
    ],
)
def test_what_the_maps_promise(maven: Maven, object_name: str, condition: str | None, number: int) -> None:
    """Gaps are kept, values mapped, lookups followed, reasons filled, and no rule ran after the write."""
    assert maven.count(object_name, condition) == number


def test_a_second_run_changes_nothing(maven: Maven) -> None:
    """Every row of a second run finds its record as it is."""
    again = maven.bring_in()
    assert {action for report in again.values() for _, action in report.done} == {"unchanged"}
    assert [reject for report in again.values() for reject in report.rejects] == []
    assert maven.count("opportunity", "version > 1") == 0


def test_two_managers_see_their_own_peoples_deals(maven: Maven) -> None:
    """A manager sees her agents' deals only, the director all, an agent her own: list, count and API agree."""
    agents = {
        manager: {
            str(user.values["name"])
            for user in maven.platform.records.find(
                maven.all(), Query("user", filter=f'manager.username = "{manager}"', fields=("name",), limit=50)
            ).records
        }
        for manager in ("cara.losch", "melvin.marxen")
    }
    for manager, names in agents.items():
        actor = maven.log_in(manager)
        call = maven.platform.call(actor, Source.WEB)
        chosen = ", ".join(f'"{name}"' for name in sorted(names))
        expected = maven.count("opportunity", f"owner.name in ({chosen})")
        assert 0 < expected < 8800
        assert maven.count("opportunity", call=call) == expected
        assert _walk(maven, call) == (expected, names & _owners(maven, call))
        _api_agrees(maven, actor, expected)
    director = maven.log_in("director")
    assert maven.count("opportunity", call=maven.platform.call(director, Source.WEB)) == 8800
    _api_agrees(maven, director, 8800)
    agent = maven.log_in("darcel.schlecht")
    assert maven.count("opportunity", call=maven.platform.call(agent, Source.WEB)) == 747
    _api_agrees(maven, agent, 747)


def test_lines_follow_their_deal(maven: Maven) -> None:
    """Who sees a deal sees its lines, and no others."""
    call = maven.platform.call(maven.log_in("vicki.laflamme"), Source.WEB)
    assert maven.count("opportunity_line", call=call) == maven.count("opportunity", call=call) == 451


def test_a_hidden_field_appears_nowhere(maven: Maven) -> None:
    """An agent may not learn a product's cost by reading, filtering, sorting, describing or the API's document."""
    actor = maven.log_in("anna.snelling")
    client, headers = maven.api(actor)
    plain = client.get("/api/v1/product", headers=headers)
    assert plain.status_code == 200
    assert len(plain.get_json()["records"]) == 7
    for path in ("/api/v1/product", "/api/v1/meta/product", "/api/v1/openapi.json"):
        assert "cost" not in client.get(path, headers=headers).text
    for query in ("filter=cost>0", "sort=cost", "fields=cost", "fields=margin", "filter=margin>0"):
        hidden = client.get(f"/api/v1/product?{query}", headers=headers)
        unknown = client.get(
            f"/api/v1/product?{query.replace('cost', 'cozt').replace('margin', 'mergin')}", headers=headers
        )
        assert hidden.status_code == unknown.status_code != 200
    assert _lines_with(client, headers, "product.cost") == _lines_with(client, headers, "product.cozt")


def _lines_with(client: FlaskClient, headers: Mapping[str, str], path: str) -> int:
    return client.get(f"/api/v1/opportunity_line?fields={path}", headers=headers).status_code


def _walk(maven: Maven, call: Call) -> tuple[int, set[str]]:
    """The list, page by page: how many records, and whose."""
    seen: list[str] = []
    owners: set[str] = set()
    after = None
    while True:
        query = Query("opportunity", sort=("-amount",), fields=("id", "owner.name"), limit=200, after=after)
        page = maven.platform.records.find(call, query)
        seen += [record.id for record in page.records]
        owners |= {str(record.values["owner.name"]) for record in page.records}
        after = page.next
        if after is None:
            assert len(seen) == len(set(seen))
            return len(seen), owners


def _owners(maven: Maven, call: Call) -> set[str]:
    groups = maven.platform.records.group(call, "opportunity", ["owner.name"], {"n": "COUNT"})
    return {str(group.key[0]) for group in groups}


def _api_agrees(maven: Maven, actor: Actor, expected: int) -> None:
    client, headers = maven.api(actor)
    answer = client.get("/api/v1/opportunity?count=exact&limit=1", headers=headers)
    assert answer.get_json()["total"] == expected
