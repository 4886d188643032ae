"""Lookups of several objects: which object it is, what all of them have, and what one of them has."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from objectry.runtime.calls import Query, Record, Target
from objectry.runtime.errors import Invalid
from tests.databases import drop_schemas, postgres_database, sqlite_database
from tests.runtime.relations.test_bringing_in import bring_in
from tests.runtime.worlds import FILES, World, build

TASK = """
object: task
label: Task
sharing: {base: private, hierarchy: true}
fields:
  name: {type: text, label: Subject, required: true}
  about: {type: lookup, label: About, to: [account, deal], related_as: tasks, on_delete: set_null}
  done: {type: boolean, label: Done}
  read_late:
    type: text
    label: Read late
    formula: 'TEXT(about.object) & ":" & about.name & ":" & about.account.loud'
    reveals: true
  read_early: {type: text, label: Read early, max_length: 200}
"""
RULES = """
object: task
rules:
  read_before:
    when: before save
    then: |
      set read_early = TEXT(about.object) & ":" & about.name & ":" & about.account.loud
"""
NAMES = ("call Acme", "call Zeta", "visit deal", "alone")


@pytest.fixture(scope="module", params=["sqlite", pytest.param("postgresql", marks=pytest.mark.postgres)])
def office(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    """Bob's tasks about two accounts, a deal, and nothing; the tests only read."""
    if request.param == "sqlite":
        database = sqlite_database(tmp_path_factory.mktemp("office"))
    else:
        database = postgres_database(request.getfixturevalue("postgres_url"))
    world = build(database, {**FILES, "objects/task.yaml": TASK, "flows/task.yaml": RULES})
    acme, zeta = world.create("bob", "account", {"name": "Acme", "region": "east"}, {"name": "Zeta"})
    (deal,) = world.create("bob", "deal", {"name": "Big deal", "account": zeta.id, "amount": "40"})
    for name, about in zip(NAMES, (acme.id, zeta.id, deal.id, None), strict=True):
        world.create("bob", "task", {"name": name, "about": about})
    yield world
    world.platform.close()
    if database.is_postgres:
        drop_schemas(database)


@pytest.mark.parametrize(
    ("filter_", "found"),
    [
        ('about.object = "account"', ["call Acme", "call Zeta"]),
        ('about.object <> "account"', ["visit deal", "alone"]),
        ('about.object in ("deal", "account")', ["call Acme", "call Zeta", "visit deal"]),
        ("ISBLANK(about.object)", ["alone"]),
        ('about.name = "Big deal"', ["visit deal"]),
        ('BEGINS(about.name, "A") or about.name = null', ["call Acme", "alone"]),
        ("about.owner = $user", ["call Acme", "call Zeta", "visit deal"]),
        ('about.owner.name = "Bob" and about.id <> null', ["call Acme", "call Zeta", "visit deal"]),
        ('about.account.region = "east"', ["call Acme"]),
        ("about.account <> null", ["call Acme", "call Zeta"]),
        ("about.deal.amount > 10", ["visit deal"]),
        ('about.deal.account.name = "Zeta"', ["visit deal"]),
    ],
)
def test_filters(office: World, filter_: str, found: list[str]) -> None:
    """By the object, by what all objects have, by what one of them has."""
    assert sorted(map(str, office.names("bob", "task", filter=filter_))) == sorted(found)


def tasks(world: World, who: str = "bob", *fields: str, sort: str = "name") -> list[Record]:
    query = Query("task", fields=("name", "about", *fields), sort=(sort,))
    return list(world.platform.records.find(world.call(who), query).records)


def test_order_and_groups(office: World) -> None:
    """By the name of what it is about, by its object; what is about nothing comes first, and is a group of its own."""
    assert [one.values["name"] for one in tasks(office, sort="about.name")][1:] == [
        "call Acme",
        "visit deal",
        "call Zeta",
    ]
    by_object = [one.values["about.object"] for one in tasks(office, "bob", "about.object", sort="about.object")]
    assert by_object == [None, "account", "account", "deal"]
    groups = office.platform.records.group(office.call("bob"), "task", ("about.object",), {"n": "COUNT"})
    assert {one.key: one.figures["n"] for one in groups} == {(None,): 1, ("account",): 2, ("deal",): 1}


def test_one_meaning_in_python_and_sql(office: World) -> None:
    """What a rule has read of a record while it was saved is what the database reads of it afterwards."""
    read = [
        (one.values["read_early"], one.values["read_late"]) for one in tasks(office, "bob", "read_early", "read_late")
    ]
    assert read == [("::", "::")] + [(one, one) for one in ("account:Acme:ACME", "account:Zeta:ZETA", "deal:Big deal:")]


