"""Features come, go and come back with the metadata, and what they keep goes along with names and with the bin."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from objectry.metadata import AppSource, core_app
from objectry.plan import ChangeClass
from objectry.runtime import Consent
from objectry.runtime.calls import Change, Query, Target
from tests.moulds import Moulds
from tests.runtime.features.company import COMMENT, FILES, FOLLOWER, follow, news, opened, said, say
from tests.runtime.worlds import World, pouring

LOST = {"dossier_comment", "dossier_follower", "dossier_tag", "dossier_tags", "dossier_attachment"}


@pytest.fixture
def world(moulds: Moulds, tmp_path: Path) -> Iterator[World]:
    """People with dossiers, for one test."""
    with pouring(moulds, "sqlite", tmp_path) as pour:
        yield pour(FILES)


def filled(world: World) -> str:
    """A dossier with a comment, a tag and a follower."""
    id = opened(world)
    say(world, "bob", id, "Said.")
    (tag,) = world.create("bob", "dossier_tag", {"name": "VIP"})
    world.platform.records.update(world.call("bob"), "dossier", [Change(id, {"tags": [tag.id]})])
    follow(world, "ann", id)
    return id


def deploy(world: World, files: dict[str, str]) -> set[str]:
    """Apply, with consent to every loss; what was lost."""
    planned, found = world.platform.deployments.plan([core_app(), AppSource("company", files)])
    assert planned is not None, [str(one) for one in found]
    losses = frozenset(one.name for one in planned.changes.changes if one.kind is ChangeClass.DATA_LOSS)
    world.platform.deployments.apply(planned, Consent(losses, maintenance=True), "test", "")
    return set(losses)


def test_what_belongs_to_a_record_comes_back_from_the_bin_with_it(world: World) -> None:
    """Comments, tags and followers; a follower who stopped is not in the bin, a comment is, for who removed it."""
    id = filled(world)
    (other,) = say(world, "bob", id, "Taken back.")
    world.platform.records.delete(world.call("bob"), COMMENT, [Target(other.id)])
    (mine,) = follow(world, "bob", id)
    world.platform.records.delete(world.call("bob"), FOLLOWER, [Target(mine.id)])
    lying = [one.object for one in world.platform.records.bin(world.call("bob")).records]
    assert lying == [COMMENT]
    assert COMMENT not in [one.object for one in world.platform.records.bin(world.call("cid")).records]
    world.platform.records.delete(world.call("bob"), "dossier", [Target(id)])
    world.platform.records.restore(world.call("bob"), "dossier", [id])
    assert said(world, "ann", id) == [("Said.", "Bob")]
    assert world.platform.records.get(world.call("bob"), "dossier", id).names["tags"] == ("VIP",)
    world.platform.records.update(world.call("bob"), "dossier", [Change(id, {"state": "open"})])
    assert news(world, "ann", id) == ["Bob changed dossier D: State.", "Bob commented on dossier D."]


def test_a_renamed_object_keeps_what_belongs_to_its_records(world: World) -> None:
    """Nothing is lost by another name: neither comments, nor tags, nor followers."""
    id = filled(world)
    files = {name: text.replace("dossier", "folder") for name, text in FILES.items()}
    files["objects/folder.yaml"] = files.pop("objects/dossier.yaml").replace(
        "label: Dossier", "label: Dossier\nrenamed_from: [dossier]"
    )
    assert deploy(world, files) == set()
    call = world.call("bob")
    (comment,) = world.platform.records.find(call, Query("folder_comment", related=("folder", id))).records
    assert comment.values["text"] == "Said."
    assert world.platform.records.get(call, "folder", id).names["tags"] == ("VIP",)
    assert len(world.platform.records.find(world.call("ann"), Query("folder_follower")).records) == 1


def test_features_that_go_are_a_loss_that_can_be_taken_back(world: World) -> None:
    """The plan names what would be out of reach; the revision before brings all of it back."""
    id = filled(world)
    revision = world.platform.deployments.revision()
    plain = FILES["objects/dossier.yaml"].replace("attachments, comments, follow, tags, activities", "activities")
    plain = "\n".join(line for line in plain.splitlines() if "comments" not in line)
    assert deploy(world, {**FILES, "objects/dossier.yaml": plain}) == LOST
    assert "dossier_comment" not in world.platform.current().blueprint.objects
    planned, found = world.platform.deployments.plan_rollback(revision)
    assert planned is not None, [str(one) for one in found]
    world.platform.deployments.apply(planned, Consent(maintenance=True), "test", "back")
    assert said(world, "ann", id) == [("Said.", "Bob")]
    assert world.platform.records.get(world.call("bob"), "dossier", id).names["tags"] == ("VIP",)
