"""`crm log REVISION` and `crm purge`, as somebody at a terminal sees them."""

import sqlite3

from tests.faces.cli.shell import FIVE_LINES, Shell

WITHOUT_PRICE = FIVE_LINES.replace("  price: {type: currency, label: Price}\n", "")


def without_price(shell: Shell) -> None:
    shell.write(objects__bike=WITHOUT_PRICE)
    assert shell("apply", "--yes", "-m", "too dear", "--allow-data-loss", "bike.price").code == 0


def test_a_revision_shows_what_it_changed(applied: Shell) -> None:
    """Who, when and why, the changes in words, and the lines of each file."""
    without_price(applied)
    answer = applied("log", "2")
    assert answer.code == 0
    assert answer.lines[0].startswith("Revision 2, ")
    assert answer.lines[0].endswith(": too dear")
    assert "  data_loss take column bike.price out of use; its values go to quarantine" in answer.lines
    assert "changed shop/objects/bike.yaml" in answer.lines
    assert "-  price: {type: currency, label: Price}" in answer.lines


def test_the_first_revision_added_everything(applied: Shell) -> None:
    """Its files are named, not quoted."""
    lines = applied("log", "1").lines
    assert "added shop/objects/bike.yaml" in lines
    assert "  safe      create table bike with" in "\n".join(lines)


def test_a_revision_as_json(applied: Shell) -> None:
    """For programs."""
    without_price(applied)
    content = applied("log", "2", "--json").json
    assert (content["revision"], content["message"]) == (2, "too dear")
    (file,) = [one for one in content["files"] if one["path"] == "shop/objects/bike.yaml"]
    assert file["verb"] == "changed"
    assert content["changes"][0]["class"] == "data_loss"


def test_there_is_no_such_revision(applied: Shell) -> None:
    """An error with the way out."""
    answer = applied("log", "7")
    assert answer.code == 1
    assert "P415 there is no revision 7; see `crm log`" in answer.errors


def test_nothing_is_purged_before_its_time(applied: Shell) -> None:
    """Thirty days, unless somebody says otherwise; afterwards it does not come back."""
    without_price(applied)
    assert applied("purge", "--yes").out == "Nothing to purge; 1 in quarantine.\n"
    answer = applied("purge", "--yes", "--days", "0")
    assert answer.lines[0].startswith("bike.price\t2\t")
    assert answer.lines[1] == "Purged 1; nothing brings them back but a backup."
    applied.write(objects__bike=FIVE_LINES)
    assert "add column bike.price currency" in applied("plan").out
    assert applied("doctor").code == 0


def test_one_thing_is_purged_by_name(applied: Shell) -> None:
    """A table goes with the notes about its columns and with its history; other things stay."""
    without_price(applied)
    applied.write(objects__car="object: car\n")
    applied("apply", "--yes")
    (applied.folder / "objects" / "car.yaml").unlink()
    applied("apply", "--yes", "--allow-data-loss", "car")
    assert applied("purge", "car", "--json", "--yes").json == {"purged": ["car"], "kept": 1}
    with sqlite3.connect(applied.url.removeprefix("sqlite:///")) as connection:
        names = {name for (name,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")}
    assert not [name for name in names if name.endswith("_car")]
    assert applied("doctor").code == 0
