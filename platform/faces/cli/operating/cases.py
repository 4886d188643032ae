"""`crm eval --cases`: many expressions, each about fields of its own, in one process; JSON lines in, JSON lines out.

A bad line becomes a line with its error, and the others go on.
"""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import islice
from pathlib import Path
from types import MappingProxyType
from typing import Any

import click

from objectry.diagnostics import Diagnostic, Span
from objectry.faces.cli.failures import Failure
from objectry.faces.cli.operating.case_objects import BadCase, Made, compiled, made, object_name
from objectry.faces.cli.operating.case_rows import as_given, canonical
from objectry.faces.cli.operating.circumstances import circumstances, outside
from objectry.metadata import Model, RuleText
from objectry.plan import Blueprint
from objectry.rules import (
    BOOLEAN,
    CODES,
    DATE,
    DATETIME,
    SET,
    TEXT,
    TIME,
    Call,
    Catalog,
    Const,
    Environment,
    Kind,
    Node,
    RunNote,
    Scope,
    Type,
    Value,
    check_expression,
    number,
)
from objectry.runtime import BadRow, StoreError, Trial, Tried, all_in_database, in_database, in_python

AT_ONCE = 100
PYTHON = "python"
WIDEST = 38
WRITTEN = Span("", 1, 1)
TYPES: Mapping[str, Type] = MappingProxyType(
    {
        **dict.fromkeys(("text", "textarea", "rich_text", "email", "phone", "url", "picklist"), TEXT),
        "boolean": BOOLEAN.required(),
        "checkbox": BOOLEAN.required(),
        "date": DATE,
        "datetime": DATETIME,
        "time": TIME,
        "multi_picklist": SET,
    }
)
NUMBERS = frozenset({"number", "integer", "decimal", "double", "currency", "percent"})
BLANKS = ("zero", "null")
Answer = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Problem(Exception):
    """Why a case has no answer, and where in its expression."""

    code: str
    message: str
    line: int = 1
    column: int = 1


@dataclass(frozen=True, slots=True)
class Case:
    """One line of a file of cases, read."""

    id: Any
    expression: str
    returns: Type | None
    blanks: str
    environment: Environment
    fields: Mapping[str, Any]
    rows: tuple[Mapping[str, Any], ...]


def answer_cases(path: Path, backends: Mapping[str, str | None]) -> bool:
    """Print the answers for a file of cases; whether all backends gave the same."""
    for name, url in backends.items():
        if name != PYTHON:
            _usable(name, url)
    alike = True
    with path.open(encoding="utf-8", errors="replace") as lines:
        numbered = ((at, line) for at, line in enumerate(lines, start=1) if line.strip())
        while some := list(islice(numbered, AT_ONCE)):
            for answers in _answered([_read(at, line) for at, line in some], backends):
                for one in answers:
                    click.echo(json.dumps(one, ensure_ascii=False))
                alike = alike and len({json.dumps(one.get("results")) for one in answers}) == 1
    return alike


def _usable(name: str, url: str | None) -> None:
    """Raise Failure where the database can do nothing at all, before each case is told so."""
    blueprint, _ = compiled({0: made(0, {}, [], "null")})
    assert blueprint is not None
    nothing = Const(None, TEXT)
    try:
        in_database(Trial(blueprint, object_name(0), nothing, circumstances(None, "UTC")), [{}], url)
    except StoreError as wrong:
        raise Failure(f"the {name} backend cannot be used: {wrong}") from wrong


# ------------------------------------------------------------ reading


def _read(at: int, line: str) -> tuple[Any, Case | Problem]:
    """The id of a line and its case, or why it is none."""
    try:
        said = json.loads(line, parse_float=Decimal)
    except (ValueError, RecursionError) as error:
        return at, Problem("S101", f"line {at}: no JSON: {error}")
    if not isinstance(said, dict):
        return at, Problem("S101", f"line {at}: a case is a JSON object")
    try:
        return said.get("id", at), _case(said)
    except Problem as problem:
        return said.get("id", at), problem


def _case(said: Mapping[str, Any]) -> Case:
    fields, rows = said.get("fields") or {}, said.get("rows")
    rows = [{}] if rows is None else rows
    if not isinstance(said.get("expression"), str):
        raise Problem("M202", "`expression` is missing: the text to evaluate")
    if not isinstance(fields, dict):
        raise Problem("M203", "`fields` is a JSON object: names and definitions")
    if not isinstance(rows, list) or not all(isinstance(row, dict) for row in rows):
        raise Problem("M203", "`rows` is a list of JSON objects: names and values")
    returns = _returns(said.get("returns"))
    blanks = said.get("blanks") or ("zero" if returns is None or returns.kind is Kind.NUMBER else "null")
    if blanks not in BLANKS:
        raise Problem("M204", f'`blanks` is "zero" or "null", not {blanks!r}')
    try:
        environment = circumstances(said.get("now"), said.get("timezone") or "UTC")
    except Failure as failure:
        raise Problem("M204", failure.message) from failure
    return Case(said.get("id"), said["expression"], returns, blanks, environment, fields, tuple(rows))


