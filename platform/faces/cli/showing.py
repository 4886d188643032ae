"""A change plan for people and for programs."""

from collections.abc import Mapping
from types import MappingProxyType

from rich.text import Text

from objectry.faces.cli.terminal import out, say
from objectry.plan import Change, ChangeClass
from objectry.runtime import Planned

STYLES: Mapping[ChangeClass, str] = MappingProxyType(
    {
        ChangeClass.SAFE: "green",
        ChangeClass.SLOW: "yellow",
        ChangeClass.DATA_LOSS: "bold red",
        ChangeClass.ACCESS: "magenta",
        ChangeClass.STRICTER: "cyan",
    }
)


def show_plan(planned: Planned) -> None:
    """The changes by line, the class before each, and what to do about losses."""
    changes = planned.changes.changes
    if planned.base and planned.changes.empty:
        say("Nothing to change: what is deployed is what stands in the files.")
        return
    say(f"{len(changes)} changes to revision {planned.base}:" if planned.base else "The first deployment:")
    for change in changes:
        line = Text(f"  {change.kind:<9} ", style=STYLES[change.kind])
        out().print(line.append(change.text, style="not bold default").append(counts(change), style="dim"))


def counts(change: Change) -> str:
    """` (1,204 records, 17 of them break it)`."""
    if not change.rows:
        return ""
    broken = f", {change.breaking:,} of them break it" if change.breaking is not None else ""
    return f"  ({change.rows:,} records{broken})"


def plan_as_json(planned: Planned) -> dict[str, object]:
    """The plan for programs; the steps are counted, not listed."""
    return {
        "base_revision": planned.base,
        "base": planned.changes.base,
        "target": planned.changes.target,
        "pending": not (planned.base and planned.changes.empty),
        "changes": [
            {
                "class": str(change.kind),
                "name": change.name,
                "text": change.text,
                "rows": change.rows,
                "breaking": change.breaking,
            }
            for change in planned.changes.changes
        ],
        "steps": len(planned.changes.steps),
    }
