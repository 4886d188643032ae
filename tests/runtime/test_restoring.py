"""What comes back from quarantine: by returning to a revision, and by declaring it again."""

from collections.abc import Iterator
from decimal import Decimal

import pytest

from objectry.metadata import AppSource
from objectry.plan import ChangeClass
from objectry.runtime import Change, Consent, Platform, Source, assemble
from tests.databases import Database
from tests.runtime.shops import create, deploy, planned, shop, values

LINE = "object: line\nfields:\n  deal: {type: lookup, to: deal, related_as: lines}\n  amount: {type: currency}\n"


@pytest.fixture
def platform(database: Database) -> Iterator[Platform]:
    made = assemble(database.url, database.schema)
    yield made
    made.close()


def allowing(*names: str) -> Consent:
    return Consent(frozenset(names))


def back(platform: Platform, revision: int, *losses: str) -> None:
    plan, _ = platform.deployments.plan_rollback(revision)
    assert plan is not None
    platform.deployments.apply(plan, allowing(*losses), "ann", "back")


def told(platform: Platform, app: AppSource) -> list[str]:
    return [change.text for change in planned(platform.deployments, app).changes.changes]


def test_a_field_that_is_declared_again_has_its_values(platform: Platform) -> None:
    """The plan says how many; records made meanwhile have none; a unique field is unique again."""
    field = "key: {type: text, unique: true}"
    deploy(platform, shop(field))
    create(platform, {"name": "A", "key": "x"}, {"name": "B"})
    deploy(platform, shop(), allowing("deal.key"))
    create(platform, {"name": "C"})
    assert "column deal.key comes back from quarantine with 1 values" in told(platform, shop(field))
    deploy(platform, shop(field))
    assert values(platform, "key") == ["x", None, None]
    call = platform.call(platform.identity.system_actor("seed"), Source.SEED)
    assert platform.records.upsert(call, "deal", "key", [{"key": "x", "name": "A2"}]).actions == ("updated",)


def test_an_object_that_is_declared_again_has_its_records(platform: Platform) -> None:
    """With lookups to it and from it, keys and indexes, and the fields that went before it; a new field is empty."""
    deploy(platform, shop("main: {type: lookup, to: line}", objects__line=LINE + "  note: {type: text}\n"))
    deal = create(platform, {"name": "A"}).records[0]
    assert deal is not None
    line = create(platform, {"deal": deal.id, "amount": 7, "note": "n"}, thing="line").records[0]
    assert line is not None
    call = platform.call(platform.identity.system_actor("seed"), Source.SEED)
    platform.records.update(call, "deal", [Change(deal.id, {"main": line.id})])
    deploy(platform, shop("main: {type: lookup, to: line}", objects__line=LINE), allowing("line.note"))
    deploy(platform, shop(), allowing("deal.main", "line"))
    again = shop(
        "main: {type: lookup, to: line}", objects__line=LINE + "  note: {type: text}\n  more: {type: boolean}\n"
    )
    assert "table line comes back from quarantine with 1 records" in told(platform, again)
    deploy(platform, again)
    for field, value in {"amount": Decimal(7), "deal": deal.id, "note": "n", "more": False}.items():
        assert values(platform, field, thing="line") == [value]
    assert values(platform, "main") == [line.id]


def test_another_type_of_the_name_starts_empty(platform: Platform) -> None:
    """What is in quarantine stays there, for the day the old type is wanted again."""
    deploy(platform, shop("f: {type: text}"))
    create(platform, {"name": "A", "f": "x"})
    deploy(platform, shop(), allowing("deal.f"))
    deploy(platform, shop("f: {type: date}"))
    assert values(platform, "f") == [None]
    deploy(platform, shop("f: {type: text}"))
    assert values(platform, "f") == ["x"]


