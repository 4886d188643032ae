"""Lists, filters, boards, search and home."""

import re

import pytest

from objectry.metadata import AppSource, core_app
from objectry.runtime import Consent
from tests.faces.office import Browser, Office, sample


@pytest.fixture
def deals(office: Office) -> dict[str, str]:
    """Three deals of Rob's at two accounts."""
    east = office.create("rob", "account", name="Eastern & Sons", region="east").id
    west = office.create("rob", "account", name="Western", region="west").id
    made = {
        "Alpha": office.create("rob", "deal", name="Alpha", account=east, amount="100").id,
        "Beta": office.create("rob", "deal", name="Beta 50%", account=west, amount="2500").id,
        "Gamma": office.create("rob", "deal", name='Gamma "x"', account=east, amount="30", stage="won").id,
    }
    return {**made, "east": east}


def names(text: str) -> list[str]:
    """The names in a list's first column."""
    return re.findall(r'<a href="/o/deal/[0-9a-f-]{36}">([^<]+)</a>', text.partition('<table class="rows">')[2])


def test_a_list_shows_its_first_view(rob: Browser, deals: dict[str, str]) -> None:
    """The first table view opens, sorted and counted, with the columns it names."""
    text = rob.get("/o/deal").text
    assert names(text) == ["Beta 50%", "Alpha"]
    assert '<span class="count">2</span>' in text
    assert "Account: Region" in text
    assert 'aria-sort="descending"' in text
    assert deals


def test_heads_sort(rob: Browser, deals: dict[str, str]) -> None:
    """A click on a head sorts by it, the next one the other way; a lookup sorts by the name one sees."""
    text = rob.get("/o/deal?sort=amount").text
    assert names(text) == ["Alpha", "Beta 50%"]
    assert "sort=-amount" in text
    assert "sort=account.name" in text
    assert names(rob.get("/o/deal?sort=-account.name").text) == ["Beta 50%", "Alpha"]
    assert deals


@pytest.mark.parametrize(
    ("field", "operator", "value", "found"),
    [
        ("name", "contains", "ALPH", ["Alpha"]),
        ("name", "begins", "be", ["Beta 50%"]),
        ("name", "is", "Beta 50%", ["Beta 50%"]),
        ("amount", "over", "1,000", ["Beta 50%"]),
        ("amount", "upto", "100", ["Alpha"]),
        ("stage", "is", "open", ["Beta 50%", "Alpha"]),
        ("stage", "is_not", "open", []),
        ("account", "named", "Eastern & Sons", ["Alpha"]),
        ("account", "contains", "west", ["Beta 50%"]),
        ("account", "blank", "", []),
        ("owner", "me", "", ["Beta 50%", "Alpha"]),
        ("close_date", "after", "2026-11-30", ["Beta 50%", "Alpha"]),
        ("close_date", "today", "", []),
        ("created_at", "within", "7", ["Beta 50%", "Alpha"]),
        ("created_at", "older", "7", []),
        ("created_at", "coming", "7", []),
        ("discount", "blank", "", ["Beta 50%", "Alpha"]),
    ],
)
def test_filters_become_chips(
    rob: Browser, deals: dict[str, str], field: str, operator: str, value: str, found: list[str]
) -> None:
    """A row of the filter builder becomes a chip in the address and finds what it says."""
    moved = rob.client.get(
        "/o/deal", query_string={"view": "open", "field": field, "operator": operator, "value": value}
    )
    assert moved.status_code == 303
    answer = rob.get(moved.headers["Location"])
    assert answer.status_code == 200, answer.text
    assert names(answer.text) == found
    assert answer.text.count('class="chip"') == 1
    assert deals


def chip(field: str, operator: str, picked: dict[str, str]) -> str:
    """A condition with a value that fits the field."""
    dated = operator in {"on", "after", "before"} or re.search("^(born|founded|close_date|last_close)$", field)
    return f"{field}:{operator}:{'2026-01-05' if dated else picked.get(field, '1')}"


def test_every_operator_makes_a_valid_expression(office: Office, deals: dict[str, str]) -> None:
    """Whatever the builder offers on any field of any object, the door understands."""
    root, picked = office.browser("root"), {"region": "east", "stage": "won", "interests": "care"}
    for name in ("account", "deal", "contact", "activity", "line", "user"):
        builder = re.search(r'data-builder="([^"]+)"', root.get(f"/o/{name}").text)
        assert builder is not None
        fields = re.findall(r"&#34;(\w+)&#34;: {&#34;operators&#34;: \[([^\]]*)\]", builder[1])
        assert len(fields) > 5
        offered = {field: re.findall(r"&#34;(\w+)&#34;", operators) for field, operators in fields}
        for turn in range(max(map(len, offered.values()))):  # the first operator of every field, then the second...
            chips = [chip(field, names[turn], picked) for field, names in offered.items() if turn < len(names)]
            answer = root.client.get(f"/o/{name}", query_string={"f": chips})
            assert answer.status_code == 200, f"{name} {chips}: {answer.text[-400:]}"
            assert answer.text.count('class="chip"') == len(chips), chips
    assert deals


