"""The sample CRM behind a real server, and a person at a real browser."""

from collections.abc import Iterator
from dataclasses import dataclass
from threading import Thread

import pytest
from playwright.sync_api import Page, expect
from werkzeug.serving import make_server

from tests.faces.fixtures import office, template
from tests.faces.office import PASSWORD, Office

__all__ = ["office", "template"]


@dataclass
class Desk:
    """Somebody's browser window on the served CRM."""

    page: Page
    root: str
    office: Office

    def open(self, address: str) -> None:
        self.page.goto(self.root + address)

    def log_in(self, who: str, address: str = "/") -> None:
        self.open(f"/login?next={address}")
        self.page.locator("#name").fill(who)
        self.page.locator("#password").fill(PASSWORD)
        self.page.locator("#password").press("Enter")
        expect(self.page.locator("nav.rail")).to_be_visible()

    def saved(self) -> None:
        """Wait for the message that says so."""
        expect(self.page.locator(".toast-line").first).to_be_visible()

    def fits(self) -> bool:
        """Whether the page is no wider than its window."""
        return bool(self.page.evaluate("document.documentElement.scrollWidth <= window.innerWidth"))


@pytest.fixture
def served(office: Office) -> Iterator[str]:
    """The address of the served CRM."""
    server = make_server("127.0.0.1", 0, office.app, threaded=True)
    thread = Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    thread.join()


@pytest.fixture
def desk(page: Page, served: str, office: Office) -> Desk:
    """A window before log-in."""
    page.set_default_timeout(20_000)
    expect.set_options(timeout=15_000)
    return Desk(page, served, office)


@pytest.fixture
def rob(desk: Desk) -> Desk:
    """Rob's window."""
    desk.log_in("rob")
    return desk
