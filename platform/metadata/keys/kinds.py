"""The keys of every kind of file: the one table behind reading, the published schemas and the manual."""

from collections.abc import Mapping
from dataclasses import replace
from types import MappingProxyType

from objectry.metadata.keys.compound_keys import AnyFieldShape
from objectry.metadata.keys.containers import Cases, Either, Key, Keyed, Listing, Record, Short, Table
from objectry.metadata.keys.field_keys import VALUES
from objectry.metadata.keys.rows import Rows
from objectry.metadata.keys.scenario_keys import SCENARIOS
from objectry.metadata.keys.shapes import Choice, Flag, Later, Message, Name, Number, Path, Rule, Shape, Text
from objectry.metadata.model_features import Feature
from objectry.metadata.names import MAX_NAMESPACE, WORD

SOURCES = ("web", "api", "import", "history_import", "seed", "rule", "worker")
RIGHTS = ("create", "read", "update", "delete", "transfer", "export", "import", "view_all", "modify_all")
ALL_RIGHTS = ("create", "read", "update", "delete", "transfer")  # what `all` stands for
SYSTEM_RIGHTS = ("manage_users", "customize", "import_history", "view_audit")
LEVELS = ("none", "read", "edit")
FEATURES = tuple(map(str, Feature))
USUAL_FEATURES = (str(Feature.HISTORY),)
LANGUAGE = r"[a-z]{2,3}(-[A-Z][A-Za-z]{1,3})?"

LABEL = Key(Text(), "What people read; made of the name when left out.")
ICON = Key(Text(pattern=r"[a-z0-9-]+"), "The name of a Tabler icon.")
FIELDS = Listing(Path(), "fields")
SOURCE_LIST = Key(Listing(Choice(SOURCES), "sources"), "The doors it is for; all when left out.")

DEPRECATED = Key(Text(), "What to use instead; whoever uses it in metadata is warned.")

