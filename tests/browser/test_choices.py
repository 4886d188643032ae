"""Forms that follow what is typed, in a real Chromium."""

import pytest
from playwright.sync_api import expect

from objectry.metadata import AppSource, core_app
from objectry.runtime import Consent
from tests.browser.conftest import Desk
from tests.faces.office import Office, sample

pytestmark = pytest.mark.browser

FIELDS = """fields:
  country: {type: picklist, label: Country, values: {cn: {label: China}, de: {label: Germany}}}
  province:
    type: picklist
    label: Province
    values: {zj: {label: Zhejiang}, by: {label: Bavaria}}
    depends_on: country
    values_for: {cn: [zj], de: [by]}
  towns:
    type: multi_picklist
    label: Towns
    values: {hz: {label: Hangzhou}, nb: {label: Ningbo}, muc: {label: Munich}}
    depends_on: province
    values_for: {zj: [hz, nb], by: [muc]}
"""
TYPES = "record_types: {new_business: {label: New business}, renewal: {label: Renewal}}\n"
FORMS = """forms:
  default:
    sections:
      deal:    {label: Deal, columns: 2, fields: [name, account, stage, country, province, towns, interests]}
      outcome: {label: Outcome, visible_if: stage.closed, fields: [reason]}
"""
CHOOSE_WHEN_ANSWERED = """stage => document.addEventListener("htmx:beforeSwap", () => {
  const select = document.getElementById("in-stage");
  select.value = stage;
  select.dispatchEvent(new Event("change", {bubbles: true}));
}, {once: true})"""


@pytest.fixture
def forms(office: Office, rob: Desk) -> Desk:
    """Rob's window, on deals with everything that depends."""
    files = dict(sample().files)
    files["objects/deal.yaml"] = files["objects/deal.yaml"].replace("fields:\n", FIELDS, 1) + TYPES
    head, _, tail = files["layouts/deal.yaml"].partition("forms:\n")
    files["layouts/deal.yaml"] = head + FORMS + tail[tail.index("page:") :]
    planned, found = office.platform.deployments.plan([core_app(), AppSource("sample_crm", files)])
    assert planned is not None, [str(one) for one in found]
    office.platform.deployments.apply(planned, Consent(), "test", "forms")
    return rob


def test_a_form_follows_what_is_typed(forms: Desk, office: Office) -> None:
    """The type is chosen, choices narrow level by level, a section and a red star come and go, boxes are saved."""
    page = forms.page
    forms.open("/o/deal/new")
    page.get_by_role("link", name="Renewal").click()
    expect(page.get_by_role("heading", name="New Deal · Renewal")).to_be_visible()
    page.get_by_label("Name", exact=False).first.fill("Wind")
    expect(page.locator("#in-province option")).to_have_count(1)
    page.locator("#in-country").select_option("cn")
    page.locator("#in-province").select_option("zj")
    page.get_by_label("Ningbo").check()
    expect(page.get_by_label("Munich")).to_be_hidden()
    page.locator("#in-country").select_option("de")
    expect(page.locator("#in-province")).to_have_value("")
    page.locator("#in-province").select_option("by")
    expect(page.get_by_label("Ningbo")).to_be_hidden()
    page.get_by_label("Munich").check()
    page.get_by_label("Training").check()
    expect(page.get_by_label("Reason")).to_be_hidden()
    page.locator("#in-stage").select_option("lost")
    expect(page.get_by_label("Reason")).to_be_visible()
    expect(page.locator("#field-reason .required")).to_be_visible()
    page.get_by_label("Reason").fill("too dear")
    page.locator("#in-stage").select_option("open")
    expect(page.get_by_label("Reason")).to_be_hidden()
    page.set_viewport_size({"width": 390, "height": 844})
    assert forms.fits()
    page.get_by_role("button", name="Save").click()
    forms.saved()
    (deal,) = office.find("rob", "deal")
    assert deal.values["record_type"] == "renewal"
    assert deal.values["towns"] == ("muc",)
    assert deal.values["interests"] == ("training",)
    assert deal.values["reason"] is None


def test_no_change_is_lost_while_an_answer_is_awaited(forms: Desk) -> None:
    """What is chosen in the moment an answer arrives is asked too: the last choice counts."""
    page = forms.page
    forms.open("/o/deal/new?record_type=renewal")
    page.evaluate(CHOOSE_WHEN_ANSWERED, "lost")
    page.locator("#in-stage").select_option("open")
    expect(page.locator("#in-stage")).to_have_value("lost")
    expect(page.get_by_label("Reason")).to_be_visible()
