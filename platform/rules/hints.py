"""Suggestions for names that are not known."""

from collections.abc import Iterable

from objectry.diagnostics import Diagnostics, suggest

MOST_SUGGESTIONS = 20


def hint(name: str, candidates: Iterable[str], found: Diagnostics) -> str:
    """`; did you mean "x"?`, or nothing: also after many problems, as the search takes its time and nobody reads on."""
    return suggest(name, candidates) if len(found) < MOST_SUGGESTIONS and len(name) <= 80 else ""
