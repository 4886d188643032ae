"""Statements are made once; what differs from call to call and from user to user travels as parameters."""

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

import pytest

from objectry.rules import Value
from objectry.runtime.conditions import AllOf, AnyOf, Condition, Fulfils, IdIn, OwnedBelow, OwnedBy, Through
from objectry.runtime.store.functions import KNOWN, MOST_KNOWN
from objectry.runtime.store.questions import MOST_REMEMBERED, Lifting
from objectry.runtime.store.reading import Context
from objectry.runtime.store.select import Order, Select, run_select
from tests.parity.world import ANN, BOB, CAT, ENVIRONMENT, NOW, World, identity, node


@pytest.fixture
def owned(world: World) -> World:
    rows: list[dict[str, Value]] = [{"owner": owner, "name": owner[-1]} for owner in (ANN, BOB, CAT, BOB)]
    rows[3] |= {"parent": identity(0), "seen_at": NOW, "opened": date(2026, 4, 1)}
    world.insert("thing", rows)
    return world


def as_user(world: World, user: str, **facts: Value) -> World:
    """The same world in the eyes of another user."""
    environment = replace(ENVIRONMENT, user={**ENVIRONMENT.user, "id": user, **facts})
    return replace(world, context=Context(world.tables, environment))


def made(world: World) -> int:
    return len(world.tables.questions)


def test_users_share_a_statement(owned: World) -> None:
    """Users with equal rights ask one statement, each with their own answer: in policies, filters and hops."""
    answers = {}
    for user in (ANN, BOB, CAT):
        mine = AnyOf((OwnedBy(user), OwnedBelow(user), Fulfils(node("owner = $user and name <> $user.name"))))
        select = Select("thing", {"up": node("parent.name")}, mine, policies={"thing": OwnedBy(user)})
        rows = as_user(owned, user).select(select)
        answers[user] = [(int(str(row["id"])[-2:], 16), row["up"]) for row in rows]
    assert answers == {
        ANN: [(0, None), (1, None), (2, None), (3, "a")],
        BOB: [(1, None), (2, None), (3, None)],
        CAT: [(2, None)],
    }
    assert made(owned) == 1


def test_lists_of_ids_share_a_statement(owned: World) -> None:
    """One record or another, or several: the same statement."""
    for numbers in ([0], [3], [1, 2], []):
        ids = tuple(identity(number) for number in numbers)
        assert owned.ids(AllOf((IdIn(ids), OwnedBy(BOB)))) == [number for number in numbers if number in (1, 3)]
    assert made(owned) == 1


def test_each_call_has_its_own_clock(owned: World) -> None:
    """A statement made yesterday knows what time it is today."""
    where: Condition = Fulfils(node("seen_at <= NOW() and opened = TODAY()"))
    later = replace(ENVIRONMENT, today=ENVIRONMENT.today + timedelta(days=1))
    earlier = replace(ENVIRONMENT, now=NOW - timedelta(microseconds=1))
    found = [
        [row["id"] for row in run_select(owned.connection, Context(owned.tables, one), Select("thing", {}, where))]
        for one in (ENVIRONMENT, later, earlier, ENVIRONMENT)
    ]
    assert found == [[identity(3)], [], [], [identity(3)]]
    assert made(owned) == 1


def test_a_user_without_a_fact_asks_another_question(owned: World) -> None:
    """Whether a fact of the user is blank changes what may be compared how, and never mixes answers."""
    select = Select("thing", {}, Fulfils(node("name = $user.name")))
    answers = [
        [row["id"] for row in as_user(owned, ANN, name=name).select(select)] for name in ("b", None, "c", "", "b")
    ]
    assert answers == [[identity(1), identity(3)], [], [identity(2)], [], [identity(1), identity(3)]]


def test_pages_share_a_statement(owned: World) -> None:
    """The second page and the third ask the same statement from another key on."""
    select = Select("thing", {}, order=(Order(node("name"), descending=True),), limit=1)
    found = []
    for after in (("c", identity(2)), ("b", identity(3)), ("b", identity(1))):
        found += [row["id"] for row in owned.select(replace(select, after=after))]
    assert found == [identity(3), identity(1), identity(0)]
    assert made(owned) == 1


def test_a_key_that_is_no_id_is_nowhere(owned: World) -> None:
    """A page behind what is no id at all is an empty page or a full one, never an error."""
    select = Select("thing", {}, after=("no id",))
    assert owned.select(select) == []


def test_only_so_many_statements_are_kept(owned: World) -> None:
    """However many different questions are asked, memory has an end."""
    for number in range(MOST_REMEMBERED + 20):
        owned.ids(Fulfils(node(f"amount = {number}")))
    assert made(owned) == MOST_REMEMBERED


def test_only_so_many_functions_are_kept(owned: World) -> None:
    """The functions of old questions are taken from the connection, and come back when they are wanted again."""
    if owned.is_postgres:
        return
    owned.connection.info[KNOWN] = {}
    for number in range(MOST_KNOWN + 5):
        owned.ids(Fulfils(node(f'UPPER(name) = "A{number}"')))
    assert len(owned.connection.info[KNOWN]) <= MOST_KNOWN
    assert owned.ids(Fulfils(node('UPPER(name) = "A"'))) == [0]
    assert owned.ids(Fulfils(node('UPPER(name) = "A0"'))) == []


def test_lifting_finds_what_differs() -> None:
    """Principals and lists of ids are taken out wherever they stand, in order; the rest stays."""
    lifting = Lifting()
    inner = Through("parent", "thing", OwnedBelow(BOB))
    lifted = lifting.one(AllOf((OwnedBy(ANN), AnyOf((IdIn((CAT,)), inner)), Fulfils(node("active")))))
    assert lifting.taken == [ANN, (CAT,), BOB]
    again = Lifting().one(AllOf((OwnedBy(BOB), AnyOf((IdIn(()), inner)), Fulfils(node("active")))))
    assert lifted == again


@pytest.mark.parametrize("amount", [Decimal("12.34"), Decimal("99999999999.99"), Decimal("9999999999999999.99"), None])
def test_small_and_large_values_take_different_ways_to_one_answer(world: World, amount: Decimal | None) -> None:
    """On SQLite small numbers are computed by the database and large ones by our function: no difference is seen."""
    texts = (
        "amount * 1.5",
        "ROUND(amount * (1 - share), 2)",
        "amount * 2 + amount",
        "expected",
        "FLOOR(amount * price)",
    )
    expected: list[Value] = [None, None, None, Decimal(0), None]
    if amount is not None:
        exact = [amount * 3 / 2, amount * 4 / 5, amount * 3, amount, amount * 2]
        expected = [exact[0], round(exact[1], 2), exact[2], exact[3], exact[4].to_integral_value("ROUND_DOWN")]
    row = {"amount": amount, "share": Decimal("0.2"), "price": Decimal(2), "stage": "won", "owner": ANN}
    world.insert("thing", [row])
    (found,) = world.values(*map(node, texts))
    assert [found[str(at)] for at in range(5)] == expected
