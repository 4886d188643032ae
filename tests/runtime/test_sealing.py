"""Secrets: sealed where they lie, open only to those who may, and never in plain text anywhere else."""

import logging
import stat
from collections.abc import Iterator, Mapping
from dataclasses import replace
from pathlib import Path

import pytest
import sqlalchemy as sa

from objectry.metadata import AppSource, core_app
from objectry.runtime import Actor, Call, Change, Consent, Invalid, Mode, Platform, Query, SetClock, Source, Target
from objectry.runtime.sealing.keyring import VARIABLE, KeyRing, NoKey, key_file, new_key, parse_keys
from objectry.runtime.sealing.vault import MASK, Vault
from objectry.runtime.store import open_store
from tests.databases import Database
from tests.faces.office import NOW

CANARY = "canary-7f3a9c51e2"
ADMIN = Actor("0190b2c4-0000-7000-8000-000000000001", "Admin", role="admin")
SPARE, FIRST, SECOND = (new_key() for _ in range(3))
RECORD = "0190b2c4-0000-7000-8000-00000000abcd"
OTHER = "0190b2c4-0000-7000-8000-00000000abce"
GATE = """
object: gate
owned: false
fields:
  name: {type: text, required: true}
  api_key: {type: secret, max_length: 40, required_if: 'name = "locked"'}
  is_open: {type: boolean, formula: ISBLANK(api_key)}
validations:
  told: {error_if: name = "bad", message: "{name} is bad."}
"""
SETS = """
roles:
  keeper: {label: Keeper, sets: [keeper]}
  guest: {label: Guest, sets: [guest]}
permission_sets:
  keeper: {label: Keeper, objects: {gate: all}, sensitive: {secret: edit}}
  guest: {label: Guest, objects: {gate: all}}
"""


def ring(*keys: str) -> Vault:
    return Vault(KeyRing(environment={VARIABLE: ",".join(keys)}))


class House:
    """An office with gates, its keeper, and the database as bytes."""

    people: Mapping[str, str]

    def __init__(self, database: Database, vault: Vault) -> None:
        self.database = database
        self.platform = Platform(open_store(database.url, database.schema), SetClock(NOW), vault=vault)

    def deploy(self) -> None:
        files = {"app.yaml": "name: house\nversion: 1\n", "objects/gate.yaml": GATE, "permissions/all.yaml": SETS}
        planned, found = self.platform.deployments.plan([core_app(), AppSource("house", files)])
        assert planned is not None, [str(one) for one in found]
        self.platform.deployments.apply(planned, Consent(), "test", "")
        seed = self.platform.call(self.platform.identity.system_actor("seed"), Source.SEED)
        people = [{"username": one, "name": one, "role": one} for one in ("keeper", "guest")]
        self.people = {
            str(one.values["role"]): one.id for one in self.platform.records.create(seed, "user", people).records if one
        }

    def call(self, who: str = "keeper") -> Call:
        actor = Actor(self.people[who], who, role=who)
        return self.platform.call(actor, Source.API)

    def make(self, **values: object) -> str:
        made = self.platform.records.create(self.call(), "gate", [{"name": "gate", **values}]).records[0]
        assert made is not None
        return made.id

    def read(self, id: str, who: str = "keeper") -> Mapping[str, object]:
        return self.platform.records.get(self.call(who), "gate", id).values

    def change(self, id: str, **values: object) -> None:
        self.platform.records.update(self.call(), "gate", [Change(id, values)])

    def stored(self) -> str:
        """Everything the database holds of gates and of their history, as text."""
        engine = sa.create_engine(self.database.url)
        place = f"{self.database.schema}." if self.database.is_postgres else ""
        with engine.connect() as connection:
            rows = [connection.exec_driver_sql(f"SELECT * FROM {place}{table}").all() for table in ("gate", "_history")]
        engine.dispose()
        return str(rows)


@pytest.fixture
def house(database: Database) -> Iterator[House]:
    made = House(database, ring(FIRST))
    made.deploy()
    yield made
    made.platform.close()


def test_a_secret_opens_for_its_keeper_only(house: House) -> None:
    """A set that names the tag opens it; one that opens the object does not even tell that there is such a field."""
    id = house.make(api_key=CANARY)
    assert house.read(id)["api_key"] == CANARY
    assert "api_key" not in house.read(id, "guest")
    with pytest.raises(Invalid):
        house.platform.records.find(house.call("guest"), Query("gate", fields=("api_key",)))


