"""Search across objects: the box on top of every page."""

from dataclasses import dataclass

from flask import Response, request

from objectry.faces.web import addresses
from objectry.faces.web.pages import fragment, page
from objectry.faces.web.shell import navigation
from objectry.faces.web.showing.cells import record_cell, record_name
from objectry.faces.web.visit import Visit
from objectry.plan import ObjectPlan

QUICK, FULL = 3, 8


@dataclass(frozen=True, slots=True)
class Hit:
    """One record found."""

    name: str
    more: str
    href: str


@dataclass(frozen=True, slots=True)
class Hits:
    """What was found of one object."""

    label: str
    icon: str
    hits: tuple[Hit, ...]
    all: str


def show(visit: Visit) -> Response:
    """The page of results, or the quick list under the box while one types."""
    typed = request.args.get("q", "").strip()
    quick = "HX-Request" in request.headers
    found = _search(visit, typed, QUICK if quick else FULL) if typed else ()
    if quick:
        return fragment(visit, "hits.html", typed=typed, found=found)
    return page(visit, "search.html", "search", typed=typed, found=found)


def _search(visit: Visit, typed: str, most: int) -> tuple[Hits, ...]:
    groups = (_hits(visit, plan, typed, most) for plan in navigation(visit) if plan.layout.search)
    return tuple(group for group in groups if group.hits)


def _hits(visit: Visit, plan: ObjectPlan, typed: str, most: int) -> Hits:
    more = visit.readable(plan.name, plan.layout.page.highlights)[:2]
    fields = tuple(dict.fromkeys((*visit.readable(plan.name, (plan.object.name_field,)), *more)))
    records = visit.platform.records
    ids = [one.id for one in records.search(visit.call, typed, (plan.name,), most + 1)]
    known = records.recall(visit.call, plan.name, ids, fields) if ids else {}
    found = [known[id] for id in ids if id in known]
    hits = tuple(
        Hit(
            record_name(visit, one),
            " · ".join(text for path in more if (text := record_cell(visit, one, path).text)),
            addresses.record(plan.name, one.id),
        )
        for one in found[:most]
    )
    every = addresses.listing(plan.name, q=typed) if len(found) > most else ""
    return Hits(visit.texts.plural(plan.name), plan.object.icon, hits, every)
