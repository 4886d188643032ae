"""The shapes of requests and records, as marshmallow schemas.

Those of requests are checked against; those of objects only describe.  Whether a value is right is the door's
business, so that a batch of ten thousand records meets no schema.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property
from types import MappingProxyType
from typing import Any
from uuid import UUID

from marshmallow import RAISE, Schema, fields, validate

from objectry.metadata import Compound, CompoundType, FieldType
from objectry.plan import Blueprint, FieldPlan, ObjectPlan
from objectry.runtime import TIMELINE_KINDS

LARGEST_PAGE = 200
MOST_PATHS = 100
COUNTS = ("none", "capped", "exact")
MODES = ("all", "partial")
FORMATS = ("csv", "jsonl")
METHODS = ("GET", "POST", "PUT", "PATCH", "DELETE")

FieldClass = type["fields.Field[Any]"]


class Flag(fields.Boolean):
    """True or false of JSON, and nothing that only passes for it: for Python 0 is false, and 1 is true."""

    def _deserialize(self, value: object, *_: object, **__: object) -> bool:
        if not isinstance(value, bool):
            raise self.make_error("invalid", input=value)
        return value


class Strict(Schema):
    """A shape in which what is unknown is an error, so that a misspelt name is not silently without effect."""

    class Meta:
        """For all shapes of requests."""

        unknown = RAISE

    @cached_property
    def of_nothing(self) -> Mapping[str, object] | None:
        """What is meant where nothing is said; None where something must be said."""
        return None if self.validate({}) else MappingProxyType(dict(self.load({})))


class NoArguments(Strict):
    """The address takes no arguments."""


class RecordArguments(Strict):
    """What may be asked of one record."""

    fields_ = fields.String(
        data_key="fields", metadata={"description": "paths to answer: `name,account.name`; all readable without it"}
    )
    expand = fields.String(
        metadata={
            "description": "lookups and lists of children to answer beside, under `_expanded`: `account.owner,lines`"
        }
    )
    labels = fields.Boolean(
        load_default=False,
        truthy={"true"},
        falsy={"false"},
        metadata={"description": "the names of references and choices beside, under `_labels`"},
    )


class TimelineArguments(Strict):
    """Which part of a record's timeline is asked for."""

    kinds = fields.String(
        validate=validate.Regexp(rf"({'|'.join(TIMELINE_KINDS)}|[ ,])*$"),
        metadata={"description": f"of {', '.join(TIMELINE_KINDS)}; all without it"},
    )
    limit = fields.Integer(
        load_default=20, validate=validate.Range(1, LARGEST_PAGE), metadata={"description": "how many to answer"}
    )
    after = fields.String(metadata={"description": "the cursor `next` of the page before"})


class ReasonArguments(Strict):
    """What may be asked of a reason."""

    version = fields.Integer(
        strict=False,
        validate=validate.Range(min=1),
        metadata={"description": "the save that gave the record this version; its last one without it"},
    )


class AccessArguments(Strict):
    """Whose access is asked about."""

    user = fields.String(metadata={"description": "another user's name, for those who may manage users"})


class AuditArguments(Strict):
    """Which events of the audit log are wanted."""

    event = fields.String(metadata={"description": "only this event, such as session.refuse"})
    actor = fields.String(metadata={"description": "only what this user did, by her id"})
    record = fields.String(metadata={"description": "only what concerns this record, by its id"})
    since = fields.AwareDateTime(format="iso", metadata={"description": "only from this moment on"})
    until = fields.AwareDateTime(format="iso", metadata={"description": "only before this moment"})
    limit = fields.Integer(
        load_default=50, validate=validate.Range(1, LARGEST_PAGE), metadata={"description": "how many to answer"}
    )
    after = fields.String(metadata={"description": "the cursor `next` of the page before"})


