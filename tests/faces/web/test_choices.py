"""Choices on pages: several at once, record types with forms of their own, choices that depend."""

import json
import re
from html import unescape

import pytest

from objectry.metadata import AppSource, core_app
from objectry.runtime import Consent
from tests.faces.office import Browser, Office, sample

TYPES = """record_types:
  new_business: {label: New business}
  renewal: {label: Renewal, default: {stage: won, interests: [care]}, values: {stage: [won, lost]}}
"""
FIELDS = """fields:
  country: {type: picklist, label: Country, values: {cn: {label: China}, de: {label: Germany}}}
  town:
    type: picklist
    label: Town
    values: {bj: {label: Peking}, ber: {label: Berlin}}
    depends_on: country
    values_for: {cn: [bj], de: [ber]}
"""
FORMS = """forms:
  renewal:
    for: {record_types: [renewal]}
    sections: {renewal: {label: The renewal, fields: [name, stage, interests, account]}}
  leader:
    for: {roles: [manager]}
    sections: {all: {label: For managers, fields: [name, amount]}}
  default:
    sections:
      deal:    {label: Deal, columns: 2, fields: [name, country, town, account, interests, stage, close_date, owner]}
      outcome: {label: Outcome, fields: [reason, won_at]}
"""


@pytest.fixture
def typed(office: Office) -> Office:
    """The sample, whose deals are of two types."""
    files = dict(sample().files)
    files["objects/deal.yaml"] = files["objects/deal.yaml"].replace("fields:\n", FIELDS, 1) + TYPES
    head, _, tail = files["layouts/deal.yaml"].partition("forms:\n")
    files["layouts/deal.yaml"] = head + FORMS + tail[tail.index("page:") :]
    files["translations/zh-CN.yaml"] = files["translations/zh-CN.yaml"].replace(
        "  deal:\n", "  deal:\n    record_types: {renewal: 续约}\n", 1
    )
    planned, found = office.platform.deployments.plan([core_app(), AppSource("sample_crm", files)])
    assert planned is not None, [str(one) for one in found]
    office.platform.deployments.apply(planned, Consent(), "test", "types")
    return office


def ticked(text: str, name: str) -> list[str]:
    return re.findall(rf'name="{name}" value="(\w+)" checked', text)


def options(text: str, name: str) -> list[str]:
    found = re.search(rf'<select[^>]* name="{name}".*?</select>', text, re.DOTALL)
    return re.findall(r'<option value="(\w+)"', found[0]) if found else []


def test_boxes_are_ticked_saved_and_shown_as_badges(office: Office, rob: Browser) -> None:
    """Several choices are a named group of boxes; ticking some saves these, ticking none empties the field."""
    id = office.create("rob", "deal", name="D", interests=["care"]).id
    files = dict(sample().files)
    files["layouts/deal.yaml"] = files["layouts/deal.yaml"].replace("fields: [reason", "fields: [interests, reason")
    planned, _ = office.platform.deployments.plan([core_app(), AppSource("sample_crm", files)])
    assert planned is not None
    office.platform.deployments.apply(planned, Consent(), "test", "boxes")
    form = rob.get(f"/o/deal/{id}/edit").text
    assert ticked(form, "interests") == ["care"]
    assert 'role="group" tabindex="-1" aria-labelledby="label-interests"' in form
    rob.post(
        f"/o/deal/{id}/edit", version=1, several__interests="1", interests=["parts", "care"], base__interests="care"
    )
    assert office.find("rob", "deal")[0].values["interests"] == ("care", "parts")
    page = rob.get(f"/o/deal/{id}").text
    assert '<span class="badges"><span class="badge-soft tone-green">Care</span>' in page
    rob.post(f"/o/deal/{id}/edit", version=2, several__interests="1", base__interests="care\r\nparts")
    assert office.find("rob", "deal")[0].values["interests"] is None


def test_a_list_is_filtered_by_what_is_among_the_choices(office: Office, rob: Browser) -> None:
    """A chip says what is included or not, in words, and the list holds these records alone."""
    for name, interests in (("One", ["care", "parts"]), ("Two", ["parts"]), ("Three", [])):
        office.create("rob", "deal", name=name, interests=interests)
    page = rob.get("/o/deal?view=open&field=interests&operator=includes&value=care")
    shown = rob.get(page.headers["Location"]).text
    assert "Interests includes Care" in shown
    assert ("One" in shown, "Two" in shown) == (True, False)
    shown = rob.get("/o/deal?view=open&f=interests:excludes:care").text
    assert ("One" in shown, "Two" in shown, "Three" in shown) == (False, True, True)


def test_the_type_is_chosen_first(typed: Office) -> None:
    """With several types a page asks which; the form then is the type's own, with its defaults and choices."""
    rob = typed.browser("rob")
    asked = rob.get("/o/deal/new?name=Wind").text
    ways = [unescape(one) for one in re.findall(r'href="(/o/deal/new\?[^"]+)"', asked)]
    assert "/o/deal/new?name=Wind&record_type=renewal" in ways
    form = rob.get("/o/deal/new?name=Wind&record_type=renewal").text
    assert "New Deal · Renewal" in form
    assert "The renewal" in form
    assert options(form, "stage") == ["won", "lost"]
    assert ticked(form, "interests") == ["care"]
    account = typed.create("rob", "account", name="A").id
    rob.post("/o/deal/new", record_type="renewal", name="Again", stage="won", account=account)
    (made,) = typed.find("rob", "deal")
    assert (made.values["record_type"], made.values["stage"]) == ("renewal", "won")
    assert "Deal · Renewal" in rob.get(f"/o/deal/{made.id}").text
    assert "The renewal" in rob.get(f"/o/deal/{made.id}/edit").text


