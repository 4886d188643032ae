"""Each step of a change plan does what it says, and keeps every value it does not mean to change."""

from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal
from threading import Timer

import psycopg
import pytest
import sqlalchemy as sa

from objectry.metadata import Field, FieldType
from objectry.plan import (
    AddColumn,
    Blueprint,
    ChangeColumn,
    Column,
    ComputeRollup,
    CreateIndex,
    CreateTable,
    DropColumn,
    DropIndex,
    FillColumn,
    FillNumbers,
    ObjectPlan,
    RenameColumn,
    RenameTable,
    Step,
    TableIndex,
)
from objectry.runtime.store.apply import Applying
from objectry.runtime.store.engine import Store
from objectry.runtime.store.errors import Dangling, StepFailed, Unsupported, Violated
from objectry.runtime.store.history import Passage
from tests.databases import Database, without_driver
from tests.runtime.store.stores import (
    ACCOUNT,
    BOOLEAN,
    DEAL,
    ID,
    INTEGER,
    NOW,
    NUMBER,
    STACK,
    TEXT,
    TOTALS,
    USER,
    apply,
    context,
    deployed,
    deployment,
    ident,
    row,
    stack,
    stored,
    thing,
    with_columns,
)


@pytest.fixture
def store(database: Database) -> Iterator[Store]:
    opened = deployed(database)
    with opened.write(1) as writing:
        writing.insert(ACCOUNT, [row(1, name="Acme", email="a@x", total=Decimal("5.25")), row(2, name="Beta")])
        writing.insert(DEAL, [row(10, name="big", account=ident(1), amount=Decimal("1.25")), row(11, name="small")])
    yield opened
    opened.close()


def deploy(store: Store, steps: list[Step], *plans: ObjectPlan) -> Blueprint:
    """Carry out steps that lead to a stack of these objects beside the others."""
    things = {plan.name: plan for plan in (USER, ACCOUNT, DEAL)} | {plan.name: plan for plan in plans}
    new = stack(*things.values(), label=f"after {len(steps)}")
    apply(store, new, steps)
    return new


def indexes_of(store: Store, table: str) -> set[str]:
    with store.read() as reading:
        found = sa.inspect(reading._connection).get_indexes(table, schema=store.schema)
    return {str(index["name"]) for index in found}


def keys_of(store: Store, table: str) -> dict[str, str]:
    with store.read() as reading:
        found = sa.inspect(reading._connection).get_foreign_keys(table, schema=store.schema)
    return {key["constrained_columns"][0]: key["referred_table"] for key in found}


def columns_of(store: Store, table: str) -> set[str]:
    with store.read() as reading:
        return {column["name"] for column in sa.inspect(reading._connection).get_columns(table, schema=store.schema)}


def test_tables_come_with_keys_and_indexes(store: Store) -> None:
    """What a blueprint says of a table is in the database, keys that point forward or to itself included."""
    assert keys_of(store, "deal") == {"account": "account", "owner": "_principal"}
    assert keys_of(store, "user") == {"manager": "user", "owner": "_principal"}
    assert indexes_of(store, "account") == {"ux_account_email", "ux_account_place"}


def test_tables_may_point_to_each_other(store: Store) -> None:
    """Two new tables with keys in a ring, whichever comes first."""
    one = thing("one", [Column("other", ID, references="two")])
    two = thing("two", [Column("other", ID, references="one")])
    deploy(store, [CreateTable(one.table), CreateTable(two.table)], one, two)
    assert (keys_of(store, "one")["other"], keys_of(store, "two")["other"]) == ("two", "one")
    with store.write(2) as writing:
        writing.insert(one, [row(1, other=ident(2))])
        writing.insert(two, [row(2, other=ident(1))])
    with pytest.raises(Dangling), store.write(2) as writing:
        writing.insert(one, [row(3, other=ident(9))])


@pytest.mark.parametrize(
    ("column", "value"),
    [
        (Column("size", INTEGER), None),
        (Column("open", BOOLEAN, nullable=False), False),
        (Column("parent", ID, references="account"), None),
    ],
)
def test_a_column_is_added(store: Store, column: Column, value: object) -> None:
    """It is null in existing records, a flag false; a key is checked from then on."""
    plan = with_columns(ACCOUNT, column)
    deploy(store, [AddColumn("account", column)], plan)
    assert [one[column.name] for one in stored(store, plan, 1, 2)] == [value, value]
    if column.references:
        with pytest.raises(Dangling), store.write(2) as writing:
            writing.update(plan, [{"id": ident(1), column.name: ident(99)}])


