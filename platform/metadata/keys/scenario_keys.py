"""The keys of scenarios: what happens, step by step, and what is expected."""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any, NamedTuple

from objectry.diagnostics import Diagnostics, suggest
from objectry.metadata.keys.containers import Key, Keyed, Listing, Record, Table
from objectry.metadata.keys.shapes import BAD, WRITTEN, Choice, Name, Names, Number, Rule, Schema, Text, wrong
from objectry.metadata.model_scenarios import Cell
from objectry.metadata.model_texts import RuleText
from objectry.metadata.reading.nodes import ListNode, MapNode, Node, ScalarNode
from objectry.metadata.reading.rule_text import rule_text

DOORS = ("web", "api", "import")
CLAIMS = ("create", "read", "update", "delete", "transfer", "export", "import")
LATER = ("outbox",)  # named by the language, not supported by this version
DURATION = r"[0-9]{1,6} (?:minute|hour|day|week)s?"
MOMENT = r"[0-9]{4}-[0-9]{2}-[0-9]{2}(?:[T ][0-9]{2}:[0-9]{2}(?::[0-9]{2})?(?:Z|[+-][0-9]{2}:[0-9]{2})?)?"
SIGN = "="  # what an expression begins with, as in seeds


class Told(NamedTuple):
    """What one step or expectation says: its word, its keys as read, and where it stands."""

    word: str
    said: Mapping[str, Any]
    node: MapNode


@dataclass(frozen=True, slots=True)
class Written:
    """A value of a field: a text, a list of texts, nothing, or an expression behind =."""

    def read(self, node: Node, problems: Diagnostics) -> Any:
        if isinstance(node, ListNode) and all(isinstance(item, ScalarNode) for item in node.items):
            return Cell(tuple(item.text for item in node.items if isinstance(item, ScalarNode)), None, node.span)
        if not isinstance(node, ScalarNode):
            return wrong(node, "a value", problems)
        if node.is_null:
            return Cell(None, None, node.span)
        expression = behind_sign(node) if node.text.startswith(SIGN) else None
        return Cell(node.text, expression, node.span)

    def schema(self, names: Names) -> Schema:  # noqa: ARG002 - no names in it
        return {"type": [*WRITTEN, "null", "array"]}


def behind_sign(node: ScalarNode) -> RuleText:
    """The expression without its sign, at its place in the file."""
    text = rule_text(node)
    (line, column), *others = text.starts
    jumps = tuple((one, at - (one == 1), *place) for one, at, *place in text.jumps)
    return RuleText(text.text[1:], text.span, ((line, column + 1), *others), jumps)  # type: ignore[arg-type]


@dataclass(frozen=True, slots=True)
class Story:
    """A list of steps, each of a kind that is told by the word it says."""

    cases: Mapping[str, Record]
    what: str

    def read(self, node: Node, problems: Diagnostics) -> Any:
        if not isinstance(node, ListNode):
            return wrong(node, f"a list of {self.what}s", problems)
        found = (self.case(item, problems) for item in node.items)
        return tuple(one for one in found if one is not None)

    def case(self, node: Node, problems: Diagnostics) -> Told | None:
        """One of them; None with the problem told."""
        if not isinstance(node, MapNode):
            wrong(node, f"a {self.what} (a mapping of keys)", problems)
            return None
        word = next((name for name in node.entries if name in self.cases), None)
        said = BAD if word is None else self.cases[word].read(node, problems)
        if word is None:
            self.tell_unknown(node, problems)
        if said is BAD:
            alias = node.get("as")
            problems.lose({alias.text} if isinstance(alias, ScalarNode) else ())
        return None if word is None or said is BAD else Told(word, said, node)

    def tell_unknown(self, node: MapNode, problems: Diagnostics) -> None:
        """No word of ours begins it."""
        later = next((entry for name, entry in node.entries.items() if name in LATER), None)
        first = next(iter(node.entries.items()), None)
        if later is not None:
            message = f"scenarios cannot ask for {later.key.text}: this version of the platform has none"
            problems.error("M292", message, later.key.span)
        elif first is None:
            problems.error("M203", f"a {self.what} is expected here, not nothing", node.span)
        else:
            hint = suggest(first[0], self.cases) or f"; known are: {', '.join(self.cases)}"
            problems.error("M201", f'"{first[0]}" is no {self.what}{hint}', first[1].key.span)

    def schema(self, names: Names) -> Schema:
        cases = [record.schema(names) for record in self.cases.values()]
        return {"type": "array", "items": {"anyOf": cases}}


