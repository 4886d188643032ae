"""The tables of cases notice the mistakes that emitters of SQL are known to make; `tests.mutants` makes many more."""

from collections.abc import Callable, Iterator, Mapping
from functools import cache
from types import MappingProxyType

import pytest
import sqlalchemy as sa

from objectry.plan import compile_model
from objectry.rules import Call, walk
from objectry.runtime.store import emitter
from objectry.runtime.store.expressions import logic, narrowing, postgres, sqlite
from objectry.runtime.store.expressions.emission import Emission, Emitter, Sql
from tests.databases import drop_schemas, postgres_database, sqlite_database
from tests.parity.test_cases import mistakes
from tests.parity.world import World, opened
from tests.rules import sample
from tests.rules.cases_sets import ALL_CASES


def of_values(form: Callable[..., Sql]) -> Emitter:
    """An emitter that makes its SQL of the plain values."""
    return lambda emission, call: form(*map(emission.value, call.args))


def cut_off(emission: Emission, call: Call) -> Sql:
    """A number cut where it should be rounded."""
    places = call.args[0].type.scale - call.type.scale
    return emission.value(call.args[0]).op("/")(sa.literal_column(str(10**places)))


def unguarded(emission: Emission, call: Call) -> Sql:
    left, right = map(emission.value, call.args)
    return sa.cast(left, sa.Numeric()) / sa.func.nullif(right, 0)


def three_valued(emission: Emission, call: Call) -> Sql:
    left, right = logic.pair(emission, *call.args)
    return left == right


def inverted(emission: Emission, call: Call) -> Sql:
    condition, *branches = call.args
    then, otherwise = (logic.in_type(emission, one, call) for one in branches)
    return sa.case((sa.not_(emission.value(condition)), otherwise), else_=then)


SQLITE: Mapping[str, tuple[str, Emitter]] = {
    "cut off": ("ROUND", cut_off),
    "letter case of no matter": ("CONTAINS", of_values(lambda x, y: sa.func.instr(sa.func.lower(x), y) > 0)),
    "a pattern": ("BEGINS", of_values(lambda x, y: sa.func.coalesce(x.op("LIKE")(y.op("||")("%")), 0))),
    "length of null": ("LEN", of_values(sa.func.length)),
    "three values": ("=", three_valued),
    "null is no zero": ("blank_zero", lambda emission, call: logic.in_type(emission, call.args[0], call)),
    "null takes the first branch": ("IF", inverted),
    "months from 0": ("MONTH", of_values(lambda x: sa.cast(sa.func.substr(x, 6, 2), sa.Integer) - 1)),
}  # fmt: skip
POSTGRES: Mapping[str, tuple[str, Emitter]] = {
    "too few places": ("/", unguarded),
    "half to even": ("ROUND", of_values(lambda x, y: sa.cast(sa.func.round(sa.cast(x, sa.Double())), sa.Numeric()))),
    "mathematical floor": ("FLOOR", of_values(sa.func.floor)),
    "sign of the divisor": ("MOD", of_values(lambda x, y: x - y * sa.func.floor(x / sa.func.nullif(y, 0)))),
    "places kept": ("TEXT", of_values(lambda x: sa.cast(x, sa.Text()))),
    "null ignored": ("MIN", of_values(sa.func.least)),
    "length of null": ("LEN", of_values(sa.func.length)),
    "a pattern": ("CONTAINS", of_values(lambda x, y: x.op("LIKE")(sa.func.concat("%", y, "%")))),
    "only clamped": ("ADDMONTHS", of_values(lambda x, y: sa.cast(x + y * sa.text("INTERVAL '1 month'"), sa.Date()))),
    "from the end": ("LEFT", of_values(lambda x, y: sa.func.nullif(sa.func.left(x, sa.cast(y, sa.Integer())), ""))),
    "three values": ("=", three_valued),
}  # fmt: skip


NATIVES = [(emitter, "NATIVE"), (narrowing, "NATIVE"), (sqlite, "NATIVE")]


@pytest.fixture(scope="module", params=["sqlite", pytest.param("postgresql", marks=pytest.mark.postgres)])
def cases_world(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    """A database with the tables of the cases."""
    plan, _ = compile_model(sample.sample_model())
    assert plan is not None
    if request.param == "sqlite":
        database = sqlite_database(tmp_path_factory.mktemp("mutants"))
    else:
        database = postgres_database(request.getfixturevalue("postgres_url"))
    with opened(database, plan, sample.ENVIRONMENT) as made:
        yield made
    if database.is_postgres:
        drop_schemas(database)


@cache
def operations_of(text: str, blanks: str) -> frozenset[str]:
    tree = sample.checked(text, sample.sample_scope(blanks))
    return frozenset(one.function for one in walk(tree) if isinstance(one, Call))


def noticed(world: World, operation: str) -> bool:
    """Whether a case of the operation has another answer than the table names, or none."""
    world.tables.questions.clear()
    for case in (case for case in ALL_CASES if operation in operations_of(case.text, case.blanks)):
        point = world.connection.begin_nested()
        try:
            wrong = bool(mistakes(world, case))
        except Exception:  # noqa: BLE001 (a mutant may crash, which is noticed too)
            wrong = True
        if point.is_active:
            point.rollback()
        if wrong:
            return True
    return False


def test_mistakes_of_emitters_are_noticed(cases_world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    """Each mistake changes the answer of some case of its operation; without one there is nothing to notice."""
    planted = POSTGRES if cases_world.is_postgres else SQLITE
    assert not any(noticed(cases_world, operation) for operation in {one for one, _ in planted.values()})
    survived = []
    for name, (operation, mutant) in planted.items():
        with monkeypatch.context() as patched:
            for module, table in [(postgres, "EMITTERS")] if cases_world.is_postgres else NATIVES:
                patched.setattr(module, table, MappingProxyType({**getattr(module, table), operation: mutant}))
            loose = {key: one for key, one in logic.LOOSE.items() if key != operation}
            patched.setattr(emitter, "LOOSE", MappingProxyType(loose))
            if not noticed(cases_world, operation):
                survived.append(name)
    cases_world.tables.questions.clear()
    assert survived == []
