"""The Model: everything a stack of apps declares, typed and frozen.

These are the nouns; `build.py` makes them and `references.py` checks that their names lead
somewhere.  A rule text is kept as text with its place: what it means is the business of
`objectry.rules`.  Mappings keep the order of the files, and that order is meaningful.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time
from decimal import Decimal
from enum import StrEnum
from typing import Any

from objectry.diagnostics import NOWHERE, Span
from objectry.metadata.model_access import PermissionSet, Queue, Role, SharingRule
from objectry.metadata.model_features import Companion, Feature, Quality
from objectry.metadata.model_layouts import Form, Layout, Page, Section, Tab, View
from objectry.metadata.model_scenarios import Scenario
from objectry.metadata.model_texts import EMPTY, RuleText

__all__ = [
    "EMPTY",
    "OPAQUE_TYPES",
    "REFERENCES",
    "App",
    "Companion",
    "Compound",
    "CompoundType",
    "DuplicateRule",
    "Feature",
    "Field",
    "FieldType",
    "Form",
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
    "Quality",
    "Queue",
    "RecordType",
    "Role",
    "Rule",
    "RuleText",
    "Scenario",
    "Section",
    "Seed",
    "Settings",
    "Sharing",
    "SharingRule",
    "Tab",
    "Translation",
    "Validation",
    "View",
]


class FieldType(StrEnum):
    """The closed list of field types.  Every room has a table keyed by it, and a test that it is complete."""

    TEXT = "text"
    TEXTAREA = "textarea"
    RICH_TEXT = "rich_text"
    SECRET = "secret"  # noqa: S105 (a word)
    INTEGER = "integer"
    DECIMAL = "decimal"
    CURRENCY = "currency"
    PERCENT = "percent"
    BOOLEAN = "boolean"
    DATE = "date"
    DATETIME = "datetime"
    TIME = "time"
    PICKLIST = "picklist"
    MULTI_PICKLIST = "multi_picklist"
    EMAIL = "email"
    PHONE = "phone"
    URL = "url"
    LOOKUP = "lookup"
    MASTER_DETAIL = "master_detail"
    MANY_TO_MANY = "many_to_many"
    AUTONUMBER = "autonumber"
    JSON = "json"
    FILE = "file"
    IMAGE = "image"


FILE_FIELDS = frozenset({FieldType.FILE, FieldType.IMAGE})
"""Types whose values name files, which lie outside the database."""
OPAQUE_TYPES = FILE_FIELDS | {FieldType.JSON, FieldType.SECRET}
"""Types nothing looks into: their values are not compared, so neither sorted, searched, indexed nor matched."""


REFERENCES = frozenset({FieldType.LOOKUP, FieldType.MASTER_DETAIL})
"""The types whose value is the id of another record."""


class CompoundType(StrEnum):
    """The types of fields that consist of parts.  No `Field` has one: each part is a field of a plain type."""

    ADDRESS = "address"
    GEOLOCATION = "geolocation"


@dataclass(frozen=True, slots=True)
class PicklistValue:
    """One choice.  `attributes` hold typed facts that rules read as `stage.probability` (percent as a fraction).

    `moved_from` are names among `renamed_from` that it gave up to a layer below.
    """

    name: str
    label: str
    color: str | None = None
    attributes: Mapping[str, Decimal | bool | str | None] = field(default=EMPTY)
    deprecated: str | None = None
    renamed_from: tuple[str, ...] = ()
    moved_from: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Picklist:
    """The choices of a picklist field, the types of their attributes and the allowed moves between them.

    `transitions` binds on update only: a state not named there is unrestricted, an empty tuple is final.
    """

    values: Mapping[str, PicklistValue]
    attributes: Mapping[str, FieldType] = field(default=EMPTY)
    transitions: Mapping[str, tuple[str, ...]] = field(default=EMPTY)


class OnDelete(StrEnum):
    """What deleting the target of a lookup does to the record that points to it."""

    SET_NULL = "set_null"
    RESTRICT = "restrict"
    CASCADE = "cascade"


@dataclass(frozen=True, slots=True)
class Field:
    """One field of an object.  Defaults are resolved: nothing here waits for a later default.

    `system` marks the fields every record has; `administered` marks those of core objects which only
    administration may write (a user's manager, role and active state).  `default`, `minimum` and `maximum` are
    inside values: a percent is a fraction, a date a date, a time a time.  `precision` and `scale` are those people
    see: a percent of scale 2 is kept as a fraction of scale 4.  A master_detail comes required and cascading;
    `reparentable` says whether people may give an existing record another parent.  `filter` says
    which records a lookup may point to: names are those of the target, $record is the record itself.  One with
    `to_feature` leads to every object with the feature, and `to` names these too.  `hierarchy`
    marks a lookup to its own object that makes a tree.  `junction` is the
    object that holds the links of a many_to_many.  `app` is the one that
    added it to the object of another, blank where it is the object's own; `moved_from` are names it had there before.
    `values_for` says which choices go with each value of the picklist `depends_on`.
    """

    name: str
    type: FieldType
    label: str
    span: Span = field(default=NOWHERE, compare=False)
    help: str | None = None
    required: bool = False
    required_if: RuleText | None = None
    visible_if: RuleText | None = None
    default: str | bool | Decimal | date | datetime | time | tuple[str, ...] | None = None
    default_formula: RuleText | None = None
    unique: bool = False
    external_id: bool = False
    index: bool = False
    read_only: bool = False
    history: bool = True
    sensitive: str | None = None
    reveals: bool = False
    system: bool = False
    administered: bool = False
    aliases: tuple[str, ...] = ()
    renamed_from: tuple[str, ...] = ()
    moved_from: tuple[str, ...] = ()
    deprecated: str | None = None
    app: str = ""
    max_length: int | None = None
    precision: int | None = None
    scale: int | None = None
    minimum: Decimal | time | None = None
    maximum: Decimal | time | None = None
    pattern: str | None = None
    max_size: int | None = None
    types: tuple[str, ...] = ()
    normalize: tuple[str, ...] = ()
    picklist: Picklist | None = None
    to: tuple[str, ...] = ()
    on_delete: OnDelete = OnDelete.SET_NULL
    related_as: str | None = None
    reparentable: bool = True
    hierarchy: bool = False
    filter: RuleText | None = None
    to_feature: Feature | None = None
    values_from: str | None = None
    depends_on: str | None = None
    values_for: Mapping[str, tuple[str, ...]] = field(default=EMPTY)
    junction: str | None = None
    format: str | None = None
    reset: str | None = None
    formula: RuleText | None = None
    rollup: RuleText | None = None
    blanks: str = "zero"
    in_currency: str | None = None  # with several currencies: the field that says in which an amount is
    part_of: tuple[str, str] | None = None  # (compound, part): `billing_city` is ("billing", "city")

    @property
    def computed(self) -> bool:
        """Whether the engine, not a person, gives its value."""
        return self.formula is not None or self.rollup is not None

    @property
    def refers(self) -> bool:
        """Whether its value is the id of a record: a path may lead on through it."""
        return self.type in REFERENCES


@dataclass(frozen=True, slots=True)
class Compound:
    """A field of several parts.  `parts` maps each part to the field of the object that holds it: it has no column,
    no right and no value of its own.
    """

    name: str
    type: CompoundType
    label: str
    parts: Mapping[str, str]
    span: Span = field(default=NOWHERE, compare=False)
    help: str | None = None
    aliases: tuple[str, ...] = ()
    renamed_from: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Sharing:
    """Who sees a record that is not theirs: the base level, and whether managers see their people's.

    `parent` names a required lookup of an object that is not owned: who may read the parent reads the record, who
    may update the parent writes it.  Base and hierarchy then do not count.
    """

    base: str = "private"  # private | read | edit
    hierarchy: bool = True
    parent: str | None = None


@dataclass(frozen=True, slots=True)
class RecordType:
    """One kind of record of an object: what its new records begin with, and the choices it leaves of some fields."""

    name: str
    label: str
    default: Mapping[str, Any] = field(default=EMPTY)
    values: Mapping[str, tuple[str, ...]] = field(default=EMPTY)
    span: Span = field(default=NOWHERE, compare=False)
    icon: str | None = None


@dataclass(frozen=True, slots=True)
class Junction:
    """What the links of a many_to_many stand for: `field` of `owner`, by the lookup `near`, with records of `target`,
    by the lookup `far`."""

    owner: str
    field: str
    near: str
    target: str
    far: str


@dataclass(frozen=True, slots=True)
class Validation:
    """A condition that must not hold when a record is written."""

    name: str
    error_if: RuleText
    message: RuleText
    at: str | None = None
    sources: tuple[str, ...] = ()
    span: Span = field(default=NOWHERE, compare=False)


@dataclass(frozen=True, slots=True)
class DuplicateRule:
    """Fields whose equal values make two records suspects; `warn` tells, `block` refuses."""

    name: str
    match: tuple[str, ...]
    action: str = "warn"
    span: Span = field(default=NOWHERE, compare=False)


@dataclass(frozen=True, slots=True)
class Index:
    """A declared compound index; a unique one lets no two live records have the same values in all of its fields."""

    name: str
    fields: tuple[str, ...]
    unique: bool = False


@dataclass(frozen=True, slots=True)
class Object:
    """A business object: its fields (system fields included, in order), checks, and sharing base.

    `compounds` are the fields of several parts; their parts stand among `fields`.  `companion` says of a
    generated object whose attachments, comments... its records are.
    """

    name: str
    label: str
    plural: str
    app: str
    fields: Mapping[str, Field]
    icon: str = "table"
    description: str | None = None
    name_field: str = "name"
    owned: bool = True
    sharing: Sharing = Sharing()
    features: tuple[str, ...] = ()
    validations: Mapping[str, Validation] = field(default=EMPTY)
    duplicates: Mapping[str, DuplicateRule] = field(default=EMPTY)
    indexes: Mapping[str, Index] = field(default=EMPTY)
    record_types: Mapping[str, RecordType] = field(default=EMPTY)
    aliases: tuple[str, ...] = ()
    renamed_from: tuple[str, ...] = ()
    moved_from: tuple[str, ...] = ()
    deprecated: str | None = None
    core: bool = False
    junction: Junction | None = None
    companion: Companion | None = None
    span: Span = field(default=NOWHERE, compare=False)
    compounds: Mapping[str, Compound] = field(default=EMPTY)
    rate_date: str | None = None
    quality: Quality | None = None
    require_version: bool = False

    @property
    def generated(self) -> bool:
        """Whether nobody has declared it: it holds the links of a field, or what belongs to records of another."""
        return self.junction is not None or self.companion is not None

    def holder(self, *features: Feature) -> str | None:
        """The object whose records its own belong to, if it keeps one of these features; of any, when none is named."""
        found = self.companion
        return found.of if found is not None and (not features or found.feature in features) else None

    @property
    def hierarchy(self) -> str | None:
        """The lookup to the record above, where records of the object make a tree."""
        return next((one.name for one in self.fields.values() if one.hierarchy), None)


@dataclass(frozen=True, slots=True)
class Rule:
    """When an event happens and the condition holds, do."""

    name: str
    object: str
    label: str
    when: RuleText
    then: RuleText
    condition: RuleText | None = None
    sources: tuple[str, ...] = ()
    order: int = 0
    app: str = ""
    deprecated: str | None = None
    span: Span = field(default=NOWHERE, compare=False)


@dataclass(frozen=True, slots=True)
class Seed:
    """Seed records of one object: rows of field name to written text, matched by `key` on a second run.

    `demo` records are brought in when somebody asks for them, the others with each apply.  `lines` are the places of
    the rows in the file.
    """

    object: str
    key: str
    rows: tuple[Mapping[str, str | None], ...]
    span: Span = field(default=NOWHERE, compare=False)
    demo: bool = False
    lines: tuple[int, ...] = field(default=(), compare=False)


@dataclass(frozen=True, slots=True)
class Translation:
    """Texts in another language by path: `("objects", "account", "label")`, and `("texts", key)` for the shell."""

    language: str
    texts: Mapping[tuple[str, ...], str]


@dataclass(frozen=True, slots=True)
class Settings:
    """The organisation's choices."""

    currency: str = "USD"
    currencies: tuple[str, ...] = ()
    country: str | None = None
    timezone: str = "UTC"
    default_language: str = "en"
    week_start: str = "monday"
    fiscal_year_start: int = 1
    purge_after: int = 30


@dataclass(frozen=True, slots=True)
class App:
    """One layer of the stack.  `base`, `packs` and `requires` name the apps that lie below it, with their versions.

    `grants` holds what a pack grants on components that are not its own.
    """

    name: str
    label: str
    version: str
    namespace: str | None = None
    language: str = "en"
    base: Mapping[str, str] = field(default=EMPTY)
    packs: Mapping[str, str] = field(default=EMPTY)
    requires: Mapping[str, str] = field(default=EMPTY)
    moved: Mapping[str, str] = field(default=EMPTY)
    grants: Mapping[str, str] = field(default=EMPTY)


@dataclass(frozen=True, slots=True)
class Changed:
    """Which app overrides or removes a component of a layer below, and where."""

    app: str
    span: Span
    removed: bool = False


@dataclass(frozen=True, slots=True)
class Notice:
    """What those should hear who use a name.  `files` begins the paths of the app it is for; None: of all."""

    text: str
    files: str | None = None

    def concerns(self, file: str) -> bool:
        """Whether it is for somebody who writes in this file; nobody hears it at run time."""
        if self.files is None:
            return bool(file)
        return bool(file) and file.startswith(self.files) and file[len(self.files) :].count("/") < 2


@dataclass(frozen=True, slots=True)
class Model:
    """The whole stack, checked and typed."""

    apps: tuple[App, ...] = ()
    settings: Settings = Settings()
    objects: Mapping[str, Object] = field(default=EMPTY)
    layouts: Mapping[str, Layout] = field(default=EMPTY)
    roles: Mapping[str, Role] = field(default=EMPTY)
    permission_sets: Mapping[str, PermissionSet] = field(default=EMPTY)
    sharing_rules: tuple[SharingRule, ...] = ()
    queues: Mapping[str, Queue] = field(default=EMPTY)
    rules: Mapping[str, Rule] = field(default=EMPTY)
    seeds: tuple[Seed, ...] = ()
    cells: tuple[RuleText, ...] = ()  # the expressions in cells of seeds
    translations: Mapping[str, Translation] = field(default=EMPTY)
    notices: Mapping[tuple[str, ...], Notice] = field(default=EMPTY)
    scenarios: Mapping[str, Scenario] = field(default=EMPTY)
    value_lists: Mapping[str, tuple[str, ...]] = field(default=EMPTY)  # by name, the values
    changed: Mapping[tuple[str, ...], Changed] = field(default=EMPTY)  # by place in the tree
