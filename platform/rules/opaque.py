"""What expressions cannot look into: documents, files and secrets can only be asked whether they are blank."""

from collections.abc import Iterator

from objectry.rules import codes
from objectry.rules.fitting import Checking, said
from objectry.rules.typed import Aggregate, Call, ContextRead, FieldRead, Node
from objectry.rules.types import OPAQUE


def refuse_opaque(node: Node, on: Checking) -> None:
    """Tell of each such value that is read in any other way."""
    for read in _read(node):
        name = read.path if isinstance(read, FieldRead) else read.name
        message = f"{name} is {said(read.type)}, which expressions cannot look into; only ISBLANK({name}) can be asked"
        on.found.error(codes.OPAQUE, message, read.span)


def _read(node: Node) -> Iterator[FieldRead | ContextRead]:
    """The opaque values of a tree that do not stand alone inside ISBLANK."""
    if isinstance(node, FieldRead | ContextRead):
        if node.type.kind in OPAQUE:
            yield node
    elif isinstance(node, Call):
        plain = node.function == "ISBLANK" and isinstance(node.args[0], FieldRead | ContextRead)
        for arg in () if plain else node.args:
            yield from _read(arg)
    elif isinstance(node, Aggregate):
        for part in (node.value, node.where):
            yield from () if part is None else _read(part)
