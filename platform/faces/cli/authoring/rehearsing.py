"""`crm scenarios`: the scenarios of the stack, played in a tenant that is thrown away."""

import os
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import click
from rich.text import Text

from objectry.diagnostics import Diagnostics, Span, suggest
from objectry.faces.cli.failures import Failure
from objectry.faces.cli.folder import Workspace
from objectry.faces.cli.junit import as_junit
from objectry.faces.cli.options import json_option, language_option, packs_option, workspace_option
from objectry.faces.cli.problems import as_json as plain
from objectry.faces.cli.problems import headline, quotation, report
from objectry.faces.cli.shipped import shipped_apps
from objectry.faces.cli.terminal import errors, note, say, write_json
from objectry.metadata import AppSource, Model, Scenario, lay
from objectry.plan import check_stack
from objectry.runtime import Arm, Played, Rehearsal, play_all
from objectry.runtime import Failure as Failed
from objectry.wording import chosen, spoken

WORDS: Mapping[str, Mapping[str, str]] = {
    "en": {
        "done": "{passed} of {all} scenarios passed in {seconds} s; rules: {taken} of {ways} ways taken, {coverage} %",
        "below": "the coverage of {coverage} % is below {least} %",
        "none": "there are no scenarios; `crm new scenario NAME` begins one",
        "never": "never",
    },
    "zh-CN": {
        "done": "{all} 个场景中 {passed} 个通过，用时 {seconds} 秒；规则分支：{ways} 条中走过 {taken} 条，{coverage} %",
        "below": "覆盖率 {coverage} % 低于 {least} %",
        "none": "没有场景；可用 `crm new scenario NAME` 新建一个",
        "never": "从未走过",
    },
}


@click.command()
@click.argument("names", nargs=-1, metavar="[NAME]...")
@click.option("--word", "-k", help="Only scenarios with this word in their name or title.")
@click.option("--coverage", is_flag=True, help="List the ways of rules and validations that were never taken.")
@click.option("--min-coverage", "least", type=click.IntRange(0, 100), help="Fail where fewer of a hundred are taken.")
@click.option("--junit", type=click.Path(dir_okay=False, path_type=Path), help="Write JUnit XML into this file.")
@workspace_option
@packs_option
@json_option
@language_option
def scenarios(
    names: tuple[str, ...],
    word: str | None,
    least: int | None,
    junit: Path | None,
    workspace: str,
    packs: Path | None,
    language: str | None,
    *,
    coverage: bool,
    as_json: bool,
) -> int:
    """Play the scenarios of the app and the layers below it, or those of these NAMEs, or of the files called so."""
    said = WORDS[chosen(language, os.environ) if not as_json else language or "en"]
    apps = stack_of(workspace, packs)
    model, found = check_stack(apps)
    if found.errors:
        report(Diagnostics(found.errors), json=as_json, language=language)
        return 1
    wanted = selected(model, names, word)
    told = (lambda _: None) if as_json else Teller(chosen(language, os.environ)).tell
    played = play_all(apps, model, wanted, told)
    if junit is not None:
        junit.write_bytes(as_junit(played))
    low = least is not None and played.coverage < least
    if as_json:
        write_json(as_plain(played, language or "en"))
    else:
        show_end(played, said, coverage=coverage)
        if low:
            note(said["below"].format(coverage=played.coverage, least=least), "bold red")
    return 1 if played.failed or low else 0


def stack_of(workspace: str, packs: Path | None) -> Sequence[AppSource]:
    """The stack of the workspace; of the standard CRM where there is none."""
    own = Workspace(Path(workspace), packs)
    return own.stack() if own.exists else lay(next(iter(shipped_apps().values())), (), shipped_apps)


def selected(model: Model, names: Sequence[str], word: str | None) -> tuple[Scenario, ...]:
    """The scenarios asked for; raises Failure for a name nothing is called by."""
    files = {one.span.file.rpartition("/")[2].partition(".")[0] for one in model.scenarios.values()}
    for name in names:
        if name not in model.scenarios and name not in files:
            raise Failure(f'there is no scenario "{name}"{suggest(name, [*model.scenarios, *files])}')
    return tuple(one for one in model.scenarios.values() if is_meant(one, names, word))


def is_meant(one: Scenario, names: Sequence[str], word: str | None) -> bool:
    """Whether a scenario is among those asked for."""
    file = one.span.file.rpartition("/")[2].partition(".")[0]
    named = not names or one.name in names or file in names
    return named and (word is None or word.casefold() in f"{one.name} {one.title}".casefold())


class Teller:
    """Tells of each scenario as it ends."""

    def __init__(self, language: str) -> None:
        self.language = language

    def tell(self, one: Played) -> None:
        """A line, and what is wrong below it."""
        say(f"{'ok    ' if one.passed else 'FAILED'}  {one.scenario.name}: {one.scenario.title}",
            "" if one.passed else "bold red")  # fmt: skip
        for failure in one.failures:
            self.show(failure)

    def show(self, failure: Failed) -> None:
        """The place, the sentence, the line with carets, and the rules that had to do with it."""
        (problem,) = spoken([failure.problem], self.language)
        for line in (headline(problem), *map(Text, quotation(problem))):
            errors().print(line)
        for because in failure.because:
            errors().print(Text(f"      {because}", style="dim"))


def show_end(played: Rehearsal, said: Mapping[str, str], *, coverage: bool) -> None:
    """The last lines."""
    if not played.played:
        say(said["none"])
        return
    if coverage:
        for arm in played.arms:
            if not arm.taken:
                say(missed(arm, said["never"]))
    figures = {
        "passed": len(played.played) - len(played.failed),
        "all": len(played.played),
        "seconds": f"{sum(one.seconds for one in played.played):.1f}",
        "taken": sum(arm.taken for arm in played.arms),
        "ways": len(played.arms),
        "coverage": played.coverage,
    }
    say(said["done"].format(**figures))


def missed(arm: Arm, never: str) -> str:
    """A way that was never taken, on one line."""
    return f"{place(arm.span)} {arm.what}, {never}: {arm.way}: {' '.join(arm.text.split())}"


def place(span: Span) -> str:
    """File and line, as editors open them."""
    return f"{span.file}:{span.line}"


def as_plain(played: Rehearsal, language: str) -> dict[str, Any]:
    """For programs."""
    return {
        "passed": len(played.played) - len(played.failed),
        "failed": len(played.failed),
        "coverage": played.coverage,
        "scenarios": [
            {
                "name": one.scenario.name,
                "title": one.scenario.title,
                "file": one.scenario.span.file,
                "line": one.scenario.span.line,
                "passed": one.passed,
                "seconds": round(one.seconds, 4),
                "failures": [
                    {**plain(spoken([failure.problem], language))[0], "because": list(failure.because)}
                    for failure in one.failures
                ],
            }
            for one in played.played
        ],
        "ways": [
            {"of": arm.what, "way": arm.way, "text": arm.text, "file": arm.span.file, "line": arm.span.line,
             "taken": arm.taken}
            for arm in played.arms
        ],
    }  # fmt: skip
