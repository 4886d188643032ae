"""Fixtures every test may use: databases and a browser."""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import settings
from playwright.sync_api import Browser, Page, sync_playwright

from objectry.plan import compile_stack
from objectry.runtime.deploying import deployments
from tests import chromium, embedded_postgres
from tests.compiling import compiling_once
from tests.databases import Database, drop_schemas, given_server, no_connection_left, postgres_database, sqlite_database
from tests.moulds import Moulds

STAGES = ["postgres", "wheel", "browser"]
SHORT = "OBJECTRY_SHORT_TESTS"
ON_BOTH = (
    "tests/runtime/store/", "tests/parity/", "tests/conformance/", "tests/examples/", "test_audit.py",
    "test_deployments.py", "test_restoring.py", "test_concurrency.py", "test_repeats.py", "test_marks.py",
    "test_older_engines.py", "test_kills_at_failpoints",
)  # fmt: skip
"""What the short run has on PostgreSQL too: the store, what has transactions, locks and schemas as its subject."""
# No deadline for a single example: how long things take is measured in benchmarks. The short run asks the same few
# examples each time, so that nobody's change is refused for an old fault; all else asks new ones.
settings.register_profile("long", deadline=None)
settings.register_profile("short", deadline=None, derandomize=True, max_examples=40)
settings.load_profile("short" if SHORT in os.environ else "long")


def pytest_configure(config: pytest.Config) -> None:
    if embedded_postgres.FOLDER not in os.environ:  # workers inherit the folder of the run that started them
        folder = embedded_postgres.new_folder()
        os.environ[embedded_postgres.FOLDER] = str(folder)
        config.add_cleanup(lambda: forget_server(folder))


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """First what others rely on, last what takes long; in the short run not everything on both databases."""
    if SHORT in os.environ:
        spared = [item for item in items if is_spared(item)]
        config.hook.pytest_deselected(items=spared)
        items[:] = [item for item in items if not is_spared(item)]
    items.sort(key=stage)


def is_spared(item: pytest.Item) -> bool:
    """Whether a test is left out of the short run: a long proof whose subject others have too; on PostgreSQL what lies
    above the store, which speaks to both databases the same way."""
    if any(mark.name == "long" for mark in item.iter_markers()):
        return True
    if not any(mark.name == "postgres" for mark in item.iter_markers()):
        return False
    return not any(part in item.nodeid for part in ON_BOTH)


def stage(item: pytest.Item) -> int:
    if "architecture" in item.path.parts:
        return -1
    return max((STAGES.index(mark.name) + 1 for mark in item.iter_markers() if mark.name in STAGES), default=0)


def forget_server(folder: Path) -> None:
    del os.environ[embedded_postgres.FOLDER]
    embedded_postgres.stop(folder)


@pytest.fixture(scope="session", autouse=True)
def compiled_once() -> Iterator[None]:
    """Each stack is compiled once a worker, however many platforms are opened on it: a blueprint is a value."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(deployments, "compile_stack", compiling_once(compile_stack))
        yield


@pytest.fixture(scope="session")
def postgres_url() -> str:
    """Address of a real PostgreSQL: the one given by OBJECTRY_TEST_POSTGRES, else one started for this run."""
    given = given_server()
    if given:
        return given
    embedded_postgres.stop_orphans()
    return embedded_postgres.start(Path(os.environ[embedded_postgres.FOLDER]))


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.postgres)])
def database(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Database]:
    """An empty database of each kind: every test that asks for it runs on both."""
    if request.param == "sqlite":
        yield sqlite_database(tmp_path)
        return
    fresh = postgres_database(request.getfixturevalue("postgres_url"))
    with no_connection_left():
        yield fresh
    drop_schemas(fresh)


@pytest.fixture(scope="session")
def moulds(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Moulds]:
    """Companies deployed once, to be copied for each test."""
    made = Moulds(tmp_path_factory.mktemp("moulds"), lambda: str(request.getfixturevalue("postgres_url")))
    yield made
    made.drop_all()


@pytest.fixture
def sqlite(tmp_path: Path) -> Database:
    """An empty SQLite database, for tests where the kind makes no difference."""
    return sqlite_database(tmp_path)


@pytest.fixture
def postgres(postgres_url: str) -> Iterator[Database]:
    """A fresh schema on PostgreSQL; mark such tests `postgres`."""
    fresh = postgres_database(postgres_url)
    with no_connection_left():
        yield fresh
    drop_schemas(fresh)


@pytest.fixture(scope="session")
def chromium_browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=chromium.executable(), args=chromium.ARGUMENTS)
        yield started
        started.close()


@pytest.fixture
def console() -> chromium.ConsoleErrors:
    """What the test's page wrote to its console as an error; `console.allow("status of 422")` accepts some."""
    return chromium.ConsoleErrors()


@pytest.fixture
def page(chromium_browser: Browser, console: chromium.ConsoleErrors) -> Iterator[Page]:
    """A page in a browser without history; an error on its console fails the test. Mark such tests `browser`."""
    context = chromium_browser.new_context(locale="en-US", viewport={"width": 1280, "height": 800})
    opened = context.new_page()
    console.watch(opened)
    yield opened
    context.close()
    assert not console.unexpected(), f"errors on the browser's console: {console.unexpected()}"
