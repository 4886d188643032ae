"""Does every name lead somewhere?  All checks over the whole stack, in the order of the kinds."""

from objectry.diagnostics import Diagnostics
from objectry.metadata.check_access import check_access
from objectry.metadata.check_apps import check_apps
from objectry.metadata.check_layouts import check_layouts
from objectry.metadata.check_masters import check_masters
from objectry.metadata.check_names import check_names
from objectry.metadata.check_objects import check_objects
from objectry.metadata.check_texts import check_texts
from objectry.metadata.known import Known
from objectry.metadata.layers import Tree
from objectry.metadata.model import Model


def check_references(model: Model, tree: Tree, problems: Diagnostics) -> None:
    """Tell every name that is malformed, taken, or leads nowhere."""
    known = Known(model, tree, problems)
    check_apps(known)
    check_names(known)
    check_objects(known)
    check_masters(known)
    check_layouts(known)
    check_access(known)
    check_texts(known)
