"""How names are formed, and which are taken.  This is the one table of reserved names."""

import re
from collections.abc import Mapping
from types import MappingProxyType
from typing import Protocol

from objectry.diagnostics import lookalike

MAX_NAME = 40
MAX_NAMESPACE = 15
WORD = r"[a-z][a-z0-9]*(?:_[a-z0-9]+)*"
NAME = re.compile(rf"(?:{WORD}__)?{WORD}")

SQL_WORDS = frozenset(
    "all alter and any array as asc between both by case cast check collate column commit constraint create cross"
    " current_date current_time current_timestamp current_user default deferrable delete desc distinct do drop else"
    " end escape except exists false fetch for foreign from full glob grant group having if in index initially inner"
    " insert intersect into is isnull join lateral leading left like limit localtime localtimestamp natural not"
    " notnull null offset on only or outer placing pragma primary raise references returning right rollback"
    " rowid savepoint select session_user set similar some symmetric table then to trailing transaction trigger true"
    " union unique update using vacuum values variadic verbose view when where window with".split()
)
RULE_WORDS = frozenset("and case elif else end false if in not null or set then true where".split())
SYSTEM_COLUMNS = frozenset(
    "id created_at created_by updated_at updated_by owner version deleted_at record_type pool pooled_at".split()
)
ROUTE_WORDS = frozenset(
    "actions admin api apps assets audit auth batch bulk describe docs files health history home import export login"
    " logout me meta metadata new edit openapi query reports search session sessions setup static system texts token"
    " tokens userinfo views".split()
)
ENGINE_WORDS = frozenset("record object objects core all none".split())

RESERVED = MappingProxyType(
    {
        "object": SQL_WORDS | RULE_WORDS | ROUTE_WORDS | ENGINE_WORDS | SYSTEM_COLUMNS,
        "field": SQL_WORDS | RULE_WORDS | SYSTEM_COLUMNS,
    }
)
STOLEN_PREFIXES = ("sqlite_", "pg_")


def malformed(name: str) -> str | None:
    """What is wrong with the form of a name, or None."""
    if len(name) > MAX_NAME:
        return f"a name has at most {MAX_NAME} characters, this one has {len(name)}"
    if not NAME.fullmatch(name):
        formed = "a name is made of small letters, digits and single underscores, and starts with a letter"
        return formed + lookalike(name)
    return None


def reserved(kind: str, name: str) -> bool:
    """Whether the platform or the databases need the name themselves.  `kind` is object or field."""
    return name in RESERVED[kind] or name.startswith(STOLEN_PREFIXES)


class Renamed(Protocol):
    """Something that knows what it was called."""

    @property
    def renamed_from(self) -> tuple[str, ...]:
        """Its earlier names."""
        ...


def now_called(name: str, declared: Mapping[str, Renamed]) -> str:
    """The tail of a message about a name of old: `; it is called "x" now`, or nothing."""
    later = next((new for new, one in declared.items() if name in one.renamed_from), None)
    return "" if later is None else f'; it is called "{later}" now'


def well_formed(name: str) -> str:
    """The name that somebody may have meant by a malformed one, and may have written elsewhere."""
    parted = re.sub(r"(?<=[a-z0-9])(?=[A-Z])|[ \-.]+", "_", name)
    return re.sub(r"[^a-z0-9_]", "", parted.lower())


def sentence(name: str) -> str:
    """A label for a name that has none: `close_date` reads `Close date`."""
    words = name.split("__")[-1].replace("_", " ")
    return words[:1].upper() + words[1:]


def plural_of(label: str) -> str:
    """The English plural of a label; other scripts have none and keep the label."""
    if not label.isascii() or not label[-1:].isalpha():
        return label
    lower = label.lower()
    if lower.endswith("y") and lower[-2:-1] not in "aeiou":
        return label[:-1] + "ies"
    if lower.endswith(("s", "x", "z", "ch", "sh")):
        return label + "es"
    return label + "s"
