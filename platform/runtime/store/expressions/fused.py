"""What SQLite cannot do exactly: the largest such part of an expression becomes one function of ours.

The function is the very code that evaluates the expression in Python, so both agree by construction.  Its arguments
are the stored values the expression reads; it turns them into values of the language and its answer back again.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, time
from hashlib import blake2b
from itertools import chain
from json import loads
from types import MappingProxyType
from typing import Any

import sqlalchemy as sa

from objectry.rules import Kind, Node, Type, Value, scalar_function
from objectry.runtime.store.columns import micros, moment, packed, unpacked
from objectry.runtime.store.expressions.emission import Emission, Sql, chunks
from objectry.runtime.store.expressions.exact import encoded, value_of
from objectry.runtime.store.functions import Registered

Codec = Callable[[Any], Any]
MOST_REMEMBERED = 1000
MOST_ARGUMENTS = 100


@dataclass(frozen=True, slots=True)
class Fused:
    """A function and the reads it takes as arguments, in order."""

    registered: Registered
    reads: tuple[Node, ...]


_DECODERS: Mapping[Kind, Codec] = MappingProxyType(
    {
        Kind.BOOLEAN: bool,
        Kind.DATE: date.fromisoformat,
        Kind.DATETIME: moment,
        Kind.TIME: time.fromisoformat,
        Kind.SET: unpacked,
    }
)
_ENCODERS: Mapping[Kind, Codec] = MappingProxyType(
    {
        Kind.BOOLEAN: int,
        Kind.DATE: date.isoformat,
        Kind.DATETIME: micros,
        Kind.TIME: time.isoformat,
        Kind.SET: packed,
    }
)


def as_is(value: Any) -> Any:
    return value


def decoder(type_: Type) -> Codec:
    """Turns what SQLite holds, which is not null, into a value of the language."""
    if type_.kind is Kind.NUMBER:
        return lambda stored: value_of(stored, type_.scale)
    return _DECODERS.get(type_.kind, as_is)


def encoder(type_: Type) -> Codec:
    """Turns a value of the language, which is not null, into what SQLite holds."""
    if type_.kind is Kind.NUMBER:
        return lambda value: encoded(value, type_.scale)
    return _ENCODERS.get(type_.kind, as_is)


def fuse(emission: Emission, node: Node) -> Sql:
    """The call of the function that `node` becomes, on the values it reads."""
    remembered: dict[Node, Fused] = emission.reading.tables.fused
    if node not in remembered:
        if len(remembered) >= MOST_REMEMBERED:
            remembered.clear()
        remembered[node] = make(node)
    found = remembered[node]
    values = [emission.value(read) for read in found.reads]
    return emission.reading.call(found.registered, *(arrays(values) if len(values) > MOST_ARGUMENTS else values))


def arrays(values: list[Sql]) -> list[Sql]:
    """Very many arguments as a few JSON arrays: SQLite takes no more than 127."""
    return [sa.func.json_array(*chunk) for chunk in chunks(values, MOST_ARGUMENTS)]


def make(node: Node) -> Fused:
    """The function of a tree.  Its name comes from the tree, so the same tree has the same function everywhere."""
    reads, function = scalar_function(node)
    name = f"objectry_{blake2b(repr(node).encode(), digest_size=16).hexdigest()}"
    call = _bridge(function, tuple(decoder(read.type) for read in reads), encoder(node.type))
    if len(reads) > MOST_ARGUMENTS:
        count = -(-len(reads) // MOST_ARGUMENTS)
        return Fused(Registered(name, count, lambda *given: call(*chain.from_iterable(map(loads, given)))), reads)
    return Fused(Registered(name, len(reads), call), reads)


def _bridge(function: Callable[..., Value], decoders: tuple[Codec, ...], encode: Codec) -> Callable[..., Any]:
    def call(*stored: Any) -> Any:
        values = [None if one is None else decode(one) for one, decode in zip(stored, decoders, strict=True)]
        answer = function(*values)
        return None if answer is None else encode(answer)

    return call
