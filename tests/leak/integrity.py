"""The write side: a refused call changes nothing, an accepted one only what its sender may write."""

from collections.abc import Iterator, Mapping

from tests.leak.asking.writes import Write
from tests.leak.making.stacks import CORE
from tests.leak.oracle.answers import Reader
from tests.leak.oracle.rights import level, reasons, rights
from tests.leak.served import Observation, Request

Table = Mapping[str, Mapping[str, object]]
Contents = Mapping[str, Table]
OWN_BOOKS = {"_counter", "_idempotency"}  # numbers may have gaps; repeated calls are kept under their key
ANYWAY = {"version", "updated_at", "updated_by", "changes"}
BORN = {"id", "created_at", "created_by", "version", "updated_at", "updated_by", "owner"}


def judge_write(
    reader: Reader, request: Request, observed: Observation, before: Contents, after: Contents
) -> str | None:
    """What is wrong with what was done."""
    changed = {name for name in after if before.get(name) != after[name]} - OWN_BOOKS
    asked: Write = request.about
    refused = observed.status >= 400 or (observed.json or {}).get("actions") == [None]
    if refused:
        return f"refused with {observed.status}, and yet {changed} changed" if changed else None
    return next(wrongs(reader, asked, before, after, changed), None)


def wrongs(reader: Reader, asked: Write, before: Contents, after: Contents, changed: set[str]) -> Iterator[str]:
    """Every change that somebody may not make."""
    for name in changed & set(reader.world.rows):
        for id, row in after[name].items():
            old = before[name].get(id)
            if old is None:
                yield from in_new(reader, asked, name, row)
            elif old != row:
                yield from in_old(reader, asked, name, id, {key for key in row if row[key] != old[key]})
        yield from (f"{name} {id} is gone" for id in before[name].keys() - after[name].keys())
    yield from (
        f"{name} changed" for name in changed - set(reader.world.rows) if name in {"_token", "_session", "_file"}
    )


def in_new(reader: Reader, asked: Write, name: str, row: Mapping[str, object]) -> Iterator[str]:
    """A new record is its maker's, as of now, and holds what its maker may write."""
    if name != asked.object or "create" not in rights(reader.world, reader.user, name):
        yield f"made a {name}"
    if (row["created_by"], row["updated_by"], row["version"]) != (reader.user, reader.user, 1):
        yield f"made in another's name: {dict(row)}"
    for key, value in row.items():
        if key not in BORN and value not in {None, 0} and not may_write(reader, name, key):
            yield f"{name}.{key} of a new record is {value}"


def in_old(reader: Reader, asked: Write, name: str, id: str, keys: set[str]) -> Iterator[str]:
    """A changed record is one its changer may change, in fields that may be written and were sent."""
    kind, row = reader.world.stack.kinds[name], reader.world.rows[name][id]
    keys = {key for key in keys - ANYWAY if key not in kind.fields or not kind.fields[key].computed}
    if asked.deletes and (name, id) != (asked.object, asked.ids[0]):
        keys = {key for key in keys if key != "deleted_at" and not (key in kind.fields and kind.fields[key].points)}
    mine = name == asked.object and id in asked.ids
    if keys and not (
        (mine and reasons(reader.world, reader.user, name, row, "edit")) or may_delete(reader, asked, name)
    ):
        yield f"{name} {id} changed in {keys}"
    for key in keys:
        if not (asked.deletes and key == "deleted_at") and not may_change(reader, asked, name, row, key):
            yield f"{name}.{key} changed"


def may_delete(reader: Reader, asked: Write, name: str) -> bool:
    """Deleting asks for a right of its own, on the records that may be changed."""
    return asked.deletes and "delete" in rights(reader.world, reader.user, name)


def may_change(reader: Reader, asked: Write, name: str, row: Mapping[str, object], key: str) -> bool:
    if key not in asked.sent:
        return False
    if key == "owner":
        held = rights(reader.world, reader.user, name)
        return row["owner"] == reader.user or bool({"transfer", "modify_all"} & held)
    return may_write(reader, name, key)


def may_write(reader: Reader, name: str, key: str) -> bool:
    kind = reader.world.stack.kinds[name]
    if key not in kind.fields:
        return False
    if name in CORE and key in {"username", "role", "manager", "active"}:
        return False
    return kind.fields[key].computed or level(reader.world, reader.user, name, key) == "edit"
