"""Planted leaks: each breaks one thing of the product while a test runs, and the leak test has to find it.

Every weakness mended at the product gets its class here (`platform` has no switch for any of them).  The classes are
those of well-known weaknesses of systems of this kind; several mutants may stand for one.
"""

# ruff: noqa: ARG001 (what stands in for a function takes what that takes)

from collections.abc import Callable, Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass, replace
from typing import Any
from unittest.mock import patch

import sqlalchemy as sa

from objectry.faces.rest import describe
from objectry.faces.rest import reading as rest_reading
from objectry.faces.web.filling import lookups
from objectry.rules import BOOLEAN, Call, FieldRead
from objectry.runtime import Actor, records
from objectry.runtime.access import rights
from objectry.runtime.access.rights import Rights
from objectry.runtime.codes import near, problem
from objectry.runtime.conditions import AllOf, Branch, Condition, Everyone, Fulfils, OwnedBelow, Policy, SharedWith
from objectry.runtime.desk import Desk
from objectry.runtime.errors import DoorError, Invalid, NotAllowed, NotFound
from objectry.runtime.identity import identity, users
from objectry.runtime.reading import history, listing
from objectry.runtime.reading.paths import Names
from objectry.runtime.reading.reader import Reader
from objectry.runtime.reading.secrecy import Secrecy
from objectry.runtime.reading.seeking import Seeking
from objectry.runtime.records import Records
from objectry.runtime.store import emitter
from objectry.runtime.writing import locking

Patch = Callable[[], AbstractContextManager[Any]]


@dataclass(frozen=True)
class Mutant:
    """A planted leak, and the class of weakness it stands for."""

    name: str
    weakness: str
    plant: Patch


def method(place: Any, name: str, wrong: Callable[..., Any]) -> Patch:
    """A method that does something else; `wrong` gets the right one first."""

    def plant() -> AbstractContextManager[Any]:
        right = getattr(place, name)
        return patch.object(place, name, lambda *given, **named: wrong(right, *given, **named))

    return plant


class AllOpen(Rights):
    """Rights for which every name is known."""

    def reads(self, object: str, field: str) -> bool:
        return field in self.fields(object)

    def fields(self, object: str) -> Any:
        plan = self._blueprint.objects.get(object)
        return plan.fields.keys() if plan else ()


class BehindOpen(AllOpen):
    """Rights for which every name behind a lookup is known."""

    def __init__(self, mine: Rights, own: str) -> None:
        super().__init__(mine._blueprint, mine.actor)
        self._own = own

    def reads(self, object: str, field: str) -> bool:
        return Rights.reads(self, object, field) if object == self._own else super().reads(object, field)


def opened(names: Names) -> Names:
    return replace(names, rights=AllOpen(names.rights._blueprint, names.rights.actor))


def opened_behind(names: Names) -> Names:
    return replace(names, rights=BehindOpen(names.rights, names.plan.name))


def search_all(_right: Any, self: Reader, plan: Any, text: Any) -> Condition:
    return Seeking(opened(self.names(plan)), self.policies, plan.layout.search).condition(text)


def count_all(right: Any, self: listing.Listing, transaction: Any, context: Any, select: Any) -> Any:
    open_to_all = tuple(self.reader._asked(self.reader.plan(self.query.object), self.query))
    return right(self, transaction, context, replace(select, where=AllOf(open_to_all)))


def any_record(right: Any, self: Reader, transaction: Any, plan: Any, ids: Any, outputs: Any) -> Any:
    kept = self.policies
    self.policies = {**kept, plan.name: Everyone()}
    try:
        return right(self, transaction, plan, ids, outputs)
    finally:
        self.policies = kept


def tells_that_it_is_there(right: Any, self: Records, call: Any, object: str, id: str, fields: Any = ()) -> Any:
    try:
        return right(self, call, object, id, fields)
    except NotFound:
        system = replace(call, actor=PLATFORM)
        right(self, system, object, id, ())
        raise NotAllowed("it is somebody else's") from None


PLATFORM = Actor("00000000-0000-7000-8000-000000000001", "system:rules", "system")