SHARING = Record(
    {
        "base": Key(Choice(("private", "read", "edit")), "What those see who have no other claim to a record."),
        "hierarchy": Key(Flag(), "Whether managers see the records of their people; true when left out."),
        "parent": Key(
            Text("field"), "A required lookup: who may read or update its target may read or write this record."
        ),
    },
    "sharing",
)
VALIDATION = Record(
    {
        "error_if": Key(Rule(), "The condition under which a record is refused.", required=True),
        "message": Key(Message(), "What the person reads; {expression} puts a value in.", required=True),
        "at": Key(Path(), "The field the message is shown at."),
        "sources": SOURCE_LIST,
    },
    "a validation",
)
DUPLICATE = Record(
    {
        "match": Key(
            Table(
                Record({"how": Key(Choice(("same",)), "How the values are compared.", True)}, "a match"),
                "fields",
                refers="field",
            ),
            "The fields whose values, all alike, make two records suspects.",
            required=True,
        ),
        "action": Key(Choice(("warn", "block")), "Whether to tell or to refuse; warn when left out."),
    },
    "a duplicate rule",
)
VALUE_LIST = Record(
    {
        "label": LABEL,
        "values": Key(VALUES, "The choices by name, in order.", required=True),
    },
    "a value list",
)
VALUE_LISTS = Record(
    {
        "value_lists": Key(
            Keyed(VALUE_LIST, "value lists", kind="value_list"),
            "Choices that several fields share, by name.",
            required=True,
        )
    },
    "a file of value lists",
)
RECORD_TYPE = Record(
    {
        "label": LABEL,
        "icon": ICON,
        "default": Key(
            Table(Later(), "fields and values", refers="field"),
            "What its new records begin with, before the fields' own defaults.",
        ),
        "values": Key(
            Table(Listing(Text("value"), "values", least=1), "fields and their choices", refers="field"),
            "The choices its records have, for picklists that offer it fewer.",
        ),
        "renamed_from": Key(Listing(Text(), "names"), "Earlier names: applying gives its records the new name."),
    },
    "a record type",
)
QUALITY = Record(
    {
        "complete": Key(Listing(Text("field"), "fields", least=1), "The fields that should be filled in.", True),
        "target": Key(Number(1, 100, whole=True), "How much of it, in per cent, is enough; 100 when left out."),
    },
    "a quality",
)
INDEXED = Listing(Text("field"), "fields", least=1)
INDEX = Record(
    {
        "fields": Key(INDEXED, "The fields, in order.", required=True),
        "unique": Key(Flag(), "Whether no two records may have the same values in all of them."),
    },
    "an index",
)
OBJECT = Record(
    {
        "object": Key(Name(), "The API name of the object, also that of its file.", required=True),
        "label": LABEL,
        "plural": Key(Text(), "The label of many; made of the label when left out."),
        "icon": ICON,
        "description": Key(Text(), "What it is for: help, and the manual."),
        "name_field": Key(Text("field"), "The field a record is called by; `name`, added if there is none."),
        "owned": Key(Flag(), "Whether each record belongs to a user; true when left out."),
        "require_version": Key(Flag(), "Whether a change has to say which version of the record it is made from."),
        "sharing": Key(SHARING, "Who sees records that are not theirs."),
        "features": Key(
            Listing(Choice(FEATURES), "features"),
            f"What is kept besides the records: {', '.join(FEATURES)}; [history] when left out, [] for nothing.",
        ),
        "fields": Key(Keyed(AnyFieldShape(), "fields", kind="field"), "The fields by name, in order."),
        "record_types": Key(
            Keyed(RECORD_TYPE, "record types", bare=True, kind="record_type"),
            "Kinds of its records, the first the usual one; the picklist `record_type` tells them apart.",
        ),
        "validations": Key(
            Keyed(VALIDATION, "validations", kind="validation"), "Conditions under which a record is refused."
        ),
        "duplicates": Key(Keyed(DUPLICATE, "duplicate rules"), "What makes two records suspects."),
        "indexes": Key(
            Keyed(Short(INDEXED, INDEX, "fields"), "indexes"),
            "Indexes over several fields by name: a list of fields, or `fields` with `unique`.",
        ),
        "quality": Key(QUALITY, "What makes its records complete; their page says what is missing."),
        "rate_date": Key(
            Text("field"),
            "With several currencies: the date whose exchange rates count; the day of creation without it.",
        ),
        "aliases": Key(Listing(Text(), "names"), "Other names that expressions, imports and the API understand."),
        "renamed_from": Key(Listing(Text(), "names"), "Earlier names: applying renames, data and all."),
        "deprecated": DEPRECATED,
    },
    "an object",
)

