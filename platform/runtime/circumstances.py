"""The context an expression is evaluated in: the clock, the day, the user, the door the call came through.

The day of a person's form, view or validation is the day where she is; the day of rules, roll-ups and sharing is the
organisation's, so that what is stored does not depend on who looks.
"""

from collections.abc import Callable, Iterator, Mapping
from datetime import date

from objectry.rules import Environment, Value
from objectry.runtime.actor import Source
from objectry.runtime.calls import Call
from objectry.runtime.values.moments import zone


def today_of(call: Call, timezone: str) -> date:
    """The call's day in that time zone."""
    return call.now.astimezone(zone(timezone)).date()


def zone_of(call: Call) -> str:
    """The organisation's zone."""
    return zone(call.blueprint.settings.timezone).key


def organisations_day(call: Call) -> date:
    return today_of(call, zone_of(call))


def for_person(call: Call, user: Mapping[str, Value]) -> Environment:
    """For what a person asks and what is checked for her: filters, views, validations."""
    return Environment(
        call.now, today_of(call, call.actor.timezone), user, str(call.source), zone(call.actor.timezone).key
    )


def for_rules(call: Call, user: Mapping[str, Value], source: Source | None = None) -> Environment:
    """For rules and whatever is stored."""
    return Environment(call.now, organisations_day(call), user, str(source or call.source), zone_of(call))


class UserFacts(Mapping[str, Value]):
    """What `$user` is.  The actor's own facts are there at once; the user's record is read when asked for."""

    def __init__(self, call: Call, read: Callable[[], Mapping[str, Value]]) -> None:
        actor = call.actor
        self._known: dict[str, Value] = {**actor.facts, "id": actor.id, "role": actor.role, "language": actor.language}
        complete = actor.is_system or bool(actor.facts)
        self._read: Callable[[], Mapping[str, Value]] | None = None if complete else read

    def __getitem__(self, name: str) -> Value:
        if name not in self._known:
            self._fetch()
        return self._known.get(name)

    def _fetch(self) -> None:
        if self._read is not None:
            read, self._read = self._read, None
            self._known = {**read(), **self._known}

    def __iter__(self) -> Iterator[str]:
        self._fetch()
        return iter(self._known)

    def __len__(self) -> int:
        self._fetch()
        return len(self._known)