def test_expressions_filter_and_explain_themselves(rob: Browser, deals: dict[str, str]) -> None:
    """A filter may be written as an expression; a wrong one is shown with its column and kept."""
    assert names(rob.client.get("/o/deal", query_string={"where": "account.region = 'east'"}).text) == ["Alpha"]
    wrong = rob.client.get("/o/deal", query_string={"where": "amount > 5 and stagee = 1"})
    assert wrong.status_code == 422
    assert "stagee" in wrong.text
    assert "\n               ^</pre>" in wrong.text
    assert deals


@pytest.mark.parametrize(
    "query", ["view=none", "sort=nothing", "after=forged", "start=-1", "f=x", "f=amount:over:", "of=1&related=x"]
)
def test_addresses_made_by_hand_do_no_harm(rob: Browser, deals: dict[str, str], query: str) -> None:
    """A nonsense parameter is ignored or refused in words."""
    assert rob.get(f"/o/deal?{query}").status_code in {200, 404, 422}
    assert deals


def test_long_lists_are_paged(office: Office, rob: Browser) -> None:
    """Fifty rows a page, with the way on and the way back to the first."""
    rows = [{"last_name": f"Person {number:03}"} for number in range(60)]
    office.platform.records.create(office.call("rob"), "contact", rows)
    first = rob.get("/o/contact?sort=name").text
    assert first.count("<tr data-row") == 50
    assert "1–50 of 60" in first
    following = re.search(r'href="([^"]+)" rel="next"', first)
    assert following is not None
    second = rob.get(following[1].replace("&amp;", "&")).text
    assert second.count("<tr data-row") == 10
    assert "51–60 of 60" in second
    assert "First page" in second
    assert 'rel="next"' not in second


def test_a_full_page_of_a_list_is_small(office: Office, rob: Browser) -> None:
    """Fifty rows of six columns, names and badges included, stay below 60 kB."""
    account = office.create("rob", "account", name="Nordwind Aktiengesellschaft", region="east").id
    rows = [{"name": f"Wind park {number:03}", "account": account, "amount": "12345.67"} for number in range(50)]
    office.platform.records.create(office.call("rob"), "deal", rows)
    text = rob.get("/o/deal").text
    assert text.count("<tr data-row") == 50
    assert text.count("<td data-label") == 300
    assert len(text.encode()) < 60_000


def test_empty_lists_say_what_to_do(rob: Browser, deals: dict[str, str]) -> None:
    """Nothing there offers to make the first; nothing found offers to clear the filter."""
    assert "There are no Contacts here yet." in rob.get("/o/contact").text
    assert "No Deals match." in rob.get("/o/deal?f=amount:over:1000000").text
    assert deals


def test_the_board_has_columns_counts_and_sums(rob: Browser, deals: dict[str, str]) -> None:
    """A kanban view shows every state with its count and sum, and for each card where it may go."""
    text = rob.get("/o/deal?view=pipeline").text
    lanes = re.findall(
        r'<h2>(\w+)</h2><span class="count">(\d+)</span>(?:<span class="lane-sum" title="([\d,.]+)">)?', text
    )
    assert lanes == [("Open", "2", "2,600.00"), ("Won", "1", "30.00"), ("Lost", "0", "")]
    assert 'data-moves="won|lost"' in text
    assert deals


def test_the_boards_script_gets_a_short_answer(rob: Browser, deals: dict[str, str]) -> None:
    """A card moved by the script is answered without a page; its token travels in a header."""
    headers = {"X-Form-Token": rob.token, "X-Board": "1", "Accept": "text/html"}
    form = {"field": "stage", "value": "won", "version": "1"}
    answer = rob.client.post(f"/o/deal/{deals['Alpha']}/move", data=form, headers=headers)
    assert answer.status_code == 204
    stale = rob.client.post(f"/o/deal/{deals['Alpha']}/move", data=form, headers=headers)
    assert stale.status_code == 409


def test_lookups_search_while_typing(rob: Browser, deals: dict[str, str]) -> None:
    """The list under a lookup's box holds matching records the person may see, escaped."""
    text = rob.get("/lookup/deal/account?q=east").text
    assert text.count('role="option"') == 1
    assert f'data-id="{deals["east"]}"' in text
    assert 'data-name="Eastern &amp; Sons"' in text
    assert "Nothing found" in rob.get("/lookup/deal/account?q=zzz").text
    assert rob.get("/lookup/deal/nothing?q=x").status_code == 404
    assert 'data-name="Alpha"' in rob.get("/lookup/activity/related_to?q=Alp&target=deal").text