def test_a_table_is_renamed(store: Store) -> None:
    """Records, indexes, keys of others, history and counters go with it."""
    with store.write(1) as writing:
        writing.write_history([Passage("account", ident(1), 1, NOW, ident(1), "user", "create")])
        writing.next_numbers("account.code", "", 4)
        writing.next_numbers("accounting.code", "", 2)
    company = replace(
        ACCOUNT, table=replace(ACCOUNT.table, name="company"), object=replace(ACCOUNT.object, name="company")
    )
    deal = with_columns(DEAL, Column("account", ID, references="company"))
    apply(store, stack(USER, company, deal), [RenameTable("account", "company")])
    assert [one["name"] for one in stored(store, company, 1, 2)] == ["Acme", "Beta"]
    assert keys_of(store, "deal")["account"] == "company"
    with store.write(2) as writing:
        assert [one.object for one in writing.history(ident(1), 5)] == ["company"]
        assert writing.next_numbers("company.code", "", 1).start == 5
        assert writing.next_numbers("accounting.code", "", 1).start == 3
    with pytest.raises(Violated), store.write(2) as writing:
        writing.insert(company, [row(5, email="a@x")])


def test_a_column_is_renamed(store: Store) -> None:
    """Values, indexes, history and counter go with it."""
    changes = {"name": (None, "Acme"), "email": ("old", "new"), "$cause:email": (None, "tidy")}
    with store.write(1) as writing:
        writing.write_history([Passage("account", ident(1), 1, NOW, ident(1), "user", "update", changes)])
        writing.write_history([Passage("deal", ident(10), 1, NOW, ident(1), "user", "update", {"email": (None, True)})])
        writing.next_numbers("account.email", "", 2)
    mail = replace(ACCOUNT.table.columns["email"], name="mail")
    index = TableIndex("ux_account_email", ("mail",), unique=True)
    plan = with_columns(ACCOUNT, mail, without=("email",))
    plan = replace(plan, table=replace(plan.table, indexes={**plan.table.indexes, index.name: index}))
    deploy(store, [RenameColumn("account", "email", "mail")], plan)
    assert [one["mail"] for one in stored(store, plan, 1, 2)] == ["a@x", None]
    with store.write(2) as writing:
        found = writing.history(ident(1), 1)[0].changes
        assert found == {"name": (None, "Acme"), "mail": ("old", "new"), "$cause:mail": (None, "tidy")}
        assert writing.history(ident(10), 1)[0].changes == {"email": (None, True)}
        assert writing.next_numbers("account.mail", "", 1).start == 3
    with pytest.raises(Violated) as raised, store.write(2) as writing:
        writing.insert(plan, [row(5, mail="a@x")])
    assert raised.value.fields == ("mail",)


def test_names_can_be_exchanged(store: Store) -> None:
    """Two columns, and two tables, that take each other's name keep their own values."""
    text = Column("city", TEXT)
    swap: list[Step] = [RenameColumn("account", "name", "city"), RenameColumn("account", "city", "name")]
    deploy(store, swap, with_columns(ACCOUNT, text))
    assert [(one["name"], one["city"]) for one in stored(store, ACCOUNT, 1, 2)] == [(None, "Acme"), (None, "Beta")]
    account = replace(DEAL, table=replace(DEAL.table, name="account"), object=replace(DEAL.object, name="account"))
    apply(store, stack(USER, account), [RenameTable("account", "deal"), RenameTable("deal", "account")])
    assert [one["name"] for one in stored(store, account, 10, 11)] == ["big", "small"]


def test_a_column_is_dropped(store: Store) -> None:
    """With its indexes and its key; the rest stays."""
    for plan, name in ((ACCOUNT, "total"), (ACCOUNT, "email"), (DEAL, "account")):
        step = DropColumn(plan.name, plan.table.columns[name])
        smaller = with_columns(plan, without=(name,))
        deploy(store, [step], smaller)
        assert name not in columns_of(store, plan.name)
    assert indexes_of(store, "account") == {"ux_account_place"}
    assert keys_of(store, "deal") == {"owner": "_principal"}
    assert [one["name"] for one in stored(store, with_columns(DEAL, without=("account",)), 10, 11)] == ["big", "small"]


