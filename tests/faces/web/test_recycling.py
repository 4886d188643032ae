"""The page of the recycle bin."""

import pytest

from objectry.runtime import Target
from tests.faces.office import Browser, Office


@pytest.fixture
def gone(office: Office) -> str:
    """A deal that Rob deleted."""
    made = office.create("rob", "deal", name="Wind <park>", close_date="2030-01-01").id
    office.platform.records.delete(office.call("rob"), "deal", [Target(made)])
    return made


def test_a_record_comes_back_with_one_press(rob: Browser, gone: str) -> None:
    """The page tells what, when and by whom; the button brings it back, and its page says so."""
    page = rob.get("/bin").text
    assert "Wind &lt;park&gt;" in page
    assert "Rob Stone" in page
    address = f"/bin/deal/{gone}/restore"
    assert f'action="{address}"' in page
    answer = rob.post(address)
    assert (answer.status_code, answer.headers["Location"]) == (303, f"/o/deal/{gone}")
    assert "Deal restored" in rob.get(answer.headers["Location"]).text
    assert "Nothing is in the recycle bin." in rob.get("/bin").text


def test_the_bin_of_somebody_else_is_empty(office: Office, gone: str) -> None:
    """Others see nothing, and cannot take it."""
    zed = office.browser("zed")
    assert "Wind" not in zed.get("/bin").text
    assert zed.post(f"/bin/deal/{gone}/restore").status_code == 404


def test_the_bin_speaks_chinese(office: Office, gone: str) -> None:
    """Its words are in the reader's language."""
    assert gone
    office.platform.records.delete(
        office.call("lin"), "deal", [Target(office.create("lin", "deal", name="风电", close_date="2030-01-01").id)]
    )
    page = office.browser("lin").get("/bin").text
    assert all(word in page for word in ("回收站", "恢复", "风电"))