ACTING = Key(Text(), "Who does it; the scenario's own actor when left out.")
LOOKING = Key(Text(), "As seen by whom; by the platform itself, which sees all, when left out.")
ALIAS = Text()
VALUES = Table(Written(), "fields and values", refers="field", path=True)
REFUSAL = Record(
    {
        "contains": Key(Text(), "Words of the message."),
        "code": Key(Text(), "The code of the problem: D528, or not_allowed, not_found."),
        "at": Key(Text("field"), "The field the message is shown at."),
        "validation": Key(Text("validation"), "The validation that refuses."),
    },
    "a refusal",
    lone="contains",
)
DOING = {
    "actor": ACTING,
    "source": Key(Choice(DOORS), "The door it comes through; web when left out."),
    "refused": Key(REFUSAL, "The step has to be refused so; words of the message, or these keys."),
}
SAVING = DOING | {
    "warned": Key(Listing(Text(), "duplicate rules", lone=True), "The duplicate rules that have to warn."),
}
CREATE = Record(
    {
        "create": Key(Text("object"), "The object of the new record.", required=True),
        "as": Key(Name(), "What the record is called in this scenario."),
        "values": Key(VALUES, "The values it is given, as people write them; =TODAY() + 3 is an expression."),
        **SAVING,
    },
    "a step",
)
UPDATE = Record(
    {
        "update": Key(ALIAS, "The record.", required=True),
        "values": Key(VALUES, "Its new values.", required=True),
        **SAVING,
    },
    "a step",
)
DELETE = Record({"delete": Key(ALIAS, "The record.", required=True), **DOING}, "a step")
ADVANCE = Record(
    {"advance": Key(Text(pattern=DURATION, what="a time such as 48 hours"), "How long to wait.", required=True)},
    "a step",
)
STEPS = Story(
    MappingProxyType({"create": CREATE, "update": UPDATE, "delete": DELETE, "advance": ADVANCE}),
    "step",
)

SEEN_RECORD = Record(
    {
        "record": Key(ALIAS, "The record.", required=True),
        "values": Key(VALUES, "What its fields hold; paths such as account.grade lead through lookups."),
        "holds": Key(Rule(), "A condition that is true of it."),
        "actor": LOOKING,
    },
    "an expectation",
)
DELETED = Record({"deleted": Key(ALIAS, "The record that is gone.", required=True)}, "an expectation")
HISTORY = Record(
    {
        "history": Key(ALIAS, "The record.", required=True),
        "cause": Key(Text(), "Why it was written: user, or rule and the name of the rule."),
        "field": Key(Text("field"), "The field that was changed."),
        "actor": Key(Text(), "Who did it."),
    },
    "an expectation",
)
NOTICE = Record(
    {
        "to": Key(Text(), "Who is told.", required=True),
        "contains": Key(Text(), "Words of the message."),
        "times": Key(Number(0, 1000, whole=True), "How often; at least once when left out."),
    },
    "a notification",
)
NOTIFICATION = Record({"notification": Key(NOTICE, "What somebody is told.", required=True)}, "an expectation")
WHERE = Key(Rule(), "Only records of which this is true.")
COUNT = Record(
    {
        "count": Key(Text("object"), "The object.", required=True),
        "where": WHERE,
        "is": Key(Number(0, 10_000, whole=True), "How many there are.", required=True),
        "actor": LOOKING,
    },
    "an expectation",
)
LIST = Record(
    {
        "list": Key(Text("object"), "The object.", required=True),
        "where": WHERE,
        "view": Key(Text("view"), "Only records of this list view."),
        "are": Key(Listing(ALIAS, "records"), "The records, in whatever order.", required=True),
        "actor": LOOKING,
    },
    "an expectation",
)
CLAIMED = {
    "record": Key(ALIAS, "On this record."),
    "object": Key(Text("object"), "On this object."),
    "field": Key(Text("object.field"), "On this field, as object.field."),
    "actor": Key(Text(), "Who; the scenario's own actor when left out."),
}
RIGHTS = Listing(Choice(CLAIMS), "rights", lone=True, least=1)
MAY = Record({"may": Key(RIGHTS, "What somebody may do.", required=True), **CLAIMED}, "an expectation")
MAY_NOT = Record({"may_not": Key(RIGHTS, "What somebody may not do.", required=True), **CLAIMED}, "an expectation")
EXPECTATIONS = Story(
    MappingProxyType(
        {
            "may": MAY,
            "may_not": MAY_NOT,
            "record": SEEN_RECORD,
            "deleted": DELETED,
            "history": HISTORY,
            "notification": NOTIFICATION,
            "count": COUNT,
            "list": LIST,
        }
    ),
    "expectation",
)

PERSON = Record(
    {
        "role": Key(Text("role"), "The person's role.", required=True),
        "manager": Key(Text(), "The person's manager, one of the others."),
    },
    "a person",
    lone="role",
)
ACTOR = Record(
    {
        "as": Key(Text(), "What the person is called; as the role when left out."),
        "role": Key(Text("role"), "The person's role, where `users` does not say it."),
        "manager": Key(Text(), "The person's manager, one of `users`."),
    },
    "an actor",
    lone="as",
)
BACKGROUND = {
    "users": Key(Table(PERSON, "people", key=Name()), "Who takes part: a role, or role and manager."),
    "actor": Key(ACTOR, "Who acts where a step does not say: one of `users`, or role and name."),
    "now": Key(
        Text(pattern=MOMENT, what="a time such as 2026-03-02T09:00Z"), "When it begins; 2026-03-02T09:00Z if left out."
    ),
    "given": Key(STEPS, "What is there before; each step has to be possible."),
}
SCENARIO = Record(
    {
        "scenario": Key(Text(), "What it shows, in a sentence.", required=True),
        **BACKGROUND,
        "when": Key(STEPS, "What happens."),
        "then": Key(EXPECTATIONS, "What should be so in the end."),
    },
    "a scenario",
)
SCENARIOS = Record(
    {
        **{name: Key(key.shape, key.description) for name, key in SCENARIO.keys.items()},
        "scenarios": Key(
            Keyed(SCENARIO, "scenarios"),
            "Several scenarios by name; `users`, `actor`, `now` and `given` of the file are for each of them.",
        ),
    },
    "a scenarios file",
)
