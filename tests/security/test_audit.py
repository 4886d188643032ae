"""The sealed audit log (G32): what concerns rights is in it, and nothing in it changes without being found."""

import secrets
from base64 import b64encode
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import timedelta

import pytest

from objectry.faces.wsgi import create_app
from objectry.runtime import AuditEntry, AuditFilter, Change, Event, Fault, Invalid, NotAllowed, Platform, parse_head
from objectry.runtime.identity.passwords import Passwords
from objectry.runtime.sealing.keyring import VARIABLE, KeyRing, parse_keys
from objectry.runtime.sealing.vault import Vault
from objectry.runtime.store import open_store
from tests.faces.office import CHEAP, PASSWORD
from tests.moulds import Moulds
from tests.security.company import Company, copied_company

KEY, OTHER = (b64encode(bytes([number]) * 32).decode() for number in (1, 2))


def opened(company: Company, keys: str = KEY) -> Platform:
    """The company opened by a process that has these keys."""
    store = open_store(company.database.url, company.database.schema)
    environment = {VARIABLE: keys} if keys else {}
    return Platform(store, company.office.clock, Passwords(CHEAP), Vault(KeyRing(None, environment)))


@dataclass
class Book:
    """A company's audit log, and what is done to it behind the platform's back."""

    company: Company
    platform: Platform

    def entries(self, **wanted: object) -> tuple[AuditEntry, ...]:
        call = self.platform.call(self.platform.identity.system_actor("seed"), self.company.office.call("root").source)
        return self.platform.audit.page(call, AuditFilter(**wanted))[0]  # type: ignore[arg-type]

    def fault(self, head: str = "", keys: str = "") -> tuple[int, str] | None:
        """The first row that does not fit, and why."""
        platform = opened(self.company, keys) if keys else self.platform
        broken = platform.audit.verify(parse_head(head) if head else None, lambda _: None).broken
        return None if broken is None else (broken.number, broken.fault)

    def tamper(self, statement: str) -> None:
        self.company.behind_the_door(statement)


def kept(company: Company) -> Book:
    """A log of which five rows are sealed, with the company at work on it."""
    company.behind_the_door("DELETE FROM {0}_audit")
    platform = opened(company)
    company.office.platform, company.office.app = platform, create_app(platform)
    for _ in range(5):
        platform.identity.log_in("rob", PASSWORD)
    return Book(company, platform)


@pytest.fixture
def book(company: Company) -> Book:
    """A log of its own, on each kind of database."""
    return kept(company)


@pytest.fixture(scope="module")
def shelf(moulds: Moulds, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Book]:
    """A log on SQLite to which several tests add."""
    company = copied_company(moulds, "sqlite", tmp_path_factory.mktemp("audit"))
    yield kept(company)
    company.office.platform.close()


SWAP = (
    "UPDATE {0}_audit SET number = -1 WHERE number = 2;"
    "UPDATE {0}_audit SET number = 2 WHERE number = 3;"
    "UPDATE {0}_audit SET number = 3 WHERE number = -1"
)
COPY = (
    "INSERT INTO {0}_audit (at, event, cause, object, record, detail, number, key, seal)"
    " SELECT at, event, cause, object, record, detail, 6, key, seal FROM {0}_audit WHERE number = 5"
)
TAMPERED = {
    "a word changed": ("UPDATE {0}_audit SET event = 'session.end' WHERE number = 3", (3, Fault.CHANGED)),
    "another actor": ("UPDATE {0}_audit SET actor = NULL WHERE number = 1", (1, Fault.CHANGED)),
    "a row taken out": ("DELETE FROM {0}_audit WHERE number = 4", (4, Fault.MISSING)),
    "the first row taken out": ("DELETE FROM {0}_audit WHERE number = 1", (1, Fault.MISSING)),
    "the last row cut off": ("DELETE FROM {0}_audit WHERE number = 5", (5, Fault.MISSING)),
    "two rows exchanged": (SWAP, (2, Fault.CHANGED)),
    "a row put in again": (COPY, (6, Fault.CHANGED)),
    "the numbers moved up": (
        "DELETE FROM {0}_audit WHERE number = 2; UPDATE {0}_audit SET number = number - 1 WHERE number > 2",
        (2, Fault.CHANGED),
    ),
}


