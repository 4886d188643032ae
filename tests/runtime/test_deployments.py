"""Deployments on real databases: plan with counts, apply all or nothing, return, and what is in force."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from decimal import Decimal
from unittest.mock import patch

import pytest

from objectry.metadata import AppSource
from objectry.plan import compare
from objectry.runtime import Consent, DeploymentRefused, Deployments, Platform, assemble, compile_stack, lay
from objectry.runtime.deploying.weighing import weigh
from tests.databases import Database
from tests.runtime.shops import create, deploy, planned, shop, values


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


def codes(refusal: pytest.ExceptionInfo[DeploymentRefused]) -> list[str]:
    return [problem.code for problem in refusal.value.problems]


def told(platform: Platform, app: AppSource) -> dict[str, tuple[str, int | None, int | None]]:
    """Changes of a plan: text to class, rows, breaking."""
    changes = planned(platform.deployments, app).changes.changes
    return {change.text: (str(change.kind), change.rows, change.breaking) for change in changes}


def test_the_first_apply_makes_a_working_object(platform: Platform) -> None:
    """From nothing to a record through the door."""
    deployed = deploy(platform, shop("amount: {type: currency}"))
    create(platform, {"name": "A", "amount": "12.50"})
    assert deployed.revision == 1
    assert values(platform, "amount") == [Decimal("12.50")]


def test_after_an_apply_nothing_is_left_to_do(platform: Platform) -> None:
    """compare(deployed, files) is empty once the files are applied, from the first and from a later revision."""
    for app in (shop(), shop("a: {type: text}", more="icon: flag"), shop("b: {type: date, renamed_from: [a]}")):
        deploy(platform, app, Consent(losses=frozenset({"deal.b"})))
        assert planned(platform.deployments, app).changes.empty


def test_what_is_deployed_is_loaded_from_the_database(platform: Platform, database: Database) -> None:
    """Another process serves the same stack without looking at any folder."""
    deploy(platform, shop("amount: {type: currency}"))
    other = assemble(database.url, database.schema)
    assert other.current().blueprint.hash == platform.current().blueprint.hash
    assert [app.name for app in other.deployments.apps()] == ["core", "shop"]
    other.close()


def test_a_new_revision_is_noticed_with_the_next_request(platform: Platform, database: Database) -> None:
    """A running process serves what another has deployed, without a restart."""
    deploy(platform, shop())
    other = assemble(database.url, database.schema)
    assert other.current().revision == 1
    deploy(platform, shop("amount: {type: currency}"))
    assert other.current().revision == 2
    assert "amount" in other.current().blueprint.objects["deal"].fields
    other.close()


def test_the_same_revision_is_compiled_once(local: Platform, sqlite: Database) -> None:
    """A request costs one cheap select; many threads at once compile once."""
    deploy(local, shop())
    fresh = assemble(sqlite.url)
    counted = patch("objectry.runtime.deploying.deployments.compile_stack", wraps=compile_stack)
    with counted as compiled, ThreadPoolExecutor(8) as pool:
        found = list(pool.map(lambda _: fresh.current(), range(24)))
    assert compiled.call_count == 1
    assert all(one is found[0] for one in found)
    fresh.close()


def test_columns_come_and_data_stays(platform: Platform) -> None:
    """Adding, renaming and widening keep every value."""
    deploy(platform, shop("amount: {type: decimal, precision: 8, scale: 2}"))
    create(platform, {"name": "A", "amount": "12.5"})
    deploy(
        platform, shop("worth: {type: decimal, precision: 12, scale: 4, renamed_from: [amount]}\nvip: {type: boolean}")
    )
    assert values(platform, "worth") == [Decimal("12.5")]
    assert values(platform, "vip") == [False]


def test_a_checkbox_that_starts_true_is_true_everywhere(platform: Platform) -> None:
    """Records that are there get the default of a new checkbox."""
    deploy(platform, shop())
    create(platform, {"name": "A"}, {"name": "B"})
    deploy(platform, shop("open: {type: boolean, default: true}"))
    assert values(platform, "open") == [True, True]


def test_a_new_number_is_given_to_records_that_are_there(platform: Platform) -> None:
    """In the order of their creation, and the next record goes on from there."""
    deploy(platform, shop())
    create(platform, {"name": "A"}, {"name": "B"})
    deploy(platform, shop('number: {type: autonumber, format: "D-{000}"}'))
    create(platform, {"name": "C"})
    assert values(platform, "number") == ["D-001", "D-002", "D-003"]


LINE = "object: line\nfields:\n  deal: {type: lookup, to: deal, related_as: lines}\n  amount: {type: currency}\n"


def test_a_new_rollup_counts_records_that_are_there(platform: Platform) -> None:
    """The figure is right from the first moment, and right again when its definition changes."""
    deploy(platform, shop(objects__line=LINE))
    deal = create(platform, {"name": "A"}).records[0]
    assert deal is not None
    create(platform, {"deal": deal.id, "amount": 7}, {"deal": deal.id, "amount": 5}, thing="line")
    deploy(platform, shop("total: {type: currency, rollup: SUM(lines.amount), reveals: true}", objects__line=LINE))
    assert values(platform, "total") == [Decimal(12)]
    deploy(platform, shop("total: {type: currency, rollup: MAX(lines.amount), reveals: true}", objects__line=LINE))
    assert values(platform, "total") == [Decimal(7)]


def test_plans_count_the_live_records(platform: Platform) -> None:
    """How many records a change concerns, and how many of them would break a new demand."""
    deploy(platform, shop("amount: {type: currency}"))
    create(platform, {"name": "A", "amount": 5, "code": "x"}, {"name": "B", "code": "x"}, {"name": "C", "amount": 50})
    found = told(platform, shop("amount: {type: currency, required: true, max: 10}\nnew: {type: text, required: true}"))
    assert found["deal.amount becomes required"] == ("stricter", 3, 1)
    assert found["deal.amount is at most 10"] == ("stricter", 3, 1)
    assert found["deal.new is required; existing records have none"] == ("stricter", 3, 3)
    rule = "validations: {v: {error_if: amount > 3 and code = 'x', message: no}}"
    assert told(platform, shop("amount: {type: currency}", more=rule))["validation deal.v is added"] == (
        "stricter",
        3,
        1,
    )


def test_few_records_make_nothing_slow(local: Platform) -> None:
    """A change that rewrites a handful of rows needs no maintenance window; one of many does."""
    deploy(local, shop())
    create(local, {"name": "A"})
    app = shop('number: {type: autonumber, format: "D-{000}"}')
    with patch("objectry.runtime.deploying.weighing.SLOW_ROWS", 1):
        plan = planned(local.deployments, app)
        with pytest.raises(DeploymentRefused) as refusal:
            local.deployments.apply(plan, Consent(), "ann", "")
        assert codes(refusal) == ["P413"]
        local.deployments.apply(plan, Consent(maintenance=True), "ann", "")
    assert values(local, "number") == ["D-001"]


def test_losses_need_their_names(platform: Platform) -> None:
    """Without the name nothing happens; with it the column goes to quarantine."""
    deploy(platform, shop("amount: {type: currency}"))
    create(platform, {"name": "A", "amount": 5})
    plan = planned(platform.deployments, shop())
    with pytest.raises(DeploymentRefused, match=r"--allow-data-loss deal\.amount") as refusal:
        platform.deployments.apply(plan, Consent(frozenset({"deal.other"})), "ann", "")
    assert codes(refusal) == ["P411"]
    assert platform.deployments.revision() == 1
    platform.deployments.apply(plan, Consent(frozenset({"deal.amount"})), "ann", "")
    create(platform, {"name": "B"})
    assert platform.deployments.revision() == 2


def test_a_stale_plan_is_refused(platform: Platform) -> None:
    """Two people plan at once: the second has to look again."""
    deploy(platform, shop())
    first, second = (
        planned(platform.deployments, shop("a: {type: text}")),
        planned(platform.deployments, shop("b: {type: text}")),
    )
    platform.deployments.apply(first, Consent(), "ann", "")
    with pytest.raises(DeploymentRefused, match="revision 1, but 2 is deployed") as refusal:
        platform.deployments.apply(second, Consent(), "bob", "")
    assert codes(refusal) == ["P410"]
    assert "b" not in platform.current().blueprint.objects["deal"].fields


def test_of_two_at_once_one_wins(platform: Platform) -> None:
    """Concurrent applies never mix: one is in force, the other is told."""
    deploy(platform, shop())
    plans = [planned(platform.deployments, shop(f"f{number}: {{type: text}}")) for number in range(4)]

    def attempt(number: int) -> bool:
        try:
            platform.deployments.apply(plans[number], Consent(), "ann", "")
        except DeploymentRefused:
            return False
        return True

    with ThreadPoolExecutor(4) as pool:
        assert sorted(pool.map(attempt, range(4))) == [False, False, False, True]
    assert platform.deployments.revision() == 2


def test_repeated_values_stand_in_the_way_of_unique(platform: Platform) -> None:
    """The database would not take it, so the plan says how many, and apply refuses."""
    deploy(platform, shop())
    create(platform, {"name": "A", "code": "x"}, {"name": "B", "code": "x"}, {"name": "C"}, {"name": "D"})
    unique = shop(objects__deal="object: deal\nfields:\n  code: {type: text, max_length: 40, unique: true}\n")
    assert told(platform, unique)["deal.code becomes unique"] == ("stricter", 4, 1)
    with pytest.raises(DeploymentRefused) as refusal:
        deploy(platform, unique)
    assert codes(refusal) == ["P412"]


def test_what_fails_half_way_leaves_nothing(platform: Platform) -> None:
    """An error in the last step takes back the first: the old stack is in force, and works."""
    deploy(platform, shop())
    create(platform, {"name": "A", "code": "x"}, {"name": "B", "code": "x"})
    deal = "object: deal\nfields:\n  code: {type: text, max_length: 40, unique: true}\n  a: {type: text}\n"
    unique = shop(objects__extra="object: extra\n", objects__deal=deal)
    with (
        patch("objectry.runtime.deploying.deployments.refusals", return_value=()),
        pytest.raises(DeploymentRefused) as refusal,
    ):
        deploy(platform, unique)
    assert codes(refusal) == ["P412"]
    assert platform.deployments.revision() == 1
    assert "extra" not in platform.current().blueprint.objects
    create(platform, {"name": "C"})
    deploy(platform, shop("a: {type: text}", objects__extra="object: extra\n"))
    assert values(platform, "a") == [None, None, None]


def test_returning_brings_values_back(platform: Platform) -> None:
    """What went to quarantine comes back with the revision that had it."""
    deploy(platform, shop("amount: {type: currency}", objects__line="object: line\n"))
    create(platform, {"name": "A", "amount": 5})
    create(platform, {"name": "L"}, thing="line")
    deploy(platform, shop(), Consent(frozenset({"deal.amount", "line"})))
    plan, _ = platform.deployments.plan_rollback(1)
    assert plan is not None
    assert platform.deployments.apply(plan, Consent(), "ann", "back").revision == 3
    assert values(platform, "amount") == [Decimal(5)]
    assert values(platform, "name", thing="line") == ["L"]


def test_returning_brings_back_the_shape_it_had(platform: Platform) -> None:
    """Of two quarantined columns of one name the one of the former type; what took its name later stays there."""
    deploy(platform, shop("amount: {type: currency}"))
    create(platform, {"name": "A", "amount": 5})
    deploy(platform, shop("amount: {type: text}"), Consent(frozenset({"deal.amount"})))
    deploy(platform, shop(), Consent(frozenset({"deal.amount"})))
    plan, _ = platform.deployments.plan_rollback(1)
    assert plan is not None
    platform.deployments.apply(plan, Consent(), "ann", "back")
    assert values(platform, "amount") == [Decimal(5)]
    assert [one.revision for one in platform.deployments.quarantined()] == [3]


def test_there_is_no_returning_to_what_never_was(local: Platform) -> None:
    """Revisions that do not exist, and the one in force."""
    deploy(local, shop())
    for revision in (0, 1, 7, -1):
        with pytest.raises(DeploymentRefused) as refusal:
            local.deployments.plan_rollback(revision)
        assert codes(refusal) == ["P415"]


def test_the_log_says_who_and_why(platform: Platform) -> None:
    """Newest first."""
    deploy(platform, shop())
    deploy(platform, shop("a: {type: text}"))
    assert [(one.revision, one.base, one.author, one.message) for one in platform.deployments.log()] == [
        (2, 1, "ann", "because"), (1, 0, "ann", "because")
    ]  # fmt: skip


def test_an_unchanged_stack_makes_no_revision(platform: Platform) -> None:
    """Applying twice is applying once."""
    deploy(platform, shop())
    assert deploy(platform, shop()).revision == 1
    assert len(platform.deployments.log()) == 1


def test_an_empty_database_says_so(database: Database) -> None:
    """Serving before the first apply is refused with the way out; looking does no harm."""
    fresh = assemble(database.url, database.schema)
    assert fresh.deployments.apps() == ()
    assert fresh.deployments.log() == ()
    with pytest.raises(DeploymentRefused, match="crm apply") as refusal:
        fresh.current()
    assert codes(refusal) == ["P421"]
    fresh.close()


def test_a_stack_of_another_version_is_not_served(sqlite: Database) -> None:
    """What this version cannot read is told with the version that could, and the errors; nothing is guessed."""
    local = assemble(sqlite.url)
    plan = planned(local.deployments, shop())
    files = {"app.yaml": "name: shop\nversion: 1.0\n", "objects/deal.yaml": "object: deal\nsomething_older: 1\n"}
    local.deployments.apply(replace(plan, apps=(plan.apps[0], AppSource("shop", files))), Consent(), "ann", "")
    fresh = assemble(sqlite.url)
    with pytest.raises(DeploymentRefused, match=r"revision 1 was deployed with version .* and does not fit") as refusal:
        fresh.current()
    assert codes(refusal) == ["P404", "M201"]
    fresh.close()
    local.close()


def test_faulty_files_are_not_planned(local: Platform) -> None:
    """All problems come back, from the shape and from the rules, and nothing else."""
    app = shop("amount: {type: currency, colour: red}\nnet: {type: currency, formula: codex + 1}")
    plan, found = local.deployments.plan(lay(app, (), dict))
    assert plan is None
    assert {problem.code for problem in found.errors} == {"M201", "R303"}


def test_what_only_follows_is_not_told(local: Platform) -> None:
    """A formula over a field that could not be read is not called wrong: that would send people astray."""
    app = shop("amount: {type: curency}\nnet: {type: currency, formula: amount + 1}")
    _, found = local.deployments.plan(lay(app, (), dict))
    assert {problem.code for problem in found.errors} == {"M204"}


def test_weighing_an_unchanged_plan_asks_nothing(local: Platform) -> None:
    """No changes, no counting."""
    blueprint = deploy(local, shop()).blueprint
    assert weigh(compare(blueprint, blueprint), None).changes == ()  # type: ignore[arg-type]


def test_deployments_of_two_processes_agree(platform: Platform, database: Database) -> None:
    """Two processes that apply in turn each build on what the other has deployed."""
    other = assemble(database.url, database.schema)
    sides: list[Deployments] = [platform.deployments, other.deployments]
    for number in range(4):
        fields = "\n".join(f"f{count}: {{type: text}}" for count in range(number))
        side = sides[number % 2]
        side.apply(planned(side, shop(fields)), Consent(), "ann", "")
    assert [one.current().revision for one in sides] == [4, 4]
    other.close()
