"""The scenarios of the standard CRM, as `crm scenarios` plays them."""

import pytest

from objectry.definitions import definitions_root
from objectry.metadata import core_app, read_folder
from objectry.plan import check_stack
from objectry.runtime import Rehearsal, play_all


@pytest.fixture(scope="module")
def rehearsal() -> Rehearsal:
    """All of them, played once."""
    apps = (core_app(), read_folder(definitions_root()))
    model, found = check_stack(apps)
    assert not found.errors, [str(one) for one in found.errors]
    return play_all(apps, model, tuple(model.scenarios.values()))


def test_the_standard_crm_keeps_its_promises(rehearsal: Rehearsal) -> None:
    """Every scenario passes."""
    failures = [str(failure.problem) for one in rehearsal.failed for failure in one.failures]
    assert not failures, "\n".join(failures)


def test_there_are_scenarios_for_all_of_it(rehearsal: Rehearsal) -> None:
    """At least 60, and of the ways its rules and validations can go at least 95 of 100 are taken."""
    missed = [f"{arm.span} {arm.what} {arm.way} {arm.text}" for arm in rehearsal.arms if not arm.taken]
    assert len(rehearsal.played) >= 60
    assert rehearsal.coverage >= 95, "\n".join(missed)