@pytest.mark.parametrize(
    ("new", "value"),
    [
        (Column("amount", NUMBER, 18, 4), "1.2500"),
        (Column("amount", NUMBER, 18, 1), "1.3"),
        (Column("amount", NUMBER, 18, 0), "1"),
        (Column("amount", NUMBER, 12, 2), "1.25"),
        (Column("amount", INTEGER), "1"),
    ],
)
def test_numbers_keep_their_value(store: Store, new: Column, value: str) -> None:
    """With more or fewer digits; where places go, they are rounded half up, below zero as above."""
    with store.write(1) as writing:
        writing.insert(DEAL, [row(12, amount=Decimal("-1.25")), row(13, amount=Decimal("0.00"))])
    plan = with_columns(DEAL, new)
    deploy(store, [ChangeColumn("deal", DEAL.table.columns["amount"], new)], plan)
    found = [one["amount"] for one in stored(store, plan, 10, 11, 12, 13)]
    assert found == [Decimal(value), None, -Decimal(value), Decimal(0)]


def test_whole_numbers_become_exact_ones(store: Store) -> None:
    """7 becomes 7.00."""
    size = Column("size", INTEGER)
    plan = with_columns(ACCOUNT, size)
    deploy(store, [AddColumn("account", size)], plan)
    with store.write(2) as writing:
        writing.update(plan, [{"id": ident(1), "size": Decimal(7)}])
    wide = Column("size", NUMBER, 10, 2)
    deploy(store, [ChangeColumn("account", size, wide)], with_columns(ACCOUNT, wide))
    assert stored(store, with_columns(ACCOUNT, wide), 1)[0]["size"] == Decimal("7.00")


def test_values_that_do_not_fit_stop_everything(store: Store) -> None:
    """A number with too many digits for the new scale is not cut: the plan is refused, and nothing has changed."""
    big = Decimal("9999999999999999.99")
    with store.write(1) as writing:
        writing.insert(DEAL, [row(12, amount=big)])
    new = Column("amount", NUMBER, 18, 6)
    with pytest.raises(StepFailed) as raised:
        deploy(store, [ChangeColumn("deal", DEAL.table.columns["amount"], new)], with_columns(DEAL, new))
    assert isinstance(raised.value.step, ChangeColumn)
    assert store.revision() == 1
    assert stored(store, DEAL, 12)[0]["amount"] == big


def test_text_does_not_become_a_number(store: Store) -> None:
    """That is no change of definition, and the store does not guess."""
    new = Column("name", NUMBER, 18, 2)
    with pytest.raises(StepFailed, match="holds text, which does not become number"):
        deploy(store, [ChangeColumn("deal", DEAL.table.columns["name"], new)], with_columns(DEAL, new))


def test_a_key_comes_and_goes(store: Store) -> None:
    """A lookup of several targets has none; the values stay, and those that lead nowhere become null."""
    keyed, free = DEAL.table.columns["account"], Column("account", ID)
    plan = with_columns(DEAL, free)
    deploy(store, [ChangeColumn("deal", keyed, free)], plan)
    assert keys_of(store, "deal") == {"owner": "_principal"}
    with store.write(2) as writing:
        writing.update(plan, [{"id": ident(11), "account": ident(777)}])
    deploy(store, [ChangeColumn("deal", free, keyed)])
    assert keys_of(store, "deal") == {"owner": "_principal", "account": "account"}
    assert [one["account"] for one in stored(store, DEAL, 10, 11)] == [ident(1), None]
    assert indexes_of(store, "deal") == {"ix_deal_account"}


def test_a_key_gets_another_target(store: Store) -> None:
    """From one table to another."""
    free, other = Column("account", ID), Column("account", ID, references="user")
    with store.write(1) as writing:
        writing.update(DEAL, [{"id": ident(10), "account": None}])
    deploy(store, [ChangeColumn("deal", DEAL.table.columns["account"], other)], with_columns(DEAL, other))
    assert keys_of(store, "deal")["account"] == "user"
    assert free.references is None


def test_indexes_come_and_go(store: Store) -> None:
    """An index is dropped by name, and a new one built over what is there."""
    old, new = ACCOUNT.table.indexes["ux_account_email"], TableIndex("ix_account_city", ("city", "id"))
    deploy(store, [DropIndex("account", old)])
    plan = replace(ACCOUNT, table=replace(ACCOUNT.table, indexes={new.name: new}))
    deploy(store, [CreateIndex("account", new)], plan)
    assert indexes_of(store, "account") == {"ux_account_place", "ix_account_city"}


