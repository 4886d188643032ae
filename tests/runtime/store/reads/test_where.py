"""Conditions of access and queries as SQL: nothing is open but by a branch that opens it."""

from collections.abc import Mapping, Sequence

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from objectry.rules import Value
from objectry.runtime.conditions import (
    AllOf,
    AnyOf,
    Condition,
    Everyone,
    Fulfils,
    IdIn,
    Nobody,
    OneOf,
    OwnedBelow,
    OwnedBy,
    Through,
)
from objectry.runtime.store.select import Select
from tests.parity.answers import linked
from tests.parity.expressions import ROW, conditions
from tests.parity.world import ANN, BOB, CAT, NOW, World, identity, is_sound, node

OWNERS = (ANN, BOB, CAT, BOB)
INJECTIONS = (
    "' OR '1'='1",
    '"; DROP TABLE thing; --',
    "%",
    "_",
    "\\",
    "\\'",
    "a' --",
    ":name",
    "%(name)s",
    "?",
    "$1",
    "{x}",
)


@pytest.fixture
def owned(world: World) -> World:
    """Things of its own for each test."""
    return settled(world)


@pytest.fixture(scope="module")
def seen(shared: World) -> World:
    """Things that tests only look at."""
    return settled(shared)


def settled(world: World) -> World:
    """Things 0 to 3 of Ann, Bob, Cat and Bob; 1 is the parent of 2; 4 is deleted, and the parent of 3."""
    rows: list[dict[str, Value]] = [{"owner": owner, "name": f"n{at}"} for at, owner in enumerate(OWNERS)]
    rows[2]["parent"], rows[3]["parent"] = identity(1), identity(4)
    world.insert("thing", [*rows, {"owner": ANN, "deleted_at": NOW}])
    world.insert("part", [{"thing": identity(at % 5)} for at in range(6)])
    return world


CASES: list[tuple[str, Condition, list[int]]] = [
    ("everyone", Everyone(), [0, 1, 2, 3]),
    ("nobody", Nobody(), []),
    ("owned by", OwnedBy(BOB), [1, 3]),
    ("owned by nobody known", OwnedBy(identity(99)), []),
    ("owned by what is no id", OwnedBy("system:rules"), []),
    ("owned below, at any depth, oneself not included", OwnedBelow(ANN), [1, 2, 3]),
    ("owned directly below", OwnedBelow(BOB), [2]),
    ("owned below one without people", OwnedBelow(CAT), []),
    ("ids", IdIn((identity(0), identity(3), identity(4), "no id")), [0, 3]),
    ("no ids", IdIn(()), []),
    ("values", OneOf("name", ("n0", "n3", "'; --", "{}", "N1")), [0, 3]),
    ("no values", OneOf("name", ()), []),
    ("references", OneOf("owner", (ANN, CAT)), [0, 2]),
    ("an expression", Fulfils(node('name in ("n0", "n2")')), [0, 2]),
    ("null counts as no", Fulfils(node("amount > 1")), []),
    ("through a lookup", Through("parent", "thing", OwnedBy(BOB)), [2]),
    ("through a lookup to nobody", Through("parent", "thing", Nobody()), []),
    ("through a lookup, not to a deleted record", Through("parent", "thing", Everyone()), [2]),
    ("any of nothing", AnyOf(()), []),
    ("all of nothing", AllOf(()), [0, 1, 2, 3]),
    ("any", AnyOf((OwnedBy(ANN), IdIn((identity(3),)))), [0, 3]),
    ("all", AllOf((OwnedBy(BOB), IdIn((identity(3), identity(0))))), [3]),
    ("any with nobody", AnyOf((Nobody(), OwnedBy(CAT))), [2]),
]


@pytest.mark.parametrize(("condition", "expected"), [case[1:] for case in CASES], ids=[case[0] for case in CASES])
def test_each_condition(seen: World, condition: Condition, expected: list[int]) -> None:
    """Each kind of condition opens just the rows it names, and never a deleted one."""
    assert seen.ids(condition) == expected


def test_the_same_conditions_in_the_recycle_bin(owned: World) -> None:
    """A read of the bin is restricted like any other, and finds nothing alive."""
    for condition, expected in ((AnyOf((OwnedBy(ANN), OwnedBy(BOB))), [4]), (AnyOf((OwnedBy(BOB), Nobody())), [])):
        rows = owned.select(Select("thing", {}, condition, deleted=True))
        assert [row["id"] for row in rows] == [identity(at) for at in expected]


def test_owner_conditions_of_an_object_without_owners(owned: World) -> None:
    """Where records have no owner nobody owns one."""
    assert owned.ids(OwnedBy(ANN), "part") == []
    assert owned.ids(OwnedBelow(ANN), "part") == []
    assert owned.ids(Through("thing", "thing", OwnedBy(ANN)), "part") == [0, 5]


def test_control_by_parent_goes_on_through_parents(owned: World) -> None:
    """A part is open through its thing, and that through its own parent."""
    chain = Through("thing", "thing", Through("parent", "thing", OwnedBy(BOB)))
    assert owned.ids(chain, "part") == [2]


def test_thousands_of_ids(owned: World) -> None:
    """However many ids there are, they are one parameter."""
    many = tuple(identity(at) for at in range(1, 70_000))
    assert owned.ids(IdIn(many)) == [1, 2, 3]


def test_nothing_in_a_value_is_sql(owned: World) -> None:
    """Hostile text in names and literals is compared as it is."""
    owned.insert("thing", [{"owner": ANN, "name": text} for text in INJECTIONS], start=100)
    for at, text in enumerate(INJECTIONS):
        written = text.replace("\\", "\\\\").replace('"', '\\"')
        for expression in (f'name = "{written}"', f'name in ("{written}", "zz")', f'BEGINS(name & "!", "{written}!")'):
            assert owned.ids(Fulfils(node(expression))) == [100 + at], (text, expression)
        assert 100 + at in owned.ids(Fulfils(node(f'CONTAINS(name, "{written}")')))


def test_a_percent_sign_is_no_wildcard(owned: World) -> None:
    """CONTAINS and BEGINS know no patterns."""
    assert owned.ids(Fulfils(node('CONTAINS(name, "%")'))) == []
    assert owned.ids(Fulfils(node('BEGINS(name, "n_")'))) == []


def test_a_filter_holds_just_where_its_value_is_true(world: World) -> None:
    """The form of a condition that an index serves selects exactly the rows for which the expression is true."""

    @settings(deadline=None, suppress_health_check=list(HealthCheck), max_examples=120)
    @given(st.lists(ROW, min_size=1, max_size=8), conditions(2))
    def agree(rows: Sequence[Mapping[str, Value]], text: str) -> None:
        if not is_sound(text):
            return
        world.clear("thing")
        world.insert("thing", linked(rows, (ANN, BOB, CAT)))
        tree = node(text)
        expected = [at for at, row in enumerate(world.values(tree)) if row["0"] is True]
        assert world.ids(Fulfils(tree)) == expected

    agree()