class ShareBody(Strict):
    """Whom a record is opened to."""

    with_ = fields.String(data_key="with", required=True, metadata={"description": "the id of a user or a team"})
    access = fields.String(load_default="read", metadata={"description": "read or edit"})
    expires_at = fields.AwareDateTime(
        format="iso", allow_none=True, metadata={"description": "until when, with its offset; for good without it"}
    )


class DelegationBody(Strict):
    """Who stands in for the caller, or for somebody else."""

    to = fields.String(required=True, metadata={"description": "the id of the user who stands in"})
    access = fields.String(load_default="read", metadata={"description": "read or edit"})
    starts_at = fields.AwareDateTime(
        format="iso", allow_none=True, metadata={"description": "from when on, with its offset; at once without it"}
    )
    ends_at = fields.AwareDateTime(format="iso", required=True, metadata={"description": "until when, with its offset"})
    user = fields.String(metadata={"description": "the id of the user who is away; for administrators"})


class DraftBody(Strict):
    """A draft of a rule or validation, to be tried."""

    condition = fields.String(required=True, metadata={"description": "a condition of the rule language"})
    then = fields.String(metadata={"description": "statements of a rule; without them it is a validation"})


class CloneBody(Strict):
    """What a copy has of its own."""

    values = fields.Raw()


class TransferBody(Strict):
    """Who gets a record."""

    owner = fields.String(required=True)
    version = fields.Integer(strict=True)


class BinArguments(Strict):
    """A page of the recycle bin."""

    limit = fields.Integer(
        load_default=50, validate=validate.Range(1, LARGEST_PAGE), metadata={"description": "records on a page"}
    )
    after = fields.String(metadata={"description": "the cursor `next` of the page before"})


class SearchArguments(Strict):
    """What may be searched for."""

    q = fields.String(required=True, metadata={"description": "words, all of which stand in the search fields"})
    objects = fields.String(metadata={"description": "objects to search: `account,contact`; all without it"})
    limit = fields.Integer(
        load_default=20, validate=validate.Range(1, LARGEST_PAGE), metadata={"description": "how many to answer"}
    )


class QueryBody(Strict):
    """A query: rows, or figures by groups."""

    expand = fields.Raw()
    filter = fields.String(metadata={"description": 'an expression, such as `amount > 1000 and stage = "won"`'})
    view = fields.String(metadata={"description": "a list view of the object"})
    q = fields.String(metadata={"description": "words to look for in the object's search fields"})
    select = fields.Raw()
    group_by = fields.Raw()
    aggregates = fields.Raw()
    having = fields.String(metadata={"description": "a condition on names of group_by and aggregates"})
    sort = fields.Raw()
    limit = fields.Integer(strict=True, validate=validate.Range(1, LARGEST_PAGE))
    after = fields.String(metadata={"description": "the cursor `next` of the page before"})
    count = fields.String(load_default="none", validate=validate.OneOf(COUNTS))
    labels = Flag(load_default=False)


class BatchBody(Strict):
    """Several calls in one."""

    calls = fields.Raw(required=True)
    dry_run = Flag(load_default=False)


class CallBody(Strict):
    """One call of several."""

    name = fields.String()
    method = fields.String(required=True, validate=validate.OneOf(METHODS))
    path = fields.String(required=True)
    body = fields.Raw()
    if_match = fields.String()


class ListArguments(RecordArguments):
    """What a list may be asked."""

    filter = fields.String(metadata={"description": 'an expression, such as `amount > 1000 and stage = "won"`'})
    view = fields.String(metadata={"description": "a list view of the object"})
    sort = fields.String(metadata={"description": "paths, `-` for descending: `-amount,name`"})
    q = fields.String(metadata={"description": "words to look for in the object's search fields"})
    limit = fields.Integer(
        load_default=50, validate=validate.Range(1, LARGEST_PAGE), metadata={"description": "records on a page"}
    )
    after = fields.String(metadata={"description": "the cursor `next` of the page before"})
    count = fields.String(
        load_default="none",
        validate=validate.OneOf(COUNTS),
        metadata={"description": "how many there are in all: not counted, up to 1000, exactly"},
    )


