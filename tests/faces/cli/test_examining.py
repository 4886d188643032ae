"""`crm doctor` and `crm dump` as somebody at a terminal sees them."""

import sqlite3

from tests.faces.cli.shell import FIVE_LINES, Shell


def damage(shell: Shell, statement: str) -> None:
    with sqlite3.connect(shell.url.removeprefix("sqlite:///")) as connection:
        connection.execute(statement)


def test_a_healthy_database(applied: Shell) -> None:
    """One line, exit 0."""
    answer = applied("doctor")
    assert (answer.code, answer.out) == (0, "Nothing found: the database is what the model says.\n")
    assert applied("doctor", "--json").json == {"findings": []}


def test_a_finding_has_its_place_and_a_way_out(applied: Shell) -> None:
    """Exit 1; for people in three lines, for programs as a document.  Nothing is changed by looking."""
    damage(applied, "ALTER TABLE bike ADD COLUMN extra TEXT")
    answer = applied("doctor")
    assert answer.code == 1
    assert answer.lines == [
        "bike.extra P451 column bike.extra belongs to no field",
        "    somebody changed the database by hand; add the column or drop it",
    ]
    (finding,) = applied("doctor", "--json").json["findings"]
    assert set(finding) == {"code", "place", "text", "way_out", "count", "samples"}


def test_it_puts_right_what_the_records_tell(shell: Shell) -> None:
    """Only when asked: a counter set back is told with the command, and with it numbers go on behind the highest."""
    shell.write(objects__bike=FIVE_LINES + '  frame: {type: autonumber, format: "F-{00}"}\n')
    assert shell("apply", "--yes").code == 0
    damage(shell, "INSERT INTO bike (id, created_at, updated_at, version, frame) VALUES ('1', 0, 0, 1, 'F-07')")
    answer = shell("doctor")
    assert answer.code == 1
    assert "`crm doctor --repair` puts it right from the records" in answer.out
    assert shell("doctor", "--repair").errors == "1 put right\n"
    assert "P462" not in shell("doctor").out


def test_a_dump_is_a_line_a_record(applied: Shell) -> None:
    """Objects by name, fields by name; an empty database has none."""
    assert applied("dump").lines == []
    damage(applied, "INSERT INTO bike (id, created_at, updated_at, version, price) VALUES ('1', 0, 0, 1, 1250)")
    (line,) = applied("dump").lines
    assert line.startswith('bike {"created_at":"1970-01-01T00:00:00+00:00","id":"1","price":"12.5",')
