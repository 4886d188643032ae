"""What a business user does all day, in a real Chromium: no error on the console, nothing lost, nothing stuck."""

from collections.abc import Mapping

import pytest
from playwright.sync_api import Dialog, expect

from objectry.runtime import Change
from tests.browser.conftest import Desk
from tests.chromium import ConsoleErrors
from tests.faces.office import Office

pytestmark = pytest.mark.browser


@pytest.fixture
def deals(office: Office) -> Mapping[str, str]:
    """Three deals of Rob's."""
    account = office.create("rob", "account", name="Eastern & Sons", region="east").id
    made = {
        "Alpha": office.create("rob", "deal", name="Alpha", account=account, amount="100").id,
        "Beta": office.create("rob", "deal", name="Beta", account=account, amount="2500").id,
        "Gamma": office.create("rob", "deal", name="Gamma", amount="30").id,
    }
    return {**made, "account": account}


def test_log_in_and_out(desk: Desk, console: ConsoleErrors) -> None:
    """A wrong password is told on the spot, the right one opens the home page, and logging out closes it."""
    console.allow("status of 422")
    desk.open("/o/deal")
    expect(desk.page).to_have_url(f"{desk.root}/login?next=%2Fo%2Fdeal")
    desk.page.get_by_label("User name").fill("rob")
    desk.page.get_by_label("Password").fill("wrong")
    desk.page.get_by_role("button", name="Log in").click()
    expect(desk.page.get_by_role("alert")).to_contain_text("name or the password is wrong")
    expect(desk.page.get_by_label("User name")).to_have_value("rob")
    desk.page.get_by_label("Password").fill("correct horse")
    desk.page.get_by_role("button", name="Log in").click()
    expect(desk.page).to_have_url(f"{desk.root}/o/deal")
    desk.page.get_by_label("Your menu").click()
    desk.page.get_by_role("button", name="Log out").click()
    expect(desk.page).to_have_url(f"{desk.root}/login")


def test_a_list_is_sorted_and_filtered(rob: Desk, deals: Mapping[str, str]) -> None:
    """A head sorts, the builder offers what fits the field, a chip shows and removes the condition."""
    page = rob.page
    rob.open("/o/deal")
    rows = page.locator("tr[data-row]")
    expect(rows).to_have_count(3)
    expect(rows.first).to_contain_text("Beta")
    page.get_by_role("link", name="Amount").click()
    expect(rows.first).to_contain_text("Gamma")
    page.locator("#filter > summary").click()
    page.get_by_label("Field", exact=True).select_option("amount")
    page.get_by_label("Condition").select_option("over")
    page.get_by_label("Value").fill("50")
    page.get_by_role("button", name="Add filter").click()
    expect(rows).to_have_count(2)
    expect(page.locator(".chip")).to_contain_text("Amount > 50")
    page.get_by_role("link", name="Remove Amount > 50").click()
    expect(rows).to_have_count(3)
    assert deals


def test_a_wrong_expression_is_explained(rob: Desk, deals: Mapping[str, str], console: ConsoleErrors) -> None:
    """The filter as text stays as typed when it is wrong, with the place of the fault."""
    console.allow("status of 422")
    page = rob.page
    rob.open("/o/deal")
    page.locator("#expression > summary").click()
    page.get_by_role("textbox", name="Filter expression").fill("amount >")
    page.get_by_role("button", name="Apply").click()
    expect(page.locator("#where-wrong")).to_be_visible()
    expect(page.get_by_role("textbox", name="Filter expression")).to_have_value("amount >")
    page.get_by_role("textbox", name="Filter expression").fill("amount > 50")
    page.get_by_role("button", name="Apply").click()
    expect(page.locator("tr[data-row]")).to_have_count(2)
    assert deals


