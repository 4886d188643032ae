"""Validate, plan, apply, rollback, log: exit codes, words, and what stays untouched."""

import json
from decimal import Decimal
from pathlib import Path

import pytest

from objectry.faces.cli.deploying.conforming import faults_in
from objectry.faces.cli.deploying.plan_file import digest
from objectry.faces.cli.deploying.plan_schema import FILE, PLAN
from objectry.runtime import Query, Source, assemble
from tests.faces.cli.shell import FIVE_LINES, Shell


def test_five_lines_make_a_working_object(shell: Shell) -> None:
    """YAML -> apply -> a record through the door."""
    answer = shell("apply", "--yes", "-m", "the first bike")
    assert answer.code == 0
    assert "Revision 1 is in force." in answer.out
    platform = assemble(shell.url)
    call = platform.call(platform.identity.system_actor("seed"), Source.SEED)
    platform.records.create(call, "bike", [{"model": "Gravel", "price": "1299.90"}])
    page = platform.records.find(call, Query("bike", filter="price > 1000", fields=("model", "price")))
    assert [record.values["price"] for record in page.records] == [Decimal("1299.90")]
    platform.close()


def test_validate_says_fine(shell: Shell) -> None:
    """Exit 0, and a count to see that the right folder was read."""
    answer = shell("validate")
    assert (answer.code, answer.out) == (0, "fine: 6 objects\n")


def test_validate_takes_a_path(shell: Shell, monkeypatch: pytest.MonkeyPatch) -> None:
    """A workspace elsewhere."""
    monkeypatch.chdir("/")
    assert shell("validate", str(shell.folder)).code == 0


def test_plan_ends_with_two_while_changes_wait(shell: Shell) -> None:
    """2 with changes, 0 without: a script can tell."""
    assert shell("plan").code == 2
    shell("apply", "--yes")
    answer = shell("plan")
    assert (answer.code, answer.out) == (0, "Nothing to change: what is deployed is what stands in the files.\n")


def test_a_plan_changes_nothing(shell: Shell) -> None:
    """Looking is free."""
    shell("plan")
    assert shell("log").out == ""


def test_plan_tells_classes_and_counts(applied: Shell) -> None:
    """Every change with its class; records are counted in the live database."""
    applied.write(objects__bike=FIVE_LINES.replace("  price: {type: currency, label: Price}", "  vip: {type: boolean}"))
    answer = applied("plan")
    assert answer.code == 2
    assert "  safe      add column bike.vip boolean" in answer.lines
    assert "  data_loss take column bike.price out of use; its values go to quarantine" in answer.lines


def test_plan_as_json(applied: Shell) -> None:
    """For programs: class, name, text, counts."""
    applied.write(objects__bike=FIVE_LINES + "  vip: {type: boolean}\n")
    content = applied("plan", "--json").json
    assert (content["base_revision"], content["pending"]) == (1, True)
    assert content["changes"][0] == {
        "class": "safe", "name": "bike.vip", "text": "add column bike.vip boolean", "rows": 0, "breaking": None,
        "samples": [], "users": None,
    }  # fmt: skip


def test_apply_as_json(shell: Shell) -> None:
    """The plan that was carried out, and the revision it made; a second time there is nothing to do."""
    first, second = shell("apply", "--json").json, shell("apply", "--json").json
    assert (first["base_revision"], first["revision"], first["pending"]) == (0, 1, True)
    assert (second["revision"], second["pending"], second["changes"]) == (1, False, [])


def test_a_plan_file_is_applied_as_it_is(applied: Shell) -> None:
    """What was shown is what happens, whatever the files say by then."""
    applied.write(objects__bike=FIVE_LINES + "  vip: {type: boolean}\n")
    assert applied("plan", "-o", "next.plan").code == 2
    applied.write(objects__bike=FIVE_LINES + "  other: {type: text}\n")
    assert applied("apply", "next.plan").code == 0
    assert "vip" in applied("show", "bike").out or "vip" in applied("plan").out
    platform = assemble(applied.url)
    assert "vip" in platform.current().blueprint.objects["bike"].fields
    platform.close()


