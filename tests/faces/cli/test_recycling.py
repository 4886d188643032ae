"""`crm bin` as somebody at a terminal sees it."""

import sqlite3

from objectry.runtime import Source, Target, assemble
from tests.faces.cli.shell import Shell

WHEEL = "object: wheel\nfields:\n  bike: {type: master_detail, to: bike, related_as: wheels}\n"
BIKE = "object: bike\nlabel: Bike\nfields:\n  name: {type: text}\n"


def rows(shell: Shell, table: str) -> int:
    with sqlite3.connect(shell.url.removeprefix("sqlite:///")) as connection:
        return int(connection.execute(f"SELECT count(*) FROM {table}").fetchone()[0])


def test_the_bin_is_listed_taken_back_and_emptied(shell: Shell) -> None:
    """A deleted record is listed without what went along, comes back with it, and is gone for good after its time."""
    shell.write(objects__bike=BIKE, objects__wheel=WHEEL)
    assert shell("apply", "--yes").code == 0
    assert shell("user", "add", "root", "--role", "admin", "--password", "plenty of words 7").code == 0
    platform = assemble(shell.url)
    call = platform.call(platform.identity.system_actor("seed"), Source.SEED)
    bike, other = (
        one.id for one in platform.records.create(call, "bike", [{"name": "A"}, {"name": "B"}]).records if one
    )
    platform.records.create(call, "wheel", [{"bike": bike}, {"bike": bike}])
    platform.records.delete(call, "bike", [Target(bike), Target(other)])
    platform.close()
    listed = shell("bin", "list", "--json").json
    assert sorted(one["id"] for one in listed) == sorted((bike, other))
    assert "A" in shell("bin", "list", "bike").out
    assert shell("bin", "restore", "bike", bike).code == 0
    assert [one["id"] for one in shell("bin", "list", "--json").json] == [other]
    assert "no such record" in shell("bin", "restore", "bike", bike).errors
    kept = shell("bin", "purge", "--yes")
    assert (kept.code, rows(shell, "bike")) == (0, 2)
    assert shell("bin", "purge", "--days", "0", "--yes").lines[-1] == "1 records are gone for good."
    assert (rows(shell, "bike"), rows(shell, "wheel"), rows(shell, "_bin")) == (1, 2, 0)
    assert shell("doctor").code == 0
