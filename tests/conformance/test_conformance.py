"""The suite of formulas: each row has its value in Python, on SQLite and on PostgreSQL."""

import json
from pathlib import Path

import pytest

from objectry.faces.cli.operating.cases import answer_cases
from tests.conformance.suite import FORMULAS, differences, write
from tests.databases import Database, without_driver

IN_ALL = 3_000


def wrong(folder: Path, said: pytest.CaptureFixture[str], **backends: str | None) -> list[str]:
    """What differs from the values expected; the first hundred say enough."""
    write(folder / "suite.jsonl")
    answer_cases(folder / "suite.jsonl", backends)
    return list(differences([json.loads(line) for line in said.readouterr().out.splitlines()]))[:100]


def test_every_row_has_its_value(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """In Python and on SQLite."""
    assert wrong(tmp_path, capsys, python=None, sqlite=None) == []


@pytest.mark.postgres
def test_every_row_has_its_value_on_postgresql(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], postgres: Database
) -> None:
    """The same there."""
    assert wrong(tmp_path, capsys, postgresql=without_driver(postgres.url)) == []


def test_the_suite_is_large_and_each_formula_has_rows() -> None:
    """No formula stands there for show."""
    assert all(one.rows for one in FORMULAS)
    assert sum(len(one.rows) for one in FORMULAS) >= IN_ALL
