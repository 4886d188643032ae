"""V01-V07, V10, V13: what a rep is told does not depend on what she may not see, at whatever face she asks.

Every question is asked in two worlds that differ only in what is hidden from her; the answers must be the same to the
letter.  Absence from the output would not be enough: a filter, a sort or a count tells values, too.
"""

import re
from collections.abc import Iterator

from tests.security.company import Company

ME = "rob"
HIDDEN = {"product": ("cost", "margin"), "campaign": ("cost", "budget_used")}
HIDDEN_ACCOUNT = ("secret", "secret_size", "kept", "kept_twice", "above", "below")
OBJECTS = ("account", "opportunity", "opportunity_line", "contact", "lead", "activity", "product", "campaign", "user")
NAMES = {"activity": "subject", "opportunity_line": "number"}
CONDITIONS = (
    "{} > 0",
    "{} = 61.07",
    "{} <> null",
    "ISBLANK({})",
    "not ISBLANK({})",
    "{} in (61.07, 617.07)",
    'CONTAINS(TEXT({}), "7")',
    "IF({} > 1, true, false)",
    "BLANKVALUE({}, 1) > 0",
    "CASE({}, 61.07, 1, 0) = 1",
    "ROUND({}, 0) = 61",
    "MAX({}, 1) > 1",
)
FILTERS = {
    "account": (
        "COUNT(opportunities) > 0",
        "COUNT(opportunities where opportunities.amount > 1) > 1",
        "SUM(opportunities.amount) > 0",
        "MAX(opportunities.amount) > 0",
        "COUNT(vaults) > 0",
        "SUM(vaults.money) > 1",
        'parent.name <> ""',
        'parent.parent.owner.name = "Kim"',
        "COUNT(subsidiaries) > 0",
    ),
    "opportunity": (
        'account.name = "Sam Ltd"',
        "account.won_total > 0",
        "account.kept > 0",
        "SUM(lines.product.cost) > 0",
        "COUNT(lines where lines.product.cost > 60) > 0",
    ),
    "opportunity_line": ("product.cost > 1", "product.margin > 0", "opportunity.account.secret <> null"),
    "user": ("COUNT(reports) > 0", "manager.manager.name <> null"),
    "activity": ("related_to <> null", "contact.account.secret = null"),
}


def rest_questions(company: Company) -> Iterator[str]:
    for object in OBJECTS:
        name = NAMES.get(object, "name")
        yield f"/{object}?count=exact&labels=true"
        yield f"/{object}?q=Sam&count=exact"
        yield f"/{object}?sort=-{name},-created_at&limit=1"
        yield f"/meta/{object}"
        for hidden in HIDDEN.get(object, ()) + (HIDDEN_ACCOUNT if object == "account" else ()):
            yield from (f"/{object}?count=exact&filter={one.format(hidden)}" for one in CONDITIONS)
            yield from (f"/{object}?sort={hidden}", f"/{object}?fields=id,{hidden}", f"/{object}?sort=-{hidden}")
        yield from (f"/{object}?count=exact&filter={one}" for one in FILTERS.get(object, ()))
    yield from ("/meta", "/openapi.json")
    for name, id in company.ids.items():
        object = name.rpartition(".")[2]
        yield from (f"/{object}/{id}{part}" for part in ("", "/history", "/access"))
        yield from (f"/{object}/{id}/related/{many}" for many in ("vaults", "opportunities", "opportunity_lines"))


def web_questions(company: Company) -> Iterator[str]:
    yield from ("/", "/notifications", "/search?q=Sam", "/search?q=61.07", "/search?q=hush", "/profile")
    for object in OBJECTS:
        yield from (f"/o/{object}", f"/o/{object}?q=Sam", f"/o/{object}?sort=cost", f"/o/{object}?where=cost > 1")
        yield f"/o/{object}/new"
    yield from ("/o/opportunity?view=pipeline", "/o/account?where=secret <> null", "/o/account?where=above <> null")
    for field in ("account", "primary_contact", "campaign", "owner"):
        yield f"/lookup/opportunity/{field}?q=a"
    for name, id in company.ids.items():
        object = name.rpartition(".")[2]
        yield from (f"/o/{object}/{id}", f"/o/{object}/{id}/edit", f"/go/activity/related_to/{id}")


def told(company: Company) -> dict[str, tuple[int, str]]:
    """Every question with its answer; random numbers of a page are no answer."""
    program, browser = company.program(ME), company.browser(ME)
    found: dict[str, tuple[int, str]] = {}
    for path in rest_questions(company):
        answer = program.send("GET", path)
        found[f"REST {path}"] = (answer.status_code, answer.text)
    for path in web_questions(company):
        answer = browser.get(path)
        found[f"web {path}"] = (answer.status_code, re.sub(r'(nonce|form_token)"? ?(value)?="[^"]+"', "", answer.text))
    return found


def change_what_is_hidden(company: Company) -> None:
    """Hidden fields behind the door, as a change through it would move the version everybody may see; other people's
    records through it."""
    company.behind_the_door("UPDATE {}product SET cost = 9907")
    company.behind_the_door("UPDATE {}campaign SET cost = 9907")
    company.behind_the_door("UPDATE {}account SET secret = 'changed at last'")
    company.behind_the_door("UPDATE {}vault SET money = 9907")
    sam, kim = company.program("sam"), company.program("kim")
    ids = company.ids
    assert (
        sam.send(
            "PATCH", f"/account/{ids['sam.account']}", {"name": "Samson Inc", "phone": "+49 30 1234567"}
        ).status_code
        == 200
    )
    assert (
        sam.send("PATCH", f"/opportunity/{ids['sam.opportunity']}", {"amount": "777", "stage": "proposal"}).status_code
        == 200
    )
    assert sam.send("DELETE", f"/contact/{ids['sam.contact']}").status_code == 204
    assert sam.send("POST", "/lead", {"name": "Sam's best lead", "rating": "hot"}).status_code == 201
    assert kim.send("PATCH", f"/account/{ids['kim.account']}", {"name": "Kim Group"}).status_code == 200
    assert kim.send("POST", "/vault", {"name": "Attic", "money": "3"}).status_code == 201


def test_answers_do_not_depend_on_what_is_hidden(company: Company) -> None:
    """Other people's records and hidden fields may change as they like: a rep is told the same, everywhere."""
    before = told(company)
    assert {status for status, _ in before.values()} <= {200, 303, 403, 404, 422}
    change_what_is_hidden(company)
    after = told(company)
    differing = [question for question, answer in before.items() if after[question] != answer]
    assert not differing


def test_the_questions_can_tell_worlds_apart(company: Company) -> None:
    """Whoever may see what changed is told: the test above would notice a leak."""
    director = company.program("dora")
    before = [director.send("GET", path).text for path in ("/account?sort=name", "/product?fields=cost,margin")]
    change_what_is_hidden(company)
    after = [director.send("GET", path).text for path in ("/account?sort=name", "/product?fields=cost,margin")]
    assert before[0] != after[0]
    assert before[1] != after[1]


def test_hidden_words_are_in_no_answer(shared: Company) -> None:
    """No answer to a rep holds a hidden value, another rep's record, or the name of an object she knows nothing of."""
    hidden = ("61.07", "617.07", "Sam Ltd", "Sam deal", "Sam Contact", "Sam Lead", "Kim Holding", "Cellar", "Vault")
    for question, (_, text) in told(shared).items():
        asked = question.replace("%20", " ")
        assert not [word for word in hidden if word in text and word not in asked], question
