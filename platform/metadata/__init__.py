"""The metadata room: YAML and JSON files in, a checked and typed Model out.

It knows shapes, names and places.  What a rule text means is the business of `objectry.rules`.
"""

from objectry.metadata.app_files import AppSource, core_app, read_folder
from objectry.metadata.codes import CODES
from objectry.metadata.import_files import read_import_map
from objectry.metadata.imports import ChildMap, FieldSource, ImportMap
from objectry.metadata.laying import head, lay, named
from objectry.metadata.model import (
    EMPTY,
    OPAQUE_TYPES,
    App,
    Compound,
    CompoundType,
    DuplicateRule,
    Field,
    FieldType,
    Form,
    Index,
    Layout,
    Model,
    Notice,
    Object,
    OnDelete,
    Page,
    PermissionSet,
    Picklist,
    PicklistValue,
    Role,
    Rule,
    RuleText,
    Section,
    Seed,
    Settings,
    Sharing,
    SharingRule,
    Tab,
    Translation,
    Validation,
    View,
)
from objectry.metadata.published import export_schemas
from objectry.metadata.stack import load_stack, quote_lines
from objectry.metadata.takeovers import find_takeovers
from objectry.metadata.versions import satisfied, version_key

__all__ = [
    "CODES",
    "EMPTY",
    "OPAQUE_TYPES",
    "App",
    "AppSource",
    "ChildMap",
    "Compound",
    "CompoundType",
    "DuplicateRule",
    "Field",
    "FieldSource",
    "FieldType",
    "Form",
    "ImportMap",
    "Index",
    "Layout",
    "Model",
    "Notice",
    "Object",
    "OnDelete",
    "Page",
    "PermissionSet",
    "Picklist",
    "PicklistValue",
    "Role",
    "Rule",
    "RuleText",
    "Section",
    "Seed",
    "Settings",
    "Sharing",
    "SharingRule",
    "Tab",
    "Translation",
    "Validation",
    "View",
    "core_app",
    "export_schemas",
    "find_takeovers",
    "head",
    "lay",
    "load_stack",
    "named",
    "quote_lines",
    "read_folder",
    "read_import_map",
    "satisfied",
    "version_key",
]