def test_a_stale_plan_file_is_refused(applied: Shell) -> None:
    """Somebody applied in between: plan again."""
    applied.write(objects__bike=FIVE_LINES + "  vip: {type: boolean}\n")
    applied("plan", "-o", "next.plan")
    applied.write(objects__bike=FIVE_LINES + "  other: {type: text}\n")
    applied("apply", "--yes")
    answer = applied("apply", "next.plan")
    assert answer.code == 1
    assert "P410 the plan was made for revision 1, but 2 is deployed now; plan again" in answer.errors
    assert len(applied("log").lines) == 2


@pytest.mark.parametrize("content", ["", "{}", "[1]", '{"objectry_plan": 2}', '{"objectry_plan": 2, "apps": 3}'])
def test_what_is_no_plan_is_refused(applied: Shell, content: str) -> None:
    """Any other file is told to be none, without a traceback."""
    Path("wrong.plan").write_text(content)
    answer = applied("apply", "wrong.plan")
    assert answer.code == 1
    assert "P416 wrong.plan is no plan" in answer.errors


def test_a_plan_that_was_edited_is_refused(applied: Shell) -> None:
    """The files in it must still be those that were planned."""
    applied.write(objects__bike=FIVE_LINES + "  vip: {type: boolean}\n")
    applied("plan", "-o", "next.plan")
    content = json.loads(Path("next.plan").read_text())
    content["apps"][1]["files"]["objects/bike.yaml"] = FIVE_LINES
    Path("next.plan").write_text(json.dumps(content))
    answer = applied("apply", "next.plan")
    assert answer.code == 1
    assert "P417 next.plan was changed after" in answer.errors
    content["digest"] = digest(content)
    Path("next.plan").write_text(json.dumps(content))
    assert "P417 next.plan was made by another version" in applied("apply", "next.plan").errors


def test_a_plan_for_another_database_is_refused(applied: Shell) -> None:
    """The same number of a revision is not enough: what is deployed under it has to be the same."""
    applied.write(objects__bike=FIVE_LINES + "  vip: {type: boolean}\n")
    applied("plan", "-o", "next.plan")
    content = json.loads(Path("next.plan").read_text())
    content["base"] = "0" * 64
    content["digest"] = digest(content)
    Path("next.plan").write_text(json.dumps(content))
    assert "P410 next.plan was made for another database" in applied("apply", "next.plan").errors


def test_a_plan_of_an_older_format_is_told(applied: Shell) -> None:
    """Plan again; nothing of it is read."""
    Path("old.plan").write_text('{"objectry_plan": 1}')
    assert "old.plan is a plan of another version" in applied("apply", "old.plan").errors


def test_plans_have_a_schema(applied: Shell) -> None:
    """What `--json` and `--out` write is what is documented, with changes of every class."""
    create(applied, {"model": "Gravel"}, {"model": "City"})
    strict = FIVE_LINES.replace("label: Model", "label: Model, max_length: 5").replace("currency", "text")
    applied.write(objects__bike=strict + "sharing: {base: read}\n")
    planned = applied("plan", "--json", "-o", "next.plan").json
    assert faults_in(planned, PLAN) == ()
    assert {one["class"] for one in planned["changes"]} >= {"safe", "stricter", "access"}
    assert faults_in(json.loads(Path("next.plan").read_text()), FILE) == ()
    assert faults_in({**planned, "pending": "yes"}, PLAN)


def test_a_plan_names_the_records(applied: Shell) -> None:
    """Who breaks a new demand and whose values go stand below the change, then how long others wait."""
    first, second = create(applied, {"model": "Gravel", "price": 5}, {"model": "City"})
    rule = "validations: {cheap: {error_if: ISBLANK(price), message: no}}\n"
    applied.write(objects__bike=FIVE_LINES + rule)
    lines = applied("plan").lines
    place = lines.index("  stricter  validation bike.cheap is added  (2 records)")
    assert lines[place + 1] == f"            1 record would break bike.cheap: {second}"
    assert lines[-1] == "Others wait for less than a second (an estimate)."
    applied.write(objects__bike=FIVE_LINES.replace("currency", "date"))
    text = "\n".join(applied("plan").lines)
    assert f"starts empty  (1 record)\n            among them {first}" in text
    applied.write(objects__bike=FIVE_LINES.replace("model: {type: text,", "model: {type: integer,"))
    assert "            2 values do not convert: " in applied("plan").out