def test_a_record_is_created_after_an_error(rob: Desk, deals: Mapping[str, str], console: ConsoleErrors) -> None:
    """An error stands at its field with the focus on it; corrected, the record is saved with all entries."""
    console.allow("status of 422")
    page = rob.page
    page.keyboard.press("c")
    page.get_by_role("link", name="Deal", exact=True).click()
    page.get_by_label("Amount").fill("1,250.5")
    page.get_by_role("button", name="Save").click()
    expect(page.locator("#wrong-name")).to_contain_text("Name is required.")
    expect(page.locator("#in-name")).to_be_focused()
    expect(page.get_by_label("Amount")).to_have_value("1,250.5")
    page.locator("#in-name").fill("Harbour")
    account = page.get_by_role("combobox", name="Account")
    account.press_sequentially("east")
    expect(page.locator("[data-id]")).to_have_count(1)
    account.press("Enter")
    expect(account).to_have_value("Eastern & Sons")
    page.get_by_role("button", name="Save").click()
    rob.saved()
    expect(page.get_by_role("heading", level=1)).to_have_text("Harbour")
    expect(page.locator(".highlights")).to_contain_text("€1,250.50")
    expect(page.locator(".highlights")).to_contain_text("Eastern & Sons")
    assert deals


def test_a_lookup_works_by_keyboard(rob: Desk, deals: Mapping[str, str]) -> None:
    """Arrow keys choose, Escape closes, the cross clears; a lookup of several objects asks which."""
    page = rob.page
    rob.open("/o/activity/new")
    page.get_by_label("Kind of Related to").select_option("deal")
    box = page.get_by_role("combobox", name="Related to", exact=True)
    box.press_sequentially("a")  # words that begin so
    expect(page.locator("[data-id]")).to_have_count(1)
    box.press("Backspace")
    expect(page.locator("[data-id]")).to_have_count(3)
    box.press("ArrowDown")
    chosen = page.locator("[role=option][aria-selected=true]")
    expect(chosen).to_have_count(1)
    name = chosen.get_attribute("data-name") or ""
    box.press("Enter")
    expect(box).to_have_value(name)
    expect(page.locator("input[name=related_to]")).to_have_value(deals[name])
    page.get_by_role("button", name="Clear Related to").click()
    expect(page.locator("input[name=related_to]")).to_have_value("")


def test_a_conflict_is_settled(rob: Desk, deals: Mapping[str, str], console: ConsoleErrors) -> None:
    """Two people change one field: the second sees both values and decides."""
    console.allow("status of 409")
    page = rob.page
    rob.open(f"/o/deal/{deals['Alpha']}/edit")
    rob.office.platform.records.update(rob.office.call("mia"), "deal", [Change(deals["Alpha"], {"amount": "500"}, 1)])
    page.get_by_label("Name").fill("Alpha II")
    page.get_by_label("Amount").fill("700")
    page.get_by_role("button", name="Save").click()
    expect(page.locator("#summary")).to_contain_text("was changed by Mia Berg")
    expect(page.locator(".contested")).to_contain_text("700")
    page.get_by_label("Theirs").check()
    page.get_by_role("button", name="Save").click()
    rob.saved()
    expect(page.get_by_role("heading", level=1)).to_have_text("Alpha II")
    expect(page.locator(".highlights")).to_contain_text("€500.00")


def test_the_stage_bar_moves_a_record(rob: Desk, deals: Mapping[str, str], console: ConsoleErrors) -> None:
    """A click on a stage moves the record there; what is missing is asked for first."""
    console.allow("status of 422")
    page = rob.page
    rob.open(f"/o/deal/{deals['Alpha']}")
    page.get_by_role("button", name="Lost").click()
    page.get_by_label("Reason").fill("Too dear")
    page.get_by_role("button", name="Save").click()
    rob.saved()
    expect(page.locator("[aria-current=step]")).to_have_text("Lost")
    rob.open(f"/o/deal/{deals['Beta']}")
    page.get_by_role("button", name="Won").click()
    expect(page.locator(".toast-line")).to_contain_text("Deal moved to Won")
    expect(page.locator("[aria-current=step]")).to_have_text("Won")


