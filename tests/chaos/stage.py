"""What is played over and over: a small company on two stacks that differ in everything a stack can differ in."""

import hashlib
from collections.abc import Iterator
from contextlib import contextmanager

from objectry.metadata import AppSource
from objectry.runtime import Consent, Planned, Platform, assemble
from tests.databases import Database
from tests.runtime.shops import create, planned, shop

LINE = "object: line\nfields:\n  deal: {type: lookup, to: deal, related_as: lines}\n  amount: {type: currency}\n"
BEFORE = shop(
    """
    size: {type: text, unique: true}
    note: {type: text, index: true}
    open: {type: boolean, default: true}
    main: {type: lookup, to: line}
    worth: {type: decimal, precision: 8, scale: 2}
    """,
    objects__line=LINE + "  note: {type: text}\n",
    objects__old="object: old\nfields:\n  deal: {type: lookup, to: deal}\n",
)
AFTER = shop(
    """
    size: {type: integer, unique: true}
    remark: {type: text, index: true, renamed_from: [note]}
    number: {type: autonumber, format: "D-{000}"}
    vip: {type: boolean, default: true}
    main: {type: lookup, to: [line, user]}
    worth: {type: decimal, precision: 10, scale: 4}
    total: {type: currency, rollup: SUM(lines.amount), reveals: true}
    """,
    objects__line=LINE,
    objects__fresh="object: fresh\nfields:\n  deal: {type: lookup, to: deal}\n",
)
STACKS = {"before": BEFORE, "after": AFTER}


@contextmanager
def opened(database: Database) -> Iterator[Platform]:
    """The platform, closed in the end."""
    platform = assemble(database.url, database.schema)
    try:
        yield platform
    finally:
        platform.close()


def plan_for(platform: Platform, app: AppSource) -> Planned:
    """The plan that leads to one of the stacks."""
    return planned(platform.deployments, app)


def put_in_force(platform: Platform, app: AppSource) -> int:
    """Plan and apply, agreeing to every loss; the revision."""
    plan = plan_for(platform, app)
    consent = Consent(frozenset(plan.changes.losses), maintenance=True)
    return platform.deployments.apply(plan, consent, "chaos", "").revision


def furnish(database: Database, count: int) -> None:
    """The first stack, with records in every table, unless they are there already."""
    with opened(database) as platform:
        put_in_force(platform, BEFORE)
        if any(line.startswith("deal ") for line in platform.deployments.dump()):
            return
        rows = [{"name": f"D{n}", "size": f" {n} " if n % 7 else f"odd {n}", "note": str(n)} for n in range(count)]
        deals = [record.id for record in create(platform, *rows).records if record is not None]
        lines = [{"deal": id, "amount": number, "note": "n"} for number, id in enumerate(deals)]
        create(platform, *lines, thing="line")
        create(platform, *({"deal": id} for id in deals[:3]), thing="old")


def digest(platform: Platform) -> str:
    """What all records come to."""
    found = hashlib.sha256()
    for line in platform.deployments.dump():
        found.update(line.encode() + b"\n")
    return found.hexdigest()
