"""How complete a record is: what of the fields that should be filled in is, and which are missing."""

from dataclasses import dataclass

from objectry.faces.web import addresses
from objectry.faces.web.visit import Visit
from objectry.plan import ObjectPlan
from objectry.runtime import Record

STEPS = 10


@dataclass(frozen=True, slots=True)
class Missing:
    """A field that is blank, and where it is filled in; blank where this person may not."""

    label: str
    href: str


@dataclass(frozen=True, slots=True)
class Completeness:
    """In per cent, whether that is enough, and what is missing."""

    percent: str
    steps: int  # of ten
    enough: bool
    missing: tuple[Missing, ...]


def expected(visit: Visit, plan: ObjectPlan) -> tuple[str, ...]:
    """The fields that should be filled in, as far as this person may read them."""
    said = plan.object.quality
    return visit.readable(plan.name, said.complete) if said is not None else ()


def completeness(visit: Visit, plan: ObjectPlan, record: Record) -> Completeness | None:
    """Of a record; None where nothing is said of it, or nothing is missing."""
    names, said = expected(visit, plan), plan.object.quality
    blank = [name for name in names if record.values.get(name) is None]
    if said is None or not blank:
        return None
    share = 100 * (len(names) - len(blank)) // len(names)
    may = visit.may(plan.name, "update")
    return Completeness(
        str(share),
        share * STEPS // 100,
        share >= said.target,
        tuple(
            Missing(
                visit.texts.field(plan.name, name),
                f"{addresses.editing(plan.name, record.id)}#in-{name}"
                if may and visit.edits(plan.name, plan.fields[name].field)
                else "",
            )
            for name in blank
        ),
    )