def create(shell: Shell, *rows: dict[str, object]) -> list[str]:
    platform = assemble(shell.url)
    call = platform.call(platform.identity.system_actor("seed"), Source.SEED)
    made = platform.records.create(call, "bike", rows)
    platform.close()
    return [record.id for record in made.records if record is not None]


def test_a_loss_has_to_be_named(applied: Shell) -> None:
    """The refusal says what to type; with it the change goes through."""
    applied.write(objects__bike="object: bike\nlabel: Bike\nfields:\n  model: {type: text}\n")
    answer = applied("apply", "--yes")
    assert answer.code == 1
    assert "P411" in answer.errors
    assert "--allow-data-loss bike.price" in answer.errors
    assert len(applied("log").lines) == 1
    assert applied("apply", "--yes", "--allow-data-loss", "bike.price").code == 0


def test_rollback_returns_to_the_revision_before(applied: Shell) -> None:
    """The old stack under a new number; the log keeps both."""
    applied.write(objects__bike=FIVE_LINES + "  vip: {type: boolean}\n")
    applied("apply", "--yes")
    answer = applied("rollback", "--yes", "--allow-data-loss", "bike.vip")
    assert answer.code == 0
    assert "Revision 3 is in force: the stack of revision 1." in answer.out
    assert [line.split("\t")[0] for line in applied("log").lines] == ["3", "2", "1"]


def test_rollback_to_nowhere_is_refused(applied: Shell) -> None:
    """There is nothing before the first."""
    answer = applied("rollback", "--yes")
    assert answer.code == 1
    assert "P415 there is no revision 0" in answer.errors


def test_the_log_as_json(applied: Shell) -> None:
    """Revision, time, author, message."""
    (entry,) = applied("log", "--json").json
    assert set(entry) == {"revision", "at", "author", "message"}


def test_errors_keep_everything_as_it_was(applied: Shell) -> None:
    """Faulty files: exit 1, the place, nothing deployed."""
    applied.write(objects__bike=FIVE_LINES.replace("currency", "curency"))
    for words in (["plan"], ["apply", "--yes"]):
        answer = applied(*words)
        assert answer.code == 1
        assert "objects/bike.yaml:5:17 error M204" in answer.errors
    assert len(applied("log").lines) == 1


def test_validate_counts_in_english(shell: Shell) -> None:
    """One error is not "1 errors"."""
    shell.write(settings="curency: EUR\n")
    assert shell("validate").out.strip() == "1 error"
    shell.write(settings="curency: EUR\nwek_start: monday\n")
    assert shell("validate").out.strip() == "2 errors"


def test_errors_as_json(shell: Shell) -> None:
    """For editors and CI: place, code, message."""
    shell.write(objects__bike=FIVE_LINES.replace("currency", "curency"))
    answer = shell("validate", "--json")
    assert answer.code == 1
    (problem,) = answer.json["problems"]
    assert (problem["file"], problem["line"], problem["column"], problem["code"]) == (
        "objects/bike.yaml",
        5,
        17,
        "M204",
    )


def test_a_folder_without_an_app_says_so(shell: Shell, tmp_path: Path) -> None:
    """With the way out."""
    answer = shell("plan", "--workspace", str(tmp_path))
    assert (answer.code, answer.errors) == (1, f"error: {tmp_path} has no app.yaml; `crm init DIR` makes a new app\n")


def test_only_the_own_layer_is_replaced(shell: Shell) -> None:
    """A second workspace on the same database adds its layer and leaves the first one's alone."""
    shell("apply", "--yes")
    other = Shell(shell.folder.parent / "other")
    other.write(
        app="name: other\nversion: 1.0\nbase: {shop: '~1.0'}\n",
        objects__bike="extend: bike\nfields:\n  colour: {type: text}\n",
    )
    assert other.here("apply", "--yes", "--database", shell.url).code == 0
    shell.write(objects__bike=FIVE_LINES + "  vip: {type: boolean}\n")
    assert shell("apply", "--yes").code == 0
    platform = assemble(shell.url)
    assert {"vip", "colour"} <= set(platform.current().blueprint.objects["bike"].fields)
    assert [app.name for app in platform.deployments.apps()] == ["core", "shop", "other"]
    platform.close()


