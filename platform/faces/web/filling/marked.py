"""The records marked in a list, as a form sends them."""

from collections.abc import Iterable

from flask import request

from objectry.faces.web.expressions import quoted
from objectry.faces.web.visit import Visit
from objectry.plan import ObjectPlan
from objectry.runtime import Query, Record, Target, identifier

MOST = 200


def marked_records(visit: Visit, plan: ObjectPlan) -> tuple[Record, ...]:
    """Those of them this person sees, with their names, in the order of ids."""
    return named_records(visit, plan, request.form.getlist("id"))


def named_records(visit: Visit, plan: ObjectPlan, ids: Iterable[str]) -> tuple[Record, ...]:
    """The records of these ids, with their names; those out of sight are left out."""
    wanted = [one for one in dict.fromkeys(map(identifier, ids)) if one is not None][:MOST]
    if not wanted:
        return ()
    one_of = f"id in ({', '.join(map(quoted, wanted))})"
    query = Query(plan.name, filter=one_of, fields=visit.readable(plan.name, (plan.object.name_field,)), limit=MOST)
    return tuple(visit.platform.records.find(visit.call, query).records)


def targets() -> list[Target]:
    """The records of a form that was shown before, in the versions it was shown in."""
    pairs = zip(request.form.getlist("id"), request.form.getlist("version"), strict=False)
    return [Target(id, int(version)) for id, version in pairs if version.isdecimal()][:MOST]
