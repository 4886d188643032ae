"""Steps: what people do, through the door, and how they are refused."""

from collections.abc import Callable, Iterator, Mapping

from objectry.metadata import Happening, Refusal
from objectry.runtime.actor import Source
from objectry.runtime.calls import Call, Change, Outcome, Target
from objectry.runtime.errors import Conflict, DoorError, Invalid, NotAllowed, NotFound, Problem
from objectry.runtime.scenarios.outcomes import Failure
from objectry.runtime.scenarios.scene import Scene

Act = Callable[[Scene, Call, Happening], Outcome]
WARNING = "D532"
NAMES: Mapping[type[DoorError], str] = {NotAllowed: "not_allowed", NotFound: "not_found", Conflict: "conflict"}


def act(scene: Scene, step: Happening) -> Failure | None:
    """Do a step; what is wrong with it, if anything."""
    if step.verb == "advance":
        scene.stage.clock.advance(step.wait)
        return None
    call = scene.call(step.actor, Source(step.source))
    try:
        outcome = ACTS[step.verb](scene, call, step)
    except DoorError as error:
        return _refused(scene, step, refusals_of(error))
    if outcome.problems:
        return _refused(scene, step, outcome.problems)
    made = outcome.records[0]
    if step.alias is not None and made is not None:
        scene.records[step.alias] = (step.subject, made.id)
    if step.refused is not None:
        return scene.failure("T802", f"{sentence(step)} should be refused, but is possible", step.span)
    return _unwarned(scene, step, outcome)


def _create(scene: Scene, call: Call, step: Happening) -> Outcome:
    return scene.stage.platform.records.create(call, step.subject, [_values(scene, step.subject, step)])


def _update(scene: Scene, call: Call, step: Happening) -> Outcome:
    object, id = scene.records[step.subject]
    return scene.stage.platform.records.update(call, object, [Change(id, _values(scene, object, step))])


def _delete(scene: Scene, call: Call, step: Happening) -> Outcome:
    object, id = scene.records[step.subject]
    return scene.stage.platform.records.delete(call, object, [Target(id)])


ACTS: Mapping[str, Act] = {"create": _create, "update": _update, "delete": _delete}


def _values(scene: Scene, object: str, step: Happening) -> dict[str, object]:
    fields = scene.blueprint.objects[object].fields
    return {name: scene.outside(fields.get(name), cell) for name, cell in step.values.items()}


def refusals_of(error: DoorError) -> tuple[Problem, ...]:
    """What the door said, as problems; those without a code of their own are called by their kind."""
    if isinstance(error, Invalid):
        return error.problems
    return (Problem(NAMES.get(type(error), "error"), str(error)),)


def _refused(scene: Scene, step: Happening, problems: tuple[Problem, ...]) -> Failure | None:
    """The door said no: as it should, or not."""
    because = tuple(told(one) for one in problems)
    if step.refused is None:
        rules = _judges(scene, problems)
        return scene.failure("T801", f"{sentence(step)} is refused: {problems[0].message}", step.span, because + rules)
    if any(fits(one, step.refused) for one in problems):
        return None
    message = f"{sentence(step)} is refused, but not as expected: {problems[0].message}"
    return scene.failure("T803", message, step.span, because)


def _judges(scene: Scene, problems: tuple[Problem, ...]) -> tuple[str, ...]:
    """The validations that said no, with what they had read; they come last of all that was judged."""
    refusing = {one.params["validation"] for one in problems if "validation" in one.params}
    found = [one for one in scene.stage.notebook.verdicts.values() if one.held]
    wanted = {one.what for one in found if one.what.rpartition(".")[2] in refusing}
    records = {record for (record, what) in scene.stage.notebook.verdicts if what in wanted}
    return tuple(line for record in sorted(records)[-1:] for line in scene.verdicts(record, frozenset(wanted)))


def told(problem: Problem) -> str:
    """A problem of the door on one line."""
    at = f" at {problem.field}" if problem.field else ""
    validation = f" by validation {problem.params['validation']}" if "validation" in problem.params else ""
    return f"{problem.code}{at}{validation}: {problem.message}"


def fits(problem: Problem, wanted: Refusal) -> bool:
    """Whether a problem is the one expected."""
    return all(_asked(problem, wanted))


def _asked(problem: Problem, wanted: Refusal) -> Iterator[bool]:
    yield wanted.code is None or problem.code == wanted.code
    yield wanted.at is None or problem.field == wanted.at
    yield wanted.validation is None or problem.params.get("validation") == wanted.validation
    yield wanted.contains is None or wanted.contains in problem.message


def _unwarned(scene: Scene, step: Happening, outcome: Outcome) -> Failure | None:
    """A duplicate rule that should have warned and did not."""
    warned = {one.params.get("rule") for one in outcome.warnings if one.code == WARNING}
    missing = [rule for rule in step.warned if rule not in warned]
    if not missing:
        return None
    return scene.failure("T804", f"{sentence(step)} should bring the warning of {missing[0]}", step.span)


def sentence(step: Happening) -> str:
    """The step in two words."""
    return f"{step.verb} {step.alias or step.subject}"
