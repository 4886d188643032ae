"""The company deployed in a database and filled: through the store's own insert, as loading is not what is measured."""

from collections.abc import Iterator
from itertools import islice

from benchmarks.serving.accounts import BEGAN, SALESPEOPLE, accounts
from benchmarks.serving.company import app
from objectry.metadata import core_app
from objectry.rules import Value
from objectry.runtime import Actor, Call, Consent, Platform, Source, assemble
from objectry.runtime.ids import Ids
from objectry.runtime.store import open_store
from tests.databases import Database

PORTION = 5_000
MANAGER = "manager"


def found(database: Database, count: int) -> dict[str, str]:
    """The platform's database with `count` accounts; an API token of each person by username."""
    platform = assemble(database.url, database.schema)
    try:
        planned, _ = platform.deployments.plan((core_app(), app()))
        assert planned is not None
        platform.deployments.apply(planned, Consent(), "benchmark", "the company")
        people = hire(platform)
        fill(database, platform, list(people.values())[:SALESPEOPLE], count)
        return {name: token(platform, name) for name in people}
    finally:
        platform.close()


def hire(platform: Platform) -> dict[str, str]:
    """The people by username: id."""
    names = [(f"sales{number}", "sales") for number in range(SALESPEOPLE)] + [(MANAGER, "manager")]
    wanted = [{"username": name, "name": name, "role": role, "active": True} for name, role in names]
    made = platform.records.create(seeding(platform), "user", wanted)
    assert not made.problems, made.problems
    return {name: record.id for (name, _), record in zip(names, made.records, strict=True) if record is not None}


def fill(database: Database, platform: Platform, owners: list[str], count: int) -> None:
    """The accounts, each salesperson's in turn."""
    plan = seeding(platform).blueprint.objects["account"]
    store = open_store(database.url, database.schema)
    rows = stored(owners, count)
    while part := list(islice(rows, PORTION)):
        with store.write(platform.current().revision) as writing:
            writing.insert(plan, part)
    store.close()


def stored(owners: list[str], count: int) -> Iterator[dict[str, Value]]:
    """Accounts as rows of the store."""
    ids = Ids(BEGAN)
    for number, one in enumerate(accounts(count)):
        owner = owners[number % len(owners)]
        system = {"id": ids.next(), "version": 1, "created_at": BEGAN, "updated_at": BEGAN}
        yield {**one, **system, "created_by": owner, "updated_by": owner, "owner": owner}


def token(platform: Platform, user: str) -> str:
    """An API token of a person."""
    actor = platform.identity.actor_called(user)
    assert actor is not None
    return platform.identity.create_token(platform.call(actor, Source.API), "benchmark", None)


def as_api(platform: Platform, actor: Actor) -> Call:
    """A call of a person's program."""
    return platform.call(actor, Source.API)


def seeding(platform: Platform) -> Call:
    """A call of the platform itself."""
    return platform.call(platform.identity.system_actor("seed"), Source.SEED)
