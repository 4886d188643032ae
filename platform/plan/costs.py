"""What rules ask of the database: an estimate of statements for a thousand records, from the rule's text alone.

A rule's reads are fetched once a batch: one statement for each lookup it goes through, one for all figures over
children.  What it writes goes through the steps of the door, one wave for each object and kind.
"""

from collections.abc import Iterable, Iterator, Sequence

from objectry.plan.checking import Compilation
from objectry.plan.shapes import RulePlan
from objectry.rules import (
    Act,
    Aggregate,
    Branch,
    CreateRecord,
    DeleteRecords,
    Leaf,
    Node,
    SetField,
    Statement,
    UpdateRecords,
    leaves,
    statement_leaves,
)

MOST_QUERIES = 50
MOST_RULES = 50
WRITING = 3
"""Statements of a wave: the lock, the write, the history.  Checks and roll-ups come to what is written."""


def queries_of(rule: RulePlan) -> int:
    """About how many statements the rule needs for a thousand records."""
    condition: tuple[Node, ...] = () if rule.condition is None else (rule.condition,)
    read = [leaf for node in condition for leaf in leaves(node)]
    waves = len(set(_writes(rule.then)))
    return _fetches(read) + _fetches(statement_leaves(rule.then)) + WRITING * waves + _finds(rule.then)


def _fetches(read: Iterable[Leaf]) -> int:
    known = list(read)
    hops = {(leaf.hops[0], leaf.prior) for leaf in known if not isinstance(leaf, Aggregate) and leaf.hops}
    return len(hops) + any(isinstance(leaf, Aggregate) for leaf in known)


def _writes(statements: Sequence[Statement]) -> Iterator[tuple[str, str]]:
    for one in statements:
        if isinstance(one, CreateRecord):
            yield "create", one.object
        elif isinstance(one, UpdateRecords):
            yield "update", one.target.object
        elif isinstance(one, DeleteRecords):
            yield "delete", one.target.object
        elif isinstance(one, Branch):
            yield from _writes((*one.then, *one.otherwise))
        elif isinstance(one, SetField | Act):
            yield "set", ""


def _finds(statements: Sequence[Statement]) -> int:
    """Each `update` and `delete` of children looks for them."""
    count = 0
    for one in statements:
        if isinstance(one, UpdateRecords | DeleteRecords):
            count += one.target.link is not None
        elif isinstance(one, Branch):
            count += _finds((*one.then, *one.otherwise))
    return count


def warn_of_costs(rules: Sequence[RulePlan], work: Compilation) -> None:
    """Warn of rules that need many statements, and of an object with very many rules."""
    for rule in rules:
        needed = queries_of(rule)
        if needed > MOST_QUERIES:
            message = f"{rule.name} needs about {needed} queries for 1,000 records; {MOST_QUERIES} are a lot"
            work.found.warn("P406", message, work.model.rules[rule.name].span)
    if len(rules) > MOST_RULES:
        last = work.model.rules[rules[MOST_RULES].name]
        message = f"{last.object} has {len(rules)} rules; more than {MOST_RULES} are hard to follow"
        work.found.warn("P406", message, last.span)
