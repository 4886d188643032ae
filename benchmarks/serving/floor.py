"""The floor: the same requests served by hand-written Flask and SQLAlchemy Core, without generality or metadata.

A token is signed and its user's role held in memory; a salesperson reads her own accounts, the manager all.
"""

import hashlib
import hmac
import os
import re
from collections.abc import Callable, Mapping
from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from itertools import islice
from typing import Any

import orjson
import sqlalchemy as sa
from flask import Flask, Response, request

from benchmarks.serving.accounts import COUNTRY, INDUSTRY, RATING, SALESPEOPLE, STATUS, TYPE, accounts

DATABASE = "BENCHMARK_FLOOR"
SECRET = b"benchmark"
MANAGER = SALESPEOPLE + 1
PORTION = 5_000
SCHEMA = "floor"
EMAIL = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s]+").fullmatch
CHOICES = {
    "industry": frozenset(INDUSTRY),
    "type": frozenset(TYPE),
    "rating": frozenset(RATING),
    "status": frozenset(STATUS),
    "country": frozenset(COUNTRY),
}
NUMBERS = ("annual_revenue", "discount")
metadata = sa.MetaData()
account = sa.Table(
    "floor_account",
    metadata,
    sa.Column("id", sa.Integer, primary_key=True),
    sa.Column("name", sa.String(255), nullable=False),
    sa.Column("account_number", sa.String(40)),
    sa.Column("industry", sa.String(40)),
    sa.Column("type", sa.String(40)),
    sa.Column("rating", sa.String(40)),
    sa.Column("status", sa.String(40), nullable=False),
    sa.Column("email", sa.String(255)),
    sa.Column("phone", sa.String(40)),
    sa.Column("website", sa.String(255)),
    sa.Column("city", sa.String(80)),
    sa.Column("country", sa.String(40)),
    sa.Column("description", sa.Text),
    sa.Column("annual_revenue", sa.Numeric(18, 2)),
    sa.Column("discount", sa.Numeric(5, 2)),
    sa.Column("employees", sa.Integer),
    sa.Column("founded_on", sa.Date),
    sa.Column("is_active", sa.Boolean),
    sa.Column("do_not_call", sa.Boolean),
    sa.Column("last_contacted_at", sa.DateTime(timezone=True)),
    sa.Column("owner_id", sa.Integer, nullable=False),
    sa.Index("floor_account_list", "owner_id", "industry", "status", "name"),
)
c = account.c
NAMES = ["".join(column.name) for column in account.columns]  # plain text: orjson refuses SQLAlchemy's own kind
FIELDS = NAMES[1:]
ONE = sa.select(account).where(c.id == sa.bindparam("i"))
PAGE = sa.select(account).where(c.industry == sa.bindparam("ind"), c.status == sa.bindparam("st"))
COUNT = sa.select(sa.func.count()).where(c.industry == sa.bindparam("ind"), c.status == sa.bindparam("st"))
SORTED = (c.name, sa.bindparam("lim"), sa.bindparam("off"))
INSERT = sa.insert(account)
REPORT = sa.select(c.industry, sa.func.sum(c.annual_revenue)).group_by(c.industry)


def fill(url: str, count: int) -> None:
    """The table with `count` accounts."""
    engine = sa.create_engine(url)
    with engine.begin() as connection:
        metadata.drop_all(connection)
        metadata.create_all(connection)
        rows = (
            {**one, "employees": int(str(one["employees"])), "owner_id": number % SALESPEOPLE + 1}
            for number, one in enumerate(accounts(count))
        )
        while part := list(islice(rows, PORTION)):
            connection.execute(INSERT, part)
    engine.dispose()


def token(user: int) -> str:
    """What a user shows."""
    return f"{user}.{hmac.new(SECRET, str(user).encode(), hashlib.sha256).hexdigest()}"


def caller() -> int | None:
    """Who asks; None without a good token."""
    user, _, signature = request.environ.get("HTTP_AUTHORIZATION", "")[7:].partition(".")
    good = hmac.new(SECRET, user.encode(), hashlib.sha256).hexdigest()
    return int(user) if hmac.compare_digest(signature, good) else None


def json(thing: object, status: int = 200) -> Response:
    return Response(orjson.dumps(thing, default=str), status, mimetype="application/json")


