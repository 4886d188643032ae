"""The timeline of a record: changes, comments, attachments and activities in one list, cut to its reader."""

from collections.abc import Iterator
from datetime import timedelta
from io import BytesIO

import pytest

from objectry.runtime.calls import Change, Moment
from objectry.runtime.errors import Invalid, NotFound
from tests.databases import contents_of
from tests.field_types.contents import PDF
from tests.moulds import Moulds
from tests.runtime.features.company import FILES, opened, say
from tests.runtime.worlds import World, pouring


@pytest.fixture(scope="module")
def world(moulds: Moulds, tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    """People with dossiers; each test makes its own."""
    with pouring(moulds, "sqlite", tmp_path_factory.mktemp("timeline")) as pour:
        made = pour(FILES)
        made.platform.files.contents = contents_of(made.database)
        yield made


@pytest.fixture(scope="module")
def told(world: World) -> str:
    """A dossier to which something happens each minute."""
    id = opened(world, "bob", name="Nord")
    steps = (
        lambda: say(world, "bob", id, "First."),
        lambda: change(world, "bob", id, state="open"),
        lambda: world.create("bob", "task", {"subject": "Call them", "about": id}),
        lambda: change(world, "dora", id, code="secret"),
        lambda: world.platform.files.attach(world.call("ann"), "dossier", id, [("a.pdf", BytesIO(PDF))]),
        lambda: world.create("root", "task", {"subject": "Not for Bob", "about": id}),
        lambda: say(world, "ann", id, "Last."),
    )
    for step in steps:
        world.clock.advance(timedelta(minutes=1))
        step()
    return id


def change(world: World, who: str, id: str, **values: object) -> None:
    world.platform.records.update(world.call(who), "dossier", [Change(id, values)])


def shown(moment: Moment) -> object:
    """What a moment is about."""
    if moment.entry is not None:
        return (moment.entry.kind, *moment.entry.changes)
    assert moment.record is not None
    return next(moment.record.values[name] for name in ("text", "subject", "name") if name in moment.record.values)


def read(world: World, who: str, id: str, *kinds: str) -> list[object]:
    """A whole timeline."""
    return [shown(one) for one in world.platform.records.timeline(world.call(who), "dossier", id, kinds).moments]


def test_all_that_happened_stands_newest_first(world: World, told: str) -> None:
    """What came as an attachment stands there once; of changes the fields with the values she may read."""
    assert read(world, "dora", told) == [
        "Last.",
        "a.pdf",
        ("update", "code"),
        "Call them",
        ("update", "state"),
        "First.",
        ("create",),
    ]


def test_each_reader_has_her_own(world: World, told: str) -> None:
    """A change of what she may not read is not there, nor is an activity out of her sight."""
    assert ("update", "code") not in read(world, "bob", told)
    assert read(world, "bob", told) == ["Last.", "a.pdf", "Call them", ("update", "state"), "First.", ("create",)]
    assert read(world, "eve", told) == ["Last.", "a.pdf", ("update", "state"), "First.", ("create",)]
    assert "Not for Bob" in read(world, "root", told)
    for who in ("cid", "zed"):
        with pytest.raises(NotFound):
            read(world, who, told)


@pytest.mark.parametrize("most", [1, 2, 3, 5, 7])
def test_pages_make_the_whole(world: World, told: str, most: int) -> None:
    """Whatever the size of a page: nothing twice, nothing missed; a page is full while there is more."""
    found: list[object] = []
    after: str | None = None
    while True:
        page = world.platform.records.timeline(world.call("bob"), "dossier", told, (), after, most)
        found += map(shown, page.moments)
        if page.next is None:
            break
        assert len(page.moments) == most
        after = page.next
    assert found == read(world, "bob", told)


@pytest.mark.parametrize(
    ("kind", "expected"),
    [
        ("comment", ["Last.", "First."]),
        ("attachment", ["a.pdf"]),
        ("activity", ["Call them"]),
        ("change", [("update", "attachments"), ("update", "state"), ("create",)]),
        ("nothing", []),
    ],
)
def test_a_timeline_of_one_kind(world: World, told: str, kind: str, expected: list[object]) -> None:
    """Changes by themselves tell of attachments too."""
    assert read(world, "bob", told, kind) == expected


def test_it_says_which_kinds_there_are(world: World, told: str) -> None:
    """For this reader: who may read no tasks has no activities."""
    kinds = {who: world.platform.records.timeline(world.call(who), "dossier", told).kinds for who in ("bob", "eve")}
    assert kinds == {
        "bob": ("change", "comment", "attachment", "activity"),
        "eve": ("change", "comment", "attachment"),
    }


def test_a_cursor_is_good_for_its_own_timeline(world: World, told: str) -> None:
    """Neither for another record, nor another person, nor other kinds; and a page has a size."""
    after = world.platform.records.timeline(world.call("bob"), "dossier", told, (), None, 2).next
    other = opened(world)
    for who, id, kinds in (("bob", other, ()), ("ann", told, ()), ("bob", told, ("comment",))):
        with pytest.raises(Invalid):
            world.platform.records.timeline(world.call(who), "dossier", id, kinds, after)
    for most in (0, 201):
        with pytest.raises(Invalid):
            world.platform.records.timeline(world.call("bob"), "dossier", told, (), None, most)


def test_a_feature_makes_activities_children(world: World) -> None:
    """A lookup to a feature leads to objects with it beside those it names; rules speak of `activities`."""
    id = opened(world)
    world.create("bob", "task", {"subject": "A", "about": id, "done": "2026-11-20"}, {"subject": "B", "about": id})
    assert str(world.value("bob", "dossier", id, "last_done")) == "2026-11-20"
    field = world.platform.current().blueprint.objects["task"].fields["about"].field
    assert (field.to, field.related_as) == (("file", "dossier"), "activities")
