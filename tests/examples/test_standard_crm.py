"""The standard CRM does what its rules, checks and permissions say."""

import shutil
from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from objectry.faces.wsgi import create_app
from objectry.metadata import FieldType
from objectry.plan import FieldPlan
from objectry.runtime import Invalid, NotAllowed, NotFound, Query, Rights, Source, Target
from tests.databases import sqlite_database
from tests.examples.crm import NOW, Crm


@pytest.fixture(scope="module")
def deployed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A database with the standard CRM in force, to be copied."""
    folder = tmp_path_factory.mktemp("crm")
    crm = Crm(sqlite_database(folder))
    crm.deploy()
    crm.platform.close()
    return folder


@pytest.fixture
def crm(deployed: Path, tmp_path: Path) -> Iterator[Crm]:
    """The standard CRM with a director, a manager, two reps, a service agent and an administrator."""
    shutil.copytree(deployed, tmp_path, dirs_exist_ok=True)
    made = Crm(sqlite_database(tmp_path))
    made.meet()
    yield made
    made.platform.close()


def test_a_won_deal_gets_its_date_and_the_account_its_grade(crm: Crm) -> None:
    """Winning sets the won date, moves the won total, grades the account and makes it a customer, in one call."""
    account = crm.create("ann", "account", name="Northwind")
    deal = crm.create("ann", "opportunity", name="Platform", account=account.id, amount="120000", stage="proposal")
    crm.change("ann", deal, stage="won")
    assert crm.get("ann", deal)["won_on"] == NOW.date()
    seen = crm.get("ann", account)
    assert (seen["won_total"], seen["grade"], seen["category"]) == (Decimal(120000), "vip", "customer")
    crm.change("ann", deal, stage="negotiation")
    seen = crm.get("ann", account)
    assert (seen["won_total"], seen["grade"]) == (Decimal(0), None)
    assert crm.get("ann", deal)["won_on"] is None


@pytest.mark.parametrize(
    ("won", "grade"), [("1", "silver"), ("30000", "gold"), ("99999.99", "gold"), ("100000", "vip")]
)
def test_grades_follow_the_won_total(crm: Crm, won: str, grade: str) -> None:
    """Silver from the first win, gold from 30,000, VIP from 100,000."""
    account = crm.create("ann", "account", name="Firm")
    crm.create("ann", "opportunity", name="Deal", account=account.id, amount=won, stage="won", close_date="2026-06-01")
    assert crm.get("ann", account)["grade"] == grade


def test_a_lost_deal_needs_its_reason(crm: Crm) -> None:
    """A deal is not lost without a reason; with one it is, and it closes today when nobody said when."""
    deal = crm.create("ann", "opportunity", name="Deal")
    with pytest.raises(Invalid) as refused:
        crm.change("ann", deal, stage="lost")
    assert [problem.field for problem in refused.value.problems] == ["loss_reason"]
    crm.change("ann", deal, stage="lost", loss_reason="price")
    assert crm.get("ann", deal)["close_date"] == NOW.date()


@pytest.mark.parametrize(
    ("old", "new"), [("prospecting", "won"), ("prospecting", "negotiation"), ("qualification", "negotiation")]
)
def test_stages_are_not_jumped(crm: Crm, old: str, new: str) -> None:
    """A deal moves only to the stages its stage allows."""
    account = crm.create("ann", "account", name="Firm")
    deal = crm.create("ann", "opportunity", name="Deal", stage=old, account=account.id, amount="10")
    with pytest.raises(Invalid) as refused:
        crm.change("ann", deal, stage=new)
    assert refused.value.problems[0].field == "stage"


@pytest.mark.parametrize(
    ("stage", "begins"), [("qualification", "Find out"), ("proposal", "Follow up"), ("won", "Welcome")]
)
def test_a_stage_brings_its_task(crm: Crm, stage: str, begins: str) -> None:
    """Reaching a stage makes one task for the owner, tied to the deal."""
    account = crm.create("ann", "account", name="Firm")
    start = "proposal" if stage == "won" else "prospecting"
    deal = crm.create("ann", "opportunity", name="Deal", account=account.id, amount="10", stage=start)
    crm.change("ann", deal, stage=stage)
    tasks = [task.values for task in crm.find("ann", "activity") if str(task.values["subject"]).startswith(begins)]
    assert [(task["related_to"], task["owner"]) for task in tasks] == [(deal.id, crm.people["ann"].id)]


def test_a_big_win_is_told_to_the_manager(crm: Crm) -> None:
    """The owner's manager is notified of a win of 50,000 and more, not of a smaller one."""
    account = crm.create("ann", "account", name="Firm")
    for amount in ("49999", "50000"):
        crm.create("ann", "opportunity", name=f"Deal {amount}", account=account.id, amount=amount, stage="won")
    messages = [str(note.values["message"]) for note in crm.find("marco", "notification")]
    assert [message for message in messages if "won Deal" in message] == ["Ann won Deal 50000 (50000)."]


