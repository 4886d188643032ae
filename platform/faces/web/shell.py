"""What stands around every page: navigation, quick create, the bell, the menus."""

from collections.abc import Mapping
from dataclasses import dataclass

from objectry.faces.web import addresses
from objectry.faces.web.visit import Visit
from objectry.plan import ObjectPlan
from objectry.runtime import Query

BELL_STOPS_AT = 99
NOTIFICATION = "notification"
UNREAD = "recipient = $user and not read"


@dataclass(frozen=True, slots=True)
class Entry:
    """One place to go."""

    label: str
    icon: str
    href: str
    active: bool = False


@dataclass(frozen=True, slots=True)
class Shell:
    """The frame of a page for one person."""

    app: str
    places: tuple[Entry, ...]
    setup: tuple[Entry, ...]
    creatable: tuple[Entry, ...]
    unread: str
    languages: Mapping[str, str]


def navigation(visit: Visit) -> tuple[ObjectPlan, ...]:
    """The objects a person works with: those of her role in its order, else all she may read.

    Core objects, attachments and the links of many_to_many fields are then left out: people meet those in the pages of
    others.
    """
    role = visit.blueprint.roles.get(visit.actor.role or "")
    named = role.navigation if role else ()
    every = named or tuple(name for name, plan in visit.blueprint.objects.items() if _worked_with(plan))
    return tuple(visit.blueprint.objects[name] for name in every if _shown(visit, name))


def _worked_with(plan: ObjectPlan) -> bool:
    return not plan.object.core and not plan.object.generated


def _shown(visit: Visit, name: str) -> bool:
    return name in visit.blueprint.objects and visit.may(name, "read")


def shell(visit: Visit, active: str = "") -> Shell:
    """The frame; `active` is the object (or `home`, `setup`) the page belongs to."""
    objects = navigation(visit)
    home = Entry(visit.texts("home"), "home", addresses.HOME, active == "home")
    places = (home, *(_entry(visit, plan, active) for plan in objects))
    creatable = tuple(
        Entry(visit.texts.object(plan.name), plan.object.icon, addresses.creating(plan.name))
        for plan in objects
        if visit.may(plan.name, "create")
    )
    return Shell(visit.texts.app(), places, _setup(visit, active), creatable, unread(visit), LANGUAGE_NAMES)


def _entry(visit: Visit, plan: ObjectPlan, active: str) -> Entry:
    label = visit.texts.plural(plan.name)
    return Entry(label, plan.object.icon, addresses.listing(plan.name), active == plan.name)


def _setup(visit: Visit, active: str) -> tuple[Entry, ...]:
    if not visit.rights.system("manage_users").allowed and not visit.rights.system("customize").allowed:
        return ()
    found = [Entry(visit.texts("setup"), "settings", "/setup", active == "setup")]
    if visit.may("user", "read"):
        found.insert(0, Entry(visit.texts.plural("user"), "users", addresses.listing("user"), active == "user"))
    return tuple(found)


def unread(visit: Visit) -> str:
    """How many notifications wait, as the bell shows it; blank for none."""
    if NOTIFICATION not in visit.blueprint.objects or not visit.may(NOTIFICATION, "read"):
        return ""
    query = Query(NOTIFICATION, filter=UNREAD, fields=("id",), limit=1, count="capped")
    total = visit.platform.records.find(visit.call, query).total or 0
    return "" if not total else str(total) if total <= BELL_STOPS_AT else f"{BELL_STOPS_AT}+"


LANGUAGE_NAMES: Mapping[str, str] = {"en": "English", "zh-CN": "简体中文"}
