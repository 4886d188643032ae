"""Fields that get another type: what their values become on real databases, and what is told of the misfits."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, time
from decimal import Decimal

import pytest

from objectry.plan.conversions import CONVERSIONS
from objectry.runtime import Consent, DeploymentRefused, Platform, Source, Target, assemble
from tests.databases import Database
from tests.runtime.shops import create, deploy, planned, shop, values

LOSS = Consent(frozenset({"deal.f"}))
SHANGHAI = "timezone: Asia/Shanghai\n"
CASES: list[tuple[str, str, list[object], list[object], int]] = [
    ("text", "integer", ["12", " 7 ", "x", "1.5", None], [Decimal(12), Decimal(7), None, None, None], 2),
    ("text", "decimal", ["12.5", "-3", "1,5"], [Decimal("12.5"), Decimal(-3), None], 1),
    ("text", "percent", ["20", "7.5", "x%"], [Decimal("0.2"), Decimal("0.075"), None], 1),
    ("text", "boolean", ["Yes", "false", "1", "perhaps"], [True, False, True, False], 1),
    ("text", "date", ["2026-03-01", "2026-02-30", "1 March"], [date(2026, 3, 1), None, None], 2),
    ("text", "datetime", ["2026-03-01T08:00", "2026-03-01", "then"],
     [datetime(2026, 3, 1, 0, 0, tzinfo=UTC), datetime(2026, 2, 28, 16, 0, tzinfo=UTC), None], 1),
    ("date", "datetime", ["2026-03-01"], [datetime(2026, 2, 28, 16, 0, tzinfo=UTC)], 0),
    ("datetime", "date", ["2026-02-28T16:00Z"], [date(2026, 3, 1)], 0),
    ("datetime", "text", ["2026-02-28T16:00Z"], ["2026-03-01T00:00:00+08:00"], 0),
    ("date", "text", ["2026-03-01"], ["2026-03-01"], 0),
    ("integer", "text", ["12"], ["12"], 0),
    ("decimal", "text", ["12.50", "100"], ["12.5", "100"], 0),
    ("decimal", "boolean", ["1", "0", "2"], [True, False, False], 1),
    ("percent", "text", ["20"], ["20"], 0),
    ("percent", "decimal", ["20"], [Decimal(20)], 0),
    ("decimal", "percent", ["20"], [Decimal("0.2")], 0),
    ("boolean", "text", [True, False], ["true", "false"], 0),
    ("text", "time", ["09:30", "9:30", "noon"], [time(9, 30), time(9, 30), None], 1),
    ("time", "text", ["09:30"], ["09:30:00"], 0),
    ("text", "json", ['{"b": 1, "a": 2}', "7"], ['{"a":2,"b":1}', None], 1),
    ("json", "textarea", ['{"a": [1.50]}'], ['{"a":[1.5]}'], 0),
    ("textarea", "rich_text", ["a < b\nc"], ["<p>a &lt; b</p><p>c</p>"], 0),
    ("rich_text", "textarea", ["<p>a &lt; b</p><p><em>c</em></p>"], ["a < b c"], 0),
    ("boolean", "integer", [True, False], [Decimal(1), Decimal(0)], 0),
]  # fmt: skip


@pytest.fixture
def platform(database: Database) -> Iterator[Platform]:
    made = assemble(database.url, database.schema)
    yield made
    made.close()


@pytest.fixture
def local(sqlite: Database) -> Iterator[Platform]:
    made = assemble(sqlite.url)
    yield made
    made.close()


def test_every_conversion_there_is(platform: Platform) -> None:
    """Types, values, results, how many do not fit: all in one deployment, as a table of cases."""
    old = "\n".join(f"f{place}: {{type: {case[0]}}}" for place, case in enumerate(CASES))
    new = "\n".join(f"f{place}: {{type: {case[1]}}}" for place, case in enumerate(CASES))
    deploy(platform, shop(old, settings=SHANGHAI))
    height = max(len(case[2]) for case in CASES)
    rows = [
        {f"f{place}": case[2][number] for place, case in enumerate(CASES) if number < len(case[2])}
        for number in range(height)
    ]
    create(platform, *({"name": str(number), **row} for number, row in enumerate(rows)))
    plan = planned(platform.deployments, shop(new, settings=SHANGHAI))
    misfits = {change.name: change.breaking for change in plan.changes.changes if change.refit}
    assert [misfits[f"deal.f{place}"] for place in range(len(CASES))] == [case[4] for case in CASES]
    consent = Consent(frozenset(f"deal.f{place}" for place, case in enumerate(CASES) if case[4]))
    platform.deployments.apply(plan, consent, "ann", "")
    for place, case in enumerate(CASES):
        assert values(platform, f"f{place}")[: len(case[3])] == case[3], case[:2]


def test_choices_and_names(platform: Platform) -> None:
    """A checkbox becomes a choice of yes and no, and a lookup the name of the record it points to."""
    part = "object: part\nfields:\n  deal: {type: lookup, to: deal}\n  ok: {type: boolean}\n"
    deploy(platform, shop(objects__part=part))
    deal = create(platform, {"name": "Big one"}).records[0]
    assert deal is not None
    create(platform, {"name": "A", "deal": deal.id, "ok": True}, {"name": "B"}, thing="part")
    part = "object: part\nfields:\n  deal: {type: text}\n  ok: {type: picklist, values: {yes: {}, no: {}}}\n"
    deploy(platform, shop(objects__part=part))
    assert values(platform, "deal", thing="part") == ["Big one", None]
    assert values(platform, "ok", thing="part") == ["yes", "no"]


def test_values_that_all_convert_need_no_consent(platform: Platform) -> None:
    """Nothing is lost: the change is safe with few records.  Where one does not fit, its name has to be said."""
    deploy(platform, shop("f: {type: text}"))
    made = create(platform, {"name": "A", "f": "5"}, {"name": "B", "f": "x"})
    plan = planned(platform.deployments, shop("f: {type: integer}"))
    change = plan.changes.changes[0]
    assert (change.kind, change.rows, change.breaking) == ("data_loss", 2, 1)
    assert change.samples == (made.records[1] and made.records[1].id,)
    with pytest.raises(DeploymentRefused, match=r"1 value does not convert.*--allow-data-loss deal\.f"):
        platform.deployments.apply(plan, Consent(), "ann", "")
    call = platform.call(platform.identity.system_actor("seed"), Source.SEED)
    platform.records.delete(call, "deal", [Target(change.samples[0])])
    plan = planned(platform.deployments, shop("f: {type: integer}"))
    assert plan.changes.changes[0].breaking == 1  # the recycle bin counts too
    platform.deployments.apply(plan, LOSS, "ann", "")
    assert values(platform, "f") == [Decimal(5)]


def test_what_was_written_since_the_plan_is_not_lost_silently(platform: Platform) -> None:
    """Consent is for what the plan has told; a further misfit stops the change."""
    deploy(platform, shop("f: {type: text}"))
    create(platform, {"name": "A", "f": "5"})
    plan = planned(platform.deployments, shop("f: {type: integer}"))
    create(platform, {"name": "B", "f": "x"})
    with pytest.raises(DeploymentRefused) as refusal:
        platform.deployments.apply(plan, Consent(), "ann", "")
    assert [problem.code for problem in refusal.value.problems] == ["P440"]
    assert values(platform, "f") == ["5", "x"]


def test_many_values_are_read_and_written_in_pages(local: Platform) -> None:
    """More than a page of them."""
    deploy(local, shop("f: {type: text}"))
    create(local, *({"name": "A", "f": str(number)} for number in range(4500)))
    deploy(local, shop("f: {type: integer}"))
    assert sorted(values(local, "f"))[:2] == [0, 1]  # type: ignore[type-var]


def test_no_type_converts_to_itself() -> None:
    """That would send every value through quarantine for nothing."""
    assert not any(one in targets for one, targets in CONVERSIONS.items())
