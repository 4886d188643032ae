"""Tags: words that people put on records, known to all who may read the object, seen on a record with the record."""

from collections.abc import Iterator

import pytest

from objectry.runtime.calls import Change, Query, Target
from objectry.runtime.errors import DoorError, Invalid, NotAllowed
from tests.moulds import Moulds
from tests.runtime.features.company import FILES, opened
from tests.runtime.worlds import World, pouring

TAG = "dossier_tag"


@pytest.fixture(scope="module")
def world(moulds: Moulds, tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    """People with dossiers; each test makes its own."""
    with pouring(moulds, "sqlite", tmp_path_factory.mktemp("tags")) as pour:
        yield pour(FILES)


def tagged(world: World, id: str, who: str, *names: str) -> None:
    """The words on a dossier from now on."""
    known = {
        str(one.values["name"]): one.id for one in world.platform.records.find(world.call(who), Query(TAG)).records
    }
    new = [name for name in names if name not in known]
    known |= dict(zip(new, [one.id for one in world.create(who, TAG, *({"name": name} for name in new))], strict=True))
    world.platform.records.update(world.call(who), "dossier", [Change(id, {"tags": [known[name] for name in names]})])


def on(world: World, who: str, id: str) -> list[str]:
    record = world.platform.records.get(world.call(who), "dossier", id, ("tags",))
    return sorted(record.names.get("tags", ()))


def test_who_may_change_a_record_tags_it(world: World) -> None:
    """With any number of words, also new ones; a reader reads them, and the history tells."""
    id = opened(world)
    tagged(world, id, "bob", "VIP", "2027")
    tagged(world, id, "ann", "VIP", "urgent")
    assert on(world, "eve", id) == ["VIP", "urgent"]
    with pytest.raises(NotAllowed):
        world.platform.records.update(world.call("eve"), "dossier", [Change(id, {"tags": None})])
    with pytest.raises(NotAllowed):
        world.create("eve", TAG, {"name": "mine"})
    told = world.platform.records.history(world.call("bob"), "dossier", id)
    assert ["tags" in one.changes for one in told] == [True, True, False]


def test_a_record_out_of_sight_keeps_its_tags(world: World) -> None:
    """The words are known to all who may read dossiers; on which records they are, only with these."""
    id = opened(world)
    tagged(world, id, "bob", "between us")
    words = world.platform.records.find(world.call("cid"), Query(TAG, filter='name = "between us"')).records
    assert len(words) == 1
    links = world.platform.records.find(
        world.call("cid"), Query("dossier_tags", filter='dossier_tag.name = "between us"')
    )
    assert links.records == ()
    with pytest.raises(DoorError):
        world.platform.records.find(world.call("zed"), Query(TAG))


def test_a_word_is_there_once_and_changed_by_who_may_change_all(world: World) -> None:
    """Its colour is one of those there are; where it goes, it goes from every record."""
    id = opened(world)
    tagged(world, id, "bob", "hot")
    (hot,) = world.platform.records.find(world.call("bob"), Query(TAG, filter='name = "hot"')).records
    with pytest.raises(Invalid):
        world.create("ann", TAG, {"name": " hot "})
    for wrong in ({"name": "x" * 61}, {"name": ""}, {"name": "warm", "color": "golden"}):
        with pytest.raises(Invalid):
            world.create("ann", TAG, wrong)
    with pytest.raises(NotAllowed):
        world.platform.records.update(world.call("bob"), TAG, [Change(hot.id, {"color": "red"})])
    world.platform.records.update(world.call("dora"), TAG, [Change(hot.id, {"color": "red"})])
    assert world.value("bob", TAG, hot.id, "color") == "red"
    world.platform.records.delete(world.call("dora"), TAG, [Target(hot.id)])
    assert on(world, "bob", id) == []


def test_lists_and_rules_ask_for_tags(world: World) -> None:
    """By their names, as for other linked records."""
    one, other = opened(world, name="Tagged"), opened(world, name="Plain")
    tagged(world, one, "bob", "gold")
    for text in ('COUNT(tags where tags.name = "gold") > 0', 'ANY(tags.name = "gold")'):
        found = world.platform.records.find(world.call("ann"), Query("dossier", filter=text)).records
        assert [record.id for record in found] == [one], other