def test_the_first_broken_link_is_named(book: Book) -> None:
    """A row changed, taken out, moved or put in is found, and the first one that does not fit is told."""
    book.tamper("CREATE TABLE {0}kept AS SELECT * FROM {0}_audit")
    for name, (statements, found) in TAMPERED.items():
        assert book.fault() is None, name
        for statement in statements.split(";"):
            book.tamper(statement)
        assert book.fault() == found, name
        book.tamper("DELETE FROM {0}_audit")
        book.tamper("INSERT INTO {0}_audit SELECT * FROM {0}kept")


def test_cutting_off_the_end_with_its_count_is_found_by_a_head_kept_elsewhere(book: Book) -> None:
    """Who changes the count too is found by the end that was written down before."""
    head = str(book.platform.audit.verify(None, lambda _: None).head)
    assert book.fault(head) is None
    book.tamper("DELETE FROM {0}_audit WHERE number > 3")
    book.tamper("UPDATE {0}_counter SET last = 3 WHERE name = 'audit'")
    assert book.fault() is None
    assert book.fault(head) == (4, Fault.MISSING)


def test_another_key_seals_nothing_that_fits(book: Book) -> None:
    """Without the key nobody verifies, and a chain sealed with another one is not taken for ours."""
    assert book.fault(keys=OTHER) == (1, Fault.NO_KEY)
    book.tamper(f"UPDATE {{0}}_audit SET key = '{parse_keys(OTHER)[0].id}' WHERE number = 2")
    assert book.fault(keys=f"{KEY},{OTHER}") == (2, Fault.CHANGED)


def test_a_change_of_keys_goes_on_with_the_chain(book: Book) -> None:
    """Rows sealed with an older key still fit, as long as the key is kept."""
    opened(book.company, f"{OTHER},{KEY}").identity.log_in("rob", PASSWORD)
    assert book.fault(keys=f"{OTHER},{KEY}") is None
    assert book.fault() == (6, Fault.NO_KEY)


def test_rows_without_a_key_are_told_and_sealed_only_when_asked(book: Book) -> None:
    """What was written while no key was there stays marked until somebody takes it over, which is an event itself."""
    opened(book.company, "").identity.log_in("rob", PASSWORD)
    book.platform.identity.log_in("sam", PASSWORD)
    assert book.platform.audit.verify(None, lambda _: None).unsealed == 1
    assert book.platform.audit.adopt(book.company.office.call("root")) == 1
    found = book.platform.audit.verify(None, lambda _: None)
    assert (found.broken, found.unsealed) == (None, 0)
    assert book.entries(event=Event.ADOPTED)[0].detail == {"rows": 1}


def test_many_at_once_make_one_chain(book: Book) -> None:
    """Writers at the same time, in several processes, leave a chain without gaps."""
    platforms = [opened(book.company) for _ in range(2)]
    names = ("rob", "sam", "mia", "max", "dora", "kim", "aud", "root") * 2

    def enter(place: int) -> None:
        platforms[place % 2].identity.log_in(names[place], PASSWORD)

    with ThreadPoolExecutor(8) as pool:
        list(pool.map(enter, range(len(names))))
    found = book.platform.audit.verify(None, lambda _: None)
    assert (found.broken, found.unsealed, found.sound) == (None, 0, 5 + len(names))


def _wrong_password(platform: Platform, _: Company) -> None:
    with pytest.raises(Invalid):
        platform.identity.log_in("sam", "wrong", "203.0.113.7")


def _demote(platform: Platform, company: Company) -> None:
    platform.records.update(company.office.call("root"), "user", [Change(company.office.people["sam"], {"role": None})])


def _grant(platform: Platform, company: Company) -> None:
    values = {"user": company.office.people["dora"], "permission_set": "hush"}
    platform.records.create(company.office.call("root"), "user_permission", [values])


def _share(platform: Platform, company: Company) -> None:
    account, mia = company.ids["rob.account"], company.office.people["mia"]
    made = platform.sharing.share(company.office.call("rob"), "account", account, mia)
    platform.sharing.end(company.office.call("rob"), "account", account, made.id)


def _token(platform: Platform, company: Company) -> None:
    call = company.office.call("rob")
    platform.identity.create_token(call, "laptop", platform.clock.now() + timedelta(days=1))
    platform.identity.revoke_token(call, platform.identity.tokens(call)[-1].id)


