"""The shapes of requests, as marshmallow schemas: queries, batches, and for each object its record as JSON.

Object schemas describe: they are made once per blueprint and feed the OpenAPI document.  Whether a value is right is
the door's business, so the bulk path pays no schema per record.
"""

from collections.abc import Mapping
from types import MappingProxyType

from marshmallow import RAISE, Schema, fields, validate

from objectry.metadata import FieldType
from objectry.plan import FieldPlan, ObjectPlan

LARGEST_PAGE = 200
LARGEST_BATCH = 10_000


class ListArguments(Schema):
    """What a list may be asked."""

    class Meta:
        """Unknown arguments are errors, so that a misspelt one is not silently without effect."""

        unknown = RAISE

    filter = fields.String(metadata={"description": 'an expression, such as `amount > 1000 and stage = "won"`'})
    view = fields.String(metadata={"description": "a list view of the object"})
    sort = fields.String(metadata={"description": "keys, `-` for descending: `-amount,name`"})
    fields_ = fields.String(data_key="fields", metadata={"description": "paths: `name,account.name`"})
    q = fields.String(metadata={"description": "text to look for in the object's search fields"})
    limit = fields.Integer(load_default=50, validate=validate.Range(1, LARGEST_PAGE))
    after = fields.String(metadata={"description": "the cursor `next` of the page before"})
    count = fields.String(load_default="none", validate=validate.OneOf(["none", "capped", "exact"]))
    labels = fields.Boolean(load_default=False, truthy={"true"}, falsy={"false"})


class RecordArguments(Schema):
    """What may be asked of one record."""

    class Meta:
        """As for lists."""

        unknown = RAISE

    fields_ = fields.String(data_key="fields")
    labels = fields.Boolean(load_default=False, truthy={"true"}, falsy={"false"})


class Batch(Schema):
    """Many records in one call."""

    class Meta:
        """As for lists."""

        unknown = RAISE

    records = fields.List(fields.Dict(keys=fields.String()), required=True, validate=validate.Length(1, LARGEST_BATCH))
    mode = fields.String(load_default="all", validate=validate.OneOf(["all", "partial"]))
    dry_run = fields.Boolean(load_default=False, truthy={True}, falsy={False})


def record_schema(plan: ObjectPlan, readable: tuple[str, ...], editable: frozenset[str]) -> Schema:
    """The schema of an object's records, cut to what one caller may read and write."""
    members: dict[str, fields.Field[object]] = {
        name: _member(plan.fields[name], writable=name in editable) for name in readable
    }
    return Schema.from_dict(members, name=f"{plan.name}_record")()


def _member(field: FieldPlan, *, writable: bool) -> "fields.Field[object]":
    plain = field.field
    facts = {"title": plain.label, "description": plain.help or "", "readOnly": not writable}
    metadata = {key: fact for key, fact in facts.items() if fact or key == "readOnly"}
    if plain.to:
        metadata["x-targets"] = list(plain.to)
    checks = [validate.OneOf(list(plain.picklist.values))] if plain.picklist else []
    make = MEMBERS[plain.type]
    return make(
        required=plain.required and plain.default is None and writable,
        allow_none=not plain.required,
        validate=checks,
        metadata=metadata,
    )


MEMBERS: Mapping[FieldType, "type[fields.Field[object]]"] = MappingProxyType(
    {
        FieldType.TEXT: fields.String,
        FieldType.TEXTAREA: fields.String,
        FieldType.INTEGER: fields.Integer,
        FieldType.DECIMAL: fields.String,
        FieldType.CURRENCY: fields.String,
        FieldType.PERCENT: fields.String,
        FieldType.BOOLEAN: fields.Boolean,
        FieldType.DATE: fields.Date,
        FieldType.DATETIME: fields.AwareDateTime,
        FieldType.PICKLIST: fields.String,
        FieldType.EMAIL: fields.Email,
        FieldType.PHONE: fields.String,
        FieldType.URL: fields.Url,
        FieldType.LOOKUP: fields.UUID,
        FieldType.AUTONUMBER: fields.String,
    }
)