SECTION = Record(
    {
        "label": LABEL,
        "columns": Key(Number(1, 3, whole=True), "How many columns; 2 when left out."),
        "visible_if": Key(Rule(), "A condition under which it is shown."),
        "fields": Key(Listing(Text("field"), "fields"), "The fields, in order.", required=True),
    },
    "a section",
)
FORM_FOR = Record(
    {
        "record_types": Key(
            Listing(Text("record_type"), "record types", lone=True, least=1), "Records of these types."
        ),
        "roles": Key(Listing(Text("role"), "roles", lone=True, least=1), "People of these roles."),
    },
    "what a form is for",
)
FORM = Record(
    {
        "for": Key(FORM_FOR, "What it is for, everything when left out; the form that says most is taken."),
        "sections": Key(Keyed(SECTION, "sections", kind="section"), "Groups of fields, in order.", required=True),
    },
    "a form",
)
TAB = Record(
    {
        "label": LABEL,
        "form": Key(Text("form"), "Shows this form."),
        "related": Key(Text("relation"), "Shows the child records of this name."),
        "columns": Key(FIELDS, "The columns of the related list; its first fields when left out."),
        "timeline": Key(Flag(), "Shows what happened to the record."),
    },
    "a tab",
)
PAGE = Record(
    {
        "path": Key(Path(), "The picklist shown as a bar of stages."),
        "highlights": Key(FIELDS, "The fields at the top of the page."),
        "tabs": Key(Keyed(TAB, "tabs", kind="tab"), "The tabs of the page, in order."),
    },
    "a record page",
)
VIEW_KEYS = {
    "label": LABEL,
    "type": Key(Choice(("table", "kanban", "calendar")), "How it is shown; table when left out."),
    "where": Key(Rule(), "Which records it shows; all that are visible when left out."),
    "sort": Key(Listing(Path(sign="-"), "fields"), "The order: fields, with - before those that fall."),
}
TABLE_VIEW = Record(
    VIEW_KEYS | {"columns": Key(FIELDS, "The columns, in order; the first fields when left out.")}, "a list view"
)
KANBAN_VIEW = Record(
    VIEW_KEYS
    | {
        "by": Key(Text("field"), "The picklist whose values are the columns of the board.", required=True),
        "sum": Key(Text("field"), "The number summed up in the head of each column."),
        "card": Key(FIELDS, "The fields on a card, under the name."),
    },
    "a kanban view",
)
CALENDAR_VIEW = Record(
    VIEW_KEYS
    | {
        "date": Key(
            Text("field"), "The date, or the moment, at which its records stand in the calendar.", required=True
        ),
        "by": Key(Text("field"), "The picklist whose colours they have; the page's `path` when left out."),
        "card": Key(FIELDS, "The fields that a pointer on a record shows."),
    },
    "a calendar view",
)
VIEWS = {"table": TABLE_VIEW, "kanban": KANBAN_VIEW, "calendar": CALENDAR_VIEW}
VIEW = Cases("type", MappingProxyType(VIEWS), "a view", default="table")
SEARCH = Record({"fields": Key(FIELDS, "The fields a lookup searches.", required=True)}, "search", lone=None)
LAYOUT = Record(
    {
        "layout": Key(Text("object"), "The object it is for, also the name of the file.", required=True),
        "forms": Key(Keyed(FORM, "forms", kind="form"), "Forms by name; `default` is the one for entry and reading."),
        "page": Key(PAGE, "The record page."),
        "views": Key(Keyed(VIEW, "views", kind="view"), "List views by name, in order."),
        "search": Key(SEARCH, "What lookups search."),
    },
    "a layout",
)

ROLE = Record(
    {
        "label": LABEL,
        "sets": Key(Listing(Text("permission_set"), "permission sets"), "What it grants.", required=True),
        "navigation": Key(Listing(Text("object"), "objects"), "Its objects in order; all it may read when left out."),
        "renamed_from": Key(Listing(Text(), "names"), "Earlier names: applying gives its users the new name."),
    },
    "a role",
)
GRANT = Either(
    Choice(("all",)),
    Record(MappingProxyType({right: Key(Flag(), f"The right to {right}.") for right in RIGHTS}), "a grant"),
)
PERMISSION_SET = Record(
    {
        "label": LABEL,
        "objects": Key(
            Table(GRANT, "objects and rights", refers="any_object"), "Rights by object; * stands for every object."
        ),
        "fields": Key(Table(Choice(LEVELS), "fields and levels", refers="object.field"), "Levels by object.field."),
        "record_types": Key(
            Table(Listing(Text("record_type"), "record types", lone=True), "objects and record types", refers="object"),
            "By object, the record types that may be created; all of them when left out.",
        ),
        "sensitive": Key(
            Table(Choice(LEVELS), "tags and levels", refers="tag"), "Levels by sensitivity tag; `*` for every tag."
        ),
        "system": Key(Listing(Choice(SYSTEM_RIGHTS), "system rights"), "Rights that belong to no object."),
        "renamed_from": Key(Listing(Text(), "names"), "Earlier names: the plan tells a rename, and what else changes."),
    },
    "a permission set",
)
HOLDER = Text("holder", beside="team:.+")
"""A role, or a team by its code: teams are data."""
SHARING_RULE = Record(
    {
        "when": Key(Rule(), "Which records it opens.", required=True),
        "to": Key(
            Listing(HOLDER, "holders", lone=True, least=1),
            "Whom: role:x, team:x (the code of a team), or a list of such.",
            required=True,
        ),
        "access": Key(Choice(("read", "edit")), "What they may do; read when left out."),
    },
    "a sharing rule",
)
QUEUE = Record(
    {
        "label": LABEL,
        "objects": Key(
            Listing(Text("object"), "objects", lone=True, least=1), "Whose records may belong to it.", required=True
        ),
        "members": Key(
            Listing(HOLDER, "holders", lone=True, least=1),
            "Who sees its records and takes them over: role:x, team:x (the code of a team), or a list of such.",
            required=True,
        ),
    },
    "a queue",
)
PERMISSIONS = Record(
    {
        "roles": Key(Keyed(ROLE, "roles", kind="role"), "Jobs by name: which permission sets, which navigation."),
        "permission_sets": Key(
            Keyed(PERMISSION_SET, "permission sets", kind="permission_set"), "Grants by name. They only add."
        ),
        "sharing_rules": Key(
            Table(Keyed(SHARING_RULE, "sharing rules"), "objects", refers="object"),
            "By object: records that fulfil a condition are open to others.",
        ),
        "queues": Key(Keyed(QUEUE, "queues", kind="queue"), "Records that wait for somebody to take them, by name."),
    },
    "a permissions file",
)

