"""The published schemas: true to the model, to the loader, and to a foreign validator."""

import dataclasses
import json
from pathlib import Path
from typing import Any

import pytest
import yaml
from jsonschema import Draft7Validator

from objectry.metadata import (
    App,
    Compound,
    CompoundType,
    DuplicateRule,
    Field,
    FieldType,
    Layout,
    Object,
    Page,
    PermissionSet,
    Role,
    Rule,
    Section,
    Seed,
    Settings,
    Sharing,
    SharingRule,
    Tab,
    Validation,
    View,
    core_app,
    export_schemas,
    load_stack,
)
from objectry.metadata.keys import compound_keys as compounds
from objectry.metadata.keys import field_keys as fields
from objectry.metadata.keys import kinds
from objectry.metadata.keys.containers import Record
from tests.metadata.stacks import load_clean, split
from tests.metadata.test_error_files import CASES, expected, without_marks
from tests.metadata.test_manual import apps

RENAMED = {"if": "condition", "min": "minimum", "max": "maximum"}
FOLDERS = {
    "objects": "object",
    "layouts": "layout",
    "permissions": "permissions",
    "flows": "flows",
    "translations": "translation",
    "data": "data",
    "scenarios": "scenario",
}
BUILT = {
    "name",
    "span",
    "system",
    "picklist",
    "part_of",
    "in_currency",
    "app",
    "moved_from",
    "junction",
}  # no key says these
PICKLIST_KEYS = ("attributes", "values", "transitions")


def names(kind: Any) -> set[str]:
    return {one.name for one in dataclasses.fields(kind)}


def said(*records: Record) -> set[str]:
    """The keys of records by the names the model has for them."""
    return {RENAMED.get(key, key) for record in records for key in record.keys}


@pytest.mark.parametrize(
    ("kind", "records", "not_keys", "not_fields"),
    [
        (Object, [kinds.OBJECT], {"name", "app", "core", "span", "compounds", "moved_from", "junction"}, {"object"}),
        (Field, list(fields.every_record()), BUILT, set(PICKLIST_KEYS)),
        (Compound, list(compounds.COMPOUNDS.values()), {"name", "span"}, set(compounds.HANDED_ON)),
        (Sharing, [kinds.SHARING], set(), set()),
        (Validation, [kinds.VALIDATION], {"name", "span"}, set()),
        (DuplicateRule, [kinds.DUPLICATE], {"name", "span"}, set()),
        (Layout, [kinds.LAYOUT], {"object", "span"}, {"layout"}),
        (Section, [kinds.SECTION], {"name"}, set()),
        (Page, [kinds.PAGE], {"actions"}, set()),
        (Tab, [kinds.TAB], {"name"}, set()),
        (View, [kinds.TABLE_VIEW, kinds.KANBAN_VIEW], {"name", "span"}, set()),
        (Role, [kinds.ROLE], {"name", "span"}, set()),
        (PermissionSet, [kinds.PERMISSION_SET], {"name", "span"}, set()),
        (SharingRule, [kinds.SHARING_RULE], {"object", "name", "span"}, set()),
        (Rule, [kinds.RULE], {"name", "app", "span"}, set()),
        (Settings, [kinds.SETTINGS], set(), set()),
        (App, [kinds.APP], {"grants"}, set()),
        (Seed, [kinds.DATA], {"object", "rows", "span"}, {"records"}),
    ],
)  # fmt: skip
def test_keys_and_model_agree(kind: Any, records: list[Record], not_keys: set[str], not_fields: set[str]) -> None:
    """Every key of a file fills a field of the model, and every field of the model is filled by a key."""
    assert said(*records) - not_fields == names(kind) - not_keys


def test_every_key_has_a_description() -> None:
    """Editors show a sentence for every key, in the schemas as in the manual."""
    for schema in export_schemas(None).values():
        for properties in find(schema, "properties"):
            for key, inner in properties.items():
                described = inner == {} or "const" in inner or "description" in inner or key == "type"
                assert described, key


def find(node: Any, key: str) -> list[Any]:
    """Everything under this key, at any depth."""
    if isinstance(node, list):
        return [found for inner in node for found in find(inner, key)]
    if not isinstance(node, dict):
        return []
    own = [node[key]] if isinstance(node.get(key), dict) else []
    return own + [found for inner in node.values() for found in find(inner, key)]


