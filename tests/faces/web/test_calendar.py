"""A view of type calendar: records on the days of a month, in the reader's language and zone."""

from collections.abc import Iterator

import pytest

from objectry.metadata import AppSource, core_app
from objectry.runtime import Consent
from tests.databases import sqlite_database
from tests.faces.office import Browser, Office, new_office, sample

VIEWS = """layout: activity
views:
  all: {label: All}
  days: {label: Days, type: calendar, date: due_at, where: not done, card: [related_to]}
"""


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Office]:
    """The sample office, whose activities have a calendar."""
    made = new_office(sqlite_database(tmp_path_factory.mktemp("calendar")))
    plain = sample()
    app = AppSource(plain.name, {**plain.files, "layouts/activity.yaml": VIEWS})
    planned, found = made.platform.deployments.plan([core_app(), app])
    assert planned is not None, [str(one) for one in found]
    made.platform.deployments.apply(planned, Consent(), "test", "calendar")
    yield made
    made.platform.close()


@pytest.fixture
def rob(office: Office) -> Browser:
    return office.browser("rob")


def day(text: str, label: str) -> str:
    """What stands on a day of the page."""
    return text.partition(f">{label}</span>")[2].partition("</li>")[0]


def test_records_stand_on_their_days(office: Office, rob: Browser) -> None:
    """At their time, with a hint; those that the view leaves out, or of other months, do not stand there."""
    for name, due, done in (
        ("Call", "2026-11-24T09:30:00Z", False),
        ("Past", "2026-10-12T09:00:00Z", False),
        ("Done", "2026-11-24T10:00:00Z", True),
    ):
        office.create("rob", "activity", name=name, due_at=due, done=done)
    text = rob.get("/o/activity?view=days").text
    assert "November 2026" in text
    assert "Call</a>" in day(text, "Tue 24 Nov 2026")
    assert "<time>09:30</time>" in day(text, "Tue 24 Nov 2026")
    assert "Past</a>" not in text
    assert "Done</a>" not in text
    assert 'aria-current="date"' in text
    assert "due_at=2026-11-24T09%3A00" in day(text, "Tue 24 Nov 2026")


def test_one_goes_from_month_to_month(rob: Browser) -> None:
    """By links that keep what the list is narrowed by; what is no month is this one."""
    text = rob.get("/o/activity?view=days&month=2026-12&f=name:contains:a").text
    assert "December 2026" in text
    for month in ("2026-11", "2027-01"):
        assert f"f=name%3Acontains%3Aa&amp;month={month}" in text
    for wrong in ("2026-13", "x", "99999-01", "0000-01"):
        assert "November 2026" in rob.get(f"/o/activity?view=days&month={wrong}").text
    for edge in ("0001-01", "9999-12"):
        assert rob.get(f"/o/activity?view=days&month={edge}").status_code == 200


def test_a_full_day_folds_and_narrowing_works(office: Office, rob: Browser) -> None:
    """More than four go behind a line that opens; a filter narrows the calendar as a list."""
    for place in range(6):
        office.create("rob", "activity", name=f"Visit {place}", due_at="2027-03-03T10:00:00Z")
    text = rob.get("/o/activity?view=days&month=2027-03").text
    assert "2 more</summary>" in day(text, "Wed 3 Mar 2027")
    narrowed = rob.get("/o/activity?view=days&month=2027-03&f=name:contains:Visit 3").text
    assert "Visit 3</a>" in narrowed
    assert "Visit 4</a>" not in narrowed
    assert rob.get("/o/activity?view=days&where=nonsense(").status_code == 422


def test_it_speaks_chinese_and_hides_what_is_hidden(office: Office) -> None:
    """Month and days as they are written there; who sees none of the records sees an empty month."""
    office.create("rob", "activity", name="Mine", due_at="2026-11-25T09:00:00Z")
    text = office.browser("lin").get("/o/activity?view=days").text
    assert "2026年11月" in text
    assert "周三" in text
    assert "Mine</a>" not in text
