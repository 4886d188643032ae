"""A mapping that never changes and is looked up by: its hash is worked out once.

Keys of what is remembered hold whole trees; hashing these anew for every call would cost more than the call.
"""

from collections.abc import Mapping
from typing import Any, TypeVar

Key = TypeVar("Key")
Kept = TypeVar("Kept")


class FrozenMap(dict[Key, Kept]):
    """Equal only to a mapping of the same items in the same order.  `notes` are what others made of it."""

    __slots__ = ("_hash", "notes")

    def __init__(self, items: Mapping[Key, Kept]) -> None:
        super().__init__(items)
        self._hash: int | None = None
        self.notes: Any = None

    def __hash__(self) -> int:  # type: ignore[override]  # a dict has none, because it may change
        if self._hash is None:
            self._hash = hash(tuple(self.items()))
        return self._hash

    def __eq__(self, other: object) -> bool:
        return self is other or (isinstance(other, FrozenMap) and tuple(self.items()) == tuple(other.items()))

    def __ne__(self, other: object) -> bool:
        return not self == other
