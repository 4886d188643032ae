"""`crm validate`: everything that is wrong with the files, at once."""

from collections.abc import Sequence
from pathlib import Path

import click

from objectry.diagnostics import Diagnostics
from objectry.faces.cli.folder import Workspace
from objectry.faces.cli.keeping import Kept, keep, recall, same
from objectry.faces.cli.locking import lock_problems
from objectry.faces.cli.options import json_option, packs_option
from objectry.faces.cli.problems import report
from objectry.faces.cli.terminal import say
from objectry.metadata import AppSource
from objectry.plan import check_stack
from objectry.processes import everything_kept, processors


@click.command()
@click.argument("path", default=".", type=click.Path(file_okay=False))
@packs_option
@json_option
def validate(path: str, packs: Path | None, *, as_json: bool) -> int:
    """Check the app in PATH: every file, name and rule, all problems at once."""
    workspace = Workspace(Path(path), packs)
    apps = workspace.stack()
    checked = check(Path(path), apps)
    found = Diagnostics([*checked.problems, *lock_problems(workspace, apps)])
    report(found, json=as_json)
    wrong = len(found.errors)
    if not as_json:
        say(f"{wrong} {'error' if wrong == 1 else 'errors'}" if wrong else f"fine: {checked.objects} objects")
    return 1 if wrong else 0


def check(workspace: Path, apps: Sequence[AppSource]) -> Kept:
    """The check of a stack; what has not changed since the last one is not checked again."""
    with everything_kept():
        last = recall(workspace)
        if last is not None and same(last.apps, apps):
            return last
        model, found = check_stack(apps, processors())
        checked = Kept(tuple(apps), len(model.objects), found)
        keep(workspace, checked)
    return checked
