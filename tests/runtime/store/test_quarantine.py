"""What leaves the model is kept under another name, and comes back with its values."""

from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal

import pytest

from objectry.plan import (
    AddColumn,
    Column,
    CreateIndex,
    CreateTable,
    ObjectPlan,
    QuarantineColumn,
    QuarantineTable,
    RenameTable,
    RestoreColumn,
    RestoreTable,
    Step,
    TableIndex,
)
from objectry.runtime.store.engine import Store
from objectry.runtime.store.errors import Dangling, StepFailed, Violated
from objectry.runtime.store.history import Passage
from objectry.runtime.store.quarantine import Quarantined, hidden_name
from tests.databases import Database
from tests.runtime.store.stores import (
    ACCOUNT,
    DEAL,
    ID,
    NOW,
    NUMBER,
    TEXT,
    USER,
    apply,
    deployed,
    first_steps,
    ident,
    row,
    stack,
    stored,
    thing,
    with_columns,
)
from tests.runtime.store.test_ddl import columns_of, indexes_of, keys_of

EMAIL, AMOUNT, LOOKUP = ACCOUNT.table.columns["email"], DEAL.table.columns["amount"], DEAL.table.columns["account"]
NO_EMAIL, NO_LOOKUP = with_columns(ACCOUNT, without=("email",)), with_columns(DEAL, without=("account",))


@pytest.fixture
def store(database: Database) -> Iterator[Store]:
    opened = deployed(database)
    with opened.write(1) as writing:
        writing.insert(ACCOUNT, [row(1, name="Acme", email="a@x"), row(2, name="Beta", email="b@x")])
        writing.insert(DEAL, [row(10, account=ident(1), amount=Decimal("1.25"))])
        done = {"email": (None, "a@x"), "name": (None, "Acme")}
        writing.write_history([Passage("account", ident(1), 1, NOW, ident(1), "user", "update", done)])
    yield opened
    opened.close()


def kept(store: Store) -> list[Quarantined]:
    found: list[Quarantined] = []
    store.apply(store.revision(), lambda applying: found.extend(applying.quarantined()))
    return found


def fields_of_history(store: Store, record: int) -> set[str]:
    with store.read() as reading:
        return set(reading.history(ident(record), 1)[0].changes)


def test_a_column_is_hidden(store: Store) -> None:
    """Its values stay under a name that no field can have; key and indexes are gone, and records can be written."""
    apply(store, stack(USER, NO_EMAIL, DEAL), [QuarantineColumn("account", EMAIL)])
    assert columns_of(store, "account") >= {"_q2_email"}
    assert "email" not in columns_of(store, "account")
    assert indexes_of(store, "account") == {"ux_account_place"}
    with store.write(2) as writing:
        writing.insert(NO_EMAIL, [row(3, name="Gamma")])
    assert kept(store) == [Quarantined("account", "email", "_q2_email", 2, NOW)]


def test_a_hidden_lookup_holds_nobody_back(store: Store) -> None:
    """Its foreign key is dropped: the record it points to may be purged."""
    apply(store, stack(USER, ACCOUNT, NO_LOOKUP), [QuarantineColumn("deal", LOOKUP)])
    assert keys_of(store, "deal") == {"owner": "_principal"}
    with store.write(2) as writing:
        writing._connection.exec_driver_sql(f"DELETE FROM {store.schema or 'main'}.account")
    assert stored(store, ACCOUNT, 1, 2) == []


def test_a_column_comes_back(store: Store) -> None:
    """With its values, key and index; references that lead nowhere by now are null."""
    apply(store, stack(USER, ACCOUNT, NO_LOOKUP), [QuarantineColumn("deal", LOOKUP)])
    with store.write(2) as writing:
        writing.insert(NO_LOOKUP, [row(11)])
        writing.insert(ACCOUNT, [row(5, city="x")])
    index = DEAL.table.indexes["ix_deal_account"]
    apply(store, stack(USER, ACCOUNT, DEAL), [RestoreColumn("deal", LOOKUP), CreateIndex("deal", index)])
    assert [one["account"] for one in stored(store, DEAL, 10, 11)] == [ident(1), None]
    assert keys_of(store, "deal")["account"] == "account"
    assert kept(store) == []
    with pytest.raises(Dangling), store.write(store.revision()) as writing:
        writing.update(DEAL, [{"id": ident(10), "account": ident(99)}])


