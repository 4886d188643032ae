"""Attachments: any number of files that are part of a record, and follow it in everything."""

from io import BytesIO

import pytest

from objectry.runtime import DoorError
from objectry.runtime.calls import Change, Query, Record, Target
from objectry.runtime.errors import Invalid, NotAllowed, NotFound
from tests.databases import contents_of
from tests.field_types.contents import CONTENTS, PDF
from tests.runtime.worlds import Pour, World

DOSSIER = """
object: dossier
label: Dossier
sharing: {base: private, hierarchy: true}
features: [history, attachments]
fields:
  name: {type: text, label: Name, required: true}
  papers: {type: integer, label: Papers, formula: COUNT(attachments), reveals: true}
"""
RIGHTS = """
roles:
  rep: {label: Rep, sets: [work]}
  reader: {label: Reader, sets: [look]}
  manager: {label: Manager, sets: [work]}
  agent: {label: Agent, sets: [look]}
  director: {label: Director, sets: [work]}
permission_sets:
  work: {objects: {dossier: all, user: {read: true}}}
  look: {objects: {dossier: {read: true, view_all: true}, user: {read: true}}}
"""
FILES = {
    "app.yaml": "name: company\nversion: 1.0.0\n",
    "objects/dossier.yaml": DOSSIER,
    "permissions/all.yaml": RIGHTS,
}
LIST = "dossier_attachment"


@pytest.fixture
def world(poured: Pour) -> World:
    """People with dossiers, on SQLite and on PostgreSQL."""
    made = poured(FILES)
    made.platform.files.contents = contents_of(made.database)
    return made


def attach(world: World, who: str, id: str, *sent: tuple[str, bytes]) -> list[str]:
    """Files attached to a dossier; the ids of the attachments."""
    outcome = world.platform.files.attach(world.call(who), "dossier", id, [(name, BytesIO(one)) for name, one in sent])
    return [one.id for one in outcome.records if one is not None]


def listed(world: World, who: str, id: str) -> list[Record]:
    query = Query(LIST, related=("dossier", id), sort=("name",))
    return list(world.platform.records.find(world.call(who), query).records)


def test_files_are_attached_listed_and_counted(world: World) -> None:
    """Several at once, each called as its file, with who added it; rules and formulas count them."""
    made = world.create("bob", "dossier", {"name": "D"})[0]
    attach(world, "bob", made.id, ("offer.pdf", PDF), ("site.png", CONTENTS["one.png"]))
    found = listed(world, "ann", made.id)
    assert [(one.values["name"], one.labels["created_by"], one.files["file"].type) for one in found] == [
        ("offer.pdf", "Bob", "application/pdf"),
        ("site.png", "Bob", "image/png"),
    ]
    assert world.value("bob", "dossier", made.id, "papers") == 2


def test_the_record_decides_who_reads_adds_and_removes(world: World) -> None:
    """Her manager does all of it, a reader reads the content, a colleague sees no trace; no set can say otherwise."""
    made = world.create("bob", "dossier", {"name": "D"})[0]
    (mine,) = attach(world, "bob", made.id, ("offer.pdf", PDF))
    file = str(listed(world, "bob", made.id)[0].values["file"])
    for who in ("ann", "eve"):
        assert world.platform.files.find(world.call(who), file).name == "offer.pdf"
    assert listed(world, "cid", made.id) == []
    with pytest.raises(NotFound):
        world.platform.files.find(world.call("cid"), file)
    for who, refusal in (("cid", NotFound), ("eve", NotAllowed), ("zed", NotFound)):
        with pytest.raises(refusal):
            attach(world, who, made.id, ("x.pdf", PDF))
        with pytest.raises(DoorError):
            world.platform.records.delete(world.call(who), LIST, [Target(mine)])
    world.platform.records.delete(world.call("ann"), LIST, [Target(mine)])
    assert listed(world, "bob", made.id) == []
    with pytest.raises(NotFound):
        world.platform.files.find(world.call("bob"), file)


def test_an_attachment_stays_with_its_record(world: World) -> None:
    """It cannot be moved to another record, and goes to the bin with its own."""
    one, other = world.create("bob", "dossier", {"name": "D"}, {"name": "E"})
    (mine,) = attach(world, "bob", one.id, ("offer.pdf", PDF))
    with pytest.raises(Invalid) as wrong:
        world.platform.records.update(world.call("bob"), LIST, [Change(mine, {"dossier": other.id})])
    assert [problem.field for problem in wrong.value.problems] == ["dossier"]
    world.platform.records.delete(world.call("bob"), "dossier", [Target(one.id)])
    assert world.platform.records.find(world.call("root"), Query(LIST)).records == ()


def test_the_history_of_the_record_tells_what_came_and_went(world: World) -> None:
    """By name, with the cause and who did it, one line a call; a reader of the record reads it."""
    made = world.create("bob", "dossier", {"name": "D"})[0]
    attach(world, "bob", made.id, ("a.pdf", PDF), ("b.pdf", PDF))
    mine = listed(world, "bob", made.id)[0]
    world.platform.records.update(world.call("bob"), LIST, [Change(mine.id, {"name": "Offer"})])
    world.platform.records.delete(world.call("ann"), LIST, [Target(mine.id)])
    told = world.platform.records.history(world.call("eve"), "dossier", made.id)
    assert [(one.actor_name, one.kind, one.changes.get("attachments")) for one in told] == [
        ("Ann", "update", (("Offer",), None)),
        ("Bob", "update", (("a.pdf",), ("Offer",))),
        ("Bob", "update", (None, ("a.pdf", "b.pdf"))),
        ("Bob", "create", None),
    ]


def test_what_is_no_list_of_attachments_takes_none(world: World) -> None:
    """An object without the feature, and one that is not there, answer alike."""
    user = world.people["bob"].id
    for name in ("user", "nothing"):
        with pytest.raises(NotFound):
            world.platform.files.attach(world.call("root"), name, user, [("a.pdf", BytesIO(PDF))])
