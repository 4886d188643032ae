"""docs/metadata.md: complete, and every example in it loads."""

import re

from objectry.metadata import AppSource, CompoundType, FieldType, Model, core_app, load_stack
from objectry.metadata.reading.app_files import FOLDERS
from tests.metadata.manual import BLOCK, MANUAL, RECORDS, rewritten, tables

FENCE = re.compile(r"^```(?:yaml|csv)\n# (above: )?(\S+)\n(.*?)^```", re.MULTILINE | re.DOTALL)
TEXT = MANUAL.read_text(encoding="utf-8")


def apps() -> list[AppSource]:
    """The app the examples make, and the one that extends it."""
    base: dict[str, str] = {}
    above = {"app.yaml": "name: own\nversion: 1\n"}
    for found in FENCE.finditer(TEXT):
        (above if found[1] else base)[found[2]] = found[3]
    base["objects/visit.yaml"] += "  notes: {type: textarea}\n"
    return [AppSource("field_service", base), AppSource("own", above)]


def loaded() -> Model:
    model, problems = load_stack([core_app(), *apps()])
    assert not list(problems), "\n".join(str(one) for one in problems.sorted())
    return model


def test_every_example_loads() -> None:
    """All YAML and CSV of the page together make an app without a problem, and so does the layer above it."""
    model = loaded()
    assert {seed.object for seed in model.seeds} == {"field_integer", "field_text"}
    assert model.objects["visit"].label == "Call at a customer"


def test_every_fence_of_yaml_is_an_example() -> None:
    """No YAML of the page escapes the test for want of a file name."""
    assert len(FENCE.findall(TEXT)) == len(re.findall(r"^```(?:yaml|csv)$", TEXT, re.MULTILINE))


def test_every_field_type_has_an_example() -> None:
    """Each of the field types is shown."""
    used = {field.type for one in loaded().objects.values() if not one.core for field in one.fields.values()}
    assert used == set(FieldType)
    assert {one.type for each in loaded().objects.values() for one in each.compounds.values()} == set(CompoundType)


def test_every_kind_has_an_example() -> None:
    """Each kind of file is shown."""
    shown = {path.split("/")[0] for app in apps() for path in app.files}
    assert shown == {*FOLDERS, "app.yaml", "settings.yaml"}


def test_every_key_is_explained() -> None:
    """The tables of the page are those the loader reads by, word for word."""
    assert rewritten(TEXT) == TEXT


def test_no_table_is_forgotten() -> None:
    """Every record of keys has its table."""
    assert {found[1] for found in BLOCK.finditer(TEXT)} == set(tables())
    assert set(RECORDS) < set(tables())