DEEDS: dict[str, tuple[Callable[[Platform, Company], object], tuple[str, ...]]] = {
    "a wrong password": (_wrong_password, ("session.refuse",)),
    "a log-out": (lambda platform, _: platform.identity.log_out(platform.identity.log_in("rob", PASSWORD).token),
                  ("session.end",)),
    "out everywhere": (lambda platform, company: platform.identity.log_out_everywhere(
        company.office.call("rob"), company.office.people["rob"]), ("session.end_all",)),
    "a password given": (lambda platform, company: platform.identity.set_password(
        company.office.call("root"), company.office.people["kim"], "another long one"), ("password.set",)),
    "a password changed": (lambda platform, company: platform.identity.change_password(
        company.office.call("max"), PASSWORD, "another long one"), ("password.change",)),
    "tokens": (_token, ("token.revoke", "token.create")),
    "a role": (_demote, ("user.update",)),
    "a permission set": (_grant, ("user_permission.create",)),
    "shares": (_share, ("share.end", "share.create")),
}  # fmt: skip


@pytest.mark.parametrize("deed", DEEDS)
def test_what_decides_who_may_what_is_in_the_log(shelf: Book, deed: str) -> None:
    """Log-ins and their failures, passwords, tokens, people, permission sets and shares are events, sealed at once."""
    act, events = DEEDS[deed]
    after = shelf.entries()[0].id
    act(shelf.platform, shelf.company)
    own = [one for one in shelf.entries() if one.id > after and one.event != "session.begin"]
    assert tuple(one.event for one in own) == events
    assert all(one.number for one in own)
    assert shelf.fault() is None


def test_an_event_tells_before_and_after_and_no_secret(shelf: Book) -> None:
    """Who changed whose role from what to what; of a failed log-in who was meant, and never what was typed."""
    office = shelf.company.office
    shelf.platform.records.update(office.call("root"), "user", [Change(office.people["aud"], {"role": "rep"})])
    (changed,) = shelf.entries(event="user.update", limit=1)
    assert (changed.actor_name, changed.name) == ("Root", "Aud")
    assert changed.detail == {"changes": {"role": ["auditor", "rep"]}}
    canary = f"canary{secrets.token_hex(8)}"
    for name in ("sam", canary):
        with pytest.raises(Invalid):
            shelf.platform.identity.log_in(name, canary, "203.0.113.7")
    unknown, known = shelf.entries(event="session.refuse", limit=2)
    assert (known.name, known.detail) == ("Sam", {"address": "203.0.113.7"})
    assert (unknown.name, unknown.record) == ("", "")
    assert canary not in str(shelf.entries())


def test_what_is_taken_back_is_not_in_the_log(shelf: Book) -> None:
    """The row is part of the change: a refused change and a rehearsed one leave none."""
    before, records, sam = shelf.entries()[0].id, shelf.platform.records, shelf.company.office.people["sam"]
    call = shelf.company.office.call("root")
    with pytest.raises(Invalid):
        records.update(call, "user", [Change(sam, {"role": "keeper"}), Change(sam, {"manager": sam})])
    records.update(call, "user", [Change(sam, {"role": "keeper"})], dry_run=True)
    assert [
        one.event for one in shelf.entries() if one.id > before and one.object == "user" and one.record == sam
    ] == []
    assert shelf.fault() is None


def test_only_those_with_the_right_read_it(shelf: Book) -> None:
    """Without view_audit the log is refused, over the API too; with it, it comes in pages, newest first."""
    with pytest.raises(NotAllowed):
        shelf.platform.audit.page(shelf.company.office.call("rob"), AuditFilter())
    assert shelf.company.program("rob").send("GET", "/audit").status_code == 403
    root = shelf.company.program("root")
    first = root.get("/audit", limit=2, event="session.begin")
    second = root.get("/audit", limit=2, event="session.begin", after=first["next"])
    ids = [int(one["id"]) for page in (first, second) for one in page["events"]]
    assert ids == sorted(ids, reverse=True)
    assert len(set(ids)) == 4
    for wrong in ({"after": "x"}, {"since": "yesterday"}, {"limit": "500"}, {"actor": "rob"}, {"nothing": "1"}):
        assert root.send("GET", "/audit", query=wrong).status_code == 400
