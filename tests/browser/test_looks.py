"""How pages look and read: on a phone, in Chinese, in the dark, without scripts, and to assistive technology."""

from collections.abc import Iterator, Mapping

import pytest
from axe_playwright_python.sync_playwright import Axe  # type: ignore[import-untyped]
from playwright.sync_api import Browser, Page, ViewportSize, expect

from tests.browser.conftest import Desk
from tests.faces.office import Office

pytestmark = pytest.mark.browser
PHONE: ViewportSize = {"width": 390, "height": 844}


@pytest.fixture
def pages(office: Office) -> Mapping[str, str]:
    """The main pages by name, with records that are not kind to a layout."""
    long = "Donaudampfschifffahrtselektrizitätenhauptbetriebswerkbauunterbeamtengesellschaft " + "上海远航有限公司" * 4
    account = office.create(
        "rob", "account", name=long[:120], region="east", website="https://example.com/" + "a" * 150
    )
    deal = office.create("rob", "deal", name=long[:110], account=account.id, amount="123456789012.34")
    office.create("rob", "deal", name="Won one", account=account.id, amount="500", stage="won")
    return {
        "home": "/",
        "list": "/o/deal?f=amount:over:5",
        "board": "/o/deal?view=pipeline",
        "record": f"/o/deal/{deal.id}",
        "history": f"/o/deal/{deal.id}?tab=history",
        "related": f"/o/account/{account.id}?tab=related",
        "form": f"/o/deal/{deal.id}/edit",
        "delete": f"/o/deal/{deal.id}/delete",
        "search": "/search?q=Won",
        "notifications": "/notifications",
        "profile": "/profile",
    }


@pytest.mark.parametrize("language", ["English", "简体中文"])
def test_no_page_scrolls_sideways_on_a_phone(rob: Desk, pages: Mapping[str, str], language: str) -> None:
    """At 390 pixels every page fits, with long names and large sums, in both languages."""
    rob.page.set_viewport_size(PHONE)
    rob.page.locator("#me > summary").click()
    rob.page.get_by_role("button", name=language).click()
    for name, address in pages.items():
        rob.open(address)
        assert rob.fits(), name


def test_a_phone_reaches_every_object(rob: Desk) -> None:
    """The bar at the bottom holds the first places and a menu with the rest."""
    rob.page.set_viewport_size(PHONE)
    rob.page.locator(".more > details > summary").click()
    assert rob.page.locator(".more .menu-list").is_visible()
    box = rob.page.locator("nav.rail").bounding_box()
    assert box is not None
    assert box["y"] + box["height"] == PHONE["height"]


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
def test_assistive_technology_finds_nothing_serious(desk: Desk, pages: Mapping[str, str], *, dark: bool) -> None:
    """Axe reports no serious or critical problem on any main page, in light and in dark."""
    desk.page.emulate_media(color_scheme="dark" if dark else "light")
    desk.log_in("rob")
    wrong = []
    for name, address in pages.items():
        desk.open(address)
        wrong += [(name, *problem) for problem in serious(desk.page)]
    assert wrong == []


def test_the_log_in_page_is_accessible(desk: Desk) -> None:
    """The page before everything is reachable for everyone."""
    desk.open("/login")
    assert serious(desk.page) == []


def serious(page: Page) -> list[tuple[str, str]]:
    """Axe's serious and critical findings, with the elements."""
    found = Axe().run(page).response["violations"]
    return [
        (one["id"], "; ".join(node["html"][:120] for node in one["nodes"][:3]))
        for one in found
        if one["impact"] in {"serious", "critical"}
    ]


def test_pages_speak_chinese(desk: Desk, pages: Mapping[str, str]) -> None:
    """A Chinese reader's pages are Chinese, and the language can be changed from any page."""
    desk.log_in("lin", "/o/deal")
    expect(desk.page.locator("html")).to_have_attribute("lang", "zh-CN")
    expect(desk.page.get_by_role("heading", level=1)).to_contain_text("商机")
    expect(desk.page.locator("nav.views")).to_contain_text("进行中的商机")
    desk.page.locator("#me > summary").click()
    desk.page.get_by_role("button", name="English").click()
    expect(desk.page.get_by_role("heading", level=1)).to_contain_text("Deals")
    expect(desk.page).to_have_url(f"{desk.root}/o/deal")
    assert pages


def test_dark_follows_the_device_until_one_chooses(desk: Desk) -> None:
    """The look is the device's until the reader picks one, which then stays."""
    desk.page.emulate_media(color_scheme="dark")
    desk.log_in("rob")
    root = desk.page.locator("html")
    expect(root).to_have_attribute("data-bs-theme", "dark")
    desk.page.locator("#me > summary").click()
    desk.page.get_by_role("button", name="Light").click()
    expect(root).to_have_attribute("data-bs-theme", "light")


@pytest.fixture
def plain_page(chromium_browser: Browser) -> Iterator[Page]:
    """A browser without JavaScript."""
    context = chromium_browser.new_context(java_script_enabled=False, viewport={"width": 1280, "height": 800})
    yield context.new_page()
    context.close()


def test_the_core_works_without_scripts(plain_page: Page, served: str, office: Office) -> None:
    """Without JavaScript one logs in, filters, creates with a lookup by name, moves a stage and deletes."""
    office.create("rob", "account", name="Eastern")
    desk = Desk(plain_page, served, office)
    desk.log_in("rob", "/o/deal/new")
    plain_page.locator("#in-name").fill("By hand")
    plain_page.locator("#in-account").fill("Eastern")
    plain_page.get_by_role("button", name="Save").click()
    expect(plain_page.locator(".highlights")).to_contain_text("Eastern")
    plain_page.get_by_role("button", name="Won").click()
    expect(plain_page.locator("[aria-current=step]")).to_have_text("Won")
    desk.open("/o/deal?view=pipeline")
    plain_page.locator("#filter > summary").click()
    plain_page.get_by_label("Field", exact=True).select_option("name")
    plain_page.get_by_label("Condition").select_option("contains")
    plain_page.get_by_label("Value").fill("hand")
    plain_page.get_by_role("button", name="Add filter").click()
    expect(plain_page.locator(".card-item")).to_have_count(1)
    plain_page.locator(".card-name").click()
    plain_page.get_by_role("link", name="Delete").click()
    plain_page.get_by_role("button", name="Delete").click()
    expect(plain_page.locator(".toast-line")).to_contain_text("Deal deleted")


def test_the_rail_stays_while_the_page_scrolls(rob: Desk) -> None:
    """A page longer than its window keeps its navigation in sight."""
    rob.open("/o/deal/new")
    top = rob.page.evaluate(
        "() => { document.querySelector('main').style.minHeight = '4000px';"
        " window.scrollTo({top: 2000, behavior: 'instant'});"
        " return [scrollY, document.querySelector('.rail').getBoundingClientRect().top]; }"
    )
    assert top == [2000, 0]
