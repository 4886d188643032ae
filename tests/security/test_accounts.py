"""Sessions and accounts (G30): guessing is slowed down and locks nobody out, and what ends, ends at once everywhere."""

import re
import sqlite3
from collections.abc import Iterator
from datetime import timedelta
from itertools import pairwise

import pytest

from objectry.faces.wsgi import create_app
from objectry.runtime import Invalid, NotAllowed, Platform
from objectry.runtime.identity.backoff import ADDRESS, NAME, PAIR, REMEMBERED
from objectry.runtime.identity.identity import IDLE
from objectry.runtime.identity.passwords import Passwords
from objectry.runtime.identity.strength import guessable
from objectry.runtime.store import open_store
from tests.faces.office import CHEAP, PASSWORD, Browser
from tests.moulds import Moulds
from tests.security.company import Company, copied_company

HOME, CAFE = "198.51.100.4", "203.0.113.9"
NEW = "brass kettle on snow"


@pytest.fixture
def lone(moulds: Moulds, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Company]:
    """A company of its own on SQLite."""
    company = copied_company(moulds, "sqlite", tmp_path_factory.mktemp("accounts"))
    yield company
    company.office.platform.close()


def tried(company: Company, name: str, password: str, address: str = "") -> int:
    """0 where it let in, -1 where name and password are wrong; else the seconds to wait."""
    try:
        company.office.platform.identity.log_in(name, password, address)
    except Invalid as refused:
        (one,) = refused.problems
        return int(one.params["seconds"]) if one.code == "D551" else -1
    return 0


def fail(company: Company, times: int, name: str = "rob", address: str = CAFE) -> list[int]:
    """Fail so often, waiting as long as is asked for; the seconds waited before each try."""
    waited = []
    for _ in range(times):
        seconds = 0
        while (asked := tried(company, name, "wrong", address)) > 0:
            company.office.clock.advance(timedelta(seconds=asked))
            seconds += asked
        waited.append(seconds)
    return waited


