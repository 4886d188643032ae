"""A database that an older engine made is served by a newer one: what the platform keeps for itself is completed."""

import sqlalchemy as sa

from objectry.runtime.app import Platform
from objectry.runtime.identity.passwords import Passwords
from objectry.runtime.store import open_store
from tests.runtime.worlds import CHEAP, World

NEWER = ("_repeat", "_share", "_token_scope")
"""Tables that came after the first."""


def drop(world: World, *names: str) -> None:
    engine = sa.create_engine(world.database.url)
    place = "" if world.database.schema is None else f'"{world.database.schema}".'
    with engine.begin() as connection:
        for name in names:
            connection.execute(sa.text(f'DROP TABLE {place}"{name}"'))
    engine.dispose()


def test_missing_tables_are_made_when_it_is_opened(world: World) -> None:
    """Without an apply: tokens, shares and repeated calls work, and the revision and the records are as they were."""
    deal = world.create("ann", "account", {"name": "Acme"})[0]
    before = world.platform.current()
    world.store.close()
    drop(world, *NEWER)
    newer = Platform(open_store(world.database.url, world.database.schema), world.clock, Passwords(CHEAP))
    call = newer.call(world.people["ann"], world.call("ann").source)
    assert newer.records.get(call, "account", deal.id, ("name",)).values["name"] == "Acme"
    assert newer.identity.actor_of_token(newer.identity.create_token(call, "laptop", None)) is not None
    assert (newer.current().revision, newer.current().blueprint.hash) == (before.revision, before.blueprint.hash)
    newer.close()
