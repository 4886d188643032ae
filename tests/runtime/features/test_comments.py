"""Comments: what people say about a record is as secret as the record, and follows it in everything."""

from collections.abc import Iterator, Mapping
from dataclasses import replace

import pytest

from objectry.runtime import DoorError
from objectry.runtime.actor import Source
from objectry.runtime.calls import Change, Query, Target
from objectry.runtime.errors import Invalid, NotAllowed
from tests.moulds import Moulds
from tests.runtime.features.company import COMMENT, FILES, news, opened, said, say
from tests.runtime.worlds import World, pouring


@pytest.fixture(scope="module")
def world(moulds: Moulds, tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    """People with dossiers; each test makes its own."""
    with pouring(moulds, "sqlite", tmp_path_factory.mktemp("comments")) as pour:
        yield pour(FILES)


def test_who_sees_the_record_reads_and_writes_comments(world: World) -> None:
    """Its owner, her manager and a reader, who needs no right to change the record; several in one call."""
    id = opened(world)
    say(world, "bob", id, "Called them.", "No answer.")
    say(world, "ann", id, "Try again.")
    say(world, "eve", id, "They called back.")
    assert said(world, "ann", id) == [
        ("Called them.", "Bob"),
        ("No answer.", "Bob"),
        ("They called back.", "Eve"),
        ("Try again.", "Ann"),
    ]


def test_comments_are_as_secret_as_their_record(world: World) -> None:
    """A colleague reads none and adds none, nor does somebody without rights, who knows no such object."""
    id = opened(world)
    (mine,) = say(world, "bob", id, "Between us.")
    assert said(world, "cid", id) == []
    for who in ("cid", "zed"):
        for act in (
            lambda who=who: say(world, who, id, "Me too."),
            lambda who=who: world.platform.records.get(world.call(who), COMMENT, mine.id),
            lambda who=who: world.platform.records.update(world.call(who), COMMENT, [Change(mine.id, {"text": "x"})]),
            lambda who=who: world.platform.records.delete(world.call(who), COMMENT, [Target(mine.id)]),
        ):
            with pytest.raises(DoorError):
                act()
    assert said(world, "bob", id) == [("Between us.", "Bob")]


def test_only_its_author_changes_a_comment(world: World) -> None:
    """Not her manager, who may change the record; to take one away may also who may change every record."""
    id = opened(world)
    one, other = say(world, "bob", id, "Frist.", "Wrong.")
    for who in ("ann", "eve", "dora", "root"):
        with pytest.raises(NotAllowed):
            world.platform.records.update(world.call(who), COMMENT, [Change(one.id, {"text": "Not me."})])
    for who in ("ann", "eve"):
        with pytest.raises(NotAllowed):
            world.platform.records.delete(world.call(who), COMMENT, [Target(one.id)])
    world.platform.records.update(world.call("bob"), COMMENT, [Change(one.id, {"text": "First."})])
    world.platform.records.delete(world.call("dora"), COMMENT, [Target(other.id)])
    assert said(world, "bob", id) == [("First.", "Bob")]


def test_who_lost_sight_of_a_record_keeps_no_hand_on_her_comments(world: World) -> None:
    """After the record was given away its former owner neither reads nor changes what she said."""
    id = opened(world)
    (mine,) = say(world, "bob", id, "Mine.")
    world.platform.records.update(world.call("root"), "dossier", [Change(id, {"owner": world.people["cid"].id})])
    assert said(world, "bob", id) == []
    with pytest.raises(DoorError):
        world.platform.records.update(world.call("bob"), COMMENT, [Change(mine.id, {"text": "Still mine."})])
    assert said(world, "cid", id) == [("Mine.", "Bob")]


def test_a_token_that_only_reads_says_nothing(world: World) -> None:
    """Of a scope to read dossiers; one to change them is good for comments."""
    id = opened(world)
    for actions, allowed in ((("read",), False), (("read", "update"), True)):
        scope = frozenset(("dossier", one) for one in actions)
        call = replace(world.call("bob"), actor=replace(world.people["bob"], scope=scope))
        assert world.platform.records.find(call, Query(COMMENT)) is not None
        if allowed:
            world.platform.records.create(call, COMMENT, [{"dossier": id, "text": "By a program."}])
        else:
            with pytest.raises(NotAllowed):
                world.platform.records.create(call, COMMENT, [{"dossier": id, "text": "By a program."}])


@pytest.mark.parametrize(
    ("values", "field"),
    [({"text": ""}, "text"), ({"text": "x" * 10_001}, "text"), ({"text": None}, "text"), ({}, "text")],
)
def test_a_comment_says_something(world: World, values: Mapping[str, object], field: str) -> None:
    """Neither nothing nor a book."""
    with pytest.raises(Invalid) as wrong:
        world.create("bob", COMMENT, {"dossier": opened(world), **values})
    assert [one.field for one in wrong.value.problems] == [field]


def test_comments_go_with_their_record_and_are_counted(world: World) -> None:
    """Formulas and roll-ups see them as children; in the bin nobody reads them."""
    id = opened(world)
    say(world, "bob", id, "One.", "Two.")
    assert world.value("bob", "dossier", id, "said") == 2
    assert world.value("bob", "dossier", id, "last_said") is not None
    world.platform.records.delete(world.call("bob"), "dossier", [Target(id)])
    assert said(world, "root", id) == []


def test_whom_a_comment_names_hears_of_it_once(world: World) -> None:
    """In the language of hers; not the author, and after a change only who was not named before."""
    id = opened(world, name="Nord")
    (mine,) = say(world, "bob", id, "@ann, @ANN: can you call? cc @bob and bob@ann.example")
    world.platform.records.update(world.call("bob"), COMMENT, [Change(mine.id, {"text": "@ann @dora please."})])
    assert news(world, "ann", id) == ["Bob mentioned you in a comment on dossier Nord."]
    assert news(world, "dora", id) == ["Bob mentioned you in a comment on dossier Nord."]
    assert news(world, "bob", id) == []


def test_nobody_hears_of_what_she_may_not_see(world: World) -> None:
    """A colleague who does not see the record hears nothing; whom people's names are hidden from, no name."""
    id = opened(world, name="Süd")
    say(world, "bob", id, "@cid @zed @nobody @eve look")
    assert (news(world, "cid", id), news(world, "zed", id)) == ([], [])
    assert news(world, "eve", id) == ["Somebody mentioned you in a comment on dossier Süd."]


def test_a_hidden_name_is_not_told(world: World) -> None:
    """Where the field a record is called by is not hers to read, the message leaves it out."""
    id = world.create("root", "file", {"code": "X-1", "owner": world.people["bob"].id})[0].id
    world.create("root", "file_comment", {"file": id, "text": "@bob"})
    assert news(world, "bob", id) == ["Root mentioned you in a comment on file."]


def test_the_past_is_no_news(world: World) -> None:
    """Comments that are seeded or imported with their own dates tell nobody."""
    id = opened(world)
    seed = world.call("system:seed", Source.SEED)
    world.platform.records.create(seed, COMMENT, [{"dossier": id, "text": "@ann hello"}])
    assert news(world, "ann", id) == []
