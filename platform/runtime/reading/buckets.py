"""Dates by day, week, month, quarter and year: each as the first day of its span, in the reader's time zone."""

from collections.abc import Mapping
from types import MappingProxyType

from objectry.metadata import RuleText
from objectry.rules import Kind, Node
from objectry.runtime.codes import near, problem
from objectry.runtime.errors import Invalid
from objectry.runtime.reading.paths import PATH, Names

BUCKETS: Mapping[str, str] = MappingProxyType(
    {
        "day": "{day}",
        "week": "{day} - MOD(WEEKDAY({day}) + 5, 7)",
        "month": "DATE(YEAR({day}), MONTH({day}), 1)",
        "quarter": "DATE(YEAR({day}), TRUNC((MONTH({day}) - 1) / 3) * 3 + 1, 1)",
        "year": "DATE(YEAR({day}), 1, 1)",
    }
)
"""The first day of each span, in the rule language.  A week begins on Monday."""


def key_node(names: Names, written: str, bucket: str | None) -> Node:
    """The tree of a key to group by: a path or an expression, of dates the span it falls into.  Raises Invalid."""
    node = names.sortable(written) if PATH.fullmatch(written) else names.sortable_value(written)
    if bucket is None:
        return node
    if bucket not in BUCKETS:
        raise Invalid((problem("D516", None, bucket=bucket, hint=near(bucket, BUCKETS)),))
    if node.type.kind not in {Kind.DATE, Kind.DATETIME}:
        raise Invalid((problem("D517", None, name=written),))
    day = f"({written})" if node.type.kind is Kind.DATE else f"DATEVALUE({written})"
    return names.expression(RuleText(BUCKETS[bucket].format(day=day)), None)
