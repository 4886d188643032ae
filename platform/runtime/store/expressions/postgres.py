"""Every operation of the language as exact SQL of PostgreSQL."""

from collections.abc import Mapping
from types import MappingProxyType

from objectry.rules import Call
from objectry.runtime.store.expressions.emission import Emission, Emitter, Sql, is_null, typed_null
from objectry.runtime.store.expressions.logic import LOGIC
from objectry.runtime.store.expressions.postgres_analysis import ANALYSIS
from objectry.runtime.store.expressions.postgres_dates import DATES
from objectry.runtime.store.expressions.postgres_durations import DURATIONS
from objectry.runtime.store.expressions.postgres_numbers import NUMBERS
from objectry.runtime.store.expressions.postgres_places import PLACES
from objectry.runtime.store.expressions.postgres_strings import STRINGS
from objectry.runtime.store.expressions.postgres_texts import TEXTS
from objectry.runtime.store.expressions.sets import count, includes
from objectry.runtime.store.expressions.trees import under

EMITTERS: Mapping[str, Emitter] = MappingProxyType(
    {
        **LOGIC,
        **NUMBERS,
        **ANALYSIS,
        **TEXTS,
        **STRINGS,
        **DATES,
        **DURATIONS,
        **PLACES,
        "INCLUDES": includes,
        "COUNT": count,
        "UNDER": under,
    }
)
OF_BLANKS = frozenset(
    {*LOGIC, "LEN", "CONTAINS", "BEGINS", "ENDS", "FIND", "ISNUMBER", "SUBSTITUTE", "REGEX", "&", "INCLUDES"}
)  # operations that have an answer for null


def emit(emission: Emission, call: Call) -> Sql:
    """The SQL of an operation.  With an argument that is always null most are null, of whatever type is asked for."""
    if call.function not in OF_BLANKS and any(map(is_null, call.args)):
        return typed_null(emission, call.type)
    return EMITTERS[call.function](emission, call)