class ExportArguments(Strict):
    """Which records go into a file, and how."""

    filter = fields.String(metadata={"description": "an expression"})
    view = fields.String(metadata={"description": "a list view of the object"})
    q = fields.String(metadata={"description": "words to look for in the object's search fields"})
    fields_ = fields.String(data_key="fields", metadata={"description": "paths; all readable fields without it"})
    format = fields.String(
        load_default="csv", validate=validate.OneOf(FORMATS), metadata={"description": "csv, or a JSON object a line"}
    )
    spreadsheet = fields.Boolean(
        load_default=False,
        truthy={"true"},
        falsy={"false"},
        metadata={"description": "begin with a byte order mark, by which spreadsheets know UTF-8"},
    )


class CreateArguments(Strict):
    """What may be said beside new records."""

    upsert = fields.String(metadata={"description": "a unique field: records that have its value are changed instead"})


class Envelope(Strict):
    """Many records in one call.  The records are looked at by the door alone."""

    records = fields.Raw(required=True)
    mode = fields.String(
        load_default="all",
        validate=validate.OneOf(MODES),
        metadata={"description": "all: every record or none; partial: those that are right"},
    )
    dry_run = Flag(
        load_default=False,
        metadata={"description": "do everything, tell the outcome, and keep nothing"},
    )


@dataclass(frozen=True)
class RecordShapes:
    """The shapes of all objects' records, made once for a blueprint and cut to each caller's fields."""

    classes: Mapping[str, type[Schema]]
    compounds: Mapping[str, tuple[Compound, ...]]

    def readable(self, name: str, shown: tuple[str, ...], editable: frozenset[str]) -> Schema:
        """A record as it is answered; no field is promised but `id`, as callers choose fields."""
        locked = [one for one in shown if one not in editable]
        return self.classes[name](only=self._whole(name, shown), dump_only=locked, partial=True)

    def writable(self, name: str, editable: tuple[str, ...]) -> Schema:
        """What may be written of a record."""
        return self.classes[name](only=self._whole(name, editable), partial=True)

    def _whole(self, name: str, shown: tuple[str, ...]) -> tuple[str, ...]:
        """The fields, and the compounds with those of their parts that are among them."""
        parts = ((one, part, field) for one in self.compounds[name] for part, field in one.parts.items())
        return (*shown, *(f"{one.name}.{part}" for one, part, field in parts if field in shown))


def record_shapes(blueprint: Blueprint) -> RecordShapes:
    """The shapes of a blueprint's records."""
    made = {name: _record_class(plan) for name, plan in blueprint.objects.items()}
    compounds = {name: tuple(plan.object.compounds.values()) for name, plan in blueprint.objects.items()}
    return RecordShapes(MappingProxyType(made), MappingProxyType(compounds))


def _record_class(plan: ObjectPlan) -> type[Schema]:
    members: dict[str, fields.Field[Any]] = {name: _member(field) for name, field in plan.fields.items()}
    members |= {one.name: _compound(plan, one) for one in plan.object.compounds.values()}
    return Schema.from_dict(members, name=f"{plan.name}_record")


def _compound(plan: ObjectPlan, one: Compound) -> "fields.Field[Any]":
    """An object of its parts; a writer may also send one text."""
    parts = {part: _member(plan.fields[name]) for part, name in one.parts.items()}
    shape = Schema.from_dict(parts, name=f"{plan.name}_{one.name}")
    metadata = {"title": one.label, "description": one.help or COMPOUND_DESCRIPTIONS[one.type]}
    return fields.Nested(shape(partial=True), allow_none=True, metadata=metadata)


