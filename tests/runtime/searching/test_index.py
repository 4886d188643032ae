"""The search index is kept with every write, made anew where something else is searched, and checked by command."""

from contextlib import closing
from pathlib import Path

import sqlalchemy as sa

from objectry.runtime import Change, Found, Source, Target, assemble
from tests.databases import Database, sqlite_database
from tests.runtime.shops import create, deploy, shop
from tests.runtime.test_examining import by_hand, places
from tests.runtime.worlds import World

LAYOUT = "layout: deal\nsearch: {fields: [code]}\n"
WIDER = "layout: deal\nsearch: {fields: [code, note, whole, buyer.name]}\n"
FIELDS = "name: {type: text}\nnote: {type: text}\nbuyer: {type: lookup, to: user}\n"
WHOLE = FIELDS + "whole: {type: text, formula: 'note & \" \" & code'}\n"


def found(world: World, who: str, text: str) -> list[str | None]:
    return [one.name for one in world.platform.records.search(world.call(who), text, ["deal", "account"])]


def test_every_write_keeps_the_index(world: World) -> None:
    """A record is found by its words as they are now: made, changed by hand or by another record, deleted, refused."""
    records = world.platform.records
    (account,) = world.create("bob", "account", {"name": "Nordwind"})
    first, second = world.create("bob", "deal", {"name": "Alpha", "account": account.id}, {"name": "Beta"})
    assert found(world, "bob", "nordw") == ["Nordwind", "Alpha"]
    records.update(world.call("bob"), "deal", [Change(first.id, {"name": "Gamma"}), Change(second.id, {"amount": 3})])
    assert (found(world, "bob", "alpha"), found(world, "bob", "gamma"), found(world, "bob", "beta")) == (
        [],
        ["Gamma"],
        ["Beta"],
    )
    records.update(world.call("bob"), "account", [Change(account.id, {"name": "Südwind"})])
    assert (found(world, "bob", "nordwind"), found(world, "bob", "sudwind")) == ([], ["Südwind", "Gamma"])
    tried = records.update(world.call("bob"), "deal", [Change(second.id, {"name": "Delta"})], dry_run=True)
    assert tried.dry_run
    assert (found(world, "bob", "delta"), found(world, "bob", "beta")) == ([], ["Beta"])
    records.delete(world.call("bob"), "deal", [Target(second.id)])
    assert found(world, "bob", "beta") == []


def test_the_likeliest_come_first(world: World) -> None:
    """Called so, begins so, has the words in its name, has them elsewhere; a record's rank hangs on itself alone."""
    (other,) = world.create("bob", "account", {"name": "Nord"})
    for name in ("Alter Nord", "Nord AG", "nord"):
        world.create("bob", "deal", {"name": name})
    world.create("bob", "deal", {"name": "Zeta", "account": other.id})
    ranked: list[Found] = list(world.platform.records.search(world.call("bob"), "NORD", ["deal"]))
    assert [(one.name, one.rank) for one in ranked] == [("nord", 1), ("Nord AG", 2), ("Alter Nord", 3), ("Zeta", 4)]
    assert found(world, "bob", "nor dag") == found(world, "bob", "Nord-AG") == ["Nord AG"]
    assert found(world, "bob", "z") == ["Zeta"]
    world.create("cid", "deal", {"name": "Nord"}, {"name": "Nord B"})
    assert list(world.platform.records.search(world.call("bob"), "NORD", ["deal"])) == ranked


def test_what_is_not_to_be_read_is_no_hit(world: World) -> None:
    """Neither hidden fields, nor formulas of them, nor records out of sight along a lookup are found or ranked by."""
    world.create("root", "account", {"name": "Open", "secret": "Hush", "owner": world.people["bob"].id})
    (hidden,) = world.create("cid", "account", {"name": "Veiled"})
    world.create("root", "deal", {"name": "D", "account": hidden.id, "owner": world.people["bob"].id})
    assert [found(world, "bob", text) for text in ("hush", "veiled", "open")] == [[], [], ["Open"]]
    assert sorted(map(str, found(world, "dora", "veiled"))) == ["D", "Veiled"]