def as_the_platform(right: Any, self: Records, call: Any, *given: Any, **named: Any) -> Any:
    return right(self, replace(call, actor=PLATFORM), *given, **named)


def rules_for_all(_right: Any, self: Rights, object: str, level: str) -> Iterator[Any]:
    return (one for one in self._blueprint.sharing_rules if one.object == object and level in {"read", one.access})


def with_branch(condition: Condition, when: Callable[[Rights, Any, str], bool]) -> Callable[..., Any]:
    """Policies with one more branch."""

    def wrong(right: Any, self: Rights, plan: Any, level: str) -> Iterator[Branch]:
        yield from right(self, plan, level)
        if when(self, plan, level):
            yield Branch("more", condition)

    return wrong


def empty_policy() -> AbstractContextManager[Any]:
    getter: Any = vars(Policy)["condition"].fget
    wrong = property(lambda self: getter(self) if self.branches else Everyone())
    return patch.object(Policy, "condition", wrong)


def without_tags(right: Any, one: Any, object: str, field: Any) -> Any:
    return right(one, object, replace(field, field=replace(field.field, sensitive=None)))


def without_none(right: Any, one: Any, object: str, field: Any) -> str:
    level = right(one, object, field)
    named = one.fields.get(f"{object}.{field.name}")
    return rights._object_level(rights._granted(one, object)) if named == "none" else level


def parents_are_open(right: Any, self: Rights, object: str) -> bool:
    plan = self._blueprint.objects[object]
    return plan.object.sharing.base != "private" or right(self, object)


def parent_ignored(right: Any, self: Rights, plan: Any, link: str, level: str) -> Iterator[Branch]:
    for one in right(self, plan, link, level):
        yield Branch(one.name, Everyone())


def hierarchy_always(right: Any, self: Rights, plan: Any, level: str) -> Iterator[Branch]:
    yield from right(self, plan, level)
    if plan.object.owned and plan.object.sharing.base == "private":
        yield Branch("hierarchy", OwnedBelow(self.actor.id))


def colleagues(right: Any, self: Rights, plan: Any, level: str) -> Iterator[Branch]:
    """Whoever has the same manager's records."""
    yield from right(self, plan, level)
    manager = self.actor.facts.get("manager")
    if plan.object.owned and manager is not None and plan.object.sharing.base == "private":
        yield Branch("hierarchy", OwnedBelow(str(manager)))


def children_of_all(asked: Any, object_name: str, id: str, name: str) -> Any:
    """The list of children without a look at their parent; it runs among the names of the face."""
    child = asked.blueprint.objects[object_name].children.get(name)
    if child is None:
        raise NotFound("there is no such list")
    return page(asked, child.object, (child.field, id))


page = rest_reading.page


@contextmanager
def children_unasked() -> Iterator[None]:
    """The address keeps the function it was given, so it is the inside of that which is another."""
    right = rest_reading.children.__code__
    rest_reading.children.__code__ = children_of_all.__code__
    yield
    rest_reading.children.__code__ = right


def open_labels() -> AbstractContextManager[Any]:
    true = Names._name_read

    def wrong(self: Names, path: str, node: Any, target: str) -> Any:
        found = true(opened(self), path, node, target)
        return replace(found, declared=True) if isinstance(found, FieldRead) else found

    return patch.object(Names, "_name_read", wrong)


def remembers_all_names() -> AbstractContextManager[Any]:
    """Suggestions out of all names of an object, as if nobody had asked who reads them."""

    def wrong(self: Names, written: str) -> Any:
        hint = near(written, self.plan.fields)
        return Invalid((problem("D510", None, name=written, hint=hint),))

    return patch.object(Names, "_unknown", wrong)


def roles_of_yesterday() -> AbstractContextManager[Any]:
    """Whoever once came with a token stays who she was."""
    true, known = identity.Identity.actor_of_token, dict[str, Any]()

    def wrong(self: identity.Identity, bearer: str, *given: Any) -> Any:
        if bearer not in known:
            known[bearer] = true(self, bearer, *given)
        return known[bearer]

    return patch.object(identity.Identity, "actor_of_token", wrong)


