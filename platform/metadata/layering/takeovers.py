"""What a new release of a layer below declares under names that this app had added itself."""

from collections.abc import Sequence

from objectry.diagnostics import Diagnostics
from objectry.metadata.layering.layers import Tree, stack
from objectry.metadata.layering.merge import Steps
from objectry.metadata.reading.app_files import AppSource
from objectry.metadata.stack import quote_lines

FIELD = ("object", "fields")


def find_takeovers(deployed: Sequence[AppSource], wanted: Sequence[AppSource]) -> Diagnostics:
    """Each component that an app had added to another's and that a layer below now brings itself, with the way out."""
    before, after = stack(deployed, Diagnostics()), stack(wanted, Diagnostics())
    found = Diagnostics()
    for steps, mine in after.overlaps.items():
        was = before.owners.get(steps)
        if was is not None and was.app == mine.app:
            found.error("M271", f"{_owner(after, steps)} {_message(steps, mine.what)}", mine.span)
    return quote_lines(found, wanted)


def _owner(tree: Tree, steps: Steps) -> str:
    around = (tree.owners.get(steps[:length]) for length in range(len(steps), 0, -1))
    return next((one.app for one in around if one is not None), "a layer below")


def _message(steps: Steps, what: str) -> str:
    name = steps[-1]
    words = f'has "{name}" among its {what} now; to build on it, say extend: true; to keep yours, call it differently'
    kept = _moving(steps)
    return f"{words} and write moved: {{{kept}{name}: {kept}my_{name}}} in app.yaml" if kept is not None else words


def _moving(steps: Steps) -> str | None:
    """What stands before a name in `moved`; None for what nothing hangs on in the database."""
    if (steps[0], *steps[2:3]) != FIELD:
        return None
    inside = steps[3:-1]
    return f"{steps[1]}." if not inside else f"{steps[1]}.{inside[0]}." if inside[1:] == ("values",) else None
