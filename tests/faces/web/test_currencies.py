"""Several currencies on pages: each amount with its record's sign, sums with the organisation's."""

import pytest

from objectry.metadata import AppSource, core_app
from objectry.runtime import Change, Consent, NotAllowed
from tests.faces.office import Browser, Office, sample

SETTINGS = "currency: EUR\ncurrencies: [EUR, USD, JPY]\ntimezone: Europe/Berlin\n"
INVOICE = """
object: invoice
fields:
  name: {type: text, required: true}
  state: {type: picklist, default: open, values: {open: {}, paid: {}}}
  fee: {type: currency}
"""
LAYOUT = """
layout: invoice
forms: {default: {sections: {money: {label: Money, fields: [name, fee]}}}}
views:
  list: {columns: [name, fee], sort: [-fee]}
  board: {type: kanban, by: state, sum: fee, card: [fee]}
"""
RATES = {"valid_from": "2026-01-01", "rate_usd": "0.9", "rate_jpy": "0.006"}


@pytest.fixture
def root(office: Office) -> Browser:
    """The administrator of a company that writes invoices in three currencies."""
    plain = sample()
    files = {"app.yaml": plain.files["app.yaml"], "settings.yaml": SETTINGS, "permissions/a.yaml": ROLES}
    files |= {"objects/invoice.yaml": INVOICE, "layouts/invoice.yaml": LAYOUT}
    planned, found = office.platform.deployments.plan([core_app(), AppSource(plain.name, files)])
    assert planned is not None, [str(one) for one in found]
    losses = frozenset(one.name for one in planned.changes.changes)
    office.platform.deployments.apply(planned, Consent(losses, maintenance=True), "test", "several")
    browser = office.browser("root")
    office.create("root", "exchange_rate", **RATES)
    return browser


ROLES = """
permission_sets: {billing: {objects: {invoice: all}}}
roles:
  rep: {label: Rep, sets: [billing]}
  manager: {label: Manager, sets: [billing]}
"""


def test_amounts_carry_their_sign_and_digits(office: Office, root: Browser) -> None:
    """A list shows each amount in its record's currency, and sorts by what it is worth."""
    office.create("root", "invoice", name="Dollars", fee="100", currency="USD")
    office.create("root", "invoice", name="Yen", fee="20000", currency="JPY")
    office.create("root", "invoice", name="Euros", fee="100")
    text = root.get("/o/invoice").text
    places = [text.index(one) for one in ("Yen", "Euros", "Dollars")]
    assert places == sorted(places)
    for amount in ("$100.00", "¥20,000", "€100.00"):
        assert amount in text
    assert "¥20,000.00" not in text


def test_the_history_tells_in_which_currency_an_amount_was(office: Office, root: Browser) -> None:
    """Each amount carries the sign its record had then, also where currency and amount changed together."""
    made = office.create("root", "invoice", name="Pumps", fee="100", currency="USD")
    records, call = office.platform.records, office.call("root")
    records.update(call, "invoice", [Change(made.id, {"fee": "200"})])
    records.update(call, "invoice", [Change(made.id, {"fee": "30000", "currency": "JPY"})])
    text = root.get(f"/o/invoice/{made.id}?tab=history").text
    for amount in ("$100.00", "$200.00", "¥30,000"):
        assert amount in text


def test_a_board_sums_up_in_one_currency(office: Office, root: Browser) -> None:
    """The head of a column is the worth of its cards, with the organisation's sign."""
    office.create("root", "invoice", name="Dollars", fee="1000", currency="USD")
    office.create("root", "invoice", name="Euros", fee="100")
    assert "€1,000" in root.get("/o/invoice?view=board").text


def test_a_form_asks_for_the_currency_before_the_amount(root: Browser) -> None:
    """Though the layout does not name it; a currency without a rate is refused there."""
    text = root.get("/o/invoice/new").text
    assert text.index('name="currency"') < text.index('name="fee"')
    assert '<option value="EUR" selected>EUR</option>' in text
    answer = root.post("/o/invoice/new", name="Yen", fee="500", currency="JPY")
    assert answer.status_code == 303, answer.text
    page = root.get(answer.headers["Location"]).text
    assert "¥500" in page
    assert "€500" not in page


@pytest.mark.usefixtures("root")
def test_reps_read_the_rates_they_need(office: Office) -> None:
    """Who may read an amount may read its worth, without being granted the rates; she may not write them."""
    made = office.create("rob", "invoice", name="Dollars", fee="100", currency="USD")
    (found,) = office.find("rob", "invoice", "fee_corporate = 90")
    assert found.id == made.id
    with pytest.raises(NotAllowed):
        office.create("rob", "exchange_rate", valid_from="2026-02-01")
