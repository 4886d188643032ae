"""Choices, record types, roles and permission sets get other names: what records hold goes along, and back."""

from collections.abc import Iterator

import pytest

from objectry.metadata import AppSource
from objectry.runtime import Platform, assemble
from tests.databases import Database
from tests.runtime.shops import core, create, deploy, planned, shop, values
from tests.runtime.test_moved import put

OLD = shop(
    """
    stage: {type: picklist, values: {a: {}, b: {}, c: {}}, transitions: {a: [b]}}
    many: {type: multi_picklist, values: {x: {}, y: {}, z: {}}}
    """,
    "record_types: {big: {values: {stage: [a, b]}}, small: {}}\n",
    permissions__p="roles: {rep: {sets: [base]}}\npermission_sets: {base: {objects: {deal: all}}}\n",
)
NEW = shop(
    """
    stage: {type: picklist, transitions: {alpha: [c]},
            values: {alpha: {renamed_from: [a]}, b: {renamed_from: [c]}, c: {renamed_from: [b]}}}
    many: {type: multi_picklist, values: {x: {}, a_y: {renamed_from: [y]}, z: {}}}
    """.replace(",\n", ", "),
    """
    record_types: {large: {renamed_from: [big], values: {stage: [alpha, c]}}, small: {}}
    validations: {one: {error_if: stage = "alpha", message: Never.}}
    """,
    permissions__p="roles: {seller: {renamed_from: [rep], sets: [basics]}}\n"
    "permission_sets: {basics: {renamed_from: [base], objects: {deal: all}}}\n",
)


@pytest.fixture
def platform(database: Database) -> Iterator[Platform]:
    made = assemble(database.url, database.schema)
    yield made
    made.close()


def held(platform: Platform) -> list[list[object]]:
    return [values(platform, name) for name in ("stage", "many", "record_type")] + [
        values(platform, "role", "user"),
        values(platform, "permission_set", "user_permission"),
    ]


def test_records_and_users_get_the_new_names_and_back(platform: Platform) -> None:
    """One of several too, names that trade places too; the plan counts, and asks for no consent either way."""
    deploy(platform, OLD)
    deals: list[dict[str, object]] = [
        {"stage": "a", "many": ["x", "y"]},
        {"stage": "b", "record_type": "small"},
        {"stage": "c", "record_type": "small", "many": ["z"]},
    ]
    create(platform, *deals)
    ann = create(platform, {"name": "Ann", "username": "ann", "role": "rep"}, thing="user").records[0]
    assert ann is not None
    create(platform, {"user": ann.id, "permission_set": "base"}, thing="user_permission")
    before = held(platform)
    told = {
        change.text: (change.rows, change.breaking) for change in planned(platform.deployments, NEW).changes.changes
    }
    assert told["deal.stage: choice a is called alpha from now on"] == (1, None)
    assert told["deal.record_type: record type big is called large from now on"] == (1, None)
    assert told["role rep is called seller from now on; who has it keeps it"] == (1, None)
    assert told["validation deal.one is added"] == (3, 1)  # asked of the records by the name they hold now
    assert not [text for text in told if "loses" in text or "no longer offers" in text or "moves change" in text]
    deploy(platform, NEW)
    assert held(platform) == [
        ["alpha", "c", "b"], [("a_y", "x"), None, ("z",)], ["large", "small", "small"], ["seller"], ["basics"]
    ]  # fmt: skip
    assert not platform.deployments.examine()
    deploy(platform, OLD)
    assert held(platform) == before


def test_the_plan_tells_a_renamed_set_as_such(platform: Platform) -> None:
    """Nobody gains or loses by it: no set comes or goes, and no role is granted another one."""
    deploy(platform, OLD)
    told = {change.text: str(change.kind) for change in planned(platform.deployments, NEW).changes.changes}
    assert told["permission set base is called basics from now on; who has it keeps it"] == "safe"
    assert "access" not in told.values()


def base(files: dict[str, str]) -> AppSource:
    return AppSource("crm", {"app.yaml": "name: crm\nversion: 1.0\n", **files})


def test_what_a_layer_below_brings_itself_leaves_ours_its_records(platform: Platform) -> None:
    """A choice and a role that moved keep those who have them, and the names of the base begin with none."""
    field = "object: deal\nfields:\n  stage: {{type: picklist, values: {{a: {{}}{}}}}}\n"
    role = "roles: {{{}: {{sets: []}}}}\n"
    own = "name: own\nversion: 1.0\nbase: {crm: '1'}\n"
    ours = "extend: deal\nfields: {{stage: {{values: {{{}: {{}}}}}}}}\n"
    put(platform, (
        core(), base({"objects/deal.yaml": field.format("")}),
        AppSource("own", {"app.yaml": own, "objects/deal.yaml": ours.format("vip"),
                          "permissions/p.yaml": role.format("rep")}),
    ))  # fmt: skip
    create(platform, {"stage": "vip"}, {"stage": "a"})
    create(platform, {"name": "Ann", "username": "ann", "role": "rep"}, thing="user")
    moved = own + 'moved: {deal.stage.vip: deal.stage.our_vip, "role:rep": "role:our_rep"}\n'
    put(platform, (
        core(), base({"objects/deal.yaml": field.format(", vip: {}"), "permissions/p.yaml": role.format("rep")}),
        AppSource("own", {"app.yaml": moved, "objects/deal.yaml": ours.format("our_vip"),
                          "permissions/p.yaml": role.format("our_rep")}),
    ))  # fmt: skip
    assert values(platform, "stage") == ["our_vip", "a"]
    assert values(platform, "role", "user") == ["our_rep"]
    create(platform, {"stage": "vip"})
    plan, found = platform.deployments.plan(platform.deployments.apps())
    assert plan is not None
    assert (plan.done, [*found.errors]) == (True, [])  # `moved` may stay: nothing is to move any more
