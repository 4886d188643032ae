"""Warnings about names that are on their way out, at the place where a rule text uses them."""

from objectry.diagnostics import Diagnostics, Span
from objectry.rules import codes
from objectry.rules.catalog import Catalog


def tell_notice(catalog: Catalog, found: Diagnostics, span: Span, *name: str) -> None:
    """Warn who uses an object, a field (object, field) or a choice (object, field, choice)."""
    notice = catalog.notice(*name)
    if notice is not None and notice.concerns(span.file):
        found.warn(codes.DEPRECATED, notice.text, span)
