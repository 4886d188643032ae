"""Does every name lead somewhere?  All checks over the whole stack, in the order of the kinds."""

from collections.abc import Mapping

from objectry.diagnostics import Diagnostics
from objectry.metadata.checking.access import check_access
from objectry.metadata.checking.apps import check_apps
from objectry.metadata.checking.known import Known
from objectry.metadata.checking.layouts import check_layouts
from objectry.metadata.checking.masters import check_masters
from objectry.metadata.checking.names import check_names
from objectry.metadata.checking.needing import check_beginnings
from objectry.metadata.checking.objects import check_objects
from objectry.metadata.checking.scenarios import check_scenarios
from objectry.metadata.checking.texts import check_texts
from objectry.metadata.layering.layers import Tree
from objectry.metadata.model import Model


def check_references(model: Model, tree: Tree, problems: Diagnostics) -> Mapping[str, set[str]]:
    """Tell every name that is malformed, taken, or leads nowhere.  Answers, by object, those its layout hangs on."""
    known = Known(model, tree, problems)
    check_apps(known)
    check_names(known)
    check_objects(known)
    check_masters(known)
    check_beginnings(known)
    check_layouts(known)
    check_access(known)
    check_texts(known)
    check_scenarios(known)
    return known.asked
