"""Whether the apps of a stack fit together and to this platform."""

import re
from importlib.metadata import PackageNotFoundError, version
from zoneinfo import available_timezones

from objectry.diagnostics import suggest
from objectry.metadata.known import Known
from objectry.metadata.model import App
from objectry.metadata.nodes import MapNode, ScalarNode
from objectry.metadata.places import locate

CONDITION = re.compile(r"(>=|<=|==|<|>|~)?\s*([0-9]+(?:\.[0-9]+){0,2})")
CORE = "core"
Number = tuple[int, ...]


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
        before[app.name] = app
    check_settings(known)


def check_bases(known: Known, app: App, node: MapNode | None, before: dict[str, App]) -> None:
    for name, wanted in app.base.items():
        span = locate(node, "base", name)
        if name not in before:
            known.problems.error(
                "M223", f'the app stands on "{name}", which is not below it{suggest(name, before)}', span
            )
        elif not satisfied(before[name].version, wanted):
            message = f"{name} {wanted} is needed; the stack has {before[name].version}"
            known.problems.error("M223", message, span)


def check_platform(known: Known, node: MapNode | None) -> None:
    requires = node.get("requires") if node is not None else None
    wanted = requires.get("platform") if isinstance(requires, MapNode) else None
    current = platform_version()
    if isinstance(wanted, ScalarNode) and current and not satisfied(current, wanted.text):
        message = f"the app needs platform {wanted.text}; this is {current}"
        known.problems.error("M223", message, wanted.span)


def platform_version() -> str | None:
    """The version of the installed platform, or None in a bare checkout."""
    try:
        return version("objectry")
    except PackageNotFoundError:
        return None


def satisfied(current: str, wanted: str) -> bool:
    """Whether a version fulfils all conditions, such as `>=0.1,<1` or `~1.0` (1.0 or later, below 2)."""
    have = numbers(re.split(r"[^0-9.]", current, maxsplit=1)[0])
    found = [CONDITION.fullmatch(part.strip()) for part in wanted.split(",")]
    return all(one is not None and holds(have, one[1] or "==", numbers(one[2])) for one in found)


def numbers(text: str) -> Number:
    parts = [int(part) for part in text.split(".") if part]
    return tuple((parts + [0, 0, 0])[:3])


def holds(have: Number, sign: str, want: Number) -> bool:
    if sign == "~":
        ceiling = (want[0] + 1, 0, 0)
        return want <= have < ceiling
    truths = {">=": have >= want, "<=": have <= want, "==": have == want, "<": have < want, ">": have > want}
    return truths[sign]


def check_settings(known: Known) -> None:
    declared = known.tree.part("settings").get("settings")
    zone = known.model.settings.timezone
    if declared is not None and "timezone" in declared.node.entries and zone not in available_timezones():
        message = f'unknown time zone "{zone}"{suggest(zone, available_timezones())}'
        known.problems.error("M204", message, locate(declared.node, "timezone"))