def test_an_answer_tells_name_and_object(office: World) -> None:
    """Beside the id stand the name and the object of what it leads to."""
    told = {str(one.values["name"]): (one.labels.get("about"), one.objects.get("about")) for one in tasks(office)}
    assert told == {
        "alone": (None, None),
        "call Acme": ("Acme", "account"),
        "call Zeta": ("Zeta", "account"),
        "visit deal": ("Big deal", "deal"),
    }
    (found,) = [
        one for one in tasks(office, "bob", "about.account", "about.owner") if one.values["name"] == "call Acme"
    ]
    assert (found.labels["about.account"], found.labels["about.owner"]) == ("Acme", "Bob")


def test_what_the_reader_may_not_see_is_blank(office: World) -> None:
    """Cid's task about Bob's account tells him neither its name nor its object; the id alone stays."""
    account = str(tasks(office, sort="-about.name")[-2].values["about"])
    seed = office.call("system:seed")
    values = {"name": "for Cid", "about": account, "owner": office.people["cid"].id}
    (made,) = office.platform.records.create(seed, "task", [values]).records
    assert made is not None
    (found,) = tasks(office, "cid", "about.object", "about.name")
    assert (found.values["about"], found.values["about.object"], found.values["about.name"]) == (account, None, None)
    assert (found.labels, found.objects) == ({}, {})
    assert office.names("cid", "task", filter='about.object = "account"') == []
    office.platform.records.delete(seed, "task", [Target(made.id)])


def test_a_record_is_named_by_object_and_id(office: World) -> None:
    """`{object, id}` is taken for the id; an id of another object is no such record, and another name is told."""
    account = str(tasks(office, sort="-about.name")[-2].values["about"])
    (made,) = office.create("bob", "task", {"name": "new", "about": {"object": "account", "id": account}})
    assert made.values["about"] == account
    for about, code in (({"object": "deal", "id": account}, "D529"), ({"object": "acount", "id": account}, "D527")):
        with pytest.raises(Invalid) as wrong:
            office.create("bob", "task", {"name": "new", "about": about})
        assert [(one.code, one.field) for one in wrong.value.problems] == [(code, "about")]
    office.platform.records.delete(office.call("bob"), "task", [Target(made.id)])


@pytest.mark.parametrize("filter_", ['about.object = "acount"', "about.nme = 'x'", "about.account.nme = 'x'"])
def test_wrong_names_are_told_with_the_right_ones(office: World, filter_: str) -> None:
    """A misspelt object, common field or field of one object is refused with what was meant."""
    with pytest.raises(Invalid, match="did you mean"):
        office.names("bob", "task", filter=filter_)


def test_a_file_names_the_object_before_the_record(office: World, tmp_path: Path) -> None:
    """`account:Acme` is found by name, `deal:ABC` by its external id, an id is taken as it is; the rest is told."""
    (deal,) = office.create("bob", "deal", {"name": "Coded", "code": "ABC"})
    rows = ["a,account:Acme", "b,deal:ABC", "c,Deal: Coded", f"d,{deal.id}", "e,Acme", "f,account:Nobody", "g,"]
    path = tmp_path / "tasks.csv"
    path.write_text("name,about\n" + "\n".join(rows) + "\n", "utf-8")
    report = bring_in(office, "task", path)
    assert [one.reason for one in report.rejects] == [
        'About: "Acme" does not say of which object; write account:..., deal:...',
        'About: no account with name "Nobody"',
    ]
    query = Query(
        "task", fields=("name", "about.name", "about.object"), filter='name in ("a","b","c","d","g")', sort=("name",)
    )
    made = office.platform.records.find(office.call("root"), query).records
    assert [(one.values["about.object"], one.values["about.name"]) for one in made] == [
        ("account", "Acme"),
        *[("deal", "Coded")] * 3,
        (None, None),
    ]
    seed = office.call("system:seed")
    office.platform.records.delete(seed, "task", [Target(one.id) for one in made])
    office.platform.records.delete(seed, "deal", [Target(deal.id)])


@pytest.mark.parametrize(
    ("filter_", "found"),
    [
        ("ANY(deals)", ["Zeta"]),
        ("ANY(deals.amount > 30)", ["Zeta"]),
        ("ANY(deals.amount > 50)", []),
        ('ANY(tasks.name = "call Acme")', ["Acme"]),
        ("ALL(deals.amount > 50)", ["Acme"]),
        ("ALL(deals.amount > 30)", ["Acme", "Zeta"]),
        ('ALL(deals.amount > 50 where deals.name = "other")', ["Acme", "Zeta"]),
        ("ALL(deals.code = null and deals.closed_at > NOW())", ["Acme"]),
    ],
)
def test_any_and_all(office: World, filter_: str, found: list[str]) -> None:
    """ANY is false and ALL true without children; a blank condition does not hold."""
    assert sorted(map(str, office.names("bob", "account", filter=filter_))) == found
