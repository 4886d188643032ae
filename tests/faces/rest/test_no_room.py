"""A disk that is full: told in one way, nothing half written, and over as soon as there is room."""

import sqlite3

import sqlalchemy as sa

from tests.faces.office import Office
from tests.faces.rest.program import program, refused


def test_writes_are_refused_and_reads_go_on(lone: Office) -> None:
    """507 for what finds no room, with all of it taken back; the same call is served once there is room again."""
    root, engine = program(lone), lone.platform._store._pools.writer
    with engine.connect() as connection:
        pages = connection.exec_driver_sql("PRAGMA page_count").scalar_one()

    def full(connection: sqlite3.Connection, _: object) -> None:
        connection.execute(f"PRAGMA max_page_count={pages}")

    sa.event.listen(engine, "connect", full)
    engine.dispose()
    body = {"records": [{"name": f"A{number}", "website": f"https://example.com/{'x' * 150}"} for number in range(500)]}
    assert refused(root.send("POST", "/account", body), 507)["code"] == "F722"
    assert root.get("/account", count="exact")["total"] == 0
    sa.event.remove(engine, "connect", full)
    engine.dispose()
    assert root.send("POST", "/account", body).status_code == 200
    assert root.get("/account", count="exact")["total"] == 500
