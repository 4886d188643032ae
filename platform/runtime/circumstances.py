"""The context an expression is evaluated in: the clock, the day, the user, the door the call came through.

The day of a person's form, view or validation is the day where she is; the day of rules, roll-ups and sharing is the
organisation's, so that what is stored does not depend on who looks.
"""

from datetime import date

from objectry.rules import Environment, Value
from objectry.runtime.actor import Source
from objectry.runtime.calls import Call
from objectry.runtime.moments import zone


def today_of(call: Call, timezone: str) -> date:
    """The call's day in that time zone."""
    return call.now.astimezone(zone(timezone)).date()


def organisations_day(call: Call) -> date:
    return today_of(call, call.blueprint.settings.timezone)


def for_person(call: Call) -> Environment:
    """For what a person asks and what is checked for her: filters, views, validations."""
    return Environment(call.now, today_of(call, call.actor.timezone), user_facts(call), str(call.source))


def for_rules(call: Call, source: Source | None = None) -> Environment:
    """For rules and whatever is stored."""
    return Environment(call.now, organisations_day(call), user_facts(call), str(source or call.source))


def user_facts(call: Call) -> dict[str, Value]:
    """What `$user` is: the id, and the few facts about an actor that need no look-up."""
    actor = call.actor
    return {"id": actor.id, "name": actor.name, "role": actor.role, "language": actor.language}