def test_a_line_takes_the_list_price_and_sums_up(crm: Crm) -> None:
    """A line without a price takes its product's; the deal's total follows lines as they come, change and go."""
    seeding = crm.platform.call(crm.platform.identity.system_actor("import"), crm.call("ann").source)
    product = crm.platform.records.create(seeding, "product", [{"name": "Gateway", "price": "890"}]).records[0]
    assert product is not None
    deal = crm.create("ann", "opportunity", name="Deal")
    line = crm.create("ann", "opportunity_line", opportunity=deal.id, product=product.id, quantity="2", discount="10")
    assert crm.get("ann", deal)["line_total"] == Decimal("1602.00")
    crm.change("ann", line, quantity="3")
    assert crm.get("ann", deal)["line_total"] == Decimal("2403.00")
    crm.platform.records.delete(crm.call("ann"), "opportunity_line", [Target(line.id)])
    assert crm.get("ann", deal)["line_total"] == Decimal(0)


@pytest.mark.parametrize(
    ("subject", "category", "priority"),
    [
        ("Invoice is wrong", "billing", "normal"),
        ("发票抬头有误", "billing", "normal"),
        ("Where is my SHIPMENT?", "delivery", "normal"),
        ("Error 502 in the report", "technical", "normal"),
        ("System is down", "technical", "urgent"),
        ("紧急：网关故障", "technical", "urgent"),
        ("How do I add a user?", "question", "normal"),
    ],
)
def test_tickets_are_routed_by_words(crm: Crm, subject: str, category: str, priority: str) -> None:
    """The subject's words give a ticket its category, and a standstill is urgent, in both languages."""
    ticket = crm.create("emma", "ticket", subject=subject)
    assert (ticket.values["category"], ticket.values["priority"]) == (category, priority)


def test_billing_questions_go_to_the_accounts_owner(crm: Crm) -> None:
    """A billing ticket of an account with an owner becomes hers, and she is told."""
    account = crm.create("ann", "account", name="Firm")
    ticket = crm.create("emma", "ticket", subject="Invoice", account=account.id)
    assert crm.get("emma", ticket)["owner"] == crm.people["ann"].id
    assert "Billing question from Firm" in str(crm.find("ann", "notification")[0].values["message"])


def test_a_duplicate_mobile_is_told_but_not_refused(crm: Crm) -> None:
    """A second contact with one mobile number, however it is written, is saved with a warning."""
    crm.create("ann", "contact", name="Eva", mobile="+49 151 2345678")
    outcome = crm.try_create("ann", "contact", name="Eva again", mobile="+49 (151) 234-5678")
    assert outcome.problems == ()
    assert len(outcome.warnings) == 1


@pytest.mark.parametrize("other", ["远景科技(北京)分公司", "北京远景科技股份有限公司"])
def test_one_company_written_in_two_ways_is_told(crm: Crm, other: str) -> None:
    """An account of another legal form or with its place in brackets is a duplicate; both names stay as written."""
    crm.create("ann", "account", name="北京远景科技有限公司")
    call = crm.call("ann")
    outcome = crm.platform.records.create(call, "account", [{"name": other}, {"name": "上海远景科技有限公司"}])
    assert [warning.code for warning in outcome.warnings] == ["D532"]
    assert [record.values["name"] for record in outcome.records if record] == [other, "上海远景科技有限公司"]