RULE_ENTRY = Record(
    {
        "label": LABEL,
        "object": Key(Text("object"), "The object it is for; that of the file when left out."),
        "when": Key(
            Rule("event"), "The event: created, updated, saved, deleted, before save, stage becomes ...", required=True
        ),
        "if": Key(Rule(), "The condition."),
        "then": Key(Rule("actions"), "What to do: a | block or a quoted text.", required=True),
        "sources": SOURCE_LIST,
        "order": Key(Number(-1000, 1000, whole=True), "Its place among the rules of the object; 0 when left out."),
        "deprecated": DEPRECATED,
    },
    "a rule",
)
RULE = replace(RULE_ENTRY, keys={**RULE_ENTRY.keys, "object": replace(RULE_ENTRY.keys["object"], required=True)})
FLOWS = Record(
    {
        "object": Key(Text("object"), "The object of the rules that name none themselves."),
        "rules": Key(Keyed(RULE_ENTRY, "rules", kind="rule"), "Rules by name."),
    },
    "a flows file",
)

SAID = Text()


def labels(refers: str | None = None) -> Table:
    """Texts by the names of what they are for."""
    return Table(SAID, "names and texts", refers=refers)


TRANSLATED_FIELD = Record(
    {
        "label": Key(SAID, "Its label."),
        "help": Key(SAID, "Its help text."),
        "values": Key(labels("value"), "The labels of its choices."),
        "parts": Key(labels("part"), "The labels of its parts, for an address or a geolocation."),
    },
    "a translated field",
    lone="label",
)
TRANSLATED_OBJECT = Record(
    {
        "label": Key(SAID, "Its label."),
        "plural": Key(SAID, "The label of many."),
        "description": Key(SAID, "What it is for."),
        "fields": Key(
            Table(TRANSLATED_FIELD, "fields", refers="field"), "Its fields: a label, or label, help and values."
        ),
        "record_types": Key(labels("record_type"), "The labels of its record types."),
        "validations": Key(labels("validation"), "The messages of its validations."),
        "views": Key(labels("view"), "The labels of its views."),
        "sections": Key(labels("section"), "The labels of its sections."),
        "tabs": Key(labels("tab"), "The labels of its tabs."),
    },
    "a translated object",
)
TRANSLATION = Record(
    {
        "objects": Key(Table(TRANSLATED_OBJECT, "objects", refers="object"), "The objects by name."),
        "value_lists": Key(
            Table(labels(), "value lists", refers="value_list"), "The labels of the choices of value lists."
        ),
        "roles": Key(labels("role"), "The labels of roles."),
        "permission_sets": Key(labels("permission_set"), "The labels of permission sets."),
        "queues": Key(labels("queue"), "The labels of queues."),
        "rules": Key(labels("rule"), "The labels of rules."),
        "apps": Key(labels("app"), "The labels of apps."),
        "system_fields": Key(labels(), "The labels of the fields every object has."),
        "texts": Key(labels(), "Texts of the shell and of problems by their keys; {name} puts a value in."),
    },
    "a translation",
)

