"""Who may see and do what in the small company, written down a second time, slowly, as loops over dicts.

Nothing of the product is used here: rights are read off the permission file by a person, not by the program.
"""

from dataclasses import dataclass, field

RIGHTS: dict[str, dict[str, set[str]]] = {
    "rep": {
        "account": {"create", "read", "update", "delete"},
        "deal": {"create", "read", "update", "delete"},
        "line": {"create", "read", "update", "delete"},
        "task": {"create", "read", "update", "delete"},
        "topic": {"create", "read", "update"},
    },
    "agent": {"account": {"read"}, "topic": {"read"}},
    "admin": {name: {"create", "read", "update", "delete"} for name in ("account", "deal", "line", "task", "topic")},
    "nobody": {},
}
RIGHTS["manager"] = RIGHTS["director"] = RIGHTS["rep"]
SEES_ALL = {"director": {"account", "deal", "task"}, "admin": {"account", "deal", "line", "task", "topic"}}
WRITES_ALL = {"admin": {"account", "deal", "line", "task", "topic"}}
HIDDEN = {
    "rep": {"secret", "shout", "best"},
    "manager": {"best"},
    "director": set(),
    "agent": {"secret", "shout", "best", "ceiling"},
    "admin": set(),
}


@dataclass
class Row:
    """A record as the oracle knows it."""

    id: str
    object: str
    owner: str = ""
    region: str | None = None
    above: "Row | None" = None


@dataclass
class Oracle:
    """People (name to role and manager) and rows."""

    people: dict[str, tuple[str, str | None]]
    rows: list[Row] = field(default_factory=list)

    def below(self, boss: str, person: str) -> bool:
        manager = self.people[person][1]
        while manager is not None:
            if manager == boss:
                return True
            manager = self.people[manager][1]
        return False

    def may(self, who: str, right: str, object: str) -> bool:
        return right in RIGHTS[self.people[who][0]].get(object, set())

    def sees(self, who: str, row: Row) -> bool:
        role = self.people[who][0]
        if not self.may(who, "read", row.object):
            return False
        if row.object in SEES_ALL.get(role, set()) or row.object == "topic":
            return True
        if row.object == "line":
            return row.above is not None and self.sees(who, row.above)
        if row.owner == who or self.below(who, row.owner):
            return True
        return row.object == "account" and role == "agent" and row.region == "east"

    def writes(self, who: str, row: Row, right: str) -> bool:
        role = self.people[who][0]
        if not self.may(who, right, row.object) or not self.sees(who, row):
            return False
        if row.object in WRITES_ALL.get(role, set()):
            return True
        if row.object == "line":
            return row.above is not None and self.writes(who, row.above, "update")
        return row.object != "topic" and (row.owner == who or self.below(who, row.owner))
