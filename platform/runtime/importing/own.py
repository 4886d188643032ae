"""Files that need no map: the head names fields, as in a file that `crm data export` wrote.

A column `account` holds the record's id; `account.name` finds it by that field.  What the platform gives itself (ids,
stamps, computed fields) is passed over, so that a file may come back as it went out.
"""

from collections.abc import Iterator, Sequence

from objectry.diagnostics import Diagnostics, Span, suggest
from objectry.metadata import FieldSource, ImportMap
from objectry.plan import ObjectPlan
from objectry.runtime.access.rights import Rights
from objectry.runtime.importing.errors import BadMap
from objectry.runtime.importing.plan import ID
from objectry.runtime.importing.rejects import NUMBER, REASON

HEAD = Span("", 1, 1)


def map_of(
    object_name: str, columns: Sequence[str], rights: Rights, plan: ObjectPlan | None, key: str | None = None
) -> ImportMap:
    """The map the head of a file stands for.

    Known records are told by `key`, else by their id where the file has it, else by the first unique field it has.
    Raises BadMap for an object that does not exist, and for columns that are called as no field.
    """
    if plan is None or not rights.knows(object_name):
        raise _bad("I601", f'unknown object "{object_name}"; --object names it, or else the name of the file')
    problems = Diagnostics()
    named = [column for column in columns if column not in {NUMBER, REASON}]
    for column in named:
        if column.partition(".")[0] not in plan.fields:
            message = f'there is no field "{column}" on {object_name}{suggest(column, plan.fields)}'
            problems.error("I610", f"{message}; a map can say what the column is", HEAD)
    if problems.errors:
        raise BadMap(problems.sorted())
    sources = dict(_sources(named, rights.editable(object_name), plan))
    chosen = key or _key(columns, plan)
    if chosen is not None:
        sources = {chosen: FieldSource(column=chosen), **sources}
    return ImportMap(object_name, sources, key=chosen, exported=True, span=HEAD)


def _sources(columns: Sequence[str], editable: Sequence[str], plan: ObjectPlan) -> Iterator[tuple[str, FieldSource]]:
    """What can be written of the columns; a field's own column goes before one that reads through it."""
    for column in columns:
        name, _, by = column.partition(".")
        finds = name not in columns and len(plan.fields[name].field.to) == 1
        if name in editable and (not by or finds):
            yield name, FieldSource(column=column, lookup=by or None, span=HEAD)


def _key(columns: Sequence[str], plan: ObjectPlan) -> str | None:
    if ID in columns:
        return ID
    return next((name for name in columns if name in plan.fields and plan.fields[name].field.unique), None)


def _bad(code: str, message: str) -> BadMap:
    problems = Diagnostics()
    problems.error(code, message, HEAD)
    return BadMap(problems.sorted())
