"""`crm doctor` on real databases: nothing to find after any change, and each kind of drift planted by hand."""

from collections.abc import Iterator
from contextlib import contextmanager

import pytest
import sqlalchemy as sa

from objectry.runtime import Consent, Finding, Platform, assemble
from objectry.runtime.store.holding import THE_PLATFORM
from tests.databases import Database
from tests.runtime.shops import create, deploy, shop

LINE = "object: line\nfields:\n  deal: {type: lookup, to: deal, related_as: lines}\n  amount: {type: currency}\n"
FIELDS = """
name: {type: text, required: true}
amount: {type: decimal, precision: 8, scale: 2, index: true}
stage: {type: picklist, values: {open: {}, won: {}}}
key: {type: text, unique: true}
about: {type: lookup, to: [deal, user]}
total: {type: currency, rollup: SUM(lines.amount), reveals: true}
"""


@pytest.fixture
def platform(database: Database) -> Iterator[Platform]:
    made = assemble(database.url, database.schema)
    deploy(made, shop(FIELDS, objects__line=LINE))
    yield made
    made.close()


def places(platform: Platform) -> list[tuple[str, str]]:
    return [(one.code, one.place) for one in platform.deployments.examine()]


@contextmanager
def by_hand(platform: Platform) -> Iterator[sa.Connection]:
    """A connection on which the law does not hold."""
    store = platform._store
    with store._writer.connect() as connection:
        if store._postgres:
            connection.exec_driver_sql(f'SET search_path TO "{store.schema}"')
            connection.exec_driver_sql("SET session_replication_role = replica")  # keys are not looked at
        else:
            connection.exec_driver_sql("PRAGMA foreign_keys=OFF")
        yield connection
        connection.commit()
        connection.invalidate()


def test_nothing_is_found_where_nothing_is_wrong(platform: Platform) -> None:
    """After the first apply, after changes of every kind, with something in quarantine, and after returning."""
    assert platform.deployments.examine() == ()
    create(platform, {"name": "A", "amount": 5, "stage": "won", "key": "x"})
    changed = """
    name: {type: text, required: true}
    amount: {type: decimal, precision: 12, scale: 4}
    step: {type: picklist, values: {open: {}, won: {}}, renamed_from: [stage]}
    key: {type: integer}
    about: {type: lookup, to: [deal, user, line]}
    on_day: {type: date, index: true}
    """
    deploy(platform, shop(changed, objects__line=LINE), Consent(frozenset({"deal.key"})))
    assert platform.deployments.examine() == ()
    narrower = shop(changed.replace("12, scale", "9, scale").replace(", line]", "]"))
    deploy(platform, narrower, Consent(frozenset({"line", "deal.about"}), maintenance=True))
    assert platform.deployments.examine() == ()
    plan, _ = platform.deployments.plan_rollback(1)
    assert plan is not None
    platform.deployments.apply(plan, Consent(frozenset(plan.changes.losses), maintenance=True), "ann", "back")
    assert platform.deployments.examine() == ()


NOTE = """INSERT INTO _quarantine (object, "column", hidden, columns, revision, at)
VALUES ('deal', 'f', '_q1_f', '{"f": ["text", null, null]}', 1, {now})"""
SCHEMA = [
    ("DROP TABLE line", [("P450", "line")]),
    ("CREATE TABLE diary (entry TEXT)", [("P450", "diary")]),
    ("ALTER TABLE deal ADD COLUMN extra TEXT", [("P451", "deal.extra")]),
    ("ALTER TABLE deal DROP COLUMN code", [("P451", "deal.code")]),
    ("ALTER TABLE deal RENAME COLUMN code TO _q9_code", [("P451", "deal.code"), ("P455", "deal._q9_code")]),
    ("DROP INDEX ix_deal_amount_id", [("P453", "deal.ix_deal_amount_id")]),
    ("CREATE INDEX mine ON deal (code)", [("P453", "deal.mine")]),
    ("DROP INDEX ux_deal_key; CREATE INDEX ux_deal_key ON deal (key)", [("P453", "deal.ux_deal_key")]),
    ("CREATE TABLE _q7_gone (id TEXT)", [("P455", "_q7_gone")]),
    (NOTE, [("P455", "deal.f")]),
]  # fmt: skip


