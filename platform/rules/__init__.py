"""The rules room: the rule language, parsed, checked and evaluated in Python.

Texts go in with a scope; typed trees come out, which the plan keeps, the store turns into SQL and this room runs over
batches of records.  Statements are performed into effects; nothing here writes anything.
"""

from objectry.rules.actions import Action, ActionParameter, known_actions
from objectry.rules.calendar import MOST_DAYS
from objectry.rules.catalog import Catalog, field_type
from objectry.rules.check import check_expression, check_rollup, is_stored_rollup
from objectry.rules.check_events import check_event
from objectry.rules.check_statements import check_actions
from objectry.rules.codes import CODES
from objectry.rules.deciding import always_holds, can_hold
from objectry.rules.distances import EARTH
from objectry.rules.evaluate import (
    Environment,
    Evaluator,
    RunNote,
    compile_node,
    compile_nodes,
    python_source,
    scalar_function,
)
from objectry.rules.explanation import Part, explain, first_false
from objectry.rules.forks import object_of
from objectry.rules.help import Help, help_of
from objectry.rules.library import OF_LISTS, OPERATIONS
from objectry.rules.manual import manual
from objectry.rules.moved import of_child
from objectry.rules.offers import Calling, Offer, Offers, calling_at, offers_at
from objectry.rules.paths import MAX_HOPS
from objectry.rules.pattern_writing import advanced as advanced_pattern
from objectry.rules.perform import TARGET_ID, nodes_of, perform, statement_leaves
from objectry.rules.scope import Scope
from objectry.rules.spelling import written
from objectry.rules.statements import (
    Act,
    Branch,
    CreateRecord,
    DeleteRecords,
    Effect,
    Event,
    FieldSet,
    Notified,
    RecordChanged,
    RecordCreated,
    RecordDeleted,
    Refused,
    SetField,
    Statement,
    Target,
    UpdateRecords,
)
from objectry.rules.template import check_template, expressions_in
from objectry.rules.texts import MARKUP
from objectry.rules.texts import plain as plain_text
from objectry.rules.typed import (
    Aggregate,
    Call,
    Const,
    ContextRead,
    FieldRead,
    Hop,
    Leaf,
    Node,
    Value,
    leaves,
    text_of,
    walk,
)
from objectry.rules.types import (
    BOOLEAN,
    DATE,
    DATETIME,
    DIVISION_SCALE,
    MAX_DIGITS,
    NULL,
    OPAQUE,
    SET,
    TEXT,
    TIME,
    Kind,
    Type,
    number,
)
from objectry.rules.uses import Meaning, Use, uses_in
from objectry.rules.widths import over_rows, rounded_to

__all__ = [
    "BOOLEAN",
    "CODES",
    "DATE",
    "DATETIME",
    "DIVISION_SCALE",
    "EARTH",
    "MARKUP",
    "MAX_DIGITS",
    "MAX_HOPS",
    "MOST_DAYS",
    "NULL",
    "OF_LISTS",
    "OPAQUE",
    "OPERATIONS",
    "SET",
    "TARGET_ID",
    "TEXT",
    "TIME",
    "Act",
    "Action",
    "ActionParameter",
    "Aggregate",
    "Branch",
    "Call",
    "Calling",
    "Catalog",
    "Const",
    "ContextRead",
    "CreateRecord",
    "DeleteRecords",
    "Effect",
    "Environment",
    "Evaluator",
    "Event",
    "FieldRead",
    "FieldSet",
    "Help",
    "Hop",
    "Kind",
    "Leaf",
    "Meaning",
    "Node",
    "Notified",
    "Offer",
    "Offers",
    "Part",
    "RecordChanged",
    "RecordCreated",
    "RecordDeleted",
    "Refused",
    "RunNote",
    "Scope",
    "SetField",
    "Statement",
    "Target",
    "Type",
    "UpdateRecords",
    "Use",
    "Value",
    "advanced_pattern",
    "always_holds",
    "calling_at",
    "can_hold",
    "check_actions",
    "check_event",
    "check_expression",
    "check_rollup",
    "check_template",
    "compile_node",
    "compile_nodes",
    "explain",
    "expressions_in",
    "field_type",
    "first_false",
    "help_of",
    "is_stored_rollup",
    "known_actions",
    "leaves",
    "manual",
    "nodes_of",
    "number",
    "object_of",
    "of_child",
    "offers_at",
    "over_rows",
    "perform",
    "plain_text",
    "python_source",
    "rounded_to",
    "scalar_function",
    "statement_leaves",
    "text_of",
    "uses_in",
    "walk",
    "written",
]
