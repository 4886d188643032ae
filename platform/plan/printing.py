"""The blueprint as plain JSON: for snapshots, for people, and for the hash that names its content.

Stable: mappings keep their order (it is meaningful), sets are sorted, places in files are left out, trees of the rule
language are one line each, and what has its default is not printed, so that a later default changes no old print.
"""

import json
from collections.abc import Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import MISSING, Field, fields, is_dataclass
from datetime import date, time
from decimal import Decimal
from enum import Enum
from hashlib import sha256
from typing import get_args

from objectry.metadata import RuleText
from objectry.plan.shapes import Blueprint, Column, ObjectPlan, Rollup, Template
from objectry.rules import Node, Statement, Type, text_of

Json = bool | int | str | None | Sequence["Json"] | Mapping[str, "Json"]
NODES, STATEMENTS = get_args(Node), get_args(Statement)


def printed(blueprint: Blueprint) -> dict[str, Json]:
    """The whole blueprint with its hash."""
    return {"hash": blueprint.hash, **content(blueprint)}


def content(blueprint: Blueprint) -> dict[str, Json]:
    """The whole blueprint but for its hash."""
    shown = _members(blueprint, leave_out={"hash", "objects"})
    return {**shown, "objects": {name: _object(plan) for name, plan in blueprint.objects.items()}}


def printed_columns(columns: Mapping[str, Column]) -> dict[str, Json]:
    """Columns as they stand in the print of a blueprint."""
    return {name: plain(column) for name, column in columns.items()}


def hash_of(blueprint: Blueprint) -> str:
    """The SHA-256 of the canonical print."""
    text = json.dumps(content(blueprint), ensure_ascii=False, separators=(",", ":"))
    return sha256(text.encode()).hexdigest()


def plain(value: object) -> Json:
    """Any value of a blueprint or change plan as JSON."""
    if isinstance(value, Enum):
        return str(value.value)
    if value is None or isinstance(value, bool | int | str):
        return value
    if isinstance(value, Decimal | date | time | Type):
        return str(value)
    if isinstance(value, RuleText):
        return value.text
    if is_dataclass(value) and not isinstance(value, type):
        return _dataclass(value)
    return _collection(value)


def _dataclass(value: object) -> Json:
    if isinstance(value, NODES):
        return text_of(value)
    if isinstance(value, Template):
        return "".join(part if isinstance(part, str) else "{" + text_of(part) + "}" for part in value.parts)
    kind = {"is": type(value).__name__} if isinstance(value, STATEMENTS) else {}
    return {**kind, **_members(value)}


def _collection(value: object) -> Json:
    if isinstance(value, Mapping):
        return {_key(key): plain(one) for key, one in value.items()}
    if isinstance(value, AbstractSet):
        return sorted((plain(one) for one in value), key=str)
    if isinstance(value, Sequence):
        return [plain(one) for one in value]
    raise TypeError(f"cannot print {type(value).__name__}")


def _key(key: object) -> str:
    return "/".join(key) if isinstance(key, tuple) else str(key)


def _members(value: object, leave_out: AbstractSet[str] = frozenset()) -> dict[str, Json]:
    """The fields of a frozen value that count for equality and differ from their default."""
    return {
        field.name: plain(one)
        for field in fields(value)  # type: ignore[arg-type]  # the caller has made sure
        if field.compare and field.name not in leave_out
        if (one := getattr(value, field.name)) != _default(field)
    }


def _default(field: "Field[object]") -> object:
    return field.default_factory() if field.default_factory is not MISSING else field.default


def _object(plan: ObjectPlan) -> Json:
    """What stands in two places of a plan is printed in one: fields and views with their plans, roll-ups by name."""
    shown = _members(plan, leave_out={"object", "layout", "rollups", "feeds"})
    declared = _members(plan.object, leave_out={"fields", "validations", "duplicates"})
    layout = _members(plan.layout, leave_out={"object", "views"})
    rollups = {**_rollup_names("rollups", plan.rollups), **_rollup_names("feeds", plan.feeds)}
    return {"object": declared, **shown, "layout": layout, **rollups}


def _rollup_names(name: str, rollups: Sequence[Rollup]) -> dict[str, Json]:
    return {name: [f"{one.object}.{one.field}" for one in rollups]} if rollups else {}
