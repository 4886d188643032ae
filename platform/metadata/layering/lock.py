"""`stack.lock`: the layers a workspace stands on, each with its version and the hash of its files.

Whoever checks out the workspace stands on the same layers; that one of them has changed is told before anything is
planned on it.  The file is JSON, written by the platform alone.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from objectry.diagnostics import Diagnostics, Span
from objectry.metadata.layering.laying import CORE, head
from objectry.metadata.reading.app_files import AppSource, hash_of

LOCK = "stack.lock"
FORMAT = 1


@dataclass(frozen=True, slots=True)
class Pin:
    """A layer as it was when the lock was written."""

    version: str
    hash: str

    def __str__(self) -> str:
        return f"{self.version} ({self.hash[:8]})"


def pins(apps: Sequence[AppSource], own: str) -> dict[str, Pin]:
    """The layers of a stack but for the workspace's own."""
    return {app.name: Pin(head(app).version, hash_of(app)) for app in apps if app.name != own}


def lock_text(apps: Sequence[AppSource], own: str) -> str:
    """What is written into the file."""
    layers = {name: {"version": pin.version, "hash": pin.hash} for name, pin in pins(apps, own).items()}
    return json.dumps({"objectry_lock": FORMAT, "layers": layers}, indent=2) + "\n"


def check_lock(
    text: str | None, apps: Sequence[AppSource], own: str, deployed: frozenset[str] = frozenset()
) -> Diagnostics:
    """Each layer that is not as the lock says; without a lock everything is fine.

    `deployed` names the layers that come from the database, to tell which command brings both together.  The core
    comes with the platform, so that another one is a warning.
    """
    found = Diagnostics()
    if text is None:
        return found
    locked = _read(text, found)
    for name, pin in pins(apps, own).items():
        was = locked.get(name) if locked is not None else pin
        if was != pin:
            tell = found.warn if name == CORE else found.error
            tell("M275", _words(name, pin, was, deployed), Span(LOCK, _line(text, name)))
    return found


def _words(name: str, pin: Pin, was: Pin | None, deployed: frozenset[str]) -> str:
    pinned = f"is not in {LOCK}" if was is None else f"is not what {LOCK} pins, {was}"
    if name in deployed and name != CORE:
        return f"the deployed {name} {pin} {pinned}; `crm pull` takes it in, `crm upgrade {name}` moves the database"
    way = "`crm upgrade`" if name == CORE else f"`crm upgrade {name}`"
    return f"{name} {pin} {pinned}; {way} shows what it changes and takes it in"


def _read(text: str, found: Diagnostics) -> Mapping[str, Pin] | None:
    try:
        layers = json.loads(text)["layers"]
        return {name: Pin(str(one["version"]), str(one["hash"])) for name, one in layers.items()}
    except (ValueError, KeyError, TypeError, AttributeError):
        found.error("M276", f"{LOCK} cannot be read; `crm upgrade` writes it anew", Span(LOCK))
        return None


def _line(text: str, name: str) -> int:
    """The line a layer stands on, or the first one."""
    lines = text.splitlines()
    return next((number for number, line in enumerate(lines, 1) if line.strip().startswith(f'"{name}":')), 1)
