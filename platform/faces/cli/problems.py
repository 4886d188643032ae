"""Diagnostics as people and programs read them: the place, the code, the sentence, and the line with carets below."""

import os
from collections.abc import Iterable, Mapping
from unicodedata import combining, east_asian_width

from rich.text import Text

from objectry.diagnostics import Diagnostic, Diagnostics, Severity
from objectry.faces.cli.terminal import errors, write_json
from objectry.wording import chosen, spoken

STYLES: Mapping[Severity, str] = {Severity.ERROR: "bold red", Severity.WARNING: "yellow"}
WIDEST = 160
SPACED = {**dict.fromkeys(range(32), " "), 127: " "}  # a tab or another control takes one column, as carets expect


def show(found: Diagnostics, language: str | None = None) -> None:
    """Write all problems to the error stream, in the order of their places and the language of the terminal."""
    console = errors()
    for problem in spoken(found.sorted(), chosen(language, os.environ)):
        console.print(headline(problem))
        for line in quotation(problem):
            console.print(Text(line))


def headline(problem: Diagnostic) -> Text:
    """`objects/deal.yaml:4:11 error M214 unknown field ...`"""
    text = Text(f"{problem.span} " if problem.span.file else "", style="bold")
    text.append(str(problem.severity), style=STYLES[problem.severity])
    text.append(f" {problem.code} ", style="bold")
    return text.append(problem.message, style="not bold")


def quotation(problem: Diagnostic) -> tuple[str, ...]:
    """The line of the file and carets under the place, as wide as they look; nothing where there is no place."""
    span, line = problem.span, problem.source_line
    if not line.strip() or span.column > len(line) + 1:
        return ()
    cut = max(0, span.column - 1 - WIDEST // 2) if span.column > WIDEST else 0
    shown = line[cut : cut + WIDEST].translate(SPACED)
    start = span.column - 1 - cut
    before, marked = shown[:start], shown[start : start + span.length]
    return (f"    {shown}", f"    {' ' * width(before)}{'^' * max(1, width(marked))}")


def width(text: str) -> int:
    """How many columns of a terminal a text takes; Chinese characters take two."""
    return sum(0 if combining(letter) else 2 if east_asian_width(letter) in "WF" else 1 for letter in text)


def as_json(found: Iterable[Diagnostic]) -> list[dict[str, object]]:
    """Problems for programs."""
    return [
        {
            "severity": str(one.severity),
            "code": one.code,
            "message": one.message,
            "file": one.span.file or None,
            "line": one.span.line or None,
            "column": one.span.column or None,
            "length": one.span.length or None,
        }
        for one in found
    ]


def report(found: Diagnostics, *, json: bool, language: str | None = None) -> None:
    """Tell the problems one way or the other; as JSON they are a document of their own, in English unless asked."""
    if json:
        write_json({"errors": len(found.errors), "problems": as_json(spoken(found.sorted(), language or "en"))})
    else:
        show(found, language)
