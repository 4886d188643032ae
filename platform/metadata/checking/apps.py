"""Whether the apps of a stack fit together and to this platform."""

from collections.abc import Iterator
from importlib.metadata import PackageNotFoundError, version

from objectry.diagnostics import Span, suggest
from objectry.metadata.checking.known import Known
from objectry.metadata.checking.places import locate
from objectry.metadata.countries import country_codes, currency_codes
from objectry.metadata.layering.layers import Declared
from objectry.metadata.layering.versions import UNKNOWN, satisfied, well_formed
from objectry.metadata.model import App
from objectry.metadata.reading.nodes import MapNode, ScalarNode
from objectry.metadata.zones import zone_names

CORE = "core"


def check_apps(known: Known) -> None:
    """Names, bases and required versions; the organisation's settings."""
    before: dict[str, App] = {}
    for (_, node), app in zip(known.tree.apps, known.model.apps, strict=True):
        if app.name == CORE and before:
            known.problems.error("M207", f'"{CORE}" is the platform\'s own app', locate(node, "name"))
        elif app.name in before:
            known.problems.error("M209", f'two apps of the stack are called "{app.name}"', locate(node, "name"))
        check_bases(known, app, node, before)
        check_platform(known, node)
        check_moved(known, app, node)
        before[app.name] = app
    check_settings(known)


def check_bases(known: Known, app: App, node: MapNode | None, before: dict[str, App]) -> None:
    """Everything an app stands on lies below it, in a version that fits."""
    for place, name, wanted in stands_on(app):
        span = locate(node, *place, name)
        if name not in before and app.name in standing_on(known, name):
            known.problems.error("M272", f'"{name}" stands on {app.name} itself; one of the two has to go', span)
        elif name not in before:
            known.problems.error(
                "M223", f'the app stands on "{name}", which is not below it{suggest(name, before)}', span
            )
        elif before[name].version != UNKNOWN and not satisfied(before[name].version, wanted):
            message = f"{name} {wanted} is needed; the stack has {before[name].version}"
            known.problems.error("M223", message, span)


def stands_on(app: App) -> Iterator[tuple[tuple[str, ...], str, str]]:
    """What an app needs below it: where it says so, the app, and its versions."""
    for place, named in ((("base",), app.base), (("packs",), app.packs), (("requires", "packs"), app.requires)):
        yield from ((place, name, wanted) for name, wanted in named.items())


def standing_on(known: Known, name: str) -> set[str]:
    """All apps that an app of the stack stands on, over any number of others."""
    apps = {app.name: app for app in known.model.apps}
    found: set[str] = set()
    waiting = [name]
    while waiting:
        below = apps.get(waiting.pop())
        new = {one for _, one, _ in stands_on(below)} - found if below else set()
        found |= new
        waiting.extend(new)
    return found


def check_moved(known: Known, app: App, node: MapNode | None) -> None:
    """What an app calls differently now is there, is the app's own, and is of the kind it was."""
    taken: dict[str, str] = {}
    for earlier, present in app.moved.items():
        span = locate(node, "moved", earlier)
        if round_again(app, earlier):
            known.problems.error("M273", f'"{earlier}" is called so again after all; remove this line', span)
            continue
        if ":" in present or present.count(".") > 1:
            check_moved_value(known, earlier, present, span)
            continue
        owner, dot, name = present.partition(".")
        one = known.model.objects.get(owner)
        if one is None or (name and name not in one.fields):
            known.problems.error("M273", f'"{present}" is declared nowhere{suggest(present, names_of(known))}', span)
        elif ((one.fields[name].app if name else "") or one.app) != app.name:
            known.problems.error(
                "M273", f'"{present}" is not of the app {app.name}, so nothing of it moves there', span
            )
        elif dot != ("." if "." in earlier else "") or (name and earlier.partition(".")[0] != owner):
            message = f'write an object for an object, or two fields of one object; not "{earlier}: {present}"'
            known.problems.error("M273", message, locate(node, "moved", item=earlier))
        elif taken.setdefault(present, earlier) != earlier:
            message = f'"{taken[present]}" is called "{present}" now; "{earlier}" cannot be called so too'
            known.problems.error("M273", message, span)


def round_again(app: App, name: str) -> bool:
    """Whether the names of old lead from this one back to itself; of a circle its first tells it."""
    way = [name]
    while (later := app.moved.get(way[-1])) is not None and later not in way:
        way.append(later)
    return later == name and name == next(one for one in app.moved if one in way)


def check_moved_value(known: Known, earlier: str, present: str, span: Span) -> None:
    """A choice stays in its field, a role a role, a permission set a permission set."""
    kind, colon, _ = present.partition(":")
    declared = {"role": known.model.roles, "permission_set": known.model.permission_sets}.get(kind) if colon else None
    if declared is not None:
        around, names = f"{kind}:", [f"{kind}:{one}" for one in declared]
    else:
        thing, field = (*present.split(".", 2), "")[:2]
        one = known.model.objects.get(thing)
        picklist = one.fields[field].picklist if one is not None and field in one.fields else None
        around, names = f"{thing}.{field}.", [f"{thing}.{field}.{one}" for one in picklist.values] if picklist else []
    if present not in names:
        known.problems.error("M273", f'"{present}" is declared nowhere{suggest(present, names)}', span)
    elif not earlier.startswith(around) or earlier == around:
        known.problems.error("M273", f'"{present}" is what "{around}..." is called now; not "{earlier}"', span)


def names_of(known: Known) -> list[str]:
    """All objects, and all fields as object.field."""
    objects = known.model.objects.values()
    return [*known.model.objects, *(f"{one.name}.{name}" for one in objects for name in one.fields)]


def check_platform(known: Known, node: MapNode | None) -> None:
    requires = node.get("requires") if node is not None else None
    wanted = requires.get("platform") if isinstance(requires, MapNode) else None
    current = platform_version()
    if isinstance(wanted, ScalarNode) and current and well_formed(wanted.text) and not satisfied(current, wanted.text):
        message = f"the app needs platform {wanted.text}; this is {current}"
        known.problems.error("M223", message, wanted.span)


def platform_version() -> str | None:
    """The version of the installed platform, or None in a bare checkout."""
    try:
        return version("objectry")
    except PackageNotFoundError:
        return None


def check_settings(known: Known) -> None:
    declared = known.tree.part("settings").get("settings")
    country = known.model.settings.country
    if declared is not None and country is not None and country not in country_codes():
        message = f'unknown country "{country}"; its code of two letters is asked for, such as DE'
        known.problems.error("M204", message, locate(declared.node, "country"))
    check_currencies(known, declared)
    zone = known.model.settings.timezone
    if declared is not None and "timezone" in declared.node.entries and zone not in zone_names():
        message = f'unknown time zone "{zone}"{suggest(zone, zone_names())}'
        known.problems.error("M204", message, locate(declared.node, "timezone"))


def check_currencies(known: Known, declared: Declared | None) -> None:
    """Every currency is one there is, or has been."""
    settings = known.model.settings
    for key, codes in (("currencies", settings.currencies), ("currency", (settings.currency,))):
        for code in codes if declared is not None and key in declared.node.entries else ():
            if declared is not None and code not in currency_codes():
                message = f'unknown currency "{code}"; its code of three letters is asked for, such as EUR'
                known.problems.error("M204", message, locate(declared.node, key, item=code))