def _returns(said: object) -> Type | None:
    """The type a case asks for; None where it says nothing."""
    if said is None:
        return None
    told = said if isinstance(said, dict) else {"type": said}
    kind, scale = str(told.get("type", "")).lower(), told.get("scale")
    if kind in TYPES:
        return TYPES[kind]
    if kind not in NUMBERS or not (scale is None or (isinstance(scale, int) and 0 <= scale <= WIDEST)):
        known = ", ".join(sorted({*TYPES, *NUMBERS}))
        raise Problem("M204", f"`returns` has a type ({known}) and for numbers a scale, not {said!r}")
    if kind == "integer" and scale is None:
        scale = 0
    places = WIDEST * 2 if scale is None else scale + 2 * (kind == "percent")
    return number(WIDEST, places, percent=kind == "percent")


# ------------------------------------------------------------ answering


def _answered(read: Sequence[tuple[Any, Case | Problem]], backends: Mapping[str, str | None]) -> Iterator[list[Answer]]:
    """For each line its answers by backend, or its error."""
    problems: dict[int, Problem] = {at: one for at, (_, one) in enumerate(read) if isinstance(one, Problem)}
    cases = {at: one for at, (_, one) in enumerate(read) if isinstance(one, Case)}
    trials = _trials(cases, problems)
    known = {at: _in_python(at, trials, problems) for at in list(trials)}
    results = {
        name: {at: values for at, (values, _) in known.items()} if name == PYTHON else _together(url, trials, problems)
        for name, url in backends.items()
    }
    for at, (id_, _) in enumerate(read):
        if at in problems:
            wrong = problems[at]
            told = {"code": wrong.code, "message": wrong.message, "line": wrong.line, "column": wrong.column}
            yield [{"id": id_, "error": told}]
        else:
            kind = cases[at].returns or trials[at][0].node.type
            yield [
                {
                    "id": id_,
                    "backend": name,
                    "results": [outside(one, kind) for one in found[at]],
                    "notes": known[at][1],
                }
                for name, found in results.items()
            ]


def _trials(cases: Mapping[int, Case], problems: dict[int, Problem]) -> dict[int, Tried]:
    """Each case checked, with its rows; those that cannot be tried become problems."""
    things: dict[int, Made] = {}
    for at, case in cases.items():
        try:
            things[at] = made(at, case.fields, case.rows, case.blanks)
        except BadCase as wrong:
            problems[at] = Problem("M203", str(wrong))
    blueprint, wrong_ones = compiled(things)
    problems |= {at: _told(one, "in `fields`: ") for at, one in wrong_ones.items()}
    if blueprint is None:
        return {}
    catalog = Catalog(Model(objects=MappingProxyType({name: one.object for name, one in blueprint.objects.items()})))
    found: dict[int, Tried] = {}
    for at in sorted(things.keys() - wrong_ones.keys()):
        try:
            found[at] = _trial(at, cases[at], blueprint, catalog)
        except Problem as problem:
            problems[at] = problem
    return found


def _trial(at: int, case: Case, blueprint: Blueprint, catalog: Catalog) -> Tried:
    scope = Scope(catalog, object_name(at), blanks=case.blanks, formula=True)
    text = RuleText(case.expression, WRITTEN)
    node = None
    if case.returns is not None and case.returns.kind in (Kind.DATE, Kind.DATETIME):
        node = dated(check_expression(text, scope)[0], case.returns.kind)
    if node is None:
        node = _checked(text, scope, case.returns)
    rows = [canonical(row, scope.object, blueprint) for row in case.rows]
    return Trial(blueprint, scope.object, node, case.environment, as_given), rows


def _checked(text: RuleText, scope: Scope, returns: Type | None) -> Node:
    node, found = check_expression(text, scope, returns)
    if node is None:
        raise _told(next(iter(found.errors)))
    return node


def dated(node: Node | None, wanted: Kind) -> Node | None:
    """A moment where a date is asked for is its day in UTC, a date where a moment is asked for its midnight."""
    if node is None or {node.type.kind, wanted} != {Kind.DATE, Kind.DATETIME}:
        return None
    if wanted is Kind.DATE:
        return Call("DATEVALUE", (node, Const("UTC", TEXT.required())), DATE)
    return Call("DATETIMEVALUE", (node,), DATETIME)


def _told(problem: Diagnostic, before: str = "") -> Problem:
    return Problem(problem.code, before + problem.message, problem.span.line, problem.span.column)


def _in_python(at: int, trials: dict[int, Tried], problems: dict[int, Problem]) -> tuple[list[Value], list[Answer]]:
    """The values of a case, and why some are null.  A case whose rows do not fit becomes a problem."""
    told: list[RunNote] = []
    trial, rows = trials[at]
    try:
        values = in_python(trial, rows, told)
    except BadRow as wrong:
        problems[at] = Problem("D522", str(wrong))
        del trials[at]
        return [], []
    return values, [
        {"row": one.row, "code": one.code, "message": CODES[one.code], "line": one.span.line, "column": one.span.column}
        for one in told
    ]


def _together(url: str | None, trials: dict[int, Tried], problems: dict[int, Problem]) -> dict[int, list[Value]]:
    """All cases in one transaction; where a database refuses, halves apart, until the one it refuses stands alone."""
    if not trials:
        return {}
    try:
        return dict(zip(trials, all_in_database(list(trials.values()), url), strict=True))
    except (StoreError, BadRow) as wrong:  # of one case: the others go on
        if len(trials) == 1:
            problems |= {at: Problem("D522", str(wrong)) for at in trials}
            return {}
    found: dict[int, list[Value]] = {}
    order = list(trials)
    for half in (order[: len(order) // 2], order[len(order) // 2 :]):
        found |= _together(url, {at: trials[at] for at in half}, problems)
    return found
