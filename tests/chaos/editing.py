"""An edit is made, taken back, made again and taken back again: no value is lost on the way.  Also edits by chance."""

import random
import time
from collections.abc import Mapping, Sequence
from types import MappingProxyType

from objectry.metadata import AppSource
from objectry.runtime import Consent, Platform
from tests.chaos.edits import Edit
from tests.chaos.stage import digest, opened
from tests.databases import Database
from tests.runtime.shops import create, planned, shop

RECORDS = {"P457", "P458"}  # blanks and choices of records, which stay as they are


class Lost(AssertionError):
    """A value is not what it was."""


def edited(database: Database, edit: Edit) -> float:
    """There, back, forth again and back again; how long it took.  Raises Lost."""
    start = time.monotonic()
    with opened(database) as platform:
        _put(platform, edit.before)
        _fill(platform, edit)
        before = _sound(platform, "before")
        first = platform.deployments.revision()
        _put(platform, edit.after)
        after = _sound(platform, "after")
        _back(platform, first)
        _same(platform, before, "back")
        _back(platform, first + 1)
        _same(platform, after, "forth again")
        _put(platform, edit.before)
        _same(platform, before, "back by the files")
        _put(platform, edit.after)
        _same(platform, after, "forth by the files")
        _back(platform, first)
        _same(platform, before, "back for good")
    return time.monotonic() - start


def _fill(platform: Platform, edit: Edit) -> None:
    ids: dict[object, str] = {}
    for thing, rows in edit.records.items():
        made = create(platform, *({name: _cell(cell, ids) for name, cell in row.items()} for row in rows), thing=thing)
        ids |= {f"{thing} {number}": one.id for number, one in enumerate(made.records, 1) if one is not None}


def _cell(cell: object, ids: Mapping[object, str]) -> object:
    return ids.get(cell, cell) if isinstance(cell, str) else cell


def _put(platform: Platform, app: AppSource) -> None:
    plan = planned(platform.deployments, app)
    platform.deployments.apply(plan, Consent(frozenset(plan.changes.losses), maintenance=True), "edits", "")


def _back(platform: Platform, revision: int) -> None:
    plan, found = platform.deployments.plan_rollback(revision)
    if plan is None:
        raise Lost(str([str(one) for one in found]))
    platform.deployments.apply(plan, Consent(frozenset(plan.changes.losses), maintenance=True), "edits", "back")


def _sound(platform: Platform, when: str) -> str:
    drift = [one for one in platform.deployments.examine() if one.code not in RECORDS]
    if drift:
        raise Lost(f"{when}: {drift}")
    return digest(platform)


def _same(platform: Platform, wanted: str, when: str) -> None:
    if _sound(platform, when) != wanted:
        raise Lost(f"{when}: the records differ")


TYPES = (
    "text", "textarea", "integer", "decimal, precision: 10, scale: 3", "decimal, precision: 10, scale: 1", "currency",
    "percent", "boolean", "date", "datetime", "picklist, values: {a: {}, b: {}}",
    "multi_picklist, values: {a: {}, b: {}}", "email", "phone", "url", "time", "json",
)  # fmt: skip
CELLS: Mapping[str, Sequence[object]] = MappingProxyType(
    {
        "text": ("7", "2.125", "x", "true", "2026-02-03", "a", "10:30", "a@b.de"),
        "textarea": ("7", "two\nlines", "b"),
        "integer": (7, -2, 0, 1),
        "decimal": ("7.2", "-2.1", "0", "99999.9"),
        "currency": ("7.25", "1"),
        "percent": ("20", "0.5"),
        "boolean": (True, False),
        "date": ("2026-02-03",),
        "datetime": ("2026-02-03T10:00:00Z", "2026-02-03T23:30:00Z"),
        "picklist": ("a", "b"),
        "multi_picklist": (["a"], ["a", "b"]),
        "email": ("a@b.de",),
        "phone": ("+49301234567",),
        "url": ("https://a.de/x",),
        "time": ("10:30",),
        "json": ({"a": [1]}, [7]),
    }
)


def by_chance(chance: random.Random) -> Edit:
    """Four fields that get other names and types, trade places, go and come."""
    names = ["one", "two", "three", "four", "five"]
    old = {name: chance.choice(TYPES) for name in names[:4]}
    kept = chance.sample(list(old), chance.randint(2, 4))
    new = dict(zip(chance.sample(names, len(kept)), kept, strict=True))
    lines = []
    for name, source in new.items():
        kind = old[source] if chance.random() < 0.3 else chance.choice(TYPES)
        marks = ", index: true" if kind == "text" and chance.random() < 0.3 else ""
        renamed = f", renamed_from: [{source}]" if name != source else ""
        lines.append(f"{name}: {{type: {kind}{marks}{renamed}}}")
    rows = [{name: _chosen(chance, kind) for name, kind in old.items()} for _ in range(5)]
    return Edit(
        shop("\n".join(f"{name}: {{type: {kind}}}" for name, kind in old.items())),
        shop("\n".join(lines)),
        {"deal": rows},
    )


def _chosen(chance: random.Random, kind: str) -> object:
    return None if chance.random() < 0.2 else chance.choice(CELLS[kind.partition(",")[0]])
