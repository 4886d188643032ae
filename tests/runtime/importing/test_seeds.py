"""Seed files: order, expressions in cells, lookups by key, and a second run."""

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from objectry.metadata import AppSource, core_app
from objectry.runtime import Call, Consent, Platform, Query, Report, SetClock, Source, assemble, load_seeds
from objectry.runtime.importing.seeds import in_order

NOW = datetime(2026, 3, 31, 22, 30, tzinfo=UTC)
FILES = {
    "app.yaml": "name: shop\nlabel: Shop\nversion: 1.0.0\n",
    "settings.yaml": "timezone: Asia/Shanghai\n",
    "objects/firm.yaml": "object: firm\nfields:\n  code: {type: text, unique: true, external_id: true}\n"
    "  parent: {type: lookup, to: firm}\n",
    "objects/deal.yaml": "object: deal\nfields:\n  code: {type: text, unique: true, external_id: true}\n"
    "  firm: {type: lookup, to: firm}\n  about: {type: lookup, to: [firm, deal], related_as: talks}\n"
    "  ends: {type: date}\n",
    "demo/deal.csv": "code,name,firm,about.deal,about.firm,ends,created_at\n"
    "d1,One,f1,d2,,=TODAY() + 1,=NOW() - 10\nd2,Two,f2,,f1,2026-05-01,\n",
    "demo/firm.csv": "code,name,parent\nf1,Acme,f2\nf2,Beta,\n",
}


@pytest.fixture
def platform(tmp_path: Path) -> Iterator[Platform]:
    """A small app with seeds, deployed but not seeded."""
    made = assemble(f"sqlite:///{tmp_path / 'shop.db'}", None, SetClock(NOW))
    deploy(made, FILES)
    yield made
    made.close()


def deploy(platform: Platform, files: dict[str, str]) -> None:
    planned, problems = platform.deployments.plan([core_app(), AppSource("shop", files)])
    assert planned is not None, [str(problem) for problem in problems]
    platform.deployments.apply(planned, Consent(), "test", "shop")


def seed(platform: Platform) -> list[Report]:
    call = platform.call(platform.identity.system_actor("seed"), Source.SEED)
    return [report for _, report in load_seeds(platform.records, call, lambda _: None)]


def everything(platform: Platform) -> Call:
    return platform.call(platform.identity.system_actor("seed"), Source.SEED)


def test_targets_are_loaded_before_what_points_to_them(platform: Platform) -> None:
    """Firms come before the deals that name them, whatever the order of the files."""
    assert [one.object for one in in_order(platform.current().blueprint)] == ["firm", "deal"]


def test_cells_may_be_expressions(platform: Platform) -> None:
    """`=TODAY() + 1` is worked out on the day of loading, in the organisation's zone; stamps may lie in the past."""
    assert [report.rejects for report in seed(platform)] == [[], []]
    query = Query("deal", filter='code = "d1"', fields=("ends", "created_at"))
    deal = platform.records.find(everything(platform), query).records[0]
    assert str(deal.values["ends"]) == "2026-04-02"
    assert deal.values["created_at"] == datetime(2026, 3, 21, 22, 30, tzinfo=UTC)


def test_lookups_go_by_the_seeds_own_keys(platform: Platform) -> None:
    """A lookup holds its target's key, to its own object and to one of several objects too."""
    seed(platform)
    fields = ("code", "firm.code", "about")
    page = platform.records.find(everything(platform), Query("deal", fields=fields, sort=("code",)))
    firms = platform.records.find(everything(platform), Query("firm", fields=("code", "parent.code"), sort=("code",)))
    assert [record.values["firm.code"] for record in page.records] == ["f1", "f2"]
    assert [record.values["parent.code"] for record in firms.records] == ["f2", None]
    assert page.records[1].values["about"] == firms.records[0].id


def test_a_second_run_changes_nothing(platform: Platform) -> None:
    """Loading seeds again finds every record as it is."""
    seed(platform)
    again = seed(platform)
    assert {action for report in again for _, action in report.done} == {"unchanged"}


def test_a_faulty_expression_is_told_at_its_place(platform: Platform) -> None:
    """A cell that is no expression is found with all other faults of files, before anything is deployed."""
    files = {**FILES, "demo/firm.csv": "code,name\nf1,=TODAY( + 1\nf2,Beta\n"}
    planned, problems = platform.deployments.plan([core_app(), AppSource("shop", files)])
    assert planned is None
    assert [(one.code, str(one.span)) for one in problems] == [("R301", "demo/firm.csv:2:15")]


def test_a_faulty_value_rejects_its_row(platform: Platform) -> None:
    """What an expression gives is judged by the door: its row is told, the other rows are taken."""
    objects = FILES["objects/firm.yaml"] + "  size: {type: integer, max: 99}\n"
    rows = "code,name,size\nf1,Acme,=99 + 1\nf2,Beta,=99\n"
    deploy(platform, {**FILES, "objects/firm.yaml": objects, "demo/firm.csv": rows})
    firms = seed(platform)[0]
    assert [reject.number for reject in firms.rejects] == [1]
    assert firms.done["firm", "created"] == 1
