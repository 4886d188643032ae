"""Following a record: who does hears of what others do to it, once, and only while she may see it."""

from collections.abc import Iterator
from io import BytesIO

import pytest

from objectry.runtime import DoorError
from objectry.runtime.actor import Source
from objectry.runtime.calls import Change, Query, Target
from objectry.runtime.errors import Invalid, NotAllowed
from tests.databases import contents_of
from tests.field_types.contents import PDF
from tests.moulds import Moulds
from tests.runtime.features.company import FILES, FOLLOWER, follow, news, opened, say
from tests.runtime.worlds import World, pouring


@pytest.fixture(scope="module")
def world(moulds: Moulds, tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    """People with dossiers; each test makes its own."""
    with pouring(moulds, "sqlite", tmp_path_factory.mktemp("follow")) as pour:
        made = pour(FILES)
        made.platform.files.contents = contents_of(made.database)
        yield made


def change(world: World, who: str, id: str, **values: object) -> None:
    world.platform.records.update(world.call(who), "dossier", [Change(id, values)])


def mine(world: World, who: str) -> list[str]:
    """Whom the followers somebody sees are."""
    found = world.platform.records.find(world.call(who), Query(FOLLOWER, limit=500)).records
    return sorted({one.labels.get("created_by", "") for one in found})


def test_followers_hear_of_changes_by_their_labels(world: World) -> None:
    """One message for a save, whatever changed in it; not who changed it herself."""
    id = opened(world, name="Nord")
    for who in ("ann", "bob", "dora"):
        follow(world, who, id)
    change(world, "bob", id, state="closed", name="Nordsee")
    assert news(world, "ann", id) == ["Bob changed dossier Nordsee: Name, State."]
    assert news(world, "dora", id) == news(world, "ann", id)
    assert news(world, "bob", id) == []


def test_a_save_that_changes_nothing_is_no_news(world: World) -> None:
    """Nor what only others follow."""
    id, other = opened(world), opened(world)
    follow(world, "ann", id)
    change(world, "bob", id, name="D")
    change(world, "bob", other, name="E")
    assert news(world, "ann", id) == news(world, "ann", other) == []


def test_hidden_fields_are_no_news(world: World) -> None:
    """A change of what a follower may not read is not told; of several, only the others."""
    id = opened(world)
    follow(world, "ann", id)
    change(world, "dora", id, code="X")
    assert news(world, "ann", id) == []
    change(world, "dora", id, code="Y", state="open")
    assert news(world, "ann", id) == ["Dora changed dossier D: State."]


def test_who_no_longer_sees_the_record_hears_nothing(world: World) -> None:
    """Neither of changes nor of comments; she is silently left out."""
    id = opened(world)
    follow(world, "bob", id)
    change(world, "root", id, owner=world.people["cid"].id)
    change(world, "cid", id, state="closed")
    say(world, "cid", id, "Gone.")
    assert news(world, "bob", id) == []


def test_comments_are_told_once(world: World) -> None:
    """To followers, and to who is named as well as following by being named; a corrected comment is no news."""
    id = opened(world)
    follow(world, "ann", id)
    follow(world, "dora", id)
    (one,) = say(world, "bob", id, "@dora have a look")
    world.platform.records.update(world.call("bob"), "dossier_comment", [Change(one.id, {"text": "@dora look"})])
    assert news(world, "ann", id) == ["Bob commented on dossier D."]
    assert news(world, "dora", id) == ["Bob mentioned you in a comment on dossier D."]


def test_attachments_are_a_change(world: World) -> None:
    """Told by their own word."""
    id = opened(world)
    follow(world, "ann", id)
    world.platform.files.attach(world.call("bob"), "dossier", id, [("a.pdf", BytesIO(PDF)), ("b.pdf", BytesIO(PDF))])
    assert news(world, "ann", id) == ["Bob changed dossier D: Attachments."]


def test_each_knows_only_her_own_followings(world: World) -> None:
    """Nobody reads who else follows, nor stops for others, nor follows what she does not see; once is enough."""
    id = opened(world)
    (hers,) = follow(world, "ann", id)
    follow(world, "bob", id)
    assert mine(world, "ann") == ["Ann"]
    for who in ("bob", "cid", "eve"):
        with pytest.raises(DoorError):
            world.platform.records.delete(world.call(who), FOLLOWER, [Target(hers.id)])
    with pytest.raises((Invalid, NotAllowed)):
        follow(world, "cid", id)
    with pytest.raises(Invalid):
        follow(world, "ann", id)
    world.platform.records.delete(world.call("ann"), FOLLOWER, [Target(hers.id)])
    change(world, "bob", id, state="open")
    assert news(world, "ann", id) == []


def test_many_records_are_told_of_in_one_call(world: World) -> None:
    """Each follower of each record, and nothing of what was imported as the past."""
    ids = [opened(world, name=f"D{place}") for place in range(3)]
    follow(world, "ann", *ids)
    call = world.call("bob")
    world.platform.records.update(call, "dossier", [Change(id, {"state": "closed"}) for id in ids])
    assert [news(world, "ann", id) for id in ids] == [[f"Bob changed dossier D{place}: State."] for place in range(3)]
    past = world.platform.call(world.people["root"], Source.HISTORY_IMPORT)
    world.platform.records.update(past, "dossier", [Change(ids[0], {"state": "open"})])
    assert len(news(world, "ann", ids[0])) == 1