def visible_to_all(_right: Any, self: emitter.Emitter, thing: str, base: Any) -> Any:
    return sa.true()


def seen_by_nobody(_right: Any, self: Desk, policies: Mapping[str, Condition]) -> Desk:
    return self


def owned_by_none(_right: Any, self: Rights, object: str, right: str) -> Policy:
    found = _right(self, object, right)
    nobody = tuple(Branch("none", Fulfils(blank_owner(self, object))) for one in found.branches if one.name == "owner")
    return Policy((*found.branches, *nobody))


def blank_owner(self: Rights, object: str) -> Any:
    field = self._blueprint.objects[object].fields["owner"]
    read = FieldRead((), object, "owner", field.type)
    return Call("ISBLANK", (read,), BOOLEAN)


def always(*_given: Any) -> bool:
    return True


def nothing(*_given: Any) -> frozenset[str]:
    return frozenset()


def offers_all(_right: Any, visit: Any, target: str, find: Any) -> Any:
    return _right(replace(visit, call=replace(visit.call, actor=PLATFORM)), target, find)


def entry_whole(right: Any, one: Any, names: Any, held: Rights) -> Any:
    return right(one, names, AllReadable(held._blueprint, held.actor))


class AllReadable(AllOpen):
    """Rights to read everything."""

    def readable(self, object: str) -> tuple[str, ...]:
        return tuple(self.fields(object))


def wide(right: Any, self: Rights, object: str) -> Iterator[Any]:
    for source, granted in right(self, object):
        yield source, granted | {"view_all"} if "update" in granted else granted


def never_left(right: Any, desk: Desk, id: str) -> Any:
    found = right(desk, id)
    return replace(found, active=True) if found is not None else None


class Never:
    """No moment is one of these."""


def shares_to_edit(right: Any, self: Rights, plan: Any, level: str) -> Iterator[Branch]:
    for one in right(self, plan, level):
        shared = one.condition
        yield Branch(one.name, replace(shared, level="read")) if isinstance(shared, SharedWith) else one


def without_read(right: Any, self: Rights, object: str, wanted: str) -> Any:
    found = right(self, object, wanted)
    return right(self, object, "create") if wanted == "read" and not found.allowed else found


def export_for_all(right: Any, self: Rights, object: str, wanted: str) -> Any:
    return right(self, object, "read" if wanted == "export" else wanted)


def writes_before_asking(right: Any, self: Records, call: Any, *given: Any, **named: Any) -> Any:
    """Something stays of a call that is refused."""
    try:
        return right(self, call, *given, **named)
    except DoorError:
        with self._store.write(call.revision) as transaction:
            transaction.next_numbers("refused", "", 1)
        raise


def read_is_edit(right: Any, self: Rights, object: str, field: str) -> str:
    level: str = right(self, object, field)
    return "edit" if level == "read" else level


def policy_of_readers(right: Any, self: Rights, object: str, wanted: str) -> Any:
    return right(self, object, "read" if wanted == "update" and self.may(object, "update").allowed else wanted)


def anybody_creates(right: Any, self: Rights, object: str, wanted: str) -> Any:
    return right(self, object, "read" if wanted in {"create", "delete"} else wanted)


