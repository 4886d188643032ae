"""A program that uses the API for somebody, as tests drive it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from objectry.faces.answers import MEDIA_TYPE
from tests.faces.office import Office

V1 = "/api/v1"
PROBLEM_KEYS = {"type", "title", "status", "code", "detail", "errors", "request_id"}
CALLED = "test-program"
FAULT_KEYS = {"record", "field", "code", "message"}
FORBIDDEN_WORDS = ("Traceback", "sqlalchemy", "psycopg", "sqlite3", "objectry.", 'File "', "api_")


@dataclass
class Program:
    """A client with a token."""

    client: FlaskClient
    token: str
    headers: dict[str, str] = field(default_factory=dict)

    def send(
        self,
        method: str,
        path: str,
        body: object = None,
        *,
        query: Mapping[str, object] | None = None,
        headers: Mapping[str, str] | None = None,
    ) -> TestResponse:
        """One request; `body` goes as JSON."""
        sent = {"Authorization": f"Bearer {self.token}", "X-Request-Id": CALLED, **self.headers, **(headers or {})}
        json: dict[str, Any] = {} if body is None else {"json": body}
        return self.client.open(V1 + path, method=method, headers=sent, query_string=query, **json)

    def get(self, path: str, **query: object) -> Any:
        """What is read, after checking that it could be."""
        answer = self.send("GET", path, query=query)
        assert answer.status_code == 200, answer.text
        return answer.json

    def made(self, object: str, **values: object) -> dict[str, Any]:
        """A record just made."""
        answer = self.send("POST", f"/{object}", values)
        assert answer.status_code == 201, answer.text
        found: dict[str, Any] = answer.json or {}
        return found


def program(office: Office, who: str = "root") -> Program:
    """A program with a fresh token of a person."""
    expires = office.clock.now() + timedelta(days=30)
    token = office.platform.identity.create_token(office.call(who), "test", expires)
    return Program(office.app.test_client(), token)


def refused(answer: TestResponse, status: int) -> dict[str, Any]:
    """The problem document of a refusal, after checking the shape every refusal has."""
    assert answer.status_code == status, answer.text
    assert answer.mimetype == MEDIA_TYPE
    document: dict[str, Any] = answer.json or {}
    assert set(document) == PROBLEM_KEYS
    assert document["status"] == status
    assert document["type"] == f"urn:objectry:problem:{document['code']}"
    assert document["title"]
    assert document["detail"]
    for fault in document["errors"]:
        assert FAULT_KEYS <= set(fault) <= FAULT_KEYS | {"line", "column", "call"}
        assert fault["message"]
        assert fault["code"]
    assert not [word for word in FORBIDDEN_WORDS if word in answer.text], answer.text
    return document


def fields_of(document: Mapping[str, Any]) -> list[str | None]:
    """The places a problem document names."""
    return [fault["field"] for fault in document["errors"]]
