"""What a writing call did, apart from how it is told: so that the same can be told again, with the rights of then."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Any, Protocol

from flask import Response, jsonify, url_for

from objectry.faces import answers
from objectry.faces.answers import Fault
from objectry.faces.rest.codec import WARNINGS
from objectry.faces.rest.requests import Asked
from objectry.runtime import Outcome, Record

Note = Mapping[str, Any]
"""What is kept of an answer to tell it again: ids, versions, actions and codes, no values."""


class Told(Protocol):
    """An answer that can be told, and noted to be told again."""

    def response(self, asked: Asked) -> Response:
        """The answer."""
        ...

    def note(self) -> Note | None:
        """What to keep of it; None where nothing was done that could be done twice."""
        ...


class Form(StrEnum):
    """How an outcome is told: as one record, as the envelope of many, or by the status alone."""

    ONE = "one"
    MANY = "many"
    NONE = "none"


@dataclass(frozen=True, slots=True)
class Written:
    """The outcome of one call of the door."""

    object: str
    form: Form
    records: tuple[Record | None, ...]
    actions: tuple[str | None, ...]
    errors: tuple[Fault, ...] = ()
    warnings: tuple[Fault, ...] = ()
    dry_run: bool = False

    def note(self) -> Note | None:
        """Ids, versions, actions and codes."""
        if self.dry_run:
            return None
        return {
            "object": self.object,
            "form": self.form.value,
            "records": [None if one is None else [one.id, one.version] for one in self.records],
            "actions": self.actions,
            "errors": [[one.code, one.field, one.record] for one in self.errors],
            "warnings": [[one.code, one.field, one.record] for one in self.warnings],
        }

    def response(self, asked: Asked) -> Response:
        """The answer to the caller."""
        if self.form is Form.NONE:
            return Response(status=204)
        return self._one(asked) if self.form is Form.ONE else self._many(asked)

    def _one(self, asked: Asked) -> Response:
        record = self.records[0]
        assert record is not None
        document = asked.codec.record(record)
        if self.warnings:
            document[WARNINGS] = [one.document() for one in self.warnings]
        response = jsonify(document)
        if record.version:
            response.set_etag(str(record.version))
        if self.actions[0] == "created":
            response.status_code = 201
            response.headers["Location"] = url_for("rest.record", object_name=self.object, id=record.id)
        return response

    def _many(self, asked: Asked) -> Response:
        return jsonify(
            records=[None if one is None else asked.codec.record(one) for one in self.records],
            actions=list(self.actions),
            errors=[one.document() for one in self.errors],
            warnings=[one.document() for one in self.warnings],
            dry_run=self.dry_run,
        )


def written(asked: Asked, object_name: str, form: Form, outcome: Outcome) -> Written:
    """The outcome in the caller's words."""
    errors, warnings = (answers.faults(one, asked.texts, object_name) for one in (outcome.problems, outcome.warnings))
    return Written(object_name, form, outcome.records, outcome.actions, errors, warnings, outcome.dry_run)


def recalled(asked: Asked, note: Note) -> Written:
    """The outcome again: its records as the caller may see them now, its problems by their codes."""
    ids = [one[0] for one in note["records"] if one is not None]
    seen = asked.records.recall(asked.call, note["object"], ids)
    errors, warnings = (_refused_then(asked, note[key]) for key in ("errors", "warnings"))
    records = tuple(None if one is None else seen.get(one[0], _gone(note, one[0])) for one in note["records"])
    return Written(note["object"], Form(note["form"]), records, tuple(note["actions"]), errors, warnings)


def _gone(note: Note, id: str) -> Record:
    """A record that the caller does not see any more: its id alone."""
    return Record(note["object"], id, 0, {})


def _refused_then(asked: Asked, kept: Sequence[Sequence[Any]]) -> tuple[Fault, ...]:
    found = (Fault(code, "", field, record) for code, field, record in kept)
    return tuple(replace(one, message=asked.texts("api_refused_then", code=one.code)) for one in found)
