"""Stored and echoed markup (G27): whatever people write, no page runs it."""

from collections.abc import Iterator
from html.parser import HTMLParser

import pytest

from objectry.metadata import FieldType
from objectry.runtime import Mode, Source
from tests.faces.office import Browser
from tests.moulds import Moulds
from tests.security.company import Company, copied_company

MARK = "xq7"
PAYLOADS = (
    f"<script>{MARK}()</script>", f'"><img src=x onerror={MARK}()>', f"'><svg/onload={MARK}()>",
    f"</textarea><script>{MARK}()</script>", f"</option></select><iframe srcdoc='<script>{MARK}()</script>'>",
    f"javascript:{MARK}()", f'" autofocus onfocus={MARK}() x="', f'<a href="java\tscript:{MARK}()">x</a>',
    f"<math><mtext></form><form><mglyph><style></math><img src onerror={MARK}()>", f"{{{{{MARK}}}}}{{% {MARK} %}}",
    f"<!--><img src=x onerror={MARK}()>-->", f"]]><script>{MARK}()</script>", f"\u2028</script><script>{MARK}()//",
)  # fmt: skip
WRITTEN = {FieldType.TEXT, FieldType.TEXTAREA, FieldType.RICH_TEXT}
LINKS = {"href", "src", "action", "formaction", "xlink:href", "data", "srcdoc", "poster", "hx-get", "hx-post"}
HARMLESS = ("/", "#", "?", "https://", "http://", "mailto:", "tel:", "data:image/")


class Nodes(HTMLParser):
    """Collects what a browser would run."""

    def __init__(self) -> None:
        super().__init__()
        self.run: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        if tag in {"iframe", "object", "embed", "base", "meta", "math", "style"} and MARK in str(attrs):
            self.run.append(f"{tag} {given}")
        if tag == "script" and not (given.get("src") or "").startswith("/static/"):
            self.run.append(f"script {given}")
        for name, value in attrs:
            if name.startswith(("on", "hx-on")) or name == "style":
                self.run.append(f"{tag} {name}={value}")
            if name in LINKS and value and not value.strip().lower().startswith(HARMLESS) and ":" in value:
                self.run.append(f"{tag} {name}={value}")


def run_by(page: str) -> list[str]:
    nodes = Nodes()
    nodes.feed(page)
    nodes.close()
    return nodes.run


OBJECTS = ("account", "contact", "lead", "opportunity", "activity")


@pytest.fixture(scope="module")
def scrawled(moulds: Moulds, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Company]:
    """A company in which every text that can be written is one of the payloads, names of people too."""
    company = copied_company(moulds, "sqlite", tmp_path_factory.mktemp("markup"))
    platform, people = company.office.platform, company.office.people
    call = platform.call(platform.identity.system_actor("seed"), Source.SEED)
    for object in OBJECTS:
        plan = call.blueprint.objects[object]
        texts = [one.name for one in plan.fields.values() if one.field.type in WRITTEN and one.field.unique is not True]
        accounts = [id for name, id in company.ids.items() if name.startswith("account.")]
        names = [one for one in texts if not plan.fields[one].field.system and not plan.fields[one].formula]
        rows = [{**dict.fromkeys(names, payload), "owner": people["rob"]} for payload in PAYLOADS]
        if object in {"contact", "opportunity"}:
            rows = [{**row, "account": account} for row, account in zip(rows, accounts, strict=False)]
        checked = platform.records.create(call, object, rows, dry_run=True, mode=Mode.PARTIAL)
        unfit = {fault.field for fault in checked.problems}  # a country, say, is none of them
        fit = [{name: value for name, value in row.items() if name not in unfit} for row in rows]
        made = platform.records.create(call, object, fit, Mode.PARTIAL)
        found = [one.id for one in made.records if one is not None]
        assert len(found) > len(PAYLOADS) // 2, made.problems[:3]
        company.ids.update({f"{object}.{number}": id for number, id in enumerate(found)})
    company.seed("user", username="eve", name=PAYLOADS[1], role="rep", manager=people["mia"])
    yield company
    platform.close()


def pages(company: Company) -> Iterator[str]:
    """The addresses of pages on which the texts stand."""
    yield from ("/", "/notifications", "/profile", "/setup", "/o/user", f"/o/user/{company.office.people['rob']}")
    for object in OBJECTS:
        yield from (f"/o/{object}", f"/o/{object}/new", f"/o/{object}?view=pipeline")
        for number in (0, 1, 5):
            id = company.ids[f"{object}.{number}"]
            yield from (f"/o/{object}/{id}", f"/o/{object}/{id}/edit", f"/o/{object}/{id}/delete")


def test_what_is_stored_is_not_run(scrawled: Company) -> None:
    """Lists, boards, records, forms, deletions, notifications and people show payloads as text."""
    browser, shown = scrawled.browser("root"), 0
    for address in pages(scrawled):
        answer = browser.get(address)
        assert answer.status_code in {200, 404}, address
        shown += MARK in answer.text
        assert run_by(answer.text) == [], address
    assert shown > 30


def test_what_is_echoed_is_not_run(scrawled: Company) -> None:
    """What a request says comes back as text: searches, filters, views, forms with faults, log-ins, lookups."""
    browser, stranger = scrawled.browser("root"), Browser(scrawled.office.app.test_client())
    payload = " ".join(PAYLOADS)
    for address in ("/search", "/o/account", "/o/account/new", "/login", "/lookup/contact/account", "/nowhere"):
        for name in ("q", "view", "where", "next", "f", "sort", "name", "error"):
            answer = browser.client.get(address, query_string={name: payload}, headers={"Accept": "text/html"})
            assert answer.status_code < 500
            assert run_by(answer.text) == [], (address, name)
    browser.get("/o/account/new")
    stranger.get("/login")
    for answer in (
        browser.post("/o/account/new", name=payload, email=payload, website=payload, owner=payload, amount=payload),
        stranger.post("/login", name=payload, password="wrong", next=payload),
        browser.client.get(f"/o/{payload}", headers={"Accept": "text/html"}),
    ):
        assert run_by(answer.text) == []


def test_the_checker_finds_what_runs() -> None:
    """Each way in which markup runs is found where it is not escaped."""
    bad = [one for one in PAYLOADS if "script>" in one or "onfocus" in one or "onload" in one]
    assert [one for one in bad if not run_by(f'<input value="{one}">{one}')] == []
    assert run_by(f'<a href="javascript:{MARK}()">x</a>')
    assert run_by('<a href="/x">x</a><script src="/static/1/app.js"></script>') == []
