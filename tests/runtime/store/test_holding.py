"""Who is applying: a note for those who wait, which a crash leaves without force."""

import json
from datetime import UTC, datetime
from pathlib import Path
from threading import Event, Thread

import pytest

from objectry.runtime.errors import Busy
from objectry.runtime.store import engine
from objectry.runtime.store.apply import Applying
from objectry.runtime.store.engine import open_store
from objectry.runtime.store.holding import Applicant, FileNotice, Holder
from tests.databases import Database
from tests.runtime.store.stores import deployed

NOON = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)
ANN = Applicant("ann", lambda: NOON)


def test_those_who_wait_hear_for_whom(database: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    """Name, process, since when and what is being done; afterwards the note is gone."""
    monkeypatch.setattr(engine, "APPLY_RESTARTS", 1)
    store, other = deployed(database), open_store(database.url, database.schema)
    heard: list[Holder] = []
    begun, done = Event(), Event()

    def work(applying: Applying) -> None:
        applying._beat("CreateIndex deal")
        begun.set()
        done.wait(30)

    holding = Thread(target=store.apply, args=(1, work, ANN))
    holding.start()
    assert begun.wait(10)
    with pytest.raises(Busy):
        other.apply(1, lambda _: None, Applicant("bob", lambda: NOON, heard.append))
    done.set()
    holding.join()
    assert (heard[0].name, heard[0].since, heard[0].doing) == ("ann", "2026-11-22T12:00:00+00:00", "CreateIndex deal")
    assert str(heard[0]).startswith("ann (")
    assert other.holder() is None
    other.close()
    store.close()


def test_a_note_without_a_lock_is_no_holder(database: Database, tmp_path: Path) -> None:
    """What a crash left behind names nobody, and holds nobody up."""
    store = deployed(database)
    if database.is_postgres:
        store._notice.write(ANN.holder())
    else:
        dead = Holder("ann", f"{ANN.holder().process.split(':')[0]}:999999999", "", "", "")
        (tmp_path / "objectry.db-applying").write_text(json.dumps(vars_of(dead)))
    assert store.holder() is None
    store.apply(1, lambda applying: applying.discard(), ANN)
    store.close()


def test_a_damaged_note_is_none(tmp_path: Path) -> None:
    """Whatever stands in the file."""
    notice = FileNotice(tmp_path / "crm.db")
    for text in ("", "{}", "[1]", '{"name": 1}'):
        (tmp_path / "crm.db-applying").write_text(text)
        assert notice.read() is None
    notice.clear()
    notice.clear()
    FileNotice(tmp_path / "nowhere" / "crm.db").write(ANN.holder())


def vars_of(holder: Holder) -> dict[str, str]:
    return {name: getattr(holder, name) for name in Holder.__slots__}