class TestBackOff:
    def test_each_further_try_waits_twice_as_long(self, lone: Company) -> None:
        """Five tries are free; then the wait doubles, to a quarter of an hour and no further, and the right
        password passes after it."""
        waited = fail(lone, 18)
        assert waited[: PAIR.free] == [0] * PAIR.free
        later = waited[PAIR.free :]
        assert later[0] == 1
        assert all(after in {2 * before, 900} for before, after in pairwise(later))
        assert later[-1] == 900
        assert tried(lone, "rob", PASSWORD, CAFE) == 900
        lone.office.clock.advance(timedelta(seconds=900))
        assert tried(lone, "rob", PASSWORD, CAFE) == 0

    def test_nobody_is_locked_out_by_others(self, lone: Company) -> None:
        """Whatever strangers try with a name, its owner gets in at once from where she logged in before."""
        assert tried(lone, "rob", PASSWORD, HOME) == 0
        for place in range(NAME.free // PAIR.free + 2):
            fail(lone, PAIR.free, address=f"203.0.113.{place}")
        assert tried(lone, "rob", "wrong", "192.0.2.1") == 60
        assert tried(lone, "rob", PASSWORD, HOME) == 0

    def test_a_name_nobody_has_is_slowed_alike(self, lone: Company) -> None:
        """Neither the answers nor the waits tell which names exist."""
        assert fail(lone, 8, name="nobody") == fail(lone, 8, name="sam", address="192.0.2.7")

    def test_an_address_that_tries_many_names_waits(self, lone: Company) -> None:
        """Trying one password with many names is counted by the address; others do not wait for it."""
        for place in range(ADDRESS.free):
            tried(lone, f"name{place}", "Summer2026!", CAFE)
        assert tried(lone, "sam", PASSWORD, CAFE) >= 1
        assert tried(lone, "sam", PASSWORD, HOME) == 0

    def test_successes_and_old_failures_do_not_count(self, lone: Company) -> None:
        """Logging in often is no failure, and after a day a mistake is forgotten."""
        assert [tried(lone, "rob", PASSWORD, HOME) for _ in range(PAIR.free * 3)] == [0] * PAIR.free * 3
        fail(lone, PAIR.free + 4)
        lone.office.clock.advance(REMEMBERED)
        assert fail(lone, PAIR.free) == [0] * PAIR.free

    def test_the_database_holds_no_name_and_no_address(self, lone: Company) -> None:
        """What is counted stands under digests."""
        fail(lone, 1, name="nobody-at-all")
        with sqlite3.connect(lone.database.url.removeprefix("sqlite:///")) as database:
            rows = repr(database.execute("SELECT * FROM _attempt").fetchall())
        assert rows != "[]"
        assert "nobody-at-all" not in rows
        assert CAFE not in rows


GUESSED = (
    "password", "Passw0rd!", "qwertyuiop", "12345678", "aaaaaaaaaaaa", "letmein123", "iloveyou1", "abcdefgh1",
    "20261128", "summer2026", "Summer2026!", "Welcome123!!",
    "objectry1", "robertson1", "Rob.Robertson", "robertson@hill.example",
)  # fmt: skip


class TestPasswords:
    @pytest.mark.parametrize("password", GUESSED)
    def test_what_is_soon_guessed_is_refused(self, password: str) -> None:
        """Common passwords, runs of keys, dates, repetitions, and what everybody knows of their owner."""
        assert guessable(password, ("robertson", "Rob Robertson", "Rob", "robertson@hill.example", "hill.example"))

    @pytest.mark.parametrize("password", [NEW, "kX9-vmq2-Lw", "雨夜行舟听潮声远", "x7" * 30 + "tail of words"])
    def test_long_and_odd_ones_are_taken(self, password: str) -> None:
        """Phrases, random ones and long ones of any script are fine: there are no rules of composition."""
        assert not guessable(password, ("rob",))

    @pytest.mark.parametrize("password", ["", "short", "x" * 1001, "Objectry2026", "sam12345"])
    def test_weak_ones_are_refused_for_everybody(self, shared: Company, password: str) -> None:
        """An administrator gives nobody a password that is too short, too long or guessable."""
        people, identity = shared.office.people, shared.office.platform.identity
        with pytest.raises(Invalid) as refused:
            identity.set_password(shared.office.call("root"), people["sam"], password)
        assert refused.value.problems[0].code in {"D552", "D555"}

    def test_ones_own_is_changed_with_the_present_one(self, lone: Company) -> None:
        """Nobody changes her own password without showing the old one, an administrator neither."""
        office = lone.office
        for who in ("rob", "root"):
            with pytest.raises(NotAllowed):
                office.platform.identity.set_password(office.call(who), office.people[who], NEW)
        with pytest.raises(Invalid) as refused:
            office.platform.identity.change_password(office.call("rob"), "wrong", NEW)
        assert refused.value.problems[0].code == "D550"
        assert office.platform.identity.change_password(office.call("rob"), PASSWORD, NEW).actor.name == "Rob"
        assert tried(lone, "rob", PASSWORD) == -1

    def test_trying_the_present_one_is_slowed_down_too(self, lone: Company) -> None:
        """Who sits at somebody else's open browser cannot guess the password there."""
        browser = lone.browser("rob")
        answers = [browser.post("/profile/password", old="wrong", new=NEW, again=NEW) for _ in range(PAIR.free + 2)]
        assert {one.status_code for one in answers} == {422}
        assert "Too many failed attempts" in answers[-1].text


class TestSessions:
    def test_a_log_in_renews_the_session(self, lone: Company) -> None:
        """Each log-in has a new secret, and the one the browser had before is worth nothing any more."""
        browser = Browser(lone.office.app.test_client())
        secrets = []
        for _ in range(2):
            browser.get("/login")
            browser.post("/login", name="rob", password=PASSWORD)
            secrets.append(session_of(browser))
        identity = lone.office.platform.identity
        assert [identity.actor_of_session(one) is not None for one in secrets] == [False, True]

    def test_a_secret_from_elsewhere_is_never_taken_over(self, lone: Company) -> None:
        """A session that somebody planted in a browser does not become a good one by logging in."""
        browser = Browser(lone.office.app.test_client())
        browser.client.set_cookie("__Host-session", "planted", secure=True)
        browser.get("/login")
        browser.post("/login", name="rob", password=PASSWORD)
        assert session_of(browser) != "planted"
        assert lone.office.platform.identity.actor_of_session("planted") is None

    def test_what_ends_is_out_with_the_next_request_in_every_process(self, lone: Company) -> None:
        """A new password and a log-out everywhere end all sessions at once, in processes that knew them too."""
        other = again(lone)
        first, second = lone.browser("rob"), Browser(create_app(other).test_client())
        second.log_in("rob")
        assert second.get("/").status_code == 200
        changed = first.post("/profile/password", old=PASSWORD, new=NEW, again=NEW)
        assert changed.status_code == 303
        assert [one.get("/profile").status_code for one in (first, second)] == [200, 303]
        second.log_in("rob", NEW)
        assert second.get("/profile").status_code == 200
        assert first.post("/profile/sessions").headers["Location"] == "/login"
        assert [one.get("/profile").status_code for one in (first, second)] == [303, 303]

    def test_sessions_end_without_use(self, lone: Company) -> None:
        """Two hours without a request end a session; a process that saw none of the use knows of it all the same."""
        other, identity = again(lone).identity, lone.office.platform.identity
        used, idle = identity.log_in("rob", PASSWORD).token, identity.log_in("rob", PASSWORD).token
        for _ in range(5):
            assert other.actor_of_session(used) is not None
            lone.office.clock.advance(IDLE / 4)
        assert identity.actor_of_session(used) is not None
        assert identity.actor_of_session(idle) is None

    def test_an_administrator_ends_sessions_and_tokens_and_others_do_not(self, lone: Company) -> None:
        """manage_users ends somebody's sessions, and tokens where they are meant; without it only one's own."""
        office, program = lone.office, lone.program("rob")
        with pytest.raises(NotAllowed):
            office.platform.identity.log_out_everywhere(office.call("sam"), office.people["rob"])
        office.platform.identity.log_out_everywhere(office.call("root"), office.people["rob"])
        assert program.send("GET", "/meta").status_code == 200
        office.platform.identity.log_out_everywhere(office.call("root"), office.people["rob"], tokens=True)
        assert program.send("GET", "/meta").status_code == 401


def again(company: Company) -> Platform:
    """The same company opened by another process."""
    store = open_store(company.database.url, company.database.schema)
    return Platform(store, company.office.clock, Passwords(CHEAP))


def session_of(browser: Browser) -> str:
    cookie = browser.client.get_cookie("__Host-session", path="/")
    assert cookie is not None
    return cookie.decoded_value


def test_wrong_log_ins_are_one_page(lone: Company) -> None:
    """The page for a name nobody has, a wrong password and a deactivated person is the same but for the name typed."""
    pages = set()
    for name in ("rob", "nobody", "sam'--"):
        browser = Browser(lone.office.app.test_client())
        browser.get("/login")
        answer = browser.post("/login", name=name, password="wrong one")
        plain = re.sub(r'(name="form_token" value=|name="name" value=)"[^"]*"', r"\1", answer.text)
        pages.add((answer.status_code, plain))
    assert len(pages) == 1
