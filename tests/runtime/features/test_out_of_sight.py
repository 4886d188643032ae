"""What others say and do about records out of somebody's sight changes nothing she is told."""

from collections.abc import Iterator
from io import BytesIO

import pytest

from objectry.runtime.calls import Change, GroupKey, GroupQuery, Query, Target
from tests.databases import contents_of
from tests.field_types.contents import PDF
from tests.moulds import Moulds
from tests.runtime.features.company import FILES, follow, opened, say
from tests.runtime.worlds import World, pouring

KEPT = ("dossier_comment", "dossier_attachment", "dossier_follower", "dossier_tags", "task", "notification")


@pytest.fixture
def world(moulds: Moulds, tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    """Bob's dossier with a comment of his, and one of Cid's, whom he does not see the records of."""
    with pouring(moulds, "sqlite", tmp_path_factory.mktemp("twins")) as pour:
        made = pour(FILES)
        made.platform.files.contents = contents_of(made.database)
        yield made


def told(world: World, own: str, hidden: str) -> list[object]:
    """All that Bob is told, by every way to ask for what features keep."""
    records, call = world.platform.records, world.call("bob")
    answers: list[object] = [records.find(call, Query(name, limit=200, count="exact")) for name in KEPT]
    answers += [
        records.groups(call, GroupQuery(name, (GroupKey("who", "created_by"),), {"n": "COUNT"})).rows for name in KEPT
    ]
    answers += [records.search(call, word) for word in ("merger", "plan", "pdf")]
    answers += [
        records.find(call, Query("dossier", filter=text)) for text in ("COUNT(comments) > 0", "COUNT(tags) > 0")
    ]
    answers += [records.get(call, "dossier", own), records.history(call, "dossier", own)]
    answers += [records.timeline(call, "dossier", own), records.bin(call)]
    answers += [records.recall(call, name, [hidden]) for name in ("dossier", *KEPT)]
    answers += [records.find(call, Query(name, related=("dossier", hidden))) for name in KEPT[:4]]
    return answers


def test_comments_files_tags_and_followers_of_hidden_records_are_not_there(world: World) -> None:
    """Nor are the activities about them, nor what is told of them, not even when they name the reader."""
    own, hidden = opened(world, "bob", name="Mine"), opened(world, "cid", name="Theirs")
    say(world, "bob", own, "The plan.")
    (word,) = world.create("bob", "dossier_tag", {"name": "shared word"})
    world.platform.records.update(world.call("bob"), "dossier", [Change(own, {"tags": [word.id]})])
    before = told(world, own, hidden)
    said = say(world, "cid", hidden, "The merger. @bob", "plan B")
    world.platform.records.delete(world.call("cid"), "dossier_comment", [Target(said[1].id)])
    world.platform.files.attach(world.call("cid"), "dossier", hidden, [("merger.pdf", BytesIO(PDF))])
    world.platform.records.update(world.call("cid"), "dossier", [Change(hidden, {"tags": [word.id], "state": "open"})])
    follow(world, "cid", hidden)
    world.create("cid", "task", {"subject": "Plan the merger", "about": hidden})
    after = told(world, own, hidden)
    assert after == before
    assert len(said) == 2
