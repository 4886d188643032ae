"""Formulas as people write them in a CRM, with values worked out by hand, through `crm eval --cases`."""

import json
from pathlib import Path

import pytest

from tests.databases import Database, without_driver
from tests.faces.cli.shell import Shell

FILE = Path(__file__).with_name("formulas.jsonl")
EXPECTED = {one["id"]: one["expected"] for one in map(json.loads, FILE.read_text(encoding="utf-8").splitlines())}


def wrong(shell: Shell, *words: str) -> dict[str, object]:
    """The answers that differ from what is expected, by back end and formula."""
    answer = shell("eval", "--cases", str(FILE), *words)
    assert answer.code == 0, answer.errors
    found = [json.loads(line) for line in answer.lines]
    assert {one["id"] for one in found} == set(EXPECTED)
    return {
        f"{one.get('backend')}: {one['id']}": one.get("results", one.get("error"))
        for one in found
        if one.get("results") != EXPECTED[one["id"]]
    }


@pytest.mark.parametrize("backend", ["python", "sqlite"])
def test_each_formula_has_its_values(shell: Shell, backend: str) -> None:
    """Every row of every formula."""
    assert wrong(shell, "--backend", backend) == {}


@pytest.mark.postgres
def test_on_postgresql_too(shell: Shell, postgres: Database) -> None:
    """The same there."""
    assert wrong(shell, "--backend", "postgresql", "--database", without_driver(postgres.url)) == {}
