"""Expectations: what should be so in the end, held against what is."""

from collections.abc import Callable, Iterator, Mapping, Sequence

from objectry.metadata import Cell, Expectation, RuleText
from objectry.plan import FieldPlan, ObjectPlan, RulePlan, fields_set
from objectry.rules import Value
from objectry.runtime.access.rights import Rights
from objectry.runtime.calls import Call, Entry, Query, Record
from objectry.runtime.errors import DoorError, NotAllowed, NotFound
from objectry.runtime.scenarios.acting import refusals_of
from objectry.runtime.scenarios.outcomes import Failure
from objectry.runtime.scenarios.scene import Scene
from objectry.runtime.values.coercion import coerce
from objectry.runtime.values.unfit import Unfit
from objectry.runtime.witness import rule_called

Check = Callable[[Scene, Expectation], Iterator[Failure]]
PAGE = 200
NOTICES = "notification"


def check(scene: Scene, one: Expectation) -> tuple[Failure, ...]:
    """What is not as expected."""
    try:
        return tuple(CHECKS[one.kind](scene, one))
    except DoorError as error:
        message = f"{one.kind} cannot be looked at: {refusals_of(error)[0].message}"
        return (scene.failure("T812", message, one.span),)


def _record(scene: Scene, one: Expectation) -> Iterator[Failure]:
    if one.subject not in scene.records:
        yield scene.failure("T812", f"{one.subject} was never made", one.span)
        return
    object, id = scene.records[one.subject]
    try:
        found = scene.stage.platform.records.get(scene.look(one.actor), object, id, tuple(one.values))
    except NotFound:
        seer = f" for {one.actor}" if one.actor else ""
        yield scene.failure("T812", f"{one.subject} is not there{seer}", one.span)
        return
    for path, cell in one.values.items():
        plan = field_at(scene, object, path)
        wanted, value = expected(scene, plan, cell), found.values.get(path)
        if not same(wanted, value):
            message = f"{path} of {one.subject} is {scene.shown(value, plan)}, not {scene.shown(wanted, plan)}"
            yield scene.failure("T810", message, cell.span, _setters(scene, object, path, id))
    if one.condition is not None and id not in _ids(scene.look(one.actor), scene, object, one.condition, None):
        yield scene.failure("T811", f"of {one.subject} it is not true: {one.condition.text}", one.condition.span)


def field_at(scene: Scene, object: str, path: str) -> FieldPlan | None:
    """The field a path ends at; of a lookup to several objects the first that has it."""
    plans: Sequence[ObjectPlan] = [scene.blueprint.objects[object]]
    *hops, last = path.split(".")
    for hop in hops:
        found = next((plan.fields[hop] for plan in plans if hop in plan.fields), None)
        plans = [scene.blueprint.objects[to] for to in found.field.to] if found is not None else []
    return next((plan.fields[last] for plan in plans if last in plan.fields), None)


def expected(scene: Scene, plan: FieldPlan | None, cell: Cell) -> Value:
    """The value a cell stands for; as it is written where the field could not hold it."""
    value = scene.outside(plan, cell)
    if plan is None or cell.expression is not None:
        return value  # type: ignore[return-value]  # as the file said
    try:
        return coerce(value, plan, scene.actor(None).timezone)
    except Unfit:
        return str(value)


def same(wanted: Value, value: Value) -> bool:
    """Whether two values are one; sets in whatever order."""
    if isinstance(wanted, tuple) and isinstance(value, tuple):
        return sorted(wanted) == sorted(value)
    if isinstance(wanted, bool) != isinstance(value, bool):
        return wanted is None and value is False
    return wanted == value


def _setters(scene: Scene, object: str, path: str, id: str) -> tuple[str, ...]:
    """What the rules that could have set the field said of the record."""
    plan = scene.blueprint.objects[object]
    rules: tuple[RulePlan, ...] = (*plan.before, *plan.after)
    setting = frozenset(rule_called(rule.name) for rule in rules if path in set(fields_set(rule.then)))
    return scene.verdicts(id, setting)


def _deleted(scene: Scene, one: Expectation) -> Iterator[Failure]:
    object, id = scene.records[one.subject]
    try:
        scene.stage.platform.records.get(scene.look(None), object, id, ("id",))
    except NotFound:
        return
    yield scene.failure("T812", f"{one.subject} is still there", one.span)


def _history(scene: Scene, one: Expectation) -> Iterator[Failure]:
    object, id = scene.records[one.subject]
    entries = scene.stage.platform.records.history(scene.look(None), object, id)
    if not any(_told(scene, entry, one) for entry in entries):
        wanted = ", ".join(f"{key} {one.said[key]}" for key in ("cause", "field") if key in one.said)
        by = f" by {one.actor}" if one.actor else ""
        causes = tuple(f"version {entry.version}: {', '.join(_causes(entry))}" for entry in entries)
        message = f"the history of {one.subject} tells of nothing with {wanted or 'a change'}{by}"
        yield scene.failure("T813", message, one.span, causes)


