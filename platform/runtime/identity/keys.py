"""The key that signs cursors: made once per database and kept there, so that every process knows it."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property

from objectry.runtime.clock import Clock
from objectry.runtime.identity.passwords import new_secret
from objectry.runtime.store import Store, Violated

HOLDER = "00000000-0000-7000-8000-0000000000c0"
"""The key stands among the credentials, where no expression and no face can reach, under an id that is nobody's."""


@dataclass
class SigningKey:
    """Reads the key when it is first needed, and makes it where there is none yet."""

    store: Store
    clock: Clock
    revision: Callable[[], int]

    @cached_property
    def value(self) -> bytes:
        """The key, the same in every process on this database."""
        with self.store.read() as reading:
            known = reading.identities.credential(HOLDER)
        return (known or self._make()).encode()

    def _make(self) -> str:
        try:
            return self.store.restart(self._write)
        except Violated:  # another process was quicker
            return self.store.restart(self._write)

    def _write(self) -> str:
        with self.store.write(self.revision()) as transaction:
            known = transaction.identities.credential(HOLDER)
            if known is None:
                known = new_secret()
                transaction.identities.set_credential(HOLDER, known, self.clock.now())
        return known
