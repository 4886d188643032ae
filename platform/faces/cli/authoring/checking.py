"""`crm validate`: everything that is wrong with the files, at once."""

import os
from collections.abc import Sequence
from pathlib import Path

import click

from objectry.diagnostics import Diagnostics
from objectry.faces.cli.authoring.keeping import Sums, changed, keep, recall, recall_memory, sums_of
from objectry.faces.cli.deploying.locking import lock_problems
from objectry.faces.cli.folder import Workspace
from objectry.faces.cli.options import json_option, language_option, packs_option
from objectry.faces.cli.problems import report
from objectry.faces.cli.sarif import as_sarif as sarif
from objectry.faces.cli.terminal import say, write_json
from objectry.metadata import AppSource
from objectry.plan import Checked, check_again, check_whole
from objectry.processes import everything_kept, processors
from objectry.wording import chosen, spoken


@click.command()
@click.argument("path", default=".", type=click.Path(file_okay=False))
@packs_option
@json_option
@click.option("--sarif", "as_sarif", is_flag=True, help="Write SARIF 2.1.0, for code hosts and editors.")
@language_option
def validate(path: str, packs: Path | None, *, as_json: bool, as_sarif: bool, language: str | None) -> int:
    """Check the app in PATH: every file, name and rule, all problems at once."""
    workspace = Workspace(Path(path), packs)
    apps = workspace.stack()
    checked = check(Path(path), apps)
    found = Diagnostics([*checked.problems, *lock_problems(workspace, apps)])
    if as_sarif:
        write_json(sarif(spoken(found.sorted(), language or "en")))
    else:
        report(found, json=as_json, language=language)
    wrong = len(found.errors)
    if not as_json and not as_sarif:
        say(ending(wrong, checked.objects, chosen(language, os.environ)))
    return 1 if wrong else 0


def ending(wrong: int, objects: int, language: str) -> str:
    """The last line."""
    if language == "zh-CN":
        return f"{wrong} 个错误" if wrong else f"没有问题：{objects} 个对象"
    return f"{wrong} {'error' if wrong == 1 else 'errors'}" if wrong else f"fine: {objects} objects"


def check(workspace: Path, apps: Sequence[AppSource]) -> Checked:
    """The check of a stack; after a change, of no more than hangs on it."""
    with everything_kept():
        sums = sums_of(apps)
        last = recall(workspace)
        if last is not None and last.sums == sums:
            return Checked(last.objects, last.problems)
        checked = _again(workspace, apps, sums) or check_whole(apps, processors())
        keep(workspace, sums, checked)
    return checked


def _again(workspace: Path, apps: Sequence[AppSource], sums: Sums) -> Checked | None:
    """The check of what has changed since the last one without errors; None where all has to be checked."""
    kept = recall_memory(workspace)
    files = changed(kept.sums, sums) if kept is not None else None
    return None if kept is None or files is None else check_again(apps, files, kept.memory)
