"""Whatever step of a deployment fails, the database is exactly as it was before."""

import os
import signal
import sqlite3
import subprocess
import sys
import textwrap
import time
from collections.abc import Callable, Mapping
from dataclasses import replace
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa

from objectry.metadata import Field, FieldType
from objectry.plan import (
    AddColumn,
    ChangeColumn,
    Column,
    ComputeRollup,
    ConvertColumn,
    CreateIndex,
    CreateTable,
    DropColumn,
    DropIndex,
    FieldPlan,
    FillColumn,
    FillNumbers,
    QuarantineColumn,
    QuarantineTable,
    Refit,
    RenameColumn,
    RenameTable,
    RenameValues,
    RestoreColumn,
    RestoreTable,
    Step,
    TableIndex,
)
from objectry.rules import Kind, Type
from objectry.runtime.store import ddl
from objectry.runtime.store.apply import Applying
from objectry.runtime.store.engine import Store, open_store
from objectry.runtime.store.history import Passage
from tests.databases import Database
from tests.runtime.store.stores import (
    ACCOUNT,
    BOOLEAN,
    DEAL,
    ID,
    NOW,
    NUMBER,
    TEXT,
    TOTALS,
    USER,
    apply,
    context,
    deployed,
    deployment,
    first_steps,
    ident,
    row,
    stack,
    thing,
    with_columns,
)
from tests.runtime.store.test_quarantine import renamed

OLD = thing("old", [Column("link", ID, references="account")], [TableIndex("ix_old_link", ("link", "id"))])
GONE = thing("gone", [Column("words", TEXT)])
FAX, FLAG, CODE = Column("fax", TEXT), Column("flag", BOOLEAN, nullable=False), Column("code", TEXT)
FINE, CITY = Column("amount", NUMBER, 18, 4), TableIndex("ix_company_town", ("town", "id"))
NUMBERS = Field("code", FieldType.AUTONUMBER, "Code", format="{000}")
COMPANY = with_columns(renamed(ACCOUNT, "company"), Column("town", TEXT), FAX, FLAG, without=("email", "city"))
AFTER_COMPANY = replace(COMPANY, table=replace(COMPANY.table, indexes={CITY.name: CITY}))
SIZE = Column("size", TEXT)
NEW_DEAL = with_columns(DEAL, Column("account", ID, references="company"), FINE, CODE, SIZE, without=("closes",))
SIZED = FieldPlan(Field("size", FieldType.TEXT, "Size"), Type(Kind.TEXT), SIZE)
NEW = thing("new", [Column("company", ID, references="company")])
TARGET = stack(USER, AFTER_COMPANY, NEW_DEAL, GONE, NEW, label="target")
STEPS: list[Step] = [
    DropIndex("account", ACCOUNT.table.indexes["ux_account_place"]),
    RenameTable("account", "company"),
    RenameColumn("company", "city", "town"),
    QuarantineColumn("company", ACCOUNT.table.columns["email"]),
    DropColumn("deal", DEAL.table.columns["closes"]),
    QuarantineTable(OLD.table),
    RestoreTable(GONE.table),
    CreateTable(NEW.table),
    RestoreColumn("company", FAX),
    AddColumn("company", FLAG),
    AddColumn("deal", CODE),
    AddColumn("deal", SIZE),
    ChangeColumn("deal", DEAL.table.columns["amount"], FINE),
    FillColumn("company", FLAG, value=True),
    ConvertColumn("deal", "deal", Refit(SIZED, SIZED, converted=True)),
    FillNumbers("deal", NUMBERS),
    RenameValues("company", COMPANY.table.columns["name"], {"Beta": "Gamma"}),
    ComputeRollup(replace(TOTALS, object="company")),
    CreateIndex("company", CITY),
]
"""One step of every kind, in the order of a plan."""