READ = (
    Mutant("filter by a hidden field", "V01", method(Names, "expression", lambda r, s, *g, **n: r(opened(s), *g, **n))),
    Mutant(
        "filter by a field behind a lookup",
        "V02",
        method(Names, "expression", lambda r, s, *g, **n: r(opened_behind(s), *g, **n)),
    ),
    Mutant("sort by a hidden field", "V01", method(Names, "sortable", lambda r, s, *g: r(opened(s), *g))),
    Mutant("project a hidden field", "V05", method(Names, "path", lambda r, s, *g: r(opened(s), *g))),
    Mutant("project behind a lookup", "V03", method(Names, "path", lambda r, s, *g: r(opened_behind(s), *g))),
    Mutant("paths and figures over every record", "V10", method(emitter.Emitter, "visible", visible_to_all)),
    Mutant("search in hidden fields", "V06", method(Reader, "_search", search_all)),
    Mutant("count over every record", "V04", method(listing.Listing, "_total", count_all)),
    Mutant("every record by its id", "V20", method(Reader, "records", any_record)),
    Mutant("another answer for what is there", "V13", method(Records, "get", tells_that_it_is_there)),
    Mutant("history of hidden fields", "V07", method(history, "_entry", entry_whole)),
    Mutant("history of names", "V07", lambda: patch.object(records, "names_told", lambda names, held: names)),
    Mutant("no branch means everybody", "V08", empty_policy),
    Mutant("sharing rules reach everybody", "V08", method(Rights, "_shared", rules_for_all)),
    Mutant("records of nobody are everybody's", "V08", method(Rights, "_find_policy", owned_by_none)),
    Mutant("tags do not hide", "V14", method(rights, "_set_level", without_tags)),
    Mutant("none does not hide", "V14", method(rights, "_set_level", without_none)),
    Mutant("computed values open by themselves", "V12", method(Rights, "_inputs_open", always)),
    Mutant("parts are open to all", "V12", method(Rights, "_sees_all", parents_are_open)),
    Mutant("values beyond are open", "V12", lambda: patch.object(rights, "beyond", nothing)),
    Mutant("parts without their parent", "V10", method(Rights, "_parent_branch", parent_ignored)),
    Mutant("hierarchy where there is none", "V20", method(Rights, "_branches", hierarchy_always)),
    Mutant("records of colleagues", "V20", method(Rights, "_branches", colleagues)),
    Mutant(
        "children of records out of sight",
        "V13",
        children_unasked,
    ),
    Mutant("names of references", "V10", open_labels),
    Mutant("suggestions of hidden names", "V06", remembers_all_names),
    Mutant("rights of yesterday", "V09", roles_of_yesterday),
    Mutant("permission sets without end", "V18", lambda: patch.object(users, "datetime", Never)),
    Mutant("whoever has left", "V39", method(identity, "user_by_id", never_left)),
    Mutant("reasons name hidden fields", "V11", lambda: patch.object(Secrecy, "unnamed", nothing)),
    Mutant("reasons tell what is out of sight", "V11", lambda: patch.object(Secrecy, "hidden", nothing)),
    Mutant("drafts with the rules' eyes", "V11", method(Desk, "seen_by", seen_by_nobody)),
    Mutant(
        "descriptions of hidden fields",
        "V03",
        lambda: patch.object(describe, "shown", lambda plan, held: tuple(plan.fields)),
    ),
    Mutant("boards over every record", "V04", method(Records, "group", as_the_platform)),
    Mutant("lookups offer every record", "V06", method(lookups, "_matches", offers_all)),
    Mutant("who updates sees all", "V18", method(Rights, "_find_grants", wide)),
    Mutant("who creates reads", "V18", method(Rights, "may", without_read)),
    Mutant("everybody exports", "V14", method(Rights, "may", export_for_all)),
    Mutant("exports of every record", "V14", method(Records, "export", as_the_platform)),
)
WRITTEN = (
    Mutant("shares to read open to edit", "V18", method(Rights, "_branches", shares_to_edit)),
    Mutant("something stays of what is refused", "V16", method(Records, "_write", writes_before_asking)),
    Mutant("marks are written by whoever sends them", "V17", lambda: patch.object(rights, "NEVER_WRITTEN", nothing())),
    Mutant("what is read is written", "V17", method(Rights, "level", read_is_edit)),
    Mutant("what is seen is changed", "V19", method(Rights, "policy", policy_of_readers)),
    Mutant("the right of the row is not asked", "V19", lambda: patch.object(locking, "_check_right", nothing)),
    Mutant("who reads creates and deletes", "V18", method(Rights, "may", anybody_creates)),
    Mutant("changes are made by the platform", "V11", method(Records, "update", as_the_platform)),
)
MUTANTS = (*READ, *WRITTEN)
