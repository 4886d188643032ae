"""What has moved because a layer below has taken its name: data goes along, and the name begins anew."""

from objectry.metadata import AppSource, core_app, load_stack
from objectry.plan import (
    AddColumn,
    Blueprint,
    CreateIndex,
    CreateTable,
    RenameColumn,
    RenameTable,
    compare,
    compile_model,
)

BASE = "name: crm\nversion: 1.0\n"
OWN = "name: own\nversion: 1.0\n"
DEAL = "object: deal\nfields:\n  name: {type: text}\n"


def stacked(base: dict[str, str], own: dict[str, str]) -> Blueprint:
    apps = [core_app(), AppSource("crm", {"app.yaml": BASE, **base}), AppSource("own", {"app.yaml": OWN, **own})]
    model, loading = load_stack(apps)
    blueprint, found = compile_model(model)
    assert blueprint is not None, [*loading, *found]
    assert not loading.errors, [*loading]
    return blueprint


def test_a_field_that_gives_way_takes_its_values_along() -> None:
    """The column is renamed, its index with it; the base's field of that name starts empty."""
    before = stacked(
        {"objects/deal.yaml": DEAL},
        {"objects/deal.yaml": "extend: deal\nfields: {level: {type: text, index: true}}\n"},
    )
    after = stacked(
        {"objects/deal.yaml": DEAL + "  level: {type: text, index: true}\n"},
        {
            "app.yaml": OWN + "moved: {deal.level: deal.tier}\n",
            "objects/deal.yaml": "extend: deal\nfields: {tier: {type: text, index: true}}\n",
        },
    )
    plan = compare(before, after)
    assert [type(step).__name__ for step in plan.steps] == [
        "DropIndex", "RenameColumn", "AddColumn", "CreateIndex", "CreateIndex",
    ]  # fmt: skip
    assert next(step for step in plan.steps if isinstance(step, RenameColumn)) == RenameColumn("deal", "level", "tier")
    assert next(step for step in plan.steps if isinstance(step, AddColumn)).column.name == "level"
    made = {step.index.columns[0] for step in plan.steps if isinstance(step, CreateIndex)}
    assert made == {"level", "tier"}
    assert not [change for change in plan.changes if change.kind == "data_loss"]
    assert compare(after, after).empty


def test_an_object_that_gives_way_is_renamed() -> None:
    """Its table goes along, and the base's object of that name has a table of its own."""
    project = "object: project\nfields:\n  code: {type: text}\n"
    before = stacked({"objects/deal.yaml": DEAL}, {"objects/project.yaml": project})
    after = stacked(
        {"objects/deal.yaml": DEAL, "objects/project.yaml": project},
        {
            "app.yaml": OWN + "moved: {project: venture}\n",
            "objects/venture.yaml": project.replace("object: project", "object: venture"),
        },
    )
    steps = compare(before, after).steps
    assert RenameTable("project", "venture") in steps
    assert [step.table.name for step in steps if isinstance(step, CreateTable)] == ["project"]


def test_a_name_that_was_never_ours_does_not_move() -> None:
    """Where the base had the field before, it keeps its values, whatever the layer above says."""
    base = {"objects/deal.yaml": DEAL + "  level: {type: text}\n"}
    own = {
        "app.yaml": OWN + "moved: {deal.level: deal.tier}\n",
        "objects/deal.yaml": "extend: deal\nfields: {tier: {type: text}}\n",
    }
    steps = compare(stacked(base, {}), stacked(base, own)).steps
    assert [type(step).__name__ for step in steps] == ["AddColumn"]


def test_a_rename_is_taken_back() -> None:
    """On the way to an earlier revision the column gets its old name again, values and all."""
    now = stacked({"objects/deal.yaml": DEAL + "  fax: {type: text, renamed_from: [tel]}\n"}, {})
    then = stacked({"objects/deal.yaml": DEAL + "  tel: {type: text}\n"}, {})
    plan = compare(now, then)
    assert plan.steps == (RenameColumn("deal", "fax", "tel"),)
    assert not [change for change in plan.changes if change.kind == "data_loss"]