def test_what_is_searched_may_change(tmp_path: Path) -> None:
    """An apply makes the entries of records that are there: further fields, formulas, names beyond lookups, none."""
    database = sqlite_database(tmp_path)
    with closing(assemble(database.url, database.schema)) as platform:
        deploy(platform, shop(FIELDS, layouts__deal=LAYOUT))
        ann = create(platform, {"name": "Ann", "username": "ann"}, thing="user").records[0]
        assert ann is not None
        create(platform, {"code": "K-1", "note": "Quick", "buyer": ann.id}, {"code": "K-2"})
        call = platform.call(platform.identity.system_actor("seed"), Source.SEED)

        def codes(text: str) -> list[str]:
            ids = [one.id for one in platform.records.search(call, text, ["deal"])]
            return sorted(str(platform.records.get(call, "deal", id).values["code"]) for id in ids)

        assert (codes("k"), codes("quick"), codes("ann")) == (["K-1", "K-2"], [], [])
        deploy(platform, shop(WHOLE, layouts__deal=WIDER))
        call = platform.call(platform.identity.system_actor("seed"), Source.SEED)
        assert (codes("k 2"), codes("quick"), codes("ann"), codes("quick ann")) == (["K-2"], *([["K-1"]] * 3))
        assert places(platform) == []
        deploy(platform, shop(FIELDS, layouts__deal="layout: deal\nsearch: {fields: [note]}\n"))
        call = platform.call(platform.identity.system_actor("seed"), Source.SEED)
        assert (codes("k"), codes("quick")) == ([], ["K-1"])


def test_what_is_wrong_is_found_and_made_anew(database: Database) -> None:
    """Entries that are missing, of records that are gone, or of other words are told, and made from the records."""
    with closing(assemble(database.url, database.schema)) as platform:
        deploy(platform, shop(FIELDS, layouts__deal=LAYOUT))
        made = [one.id for one in create(platform, *({"code": f"K{place}"} for place in range(4))).records if one]
        check = platform.deployments.search_index()
        assert check.run().wrong == ()
        with by_hand(platform) as connection:
            connection.execute(sa.text("DELETE FROM _search WHERE record = :one"), {"one": made[0]})
            connection.execute(sa.text("UPDATE _search SET tokens = 'x' WHERE record = :one"), {"one": made[1]})
            connection.execute(sa.text("UPDATE deal SET deleted_at = created_at WHERE id = :one"), {"one": made[2]})
        (wrong,) = check.run().wrong
        assert (wrong.object, wrong.count, set(wrong.samples)) == ("deal", 3, set(made[:3]))
        assert places(platform) == [("P463", "deal")]
        told: list[int] = []
        assert check.repair(told.append).repaired == 3
        assert (told, check.run().wrong, places(platform)) == ([3], (), [])
        call = platform.call(platform.identity.system_actor("seed"), Source.SEED)
        hits = [platform.records.search(call, text, ["deal"]) for text in ("k0", "k1", "k2", "k3", "x")]
        assert [[one.id for one in each] for each in hits] == [[made[0]], [made[1]], [], [made[3]], []]


def test_an_older_database_is_indexed_when_it_is_opened(tmp_path: Path) -> None:
    """Where an older engine has made no index, or one of other words, whoever opens the database makes it."""
    database = sqlite_database(tmp_path)
    with closing(assemble(database.url, database.schema)) as platform:
        deploy(platform, shop(FIELDS, layouts__deal=LAYOUT))
        create(platform, {"code": "Old"})
        with by_hand(platform) as connection:
            for table in ("_search_index", "_search", "_searched"):
                connection.execute(sa.text(f"DROP TABLE IF EXISTS {table}"))
    with closing(assemble(database.url, database.schema)) as platform:
        call = platform.call(platform.identity.system_actor("seed"), Source.SEED)
        assert len(platform.records.search(call, "old", ["deal"])) == 1
        assert platform.deployments.examine() == ()
