"""Compiling each stack once: tests open hundreds of platforms on a few stacks."""

import json
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from objectry.diagnostics import Diagnostic, Diagnostics
from objectry.metadata import EMPTY, AppSource
from objectry.plan import Blueprint

Compiled = tuple[Blueprint | None, Diagnostics]
Compiling = Callable[..., Compiled]
MOST = 40


def compiling_once(compile_stack: Compiling) -> Compiling:
    """The same function, which remembers its last answers; what has errors is compiled each time."""
    known: dict[str, tuple[Blueprint, tuple[Diagnostic, ...]]] = {}

    def remembering(apps: Sequence[AppSource], pins: Mapping[str, Any] = EMPTY) -> Compiled:
        key = json.dumps([_plain(pins), *([app.name, dict(app.files), app.unread] for app in apps)])
        if key not in known:
            blueprint, found = compile_stack(apps, pins)
            if blueprint is None:
                return None, found
            if len(known) >= MOST:
                del known[next(iter(known))]
            known[key] = blueprint, tuple(found)
        blueprint, warnings = known[key]
        return blueprint, Diagnostics(warnings)

    return remembering


def _plain(value: Any) -> Any:
    return {key: _plain(one) for key, one in value.items()} if isinstance(value, Mapping) else value