def test_a_contact_must_be_reachable(crm: Crm) -> None:
    """A contact without any way to reach her is refused, by name."""
    with pytest.raises(Invalid) as refused:
        crm.create("ann", "contact", name="Eva")
    assert "so that Eva can be reached" in refused.value.problems[0].message


def test_a_visit_is_finished_with_notes_only(crm: Crm) -> None:
    """A rule refuses to close a visit that says nothing, at the field."""
    visit = crm.create("ann", "activity", subject="Visit", record_type="visit")
    with pytest.raises(Invalid) as refused:
        crm.change("ann", visit, status="done")
    assert refused.value.problems[0].field == "notes"
    done = crm.change("ann", visit, status="done", notes="Agreed on a test.")
    assert done.values["done_at"] == NOW


def test_a_hot_lead_is_announced_and_gets_a_call(crm: Crm) -> None:
    """A new lead brings a first call for tomorrow; a hot one is told to the manager."""
    crm.create("ann", "lead", name="Jo", company="Acme", rating="hot")
    assert [task.values["due_on"] for task in crm.find("ann", "activity")] == [date(2026, 6, 16)]
    assert [note.values["message"] for note in crm.find("marco", "notification")] == ["Hot lead: Jo (Acme)"]


def test_who_sees_whose_deals(crm: Crm) -> None:
    """A rep sees her own, a manager his people's, the director all; a service agent none at all."""
    deal = crm.create("ann", "opportunity", name="Ann's")
    assert [len(crm.find(name, "opportunity")) for name in ("ann", "tom", "marco", "dana")] == [1, 0, 1, 1]
    with pytest.raises(NotFound):
        crm.get("tom", deal)
    with pytest.raises((NotAllowed, NotFound)):
        crm.find("emma", "opportunity")


def test_cost_and_margin_are_for_those_who_lead(crm: Crm) -> None:
    """A rep never meets a product's cost or margin; her manager reads both."""
    seeding = crm.platform.call(crm.platform.identity.system_actor("import"), crm.call("ann").source)
    values = {"name": "Gateway", "price": "100", "cost": "60"}
    product = crm.platform.records.create(seeding, "product", [values]).records[0]
    assert product is not None
    assert {"cost", "margin"} & crm.get("ann", product).keys() == set()
    assert crm.get("marco", product)["margin"] == Decimal("0.4000")
    assert crm.get("root", product)["cost"] == Decimal(60)


def test_an_administrator_may_do_everything(crm: Crm) -> None:
    """The admin role reads and writes every field of every object that anybody may write, sensitive ones too."""
    rights = Rights(crm.platform.current().blueprint, crm.people["root"])
    given = {"id", "created_at", "created_by", "updated_at", "updated_by", "version"}
    closed = [
        (plan.name, name)
        for plan in crm.platform.current().blueprint.objects.values()
        for name, one in plan.fields.items()
        if rights.level(plan.name, name) != ("read" if name in given or _is_given(one) else "edit")
    ]
    assert closed == []


def _is_given(plan: FieldPlan) -> bool:
    field = plan.field
    return field.computed or field.read_only or field.type is FieldType.AUTONUMBER


def test_deleting_a_deal_takes_its_lines_but_an_account_with_deals_stays(crm: Crm) -> None:
    """Lines go with their deal; an account with deals cannot be deleted."""
    account = crm.create("ann", "account", name="Firm")
    deal = crm.create("ann", "opportunity", name="Deal", account=account.id)
    with pytest.raises(Invalid):
        crm.platform.records.delete(crm.call("ann"), "account", [Target(account.id)])
    crm.platform.records.delete(crm.call("ann"), "opportunity", [Target(deal.id)])
    crm.platform.records.delete(crm.call("ann"), "account", [Target(account.id)])
    assert crm.find("ann", "account") == ()


@pytest.mark.parametrize("link", ["nothing", "amount", "account.owner", "id", ""])
def test_related_needs_a_lookup(crm: Crm, link: str) -> None:
    """Children are found by a lookup of their own; anything else is refused by name, never a fault of the engine."""
    account = crm.create("ann", "account", name="Firm")
    with pytest.raises(Invalid):
        crm.platform.records.find(crm.call("ann"), Query("opportunity", related=(link, account.id)))