def test_returning_from_another_type_brings_back_what_was_written(platform: Platform) -> None:
    """Also what did not convert; what was changed in between comes along, what was emptied stays empty."""
    deploy(platform, shop("f: {type: text}"))
    texts = {"same": " 7 ", "odd": "x", "changed": "1", "emptied": "2", "odd too": "y"}
    made = create(platform, *({"name": name, "f": text} for name, text in texts.items()))
    deploy(platform, shop("f: {type: integer}"), allowing("deal.f"))
    ids = [record.id for record in made.records if record is not None]
    call = platform.call(platform.identity.system_actor("seed"), Source.SEED)
    platform.records.update(
        call, "deal", [Change(ids[2], {"f": 5}), Change(ids[3], {"f": None}), Change(ids[4], {"f": 9})]
    )
    create(platform, {"name": "new", "f": 3}, {"name": "none"})
    plan, _ = platform.deployments.plan_rollback(1)
    assert plan is not None
    (line,) = [change.text for change in plan.changes.changes if change.refit]
    assert line == (
        "deal.f: integer becomes text; it comes back from quarantine with 5 values, values changed since are converted"
    )
    back(platform, 1, "deal.f")
    assert values(platform, "f") == [" 7 ", "x", "5", None, "9", "3", None]


def test_what_is_neither_yes_nor_no_comes_back_from_a_checkbox(platform: Platform) -> None:
    """So does a blank; who was ticked, or came since, is written out."""
    deploy(platform, shop("f: {type: text}"))
    made = create(platform, *({"name": "A", "f": text} for text in ("maybe", None, "yes", "no", "seldom")))
    deploy(platform, shop("f: {type: boolean}"), allowing("deal.f"))
    last = made.records[-1]
    assert last is not None
    call = platform.call(platform.identity.system_actor("seed"), Source.SEED)
    platform.records.update(call, "deal", [Change(last.id, {"f": True})])
    create(platform, {"name": "new"})
    back(platform, 1)
    assert values(platform, "f") == ["maybe", None, "yes", "no", "true", "false"]


def test_a_number_renamed_and_rounded_in_one_comes_back_exactly(platform: Platform) -> None:
    """Under its old name, with its index and all its places; what was changed under the new name comes along."""
    fine, whole = "w: {type: currency, index: true}", "v: {type: integer, index: true, renamed_from: [w]}"
    deploy(platform, shop(fine))
    made = create(platform, {"name": "A", "w": "1.25"}, {"name": "B", "w": "2.50"}, {"name": "C"})
    deploy(platform, shop(whole), allowing("deal.v"))
    assert values(platform, "v") == [1, 3, None]
    call = platform.call(platform.identity.system_actor("seed"), Source.SEED)
    changed = made.records[1]
    assert changed is not None
    platform.records.update(call, "deal", [Change(changed.id, {"v": 9})])
    back(platform, 1)
    assert values(platform, "w") == [Decimal("1.25"), 9, None]
    assert not platform.deployments.examine()


def test_rounded_numbers_come_back_with_all_their_places(platform: Platform) -> None:
    """What was changed while there were fewer places comes along; the index is there again; others never lose any."""
    fine, whole = "w: {type: currency, index: true}", "w: {type: integer, index: true}"
    deploy(platform, shop(fine))
    made = create(platform, {"name": "A", "w": "1.25"}, {"name": "B", "w": 7}, {"name": "C", "w": "2.50"})
    ids = [record.id for record in made.records if record is not None]
    (change,) = [one for one in planned(platform.deployments, shop(whole)).changes.changes if one.refit]
    assert (change.text, change.kind, change.rows, list(change.samples)) == (
        "deal.w: currency(16,2) becomes integer; values are rounded, the old ones go to quarantine",
        ChangeClass.DATA_LOSS, 2, [ids[0], ids[2]],
    )  # fmt: skip
    deploy(platform, shop(whole), allowing("deal.w"))
    assert values(platform, "w") == [1, 7, 3]
    call = platform.call(platform.identity.system_actor("seed"), Source.SEED)
    platform.records.update(call, "deal", [Change(ids[2], {"w": 9})])
    back(platform, 1)
    assert values(platform, "w") == [Decimal("1.25"), 7, 9]
    assert platform.deployments.examine() == ()