@pytest.mark.parametrize(("statements", "expected"), SCHEMA, ids=[one[0][:40] for one in SCHEMA])
def test_drift_of_the_schema_is_found(platform: Platform, statements: str, expected: list[tuple[str, str]]) -> None:
    """Tables, columns, indexes, and what the quarantine says, each with a way out."""
    now = "now()" if platform._store._postgres else "0"
    with by_hand(platform) as connection:
        for statement in statements.replace("{now}", now).split("; "):
            connection.exec_driver_sql(statement)
    found = platform.deployments.examine()
    assert [(one.code, one.place) for one in found] == expected
    assert all(one.way_out and one.text for one in found)


@pytest.mark.postgres
@pytest.mark.parametrize(
    ("statement", "code", "place"),
    [
        ("ALTER TABLE deal ALTER COLUMN amount TYPE numeric(6,2)", "P452", "deal.amount"),
        ("ALTER TABLE deal ALTER COLUMN code TYPE varchar(40)", "P452", "deal.code"),
        ("ALTER TABLE deal ALTER COLUMN code SET NOT NULL", "P452", "deal.code"),
        ("ALTER TABLE line DROP CONSTRAINT fk_line_deal", "P454", "line.deal"),
        ("ALTER TABLE deal ADD CONSTRAINT mine FOREIGN KEY (about) REFERENCES deal (id)", "P454", "deal.about"),
    ],
)
def test_types_and_keys_are_looked_at(postgres: Database, statement: str, code: str, place: str) -> None:
    """What SQLite cannot change in a table that stands."""
    made = assemble(postgres.url, postgres.schema)
    deploy(made, shop(FIELDS, objects__line=LINE))
    with by_hand(made) as connection:
        connection.exec_driver_sql(statement)
    assert (code, place) in places(made)
    made.close()


def test_wrong_records_are_found(platform: Platform) -> None:
    """References to nothing, choices nobody declared, figures that differ, blanks: with count and ids."""
    made = create(platform, {"name": "A", "stage": "won"}, {"name": "B"}).records
    ids = [record.id for record in made if record is not None]
    create(platform, {"deal": ids[0], "amount": 7}, thing="line")
    nowhere = "0190a000-0000-7000-8000-000000000000"
    with by_hand(platform) as connection:
        for statement in (
            f"UPDATE line SET deal = '{nowhere}'",
            f"UPDATE deal SET about = '{nowhere}' WHERE name = 'B'",
            "UPDATE deal SET stage = 'perhaps' WHERE name = 'A'",
            "UPDATE deal SET name = NULL WHERE name = 'B'",
        ):
            connection.exec_driver_sql(statement)
    found = {(one.code, one.place): one for one in platform.deployments.examine()}
    assert found.keys() == {("P456", "line.deal"), ("P456", "deal.about"), ("P458", "deal.stage"),
                            ("P459", "deal.total"), ("P457", "deal.name"), ("P463", "deal")}  # fmt: skip
    assert found["P458", "deal.stage"].samples == (ids[0],)
    assert found["P456", "deal.about"].samples == (ids[1],)
    assert found["P459", "deal.total"] == Finding(
        "P459",
        "deal.total",
        "1 records keep another deal.total than their children give",
        "`crm verify rollups` shows both figures, with `--repair` it computes them anew",
        1,
        (ids[0],),
    )


def test_work_that_did_not_end_is_told(platform: Platform) -> None:
    """A note of one who applied and crashed; the next apply takes it away."""
    notice = platform._store._notice
    dead = THE_PLATFORM.holder().__class__("ann", "elsewhere:1" if platform._store._postgres else _dead(), "", "", "")
    notice.write(dead)
    assert places(platform) == [("P460", "apply")]
    deploy(platform, shop(objects__line=LINE), Consent(frozenset({f"deal.{name}" for name in _names()})))
    assert places(platform) == []


def _dead() -> str:
    return THE_PLATFORM.holder().process.rpartition(":")[0] + ":999999999"


def _names() -> tuple[str, ...]:
    return ("amount", "stage", "key", "about")
