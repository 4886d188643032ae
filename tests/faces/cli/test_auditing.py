"""`crm audit` and `crm verify audit`: the sealed log at the console."""

import sqlite3

from tests.faces.cli.shell import Shell


def test_the_log_is_told_and_verified(applied: Shell) -> None:
    """What was done about people is told newest first; a row changed behind our back ends the check with 1."""
    applied("user", "add", "ann", "--role", "admin", "--password", "correct horse battery")
    applied("user", "logout", "ann", "--tokens")
    told = applied("audit", "--json").json
    assert [one["event"] for one in told] == ["session.end_all", "password.set", "user.create", "deployment.apply"]
    assert [one["number"] for one in told] == [4, 3, 2, 1]
    assert applied("audit", "--event", "user.create").lines[0].split("\t")[2:5] == [
        "user.create",
        "system:seed",
        "user ann",
    ]
    assert applied("audit", "--user", "ann", "--json").json == []
    sound = applied("verify", "audit", "--json")
    assert (sound.code, sound.json["sound"], sound.json["broken"]) == (0, 4, None)
    head = sound.json["head"]
    assert applied("verify", "audit", "--head", head).code == 0
    with sqlite3.connect(applied.url.removeprefix("sqlite:///")) as database:
        database.execute("UPDATE _audit SET detail = '{}' WHERE number = 2")
    broken = applied("verify", "audit")
    assert broken.code == 1
    assert "row 2 is not what was sealed" in broken.out


def test_a_head_that_is_none_is_refused(applied: Shell) -> None:
    """A head is a number and a seal; anything else is a sentence and ends with 1."""
    for head in ("x", "5:", "5:abc", f"-1:{'0' * 64}"):
        answer = applied("verify", "audit", "--head", head)
        assert answer.code == 1
        assert "--head is a number" in answer.errors