def full(database: Database) -> Store:
    """A store with records, history, and something in quarantine; revision 2 is in force."""
    before = stack(USER, with_columns(ACCOUNT, FAX), DEAL, OLD, GONE)
    store = deployed(database, before)
    plan = before.objects["account"]
    with store.write(1) as writing:
        writing.insert(plan, [row(1, name="Acme", email="a@x", city="Bonn", fax="12"), row(2, name="Beta")])
        writing.insert(DEAL, [row(n, account=ident(1), amount=Decimal(n)) for n in range(10, 14)])
        writing.insert(OLD, [row(20, link=ident(2))])
        writing.insert(GONE, [row(30, words="kept")])
        done = {"city": (None, "Bonn"), "email": (None, "a@x")}
        writing.write_history([Passage("account", ident(1), 1, NOW, ident(1), "user", "update", done)])
    apply(store, stack(USER, ACCOUNT, DEAL, OLD), [QuarantineColumn("account", FAX), QuarantineTable(GONE.table)])
    return store


def image(store: Store) -> Mapping[str, Any]:
    """Everything in the tenant's database but for the note of who applies: tables, columns, keys, indexes, all rows."""
    with store.read() as reading:
        connection, schema = reading._connection, store.schema
        inspector = sa.inspect(connection)
        tables = sorted(inspector.get_table_names(schema=schema))
        place = f'"{schema}".' if schema else ""
        rows = {
            name: sorted(map(repr, connection.exec_driver_sql(f'SELECT * FROM {place}"{name}"').all()))
            for name in tables
        }
        return {
            name: (
                [(one["name"], str(one["type"]), one["nullable"]) for one in inspector.get_columns(name, schema)],
                sorted(map(repr, inspector.get_foreign_keys(name, schema))),
                sorted(
                    (one["name"], one["column_names"], one["unique"]) for one in inspector.get_indexes(name, schema)
                ),
                rows[name],
            )
            for name in tables
            if name != "_applying"
        }


def carrying_out(store: Store) -> int:
    def work(applying: Applying) -> int:
        applying.run(context(TARGET), STEPS, NOW, {("deal", "size"): [(ident(11), "eleven")]})
        return applying.deploy(deployment())

    return store.apply(2, work)


def test_the_steps_are_of_every_kind() -> None:
    """So that no kind of step escapes the test below."""
    assert {type(step) for step in STEPS} == set(ddl._HANDS)


def test_all_of_them_together(database: Database) -> None:
    """Carried out as one plan they end in the new stack with every value in its place."""
    store = full(database)
    assert carrying_out(store) == 3
    with store.write(3) as writing:
        companies = writing.lock(AFTER_COMPANY, [ident(1), ident(2)])
        deals = writing.lock(NEW_DEAL, [ident(n) for n in range(10, 14)])
        (gone,) = writing.lock(GONE, [ident(30)])
        changes = writing.history(ident(1), 1)[0]
    assert [(one["town"], one["fax"], one["flag"], one["total"]) for one in companies] == [
        ("Bonn", "12", True, Decimal(46)),
        (None, None, True, Decimal(0)),
    ]
    assert [(str(one["amount"]), one["code"]) for one in deals] == [(f"{n}.0000", f"{n - 9:03}") for n in range(10, 14)]
    assert [one["size"] for one in deals] == [None, "eleven", None, None]
    assert gone["words"] == "kept"
    assert (changes.object, set(changes.changes)) == ("company", {"town", "_q3_email"})


class Broken(Exception):
    """Stands for anything that can happen: a full disk, a killed thread."""


@pytest.mark.parametrize("place", range(len(STEPS)))
def test_a_failure_at_any_step_changes_nothing(database: Database, monkeypatch: pytest.MonkeyPatch, place: int) -> None:
    """After each step in turn: tables, keys, indexes, rows and the revision are those from before."""
    store = full(database)
    before = image(store)
    real = ddl._HANDS[type(STEPS[place])]

    def broken(work: ddl.Work, step: Step) -> None:
        real(work, step)
        if step is STEPS[place]:
            raise Broken

    monkeypatch.setattr(ddl, "_HANDS", {**ddl._HANDS, type(STEPS[place]): broken})
    with pytest.raises(Broken):
        carrying_out(store)
    assert image(store) == before
    monkeypatch.undo()
    assert carrying_out(store) == 3
    store.close()