def clean(given: Mapping[str, Any], user: int, *, ruled: bool) -> tuple[dict[str, Any], dict[str, str]]:
    """A row to insert, and what is wrong with it."""
    row = {name: given.get(name) for name in FIELDS}
    row["owner_id"] = user
    wrong = {name: "required" for name in ("name", "status") if not row[name]}
    wrong |= {name: "invalid choice" for name, known in CHOICES.items() if row[name] and row[name] not in known}
    if row["email"] and not EMAIL(row["email"]):
        wrong["email"] = "invalid e-mail"
    try:
        for name in NUMBERS:
            row[name] = None if row[name] is None else Decimal(row[name])
        row["employees"] = None if row["employees"] is None else int(row["employees"])
        row["founded_on"] = date.fromisoformat(row["founded_on"])
        row["last_contacted_at"] = datetime.fromisoformat(row["last_contacted_at"])
    except (InvalidOperation, ValueError) as error:
        wrong["value"] = str(error)
    if ruled and not wrong:
        if row["discount"] > 50 and row["type"] != "partner":
            wrong["discount"] = "only partners get more than 50"
        if row["annual_revenue"] > 5_000_000:
            row["rating"] = "hot"
    return row, wrong


class Floor:
    """The views on one filled database."""

    def __init__(self, url: str) -> None:
        self._engine = sa.create_engine(url, pool_size=16, max_overflow=0)
        self._reading = sa.create_engine(url, pool_size=16, max_overflow=0, isolation_level="AUTOCOMMIT")

    def one(self, user: int) -> Response:
        with self._reading.connect() as connection:
            row = connection.execute(mine(ONE, user), {"i": int(request.args["id"]), "o": user}).first()
        return json({"error": "not found"}, 404) if row is None else json(dict(zip(NAMES, row, strict=True)))

    def page(self, user: int) -> Response:
        asked = request.args
        values = {"ind": asked["industry"], "st": asked["status"], "o": user, "lim": 50, "off": 50}
        with self._reading.connect() as connection:
            rows = connection.execute(mine(LISTED, user), values).all()
            answer: dict[str, object] = {"data": [dict(zip(NAMES, row, strict=True)) for row in rows]}
            if "count" in asked:
                answer["count"] = connection.execute(mine(COUNT, user), values).scalar()
        return json(answer)

    def create(self, user: int) -> Response:
        row, wrong = clean(orjson.loads(request.get_data()), user, ruled="ruled" in request.args)
        if wrong:
            return json(wrong, 400)
        with self._engine.begin() as connection:
            row["id"] = connection.execute(INSERT.returning(c.id), row).scalar()
        return json(row, 201)

    def bulk(self, user: int) -> Response:
        ruled = "ruled" in request.args
        cleaned = [clean(one, user, ruled=ruled) for one in orjson.loads(request.get_data())]
        wrong = {number: found for number, (_, found) in enumerate(cleaned) if found}
        if wrong:
            return json(wrong, 400)
        with self._engine.begin() as connection:
            connection.execute(INSERT, [row for row, _ in cleaned])
        return json({"created": len(cleaned)}, 201)

    def report(self, _: int) -> Response:
        with self._reading.connect() as connection:
            return json([{"industry": name, "total": total} for name, total in connection.execute(REPORT)])


def answering(act: Callable[[int], Response]) -> Callable[[], Response]:
    """The view for whoever shows a good token."""

    def view() -> Response:
        user = caller()
        return json({"error": "who are you?"}, 401) if user is None else act(user)

    return view


def mine(query: sa.Select[Any], user: int) -> sa.Select[Any]:
    """The query as the user may ask it."""
    return query if user == MANAGER else OWN[query]


def create_floor(url: str) -> Flask:
    """The application on a filled database."""
    app, floor = Flask("floor"), Floor(url)
    for method, rule, view in (
        ("GET", "/account", floor.one),
        ("GET", "/accounts", floor.page),
        ("POST", "/accounts", floor.create),
        ("POST", "/bulk", floor.bulk),
        ("GET", "/report", floor.report),
    ):
        app.add_url_rule(rule, view.__name__, answering(view), methods=[method])
    return app


def served() -> Flask:
    """The application on the database that the environment tells."""
    return create_floor(os.environ[DATABASE])


LISTED = PAGE.order_by(SORTED[0]).limit(SORTED[1]).offset(SORTED[2])
OWN = {query: query.where(c.owner_id == sa.bindparam("o")) for query in (ONE, LISTED, COUNT)}