def test_a_missing_base_is_told(shell: Shell) -> None:
    """A base that is neither deployed nor shipped."""
    shell.write(app="name: shop\nversion: 1.0\nbase: {nowhere: '1.0'}\n")
    answer = shell("validate")
    assert answer.code == 1
    assert 'app.yaml:3:17 error M223 the app stands on "nowhere"' in answer.errors


def test_comments_are_kept_with_a_revision_of_their_own(applied: Shell) -> None:
    """A change of comments alone is told as such, stored without a step, and given back by `crm pull`."""
    said = "# our bikes\n" + FIVE_LINES
    applied.write(objects__bike=said)
    answer = applied("plan")
    assert answer.code == 2
    assert answer.lines[0] == "Only comments, or the way things are written, differ: objects/bike.yaml"
    content = applied("plan", "--json").json
    assert (content["pending"], content["rewritten"], content["changes"], content["steps"]) == (
        True, ["objects/bike.yaml"], [], 0,
    )  # fmt: skip
    assert applied("apply", "--yes").code == 0
    assert applied("plan").code == 0
    elsewhere = applied.folder.parent / "elsewhere"
    elsewhere.mkdir()
    assert applied("pull", "--app", "shop", "--database", applied.url, "--workspace", str(elsewhere)).code == 0
    assert (elsewhere / "objects/bike.yaml").read_text() == said


def test_the_order_of_declarations_is_a_change_without_steps(applied: Shell) -> None:
    """Order is meaningful: it is told, kept, and needs nothing of the database."""
    first, *head, model, price = FIVE_LINES.splitlines()
    applied.write(objects__bike="\n".join([first, *head, price, model]) + "\n")
    content = applied("plan", "--json").json
    assert ({one["class"] for one in content["changes"]}, content["steps"]) == ({"safe"}, 0)
    assert applied("apply", "--yes").code == 0
    assert applied("plan").code == 0


def test_a_plan_says_what_goes_for_good_and_when(applied: Shell) -> None:
    """How long a loss can be brought back, and what is in quarantine already."""
    applied.write(objects__bike=FIVE_LINES.replace("  price: {type: currency, label: Price}\n", ""))
    assert "What goes to quarantine by this can be brought back for 30 days." in applied("plan").lines
    applied("apply", "--yes", "--allow-data-loss", "bike.price")
    (line,) = [one for one in applied("plan").lines if one.startswith("In quarantine")]
    assert line.startswith("In quarantine: bike.price; bike.price until ")
    (kept,) = applied("plan", "--json").json["quarantine"]
    assert (kept["name"], kept["left_with"], kept["due"]) == ("bike.price", 2, False)


def test_a_long_plan_stays_readable(applied: Shell) -> None:
    """Harmless changes of one thing share a line; a loss keeps its own; `--all` shows every one."""
    fields = "".join(f"  extra{number}: {{type: text}}\n" for number in range(500))
    applied.write(objects__bike=FIVE_LINES.replace("  price: {type: currency, label: Price}\n", "") + fields)
    lines = applied("plan").lines
    assert len(lines) < 12
    assert lines[0] == "502 changes to revision 1:"
    assert lines[1] == "  1 data_loss, 501 safe; every one with --all"
    assert "  data_loss take column bike.price out of use; its values go to quarantine" in lines
    shown = "add column bike.extra0 text; add column bike.extra1 text"
    assert f"  safe      bike: 500 changes: {shown} and 498 more" in lines
    assert len(applied("plan", "--all").lines) > 500


def test_a_plan_says_the_words_that_agree(applied: Shell) -> None:
    """Each loss by its name, on one line to copy; and those words are enough."""
    applied.write(objects__bike="object: bike\nlabel: Bike\nfields:\n  brand: {type: text}\n")
    assert applied("apply", "--yes").code == 1
    (line,) = [one for one in applied("plan").lines if one.startswith("To agree")]
    words = line.removeprefix("To agree to all of it by name: ").split()
    assert words == ["--allow-data-loss", "bike.model", "--allow-data-loss", "bike.price"]
    assert applied("apply", "--yes", *words).code == 0