def test_a_new_field_of_the_name_inherits_nothing(store: Store) -> None:
    """Neither the values nor the history of the field that had the name before."""
    apply(store, stack(USER, NO_EMAIL, DEAL), [QuarantineColumn("account", EMAIL)])
    assert fields_of_history(store, 1) == {"_q2_email", "name"}
    apply(store, stack(USER, ACCOUNT, DEAL), [AddColumn("account", EMAIL)])
    assert [one["email"] for one in stored(store, ACCOUNT, 1, 2)] == [None, None]
    assert fields_of_history(store, 1) == {"_q2_email", "name"}


def test_the_history_of_a_field_comes_back_with_it(store: Store) -> None:
    """Under its old name."""
    apply(store, stack(USER, NO_EMAIL, DEAL), [QuarantineColumn("account", EMAIL)])
    apply(store, stack(USER, ACCOUNT, DEAL), [RestoreColumn("account", EMAIL)])
    assert fields_of_history(store, 1) == {"email", "name"}


def test_the_newest_comes_back_first(store: Store) -> None:
    """A field that was hidden twice has two columns in quarantine."""
    for revision, value in ((2, "second"), (4, "third")):
        apply(store, stack(USER, NO_EMAIL, DEAL), [QuarantineColumn("account", EMAIL)])
        assert store.revision() == revision
        apply(store, stack(USER, ACCOUNT, DEAL), [AddColumn("account", EMAIL)])
        with store.write(revision + 1) as writing:
            writing.update(ACCOUNT, [{"id": ident(1), "email": value}])
    assert [one.hidden for one in kept(store)] == ["_q4_email", "_q2_email"]
    found = []
    for _ in range(2):
        apply(store, stack(USER, NO_EMAIL, DEAL), [QuarantineColumn("account", EMAIL)])
        newest = hidden_name(store.revision(), "email")
        assert kept(store)[0].hidden == newest
        apply(store, stack(USER, ACCOUNT, DEAL), [RestoreColumn("account", EMAIL)])
        found.append(stored(store, ACCOUNT, 1)[0]["email"])
    assert found == ["third", "third"]


def test_a_column_comes_back_with_another_scale(store: Store) -> None:
    """The stack it comes back to may say more digits; what became another kind of value does not come back."""
    without = with_columns(DEAL, without=("amount",))
    apply(store, stack(USER, ACCOUNT, without), [QuarantineColumn("deal", AMOUNT)])
    words = Column("amount", TEXT)
    with pytest.raises(StepFailed, match="holds number, which does not become text"):
        apply(store, stack(USER, ACCOUNT, with_columns(DEAL, words)), [RestoreColumn("deal", words)])
    fine = Column("amount", NUMBER, 18, 4)
    plan = with_columns(DEAL, fine)
    apply(store, stack(USER, ACCOUNT, plan), [RestoreColumn("deal", fine)])
    assert str(stored(store, plan, 10)[0]["amount"]) == "1.2500"


def test_what_is_not_there_cannot_come_back(store: Store) -> None:
    """The step fails, and nothing has changed."""
    with pytest.raises(StepFailed, match=r"account\.phone is not in quarantine"):
        apply(store, stack(USER, ACCOUNT, DEAL), [RestoreColumn("account", Column("phone", TEXT))])
    with pytest.raises(StepFailed, match="order is not in quarantine"):
        apply(store, stack(USER, ACCOUNT, DEAL), [RestoreTable(replace(DEAL.table, name="order"))])
    assert store.revision() == 1


def deal_goes(store: Store) -> None:
    apply(store, stack(USER, ACCOUNT), [QuarantineTable(DEAL.table)])


def test_a_table_is_hidden(store: Store) -> None:
    """Its records stay, without keys that would hold others back and without indexes that would take names."""
    deal_goes(store)
    assert keys_of(store, "_q2_deal") == {}
    assert indexes_of(store, "_q2_deal") == set()
    assert kept(store) == [Quarantined("deal", None, "_q2_deal", 2, NOW)]


def test_a_table_that_points_to_itself_is_hidden(store: Store) -> None:
    """So is one that others point to, once they do not any more."""
    user = Column("user", ID, references="user")
    apply(store, stack(USER, with_columns(ACCOUNT, user), DEAL), [AddColumn("account", user)])
    apply(store, stack(ACCOUNT, DEAL), [QuarantineTable(USER.table), QuarantineColumn("account", user)])
    assert keys_of(store, "_q3_user") == {}
    with store.write(3) as writing:
        writing.insert(ACCOUNT, [row(9)])