def test_a_failure_while_writing_the_deployment_changes_nothing(database: Database) -> None:
    """The new stack and its tables come together or not at all."""
    store = full(database)
    before = image(store)

    def work(applying: Applying) -> None:
        applying.run(context(TARGET), STEPS, NOW)
        applying.deploy(replace(deployment(), blueprint={"a": object()}))

    with pytest.raises(TypeError):
        store.apply(2, work)
    assert image(store) == before


def test_a_reference_broken_by_a_plan_is_found(sqlite: Database) -> None:
    """SQLite works with its keys off; before committing they are all looked at."""
    store = full(sqlite)
    before = image(store)

    def work(applying: Applying) -> None:
        applying._connection.exec_driver_sql("DELETE FROM account")

    with pytest.raises(Exception, match="references lead nowhere: deal to account, old to account"):
        store.apply(2, work)
    assert image(store) == before


def test_keys_are_on_again_afterwards(sqlite: Database) -> None:
    """Also after a deployment that failed, on every connection."""
    store = full(sqlite)
    for work in (lambda _: None, lambda _: (_ for _ in ()).throw(Broken())):
        try_to(lambda work=work: store.apply(2, work))  # type: ignore[misc]
        with store.write(2) as writing:
            assert writing._connection.exec_driver_sql("PRAGMA foreign_keys").scalar() == 1


def try_to(work: Callable[[], object]) -> None:
    try:
        work()
    except Broken:
        return


KILLED = """
import sys, time
from pathlib import Path
from objectry.runtime.store import ddl
from tests.databases import Database
from tests.runtime.store import test_atomicity as it

place = int(sys.argv[3])
real = ddl._HANDS[type(it.STEPS[place])]

def stuck(work, step):
    real(work, step)
    if step is it.STEPS[place]:
        Path(sys.argv[4]).touch()
        time.sleep(60)

ddl._HANDS = {**ddl._HANDS, type(it.STEPS[place]): stuck}
it.carrying_out(it.open_store(sys.argv[1], sys.argv[2] or None))
"""


@pytest.mark.parametrize("place", [1, len(STEPS) - 1])
def test_a_killed_process_leaves_the_old_stack(database: Database, tmp_path: Path, place: int) -> None:
    """kill -9 in the middle of a plan: the next to come finds exactly what was there before, and can go on."""
    store = full(database)
    before = image(store)
    store.close()
    reached = tmp_path / "reached"
    arguments = [database.url, database.schema or "", str(place), str(reached)]
    process = subprocess.Popen([sys.executable, "-c", textwrap.dedent(KILLED), *arguments])
    deadline = time.monotonic() + 60
    while not reached.exists():
        assert process.poll() is None
        assert time.monotonic() < deadline
        time.sleep(0.02)
    os.kill(process.pid, signal.SIGKILL)
    process.wait(10)
    again = open_store(database.url, database.schema)
    assert image(again) == before
    assert carrying_out(again) == 3


def test_the_first_deployment_is_all_or_nothing(database: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    """From an empty database, too."""
    store = open_store(database.url, database.schema)
    target = stack(USER, ACCOUNT, DEAL)
    steps = first_steps(target)

    def broken(_work: ddl.Work, _step: Step) -> None:
        raise Broken

    monkeypatch.setattr(ddl, "_HANDS", {**ddl._HANDS, CreateIndex: broken})
    with pytest.raises(Broken):
        apply(store, target, steps)
    assert image(store) == {}
    monkeypatch.undo()
    assert apply(store, target, steps) == 1


def test_a_database_made_by_hand_is_not_mistaken(tmp_path: Path) -> None:
    """A file with other tables has no revision, and keeps them."""
    path = tmp_path / "other.db"
    with sqlite3.connect(path) as connection:
        connection.execute("CREATE TABLE diary (entry TEXT)")
    store = open_store(f"sqlite:///{path}")
    assert store.revision() == 0
    apply(store, stack(USER), first_steps(stack(USER)))
    assert "diary" in image(store)
