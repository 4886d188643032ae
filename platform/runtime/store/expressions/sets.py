"""Looking into sets of choices: an array on PostgreSQL, JSON on SQLite.  Both have an answer for blank."""

import sqlalchemy as sa

from objectry.rules import Call
from objectry.runtime.store.expressions.emission import Emission, Sql, is_null
from objectry.runtime.store.expressions.forms import Form, form, plain

Held = form("coalesce(y = ANY(x), false)")
HeldInJson = form("EXISTS (SELECT 1 FROM json_each(x) AS held WHERE held.value = y)")


def includes(emission: Emission, call: Call) -> Sql:
    """INCLUDES: whether the set holds the value."""
    whole, member = call.args
    if is_null(whole) or is_null(member):
        return sa.false()
    held: type[Form] = Held if emission.reading.facts.postgres else HeldInJson
    return held(emission.value(whole), sa.cast(emission.value(member), sa.Text()))


def count(emission: Emission, call: Call) -> Sql:
    """COUNT of a set: how many choices it holds."""
    value = emission.value(call.args[0])
    if not emission.reading.facts.postgres:
        return sa.func.coalesce(sa.func.json_array_length(value), plain("0"))
    return sa.cast(sa.func.coalesce(sa.func.cardinality(value), plain("0")), sa.Numeric())