def _member(field: FieldPlan) -> "fields.Field[Any]":
    plain = field.field
    words = [
        plain.help or DESCRIPTIONS.get(plain.type, ""),
        f"Deprecated: {plain.deprecated}" if plain.deprecated else "",
    ]
    facts: dict[str, object] = {"title": plain.label, "description": " ".join(one for one in words if one)}
    facts["deprecated"] = plain.deprecated is not None
    metadata = {key: fact for key, fact in facts.items() if fact}
    return MEMBERS[plain.type](allow_none=not plain.required, validate=_checks(field), metadata=metadata)


def _checks(field: FieldPlan) -> list[validate.Validator]:
    plain = field.field
    if plain.picklist is not None:
        return [validate.OneOf(list(plain.picklist.values))]
    if plain.max_length is not None:
        return [validate.Length(max=plain.max_length)]
    if plain.type is FieldType.INTEGER and (plain.minimum is not None or plain.maximum is not None):
        bounds = (plain.minimum, plain.maximum)
        return [validate.Range(*(int(one) if isinstance(one, Decimal) else None for one in bounds))]
    return []


class Choices(fields.List[str]):
    """A list of choices."""

    def __init__(self, *, validate: list[validate.Validator], **facts: Any) -> None:
        super().__init__(fields.String(validate=validate), **facts)


class Links(fields.List[UUID]):
    """The ids of linked records."""

    def __init__(self, *, validate: list[validate.Validator], **facts: Any) -> None:
        super().__init__(fields.UUID(validate=validate), **facts)


COMPOUND_DESCRIPTIONS: Mapping[CompoundType, str] = MappingProxyType(
    {
        CompoundType.ADDRESS: "an address by its parts; one text is taken apart as well as can be",
        CompoundType.GEOLOCATION: "a place in degrees; a text such as 31.23, 121.47 is taken too",
    }
)
DESCRIPTIONS: Mapping[FieldType, str] = MappingProxyType(
    {
        FieldType.DECIMAL: "a decimal number as text",
        FieldType.CURRENCY: "an amount as text",
        FieldType.PERCENT: "per cent as text: 20 is 20 %",
        FieldType.TIME: "a time of day: 09:30:00",
        FieldType.RICH_TEXT: "HTML, cleaned on entry",
        FieldType.SECRET: "a secret, kept sealed",
        FieldType.LOOKUP: "the id of a record",
        FieldType.MASTER_DETAIL: "the id of a record",
        FieldType.JSON: "any JSON object or list",
        FieldType.MANY_TO_MANY: "the ids of all linked records",
        FieldType.FILE: "a file as {id, name, size, type, url}; written as the id an upload answered",
        FieldType.IMAGE: "a picture as {id, name, size, type, url, thumbnail}; written as the id an upload answered",
    }
)

MEMBERS: Mapping[FieldType, FieldClass] = MappingProxyType(
    {
        FieldType.TEXT: fields.String,
        FieldType.TEXTAREA: fields.String,
        FieldType.RICH_TEXT: fields.String,
        FieldType.SECRET: fields.String,
        FieldType.INTEGER: fields.Integer,
        FieldType.DECIMAL: fields.String,
        FieldType.CURRENCY: fields.String,
        FieldType.PERCENT: fields.String,
        FieldType.BOOLEAN: fields.Boolean,
        FieldType.DATE: fields.Date,
        FieldType.DATETIME: fields.AwareDateTime,
        FieldType.TIME: fields.Time,
        FieldType.PICKLIST: fields.String,
        FieldType.MULTI_PICKLIST: Choices,
        FieldType.MANY_TO_MANY: Links,
        FieldType.EMAIL: fields.Email,
        FieldType.PHONE: fields.String,
        FieldType.URL: fields.Url,
        FieldType.LOOKUP: fields.UUID,
        FieldType.MASTER_DETAIL: fields.UUID,
        FieldType.AUTONUMBER: fields.String,
        FieldType.JSON: fields.Raw,
        FieldType.FILE: fields.Raw,
        FieldType.IMAGE: fields.Raw,
    }
)
