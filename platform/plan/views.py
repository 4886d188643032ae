"""List views checked: filter, columns (paths allowed), sort keys, and what a kanban groups and sums by."""

from collections.abc import Mapping
from types import MappingProxyType

from objectry.metadata import RuleText, View
from objectry.plan.checking import Compilation
from objectry.plan.shapes import ViewPlan
from objectry.rules import Kind, Node


def compile_views(thing: str, work: Compilation) -> Mapping[str, ViewPlan]:
    """The views of one object in the order of its layout."""
    views = work.model.layouts[thing].views
    return MappingProxyType({name: _compile(thing, view, work) for name, view in views.items()})


def _compile(thing: str, view: View, work: Compilation) -> ViewPlan:
    for path in dict.fromkeys((*view.columns, *view.card)):
        check_path(path, thing, view, work)
    for key in view.sort:
        check_path(key.removeprefix("-"), thing, view, work)
    _check_kind(view.by, Kind.PICKLIST, "groups by", thing, view, work)
    _check_kind(view.sum, Kind.NUMBER, "sums", thing, view, work)
    where = work.condition(view.where, work.scope(thing))
    return ViewPlan(view.name, view.label, view.type, where, view.columns, view.sort, view.by, view.sum, view.card)


def check_path(path: str, thing: str, view: View, work: Compilation) -> Node | None:
    """Whether a column leads somewhere: `amount`, or through lookups as `account.owner.name`."""
    return work.expression(RuleText(path, view.span), work.scope(thing))


def _check_kind(path: str | None, kind: Kind, does: str, thing: str, view: View, work: Compilation) -> None:
    node = None if path is None else check_path(path, thing, view, work)
    if node is not None and node.type.kind is not kind:
        message = f"view {view.name} {does} {path}, which is {node.type}; it needs a {kind} field"
        work.found.error("P404", message, view.span)