def test_lists_are_filtered_and_sorted_through_several_objects(
    office: Office, rob: Browser, deals: dict[str, str]
) -> None:
    """By the object, by the name; the head of the column sorts by name."""
    for name, about in (("visit", deals["Alpha"]), ("lunch", deals["east"])):
        office.create("rob", "activity", name=name, related_to=about)
    by_object = rob.get("/o/activity?f=related_to.object:is:deal").text
    assert ("visit" in by_object, "lunch" in by_object) == (True, False)
    assert "Kind of Related to: Deal" in by_object
    by_name = rob.get("/o/activity?f=related_to:contains:easter").text
    assert ("visit" in by_name, "lunch" in by_name) == (False, True)
    assert "sort=related_to.name" in by_name
    sorted_ = rob.get("/o/activity?sort=related_to.name").text
    assert sorted_.index("visit") < sorted_.index("lunch")
    assert rob.get("/o/activity?f=related_to.object:is:account&f=related_to.nothing:is:x").status_code == 200


def test_search_finds_across_objects(rob: Browser, deals: dict[str, str]) -> None:
    """The box on top finds records of every object, as a page and as a quick list."""
    page = rob.get("/search?q=Alpha").text
    assert "Results for “Alpha”" in page
    assert deals["Alpha"] in page
    quick = rob.get("/search?q=Alpha", HX_Request="true").text
    assert "<html" not in quick
    assert deals["Alpha"] in quick


def test_home_shows_what_is_mine(rob: Browser, deals: dict[str, str]) -> None:
    """Home lists my records, my pipeline in figures that open, and what I touched last."""
    text = rob.get("/").text
    assert "Good morning, Rob Stone" in text
    assert "My deals" in text
    assert "€2,600" in text
    assert deals["Gamma"] in text.partition("Recent")[2]


def test_everything_speaks_chinese(office: Office) -> None:
    """Shell, labels, choices and dates come in the reader's language."""
    lin = office.browser("lin")
    office.create("lin", "deal", name="风电", amount="1234.5", close_date="2027-03-01")
    text = lin.get("/o/deal").text
    assert '<html lang="zh-CN"' in text
    for part in ("首页", "商机", "进行中的商机", "阶段", "2027-03-01", "€1,234.50", "筛选"):
        assert part in text, part


def test_hostile_names_are_shown_as_text(office: Office, rob: Browser) -> None:
    """Markup in a record's name is never markup on a page."""
    name = "<script>alert(1)</script>\"'><img src=x onerror=alert(1)>"
    account = office.create("rob", "account", name=name, website="https://x.example/?a=<b>")
    pages = [
        "/o/account",
        f"/o/account/{account.id}",
        f"/o/account/{account.id}/edit",
        f"/o/account/{account.id}/delete",
    ]
    for address in [
        *pages,
        "/",
        "/search?q=script",
        f"/o/deal/new?account={account.id}",
        "/lookup/deal/account?q=script",
    ]:
        text = rob.get(address).text
        assert "<script>alert" not in text, address
        assert "<img src=x" not in text, address


def test_notifications_are_counted_opened_and_read(office: Office, rob: Browser, deals: dict[str, str]) -> None:
    """What rules told a person waits behind the bell until it is read; only a POST marks it."""
    assert "Well done" in rob.get("/notifications").text
    assert '<span class="dot" aria-hidden="true">1</span>' in rob.get("/").text
    message = office.find("rob", "notification")[0]
    answer = rob.post(f"/notifications/{message.id}/open")
    assert answer.status_code == 303
    assert 'class="dot"' not in rob.get("/").text
    assert rob.post("/notifications/read").status_code == 303
    assert office.browser("lin").get("/notifications").text.count("Well done") == 0
    assert deals


def test_the_profile_keeps_language_and_look(rob: Browser) -> None:
    """Language, zone and look follow the person's choice from the next page on."""
    rob.post("/profile", language="zh-CN", timezone="Asia/Tokyo", theme="dark", back="/o/deal")
    text = rob.get("/").text
    assert '<html lang="zh-CN" data-theme="dark" data-bs-theme="dark"' in text
    rob.post("/profile", language="xx", timezone="Nowhere/City", theme="pink")
    assert '<html lang="zh-CN" data-theme="dark"' in rob.get("/").text


