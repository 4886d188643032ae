"""Writing to people and to programs: coloured on a terminal, plain elsewhere, JSON when asked for."""

import json
from collections.abc import Iterable, Mapping, Sequence

import click
from rich.console import Console
from rich.table import Table
from rich.text import Text


def out() -> Console:
    """The console of what was asked for.  Made anew each time, as tests and pipes replace the stream."""
    return Console(highlight=False, soft_wrap=True)


def errors() -> Console:
    """The console of what went wrong, and of progress."""
    return Console(highlight=False, soft_wrap=True, stderr=True)


def say(words: str, style: str = "") -> None:
    """A line for people, taken as it stands."""
    out().print(Text(words, style=style))


def note(words: str, style: str = "dim") -> None:
    """A line beside the result."""
    errors().print(Text(words, style=style))


def write_json(value: object) -> None:
    """One JSON document; Chinese stays readable, and bytes of files that are no UTF-8 are written as escapes."""
    text = json.dumps(value, ensure_ascii=False, indent=2)
    click.echo(text.encode(errors="backslashreplace").decode())


def table(headings: Sequence[str], rows: Iterable[Sequence[str]]) -> None:
    """Rows under headings on a terminal, values between tabs elsewhere."""
    console = out()
    if not console.is_terminal:
        for row in rows:
            click.echo("\t".join(row))
        return
    shown = Table(*headings, box=None, pad_edge=False, header_style="bold")
    for row in rows:
        shown.add_row(*(Text(cell) for cell in row))
    console.print(shown)


def pairs(values: Mapping[str, str]) -> None:
    """Names and values, one a line."""
    width = max((len(name) for name in values), default=0)
    for name, value in values.items():
        say(f"  {name.ljust(width)}  {value}")
