"""What a rule tells people: each hears only what she may read, and who is no user hears nothing.

A message is an expression over fields.  Where the one it is for may not read one of them, the rule's label stands in
its place: she learns that something happened, and finds at the record what she may know of it.
"""

from collections.abc import Iterator, Sequence
from dataclasses import replace

from objectry.plan import RulePlan
from objectry.rules import Act, Branch, Effect, FieldRead, Node, Notified, Statement, walk
from objectry.runtime.access.rights import Rights
from objectry.runtime.identity.users import active_users
from objectry.runtime.writing.work import Work

NOTIFY, REFUSE, MESSAGE = "notify", "refuse", "message"


def addressed(work: Work, rule: RulePlan, effects: Sequence[Effect]) -> list[Effect]:
    """The effects with each notice fit for its recipient; notices for nobody are left out."""
    people = sorted({effect.to for effect in effects if isinstance(effect, Notified)})
    if not people:
        return list(effects)
    users = active_users(work.desk, people)
    reads = tuple(_reads(rule.then, NOTIFY))
    told = {id: rule.label if _hidden(work.program.rights(one.actor), reads) else None for id, one in users.items()}
    kept = [effect for effect in effects if not isinstance(effect, Notified) or effect.to in users]
    return [_fitted(effect, told.get(effect.to)) if isinstance(effect, Notified) else effect for effect in kept]


def refusal_of(work: Work, rule: RulePlan, message: str) -> str:
    """A refusal as the caller may hear it."""
    return rule.label if _hidden(work.rights, tuple(_reads(rule.then, REFUSE))) else message


def _fitted(notice: Notified, instead: str | None) -> Notified:
    return notice if instead is None else replace(notice, message=instead)


def _hidden(rights: Rights, reads: Sequence[FieldRead]) -> bool:
    return not all(rights.reads(one.object, one.field) for one in reads)


def _reads(statements: Sequence[Statement], action: str) -> Iterator[FieldRead]:
    """The fields that messages of this action read."""
    for node in _messages(statements, action):
        yield from (one for one in walk(node) if isinstance(one, FieldRead))


def _messages(statements: Sequence[Statement], action: str) -> Iterator[Node]:
    for one in statements:
        if isinstance(one, Act) and one.name == action:
            yield from (node for name, node in one.args if name == MESSAGE)
        elif isinstance(one, Branch):
            yield from _messages(one.then, action)
            yield from _messages(one.otherwise, action)
