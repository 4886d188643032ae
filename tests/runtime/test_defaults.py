"""Defaults are resolved once: a later platform with others alters nothing that is there."""

from collections.abc import Iterator
from types import MappingProxyType
from unittest.mock import patch

import pytest

from objectry.metadata import FieldType
from objectry.metadata.building import fields as build_fields
from objectry.metadata.building import objects as build_objects
from objectry.runtime import Platform, assemble
from tests.databases import Database
from tests.runtime.shops import deploy, planned, shop

FIELDS = """
note: {type: text}
amount: {type: currency}
body: {type: textarea}
boss: {type: lookup, to: user}
"""
OLD = shop(FIELDS)
NEW = shop(FIELDS + "more: {type: text}\nsum: {type: currency}\n")
LENGTHS = MappingProxyType({**build_fields.MAX_LENGTHS, FieldType.TEXT: 300})
DIGITS = MappingProxyType({**build_fields.DIGITS, FieldType.CURRENCY: (18, 4)})


@pytest.fixture
def platform(database: Database) -> Iterator[Platform]:
    made = assemble(database.url, database.schema)
    yield made
    made.close()


@pytest.fixture
def later() -> Iterator[None]:
    """A platform of another version: other lengths, other digits, history of long texts too, none of the rest."""
    with (
        patch.object(build_fields, "MAX_LENGTHS", LENGTHS),
        patch.object(build_fields, "DIGITS", DIGITS),
        patch.object(build_fields, "LONG", frozenset()),
        patch.object(build_objects, "USUAL_FEATURES", ()),
    ):
        yield


def test_a_later_default_alters_nothing_that_is_there(
    platform: Platform, database: Database, request: pytest.FixtureRequest
) -> None:
    """The same files under a platform with other defaults: the same blueprint, an empty plan, the same behaviour."""
    before = deploy(platform, OLD).blueprint
    request.getfixturevalue("later")
    upgraded = assemble(database.url, database.schema)
    assert upgraded.current().blueprint.hash == before.hash
    assert planned(upgraded.deployments, OLD).changes.empty
    upgraded.close()


def test_what_is_new_gets_the_new_defaults(
    platform: Platform, database: Database, request: pytest.FixtureRequest
) -> None:
    """Beside the old fields, which keep theirs, also after the next deployment."""
    deploy(platform, OLD)
    request.getfixturevalue("later")
    upgraded = assemble(database.url, database.schema)
    changes = [change.text for change in planned(upgraded.deployments, NEW).changes.changes]
    assert changes[:2] == ["add column deal.more text", "add column deal.sum currency(18,4)"]
    assert not [text for text in changes[2:] if not text.startswith("layout deal")]
    deploy(upgraded, NEW)
    fields = upgraded.current().blueprint.objects["deal"].fields
    assert (fields["note"].field.max_length, fields["more"].field.max_length) == (255, 300)
    assert (fields["amount"].field.scale, fields["sum"].field.scale) == (2, 4)
    assert (fields["note"].field.history, fields["body"].field.history) == (True, False)
    again = assemble(database.url, database.schema)
    assert again.current().blueprint.hash == upgraded.current().blueprint.hash
    again.close()
    upgraded.close()


def test_what_is_written_counts(platform: Platform) -> None:
    """A key that somebody writes is no default; taken out again, the platform's counts."""
    deploy(platform, OLD)
    wider = shop(FIELDS.replace("{type: text}", "{type: text, max_length: 80}"))
    deploy(platform, wider)
    assert platform.current().blueprint.objects["deal"].fields["note"].field.max_length == 80
    deploy(platform, OLD)
    assert platform.current().blueprint.objects["deal"].fields["note"].field.max_length == 255


def test_a_renamed_field_keeps_its_defaults(
    platform: Platform, database: Database, request: pytest.FixtureRequest
) -> None:
    """The values go along, and so does what was resolved for them."""
    deploy(platform, shop("amount: {type: currency}"))
    request.getfixturevalue("later")
    upgraded = assemble(database.url, database.schema)
    deploy(upgraded, shop("total: {type: currency, renamed_from: [amount]}"))
    assert upgraded.current().blueprint.objects["deal"].fields["total"].field.scale == 2
    upgraded.close()
