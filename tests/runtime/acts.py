"""Calls of the door as tests make them, and what is said when they are refused."""

from collections.abc import Callable, Mapping

import pytest

from objectry.runtime.actor import Source
from objectry.runtime.calls import Change, Outcome
from objectry.runtime.errors import Invalid, Problem
from tests.runtime.worlds import World


def refused(act: Callable[[], Outcome]) -> tuple[Problem, ...]:
    """The problems of a call that must be refused."""
    with pytest.raises(Invalid) as wrong:
        act()
    return wrong.value.problems


def codes(act: Callable[[], Outcome]) -> list[tuple[str, str | None]]:
    return [(one.code, one.field) for one in refused(act)]


Values = Mapping[str, object]


def create(world: World, who: str, thing: str, *values: Values, source: Source = Source.API) -> Outcome:
    return world.platform.records.create(world.call(who, source), thing, values)


def update(world: World, who: str, object: str, id: str, values: Values, version: int | None = None) -> Outcome:
    return world.platform.records.update(world.call(who), object, [Change(id, values, version)])
