"""Who gains and who loses sight of how many records, and of which fields, by a plan.

Asked once for each distinct profile of rights (a role with its sets).  Where what is seen depends on the person, by
ownership or by who reports to whom, each person is asked about.  Ten seconds are spent on it at most.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from types import MappingProxyType

from objectry.plan import Blueprint, Change, ChangeClass, Matching, in_deployed_names, match, renames
from objectry.rules import BOOLEAN, Call, Const
from objectry.runtime.access.rights import Rights
from objectry.runtime.actor import Actor
from objectry.runtime.conditions import AllOf, AnyOf, Condition, Everyone, Fulfils, Nobody, Through
from objectry.runtime.deploying.survey import Survey

SECONDS = 10.0
RIGHTS: Mapping[str, str] = MappingProxyType({"read": "sight of", "update": "the right to change"})
SOMEBODY, SOMEBODY_ELSE = "ffffffff-ffff-7fff-8fff-000000000001", "ffffffff-ffff-7fff-8fff-000000000002"
USERS, PERMISSIONS = "user", "user_permission"


class Uncountable(Exception):
    """The deployed tables cannot tell what a condition of the next stack will open."""


@dataclass(frozen=True, slots=True)
class Profile:
    """A role and the active users who have it, all with the same `further` permission sets of their own."""

    role: str
    users: tuple[str, ...]
    further: frozenset[str] = frozenset()

    @property
    def name(self) -> str:
        """`sales_rep`, or `sales_rep + auditing` with a permission set of their own."""
        return " + ".join((self.role, *sorted(self.further)))

    def rights(self, blueprint: Blueprint, user: str = SOMEBODY) -> Rights:
        """What such a user may do under a blueprint."""
        role = blueprint.roles.get(self.role)
        sets = self.further.union(role.sets if role else ())
        return Rights(blueprint, Actor(user, user, role=self.role, sets=sets))


def audience(old: Blueprint, new: Blueprint, survey: Survey, seconds: Callable[[], float]) -> tuple[Change, ...]:
    """The changes of access as people feel them; `seconds` is a clock."""
    return tuple(_Comparison(match(old, new), survey, seconds).changes())


class _Comparison:
    def __init__(self, found: Matching, survey: Survey, seconds: Callable[[], float]) -> None:
        self._found, self._survey, self._seconds = found, survey, seconds
        self._end = seconds() + SECONDS
        self._roles = renames(found.old.roles, found.new.roles)
        self._sets = renames(found.old.permission_sets, found.new.permission_sets)

    def changes(self) -> Iterator[Change]:
        profiles = _profiles(self._survey)
        for done, profile in enumerate(profiles):
            if self._seconds() > self._end:
                text = f"counting who gains and loses took too long: {done} of {len(profiles)} roles were counted"
                yield Change(ChangeClass.ACCESS, "access", text)
                return
            yield from self._of(profile)

    def _of(self, profile: Profile) -> Iterator[Change]:
        for pair in self._found.pairs:
            yield from self._fields(profile, pair.old.name, pair.new.name, pair.fields)
            for right, words in RIGHTS.items():
                yield from self._records(profile, pair.old.name, pair.new.name, right, words)

    def _fields(self, profile: Profile, old: str, new: str, fields: Mapping[str, str]) -> Iterator[Change]:
        before = set(profile.rights(self._found.old).readable(old))
        after = self._later(profile).rights(self._found.new).readable(new)
        gained = [name for name in after if name in fields and fields[name] not in before] if before else []
        lost = [name for name, was in fields.items() if was in before and name not in after] if after else []
        for verb, names in (("gain", gained), ("lose", lost)):
            if names:
                shown = ", ".join(f"{new}.{name}" for name in names)
                yield _told(profile, f"{_people(profile)} {_does(profile, verb)} sight of {shown}", new)

    def _records(self, profile: Profile, old: str, new: str, right: str, words: str) -> Iterator[Change]:
        try:
            before, after = self._conditions(profile, old, new, right, SOMEBODY)
            if before == after:
                return
            personal = (before, after) != self._conditions(profile, old, new, right, SOMEBODY_ELSE)
            pairs = self._personal(profile, old, new, right) if personal else [(before, after)]
            counts = [self._differences(old, *pair) for pair in pairs]
        except Uncountable:
            text = f"{_people(profile)}: {words} {new} follows another rule; the deployed tables cannot count it"
            yield _told(profile, text, new)
            return
        for verb, one in (("gain", 0), ("lose", 1)):
            yield from self._counted(profile, new, f"{_does(profile, verb)} {words}", [count[one] for count in counts])

    def _counted(self, profile: Profile, new: str, words: str, counts: Sequence[int]) -> Iterator[Change]:
        if not any(counts):
            return
        least, most = min(counts), max(counts)
        amount = f"{most:,}" if least == most else f"{least:,} to {most:,}"
        affected = sum(1 for count in counts if count) if len(counts) > 1 else len(profile.users)
        cut = "" if len(counts) in {1, len(profile.users)} else f", counted for {len(counts)} of them"
        text = f"{_people(profile)} {words} {amount} records of {new}{cut}"
        yield replace(_told(profile, text, new), rows=most, users=affected)

    def _personal(self, profile: Profile, old: str, new: str, right: str) -> Iterator[tuple[Condition, Condition]]:
        """Conditions user by user, as long as there is time."""
        for number, user in enumerate(profile.users):
            if number and self._seconds() > self._end:
                return
            yield self._conditions(profile, old, new, right, user)

    def _conditions(self, profile: Profile, old: str, new: str, right: str, user: str) -> tuple[Condition, Condition]:
        before = profile.rights(self._found.old, user).policy(old, right).condition
        after = self._later(profile).rights(self._found.new, user).policy(new, right).condition
        return before, self._deployed(after, new)

    def _later(self, profile: Profile) -> Profile:
        """The same people under the names their role and sets will have."""
        further = frozenset(self._sets.get(one, one) for one in profile.further)
        return replace(profile, role=self._roles.get(profile.role, profile.role), further=further)

    def _differences(self, old: str, before: Condition, after: Condition) -> tuple[int, int]:
        """How many records only the one opens, and how many only the other."""
        both = self._count(old, AllOf((before, after)))
        return self._count(old, after) - both, self._count(old, before) - both

    def _count(self, thing: str, where: Condition) -> int:
        parts = where.parts if isinstance(where, AllOf) else (where,)
        return 0 if any(isinstance(part, Nobody) for part in parts) else self._survey.count(thing, where)

    def _deployed(self, condition: Condition, thing: str) -> Condition:
        """A condition of the next stack in deployed names; raises Uncountable."""
        if isinstance(condition, AnyOf | AllOf):
            return replace(condition, parts=tuple(self._deployed(part, thing) for part in condition.parts))
        if isinstance(condition, Fulfils):
            node = in_deployed_names(self._found, thing, condition.node)
            if node is None:
                raise Uncountable
            return Fulfils(node)
        if isinstance(condition, Through):
            here, above = self._found.renamed[thing], self._found.renamed.get(condition.object)
            link = here.fields.get(condition.link)
            if above is None or link is None:
                raise Uncountable
            return Through(link, above.old.name, self._deployed(condition.condition, condition.object))
        return condition


def _told(profile: Profile, text: str, thing: str) -> Change:
    return Change(ChangeClass.ACCESS, f"role {profile.name} on {thing}", text, users=len(profile.users))


def _people(profile: Profile) -> str:
    count = len(profile.users)
    return f"{count:,} {'user' if count == 1 else 'users'} with role {profile.name}"


def _does(profile: Profile, verb: str) -> str:
    return verb if len(profile.users) > 1 else f"{verb}s"


def _profiles(survey: Survey) -> list[Profile]:
    """The roles that active users have, and the sets some of them have besides, with these."""
    fields = survey.blueprint.objects[USERS].fields
    active = Call("=", (survey.read(USERS, "active"), Const(value=True, type=fields["active"].type)), BOOLEAN)
    further = _further(survey)
    people: dict[tuple[str, tuple[str, ...]], list[str]] = {}
    for id, role in survey.values(USERS, survey.read(USERS, "role"), Fulfils(active)):
        if isinstance(role, str):
            people.setdefault((role, tuple(sorted(further.get(id, ())))), []).append(id)
    return [Profile(role, tuple(users), frozenset(sets)) for (role, sets), users in sorted(people.items())]


def _further(survey: Survey) -> dict[str, set[str]]:
    """By user, the permission sets that are granted to her alone and have not ended."""
    found: dict[str, set[str]] = {}
    if PERMISSIONS not in survey.blueprint.objects:
        return found
    users, sets, ends = (
        dict(survey.values(PERMISSIONS, survey.read(PERMISSIONS, name), Everyone()))
        for name in ("user", "permission_set", "expires_at")
    )
    for id, user in users.items():
        name, end = sets.get(id), ends.get(id)
        lasts = not isinstance(end, datetime) or end > survey.context.environment.now
        if isinstance(user, str) and isinstance(name, str) and lasts:
            found.setdefault(user, set()).add(name)
    return found