DATA = Record(
    {
        "key": Key(Text("field"), "The field by which a second run finds its records again.", required=True),
        "records": Key(Rows(), "The records: a list, or a mapping by key.", required=True),
    },
    "seed data",
)
CURRENCY = Text(pattern=r"[A-Z]{3}", what="a currency such as USD")
SETTINGS = Record(
    {
        "currency": Key(CURRENCY, "The currency of all amounts."),
        "currencies": Key(
            Listing(CURRENCY, "currencies", least=1),
            "All currencies amounts may be in; `currency`, or else the first, is the organisation's own.",
        ),
        "country": Key(
            Text("country", r"[A-Z]{2}", "a country such as DE"),
            "The organisation's country by its code of two letters; national telephone numbers are of it.",
        ),
        "timezone": Key(Text("timezone"), "The organisation's time zone, such as Europe/Berlin."),
        "default_language": Key(Text(pattern=LANGUAGE, what="a language such as en"), "For people who chose none."),
        "week_start": Key(Choice(("monday", "saturday", "sunday")), "The first day of the week."),
        "fiscal_year_start": Key(Number(1, 12, whole=True), "The month the fiscal year starts in."),
        "purge_after": Key(
            Number(1, 36500, whole=True),
            "The days after which what has left the model is deleted for good, by the next apply or `crm purge`; 30.",
        ),
    },
    "settings",
)
VERSION = r"[0-9]+(\.[0-9]+){0,2}"
CONDITION = rf"\s*(>=|<=|==|<|>|~)?\s*{VERSION}\s*"
VERSIONS = Text(pattern=rf"{CONDITION}(,{CONDITION})*", what='a condition on versions such as ">=1.0,<2" or "~1.0"')
APP = Record(
    {
        "name": Key(Name(), "The API name of the app.", required=True),
        "label": LABEL,
        "version": Key(Text(pattern=VERSION, what="a version such as 1.0"), "Its version.", required=True),
        "namespace": Key(
            Text(pattern=WORD, what="a namespace", max_length=MAX_NAMESPACE),
            "Prefix (with __ behind it) of everything a pack adds.",
        ),
        "language": Key(Text(pattern=LANGUAGE, what="a language such as en"), "The language of its labels; en."),
        "requires": Key(
            Record(
                {
                    "platform": Key(VERSIONS, "Versions of the platform it works with, such as >=0.1."),
                    "packs": Key(Table(VERSIONS, "packs and versions"), "Packs that have to lie below: {edu: ~1.0}."),
                },
                "requires",
            ),
            "What it needs.",
        ),
        "base": Key(Table(VERSIONS, "apps and versions"), "The app it stands on, with its versions: {crm: ~1.0}."),
        "packs": Key(
            Table(VERSIONS, "packs and versions"), "The packs it stands on, with their versions: {edu: ~1.0}."
        ),
        "moved": Key(
            Table(Text(), "earlier and present names"),
            "What this app calls differently now that a layer below has taken the name: {account.level: account.tier}.",
        ),
    },
    "an app",
)
HALF_APP = replace(APP, keys={name: replace(key, required=False) for name, key in APP.keys.items()})
"""An app of which something needed cannot be read: the rest of it is checked all the same."""

KINDS: Mapping[str, Shape] = MappingProxyType(
    {
        "app": APP,
        "settings": SETTINGS,
        "object": OBJECT,
        "value_lists": VALUE_LISTS,
        "layout": LAYOUT,
        "permissions": PERMISSIONS,
        "flows": FLOWS,
        "translation": TRANSLATION,
        "data": DATA,
        "scenario": SCENARIOS,
    }
)
