"""All cases of the language, asked of Python and of a database."""

from itertools import islice
from pathlib import Path

from objectry.plan import compile_model
from objectry.rules import compile_node
from tests.databases import drop_schemas, postgres_database, sqlite_database
from tests.parity.answers import differing, linked, parts_of
from tests.parity.expressions import EXPRESSIONS, ROW
from tests.parity.test_cases import mistakes
from tests.parity.world import ANN, BOB, CAT, World, is_sound, node, opened
from tests.rules import sample
from tests.rules.cases_sets import ALL_CASES


def mistaken(folder: Path, url: str) -> bool:
    """Whether any answer is wrong: of a case in Python or in the database at `url` (SQLite where it is empty)."""
    return _in_python() or _in_database(folder, url)


def _in_python() -> bool:
    for case in ALL_CASES:
        tree = sample.checked(case.text, sample.sample_scope(case.blanks))
        for row, expected in case.rows:
            found = compile_node(tree).run([sample.row_for(tree, row)], sample.ENVIRONMENT)[0]
            if found != expected or type(found) is not type(expected):
                return True
    return False


def _in_database(folder: Path, url: str) -> bool:
    plan, _ = compile_model(sample.sample_model())
    assert plan is not None
    database = postgres_database(url) if url else sqlite_database(folder)
    try:
        with opened(database, plan, sample.ENVIRONMENT) as world:
            if any(mistakes(world, case) for case in ALL_CASES):
                return True
        random = postgres_database(url) if url else sqlite_database(_below(folder))
        with opened(random) as world:
            return _by_chance(world)
    finally:
        if url:
            drop_schemas(database)


def _below(folder: Path) -> Path:
    made = folder / "random"
    made.mkdir()
    return made


def _by_chance(world: World) -> bool:
    """Random expressions over random rows: the database against Python."""
    rows = [ROW.example() for _ in range(20)]
    world.insert("thing", linked(rows, (ANN, BOB, CAT)))
    world.insert("part", parts_of(rows))
    texts = (text for text in iter(EXPRESSIONS.example, None) if is_sound(text))
    return any(differing(world, node(text)) for text in islice(texts, 60))
