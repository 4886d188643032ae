"""Roll-ups: which are stored, what they read, who feeds whom, in which order."""

import pytest

from objectry.plan import Blueprint, Rollup
from tests.plan.builder import built, refused, sample


def rollup(blueprint: Blueprint, thing: str, field: str) -> Rollup:
    found = blueprint.objects[thing].fields[field].rollup
    assert found is not None
    return found


def parent_and_child(rolled: str, child: str = "amount: {type: currency}") -> Blueprint:
    return built(
        objects__order=f"object: order\nfields:\n  total: {{type: currency, rollup: '{rolled}', reveals: true}}\n"
        "  rate: {type: decimal}\n",
        objects__line=f"object: line\nfields:\n  order: {{type: lookup, to: order, related_as: lines}}\n  {child}\n",
    )


@pytest.mark.parametrize(
    ("rolled", "child", "stored"),
    [
        ("SUM(lines.amount)", "amount: {type: currency}", True),
        ('SUM(lines.amount where lines.name = "x")', "amount: {type: currency}", True),
        ("COUNT(lines)", "amount: {type: currency}", True),
        ("SUM(lines.net)", "net: {type: currency, formula: version * 2}", True),
        ("SUM(lines.net)", "net: {type: currency, formula: version * order.rate}", False),
        ("COUNT(lines where lines.created_at > NOW())", "amount: {type: currency}", False),
        ("COUNT(lines where lines.owner = $user)", "amount: {type: currency}", False),
        ("COUNT(lines where lines.order.rate > 1)", "amount: {type: currency}", False),
        ("SUM(lines.amount where lines.amount > rate)", "amount: {type: currency}", False),
    ],
)  # fmt: skip
def test_stored_only_where_the_child_alone_decides(rolled: str, child: str, stored: bool) -> None:  # noqa: FBT001
    """Kept in a column is what the child's own stored columns give; the rest is computed when it is read."""
    blueprint = parent_and_child(rolled, child)
    assert rollup(blueprint, "order", "total").stored is stored
    assert ("total" in blueprint.objects["order"].table.columns) is stored


def test_it_knows_what_touches_it() -> None:
    """A write of other fields of the child recomputes nothing; moving the child to another parent does."""
    found = rollup(sample(), "account", "won_total")
    assert (found.child, found.link) == ("deal", "account")
    assert found.reads == {"account", "amount", "stage"}


def test_a_formula_inside_counts_with_its_inputs() -> None:
    """A roll-up of a formula is touched by what the formula reads."""
    assert rollup(sample(), "deal", "line_total").reads == {"deal", "quantity", "price"}


def test_children_know_whom_they_feed() -> None:
    """The door finds from the child which figures to compute again."""
    feeds = sample().objects["deal"].feeds
    assert [(one.object, one.field) for one in feeds] == [
        ("account", "deal_count"), ("account", "last_close"), ("account", "won_total")
    ]  # fmt: skip
    assert [one.field for one in sample().objects["account"].rollups] == ["won_total", "deal_count", "last_close"]


def chain(length: int) -> dict[str, str]:
    """Objects l0, l1, ... each summing up the one before."""
    files = {
        "objects__l0": "object: l0\nfields:\n  up: {type: lookup, to: l1, related_as: below}\n  v: {type: currency}\n"
    }
    for level in range(1, length + 1):
        up = f"  up: {{type: lookup, to: l{level + 1}, related_as: below}}\n" if level < length else ""
        rolled = "  v: {type: currency, rollup: SUM(below.v), reveals: true}\n"
        files[f"objects__l{level}"] = f"object: l{level}\nfields:\n{up}{rolled}"
    return files


def test_levels_count_from_below() -> None:
    """Each roll-up stands one level above the highest it reads."""
    blueprint = built(**chain(5))
    assert [rollup(blueprint, f"l{level}", "v").level for level in range(1, 6)] == [1, 2, 3, 4, 5]


def test_a_chain_has_at_most_five_levels() -> None:
    """A sixth level is refused, with the field that is one too many."""
    assert refused(**chain(6)) == ["P402 l6.v stands on more than 5 levels of roll-ups"]


def test_feeds_go_bottom_up() -> None:
    """Where a child feeds figures of several levels, the lower one comes first."""
    levels = [[one.level for one in plan.feeds] for plan in built(**chain(4)).objects.values()]
    assert all(found == sorted(found) for found in levels)


@pytest.mark.parametrize(
    ("thing", "field", "inputs"),
    [
        ("account", "won_total", {("deal", "account"), ("deal", "amount"), ("deal", "stage")}),
        ("account", "grade", {("account", "won_total")}),
        ("deal", "region", {("deal", "account"), ("account", "region")}),
        ("deal", "expected", {("deal", "amount"), ("deal", "stage")}),
        ("deal", "line_total", {("line", "deal"), ("line", "quantity"), ("line", "price")}),
        ("deal", "amount", set()),
    ],
)
def test_inputs_of_computed_fields(thing: str, field: str, inputs: set[tuple[str, str]]) -> None:
    """Who may read a computed field is decided by these pairs: links along the way are among them."""
    assert sample().objects[thing].fields[field].inputs == inputs
