"""Writing: one record or many, each a single call of the door."""

from collections.abc import Callable, Mapping
from dataclasses import replace

from objectry.faces import answers
from objectry.faces.rest.arguments import Batch, read_arguments, read_batch, refuse_headers, text_of
from objectry.faces.rest.bodies import read_json
from objectry.faces.rest.outcomes import Form, Written, written
from objectry.faces.rest.refusals import Answered, Complaint, Refusal, malformed, unfit
from objectry.faces.rest.requests import Asked, versions_asked
from objectry.faces.rest.schemas import CreateArguments, Envelope, NoArguments
from objectry.runtime import Change, Conflict, Invalid, Outcome, Target

CREATE, NONE, ENVELOPE = CreateArguments(), NoArguments(), Envelope()
MATCHING = frozenset({"If-Match"})


def create(asked: Asked, object_name: str) -> Written:
    """One record, or many in the envelope; with `?upsert=field` those that are known by it are changed."""
    refuse_headers(asked.request)
    key = text_of(read_arguments(asked.request, CREATE), "upsert")
    body = read_json(asked.request)
    if "records" in body:
        batch = read_batch(body, ENVELOPE)
        return _many(asked, object_name, _saved(asked, object_name, key, batch))
    outcome = _saved(asked, object_name, key, Batch((body,)))
    return one_written(asked, object_name, outcome)


def _saved(asked: Asked, object_name: str, key: str | None, batch: Batch) -> Outcome:
    records, call = asked.records, asked.call
    if key is None:
        return records.create(call, object_name, batch.records, mode=batch.mode, dry_run=batch.dry_run)
    return records.upsert(call, object_name, key, batch.records, mode=batch.mode, dry_run=batch.dry_run)


def upsert(asked: Asked, object_name: str, field: str, value: str) -> Written:
    """The record that has `value` in `field`, changed, or a new one."""
    refuse_headers(asked.request)
    read_arguments(asked.request, NONE)
    body = read_json(asked.request)
    if str(body.setdefault(field, value)) != value:
        raise malformed("key_differs", field, name=field)
    return one_written(asked, object_name, asked.records.upsert(asked.call, object_name, field, [body]))


def update(asked: Asked, object_name: str, id: str) -> Written:
    """The named fields of one record."""
    refuse_headers(asked.request, MATCHING)
    read_arguments(asked.request, NONE)
    body = read_json(asked.request)
    said = _version(body.pop("version", None))

    def write(version: int | None) -> Written:
        if None not in {version, said} and version != said:
            raise malformed("version_differs", "version")
        change = Change(id, body, said if version is None else version)
        return one_written(asked, object_name, asked.records.update(asked.call, object_name, [change]))

    return matching(asked, object_name, id, write)


def delete(asked: Asked, object_name: str, id: str) -> Written:
    """One record, into the recycle bin."""
    refuse_headers(asked.request, MATCHING)
    read_arguments(asked.request, NONE)
    if asked.request.get_data():
        raise malformed("no_body")

    def write(version: int | None) -> Written:
        outcome = asked.records.delete(asked.call, object_name, [Target(id, version)])
        return written(asked, object_name, Form.NONE, outcome)

    return matching(asked, object_name, id, write)


def matching(asked: Asked, object_name: str, id: str, write: Callable[[int | None], Written]) -> Written:
    """Write where `If-Match` allows it; 412 where the record is no longer as the header says.

    A stale `version` in the body is no matter of the header: it answers 409.
    """
    versions = versions_asked(asked.request)
    if versions is None:
        return write(None)
    version = min(versions)
    if len(versions) > 1:
        current = asked.records.get(asked.call, object_name, id, ("id",)).version
        version = current if current in versions else version
    try:
        return write(version)
    except Conflict as stale:
        raise Answered(replace(answers.answer(stale, asked.texts, object_name), status=412)) from stale


def update_many(asked: Asked, object_name: str) -> Written:
    """Many records, each with its id."""
    batch = _batch(asked)
    changes = [_change(one, place) for place, one in enumerate(batch.records)]
    records = asked.records
    outcome = records.update(asked.call, object_name, changes, mode=batch.mode, dry_run=batch.dry_run)
    return _many(asked, object_name, outcome)


def delete_many(asked: Asked, object_name: str) -> Written:
    """Many records, each named by its id."""
    batch = _batch(asked)
    targets = [_target(one, place) for place, one in enumerate(batch.records)]
    records = asked.records
    outcome = records.delete(asked.call, object_name, targets, mode=batch.mode, dry_run=batch.dry_run)
    return _many(asked, object_name, outcome)


def _batch(asked: Asked) -> Batch:
    refuse_headers(asked.request)
    read_arguments(asked.request, NONE)
    return read_batch(read_json(asked.request), ENVELOPE)


def _change(one: Mapping[str, object], place: int) -> Change:
    values = dict(one)
    id, version = values.pop("id", None), values.pop("version", None)
    if not isinstance(id, str):
        raise Refusal(400, "F701", unfit("id", "id", place))
    return Change(id, values, _version(version, place))


def _target(one: Mapping[str, object], place: int) -> Target:
    change = _change(one, place)
    if change.values:
        unknown = [Complaint("key_unknown", name, {"name": name, "hint": ""}, None, place) for name in change.values]
        raise Refusal(400, "F701", *unknown)
    return Target(change.id, change.version)


def _version(value: object, place: int | None = None) -> int | None:
    if value is None or (isinstance(value, int) and not isinstance(value, bool)):
        return value
    raise Refusal(400, "F701", unfit("version", "version", place))


def one_written(asked: Asked, object_name: str, outcome: Outcome) -> Written:
    """The outcome of a call about one record.  Raises Invalid where it was refused."""
    if outcome.problems or outcome.records[0] is None:
        raise Invalid(outcome.problems)
    return written(asked, object_name, Form.ONE, outcome)


def _many(asked: Asked, object_name: str, outcome: Outcome) -> Written:
    return written(asked, object_name, Form.MANY, outcome)