def test_the_plain_text_is_nowhere(house: House, caplog: pytest.LogCaptureFixture) -> None:
    """Created, changed, cleared, refused, deleted, rotated: no row, no history, no error, no log holds it."""
    caplog.set_level(logging.DEBUG)
    id = house.make(api_key=CANARY)
    house.change(id, api_key=f"{CANARY}-2")
    problems = []
    for values in ({"name": "bad", "api_key": CANARY}, {"api_key": CANARY * 9}, {"api_key": f"{CANARY}\0"}):
        with pytest.raises(Invalid) as refused:
            house.make(**values)
        problems.append(repr(refused.value.problems))
    history = repr(house.platform.records.history(house.call(), "gate", id))
    assert MASK in history
    house.platform.rotate(lambda _: None)
    house.change(id, api_key=None)
    house.platform.records.delete(house.call(), "gate", [Target(house.make(api_key=CANARY))])
    for place in (house.stored(), history, *problems, caplog.text):
        assert CANARY not in place
    if not house.database.is_postgres:
        folder = Path(house.database.url.removeprefix("sqlite:///")).parent
        assert not [path for path in folder.iterdir() if path.is_file() and CANARY.encode() in path.read_bytes()]


@pytest.mark.parametrize("text", ['api_key = "x"', "LEN(api_key) > 1", 'api_key in ("x")'])
def test_nothing_can_be_asked_of_it(house: House, text: str) -> None:
    """Filters, sort keys, groups and figures are refused; whether there is one may be asked."""
    id = house.make(api_key=CANARY)
    call, records = house.call(), house.platform.records
    for query in (Query("gate", filter=text), Query("gate", sort=("api_key",)), Query("gate", sort=("-api_key",))):
        with pytest.raises(Invalid):
            records.find(call, query)
    with pytest.raises(Invalid):
        records.group(call, "gate", ["api_key"], {"n": "COUNT"})
    with pytest.raises(Invalid):
        records.group(call, "gate", [], {"n": "MIN(api_key)"})
    found = records.find(call, Query("gate", filter="not ISBLANK(api_key)", fields=("name", "is_open")))
    assert [(one.id, one.values["is_open"]) for one in found.records] == [(id, False)]


def test_the_same_secret_again_changes_nothing(house: House) -> None:
    """Writing what is there, or its mask, is no change; a mask alone is no secret."""
    id = house.make(api_key=CANARY)
    before = house.stored()
    for value in (CANARY, MASK):
        house.change(id, api_key=value)
        assert house.stored() == before
    with pytest.raises(Invalid):
        house.make(api_key=MASK)
    assert house.read(id)["api_key"] == CANARY


def test_exports_and_system_actors_see_a_mask(house: House) -> None:
    """Whoever acts without being a person gets no plain text, and no file holds any, whoever asks for it."""
    id = house.make(api_key=CANARY)
    call = house.platform.call(house.platform.identity.system_actor("import"), Source.IMPORT)
    assert house.platform.records.get(call, "gate", id).values["api_key"] == MASK
    (page,) = house.platform.records.export(replace(house.call(), actor=ADMIN), Query("gate"))
    assert [one.values["api_key"] for one in page.records] == [MASK]


def test_a_sealed_text_opens_in_its_record_only(house: House) -> None:
    """Copied to another record it is an error, and so is one that was changed; the other fields stay readable."""
    mine, theirs = house.make(api_key=CANARY), house.make(api_key="other")
    engine = sa.create_engine(house.database.url)
    place = f"{house.database.schema}.gate" if house.database.is_postgres else "gate"
    with engine.begin() as connection:
        sealed = connection.exec_driver_sql(f"SELECT api_key FROM {place} WHERE id = '{mine}'").scalar_one()
        connection.exec_driver_sql(f"UPDATE {place} SET api_key = '{sealed}' WHERE id = '{theirs}'")
    engine.dispose()
    with pytest.raises(Invalid) as locked:
        house.read(theirs)
    assert [one.code for one in locked.value.problems] == ["D562"]
    assert CANARY not in repr(locked.value.problems)
    call = house.call()
    assert house.platform.records.get(call, "gate", theirs, ["name"]).values["name"] == "gate"


