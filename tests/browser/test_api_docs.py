"""The page that describes the API, in a real browser."""

import pytest
from axe_playwright_python.sync_playwright import Axe  # type: ignore[import-untyped]
from playwright.sync_api import expect

from tests.browser.conftest import Desk

pytestmark = pytest.mark.browser


def test_the_page_reads_well(rob: Desk) -> None:
    """Somebody logged in reads her calls, opens one, and finds its arguments; the page is accessible."""
    rob.open("/api/docs")
    expect(rob.page.get_by_role("heading", name="Interface for programs")).to_be_visible()
    rob.page.get_by_role("link", name="Deals", exact=True).click()
    section = rob.page.locator("#deal")
    section.locator("summary").first.click()
    expect(section.get_by_role("cell", name="filter", exact=True)).to_be_visible()
    assert rob.page.evaluate("getComputedStyle(document.body).maxWidth") != "none"
    found = [one for one in Axe().run(rob.page).response["violations"] if one["impact"] in {"serious", "critical"}]
    assert not found, found


def test_the_page_fits_a_phone(rob: Desk) -> None:
    """At 390 pixels the page does not scroll sideways."""
    rob.page.set_viewport_size({"width": 390, "height": 800})
    rob.open("/api/docs")
    rob.page.locator("#deal summary").first.click()
    assert rob.fits()


def test_a_stranger_logs_in_and_comes_back(desk: Desk) -> None:
    """Who is not logged in is led to the log-in, and from there to the page."""
    desk.open("/api/docs")
    desk.page.locator("#name").fill("rob")
    desk.page.locator("#password").fill("correct horse")
    desk.page.locator("#password").press("Enter")
    expect(desk.page.get_by_role("heading", name="Interface for programs")).to_be_visible()