def test_the_password_can_be_changed(office: Office, rob: Browser) -> None:
    """The present password is asked for, both entries must agree, weak ones are refused, and one stays logged in."""
    good = {"old": "correct horse", "new": "battery staple", "again": "battery staple"}
    assert rob.post("/profile/password", **{**good, "old": "wrong"}).status_code == 422
    assert rob.post("/profile/password", **{**good, "again": "other"}).status_code == 422
    assert rob.post("/profile/password", **{**good, "new": "x", "again": "x"}).status_code == 422
    assert rob.post("/profile/password", **good).status_code == 303
    assert rob.get("/profile").status_code == 200
    assert office.browser().log_in("rob", "battery staple").status_code == 303


def test_administrators_give_passwords(office: Office, rob: Browser) -> None:
    """Who may manage users gives one a password, which ends that person's sessions; nobody else can."""
    address = f"/users/{office.people['rob']}/password"
    assert rob.get(address).status_code == 403
    assert rob.post(address, new="battery staple", again="battery staple").status_code == 403
    root = office.browser("root")
    assert address in root.get(f"/o/user/{office.people['rob']}").text
    assert root.post(address, new="battery staple", again="other").status_code == 422
    assert root.post(address, new="x", again="x").status_code == 422
    assert root.post(address, new="battery staple", again="battery staple").status_code == 303
    assert rob.get("/").status_code == 303
    assert office.browser().log_in("rob", "battery staple").status_code == 303


def test_a_users_role_is_a_choice(office: Office) -> None:
    """A user's role, language and zone are chosen from what there is, and shown by their labels."""
    root = office.browser("root")
    form = root.get(f"/o/user/{office.people['rob']}/edit").text
    assert '<option value="rep" selected>Sales rep</option>' in form
    assert '<option value="Asia/Shanghai">' in form
    assert "Sales rep" in root.get("/o/user").text


def test_setup_is_for_those_who_may_customise(office: Office, rob: Browser) -> None:
    """Admins read objects, fields and deployments; others are refused."""
    root = office.browser("root")
    page = root.get("/setup")
    assert page.status_code == 200
    assert "Deployments" in page.text
    assert "22 Nov 2026" in page.text
    assert "quantity * price" in root.get("/setup/objects/line").text
    assert rob.get("/setup/objects/line").status_code == 403


def test_somebody_without_any_right_sees_an_empty_house(office: Office) -> None:
    """A person without a role logs in and finds nothing, and nothing breaks."""
    zed = office.browser("zed")
    assert zed.get("/").status_code == 200
    assert zed.get("/o/deal").status_code == 404
    assert zed.get("/search?q=x").status_code == 200


def test_a_tree_is_filtered_from_its_top_down(office: Office) -> None:
    """Where records form a hierarchy a chip asks for one of them and all below it; of others it is not offered."""
    files = dict(sample().files)
    files["objects/account.yaml"] = files["objects/account.yaml"].replace("branches}", "branches, hierarchy: true}")
    planned, found = office.platform.deployments.plan([core_app(), AppSource("sample_crm", files)])
    assert planned is not None, [str(one) for one in found]
    office.platform.deployments.apply(planned, Consent(), "test", "trees")
    rob = office.browser("rob")
    top = office.create("rob", "account", name="Top").id
    branch = office.create("rob", "account", name="Branch", parent=top).id
    other = office.create("rob", "account", name="Other").id
    for name, account in (("One", top), ("Two", branch), ("Three", other)):
        office.create("rob", "deal", name=name, account=account)

    def shown(chip: str) -> list[str]:
        return sorted(names(rob.get(f"/o/deal?view=open&f={chip}").text))

    assert shown("account:below:Top") == ["One", "Two"]
    assert shown("account:below:Branch") == ["Two"]
    assert shown("account:below:Nobody") == []
    twin = office.create("rob", "account", name="Branch", parent=other).id
    office.create("rob", "deal", name="Four", account=twin)
    assert shown("account:below:Branch") == ["Four", "Two"]
    assert shown("account:below:Other") == ["Four", "Three"]
    assert "Account: Top and below" in rob.get("/o/deal?view=open&f=account:below:Top").text
    assert "：Top及其下级" in office.browser("lin").get("/o/deal?view=open&f=account:below:Top").text
    assert shown("owner:below:Rob Stone") == ["Four", "One", "Three", "Two"]  # no such condition, so none


def test_password_forms_say_whose_they_are(office: Office, rob: Browser) -> None:
    """A password keeper finds the username beside a new password, one's own and a colleague's."""
    assert 'name="username" value="rob" autocomplete="username"' in rob.get("/profile").text
    root = office.browser("root")
    assert 'value="rob" autocomplete="username"' in root.get(f"/users/{office.people['rob']}/password").text


def test_links_are_no_place_to_go(rob: Browser) -> None:
    """The objects behind many_to_many fields stand neither in the rail nor among what one creates."""
    text = rob.get("/").text
    assert 'href="/o/account"' in text
    assert "/o/account_partners" not in text
