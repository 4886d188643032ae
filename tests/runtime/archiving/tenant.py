"""A tenant with something of everything in it, and what two tenants have in common."""

import json
import zipfile
from collections.abc import Mapping
from io import BytesIO
from pathlib import Path
from typing import Any

from objectry.runtime import Consent, Platform, SetClock, Source, Target
from objectry.runtime.identity.passwords import Passwords
from objectry.runtime.sealing.keyring import VARIABLE, KeyRing, new_key
from objectry.runtime.sealing.vault import Vault
from objectry.runtime.store import open_store
from tests.databases import Database, contents_of
from tests.faces.office import CHEAP, NOW, PASSWORD
from tests.field_types.contents import CONTENTS, PDF
from tests.runtime.shops import create, deploy, shop

KEY = new_key()
LINE = "object: line\nfields:\n  deal: {type: lookup, to: deal, related_as: lines}\n  amount: {type: currency}\n"
OLD = "object: old\nfields:\n  note: {type: text}\n  worth: {type: decimal, precision: 12, scale: 3}\n"
FIELDS = """
number: {type: autonumber, format: "D-{000}"}
gone: {type: decimal, precision: 9, scale: 2}
flag_gone: {type: boolean}
paper: {type: file}
scan: {type: image}
api_key: {type: secret}
best: {type: lookup, to: line}
total: {type: currency, rollup: SUM(lines.amount), reveals: true}
"""
KEPT = "\n".join(line for line in FIELDS.splitlines() if "gone" not in line)
SECRET = "canary-93b1"


def opened(database: Database, key: str = KEY) -> Platform:
    """A platform with a key and a folder for files, at a fixed time."""
    vault = Vault(KeyRing(environment={VARIABLE: key}))
    store = open_store(database.url, database.schema)
    return Platform(store, SetClock(NOW), Passwords(CHEAP), vault, contents_of(database))


def furnish(platform: Platform) -> None:
    """Records, files, secrets, people, deleted records, numbers, fields and an object in quarantine."""
    deploy(platform, shop(FIELDS, objects__line=LINE, objects__old=OLD))
    call = platform.call(platform.identity.system_actor("seed"), Source.SEED)
    (ann,) = create(platform, {"username": "ann", "name": "Ann 安", "role": "admin"}, thing="user").records
    assert ann is not None
    platform.identity.set_password(call, ann.id, PASSWORD)
    paper = platform.files.upload(call, "offer.pdf", BytesIO(PDF))
    scan = platform.files.upload(call, "site.png", BytesIO(CONTENTS["one.png"]))
    rows: list[Mapping[str, object]] = [{"name": f"D{n}", "gone": n, "flag_gone": n % 2 == 0} for n in range(5)]
    deals = create(platform, *rows, {"name": "full", "api_key": SECRET, "paper": paper.id, "scan": scan.id}).records
    ids = [one.id for one in deals if one is not None]
    create(platform, *({"deal": id, "amount": 10} for id in ids), thing="line")
    create(platform, {"note": "kept \u2028 \U0001f600", "worth": "12.345"}, thing="old")
    platform.records.delete(call, "deal", [Target(ids[0])])
    deploy(platform, shop(KEPT, objects__line=LINE), Consent(frozenset({"deal.gone", "deal.flag_gone", "old"})))


def digests(path: Path) -> dict[str, Any]:
    """What an archive says of its tables and files: equal for equal tenants."""
    with zipfile.ZipFile(path) as container:
        said = json.loads(container.read("manifest.json"))
    return {one.get("name") or one["key"]: one["sha256"] for one in (*said["tables"], *said["files"])}


def number_of_the_next(platform: Platform) -> object:
    """What the next deal is numbered."""
    made = create(platform, {"name": "next"}).records[0]
    assert made is not None
    call = platform.call(platform.identity.system_actor("seed"), Source.SEED)
    return platform.records.get(call, "deal", made.id, ("number",)).values["number"]
