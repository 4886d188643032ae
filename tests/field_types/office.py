"""An office with an object per field type: `kept_text` holds a field `held` of type text, and so on."""

from dataclasses import dataclass, field
from io import BytesIO
from pathlib import Path
from typing import Any

from objectry.faces.wsgi import create_app
from objectry.metadata import AppSource, CompoundType, FieldType, core_app
from objectry.runtime import (
    Attachments,
    Consent,
    Platform,
    Report,
    Rights,
    SetClock,
    Source,
    map_of,
    plan_import,
    read_columns,
    read_rows,
    run_import,
)
from objectry.runtime.identity.passwords import Passwords
from objectry.runtime.sealing.keyring import VARIABLE, KeyRing, new_key
from objectry.runtime.sealing.vault import Vault
from objectry.runtime.store import open_store
from tests.databases import Database, contents_of
from tests.faces.office import CHEAP, NOW, PASSWORD, Office
from tests.faces.rest.program import Program, program
from tests.field_types.contents import CONTENTS
from tests.field_types.samples import COMPOUND_SAMPLES, SAMPLES
from tests.templates import sharing_templates

MARK = "object: mark\nlabel: Mark\nowned: false\nfields:\n  name: {type: text, required: true}\n"
OBJECT = """\
object: kept_{type}
label: Kept {type}
owned: false
fields:
  name: {{type: text, required: true, unique: true}}
  held: {{type: {type}{keys}}}
"""
LAYOUT = """\
layout: kept_{type}
views: {{all: {{label: All, columns: [name, held], sort: [name]}}}}
"""


def app() -> AppSource:
    """The app with all those objects."""
    files = {"app.yaml": "name: kept\nversion: 1.0\n", "objects/mark.yaml": MARK}
    for type, sample in SAMPLES.items():
        keys = f", {sample.keys}" if sample.keys else ""
        files[f"objects/kept_{type}.yaml"] = OBJECT.format(type=type, keys=keys)
        files[f"layouts/kept_{type}.yaml"] = LAYOUT.format(type=type)
    for compound in COMPOUND_SAMPLES:
        files[f"objects/kept_{compound}.yaml"] = OBJECT.format(type=compound, keys="")
        files[f"layouts/kept_{compound}.yaml"] = LAYOUT.format(type=compound)
    return AppSource("kept", files)


@dataclass
class Keeping:
    """The office at work on the types, as its administrator."""

    office: Office
    program: Program
    marks: dict[str, str] = field(default_factory=dict)

    def outside(self, value: Any) -> Any:
        """A value of a sample with the ids of the marks in their places."""
        if isinstance(value, str):
            return self.marks.get(value, value)
        if isinstance(value, list):
            return [self.outside(one) for one in value]
        return value

    def sent(self, type: FieldType, value: Any) -> Any:
        """The value as a program sends it: a file is uploaded first."""
        return self.upload(str(value)) if SAMPLES[type].filed else self.outside(value)

    def upload(self, name: str) -> str:
        """The id of a file just taken in."""
        sent = {"file": (BytesIO(CONTENTS[name]), name)}
        headers = {"Authorization": f"Bearer {self.program.token}"}
        answer = self.program.client.post("/api/v1/files", data=sent, headers=headers)
        assert answer.status_code == 201, answer.text
        return str((answer.json or {})["id"])

    def make(self, type: FieldType, name: str, value: object) -> dict[str, Any]:
        """A record that holds the value, or nothing where the platform gives the values."""
        values = {"held": self.sent(type, value)} if SAMPLES[type].given else {}
        return self.program.made(f"kept_{type}", name=name, **values)

    def bring_in(self, type: FieldType | CompoundType, path: Path) -> Report:
        """Import a CSV file whose columns are called as the fields."""
        platform = self.office.platform
        call = platform.call(platform.identity.system_actor("import"), Source.IMPORT, f"import {path.name}")
        columns, name = read_columns(path, ",", "utf-8"), f"kept_{type}"
        mapping = map_of(name, columns, Rights(call.blueprint, call.actor), call.blueprint.objects[name])
        plan = plan_import(mapping, columns, call.blueprint)
        rows = read_rows(path, ",", "utf-8", exported=True)
        beside = Attachments(platform.files, call, path.parent)
        return run_import(platform.records, call, plan, rows, lambda _: None, beside)

    def sent_out(self, type: FieldType | CompoundType, path: Path, filter: str) -> None:
        """Export the records the filter finds."""
        answer = self.program.send("GET", f"/kept_{type}/export", query={"filter": filter, "fields": "name,held"})
        assert answer.status_code == 200, answer.text
        path.write_bytes(answer.data)


def keep(database: Database) -> Keeping:
    """Deploy the app in an empty database, and hire its administrator."""
    ring = KeyRing(environment={VARIABLE: new_key()})
    store = open_store(database.url, database.schema)
    platform = Platform(store, SetClock(NOW), Passwords(CHEAP), Vault(ring), contents_of(database))
    assert isinstance(platform.clock, SetClock)
    office = Office(platform, sharing_templates(create_app(platform)), platform.clock)
    planned, found = platform.deployments.plan([core_app(), app()])
    assert planned is not None, [str(one) for one in found]
    platform.deployments.apply(planned, Consent(), "test", "every type")
    call = platform.call(platform.identity.system_actor("seed"), Source.SEED)
    made = platform.records.create(call, "user", [{"username": "root", "name": "Root", "role": "admin"}]).records[0]
    assert made is not None
    platform.identity.set_password(call, made.id, PASSWORD)
    keeping = Keeping(office, program(office))
    for name in ("one", "two"):
        keeping.marks[f"${name}"] = keeping.program.made("mark", name=f"Mark {name}")["id"]
    return keeping


def plainly(held: Any) -> Any:
    """A value as the samples write it: a file is its name."""
    return held["name"] if isinstance(held, dict) and "url" in held else held
