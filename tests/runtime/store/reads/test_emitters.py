"""Every operation of the language is known to both databases, in a form that stays short and touches no data."""

from decimal import Decimal

import pytest
import sqlalchemy as sa

from objectry.rules import OF_LISTS, OPERATIONS, Call, FieldRead, Node
from objectry.runtime.store.emitter import Emitter
from objectry.runtime.store.expressions.fused import MOST_REMEMBERED, fuse
from objectry.runtime.store.expressions.postgres import EMITTERS
from objectry.runtime.store.expressions.sqlite import NATIVE, is_native
from objectry.runtime.store.reading import Facts, NoCaseRules, Reading, _case_rules, facts
from tests.parity.world import ANN, World, identity, node

NATIVES = (
    'name = "a"',
    'stage in ("won", "lost")',
    "amount > 5",
    "amount > 100.00",
    "count = 3",
    "small + small",
    "small * small",
    "not active and amount < 3",
    "IF(active, small, 2)",
    "ISBLANK(name)",
    "ROUND(small, 1)",
    "FLOOR(price)",
    "CEILING(price)",
    "LEN(name)",
    'CONTAINS(name, "x")',
    "YEAR(opened)",
    "opened < closed",
    "seen_at > NOW()",
    "MIN(small, price)",
    "BLANKVALUE(small, 0)",
    'CASE(stage, "won", 1, 2)',
    "amount = amount",
    "COUNT(parts) > 1",
    "owner = $user",
    "-small",
)
FUSED = (
    "small / 3",
    "UPPER(name)",
    "opened + small",
    "ADDMONTHS(opened, 1)",
    "TEXT(small)",
    "VALUE(name)",
    "small ^ 9",
    "name & other",
    "DATE(2020, 1, small)",
    "MOD(small, 2)",
    "LEFT(name, 2)",
    "SUM(parts.price) > 5",
    "ROUND(small, -1)",
    "count + 1",
)


def sql_of(world: World, tree: Node) -> str:
    emitter = Emitter(Reading(world.context, facts(world.connection)), "thing")
    return str(sa.select(emitter.value(tree)).compile(world.connection.engine))


def test_postgresql_knows_every_operation() -> None:
    """Each name a call may carry has its SQL, and no other."""
    assert set(EMITTERS) == OPERATIONS | OF_LISTS
    assert set(NATIVE) <= OPERATIONS | OF_LISTS


@pytest.mark.parametrize("text", NATIVES)
def test_sqlite_computes_by_itself(text: str) -> None:
    """What SQLite does exactly needs no function of ours."""
    assert is_native(node(text))


@pytest.mark.parametrize("text", FUSED)
def test_sqlite_leaves_the_rest_to_us(text: str) -> None:
    """What it does not do exactly becomes a function."""
    assert not is_native(node(text))


def test_the_largest_part_is_one_function(world: World) -> None:
    """An expression that needs a function is one function as a whole; conditions around it stay the database's."""
    if world.is_postgres:
        return
    sql = sql_of(world, node('stage = "won" and UPPER(LEFT(name, 2)) & LOWER(other) = "ABc"'))
    assert sql.count("objectry_") == 1
    assert "AND" in sql


def test_nested_forms_do_not_repeat_their_arguments(world: World) -> None:
    """The SQL of a deep expression grows with its size, not with its depth squared or worse."""
    shallow, deep = "CEILING(price / 3)", "CEILING(price / 3)"
    for _ in range(12):
        deep = f"CEILING(MIN({deep}, small) / 3)"
    assert len(sql_of(world, node(deep))) < 40 * len(sql_of(world, node(shallow)))


def test_very_many_inputs(world: World) -> None:
    """An expression may read more than a database function takes arguments."""
    world.insert("thing", [{"name": "ab", "other": "c", "owner": ANN}])
    world.insert("part", [{"thing": identity(0), "price": Decimal(at)} for at in range(120)])
    joined = " & ".join(["(" + " & ".join(["name", "other"] * 20) + ")"] * 5)
    counts = [f"TEXT(COUNT(parts where parts.price = {at}) / 4)" for at in range(130)]
    counted = " & ".join("(" + " & ".join(counts[at : at + 40]) + ")" for at in range(0, 130, 40))
    (row,) = world.values(node(joined), node(counted))
    assert (row["0"], row["1"]) == ("abc" * 100, "0.25" * 120 + "0" * 10)


def test_the_same_tree_is_the_same_function(world: World) -> None:
    """A function is made once for a tree, whoever asks; another tree has another name."""
    reading = Reading(world.context, Facts(postgres=False))
    emitter = Emitter(reading, "thing")
    for text in ("UPPER(name)", "UPPER(name)", "LOWER(name)"):
        fuse(emitter, node(text))
    assert len(reading.functions) == 2
    assert len(world.tables.fused) == 2


def test_functions_of_trees_are_not_kept_without_end(world: World) -> None:
    """However many expressions are asked, memory has an end."""
    emitter = Emitter(Reading(world.context, Facts(postgres=False)), "thing")
    for number in range(MOST_REMEMBERED + 3):
        fuse(emitter, node(f"small / {number}"))
    assert len(world.tables.fused) <= MOST_REMEMBERED


def test_what_has_no_sql_is_refused(world: World) -> None:
    """The value before a change, which only rules may ask, and unknown operations are errors, not wrong answers."""
    past = FieldRead((), "thing", "name", node("name").type, prior=True)
    for tree in (past, Call("no such operation", (past,), past.type)):
        with pytest.raises(LookupError):
            sql_of(world, tree)


@pytest.mark.postgres
def test_a_server_that_cannot_change_case_is_refused(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    """PostgreSQL without a collation for every script is refused rather than giving other answers than Python."""
    if not world.is_postgres:
        return
    assert facts(world.connection).case_rules in {"und-x-icu", "pg_unicode_fast"}
    monkeypatch.setattr("objectry.runtime.store.reading.CASE_RULES", ("no such collation",))
    with pytest.raises(NoCaseRules):
        _case_rules(world.connection)