def test_a_field_comes_back_past_what_took_its_name(platform: Platform) -> None:
    """Dropped, declared again as something else and left empty: the first one's values are not taken for emptied."""
    deploy(platform, shop("f: {type: text}"))
    create(platform, {"name": "A", "f": "12"}, {"name": "B", "f": "x"})
    deploy(platform, shop(), allowing("deal.f"))
    deploy(platform, shop("f: {type: integer}"))
    back(platform, 1)
    assert values(platform, "f") == ["12", "x"]


def test_the_one_that_fits_comes_back(platform: Platform) -> None:
    """Retyped, then dropped: to the first revision goes the first type, to the second the second."""
    deploy(platform, shop("f: {type: text}"))
    create(platform, {"name": "A", "f": " 12"}, {"name": "B", "f": "x"})
    deploy(platform, shop("f: {type: integer}"), allowing("deal.f"))
    deploy(platform, shop(), allowing("deal.f"))
    back(platform, 1)
    assert values(platform, "f") == [" 12", "x"]
    back(platform, 2, "deal.f")
    assert values(platform, "f") == [12, None]
    back(platform, 1, "deal.f")
    assert values(platform, "f") == [" 12", "x"]


SWAPS = {
    "swap": ("b: {type: text, renamed_from: [a]}\na: {type: text, renamed_from: [b]}", {"b": "A", "a": "B"}),
    "chain": ("b: {type: text, renamed_from: [a]}\nc: {type: text, renamed_from: [b]}", {"b": "A", "c": "B"}),
}


@pytest.mark.parametrize("name", SWAPS)
def test_names_that_go_on_to_be_used_are_renames(platform: Platform, name: str) -> None:
    """Two fields change names, or one takes the name another leaves: values go along, there, back and there again."""
    fields, expected = SWAPS[name]
    first, second = shop("a: {type: text}\nb: {type: text, index: true}"), shop(fields)
    deploy(platform, first)
    create(platform, {"name": "1", "a": "A", "b": "B"})
    before = list(platform.deployments.dump())
    for _ in range(2):
        deploy(platform, second)
        assert {one: values(platform, one)[0] for one in expected} == expected
        deploy(platform, second)  # a rename is one once
        back(platform, 1)
        assert list(platform.deployments.dump()) == before
    assert platform.deployments.examine() == ()


def test_a_checkbox_comes_back_as_it_was(platform: Platform) -> None:
    """Its default for new records does not run over the old ones."""
    field = "open: {type: boolean, default: true}"
    deploy(platform, shop(field))
    create(platform, {"name": "A", "open": False}, {"name": "B"})
    deploy(platform, shop(), allowing("deal.open"))
    back(platform, 1)
    assert values(platform, "open") == [False, True]


def test_a_renamed_object_gets_its_fields_back(platform: Platform) -> None:
    """The quarantine follows the rename, also one that happens in the same change."""
    deploy(platform, shop(objects__line=LINE))
    create(platform, {"amount": 7}, thing="line")
    deploy(platform, shop(objects__line=LINE.replace("  amount: {type: currency}\n", "")), allowing("line.amount"))
    deploy(platform, shop(objects__row=LINE.replace("object: line\n", "object: row\nrenamed_from: [line]\n")))
    assert values(platform, "amount", thing="row") == [Decimal(7)]


def test_what_is_purged_does_not_come_back(platform: Platform) -> None:
    """The column and its history are gone for good; what others have in quarantine stays."""
    deploy(platform, shop("f: {type: text}\ng: {type: text}"))
    (record,) = create(platform, {"name": "A", "f": "x", "g": "y"}).records
    assert record is not None
    call = platform.call(platform.identity.system_actor("seed"), Source.SEED)
    platform.records.update(call, "deal", [Change(record.id, {"f": "z"})])
    deploy(platform, shop(), allowing("deal.f", "deal.g"))
    wanted = [one for one in platform.deployments.quarantined() if one.column == "f"]
    platform.deployments.purge(wanted, "ann")
    assert [one.column for one in platform.deployments.quarantined()] == ["g"]
    assert platform.deployments.examine() == ()
    back(platform, 1)
    assert values(platform, "f") == [None]
    assert values(platform, "g") == ["y"]
    entries = platform.records.history(platform.call(call.actor, Source.SEED), "deal", record.id)
    assert not any("f" in entry.changes for entry in entries)
