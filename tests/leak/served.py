"""A stack deployed and served in process: one world after another is loaded into it and asked about."""

import logging
import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from itertools import count
from typing import Any

from flask import Flask
from flask.testing import FlaskClient

from objectry.faces.session import TOKEN_FIELD, form_token
from objectry.faces.wsgi import create_app
from objectry.metadata import core_app
from objectry.runtime import Consent, Platform, SetClock
from objectry.runtime.identity.keys import SigningKey
from objectry.runtime.identity.passwords import Passwords, secret_digest
from objectry.runtime.ids import Ids
from objectry.runtime.store import StoredSession, StoredToken, open_store
from tests.databases import Database, contents_of
from tests.faces.office import CHEAP, NOW
from tests.leak.loading import Loader
from tests.leak.making.files import app_of
from tests.leak.making.worlds import PEOPLE, person_id
from tests.leak.oracle.world import Stack, World
from tests.templates import sharing_templates

UNSTABLE = ("Date", "X-Request-Id")  # headers of the moment, which tell nothing of the data
UNSTEADY = re.compile(r"Expires=[^;]*")  # of a cookie
NONCE = re.compile(r"nonce[-=]\"?[A-Za-z0-9+/_=-]+")


@dataclass(frozen=True)
class Request:
    """Something somebody asks a face."""

    face: str
    method: str
    path: str
    query: dict[str, str] = field(default_factory=dict)
    body: Any = None
    form: dict[str, str] | None = None
    headers: dict[str, str] = field(default_factory=dict)
    by_session: bool = False
    about: Any = field(default=None, compare=False)  # what is asked, for whoever judges the answer

    def __str__(self) -> str:
        rest = [one for one in (self.query, self.body, self.form) if one]
        return f"{self.face}: {self.method} {self.path} {rest}"


@dataclass(frozen=True)
class Observation:
    """Every byte somebody gets for it."""

    status: int
    headers: tuple[tuple[str, str], ...]
    body: bytes
    json: Any = None

    @property
    def text(self) -> str:
        return self.body.decode(errors="replace")

    def same(self, other: "Observation") -> bool:
        return (self.status, self.headers, self.body) == (other.status, other.headers, other.body)


class Ear(logging.Handler):
    """Keeps what is logged."""

    def __init__(self) -> None:
        super().__init__(logging.INFO)
        self.lines: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.lines.append(self.format(record))


class Served:
    """One stack at work in a database of its own."""

    def __init__(self, stack: Stack, database: Database) -> None:
        self.stack, self.database = stack, database
        self._numbers = count()
        self.platform = Platform(
            open_store(database.url, database.schema),
            SetClock(NOW),
            Passwords(CHEAP),
            contents=contents_of(database),
            ids=self._ids,
        )
        planned, faults = self.platform.deployments.plan([core_app(), app_of(stack)])
        if planned is None:
            raise ValueError([str(one) for one in faults])
        self.platform.deployments.apply(planned, Consent(), "test", "first")
        self.app: Flask = sharing_templates(create_app(self.platform))
        self.loader = Loader(database)
        self._let_in()
        self._clients: dict[str, FlaskClient] = {}

    def load(self, world: World) -> None:
        """Put a world in place of the one before; new records get the same ids in each."""
        self._numbers = count()
        self.loader.load(world)

    def _ids(self, now: datetime) -> Ids:
        return Ids(now, next(self._numbers) * 1000, lambda bits: 0)

    def ask(self, user: str, request: Request) -> Observation:
        """What somebody is answered."""
        client = self._client(user) if request.by_session else self.app.test_client(use_cookies=False)
        headers = {"X-Request-Id": "leak-test", **request.headers}
        form = None if request.form is None else {TOKEN_FIELD: form_token(session_of(user)), **request.form}
        if request.by_session:
            headers.setdefault("Accept", "text/html")
        else:
            headers.setdefault("Authorization", f"Bearer {token_of(user)}")
        sent: dict[str, Any] = {} if request.body is None else {"json": request.body}
        answer = client.open(
            request.path, method=request.method, query_string=request.query, headers=headers, data=form, **sent
        )
        kept = tuple(sorted((k, UNSTEADY.sub("", NONCE.sub("", v))) for k, v in answer.headers if k not in UNSTABLE))
        body = NONCE.sub("", answer.text).encode() if answer.mimetype == "text/html" else answer.data
        document = answer.get_json(silent=True) if "json" in (answer.mimetype or "") else None
        return Observation(answer.status_code, kept, body, document)

    @contextmanager
    def listening(self) -> Iterator[list[str]]:
        """What is logged meanwhile, at whatever level."""
        heard = Ear()
        root = logging.getLogger("objectry")
        root.addHandler(heard)
        yield heard.lines
        root.removeHandler(heard)

    def close(self) -> None:
        self.loader.tables.close()
        self.platform.close()

    def _client(self, user: str) -> FlaskClient:
        client = self.app.test_client(use_cookies=False)
        client.environ_base["HTTP_COOKIE"] = f"__Host-session={session_of(user)}"
        return client

    def _let_in(self) -> None:
        """Everybody has a token and a session, of secrets that are known."""
        store, deployed = self.platform._store, self.platform.current()
        ends = NOW + timedelta(days=30)
        assert SigningKey(store, self.platform.clock, lambda: deployed.revision).value  # made when first needed
        with store.write(deployed.revision) as transaction:
            for number in range(PEOPLE):
                user = person_id(number)
                token = StoredToken(user, secret_digest(token_of(user)), user, "test", NOW, ends)
                transaction.identities.add_token(token)
                transaction.identities.add_session(StoredSession(secret_digest(session_of(user)), user, NOW, ends))


def token_of(user: str) -> str:
    return f"crm_token_{user[-1]}"


def session_of(user: str) -> str:
    return f"session_{user[-1]}"
