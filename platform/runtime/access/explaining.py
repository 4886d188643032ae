"""Why somebody may do something with one record: the branches of the policy that open it, or what is missing."""

from collections.abc import Mapping
from types import MappingProxyType

from objectry.plan import ObjectPlan
from objectry.runtime.access.rights import Decision, Rights
from objectry.runtime.conditions import Branch, Policy
from objectry.runtime.desk import Desk
from objectry.runtime.values.coercion import identifier

RIGHTS = ("read", "update", "delete", "transfer")
WORDS: Mapping[str, str] = MappingProxyType(
    {"rule": "sharing rule", "parent": "parent", "deputy": "standing in for", "queue": "queue"}
)
NOTHING = "there is no such record, or nothing opens it"


def accesses(rights: Rights, desk: Desk, plan: ObjectPlan, id: str) -> Mapping[str, Decision]:
    """The answer for each right on a record, and for sharing it by hand."""
    found = {right: opening(rights, desk, plan, id, right) for right in RIGHTS}
    found["transfer"] = _transfer(rights, desk, plan, id, found)
    found["share"] = _opened(desk, plan, id, rights.sharing(plan.name), "share")
    return found


def opening(rights: Rights, desk: Desk, plan: ObjectPlan, id: str, right: str) -> Decision:
    """Whether the record is open for a right, and by which branches; else the missing right, or all that was tried."""
    held = rights.may(plan.name, right)
    return _opened(desk, plan, id, rights.policy(plan.name, right), right) if held.allowed else held


def _transfer(rights: Rights, desk: Desk, plan: ObjectPlan, id: str, found: Mapping[str, Decision]) -> Decision:
    """An owner gives away what she may change, also without the right to transfer."""
    if found["transfer"].allowed or not found["update"].allowed:
        return found["transfer"]
    branches = rights.policy(plan.name, "update").branches
    own = Policy(tuple(one for one in branches if one.name.partition(":")[0] in {"owner", "queue"}))
    decision = _opened(desk, plan, id, own, "transfer")
    return decision if decision.allowed else found["transfer"]


def _opened(desk: Desk, plan: ObjectPlan, id: str, policy: Policy, right: str) -> Decision:
    wanted = identifier(id) or ""
    names = [in_words(one) for one in policy.branches if desk.ids_fulfilling(plan.name, [wanted], one.condition)]
    if names:
        return Decision(allowed=True, reason=", ".join(names))
    tried = ", ".join(map(in_words, policy.branches))
    lacking = f"{NOTHING} to {right} (tried: {tried})" if tried else f"nothing opens records of {plan.name} to {right}"
    return Decision(allowed=False, reason=lacking)


def in_words(branch: Branch) -> str:
    """A branch as it is told: `sharing rule east_team`."""
    kind, _, name = branch.name.partition(":")
    return f"{WORDS[kind]} {name}" if kind in WORDS else branch.name
