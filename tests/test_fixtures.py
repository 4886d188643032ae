"""The test suite's own tools keep their promises."""

import psycopg
import pytest
from playwright.sync_api import Page

from tests.chromium import ConsoleErrors
from tests.databases import Database, drop_schemas, without_driver


def test_database_is_offered_in_both_kinds(database: Database) -> None:
    """A test that asks for a database gets a fresh place on each kind of server."""
    assert database.url.startswith("postgresql+psycopg://" if database.is_postgres else "sqlite:///")


@pytest.mark.postgres
def test_schemas_of_a_test_are_dropped(postgres: Database) -> None:
    """A test leaves neither its own schema nor those named after it."""
    with psycopg.connect(without_driver(postgres.url), autocommit=True) as connection:
        connection.execute(f"CREATE SCHEMA {postgres.schema}".encode())
        connection.execute(f"CREATE SCHEMA {postgres.schema}_second".encode())
        drop_schemas(postgres)
        left = connection.execute(
            "SELECT 1 FROM pg_namespace WHERE starts_with(nspname::text, %s)", [postgres.schema]
        ).fetchall()
    assert left == []


@pytest.mark.browser
def test_console_errors_are_seen(page: Page, console: ConsoleErrors) -> None:
    """An error on the console of a page is noticed, unless the test allowed it."""
    page.set_content("<script>console.error('as planned')</script>")
    page.get_by_text("x").count()
    assert any("as planned" in text for text in console.unexpected())
    console.allow("as planned")
    assert console.unexpected() == []
