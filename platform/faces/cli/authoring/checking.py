"""`crm validate`: everything that is wrong with the files, at once."""

import os
from collections.abc import Sequence
from pathlib import Path

import click

from objectry.diagnostics import Diagnostics
from objectry.faces.cli.authoring.keeping import Kept, keep, recall, same
from objectry.faces.cli.deploying.locking import lock_problems
from objectry.faces.cli.folder import Workspace
from objectry.faces.cli.options import json_option, language_option, packs_option
from objectry.faces.cli.problems import report
from objectry.faces.cli.sarif import as_sarif as sarif
from objectry.faces.cli.terminal import say, write_json
from objectry.metadata import AppSource
from objectry.plan import check_stack
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
