"""The demo data loads whole, looks real, and its Chinese is complete."""

from collections.abc import Iterator

import pytest

from objectry.definitions import definitions_root
from objectry.metadata import Model, core_app, load_stack, read_folder
from objectry.runtime import Platform, Query, Source, load_seeds
from tests.databases import sqlite_database
from tests.examples.crm import Crm


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Platform]:
    """The standard CRM with all of its demo data."""
    crm = Crm(sqlite_database(tmp_path_factory.mktemp("demo")))
    crm.deploy()
    seeding = crm.platform.call(crm.platform.identity.system_actor("seed"), Source.SEED)
    rejects = [
        (seed.object, reject)
        for seed, report in load_seeds(crm.platform.records, seeding, lambda _: None)
        for reject in report.rejects
    ]
    assert rejects == []
    yield crm.platform
    crm.platform.close()


@pytest.fixture(scope="module")
def model() -> Model:
    """Core and the standard CRM."""
    made, problems = load_stack([core_app(), read_folder(definitions_root())])
    assert [str(problem) for problem in problems] == []
    return made


def count(platform: Platform, object_name: str, condition: str | None = None) -> int:
    call = platform.call(platform.identity.system_actor("seed"), Source.SEED)
    total = platform.records.find(call, Query(object_name, filter=condition, limit=1, count="exact")).total
    assert total is not None
    return total


@pytest.mark.parametrize(
    ("object_name", "condition", "least"),
    [
        ("account", None, 200),
        ("account", 'address.country = "CN"', 80),
        ("account", "parent <> null", 10),
        ("account", 'grade = "vip"', 10),
        ("opportunity", None, 500),
        ("opportunity", "not stage.closed and close_date >= TODAY()", 150),
        ("opportunity", "line_count > 0", 500),
        ("activity", "owner <> null and related_to <> null", 400),
        ("ticket", "account <> null", 150),
        ("lead", None, 100),
        ("campaign", "lead_count > 0", 5),
    ],
)
def test_there_is_enough_of_everything(demo: Platform, object_name: str, condition: str | None, least: int) -> None:
    """At least 200 accounts and 500 deals, in both languages, open and closed, with all that belongs to them."""
    assert count(demo, object_name, condition) >= least


def test_grades_of_the_data_agree_with_the_rule(demo: Platform) -> None:
    """The grades in the data are those the rule would give."""
    wrong = 'grade <> IF(won_total >= 100000, "vip", IF(won_total >= 30000, "gold", IF(won_total > 0, "silver", null)))'
    assert count(demo, "account", wrong.replace("grade <>", "TEXT(grade) <>")) == 0


def test_every_label_has_its_chinese(model: Model) -> None:
    """Objects (but those of links, which nobody reads), fields, values, views, sections, tabs, validations, rules."""
    texts = model.translations["zh-CN"].texts
    standard = [one for one in model.objects.values() if not one.core and one.junction is None]
    wanted = [path for one in standard for path in _paths(model, one.name)]
    missing = [path for path in wanted if path not in texts and (*path, "label") not in texts]
    assert missing == []


def _paths(model: Model, name: str) -> Iterator[tuple[str, ...]]:
    thing, layout = model.objects[name], model.layouts[name]
    yield ("objects", name)
    for field in thing.fields.values():
        if not field.system:
            yield ("objects", name, "fields", field.name)
        for value in field.picklist.values if field.picklist else ():
            yield ("objects", name, "fields", field.name, "values", value)
        if field.help:
            yield ("objects", name, "fields", field.name, "help")
    yield from (("objects", name, "validations", one) for one in thing.validations)
    yield from (("objects", name, "views", one) for one in layout.views)
    yield from (("objects", name, "sections", one) for form in layout.forms.values() for one in form.sections)
    yield from (("objects", name, "tabs", one) for one in layout.page.tabs)


def test_every_rule_has_a_label_and_a_translation(model: Model) -> None:
    """The history names rules by their labels, in both languages."""
    texts = model.translations["zh-CN"].texts
    assert len(model.rules) >= 10
    assert [
        rule.name
        for rule in model.rules.values()
        if ("rules", rule.name) not in texts and ("rules", rule.name, "label") not in texts
    ] == []