def _told(scene: Scene, entry: Entry, one: Expectation) -> bool:
    field, cause = one.said.get("field"), one.said.get("cause")
    if one.actor is not None and entry.actor != scene.cast[one.actor].id:
        return False
    if field is None:
        return cause is None or cause in _causes(entry)
    return field in entry.changes and cause in {None, entry.causes.get(field, entry.cause)}


def _causes(entry: Entry) -> tuple[str, ...]:
    return tuple(dict.fromkeys((entry.cause, *entry.causes.values())))


def _notification(scene: Scene, one: Expectation) -> Iterator[Failure]:
    said = one.said["notification"]
    to, words, times = said["to"], said.get("contains", ""), said.get("times")
    found = _every(scene.look(None), scene, Query(NOTICES, fields=("recipient", "message")))
    told = [str(record.values["message"]) for record in found if record.values["recipient"] == scene.cast[to].id]
    heard = sum(words in message for message in told)
    if heard != times if times is not None else not heard:
        about = f' with "{words}"' if words else ""
        message = f"{to} is told {heard} times{about}, not {'at least once' if times is None else f'{times} times'}"
        yield scene.failure("T814", message, one.span, tuple(f'{to} is told "{text}"' for text in told))


def _count(scene: Scene, one: Expectation) -> Iterator[Failure]:
    found = len(_ids(scene.look(one.actor), scene, one.subject, one.condition, None))
    if found != one.said["is"]:
        seer = f" for {one.actor}" if one.actor else ""
        message = f"there are {found} of {one.subject}{seer}, not {one.said['is']}"
        yield scene.failure("T815", message, one.span)


def _list(scene: Scene, one: Expectation) -> Iterator[Failure]:
    ids = _ids(scene.look(one.actor), scene, one.subject, one.condition, one.said.get("view"))
    found = sorted(scene.names.get(id, "another record") for id in ids)
    wanted = sorted(one.said["are"])
    if found != wanted:
        seer = f" for {one.actor}" if one.actor else ""
        message = f"the list of {one.subject}{seer} holds {spread(found)}, not {spread(wanted)}"
        yield scene.failure("T815", message, one.span)


def spread(names: Sequence[str]) -> str:
    """Names in a row."""
    return ", ".join(names) or "nothing"


def _ids(call: Call, scene: Scene, object: str, where: RuleText | None, view: str | None) -> tuple[str, ...]:
    query = Query(object, filter=where.text if where is not None else None, view=view, fields=("id",), limit=PAGE)
    try:
        return tuple(record.id for record in _every(call, scene, query))
    except NotAllowed:
        return ()


def _every(call: Call, scene: Scene, query: Query) -> Iterator[Record]:
    page = scene.stage.platform.records.find(call, query)
    yield from page.records
    while page.next is not None:
        page = scene.stage.platform.records.find(call, Query(query.object, query.filter, query.view, after=page.next))
        yield from page.records


def _claim(scene: Scene, one: Expectation) -> Iterator[Failure]:
    """What somebody may do, or may not."""
    wanted = one.kind == "may"
    actor = scene.actor(one.actor)
    name = one.actor or scene.scenario.actor
    for right in one.said[one.kind]:
        allowed, what, reason = _decide(scene, Rights(scene.blueprint, actor), right, one.said)
        if allowed != wanted:
            verb = "may not" if wanted else "may"
            yield scene.failure("T816", f"{name} {verb} {right} {what}", one.span, (reason,) if reason else ())


def _decide(scene: Scene, rights: Rights, right: str, said: Mapping[str, object]) -> tuple[bool, str, str]:
    """Whether she may, on what, and by what."""
    if "record" in said:
        object, id = scene.records[str(said["record"])]
        decision = rights.may(object, right)
        if decision.allowed:
            call = scene.stage.platform.call(rights.actor, scene.call().source)
            decision = scene.stage.platform.records.explain(call, object, id, right)
        return decision.allowed, str(said["record"]), decision.reason
    if "object" in said:
        decision = rights.may(str(said["object"]), right)
        return decision.allowed, str(said["object"]), decision.reason
    object, _, field = str(said["field"]).partition(".")
    if right == "read":
        return rights.reads(object, field), f"{object}.{field}", ""
    return rights.level(object, field) == "edit", f"{object}.{field}", ""


CHECKS: Mapping[str, Check] = {
    "record": _record,
    "deleted": _deleted,
    "history": _history,
    "notification": _notification,
    "count": _count,
    "list": _list,
    "may": _claim,
    "may_not": _claim,
}
