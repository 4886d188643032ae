"""The published schemas: true to the model, to the loader, and to a foreign validator."""

import dataclasses
import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml
from jsonschema import Draft7Validator
from jsonschema.exceptions import ValidationError

from objectry.definitions import definitions_root
from objectry.diagnostics import Diagnostics
from objectry.metadata import (
    App,
    AppSource,
    Compound,
    CompoundType,
    DuplicateRule,
    Field,
    FieldType,
    Layout,
    Object,
    Page,
    PermissionSet,
    Quality,
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
    read_again,
    read_folder,
)
from objectry.metadata.keys import compound_keys as compounds
from objectry.metadata.keys import field_keys as fields
from objectry.metadata.keys import kinds
from objectry.metadata.keys.containers import Record
from objectry.metadata.keys.live_names import live_names
from objectry.metadata.keys.published import schema_of
from objectry.metadata.reading.nodes import Document, ListNode, MapNode, Node
from objectry.metadata.reading.source import read_nodes
from tests.metadata.stacks import load_clean, sources, split
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
MADE = {"name", "app", "core", "span", "compounds", "moved_from", "junction", "companion"}
SEEN = frozenset("M201 M202 M203 M204 M210 M212 M214 M215 M216 M217 M221 M225 M235 M237".split())
ALSO_MARKED = {("m203_fallen", "translations/de.yaml"): "the sections it speaks of are not where they belong"}
UNSEEN = {
    ("m203_fallen", 4): "a known key at another depth is a key of its own there",
    ("m203_fallen", 5): "a known key at another depth is a key of its own there",
    ("m204_currencies", 4): "currencies are looked up in a table of the platform",
    ("m252_attachments", 4): "that rights follow others is not in the schema",
    ("m252_attachments", 8): "that rights follow others is not in the schema",
    ("m204_attributes", 7): "the facts of a choice are declared by the key beside it",
    ("m204_attributes", 8): "the facts of a choice are declared by the key beside it",
    ("m203_extend", 2): "a value is not compared with the key it stands under",
    ("m203_octal", 3): "YAML itself takes 010 for a number",
    ("m221_words", 1): "the words of the platform are not in the schema",
    ("m221_words", 3): "the words of the platform are not in the schema",
    ("m221_words", 4): "the words of the platform are not in the schema",
    ("m203_yes_no", 4): "YAML itself takes True for true",
    ("m203_numbers", 5): "YAML itself takes 1e3 for 1000",
    ("m203_types", 10): "YAML itself takes 1e3 for 1000",
    ("m210_disable", 2): "a new name is free where one is declared",
    ("m210_place", 4): "a new name is free where one is declared",
    ("m212_objects", 1): "the name of the file is not in the file",
    ("m290_scenario_records", 20): "a path is followed from object to object",
    ("m291_scenario_people", 1): "an actor is asked for where nobody else acts",
    ("m217_seed_of_several", 4): "several choices stand in one text",
    ("m217_seed_of_several", 5): "several choices stand in one text",
}
"""What draft-07 cannot say, by case and line, and why."""
CORE = read_again([core_app(), AppSource("top", {})])
PICKLIST_KEYS = ("attributes", "values", "transitions")


def names(kind: Any) -> set[str]:
    return {one.name for one in dataclasses.fields(kind)}


def said(*records: Record) -> set[str]:
    """The keys of records by the names the model has for them."""
    return {RENAMED.get(key, key) for record in records for key in record.keys}


