"""The compiled form of the sample app, written out.

To renew the files after a change that is meant:

    OBJECTRY_RENEW_SNAPSHOTS=1 ./crm test tests/plan/test_snapshots.py
"""

import json
import os
from pathlib import Path

import pytest

from objectry.plan import printed
from tests.plan.builder import sample, shown

SNAPSHOTS = Path(__file__).parent / "snapshots"
RENEW = "OBJECTRY_RENEW_SNAPSHOTS"
OBJECTS = (
    *("account", "account_partners", "activity", "contact", "deal", "line"),
    *("user", "user_permission", "team", "team_members", "notification"),
)


def held(name: str, content: object) -> None:
    path = SNAPSHOTS / f"{name}.json"
    text = json.dumps(content, ensure_ascii=False, indent=1) + "\n"
    if os.environ.get(RENEW):
        SNAPSHOTS.mkdir(exist_ok=True)
        path.write_text(text, encoding="utf-8")
    assert path.read_text(encoding="utf-8") == text, f"{path.name} differs; {RENEW}=1 renews it"


@pytest.mark.parametrize("name", OBJECTS)
def test_an_object_compiles_to_its_snapshot(name: str) -> None:
    """Nobody changes what an object compiles to without seeing it."""
    held(name, shown(sample())["objects"][name])


def test_the_rest_compiles_to_its_snapshot() -> None:
    """Roles, sets, sharing, settings, translations and seeds are held too; the core's texts are counted only."""
    content = {key: value for key, value in printed(sample()).items() if key not in {"objects", "hash", "translations"}}
    held("stack", content)


def test_there_is_a_snapshot_for_every_object() -> None:
    """A new object of the sample app or the core does not slip by."""
    assert set(OBJECTS) == set(sample().objects)
