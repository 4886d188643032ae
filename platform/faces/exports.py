"""Exports outside of a request, for the command line."""

from collections.abc import Iterator

from objectry.faces.rest import export_text
from objectry.runtime import Actor, Platform, Query, Source


def export_lines(platform: Platform, actor: Actor, query: Query, form: str, *, spreadsheet: bool) -> Iterator[str]:
    """What this actor may export of the query, in pieces.  Raises as the door, before the first piece."""
    call = platform.call(actor, Source.API)
    return export_text(platform.records, call, query, form, spreadsheet=spreadsheet)
