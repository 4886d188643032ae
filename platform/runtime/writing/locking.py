"""Step 2: lock the records, those above them first, and look whether they are as the caller read them.

A record the actor cannot see is not there.  One she sees but may not change is named with the missing right.
"""

from collections.abc import Iterable, Sequence

from objectry.rules import Node, Value
from objectry.runtime.actor import Source
from objectry.runtime.codes import problem
from objectry.runtime.conditions import Everyone, OwnedBy, Policy
from objectry.runtime.desk import chunks, own_read
from objectry.runtime.errors import Conflict, NotAllowed, NotFound, VersionNeeded
from objectry.runtime.writing.ancestors import ancestors, lock_above, stored_feeds
from objectry.runtime.writing.drafts import Draft, Kind
from objectry.runtime.writing.restoring import lock_deleted
from objectry.runtime.writing.work import Wave, Work

BY_PEOPLE = frozenset({Source.API, Source.WEB})
"""The doors through which people and other programs change what they have read before."""
RIGHTS = {Kind.UPDATE: "update", Kind.DELETE: "delete"}


def lock_records(work: Work, wave: Wave) -> None:
    """Step 2."""
    if wave.kind is Kind.CREATE:
        lock_above(work, ancestors(work, wave.plan, wave.drafts))
        return
    if wave.kind is Kind.RESTORE:
        lock_deleted(work, wave)
        return
    if not wave.by_rule:
        _keep_visible(work, wave)
    lock_above(work, ancestors(work, wave.plan, wave.drafts))
    _read_locked(work, wave)
    if not wave.by_rule:
        _check_right(work, wave)
        _check_versions(work, wave)


def _keep_visible(work: Work, wave: Wave) -> None:
    """Only records the actor sees go on; the links they have now tell what lies above."""
    links = {feed.link for feed in stored_feeds(wave.plan)}
    outputs: dict[str, Node] = {link: own_read(wave.plan, link) for link in sorted(links)}
    policy = work.rights.policy(wave.plan.name, "read").condition
    rows = work.desk.pick_where(wave.plan.name, outputs, [draft.id for draft in wave.drafts], policy)
    seen = {str(row["id"]): row for row in rows}
    _miss(work, wave, [draft for draft in wave.drafts if draft.id not in seen])
    for draft in wave.drafts:
        draft.old = seen[draft.id]


def _miss(work: Work, wave: Wave, missing: Sequence[Draft]) -> None:
    """Records that are not there, or not for this actor, leave the wave."""
    if not missing:
        return
    if work.single and not wave.by_rule:
        raise NotFound("there is no such record")
    for draft in missing if not wave.by_rule else ():  # what the engine wanted of a record that is gone is done with
        work.refuse(draft, [problem("D501", None, draft.position)])
    gone = {id(draft) for draft in missing}
    wave.drafts = [draft for draft in wave.drafts if id(draft) not in gone]


def _read_locked(work: Work, wave: Wave) -> None:
    """The rows as they are now that nobody else can change them."""
    rows: dict[str, dict[str, Value]] = {}
    for part in chunks(sorted({draft.id for draft in wave.drafts})):
        locked = work.transaction.lock(wave.plan, part, leaving=wave.kind is Kind.DELETE)
        rows.update({str(row["id"]): row for row in locked if row.get("deleted_at") is None})
    work.locked.update((wave.plan.name, id) for id in rows)
    _miss(work, wave, [draft for draft in wave.drafts if draft.id not in rows])
    for draft in wave.drafts:
        draft.old = rows[draft.id]
        draft.new = {**draft.old, **draft.new}
    lock_above(work, ancestors(work, wave.plan, wave.drafts))


def _check_right(work: Work, wave: Wave) -> None:
    """The rows of the policy that reads may be more than those of the policy that writes."""
    right = RIGHTS[wave.kind]
    writing, reading = work.rights.policy(wave.plan.name, right), work.rights.policy(wave.plan.name, "read")
    if writing == reading:
        return
    others = [draft for draft in wave.drafts if not _is_own(draft, writing)]
    allowed = work.desk.ids_fulfilling(wave.plan.name, [draft.id for draft in others], writing.condition)
    denied = [draft for draft in others if draft.id not in allowed]
    reason = f"you see this {wave.plan.object.label}, but nothing lets you {right} it"
    if denied and work.single:
        raise NotAllowed(reason)
    _drop(work, wave, denied, "D502", reason=reason)


def _is_own(draft: Draft, policy: Policy) -> bool:
    """Whether the locked row itself says that it is the actor's: then nobody needs to be asked."""
    conditions = [branch.condition for branch in policy.branches]
    return any(
        isinstance(one, Everyone) or (isinstance(one, OwnedBy) and one.principal == draft.before("owner"))
        for one in conditions
    )


def _check_versions(work: Work, wave: Wave) -> None:
    if wave.plan.object.require_version and work.call.source in BY_PEOPLE:
        _need_versions(work, wave)
    stale = [draft for draft in wave.drafts if draft.version is not None and draft.version != _version(draft)]
    if stale and not work.partial:
        raise Conflict({draft.id: _version(draft) for draft in stale})
    _drop(work, wave, stale, "D503")


def _need_versions(work: Work, wave: Wave) -> None:
    unsaid = [draft for draft in wave.drafts if draft.version is None]
    if unsaid and work.single:
        raise VersionNeeded(f"say which version of this {wave.plan.object.label} you change")
    _drop(work, wave, unsaid, "D575")


def _version(draft: Draft) -> int:
    found = draft.before("version")
    return int(str(found)) if found is not None else 0


def _drop(work: Work, wave: Wave, drafts: Iterable[Draft], code: str, **params: str) -> None:
    """Refuse these and let the others go on."""
    gone = set()
    for draft in drafts:
        work.refuse(draft, [problem(code, None, draft.position, **params)])
        gone.add(id(draft))
    wave.drafts = [draft for draft in wave.drafts if id(draft) not in gone]
