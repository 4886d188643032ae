"""Looking down a tree of records: one recursive question over the lookup that makes the tree."""

import sqlalchemy as sa

from objectry.rules import Call
from objectry.runtime.store.expressions.emission import Emission, Sql
from objectry.runtime.store.frame import live


def under(emission: Emission, call: Call) -> Sql:
    """UNDER: whether the record is the given one or below it; the way down is cut where the reader sees nothing."""
    value, top = call.args
    thing = value.type.targets[0]
    link = emission.reading.tables.blueprint.objects[thing].object.hierarchy or ""
    first, further = emission.reading.alias(thing), emission.reading.alias(thing)
    start = sa.select(first.c.id).where(first.c.id == emission.value(top), live(first), emission.visible(thing, first))
    below = start.cte(recursive=True)
    step = sa.select(further.c.id).where(further.c[link] == below.c.id, live(further), emission.visible(thing, further))
    below = below.union(step)
    return sa.func.coalesce(emission.value(value).in_(sa.select(below.c.id)), sa.false())
