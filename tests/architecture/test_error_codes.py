"""One table of codes per room, and one page that lists them all.

To renew the tables of the page after a change that is meant:

    OBJECTRY_RENEW_DOCS=1 ./crm test tests/architecture/test_error_codes.py
"""

import os
import re
from collections.abc import Iterator, Mapping

import pytest

from objectry.faces import codes as faces
from objectry.metadata import CODES as METADATA
from objectry.plan import CODES as PLAN
from objectry.rules import CODES as RULES
from objectry.runtime import CODES as RUNTIME
from objectry.runtime import SCENARIO_CODES
from objectry.runtime.importing import codes as importing
from tests.architecture.house import PLATFORM, ROOT

PAGE = ROOT / "docs" / "errors.md"
RENEW = "OBJECTRY_RENEW_DOCS"
ROOMS: Mapping[str, tuple[str, Mapping[str, str]]] = {
    "metadata": ("SM", METADATA),
    "rules": ("R", RULES),
    "plan": ("P", PLAN),
    "runtime": ("D", RUNTIME),
    "importing": ("I", importing.CODES),
    "scenarios": ("T", SCENARIO_CODES),
    "faces": ("F", faces.CODES),
}
FIRST_DIGIT = {"S": "1", "M": "2", "R": "3", "P": "4", "D": "5", "I": "6", "F": "7", "T": "8"}
MARK = re.compile(r"<!-- (\w+) ([A-Z]) -->\n(?:\n\|.*\n(?:\|.*\n)*)?")


def table(room: str, letter: str) -> str:
    """The rows of the page for one letter of one room."""
    rows = (
        f"| {code} | {meaning.rstrip('.')} |\n" for code, meaning in sorted(ROOMS[room][1].items()) if code[0] == letter
    )
    return f"<!-- {room} {letter} -->\n\n| code | meaning |\n|---|---|\n{''.join(rows)}"


def test_the_page_lists_every_code_with_its_meaning() -> None:
    """docs/errors.md says what the tables of the rooms say, no more and no less."""
    text = PAGE.read_text(encoding="utf-8")
    wanted = MARK.sub(lambda found: table(found[1], found[2]), text)
    if os.environ.get(RENEW):
        PAGE.write_text(wanted, encoding="utf-8")
    assert PAGE.read_text(encoding="utf-8") == wanted, f"{PAGE.name} differs; {RENEW}=1 renews it"


def test_every_room_has_its_place_on_the_page() -> None:
    """A new letter cannot be forgotten."""
    marked = {(found[1], found[2]) for found in MARK.finditer(PAGE.read_text(encoding="utf-8"))}
    assert marked == {(room, letter) for room, (letters, _) in ROOMS.items() for letter in letters}


@pytest.mark.parametrize("room", ROOMS)
def test_codes_are_formed_by_room(room: str) -> None:
    """A letter of the room, the digit of the stage, two more."""
    letters, codes = ROOMS[room]
    assert codes
    assert not [code for code in codes if not re.fullmatch(rf"[{letters}]{FIRST_DIGIT[code[0]]}\d\d", code)]


def test_no_code_is_given_out_twice() -> None:
    """Across all rooms, too."""
    every = [code for _, codes in ROOMS.values() for code in codes]
    assert len(every) == len(set(every))


def written() -> Iterator[str]:
    for path in PLATFORM.rglob("*.py"):
        if path.name != "codes.py":
            yield from re.findall(r'"([SMRPDIFT][1-8]\d\d)"', path.read_text(encoding="utf-8"))


def test_only_listed_codes_are_used() -> None:
    """No problem reaches a person with a code that no page explains."""
    every = {code for _, codes in ROOMS.values() for code in codes}
    assert set(written()) <= every


def test_codes_of_plan_and_apply_are_all_used() -> None:
    """What cannot happen is not listed."""
    assert {code for code in written() if code[0] == "P"} == set(PLAN)