@pytest.mark.parametrize(
    ("kind", "records", "not_keys", "not_fields"),
    [
        (Object, [kinds.OBJECT], MADE, {"object"}),
        (Field, list(fields.every_record()), BUILT, set(PICKLIST_KEYS)),
        (Compound, list(compounds.COMPOUNDS.values()), {"name", "span"}, set(compounds.HANDED_ON)),
        (Sharing, [kinds.SHARING], set(), set()),
        (Quality, [kinds.QUALITY], set(), set()),
        (Validation, [kinds.VALIDATION], {"name", "span"}, set()),
        (DuplicateRule, [kinds.DUPLICATE], {"name", "span"}, set()),
        (Layout, [kinds.LAYOUT], {"object", "span"}, {"layout"}),
        (Section, [kinds.SECTION], {"name"}, set()),
        (Page, [kinds.PAGE], {"actions"}, set()),
        (Tab, [kinds.TAB], {"name"}, set()),
        (View, [kinds.TABLE_VIEW, kinds.KANBAN_VIEW, kinds.CALENDAR_VIEW], {"name", "span"}, set()),
        (Role, [kinds.ROLE], {"name", "span", "moved_from"}, set()),
        (PermissionSet, [kinds.PERMISSION_SET], {"name", "span", "moved_from"}, set()),
        (SharingRule, [kinds.SHARING_RULE], {"object", "name", "span"}, set()),
        (Rule, [kinds.RULE], {"name", "app", "span"}, set()),
        (Settings, [kinds.SETTINGS], set(), set()),
        (App, [kinds.APP], {"grants"}, set()),
        (Seed, [kinds.DATA], {"object", "rows", "span", "demo", "lines"}, {"records"}),
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
    """Reads scalars as YAML 1.2 editors do: dates, yes and no stay text, and keys always are."""


EditorLoader.yaml_implicit_resolvers = {}
for tag, pattern, signs in (
    ("null", r"~|null|Null|NULL|", ["~", "n", "N", ""]),
    ("bool", r"true|True|TRUE|false|False|FALSE", list("tTfF")),
    ("int", r"[-+]?[0-9]+", list("-+0123456789")),
    ("float", r"[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?", list("-+.0123456789")),
):
    EditorLoader.add_implicit_resolver(f"tag:yaml.org,2002:{tag}", re.compile(f"^(?:{pattern})$"), signs)
EditorLoader.add_constructor(
    "tag:yaml.org,2002:map",
    lambda loader, node: {loader.construct_scalar(key): loader.construct_object(it, True) for key, it in node.value},
)


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


@pytest.mark.parametrize(
    "above", [apps(), [read_folder(definitions_root())]], ids=["the manual's examples", "the standard CRM"]
)
def test_live_names_do_not_shut_out_what_exists(above: list[AppSource]) -> None:
    """With the names of the deployed stack as choices, its own files are still right."""
    model, _ = load_stack([core_app(), *above])
    schemas = export_schemas(model)
    for app in above:
        for kind, document in documents(dict(app.files)):
            problems = [error.message for error in Draft7Validator(schemas[kind]).iter_errors(document)]
            assert not problems, (kind, problems)


def complaints(error: ValidationError) -> Iterator[ValidationError]:
    """An error and those it is made of."""
    yield error
    for inner in error.context or ():
        yield from complaints(inner)


def marked_lines(file: str, text: str, schema: Any) -> set[int]:
    """The lines an editor marks: where a complaint stands, and the keys of a mapping that may not have one of them."""
    ((_, content),) = documents({file: text})
    root = read_nodes(Document(file, text), Diagnostics())
    lines: set[int] = set()
    for error in Draft7Validator(schema).iter_errors(content):
        for one in complaints(error):
            steps = [str(step) for step in one.absolute_path]
            lines |= lines_at(root, steps, keys=one.validator in {"additionalProperties", "propertyNames", "enum"})
    return lines


def lines_at(node: Node | None, steps: list[str], *, keys: bool) -> set[int]:
    for step in steps:
        node = node.items[int(step)] if isinstance(node, ListNode) else node.get(step)  # type: ignore[union-attr]
    assert node is not None
    inside = [entry.key.line for entry in node.entries.values()] if keys and isinstance(node, MapNode) else []
    return {node.line, *inside}


def readable(path: Path) -> bool:
    """Whether the files of a case can be read, and so have names."""
    return all(code[0] != "S" for *_, code in expected(path.read_text(encoding="utf-8")))


@pytest.mark.parametrize("path", [one for one in CASES if readable(one)], ids=lambda one: one.stem)
def test_a_foreign_validator_sees_what_a_schema_can_see(path: Path) -> None:
    """Editors mark the line of every unknown or missing key, wrong type, and name that is not among those there are;
    they mark nothing in a file without errors."""
    told = [one for one in expected(path.read_text(encoding="utf-8")) if one[3] == "error"]
    apps = split(without_marks(path.read_text(encoding="utf-8")))
    stack = sources(apps)
    names = live_names(load_stack(stack, readings=read_again(stack, CORE))[0])
    for file, text in apps.top.items():
        faults = {(line, code) for at, line, _, _, code in told if at == file}
        seen = {line for line, code in faults if code in SEEN and (path.stem, line) not in UNSEEN}
        for kind, _ in documents({file: text}) if seen or not faults else ():
            marked = marked_lines(file, text, schema_of(kind, names))
            assert seen <= marked if faults else not marked or (path.stem, file) in ALSO_MARKED, file


def test_a_file_of_value_lists_passes_for_one_of_objects() -> None:
    """Editors that cannot tell it by its name mark nothing in it, and mark lists inside of an object."""
    object_schema = Draft7Validator(schema_of("object", {}))
    lists = {"value_lists": {"towns": {"values": {"essen": None}}}}
    assert object_schema.is_valid(lists)
    assert not object_schema.is_valid({"object": "visit", **lists})


def test_what_a_file_refers_to_is_offered_by_kind() -> None:
    """Roles, sets, value lists, record types, choices, related lists, tags: all become choices."""
    names = live_names(load_stack([core_app(), *apps()])[0])
    for kind in ("role", "permission_set", "value_list", "record_type", "relation", "tag", "form", "view", "holder"):
        assert names[kind], kind
    assert "role:admin" in names["holder"]
    assert "owner_id" not in names["field"]
    assert "user.role" in names["object.field"]


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
