"""The tables of cases that say what the language means, asked of the databases."""

from objectry.plan import compile_model
from objectry.rules import Node, Value
from objectry.runtime.store.select import Select
from tests.databases import Database
from tests.parity.answers import ANSWER, same
from tests.parity.world import World, opened
from tests.rules import sample
from tests.rules.cases import Case
from tests.rules.cases_sets import ALL_CASES


def test_every_case_has_its_answer_in_the_database(database: Database) -> None:
    """Each row of each case gives in the database exactly the answer the table names."""
    plan, problems = compile_model(sample.sample_model())
    assert plan is not None, problems.errors
    with opened(database, plan, sample.ENVIRONMENT) as world:
        wrong = {case.name: found for case in ALL_CASES if (found := mistakes(world, case))}
    assert wrong == {}


def mistakes(world: World, case: Case) -> list[tuple[Value, Value]]:
    """Answers that differ: what the database gave and what the case expects."""
    tree = sample.checked(case.text, sample.sample_scope(case.blanks))
    world.clear(sample.OBJECT)
    world.insert(sample.OBJECT, [row for row, _ in case.rows])
    found = answers(world, tree)
    return [(left, right) for left, (_, right) in zip(found, case.rows, strict=True) if not same(left, right)]


def answers(world: World, tree: Node) -> list[Value]:
    return [row[ANSWER] for row in world.select(Select(sample.OBJECT, {ANSWER: tree}))]
