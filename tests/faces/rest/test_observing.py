"""What those see who run the server: an id for each request, a line in the log, figures; and nothing of any record."""

import json
import logging
import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from objectry.faces.metrics import Metrics, RuleCount, forget_the_dead
from objectry.faces.observing import Watch
from objectry.faces.observing.logs import JsonLines, PlainLines
from objectry.faces.settings import BadSetting, Settings, settings_of
from objectry.faces.site import Site
from objectry.faces.wsgi import create_app
from tests.faces.office import Office
from tests.faces.rest.program import program

TOKEN = "figures-for-the-monitor"
CANARY = "canary-77ab"


class Ear(logging.Handler):
    """Keeps lines as both forms would write them."""

    def __init__(self) -> None:
        super().__init__()
        self.json: list[dict[str, object]] = []
        self.plain: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.json.append(json.loads(JsonLines().format(record)))
        self.plain.append(PlainLines().format(record))


@pytest.fixture
def ear() -> Iterator[Ear]:
    """What is logged meanwhile."""
    heard, root = Ear(), logging.getLogger("objectry")
    root.addHandler(heard)
    root.setLevel(logging.INFO)
    yield heard
    root.removeHandler(heard)
    root.setLevel(logging.NOTSET)


class Reader(FlaskClient):
    """Reads every answer to its end, as servers do, so that it can be told of."""

    def open(self, *given: Any, **named: Any) -> TestResponse:
        return super().open(*given, **{"buffered": True, **named})


@pytest.fixture
def lone(lone: Office) -> Office:
    """An office whose clients read to the end."""
    lone.app.test_client_class = Reader
    return lone


@pytest.fixture
def watched(lone: Office, tmp_path: Path) -> Flask:
    """The office served with figures, and a file that says when a stop is due."""
    app = create_app(lone.platform, watched=Watch(Metrics(), TOKEN, tmp_path / "draining"))
    app.test_client_class = Reader
    return app


def figures(app: Flask, token: str = TOKEN) -> TestResponse:
    return app.test_client().get("/metrics", headers={"Authorization": f"Bearer {token}"})


class TestRequestIds:
    @pytest.mark.parametrize("given", ["a1b2c3d4", "trace.77-ab_9", "x" * 64])
    def test_a_harmless_one_is_kept(self, lone: Office, given: str) -> None:
        """It comes back in the header and in the document of an error."""
        answer = lone.app.test_client().get("/api/v1/account", headers={"X-Request-Id": given})
        assert answer.headers["X-Request-Id"] == given
        assert (answer.json or {})["request_id"] == given

    @pytest.mark.parametrize("given", ["", "short", "x" * 65, "a b c d e f g", "<script>alert(1)", "-leading-dash"])
    def test_another_is_replaced(self, lone: Office, given: str) -> None:
        """By one of sixteen digits, new for each request."""
        answers = [lone.app.test_client().get("/healthz", headers={"X-Request-Id": given}) for _ in range(2)]
        made = {answer.headers["X-Request-Id"] for answer in answers}
        assert len(made) == 2
        assert all(re.fullmatch(r"[0-9a-f]{16}", one) for one in made)


class TestLines:
    def test_a_request_is_one_line(self, lone: Office, ear: Ear) -> None:
        """Who, which way, how it ended, how long, how many statements; a path's values are not in it."""
        rob = program(lone, "rob")
        made = rob.made("account", name=CANARY)
        ear.json.clear()
        answer = rob.send("GET", f"/account/{made['id']}", query={"fields": "name"})
        (line,) = ear.json
        assert line["route"] == "/api/v1/<object:object_name>/<record:id>"
        assert (line["method"], line["status"], line["level"]) == ("GET", 200, "info")
        assert line["request_id"] == answer.headers["X-Request-Id"]
        assert line["user"] == lone.people["rob"]
        assert 1 <= int(str(line["statements"])) <= 3
        assert re.fullmatch(
            r"\S+ info GET /api/v1/\S+ 200 request_id=[\w-]+ user=\S+ ms=[\d.]+ statements=\d", ear.plain[-1]
        )
        assert made["id"] not in str(line)

    def test_nothing_a_caller_sends_is_told(self, lone: Office, ear: Ear) -> None:
        """Not in addresses, queries, bodies, headers, methods, names, wrong ones among them."""
        rob, client = program(lone, "rob"), lone.app.test_client()
        rob.send("POST", "/account", {"name": CANARY, CANARY: CANARY})
        rob.send("PUT", f"/account/by/name/{CANARY}", {"name": CANARY})
        rob.send("GET", "/account", query={"filter": f'name = "{CANARY}"', "q": CANARY})
        client.get(f"/{CANARY}?{CANARY}={CANARY}", headers={"User-Agent": CANARY, "Authorization": f"Bearer {CANARY}"})
        client.open("/healthz", method=CANARY.upper())
        lone.browser("rob").get(f"/o/account?q={CANARY}")
        assert len(ear.json) >= 6
        assert CANARY not in json.dumps(ear.json).lower()

    def test_an_error_nobody_foresaw_tells_where_and_not_what(self, lone: Office, ear: Ear) -> None:
        """Kinds and places of an error and its causes, the id of the request; messages with values are left out."""
        app = create_app(lone.platform)

        @app.get("/broken/<value>")
        def broken(value: str) -> str:
            try:
                return str(int(value))
            except ValueError as error:
                raise KeyError(value) from error

        answer = app.test_client().get(f"/broken/{CANARY}")
        assert answer.status_code == 500
        told = next(line for line in ear.json if line["level"] == "error")
        assert told["request_id"] == answer.headers["X-Request-Id"]
        assert [str(one) for one in told["error"] if not str(one).startswith(" ")] == ["KeyError", "ValueError"]  # type: ignore[attr-defined]
        assert any(" broken" in str(one) for one in told["error"])  # type: ignore[attr-defined]
        assert CANARY not in json.dumps(ear.json) + "".join(ear.plain)