def test_records_that_repeat_a_value_stop_a_unique_index(store: Store) -> None:
    """The plan is refused with the fields that are to be unique."""
    with store.write(1) as writing:
        writing.insert(DEAL, [row(12, name="big")])
    index = TableIndex("ux_deal_name", ("name",), unique=True)
    plan = replace(DEAL, table=replace(DEAL.table, indexes={index.name: index}))
    with pytest.raises(Violated) as raised:
        deploy(store, [CreateIndex("deal", index)], plan)
    assert (raised.value.table, raised.value.fields, raised.value.record) == ("deal", ("name",), None)


def test_a_value_is_given_to_those_without(store: Store) -> None:
    """Records that have one keep it; a new flag is set in all of them."""
    flag = Column("open", BOOLEAN, nullable=False)
    plan = with_columns(ACCOUNT, flag)
    city = ACCOUNT.table.columns["city"]
    with store.write(1) as writing:
        writing.update(ACCOUNT, [{"id": ident(2), "city": "Bonn"}])
    steps: list[Step] = [
        AddColumn("account", flag),
        FillColumn("account", flag, True),
        FillColumn("account", city, "Kiel"),
    ]
    deploy(store, steps, plan)
    assert [(one["open"], one["city"]) for one in stored(store, plan, 1, 2)] == [(True, "Kiel"), (True, "Bonn")]


def test_numbers_are_given_in_the_order_of_creation(store: Store) -> None:
    """By the day of creation in the organisation's zone, and the counter goes on from there."""
    code = Column("code", TEXT)
    field = Field("code", FieldType.AUTONUMBER, "Code", format="D-{YYYY}{MM}-{000}", reset="month")
    plan = with_columns(DEAL, code)
    early = NOW.replace(month=10, day=31, hour=23)  # in Shanghai the next month has begun
    with store.write(1) as writing:
        writing.insert(DEAL, [row(9) | {"created_at": early}, row(8) | {"created_at": NOW.replace(month=10)}])
    new = stack(USER, ACCOUNT, plan)
    new = replace(new, settings=replace(new.settings, timezone="Asia/Shanghai"))
    apply(store, new, [AddColumn("deal", code), FillNumbers("deal", field)])
    found = [(one["id"], one["code"]) for one in stored(store, plan, 8, 9, 10, 11)]
    assert found == [
        (ident(8), "D-202610-001"),
        (ident(9), "D-202611-001"),
        (ident(10), "D-202611-002"),
        (ident(11), "D-202611-003"),
    ]
    with store.write(2) as writing:
        assert writing.next_numbers("deal.code", "202611", 1).start == 4


def test_a_roll_up_is_computed_for_all(store: Store) -> None:
    """Also where a figure stood before."""
    deploy(store, [ComputeRollup(TOTALS)])
    assert [one["total"] for one in stored(store, ACCOUNT, 1, 2)] == [Decimal("1.25"), Decimal(0)]


@pytest.mark.postgres
def test_a_table_in_use_does_not_stop_everybody(postgres: Database) -> None:
    """Who alters a table that a long query reads gives up waiting after two seconds, lets the others pass who have
    queued behind, and tries again."""
    store = deployed(postgres)
    column = Column("size", INTEGER)
    plan, tries = with_columns(ACCOUNT, column), list[int]()

    def work(applying: Applying) -> int:
        tries.append(1)
        applying.run(context(stack(USER, plan, DEAL)), [AddColumn("account", column)], NOW)
        return applying.deploy(deployment())

    with psycopg.connect(without_driver(postgres.url)) as reader:
        reader.execute(f"SELECT 1 FROM {postgres.schema}.account".encode())
        Timer(2.5, reader.rollback).start()
        assert store.apply(1, work) == 2
    assert len(tries) == 2
    assert "size" in columns_of(store, "account")


def test_numbers_sqlite_cannot_keep_are_refused(sqlite: Database) -> None:
    """Nineteen digits do not fit: better no deployment than a wrong figure."""
    store = deployed(sqlite)
    wide = Column("amount", NUMBER, 19, 2)
    with pytest.raises(Unsupported, match=r"18 digits of a number exactly: deal\.amount"):
        deploy(store, [ChangeColumn("deal", DEAL.table.columns["amount"], wide)], with_columns(DEAL, wide))


def test_nothing_to_do_is_a_revision_all_the_same(store: Store) -> None:
    """A plan without steps (a label, a rule) deploys too."""
    deploy(store, [])
    assert store.revision() == 2
    assert STACK.objects.keys() == {"user", "account", "deal"}
