"""A call runs under the stack in force; where another is deployed meanwhile it starts again under that one."""

from collections.abc import Callable
from typing import TypeVar

from objectry.runtime.calls import Call
from objectry.runtime.errors import Busy, RevisionChanged

Answer = TypeVar("Answer")
REVISIONS = 25
"""How often a call starts again because a newer stack was deployed meanwhile."""


def under_revision(call: Call, renew: Callable[[Call], Call], act: Callable[[Call], Answer]) -> Answer:
    """Act, and start again under the new blueprint when another was deployed meanwhile.  Raises Busy."""
    current = call
    for _ in range(REVISIONS):
        try:
            return act(current)
        except RevisionChanged:
            current = renew(current)
    raise Busy("stacks are being deployed one after another")
