"""`crm eval`: an expression over rows, by the same engine as everywhere, in Python and in both databases' SQL."""

import json
import os
from collections.abc import Mapping, Sequence
from dataclasses import replace
from decimal import Decimal
from pathlib import Path
from types import MappingProxyType
from typing import Any

import click

from objectry.diagnostics import Diagnostic, Diagnostics, Span, suggest
from objectry.faces.cli.failures import Failure
from objectry.faces.cli.operating.cases import answer_cases
from objectry.faces.cli.operating.circumstances import circumstances, outside
from objectry.faces.cli.options import workspace_option
from objectry.faces.cli.problems import show
from objectry.faces.cli.shipped import shipped_apps
from objectry.faces.cli.terminal import note
from objectry.faces.cli.workspace import Workspace
from objectry.metadata import EMPTY, AppSource, Model, RuleText, core_app
from objectry.plan import Blueprint
from objectry.rules import CODES, Catalog, Node, RunNote, Scope, Value, check_expression
from objectry.runtime import BadRow, Trial, compile_stack, in_database, in_python, lay
from objectry.wording import chosen, meanings, spoken

ROW = "tried_row"
NO_SERVER = (
    "the postgresql backend needs --database postgresql://user@host/name, or DATABASE_URL; without a server take "
    "--backend python or --backend sqlite"
)
PYTHON, SQLITE, POSTGRESQL, ALL = "python", "sqlite", "postgresql", "all"
APP = "name: tried\nversion: '1'\n"


@click.command("eval")
@click.argument("expression", required=False)
@click.option(
    "--cases",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="Many expressions, each with fields, rows and circumstances of its own: one JSON object a line.",
)
@click.option("--object", "-o", "thing", help="The object it is about; not needed with --fields.")
@click.option(
    "--rows", type=click.Path(exists=True, dir_okay=False, path_type=Path), help="Rows, one JSON object a line."
)
@click.option("--fields", type=click.Path(exists=True, dir_okay=False, path_type=Path),
              help="Fields made up for this: JSON, name to definition as in an object file.")  # fmt: skip
@click.option("--backend", type=click.Choice([PYTHON, SQLITE, POSTGRESQL, ALL]), default=PYTHON, show_default=True)
@click.option("--database", envvar="DATABASE_URL", help="Address of the PostgreSQL for its backend (DATABASE_URL).")
@click.option("--now", help="The time, ISO with an offset; the machine's when left out.")
@click.option("--timezone", default="UTC", show_default=True, help="The zone of TODAY().")
@workspace_option
def evaluate(
    expression: str | None,
    cases: Path | None,
    thing: str | None,
    rows: Path | None,
    fields: Path | None,
    backend: str,
    database: str | None,
    now: str | None,
    timezone: str,
    workspace: str,
) -> int:
    """Evaluate EXPRESSION for each row. Values are outside values: a percent of 20 % is 20, numbers are text."""
    if cases is not None:
        return settled(answer_cases(cases, addresses(backend, database)))
    if expression is None:
        raise Failure("an expression is needed, or --cases with a file of them")
    blueprint = made_up(fields) if fields else of_workspace(workspace)
    object_name = named_object(ROW if fields else thing, blueprint)
    node = checked(expression, object_name, blueprint)
    trial = Trial(blueprint, object_name, node, circumstances(now, timezone))
    given = read_rows(rows) if rows else [EMPTY]
    answers = answered(trial, given, backend, database)
    for line in zip(*answers.values(), strict=True):
        shown = dict(zip(answers, (outside(value, node.type) for value in line), strict=True))
        click.echo(json.dumps(shown if backend == ALL else {"value": shown[backend]}, ensure_ascii=False))
    return settled(all(len(set(line)) == 1 for line in zip(*answers.values(), strict=True)))


def settled(alike: bool) -> int:  # noqa: FBT001 (the one thing it is about)
    """The exit code, and a word where the backends differ."""
    if not alike:
        note("the backends do not agree", "bold red")
    return 0 if alike else 1


