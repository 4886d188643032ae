"""`stack.lock` in the folder of a workspace."""

from collections.abc import Sequence

from objectry.diagnostics import Diagnostics
from objectry.faces.cli.folder import Workspace
from objectry.metadata import LOCK, AppSource, check_lock, lock_text, named


def lock_problems(workspace: Workspace, apps: Sequence[AppSource], deployed: Sequence[AppSource] = ()) -> Diagnostics:
    """The layers that are not as stack.lock pins them."""
    path = workspace.folder / LOCK
    text = path.read_text(encoding="utf-8", errors="replace") if path.is_file() else None
    return check_lock(text, apps, named(workspace.read()).name, frozenset(app.name for app in deployed))


def write_lock(workspace: Workspace, apps: Sequence[AppSource]) -> None:
    """Pin the layers as they are now."""
    (workspace.folder / LOCK).write_text(lock_text(apps, named(workspace.read()).name), encoding="utf-8")