def test_keys_change(house: House) -> None:
    """The new key first: old secrets open, all are sealed anew in batches, and then the old key may go."""
    ids = [house.make(api_key=f"{CANARY}-{number}") for number in range(5)]
    house.platform.records.delete(house.call(), "gate", [Target(ids[0])])
    versions = [house.platform.records.get(house.call(), "gate", one).version for one in ids[1:]]
    house.platform.vault.ring = ring(SECOND, FIRST).ring
    assert house.read(ids[1])["api_key"] == f"{CANARY}-1"
    told: list[int] = []
    found = house.platform.rotate(lambda counts: told.append(counts.renewed))
    assert (found.renewed, found.current, found.locked, told[-1]) == (5, 0, 0, 5)
    again = house.platform.rotate(lambda _: None)
    assert (again.renewed, again.current) == (0, 5)
    house.platform.vault.ring = ring(SECOND).ring
    assert [house.read(one)["api_key"] for one in ids[1:]] == [f"{CANARY}-{number}" for number in range(1, 5)]
    assert [house.platform.records.get(house.call(), "gate", one).version for one in ids[1:]] == versions


def test_a_wrong_or_missing_key_is_told(house: House) -> None:
    """Neither a crash nor the text: reading and writing say which key is not there; rotating counts what stays."""
    id = house.make(api_key=CANARY)
    house.platform.vault.ring = ring(SPARE).ring
    with pytest.raises(Invalid) as locked:
        house.read(id)
    assert "is not among the keys" in locked.value.problems[0].message
    assert house.platform.rotate(lambda _: None).locked == 1
    house.change(id, name="renamed", api_key="new one")
    assert house.read(id)["api_key"] == "new one"
    house.platform.vault.ring = KeyRing(environment={})
    with pytest.raises(Invalid) as without:
        house.make(api_key=CANARY)
    assert f"set {VARIABLE}" in without.value.problems[0].message
    partial = house.platform.records.create(
        house.call(), "gate", [{"name": "a", "api_key": "x"}, {"name": "b"}], Mode.PARTIAL
    )
    assert [one is not None for one in partial.records] == [False, True]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "there is no key"),
        ("not base64!", "key 1 is not base64"),
        (f"{FIRST} c2hvcnQ=", "key 2 has 5 bytes instead of 32"),
    ],
    ids=["none", "no base64", "too short"],
)
def test_bad_keys_are_told(text: str, said: str) -> None:
    """Which key is wrong and how, without a word of it."""
    with pytest.raises(NoKey) as wrong:
        parse_keys(text)
    assert said in str(wrong.value)
    assert FIRST not in str(wrong.value)


def test_the_file_of_keys(tmp_path: Path) -> None:
    """Made when the first secret is sealed, for its owner alone; other processes find its keys; one may be added."""
    path = key_file(f"sqlite:///{tmp_path / 'crm.db'}")
    assert path is not None
    one, two = Vault(KeyRing(path, {})), Vault(KeyRing(path, {}))
    assert not path.exists()
    sealed = one.seal(CANARY, RECORD)
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert two.open(sealed, RECORD) == CANARY
    fresh = one.ring.add()
    assert two.open(one.seal("more", RECORD), RECORD) == "more"
    assert fresh.id in (one.renewed(sealed, RECORD) or "")
    assert sorted(tmp_path.iterdir()) == [path]


def test_what_is_sealed_is_of_one_form() -> None:
    """The same text is never sealed twice alike; it tells the key's id, and opens for no other record."""
    vault = ring(FIRST)
    one, two = vault.seal(CANARY, RECORD), vault.seal(CANARY, RECORD)
    assert one != two
    assert one.split(".")[:2] == ["sealed1", vault.ring.sealing().id]
    for sealed, record in ((one, OTHER), (one[:-6] + "AAAAAA", RECORD), ("plain", RECORD), ("sealed1.x.!", RECORD)):
        with pytest.raises(NoKey):
            vault.open(sealed, record)
    assert repr(vault.ring.sealing()) == "Key()"


@pytest.mark.parametrize(
    ("url", "file"),
    [
        ("sqlite:////var/objectry.db", "/var/objectry.db.keys"),
        ("sqlite:///var/objectry.db?mode=rw", "var/objectry.db.keys"),
        ("sqlite://", None),
        ("sqlite:///:memory:", None),
        ("postgresql+psycopg://host/database", None),
    ],
)
def test_where_the_file_of_keys_lies(url: str, file: str | None) -> None:
    """Beside the file of a SQLite database; elsewhere the keys come from the environment."""
    assert key_file(url) == (None if file is None else Path(file))
