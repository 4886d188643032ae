"""The tables of keys in docs/metadata.md, made from the table the loader reads by.

`python -m tests.metadata.manual` writes them anew.
"""

import re
from collections.abc import Mapping
from pathlib import Path

from objectry.metadata import CompoundType, FieldType
from objectry.metadata.keys import compound_keys as compounds
from objectry.metadata.keys import field_keys as fields
from objectry.metadata.keys import kinds
from objectry.metadata.keys import scenario_keys as scenarios
from objectry.metadata.keys.containers import Key, Record

MANUAL = Path(__file__).resolve().parents[2] / "docs" / "metadata.md"
BLOCK = re.compile(r"<!-- keys: (.*?) -->\n(.*?)<!-- end -->", re.DOTALL)
RECORDS: Mapping[str, Record] = {
    "app": kinds.APP,
    "settings": kinds.SETTINGS,
    "object": kinds.OBJECT,
    "value lists": kinds.VALUE_LISTS,
    "value list": kinds.VALUE_LIST,
    "record type": kinds.RECORD_TYPE,
    "sharing": kinds.SHARING,
    "quality": kinds.QUALITY,
    "validation": kinds.VALIDATION,
    "duplicate": kinds.DUPLICATE,
    "index": kinds.INDEX,
    "layout": kinds.LAYOUT,
    "form": kinds.FORM,
    "form for": kinds.FORM_FOR,
    "section": kinds.SECTION,
    "page": kinds.PAGE,
    "tab": kinds.TAB,
    "table view": kinds.TABLE_VIEW,
    "kanban view": kinds.KANBAN_VIEW,
    "calendar view": kinds.CALENDAR_VIEW,
    "permissions": kinds.PERMISSIONS,
    "role": kinds.ROLE,
    "permission_set": kinds.PERMISSION_SET,
    "sharing_rule": kinds.SHARING_RULE,
    "queue": kinds.QUEUE,
    "flows": kinds.FLOWS,
    "rule": kinds.RULE_ENTRY,
    "translation": kinds.TRANSLATION,
    "translated object": kinds.TRANSLATED_OBJECT,
    "translated field": kinds.TRANSLATED_FIELD,
    "data": kinds.DATA,
    "scenarios": scenarios.SCENARIOS,
    "person": scenarios.PERSON,
    "actor": scenarios.ACTOR,
    "create": scenarios.CREATE,
    "update": scenarios.UPDATE,
    "delete": scenarios.DELETE,
    "advance": scenarios.ADVANCE,
    "refusal": scenarios.REFUSAL,
    "record": scenarios.SEEN_RECORD,
    "deleted": scenarios.DELETED,
    "history": scenarios.HISTORY,
    "notification": scenarios.NOTIFICATION,
    "notice": scenarios.NOTICE,
    "count": scenarios.COUNT,
    "list": scenarios.LIST,
    "may": scenarios.MAY,
    "may_not": scenarios.MAY_NOT,
}
COMPUTED = {**fields.FORMULA, **fields.ROLLUP, **fields.BLANKS, "reveals": fields.COMPUTED["reveals"]}


def tables() -> dict[str, Mapping[str, Key]]:
    """Every table of the manual by its name."""
    found = {name: record.keys for name, record in RECORDS.items()}
    found |= {"field": fields.COMMON, "computed": COMPUTED}
    found |= {f"field.{kind}": compounds.COMPOUNDS[kind].keys for kind in CompoundType}
    return found | {f"field.{kind}": fields.OWN_KEYS[kind] for kind in FieldType}


def drawn(keys: Mapping[str, Key]) -> str:
    """One table."""
    rows = [f"| `{name}` | {key.description}{' Required.' if key.required else ''} |" for name, key in keys.items()]
    return "\n".join(["", "| key | |", "|---|---|", *rows, "", ""])


def rewritten(text: str) -> str:
    """The manual with every table as it should be."""
    known = tables()
    return BLOCK.sub(lambda found: f"<!-- keys: {found[1]} -->\n{drawn(known[found[1]])}<!-- end -->", text)


if __name__ == "__main__":
    MANUAL.write_text(rewritten(MANUAL.read_text(encoding="utf-8")), encoding="utf-8")
