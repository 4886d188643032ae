"""The oracle: it stands on its own, and says of small worlds what the documents say."""

import ast
import sys
from pathlib import Path

import pytest

from tests.leak.oracle.answers import Reader
from tests.leak.oracle.expressions import Blank, Compare, Figure, Length, Not, OneOf
from tests.leak.oracle.expressions import Path as Names
from tests.leak.oracle.rights import reasons, sees_field
from tests.leak.oracle.values import Scope, evaluate
from tests.leak.oracle.world import Field, Kind, PermissionSet, Row, SharingRule, Stack, World

HERE = Path(__file__).parent / "oracle"
USER = Kind("user", {"name": Field("text"), "manager": Field("lookup", ("user",), "reports")}, owned=False, base="read")
DEAL = Kind(
    "deal",
    {
        "name": Field("text"),
        "amount": Field("integer", tag="hush"),
        "size": Field("integer", formula=Length(Names(("name",)))),
        "twice": Field("integer", formula=Length(Names(("amount",)))),
        "shown": Field("integer", formula=Length(Names(("amount",))), reveals=True),
        "boss": Field("text", formula=Names(("up", "name"))),
        "parts": Field("integer", rollup=Figure("COUNT", "part_list")),
        "linked": Field("integer", rollup=Figure("COUNT", "links")),
        "up": Field("lookup", ("deal",), "links"),
    },
)
PART = Kind(
    "part", {"name": Field("text"), "of": Field("master_detail", ("deal",), "part_list")}, owned=False, parent="of"
)
READ = frozenset({"read", "update"})
SETS = {
    "plain": PermissionSet({"deal": READ, "part": READ, "user": READ}),
    "open": PermissionSet({}, tags={"hush": "read"}),
    "wide": PermissionSet({"deal": READ | {"view_all"}, "part": READ}),
    "shut": PermissionSet({"deal": READ}, fields={"deal.name": "none"}),
}
ROLES = {
    "rep": ("plain",),
    "seer": ("plain", "open"),
    "all": ("wide", "open"),
    "shut": ("shut",),
    "both": ("shut", "plain"),
}


def person(role: str, manager: str | None = None, *, active: bool = True) -> Row:
    return {"id": role, "name": role, "role": role, "manager": manager, "active": active}


def world(*rules: SharingRule) -> World:
    """Reps under a manager, with one deal each and a part of the first."""
    people = {role: person(role, "all" if role == "rep" else None) for role in ROLES}
    people["gone"] = person("rep", active=False) | {"id": "gone"}
    deals: dict[str, Row] = {
        "d1": {"id": "d1", "name": "elm", "amount": 3, "up": "d2", "owner": "rep"},
        "d2": {"id": "d2", "name": None, "amount": None, "up": None, "owner": "seer"},
    }
    parts: dict[str, Row] = {"p1": {"id": "p1", "name": "oak", "of": "d1"}}
    stack = Stack({"user": USER, "deal": DEAL, "part": PART}, SETS, ROLES, rules)
    return World(stack, {"user": people, "deal": deals, "part": parts})


def test_it_imports_nothing_of_the_product() -> None:
    """Two people write oracle and engine from one text: the oracle knows the standard library and itself."""
    allowed = sys.stdlib_module_names
    wrong = [
        f"{path.name}: {name}"
        for path in HERE.glob("*.py")
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Import | ast.ImportFrom)
        for name in ([node.module or ""] if isinstance(node, ast.ImportFrom) else [one.name for one in node.names])
        if name.split(".")[0] not in allowed and not name.startswith("tests.leak.oracle")
    ]
    assert not wrong


@pytest.mark.parametrize(
    ("user", "record", "why"),
    [
        ("rep", "d1", ["owner"]),
        ("rep", "d2", []),
        ("seer", "d1", []),
        ("all", "d2", ["view_all"]),
        ("all", "d1", ["view_all", "hierarchy"]),
        ("gone", "d1", []),
    ],
)
def test_records_are_seen_for_a_reason(user: str, record: str, why: list[str]) -> None:
    """By owner, from above in the hierarchy, by a right over all; by nobody who has left."""
    here = world()
    assert reasons(here, user, "deal", here.rows["deal"][record]) == why


@pytest.mark.parametrize(
    ("when", "seen"),
    [
        (Compare(Names(("name",)), "=", "elm"), True),
        (Compare(Names(("amount",)), ">", 2), True),
        (Compare(Names(("amount",)), ">", 5), False),
        (OneOf(Names(("name",)), ("ash",)), False),
        (Blank(Names(("name",))), False),
        (Not(Blank(Names(("up",)))), True),
    ],
)
def test_sharing_rules_open_what_fulfils_them(when: Compare | OneOf | Blank | Not, *, seen: bool) -> None:
    """A rule reads every field, also one that those whom it opens records to may not read."""
    here = world(SharingRule("deal", "some", when, ("seer",)))
    assert bool(reasons(here, "seer", "deal", here.rows["deal"]["d1"])) is seen
    assert not reasons(here, "rep", "deal", here.rows["deal"]["d2"])


def test_a_part_is_seen_with_what_it_is_part_of() -> None:
    """Control by the parent."""
    here = world()
    part = here.rows["part"]["p1"]
    assert reasons(here, "rep", "part", part) == ["parent"]
    assert not reasons(here, "seer", "part", part)
    assert not reasons(here, "shut", "part", part)


@pytest.mark.parametrize(
    ("user", "field", "seen"),
    [
        ("rep", "amount", False),
        ("seer", "amount", True),
        ("shut", "name", False),
        ("both", "name", True),
        ("rep", "size", True),
        ("shut", "size", False),
        ("rep", "twice", False),
        ("seer", "twice", True),
        ("rep", "shown", True),
        ("rep", "boss", False),
        ("all", "boss", True),
        ("rep", "parts", True),
        ("rep", "linked", False),
        ("all", "linked", True),
        ("gone", "name", False),
    ],
)
def test_fields_are_read_by_level_and_by_what_they_are_made_of(user: str, field: str, *, seen: bool) -> None:
    """Sensitive fields wait for a set that names them; computed ones need all of their inputs, unless they reveal."""
    assert sees_field(world(), user, "deal", field) is seen


@pytest.mark.parametrize(
    ("condition", "worth"),
    [
        (Compare(Names(("amount",)), ">", 1), None),
        (Compare(Names(("name",)), "<>", "elm"), True),
        (Not(Compare(Names(("amount",)), "=", 1)), None),
        (Compare(Length(Names(("name",))), "=", 0), True),
        (Compare(Names(("up", "name")), "=", "elm"), False),
    ],
)
def test_blanks_compare_as_the_language_says(condition: Compare | Not, worth: object) -> None:
    """Texts compare with blank, numbers do not, and what leads nowhere is blank."""
    here = world()
    assert evaluate(condition, Scope(here, "deal", here.rows["deal"]["d2"])) is worth


def test_what_is_out_of_sight_is_not_there() -> None:
    """A path through a record that somebody does not see is blank, and figures count what is in sight."""
    here = world()
    deal = here.rows["deal"]["d1"]
    here.rows["deal"]["d2"]["name"] = "ash"
    assert Reader(here, "rep").record("deal", deal, [("up", "name"), ("up",)]) == {"up.name": None, "up": "d2"}
    assert Reader(here, "all").record("deal", deal, [("up", "name")]) == {"up.name": "ash"}
    assert not Reader(here, "rep").knows("deal", ("up", "amount"))