def of_workspace(workspace: str) -> Blueprint:
    """The blueprint of the workspace, else of the standard CRM."""
    own = Workspace(Path(workspace))
    if own.exists:
        return compiled(own.stack())
    return compiled(lay(next(iter(shipped_apps().values())), (), shipped_apps))


def made_up(path: Path) -> Blueprint:
    """The blueprint of one object with the fields of a file."""
    fields = {name: {"type": said} if isinstance(said, str) else said for name, said in read_json(path).items()}
    definition = json.dumps({"object": ROW, "owned": False, "fields": fields})
    app = AppSource("tried", MappingProxyType({"app.yaml": APP, f"objects/{ROW}.json": definition}))
    return compiled((core_app(), app))


def compiled(apps: Sequence[AppSource]) -> Blueprint:
    """The blueprint of a stack; raises Failure after telling what is wrong with it."""
    blueprint, found = compile_stack(apps)
    if blueprint is None:
        show(Diagnostics(found.errors))
        raise Failure("the definitions have errors")
    return blueprint


def named_object(name: str | None, blueprint: Blueprint) -> str:
    """The object asked for; raises Failure with a suggestion."""
    if name is None:
        raise Failure("say which object it is about: --object, or --fields for made-up ones")
    if name not in blueprint.objects:
        raise Failure(f'there is no object "{name}"{suggest(name, blueprint.objects)}')
    return name


def checked(expression: str, thing: str, blueprint: Blueprint) -> Node:
    """The typed tree; raises Failure after telling what is wrong."""
    model = Model(objects=MappingProxyType({name: plan.object for name, plan in blueprint.objects.items()}))
    node, found = check_expression(RuleText(expression, Span("", 1, 1)), Scope(Catalog(model), thing))
    show(Diagnostics(replace(one, source_line=expression) for one in found))
    if node is None:
        raise Failure("the expression has errors")
    return node


def answered(
    trial: Trial, rows: Sequence[Mapping[str, Any]], backend: str, database: str | None
) -> dict[str, list[Value]]:
    """The values by backend."""
    answers: dict[str, list[Value]] = {}
    try:
        for name, url in addresses(backend, database).items():
            if name == PYTHON:
                notes: list[RunNote] = []
                answers[name] = in_python(trial, rows, notes)
                tell(notes)
            else:
                answers[name] = in_database(trial, rows, url)
    except BadRow as error:
        raise Failure(str(error)) from error
    return answers


def addresses(backend: str, database: str | None) -> dict[str, str | None]:
    """The backends asked for, with the address of the database where one is needed."""
    wanted = [PYTHON, SQLITE, POSTGRESQL] if backend == ALL else [backend]
    if POSTGRESQL in wanted and not (database or "").startswith("postgresql"):
        raise Failure(NO_SERVER)
    return {name: database if name == POSTGRESQL else None for name in wanted}


def tell(notes: Sequence[RunNote]) -> None:
    """Why values are null."""
    language = chosen(None, os.environ)
    words = {**CODES, **meanings(language)}
    for one in spoken((Diagnostic(one.code, f"row {one.row + 1}") for one in notes), language):
        note(f"{one.message}: {one.code} {words[one.code]}")


def read_rows(path: Path) -> list[Mapping[str, Any]]:
    """The rows of a file of JSON lines, numbers exact; raises Failure with the line that is none."""
    rows: list[Mapping[str, Any]] = []
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), start=1):
        if line.strip():
            row = parsed(line, f"{path}:{number}")
            if not isinstance(row, dict):
                raise Failure(f"{path}:{number}: a row is a JSON object")
            rows.append(row)
    return rows


def read_json(path: Path) -> dict[str, Any]:
    """The JSON object in a file."""
    found = parsed(path.read_text(encoding="utf-8"), str(path))
    if not isinstance(found, dict):
        raise Failure(f"{path}: a JSON object is expected")
    return found


def parsed(text: str, place: str) -> Any:
    """JSON with exact numbers; raises Failure with the place."""
    try:
        return json.loads(text, parse_float=Decimal)
    except ValueError as error:
        raise Failure(f"{place}: no JSON: {error}") from error
