"""The JSON Schemas of what `crm plan` writes: the plan as JSON, and the plan in a file."""

from collections.abc import Mapping
from types import MappingProxyType

from objectry.plan import ChangeClass

FORMAT = 2
COUNT: Mapping[str, object] = MappingProxyType({"type": ["integer", "null"], "minimum": 0})
CHANGE: Mapping[str, object] = MappingProxyType(
    {
        "type": "object",
        "required": ["class", "name", "text", "rows", "breaking", "samples", "users"],
        "additionalProperties": False,
        "properties": {
            "class": {"enum": [str(one) for one in ChangeClass]},
            "name": {"type": "string", "description": "what --allow-data-loss names"},
            "text": {"type": "string"},
            "rows": {**COUNT, "description": "records concerned; null where there is nothing to count"},
            "breaking": {**COUNT, "description": "records that would break it; null where nobody can"},
            "samples": {"type": "array", "maxItems": 5, "items": {"type": "string"}, "description": "ids"},
            "users": {**COUNT, "description": "users who gain or lose, for changes of access"},
        },
    }
)
KEPT: Mapping[str, object] = MappingProxyType(
    {
        "type": "object",
        "required": ["name", "left_with", "until", "due"],
        "additionalProperties": False,
        "properties": {
            "name": {"type": "string"},
            "left_with": {"type": "integer", "description": "the revision it left with"},
            "until": {"type": "string", "description": "when its time is over"},
            "due": {"type": "boolean", "description": "whether an apply of this plan deletes it for good"},
        },
    }
)
PLAN: Mapping[str, object] = MappingProxyType(
    {
        "$schema": "http://json-schema.org/draft-07/schema#",
        "title": "What crm plan --json writes",
        "type": "object",
        "required": [
            "base_revision",
            "base",
            "target",
            "pending",
            "rewritten",
            "quarantine",
            "changes",
            "steps",
            "seconds",
        ],
        "additionalProperties": False,
        "properties": {
            "base_revision": {"type": "integer", "minimum": 0},
            "base": {"type": ["string", "null"], "description": "hash of what is deployed"},
            "target": {"type": "string", "description": "hash of what would be deployed"},
            "pending": {"type": "boolean"},
            "rewritten": {"type": "array", "items": {"type": "string"}, "description": "files that differ"},
            "quarantine": {"type": "array", "items": dict(KEPT), "description": "what has left the model and is kept"},
            "changes": {"type": "array", "items": dict(CHANGE)},
            "steps": {"type": "integer", "minimum": 0},
            "seconds": {"type": ["number", "null"], "description": "how long others wait, estimated"},
            "revision": {"type": "integer", "description": "of crm apply --json: the revision in force now"},
        },
    }
)
FILE: Mapping[str, object] = MappingProxyType(
    {
        "$schema": "http://json-schema.org/draft-07/schema#",
        "title": "A plan that crm plan --out writes",
        "type": "object",
        "required": ["objectry_plan", "base_revision", "base", "target", "changes", "apps", "digest"],
        "additionalProperties": False,
        "properties": {
            "objectry_plan": {"const": FORMAT},
            "base_revision": {"type": "integer", "minimum": 0},
            "base": {"type": ["string", "null"]},
            "target": {"type": "string"},
            "changes": {"type": "array", "items": {"type": "string"}},
            "apps": {
                "type": "array",
                "items": {
                    "type": "object",
                    "required": ["name", "files"],
                    "additionalProperties": False,
                    "properties": {
                        "name": {"type": "string"},
                        "files": {"type": "object", "additionalProperties": {"type": "string"}},
                    },
                },
            },
            "digest": {"type": "string", "description": "SHA-256 of everything else in the file"},
        },
    }
)