@pytest.mark.parametrize("id", ["nobody", "", "00000000-0000-0000-0000-000000000000"])
def test_related_to_nothing_is_empty(crm: Crm, id: str) -> None:
    """What is no id of a record has no children."""
    assert crm.platform.records.find(crm.call("ann"), Query("opportunity", related=("account", id))).records == ()


def test_a_user_has_a_role_that_is_declared(crm: Crm) -> None:
    """A misspelt role is refused with the one that was meant; it would leave its user without any right."""
    with pytest.raises(Invalid) as refused:
        crm.create("root", "user", username="eva", name="Eva", role="mananger", active=True)
    problem = refused.value.problems[0]
    assert (problem.field, "manager" in problem.message) == ("role", True)


def test_a_year_is_shown_as_a_year(crm: Crm) -> None:
    """A whole number of at most four digits, such as the year of founding, has no grouping mark; a large one has."""
    account = crm.create("ann", "account", name="Firm", founded="1970", employees="12000")
    seeding = crm.platform.call(crm.platform.identity.system_actor("seed"), Source.SEED)
    crm.platform.identity.set_password(seeding, crm.people["ann"].id, "a long enough password")
    session = crm.platform.identity.log_in("ann", "a long enough password")
    browser = create_app(crm.platform).test_client()
    browser.set_cookie("__Host-session", session.token, secure=True)
    page = browser.get(f"/o/account/{account.id}", base_url="https://localhost").text
    assert ("1970" in page, "1,970" in page, "12,000" in page) == (True, False, True)


def test_competitors_of_a_deal(crm: Crm) -> None:
    """A deal may have several competitors; lists ask which deals one of them is after."""
    deal = crm.create("ann", "opportunity", name="Contested", competitors=["global_vendor", "local_vendor"])
    assert deal.values["competitors"] == ("local_vendor", "global_vendor")
    found = crm.find("ann", "opportunity", 'INCLUDES(competitors, "local_vendor")')
    assert [one.id for one in found] == [deal.id]


def test_kinds_of_activities_have_their_own_outcomes(crm: Crm) -> None:
    """A call is reached or not, a meeting held or not; one cannot end as the other does."""
    call = crm.create("ann", "activity", subject="Ring", record_type="call", outcome="no_answer")
    assert (call.values["outcome"], call.values["minutes"]) == ("no_answer", 15)
    for kind, outcome in (("call", "held"), ("meeting", "replied"), ("email", "no_show")):
        with pytest.raises(Invalid):
            crm.create("ann", "activity", subject="Ring", record_type=kind, outcome=outcome)


def test_people_have_one_part_in_a_deal(crm: Crm) -> None:
    """A contact role belongs to its deal, goes with it, and a person has one in each."""
    account = crm.create("ann", "account", name="Nordwind")
    person = crm.create("ann", "contact", name="Jo", account=account.id, email="jo@nordwind.example")
    deal = crm.create("ann", "opportunity", name="Pumps", account=account.id, close_date="2099-01-01")
    role = crm.create("ann", "opportunity_contact", opportunity=deal.id, contact=person.id, role="decides")
    with pytest.raises(Invalid):
        crm.create("ann", "opportunity_contact", opportunity=deal.id, contact=person.id)
    crm.platform.records.delete(crm.call("ann"), "opportunity", [Target(deal.id)])
    assert crm.platform.records.find(crm.call("ann"), Query("opportunity_contact")).records == ()
    assert role.values["role"] == "decides"


def test_companies_have_topics(crm: Crm) -> None:
    """As many as fit; the topic lists its companies."""
    topics = [crm.create("ann", "topic", name=name) for name in ("Energy", "Edge")]
    account = crm.create("ann", "account", name="Nordwind", topics=[one.id for one in topics])
    query = Query("account", filter='COUNT(topics where topics.name = "Edge") > 0')
    assert [one.id for one in crm.platform.records.find(crm.call("ann"), query).records] == [account.id]