class TestFigures:
    def test_they_open_to_the_token_alone(self, watched: Flask, lone: Office) -> None:
        """Without it there is nothing at this address; an administrator's session does not do."""
        assert figures(watched).status_code == 200
        for token in ("", "x", f"{TOKEN}x", "ü"):
            assert figures(watched, token).status_code == 404
        assert lone.browser("root").get("/metrics").status_code == 404
        assert create_app(lone.platform, watched=Watch(Metrics())).test_client().get(
            "/metrics", headers={"Authorization": "Bearer "}
        ).status_code == 404  # fmt: skip

    def test_requests_are_counted_by_the_pattern_of_their_address(self, watched: Flask, lone: Office) -> None:
        """Requests, times, statements, connections; no record, name or query is a label."""
        rob = program(replace(lone, app=watched), "rob")
        made = rob.made("account", name=CANARY)
        rob.send("GET", f"/account/{made['id']}")
        rob.send("GET", f"/account/by/name/{CANARY}")
        watched.test_client().get(f"/{CANARY}")
        text = figures(watched).text
        record = 'method="GET",route="/api/v1/<object:object_name>/<record:id>"'
        assert f'objectry_requests_total{{{record},status="200"}} 1.0' in text
        assert f"objectry_request_seconds_count{{{record}}} 1.0" in text
        assert 'route="unmatched",status="404"} 1.0' in text
        assert re.search(rf"objectry_statements_total{{{re.escape(record)}}} [1-9]", text)
        assert "objectry_connections_most 20.0" in text
        assert "objectry_requests_running 1.0" in text
        assert CANARY not in text
        assert made["id"] not in text

    def test_rules_are_counted(self) -> None:
        """Runs, and the records they were for."""
        metrics = Metrics()
        for records in (["a"], ["b", "c"]):
            RuleCount(metrics).ran("rule welcome", records)
        text = metrics.text()[0].decode()
        assert 'objectry_rule_runs_total{rule="welcome"} 2.0' in text
        assert 'objectry_rule_records_total{rule="welcome"} 3.0' in text

    def test_what_a_dead_process_had_at_work_is_forgotten(self, tmp_path: Path) -> None:
        """Its connections and requests; counts of what it did stay."""
        for name in ("gauge_livesum_4999999.db", "counter_4999999.db", f"gauge_livesum_{1}.db"):
            (tmp_path / name).touch()
        forget_the_dead(tmp_path)
        assert sorted(path.name for path in tmp_path.iterdir()) == ["counter_4999999.db", "gauge_livesum_1.db"]


class TestReadiness:
    def test_a_stop_that_is_due_is_told_first(self, watched: Flask, tmp_path: Path) -> None:
        """While everything else is answered as before."""
        client = watched.test_client()
        assert client.get("/readyz").status_code == 200
        (tmp_path / "draining").touch()
        assert (client.get("/readyz").status_code, client.get("/readyz").json) == (503, {"status": "stopping"})
        assert client.get("/healthz").status_code == 200

    def test_a_database_that_is_gone_is_told(self, lone: Office, monkeypatch: pytest.MonkeyPatch) -> None:
        """In two words, without its address."""

        def gone() -> None:
            raise OSError("no route to db.internal")

        monkeypatch.setattr(lone.platform, "current", gone)
        answer = create_app(lone.platform).test_client().get("/readyz")
        assert (answer.status_code, answer.json) == (503, {"status": "no database"})


class TestSettings:
    def test_all_of_them(self) -> None:
        """Each has its place."""
        found = settings_of(
            {
                "DATABASE_URL": "postgresql://crm@/crm",
                "DATABASE_SCHEMA": "acme",
                "OBJECTRY_FILES": "/srv/files",
                "OBJECTRY_RATE": "50",
                "OBJECTRY_LOG": "json",
                "OBJECTRY_METRICS_TOKEN": TOKEN,
                "OBJECTRY_DRAIN_FILE": "/run/draining",
                "OBJECTRY_PROXIES": "1",
                "OBJECTRY_HOSTS": "crm.example.com 127.0.0.1",
            }
        )
        files, flag = Path("/srv/files"), Path("/run/draining")
        site = Site(("crm.example.com", "127.0.0.1"), 1)
        assert found == Settings("postgresql://crm@/crm", "acme", files, False, 50, "json", TOKEN, flag, site)
        assert TOKEN not in repr(found)

    @pytest.mark.parametrize(
        ("name", "value", "told"),
        [
            ("DATABASE_URL", "", "DATABASE_URL is missing"),
            ("OBJECTRY_RATE", "-1", "OBJECTRY_RATE is '-1': a whole number from 0 to 100,000"),
            ("OBJECTRY_RATE", "²", "a whole number"),
            ("OBJECTRY_RATE", "9" * 5000, "a whole number"),
            ("OBJECTRY_PROXIES", "11", "from 0 to 10"),
            ("OBJECTRY_LOG", "xml", "one of plain, json, off"),
            ("OBJECTRY_METRICS_TOKEN", "short", "has 5 characters: at least 16 are needed"),
        ],
    )
    def test_a_bad_one_is_named(self, name: str, value: str, told: str) -> None:
        """With what it may be."""
        with pytest.raises(BadSetting, match=re.escape(told)):
            settings_of({"DATABASE_URL": "sqlite:///crm.db", name: value})
