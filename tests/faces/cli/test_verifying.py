"""`crm verify` as somebody at a terminal and a program see it."""

from objectry.runtime import Source, assemble
from tests.faces.cli.shell import Shell
from tests.faces.cli.test_examining import damage

WHEEL = "object: wheel\nfields:\n  bike: {type: lookup, to: bike, related_as: wheels}\n"
BIKE = """
object: bike
label: Bike
fields:
  model: {type: text}
  fitted: {type: integer, rollup: COUNT(wheels), reveals: true}
"""


def test_wrong_figures_are_told_and_repaired(shell: Shell) -> None:
    """Both figures of a few records, exit 1; repaired, exit 0, and then there is nothing to tell."""
    shell.write(objects__bike=BIKE, objects__wheel=WHEEL)
    assert shell("apply", "--yes").code == 0
    platform = assemble(shell.url)
    call = platform.call(platform.identity.system_actor("seed"), Source.SEED)
    made = platform.records.create(call, "bike", [{"model": str(number)} for number in range(7)]).records
    first = min(record.id for record in made if record is not None)
    platform.records.create(call, "wheel", [{"bike": first}])
    platform.close()
    healthy = shell("verify", "rollups")
    assert (healthy.code, healthy.out) == (0, "1 stored roll-ups, each as the records below give it.\n")

    damage(shell, "UPDATE bike SET fitted = 3")
    told = shell("verify", "rollups")
    assert (told.code, len(told.lines)) == (1, 8)
    assert told.lines[:2] == [
        "bike.fitted: 7 records keep another figure than the records below give",
        f"    {first}  stored 3, computed 1",
    ]
    (difference,) = shell("verify", "rollups", "--json").json["differences"]
    assert (difference["object"], difference["field"], difference["count"]) == ("bike", "fitted", 7)
    assert difference["samples"][0] == {"id": first, "stored": "3", "computed": "1"}

    repaired = shell("verify", "rollups", "--repair")
    assert (repaired.code, repaired.lines[-1]) == (0, "7 figures computed anew.")
    again = shell("verify", "rollups", "--json")
    assert (again.code, again.json) == (0, {"rollups": 1, "differences": [], "repaired": 0})


def test_wrong_entries_are_told_and_repaired(shell: Shell) -> None:
    """Objects with a few ids, exit 1; made anew, exit 0, and then there is nothing to tell."""
    shell.write(objects__bike=BIKE, objects__wheel=WHEEL, layouts__bike="layout: bike\nsearch: {fields: [model]}\n")
    assert shell("apply", "--yes").code == 0
    platform = assemble(shell.url)
    call = platform.call(platform.identity.system_actor("seed"), Source.SEED)
    made = platform.records.create(call, "bike", [{"model": "Swift"}]).records[0]
    platform.close()
    assert shell("verify", "search").code == 0
    damage(shell, "UPDATE bike SET model = 'Slow'")
    told = shell("verify", "search")
    assert (told.code, told.lines[0]) == (1, "bike: 1 records are found by other words than they have")
    assert made is not None
    assert shell("verify", "search", "--json").json["differences"] == [
        {"object": "bike", "count": 1, "samples": [made.id]}
    ]
    repaired = shell("verify", "search", "--repair")
    assert (repaired.code, repaired.lines[-1]) == (0, "1 entries made anew.")
    again = shell("verify", "search")
    assert (again.code, again.out.endswith("objects are searched, each record by the words it has.\n")) == (0, True)