def test_a_form_for_a_role(typed: Office) -> None:
    """Who has the role sees its form for records of every type that has none of its own."""
    mia = typed.browser("mia")
    assert "For managers" in mia.get("/o/deal/new?record_type=new_business").text
    assert "The renewal" in mia.get("/o/deal/new?record_type=renewal").text
    assert "For managers" not in typed.browser("rob").get("/o/deal/new?record_type=new_business").text


def test_record_types_in_chinese(typed: Office) -> None:
    """The page that asks and the record's page call the type as the reader does."""
    lin = typed.browser("lin")
    asked = lin.get("/o/deal/new").text
    assert "请选择类型" in asked
    assert "续约" in asked


def test_dependent_choices_travel_with_the_form(typed: Office) -> None:
    """The page knows which choices go with which; without a script the door says what does not fit."""
    rob = typed.browser("rob")
    form = rob.get("/o/deal/new?record_type=new_business").text
    found = re.search(r'name="town" data-depends="country" data-fitting="([^"]+)"', form)
    assert found is not None
    assert json.loads(unescape(found[1])) == {"cn": ["bj"], "de": ["ber"]}
    assert options(form, "town") == ["bj", "ber"]
    refused = rob.post("/o/deal/new", record_type="new_business", name="D", country="cn", town="ber")
    assert refused.status_code == 422
    assert "Town: Berlin does not go with the value of Country." in refused.text


SHOWN = """forms:
  default:
    sections:
      deal:    {label: Deal, columns: 2, fields: [name, account, stage, amount, owner]}
      outcome: {label: Outcome, visible_if: stage.closed, fields: [reason, won_at]}
"""


@pytest.fixture
def conditional(office: Office) -> Office:
    """The sample, whose deals show their outcome when they have one, and their amount when they have an account."""
    files = dict(sample().files)
    files["objects/deal.yaml"] = files["objects/deal.yaml"].replace(
        "label: Amount, precision", "label: Amount, visible_if: not ISBLANK(account), precision"
    )
    head, _, tail = files["layouts/deal.yaml"].partition("forms:\n")
    files["layouts/deal.yaml"] = head + SHOWN + tail[tail.index("page:") :]
    planned, found = office.platform.deployments.plan([core_app(), AppSource("sample_crm", files)])
    assert planned is not None, [str(one) for one in found]
    office.platform.deployments.apply(planned, Consent(), "test", "conditions")
    return office


def state(text: str) -> dict[str, list[str]]:
    found = re.search(r'<div id="form-state"[^>]*>', text)
    assert found is not None
    pairs = re.findall(r'data-(\w+)="([^"]*)"', found[0])
    return {key: json.loads(unescape(value)) for key, value in pairs}


def test_a_form_begins_as_its_conditions_have_it(conditional: Office) -> None:
    """Everything is in the page, so that it works without a script; what is hidden is marked as such."""
    text = conditional.browser("rob").get("/o/deal/new").text
    assert state(text) == {"hidden": ["amount"], "sections": ["outcome"], "required": []}
    assert '<fieldset class="panel unseen" data-section="outcome">' in text
    assert '<div class="field unseen" id="field-amount">' in text
    assert 'data-live="yes" hidden>*' in text  # the star of the reason, which only a lost deal needs


def test_the_server_answers_while_one_types(conditional: Office) -> None:
    """The form asks with what stands in it, and learns what to show and what is required now; nothing is written."""
    rob = conditional.browser("rob")
    account = conditional.create("rob", "account", name="A").id
    rob.get("/o/deal/new")
    told = rob.post("/o/deal/answer", name="D", stage="lost", account=account)
    assert told.status_code == 200
    assert state(told.text) == {"hidden": [], "sections": [], "required": ["reason"]}
    assert conditional.find("rob", "deal") == []
    id = conditional.create("rob", "deal", name="D", account=account).id
    rob.get(f"/o/deal/{id}/edit")
    told = rob.post(f"/o/deal/{id}/answer", stage="won", base__stage="open")
    assert state(told.text) == {"hidden": [], "sections": [], "required": ["account"]}


def test_a_fault_is_never_hidden(conditional: Office) -> None:
    """A field with something wrong is shown, whatever its condition says."""
    rob = conditional.browser("rob")
    rob.get("/o/deal/new")
    refused = rob.post("/o/deal/new", name="D", amount="nonsense", stage="open")
    assert refused.status_code == 422
    assert '<div class="field faulty" id="field-amount">' in refused.text


def test_the_record_page_shows_what_its_conditions_show(conditional: Office) -> None:
    """Sections and fields whose condition does not hold are not on the page of a record."""
    rob = conditional.browser("rob")
    open_deal = conditional.create("rob", "deal", name="D", reason="early").id
    lost = conditional.create("rob", "deal", name="L", stage="lost", reason="late").id
    assert (
        "early" not in rob.get(f"/o/deal/{open_deal}").text.partition('class="record-main"')[2].partition("<aside")[0]
    )
    assert "late" in rob.get(f"/o/deal/{lost}").text
