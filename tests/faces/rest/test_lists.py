"""Lists through the API, on both databases."""

import pytest

from tests.faces.office import Office
from tests.faces.rest.program import Program, program, refused


@pytest.fixture
def rep(office: Office) -> Program:
    made = program(office, "rob")
    east, west = (made.made("account", name=name, region=name)["id"] for name in ("east", "west"))
    rows = [
        {"name": f"Deal {place}", "account": account, "amount": amount, "stage": stage, "discount": discount}
        for place, (account, amount, stage, discount) in enumerate(
            [(east, 100, "open", 5), (west, 250, "open", None), (east, None, "open", 20), (west, 120, "won", 10)]
        )
    ]
    answer = made.send("POST", "/deal", {"records": rows})
    assert answer.status_code == 200, answer.text
    return made


def deals(rep: Program, **query: object) -> list[str]:
    return [one["name"] for one in rep.get("/deal", **{"sort": "name", **query})["records"]]


FILTERS = [
    ("amount > 110", ["Deal 1", "Deal 3"]),
    ('account.region = "east"', ["Deal 0", "Deal 2"]),
    ("ISBLANK(amount)", ["Deal 2"]),
    ("discount >= 10%", ["Deal 2", "Deal 3"]),
    ("stage.closed", ["Deal 3"]),
    ('amount < 200 and stage in ("won", "lost")', ["Deal 3"]),
    ("owner = $user", ["Deal 0", "Deal 1", "Deal 2", "Deal 3"]),
    ("close_date < TODAY()", []),
    ('ACCOUNT.Name = "west"', ["Deal 1", "Deal 3"]),
    ("expected > 20", ["Deal 1", "Deal 3"]),
    (" ", ["Deal 0", "Deal 1", "Deal 2", "Deal 3"]),
]


def test_filters_in_the_rule_language(rep: Program) -> None:
    """A filter is an expression of the rule language, with paths, percent, picklist attributes and the context."""
    for text, found in FILTERS:
        assert deals(rep, filter=text) == found, text


def test_sorting(rep: Program) -> None:
    """Keys sort in turn, `-` turns one round; blank comes first ascending and last descending."""
    assert deals(rep, sort="amount") == ["Deal 2", "Deal 0", "Deal 3", "Deal 1"]
    assert deals(rep, sort="-amount") == ["Deal 1", "Deal 3", "Deal 0", "Deal 2"]
    assert deals(rep, sort="account.name,-name") == ["Deal 2", "Deal 0", "Deal 3", "Deal 1"]


def test_views(rep: Program) -> None:
    """A view brings its filter, and its order where the caller gives none; a filter of the caller's narrows it."""
    assert deals(rep, view="open") == ["Deal 0", "Deal 1", "Deal 2"]
    assert [one["name"] for one in rep.get("/deal", view="open")["records"]] == ["Deal 1", "Deal 0", "Deal 2"]
    assert deals(rep, view="open", filter="amount > 0") == ["Deal 0", "Deal 1"]
    problem = refused(rep.send("GET", "/deal", query={"view": "opn"}), 422)
    assert '"open"' in problem["detail"]


def test_searching(rep: Program) -> None:
    """`q` finds every word in any of the object's search fields, in any case."""
    assert deals(rep, q="DEAL 0004") == ["Deal 3"]
    assert deals(rep, q="0003") == ["Deal 2"]
    assert deals(rep, q="nowhere") == []


def test_pages_follow_one_another(rep: Program) -> None:
    """Following the cursor meets every record once, in order, whatever is blank; the last page has no next."""
    for sort in ("amount", "-amount", "account.name,amount", "name"):
        whole, met, after = deals(rep, sort=sort), list[str](), None
        for _ in range(5):
            page = rep.get("/deal", sort=sort, limit=1, **({"after": after} if after else {}))
            met += [one["name"] for one in page["records"]]
            after = page["next"]
            if after is None:
                break
        assert met == whole, sort


def test_a_cursor_fits_one_query_of_one_reader(office: Office, rep: Program) -> None:
    """A cursor made up, bent, or used for another query or by somebody else is refused."""
    cursor = rep.get("/deal", sort="amount", limit=1)["next"]
    bent = cursor[:-2] + ("AA" if not cursor.endswith("AA") else "BB")
    for query in (
        {"sort": "name", "after": cursor},
        {"sort": "amount", "after": bent},
        {"sort": "amount", "after": "é"},
    ):
        problem = refused(rep.send("GET", "/deal", query=query), 422)
        assert [one["code"] for one in problem["errors"]] == ["D543"]
    mia = program(office, "mia").send("GET", "/deal", query={"sort": "amount", "after": cursor})
    assert refused(mia, 422)["errors"][0]["code"] == "D543"


def test_counting(rep: Program) -> None:
    """How many there are is told when asked, whatever the page holds."""
    assert "total" not in rep.get("/deal")
    for how in ("exact", "capped"):
        page = rep.get("/deal", count=how, limit=1, filter="not stage.closed")
        assert (page["total"], page["capped"], len(page["records"])) == (3, False, 1)


def test_fields_and_labels_of_a_list(rep: Program) -> None:
    """Chosen paths come under the names they were asked for; labels stand beside."""
    page = rep.get("/deal", fields="name,account,account.region,stage.probability", sort="name", limit=1, labels="true")
    record = page["records"][0]
    assert list(record) == ["id", "version", "name", "account", "account.region", "stage.probability", "_labels"]
    assert (record["account.region"], record["stage.probability"]) == ("east", "20")
    assert record["_labels"] == {"account": "east", "account.region": "East"}


@pytest.mark.usefixtures("rep")
def test_people_see_their_own(office: Office) -> None:
    """A rep sees her own, her manager those of her people, the administrator all: list and count agree."""
    for who, many in (("rob", 4), ("lin", 0), ("mia", 4), ("root", 4)):
        page = program(office, who).get("/deal", count="exact")
        assert (len(page["records"]), page["total"]) == (many, many), who


def test_faults_of_a_filter_have_places(rep: Program) -> None:
    """Every fault of a filter is told with its line and column in the text the caller sent."""
    for text, line, column in (
        ("amount >", 1, 9),
        ("amount > 1 and\n  nothing = 2", 2, 3),
        ("name > 5", 1, 1),
        ('amount = "x"', 1, 1),
        ("account.nothing = 1", 1, 9),
        ("amount", 1, 1),
    ):
        fault = refused(rep.send("GET", "/deal", query={"filter": text}), 422)["errors"][0]
        assert fault["code"] == "D540"
        assert fault["line"] == line, (text, fault)
        assert fault["column"] >= column, (text, fault)
        assert fault["message"].startswith(f"Line {line}, column {fault['column']}: ")