def drag(rob: Desk, card: str, lane: str) -> None:
    """Take a card with the mouse to another column."""
    page = rob.page
    page.locator(".card-item", has_text=card).hover(position={"x": 40, "y": 40})
    page.mouse.down()
    target = page.locator(f".cards[data-value={lane}]").bounding_box()
    assert target is not None
    page.mouse.move(target["x"] + 60, target["y"] + 20, steps=12)
    page.mouse.move(target["x"] + 65, target["y"] + 30, steps=4)
    page.mouse.up()


def test_a_card_is_dragged(rob: Desk, deals: Mapping[str, str]) -> None:
    """A card dragged to another column stays there, and counts and sums follow."""
    page = rob.page
    rob.open("/o/deal?view=pipeline")
    drag(rob, "Beta", "won")
    expect(page.locator(".cards[data-value=won] .card-item")).to_have_count(1)
    expect(page.get_by_role("region", name="Won").locator(".count")).to_have_text("1")
    expect(page.locator("#board-said")).to_contain_text("Beta is now in Won.")
    assert rob.office.find("rob", "deal", 'stage = "won"')[0].id == deals["Beta"]


def test_a_refused_card_slides_back_and_asks(rob: Desk, deals: Mapping[str, str], console: ConsoleErrors) -> None:
    """A refused move puts the card back and asks for what is missing right there."""
    console.allow("status of 422")
    page = rob.page
    rob.open("/o/deal?view=pipeline")
    drag(rob, "Gamma", "lost")
    dialog = page.locator("#asking")
    expect(dialog).to_be_visible()
    expect(page.locator(".cards[data-value=open] .card-item")).to_have_count(3)
    dialog.get_by_label("Reason").fill("No budget")
    dialog.get_by_role("button", name="Save").click()
    expect(page.locator(".cards[data-value=lost] .card-item")).to_have_count(1)
    assert deals


def test_a_card_is_moved_without_a_mouse(rob: Desk, deals: Mapping[str, str]) -> None:
    """The menu of a card moves it by keyboard alone."""
    page = rob.page
    rob.open("/o/deal?view=pipeline")
    page.get_by_label("Move Alpha").press("Enter")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page.locator(".cards[data-value=won] .card-item")).to_have_count(1)
    assert deals


def test_deleting_asks_first(rob: Desk, deals: Mapping[str, str]) -> None:
    """The question names the record; the answer deletes it and leads to the list."""
    page = rob.page
    rob.open(f"/o/deal/{deals['Gamma']}")
    page.get_by_role("link", name="Delete").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Delete “Gamma”?")
    page.get_by_role("button", name="Delete").click()
    expect(page.locator(".toast-line")).to_contain_text("Deal deleted")
    expect(page.locator("tr[data-row]")).to_have_count(2)


def test_keys_do_the_daily_things(rob: Desk, deals: Mapping[str, str]) -> None:
    """`/` searches, `j` and Enter open a row, `?` shows the keys."""
    page = rob.page
    rob.open("/o/deal")
    page.keyboard.press("?")
    expect(page.get_by_role("dialog")).to_contain_text("Keyboard shortcuts")
    page.keyboard.press("Escape")
    page.keyboard.press("j")
    page.keyboard.press("j")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("Alpha")
    page.keyboard.press("/")
    page.keyboard.type("gam")
    hit = page.locator("#finder-hits a")
    expect(hit).to_have_count(1)
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("Gamma")
    assert deals


def test_unsaved_entries_are_guarded(rob: Desk) -> None:
    """Leaving a form with something typed in it asks first."""
    page = rob.page
    rob.open("/o/account/new")
    page.get_by_label("Name").fill("Half done")
    asked: list[str] = []

    def leave(dialog: Dialog) -> None:
        asked.append(dialog.type)
        dialog.accept()

    page.once("dialog", leave)
    page.get_by_role("link", name="Home").click()
    expect(page).to_have_url(f"{rob.root}/")
    assert asked == ["beforeunload"]
