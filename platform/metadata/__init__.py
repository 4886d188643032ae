"""The metadata room: YAML and JSON files in, a checked and typed Model out.

It knows shapes, names and places.  What a rule text means is the business of `objectry.rules`.
"""

from objectry.metadata.building.companions import companion_name
from objectry.metadata.checking.beneath import told_above
from objectry.metadata.checking.losses import without_consequences
from objectry.metadata.choices import RECORD_TYPE, choices_of, choices_of_type, members, written_choices
from objectry.metadata.codes import CODES
from objectry.metadata.countries import country_codes
from objectry.metadata.currencies import IN_FORCE, RATES, corporate_field, others, rate_field
from objectry.metadata.imports import ChildMap, FieldSource, ImportMap
from objectry.metadata.keys.file_types import FILE_TYPES, IMAGE_TYPES, TEXT_TYPES
from objectry.metadata.keys.live_names import live_names
from objectry.metadata.keys.published import export_schemas
from objectry.metadata.keys.slots import Slot, slot_at
from objectry.metadata.layering.effective import Component, Declarations, Said, component_names, find_components
from objectry.metadata.layering.file_kinds import kind_of
from objectry.metadata.layering.laying import (
    CORE,
    head,
    installed,
    lay,
    named,
    newest,
    standing_on,
    upgraded,
    without_app,
)
from objectry.metadata.layering.lock import LOCK, check_lock, lock_text
from objectry.metadata.layering.pins import pins_of
from objectry.metadata.layering.sketches import Plain, drawn
from objectry.metadata.layering.slices import Slice, declared_names
from objectry.metadata.layering.takeovers import find_takeovers
from objectry.metadata.layering.versions import satisfied, version_key
from objectry.metadata.model import (
    EMPTY,
    FILE_FIELDS,
    OPAQUE_TYPES,
    REFERENCES,
    App,
    Changed,
    Companion,
    Compound,
    CompoundType,
    DuplicateRule,
    Feature,
    Field,
    FieldType,
    Form,
    Index,
    Junction,
    Layout,
    Model,
    Notice,
    Object,
    OnDelete,
    Page,
    PermissionSet,
    Picklist,
    PicklistValue,
    Quality,
    Queue,
    RecordType,
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
from objectry.metadata.model_scenarios import Cell, Expectation, Happening, Person, Refusal, Scenario
from objectry.metadata.names import now_called
from objectry.metadata.reading.app_files import AppSource, core_app, core_folder, file_prefix, hash_of, read_folder
from objectry.metadata.reading.editing import CannotAddError, add_entry
from objectry.metadata.reading.formatting import formatted
from objectry.metadata.reading.import_files import read_import_map
from objectry.metadata.reading.joining import Clash, Joined, join_changes
from objectry.metadata.reading.readings import Readings, read_again
from objectry.metadata.stack import Loaded, load_slice, load_stack, load_whole, quote_lines
from objectry.metadata.zones import zone_names

__all__ = [
    "CODES",
    "CORE",
    "EMPTY",
    "FILE_FIELDS",
    "FILE_TYPES",
    "IMAGE_TYPES",
    "IN_FORCE",
    "LOCK",
    "OPAQUE_TYPES",
    "RATES",
    "RECORD_TYPE",
    "REFERENCES",
    "TEXT_TYPES",
    "App",
    "AppSource",
    "CannotAddError",
    "Cell",
    "Changed",
    "ChildMap",
    "Clash",
    "Companion",
    "Component",
    "Compound",
    "CompoundType",
    "Declarations",
    "DuplicateRule",
    "Expectation",
    "Feature",
    "Field",
    "FieldSource",
    "FieldType",
    "Form",
    "Happening",
    "ImportMap",
    "Index",
    "Joined",
    "Junction",
    "Layout",
    "Loaded",
    "Model",
    "Notice",
    "Object",
    "OnDelete",
    "Page",
    "PermissionSet",
    "Person",
    "Picklist",
    "PicklistValue",
    "Plain",
    "Quality",
    "Queue",
    "Readings",
    "RecordType",
    "Refusal",
    "Role",
    "Rule",
    "RuleText",
    "Said",
    "Scenario",
    "Section",
    "Seed",
    "Settings",
    "Sharing",
    "SharingRule",
    "Slice",
    "Slot",
    "Tab",
    "Translation",
    "Validation",
    "View",
    "add_entry",
    "check_lock",
    "choices_of",
    "choices_of_type",
    "companion_name",
    "component_names",
    "core_app",
    "core_folder",
    "corporate_field",
    "country_codes",
    "declared_names",
    "drawn",
    "export_schemas",
    "file_prefix",
    "find_components",
    "find_takeovers",
    "formatted",
    "hash_of",
    "head",
    "installed",
    "join_changes",
    "kind_of",
    "lay",
    "live_names",
    "load_slice",
    "load_stack",
    "load_whole",
    "lock_text",
    "members",
    "named",
    "newest",
    "now_called",
    "others",
    "pins_of",
    "quote_lines",
    "rate_field",
    "read_again",
    "read_folder",
    "read_import_map",
    "satisfied",
    "slot_at",
    "standing_on",
    "told_above",
    "upgraded",
    "version_key",
    "without_app",
    "without_consequences",
    "written_choices",
    "zone_names",
]
