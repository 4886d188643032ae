"""Setup, to look at: the objects with their fields, and what was deployed when."""

from flask import Response

from objectry.faces.web.pages import page
from objectry.faces.web.visit import Visit
from objectry.runtime import NotAllowed

SHOWN = 20


def show(visit: Visit) -> Response:
    """The objects of the stack."""
    _guard(visit)
    return page(
        visit,
        "setup.html",
        "setup",
        objects=tuple(visit.blueprint.objects.values()),
        apps=visit.blueprint.apps,
        audit=visit.rights.system("view_audit").allowed,
        deployments=visit.platform.deployments.log()[:SHOWN],
    )


def show_object(visit: Visit, object: str) -> Response:
    """One object with its fields."""
    _guard(visit)
    plan = visit.plan(object)
    return page(visit, "setup_object.html", "setup", plan=plan, fields=tuple(plan.fields.values()))


def _guard(visit: Visit) -> None:
    decision = visit.rights.system("customize")
    if not decision.allowed:
        raise NotAllowed(decision.reason)