@pytest.mark.parametrize("name", sorted(export_schemas(None)))
def test_a_schema_is_valid_draft_07(name: str) -> None:
    """Each is a schema by the rules of draft-07, and plain JSON."""
    schema = export_schemas(None)[name]
    Draft7Validator.check_schema(schema)
    assert json.loads(json.dumps(schema)) == schema


def test_there_is_one_for_each_kind_and_field_type() -> None:
    """One per kind and per field type."""
    assert set(export_schemas(None)) == {*kinds.KINDS, *(f"field.{kind}" for kind in (*FieldType, *CompoundType))}


def test_unknown_keys_are_refused_at_every_level() -> None:
    """Records with fixed keys are closed."""
    for name, schema in export_schemas(None).items():
        if not name.startswith("field."):
            assert schema["additionalProperties"] is False


def documents(files: dict[str, str]) -> list[tuple[str, Any]]:
    """The YAML files of an app as editors would read them, with their kinds."""
    found = []
    for path, text in files.items():
        folder = path.split("/")[0]
        kind = FOLDERS.get(folder) or path.removesuffix(".yaml")
        kind = "value_lists" if path == "objects/value_lists.yaml" else kind
        if path.endswith(".yaml") and kind in kinds.KINDS:
            found.append((kind, yaml.load(text, Loader=EditorLoader)))
    return found


class EditorLoader(yaml.SafeLoader):
    """Reads scalars as YAML 1.2 editors do: dates and yes/no stay text."""


EditorLoader.yaml_implicit_resolvers = {
    sign: [(tag, pattern) for tag, pattern in found if tag != "tag:yaml.org,2002:timestamp"]
    for sign, found in yaml.SafeLoader.yaml_implicit_resolvers.items()
}


def shipped() -> list[tuple[str, Any]]:
    """The files of core and of the manual's examples."""
    found = documents(dict(core_app().files))
    for app in apps():
        found += documents(dict(app.files))
    return found


def test_a_foreign_validator_accepts_what_the_loader_accepts() -> None:
    """Editors do not mark anything in files that load."""
    schemas = export_schemas(None)
    for kind, document in shipped():
        problems = [error.message for error in Draft7Validator(schemas[kind]).iter_errors(document)]
        assert not problems, (kind, document, problems)


def test_live_names_do_not_shut_out_what_exists() -> None:
    """With the names of the deployed stack as choices, its own files are still right."""
    model, _ = load_stack([core_app(), *apps()])
    schemas = export_schemas(model)
    for kind, document in shipped():
        problems = [error.message for error in Draft7Validator(schemas[kind]).iter_errors(document)]
        assert not problems, (kind, problems)


@pytest.mark.parametrize(
    "path", [one for one in CASES if one.stem.startswith(("m201", "m202"))], ids=lambda one: one.stem
)
def test_a_foreign_validator_refuses_unknown_and_missing_keys(path: Path) -> None:
    """Editors mark what the loader would refuse: keys that are unknown or missing."""
    text = path.read_text(encoding="utf-8")
    schemas = export_schemas(None)
    bad = {file for file, *_, code in expected(text) if code in {"M201", "M202"}}
    for file in bad if path.stem != "m202_empty_picklist" else ():
        ((kind, document),) = documents({file: split(without_marks(text)).top[file]})
        assert not Draft7Validator(schemas[kind]).is_valid(document), file


def test_live_names_become_choices() -> None:
    """Object and field names of the stack are offered, and a typing error is marked while typing."""
    model = load_clean("=== objects/visit.yaml\nobject: visit\nfields:\n  a: {type: text}\n")
    schema = export_schemas(model)["layout"]
    good = {"layout": "visit", "forms": {"default": {"sections": {"one": {"fields": ["a"]}}}}}
    assert Draft7Validator(schema).is_valid(good)
    assert not Draft7Validator(schema).is_valid({"layout": "vist"})
    bad = json.loads(json.dumps(good).replace('["a"]', '["aa"]'))
    assert not Draft7Validator(schema).is_valid(bad)
    lookup = export_schemas(model)["field.lookup"]
    assert Draft7Validator(lookup).is_valid({"type": "lookup", "to": "visit"})
    assert not Draft7Validator(lookup).is_valid({"type": "lookup", "to": "vist"})