def test_a_new_table_of_the_name_starts_empty(store: Store) -> None:
    """Its indexes have the names of the old one's."""
    deal_goes(store)
    apply(store, stack(USER, ACCOUNT, DEAL), first_steps(stack(DEAL)))
    assert stored(store, DEAL, 10) == []
    assert indexes_of(store, "deal") == {"ix_deal_account"}


def test_a_table_comes_back(store: Store) -> None:
    """With its records, and the columns that are wanted now: others are hidden, new ones added."""
    deal_goes(store)
    plan = with_columns(DEAL, Column("code", TEXT), without=("name",))
    index = TableIndex("ix_deal_account", ("account", "id"))
    apply(store, stack(USER, ACCOUNT, plan), [RestoreTable(plan.table), CreateIndex("deal", index)])
    (found,) = stored(store, plan, 10)
    assert (found["amount"], found["account"], found["code"]) == (Decimal("1.25"), ident(1), None)
    assert columns_of(store, "deal") >= {"_q3_name"}
    assert keys_of(store, "deal") == {"account": "account", "owner": "_principal"}
    assert [(one.object, one.column) for one in kept(store)] == [("deal", "name")]


def test_history_is_out_of_reach_while_its_object_is(store: Store) -> None:
    """A new object of the name does not inherit it; the restored one has it again."""
    names: list[str] = []
    with store.write(1) as writing:
        writing.write_history([Passage("deal", ident(10), 1, NOW, ident(1), "user", "create")])
    deal_goes(store)
    plans: list[list[Step]] = [[], [RestoreTable(DEAL.table)]]
    for steps in plans:
        with store.read() as reading:
            names.append(reading.history(ident(10), 1)[0].object)
        apply(store, stack(USER, ACCOUNT, DEAL) if steps else stack(USER, ACCOUNT), steps)
    with store.read() as reading:
        names.append(reading.history(ident(10), 1)[0].object)
    assert names == ["_q2_deal", "_q2_deal", "deal"]


def test_hidden_columns_go_with_a_renamed_table(store: Store) -> None:
    """They are found again under the table's new name."""
    apply(store, stack(USER, NO_EMAIL, DEAL), [QuarantineColumn("account", EMAIL)])
    company = renamed(NO_EMAIL, "company")
    deal = with_columns(DEAL, Column("account", ID, references="company"))
    apply(store, stack(USER, company, deal), [RenameTable("account", "company")])
    whole = with_columns(company, EMAIL)
    apply(store, stack(USER, whole, deal), [RestoreColumn("company", EMAIL)])
    assert [one["email"] for one in stored(store, whole, 1, 2)] == ["a@x", "b@x"]


def renamed(plan: ObjectPlan, name: str) -> ObjectPlan:
    return replace(plan, table=replace(plan.table, name=name), object=replace(plan.object, name=name))


def test_a_long_name_is_hidden_under_a_name_the_database_takes(store: Store) -> None:
    """At most 63 bytes, and different for different names."""
    long = "a" * 60
    assert len(hidden_name(123, long)) <= 63
    assert hidden_name(123, long + "b") != hidden_name(123, long + "c")
    wide = thing("wide", [Column(long[:40], TEXT)])
    apply(store, stack(USER, ACCOUNT, DEAL, wide), [CreateTable(wide.table)])
    apply(
        store, stack(USER, ACCOUNT, DEAL, thing("wide", [])), [QuarantineColumn("wide", wide.table.columns[long[:40]])]
    )
    assert hidden_name(3, long[:40]) in columns_of(store, "wide")


def test_restored_values_must_still_be_unique(store: Store) -> None:
    """Two records that have the same value by now stop the index, and the column stays in quarantine."""
    apply(store, stack(USER, NO_EMAIL, DEAL), [QuarantineColumn("account", EMAIL)])
    with store.write(2) as writing:
        writing._connection.exec_driver_sql(f"UPDATE {store.schema or 'main'}.account SET _q2_email = 'same'")
    index = ACCOUNT.table.indexes["ux_account_email"]
    with pytest.raises(Violated):
        apply(store, stack(USER, ACCOUNT, DEAL), [RestoreColumn("account", EMAIL), CreateIndex("account", index)])
    assert [one.hidden for one in kept(store)] == ["_q2_email"]
