"""A workspace that is being typed in: what is checked, what is kept, and how long it takes."""

import time

from objectry.definitions import definitions_root
from objectry.diagnostics import Severity
from objectry.faces.editor.project import Project
from objectry.metadata import AppSource, core_app, read_folder
from tests.faces.editor.stacks import OWN, opened

BROKEN = "object: deal\nfields:\n  amount: {type: currency\n  company: [\n"


def told(project: Project) -> list[str]:
    errors = (one for one in project.check().problems if one.severity is Severity.ERROR)
    return [f"{one.span.file}:{one.span.line} {one.code}" for one in errors]


def test_what_is_typed_counts_before_it_is_saved() -> None:
    """And no more when the file is closed without saving."""
    project = opened().project
    assert told(project) == []
    project.type("flows/deal.yaml", OWN["flows/deal.yaml"].replace("amount > 10", "amout > 10"))
    assert told(project) == ["flows/deal.yaml:5 R303"]
    project.close("flows/deal.yaml")
    assert told(project) == []


def test_a_change_in_one_file_is_a_problem_in_another() -> None:
    """The whole workspace is checked, not only the file at hand."""
    project = opened().project
    project.type("objects/deal.yaml", OWN["objects/deal.yaml"].replace("  amount: {", "  worth: {"))
    assert {one.partition(":")[0] for one in told(project)} >= {"layouts/deal.yaml", "translations/de.yaml"}


def test_a_broken_file_keeps_its_names() -> None:
    """While a line is half written, the names of the last whole state still help."""
    answers = opened()
    answers.project.type("objects/deal.yaml", BROKEN)
    found = answers.project.check()
    assert not found.sound
    assert {"stage", "tags"} <= set(answers.project.knowledge().model.objects["deal"].fields)


def test_a_new_name_is_known_after_the_check() -> None:
    """A field that has just been typed helps in other files."""
    answers = opened()
    answers.project.type(
        "objects/deal.yaml", OWN["objects/deal.yaml"].replace("fields:", "fields:\n  fresh: {type: text}")
    )
    answers.project.check()
    assert answers.project.knowledge().field("deal", "fresh") is not None


def test_a_file_of_no_kind_is_left_out() -> None:
    """A README that is open in the editor is not of the app."""
    project = opened().project
    project.type("README.md", "# a")
    assert "README.md" not in project.files()
    assert told(project) == []


def test_a_file_is_read_again_only_when_it_changes() -> None:
    """The layers below and all other files keep what was read of them."""
    project = opened().project
    before = dict(project.readings)
    project.type("flows/deal.yaml", OWN["flows/deal.yaml"] + "\n")
    project.check()
    assert [name for name in before if project.readings[name] is not before[name]] == ["flows/deal.yaml"]


def test_a_check_of_the_standard_crm_is_quick() -> None:
    """With one file changed: 0.3 seconds of work, whatever else the machine does; the bound here is for slow ones."""
    crm = read_folder(definitions_root())
    project = Project(lambda: crm, lambda own: (core_app(), own))
    project.check()
    taken = []
    for count in range(3):
        project.type("flows/sales.yaml", crm.files["flows/sales.yaml"] + "\n" * count)
        begun = time.process_time()
        project.check()
        taken.append(time.process_time() - begun)
    assert min(taken) < 2


def test_another_head_lays_the_app_on_other_layers() -> None:
    """What it stands on is looked up again when app.yaml changes, and only then."""
    asked: list[str] = []

    def layers(own: AppSource) -> tuple[AppSource, ...]:
        asked.append(own.files["app.yaml"])
        return core_app(), own

    project = Project(lambda: AppSource("own", {"app.yaml": "name: own\nversion: 1.0\n"}), layers)
    project.check()
    project.check()
    assert len(asked) == 1
    project.type("app.yaml", "name: own\nversion: 1.1\n")
    project.check()
    assert len(asked) == 2
