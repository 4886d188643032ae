"""What the platform keeps for itself and can put right from the records: who stands above whom, and counters."""

from collections.abc import Iterator, Mapping

from objectry.metadata import FieldType
from objectry.runtime.conditions import Everyone
from objectry.runtime.deploying.survey import Survey
from objectry.runtime.desk import MANAGER, USERS
from objectry.runtime.store import Applying, counter_name, number_pattern

EVERYONE = Everyone()


def managers_of(survey: Survey) -> dict[str, str | None]:
    """The manager of each user."""
    found = survey.values(USERS, survey.read(USERS, MANAGER), EVERYONE)
    return {id: manager if isinstance(manager, str) else None for id, manager in found}


def wrongly_above(survey: Survey) -> list[str]:
    """The users of whom it is kept wrongly who stands above them."""
    managers, kept = managers_of(survey), survey.transaction.chains()
    return [user for user in managers if _chain(user, managers) != kept.get(user, [])]


def _chain(user: str, managers: Mapping[str, str | None]) -> list[str]:
    chain: list[str] = []
    above = managers.get(user)
    while above is not None and above not in chain:
        chain.append(above)
        above = managers.get(above)
    return chain


def lagging(survey: Survey) -> Iterator[tuple[str, int, int]]:
    """Counters that would give out numbers again: their name, their last number, and the highest there is.

    Those that start anew with a year or a month are left out: their numbers do not tell in which they were given.
    """
    for plan in survey.blueprint.objects.values():
        for field in plan.fields.values():
            if field.field.type is FieldType.AUTONUMBER and field.field.reset is None:
                name = counter_name(plan.name, field.name)
                last, highest = survey.transaction.counted(name), _highest(survey, plan.name, field.name)
                if last < highest:
                    yield name, last, highest


def _highest(survey: Survey, thing: str, field: str) -> int:
    pattern = number_pattern(survey.blueprint.objects[thing].fields[field].field.format or "{0}")
    read, highest = survey.read(thing, field), 0
    for deleted in (False, True):
        for _, text in survey.values(thing, read, EVERYONE, deleted=deleted):
            found = pattern.fullmatch(text) if isinstance(text, str) else None
            highest = max(highest, int(found["number"])) if found is not None else highest
    return highest


def put_right(survey: Survey, work: Applying) -> int:
    """Make it what the records say; how much was wrong."""
    wrong, behind = wrongly_above(survey), list(lagging(survey))
    if wrong:
        work.set_managers(managers_of(survey))
    for name, _, highest in behind:
        work.reach(name, highest)
    return len(wrong) + len(behind)
