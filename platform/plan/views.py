"""List views with their filters checked.  Columns and sort keys are names, which the metadata room has checked."""

from collections.abc import Mapping
from dataclasses import replace
from types import MappingProxyType

from objectry.metadata import View
from objectry.plan.checking import Compilation
from objectry.plan.shapes import ViewPlan


def compile_views(thing: str, work: Compilation) -> Mapping[str, ViewPlan]:
    """The views of one object in the order of its layout."""
    views = work.model.layouts[thing].views
    return MappingProxyType({name: _compile(thing, view, work) for name, view in views.items()})


def _compile(thing: str, view: View, work: Compilation) -> ViewPlan:
    where = work.condition(view.where, replace(work.scope(thing), listing=True))
    shown = (view.columns, view.sort, view.by, view.sum, view.card, view.date)
    return ViewPlan(view.name, view.label, view.type, where, *shown)
