"""How far long work is: a moving line on a terminal, nothing elsewhere, so that logs stay readable."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager

from rich.progress import Progress, SpinnerColumn, TextColumn, TimeElapsedColumn

from objectry.faces.cli.terminal import errors
from objectry.runtime import Report


@contextmanager
def counting(words: str) -> Iterator[Callable[[Report], None]]:
    """A function to be told the report as it grows."""
    columns = (
        SpinnerColumn(),
        TextColumn("{task.description}"),
        TextColumn("{task.completed} rows"),
        TimeElapsedColumn(),
    )
    console = errors()
    with Progress(*columns, console=console, transient=True, disable=not console.is_terminal) as progress:
        task = progress.add_task(words, total=None)
        yield lambda report: progress.update(task, completed=report.rows)
