"""Deployed stacks are kept whole."""

from dataclasses import replace
from datetime import timedelta
from types import MappingProxyType

import pytest

from objectry.runtime.store.deployments import DeploymentSummary
from objectry.runtime.store.engine import open_store
from tests.databases import Database
from tests.runtime.store.stores import NOW, deployment


def test_a_deployment_comes_back_whole(database: Database) -> None:
    """Files in the order of the stack, hashes, and the printed blueprint; the revision is the store's to give."""
    store = open_store(database.url, database.schema)
    given = replace(deployment(), revision=77, base=55)
    assert store.apply(0, lambda applying: applying.deploy(given)) == 1
    with store.read() as reading:
        found = reading.deployment()
    assert found == replace(given, revision=1, base=0)
    assert found is not None
    assert list(found.files) == ["core", "crm"]


def test_frozen_mappings_and_tuples_are_written(database: Database) -> None:
    """What the compiler prints from frozen values is JSON all the same."""
    store = open_store(database.url, database.schema)
    frozen = replace(deployment(), blueprint=MappingProxyType({"a": (1, 2), "b": MappingProxyType({"c": None})}))
    store.apply(0, lambda applying: applying.deploy(frozen))
    with store.read() as reading:
        found = reading.deployment(1)
    assert found is not None
    assert found.blueprint == {"a": [1, 2], "b": {"c": None}}


def test_what_is_not_data_is_refused(database: Database) -> None:
    """An object that JSON cannot hold is a mistake, not a text of its address; nothing is deployed."""
    store = open_store(database.url, database.schema)
    odd = replace(deployment(), blueprint={"a": object()})
    with pytest.raises(TypeError, match="object cannot be written as JSON"):
        store.apply(0, lambda applying: applying.deploy(odd))
    assert store.revision() == 0


def test_earlier_revisions_can_be_read(database: Database) -> None:
    """By number; the list says who deployed what, newest first."""
    store = open_store(database.url, database.schema)
    for number in range(3):
        one = replace(deployment(f"message {number}"), at=NOW + timedelta(days=number))
        store.apply(number, lambda applying, one=one: applying.deploy(one))  # type: ignore[misc]
    with store.read() as reading:
        assert [reading.deployment(number).message for number in (1, 2, 3)] == [  # type: ignore[union-attr]
            "message 0",
            "message 1",
            "message 2",
        ]
        assert reading.deployment(4) is None
        assert reading.deployments()[0] == DeploymentSummary(
            3, 2, NOW + timedelta(days=2), "Ada", "message 2", deployment().blueprint_hash
        )
        assert [one.revision for one in reading.deployments()] == [3, 2, 1]


def test_nothing_is_deployed_at_first(database: Database) -> None:
    """The answer is none, once the database is prepared."""
    store = open_store(database.url, database.schema)
    store.apply(0, lambda _: None)
    with store.read() as reading:
        assert (reading.revision(), reading.deployment(), reading.deployments()) == (0, None, [])
