"""Fields as the manual tells them."""

from collections.abc import Iterator
from datetime import time
from decimal import Decimal

from objectry.faces.formats import time_of_day
from objectry.faces.manual.chapters import FieldRow
from objectry.faces.texts import Texts
from objectry.metadata import Field, FieldType, Object, RuleText

NUMBERS = frozenset({FieldType.INTEGER, FieldType.DECIMAL, FieldType.CURRENCY, FieldType.PERCENT})
PER_CENT = 100


def field_row(texts: Texts, thing: Object, field: Field) -> FieldRow:
    """One field in the reader's language."""
    return FieldRow(
        name=field.name,
        label=texts.field(thing.name, field.name),
        type=texts(f"type_{field.type}"),
        required=field.required,
        help=texts.help(thing.name, field) or "",
        choices=tuple(texts.value(thing.name, field.name, one) for one in field.picklist.values)
        if field.picklist
        else (),
        notes=tuple(_notes(texts, field)),
        expressions=tuple(_expressions(texts, thing, field)),
        targets=tuple((name, texts.object(name)) for name in field.to),
    )


def _notes(texts: Texts, field: Field) -> Iterator[str]:
    """What is demanded of a value, in sentences."""
    if field.deprecated:
        yield texts("manual_deprecated", instead=field.deprecated)
    if field.unique:
        yield texts("manual_unique")
    if field.read_only and not field.computed:
        yield texts("manual_read_only")
    if field.sensitive:
        yield texts("manual_sensitive", tag=field.sensitive)
    if field.max_length and field.picklist is None and not field.read_only:
        yield texts("manual_max_length", limit=field.max_length)
    yield from _bounds(texts, field)
    if field.format:
        yield texts("manual_format", format=field.format)
    if field.pattern:
        yield texts("manual_pattern", pattern=field.pattern)


def _bounds(texts: Texts, field: Field) -> Iterator[str]:
    for key, bound in (("manual_min", field.minimum), ("manual_max", field.maximum)):
        if bound is not None:
            yield texts(key, limit=_limit(field, bound))


def _limit(field: Field, bound: Decimal | time) -> str:
    if isinstance(bound, time):
        return time_of_day(bound)
    if field.type is FieldType.PERCENT:
        return f"{(bound * PER_CENT).normalize():f} %"
    return f"{bound.normalize():f}" if field.type in NUMBERS else str(bound)


def _expressions(texts: Texts, thing: Object, field: Field) -> Iterator[tuple[str, str]]:
    """Captions and rule texts of what is computed, conditional or given by itself."""
    said: tuple[tuple[str, RuleText | None], ...] = (
        ("manual_formula", field.formula),
        ("manual_rollup", field.rollup),
        ("manual_required_if", field.required_if),
        ("manual_default_formula", field.default_formula),
    )
    yield from ((texts(key), rule.text.strip()) for key, rule in said if rule is not None)
    if field.picklist is not None and isinstance(field.default, str):
        yield texts("manual_default"), texts.value(thing.name, field.name, field.default)
