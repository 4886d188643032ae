"""Every way to ask is a face of the leak test, or is left out with a reason."""

import re
from pathlib import Path

import pytest

from objectry.faces.cli.commands import PLACES
from tests.leak.asking.every import FACES
from tests.leak.pool import served, sqlite_files

LEFT_OUT = (Path(__file__).parent / "NOT_A_READ_PATH.md").read_text(encoding="utf-8")
SILENT = {"HEAD", "OPTIONS"}
Address = tuple[str, str]


@pytest.fixture(scope="module")
def addresses() -> set[Address]:
    """Every address of the server with its method."""
    with sqlite_files() as make, served([0], make) as stacks:
        rules = stacks[0].app.url_map.iter_rules()
        return {(method, plain(rule.rule)) for rule in rules for method in (rule.methods or set()) - SILENT}


def plain(rule: str) -> str:
    """An address without what else may not stand in its places."""
    return re.sub(r"<(object|record):", "<", rule)


def claimed() -> set[Address]:
    return {claim for face in FACES for claim in face.claims}


def excused() -> dict[Address, str]:
    rows = re.findall(r"^\| `([A-Z]+) (\S+)` \| (.+) \|$", LEFT_OUT, re.MULTILINE)
    return {(method, rule): reason for method, rule, reason in rows}


def test_every_address_is_asked_or_left_out_with_a_reason(addresses: set[Address]) -> None:
    """A new address without a face fails here."""
    assert sorted(addresses - claimed() - excused().keys()) == []
    assert all(len(reason.split()) > 3 for reason in excused().values())


def test_nothing_is_claimed_that_is_not_there(addresses: set[Address]) -> None:
    """A face or a reason for an address that has gone is dropped."""
    assert sorted(claimed() - addresses) == []
    assert sorted(excused().keys() - addresses) == []
    assert sorted(claimed() & excused().keys()) == []


def test_every_command_is_left_out_with_a_reason() -> None:
    """Commands are run by whoever holds the database; a new one has to be thought about."""
    told = LEFT_OUT.partition("## Commands")[2]
    named = set(re.findall(r"`([a-z]+)`", "".join(re.findall(r"^\| (.+?) \|", told, re.MULTILINE))))
    assert named == set(PLACES)


def test_files_that_reasons_name_are_there() -> None:
    """A reason that leans on another test names one."""
    root = Path(__file__).parents[2]
    assert [name for name in re.findall(r"`(tests/\S+)`", LEFT_OUT) if not (root / name).exists()] == []
