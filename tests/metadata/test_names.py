"""Names: their form, and the one table of those that are taken."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from objectry.metadata import core_app, load_stack
from objectry.metadata.names import MAX_NAME, RESERVED, malformed, reserved
from tests.metadata.stacks import load

PARTS = st.from_regex(r"[a-z][a-z0-9]{0,5}", fullmatch=True)


@given(st.lists(PARTS, min_size=1, max_size=4))
def test_words_joined_by_underscores_are_names(parts: list[str]) -> None:
    """Small letters and digits, words joined by one underscore."""
    assert malformed("_".join(parts)) is None


@pytest.mark.parametrize(
    "name",
    [
        "", "A", "a_", "_a", "a__", "__a", "1a", "a-b", "a b", "a.b", "ä", "名", "a__b__c", "a___b", "a\n", "$a",
        "a" * (MAX_NAME + 1),
    ],
)  # fmt: skip
def test_other_names_are_malformed(name: str) -> None:
    """Capitals, other scripts, double underscores without a namespace, too many characters."""
    assert malformed(name) is not None


def test_a_namespace_is_one_prefix() -> None:
    """`edu__course` is a name; its length counts whole."""
    assert malformed("edu__course") is None
    assert malformed("edu__" + "a" * (MAX_NAME - 5)) is None
    assert malformed("edu__" + "a" * (MAX_NAME - 4)) is not None


def test_reserved_object_names_are_refused() -> None:
    """Words of SQL, of the language, of the addresses, of the engine: each of them is told."""
    names = sorted(RESERVED["object"])
    _, problems = load("".join(f"=== objects/{name}.yaml\nobject: {name}\n" for name in names))
    assert [(one.span.file, one.code) for one in problems.sorted()] == [
        (f"objects/{name}.yaml", "M207") for name in names
    ]


def test_reserved_field_names_are_refused() -> None:
    """Words of SQL and of the language, and the columns every record has: each of them is told."""
    names = sorted(RESERVED["field"])
    fields = "".join(f"  {name}: {{type: text}}\n" for name in names)
    _, problems = load(f"=== objects/visit.yaml\nobject: visit\nfields:\n{fields}")
    assert [(one.span.line - 2, one.code) for one in problems.sorted()] == [
        (number, "M207") for number in range(1, len(names) + 1)
    ]


@pytest.mark.parametrize("name", ["sqlite_x", "pg_x"])
def test_prefixes_of_the_databases_are_refused(name: str) -> None:
    """Tables of these names belong to the databases."""
    assert reserved("object", name)


@pytest.mark.parametrize(
    "name", ["account", "user", "order", "campaign", "ticket", "name", "status", "type", "position"]
)
def test_everyday_names_are_free(name: str) -> None:
    """The words a CRM needs can be used."""
    assert not reserved("field", name)


def test_standard_objects_are_free() -> None:
    """Objects of the standard CRM keep their names."""
    for name in ("account", "contact", "order", "invoice", "activity", "quote", "asset", "note", "team", "product"):
        assert not reserved("object", name)


def test_core_keeps_its_own_rules() -> None:
    """What the platform ships is right by the same checks."""
    model, problems = load_stack([core_app()])
    assert not list(problems)
    assert set(model.objects) == {"user", "user_permission", "team", "team_members", "notification"}
