"""Scenarios from beginning to end, one after the other."""

from collections.abc import Callable, Sequence
from time import perf_counter

from objectry.metadata import AppSource, Model, Scenario
from objectry.runtime.scenarios.acting import act
from objectry.runtime.scenarios.coverage import arms_of
from objectry.runtime.scenarios.expecting import check
from objectry.runtime.scenarios.outcomes import Failure, Played, Report
from objectry.runtime.scenarios.scene import Scene
from objectry.runtime.scenarios.stage import Stage, open_stage
from objectry.runtime.scenarios.telling import Library, library_of


def play_all(
    apps: Sequence[AppSource],
    model: Model,
    scenarios: Sequence[Scenario],
    tell: Callable[[Played], None] = lambda _: None,
) -> Report:
    """Play scenarios on a stack that has no faults; `tell` hears of each as it ends.  Raises DeploymentRefused."""
    library = library_of(apps, model)
    if not scenarios:
        return Report(())
    with open_stage([app.deployable for app in apps], min(one.now for one in scenarios)) as stage:
        played = []
        for scenario in scenarios:
            played.append(_play(scenario, stage, library))
            tell(played[-1])
        blueprint = stage.platform.current().blueprint
        return Report(tuple(played), arms_of(blueprint, model, library, stage.notebook))


def _play(scenario: Scenario, stage: Stage, library: Library) -> Played:
    began = perf_counter()
    cast, begun = stage.enter(scenario)
    scene = Scene(scenario, stage, cast, library, dict(begun.records))
    failures = _failures(scene, begun.steps)
    return Played(scenario, failures, perf_counter() - began)


def _failures(scene: Scene, done: int) -> tuple[Failure, ...]:
    """The first step that goes wrong ends the scenario; of the end, all that is not as it should be is told."""
    scenario = scene.scenario
    for at, step in enumerate(scenario.steps[done:], start=done + 1):
        failure = act(scene, step)
        if failure is not None:
            return (failure,)
        if at == scenario.shared:
            scene.stage.keep(scenario, scene.records)
    return tuple(failure for one in scene.scenario.then for failure in check(scene, one))
