"""Where the door's calls get their transactions: from the store, or inside one that is under way."""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from typing import Protocol, TypeVar

from objectry.plan import Blueprint
from objectry.runtime.store.limits import QUICK
from objectry.runtime.store.tables import Tables
from objectry.runtime.store.transaction import Transaction, WriteTransaction

T = TypeVar("T")


class Transactions(Protocol):
    """What the door asks of the store."""

    def tables(self, blueprint: Blueprint) -> Tables:
        """The tables of a blueprint."""
        ...

    def read(self, revision: int | None = None, *, seconds: float = QUICK) -> AbstractContextManager[Transaction]:
        """A transaction that only reads."""
        ...

    def write(self, revision: int, *, seconds: float = QUICK) -> AbstractContextManager[WriteTransaction]:
        """A transaction that writes, under the stack of `revision`."""
        ...

    def restart(self, attempt: Callable[[], T]) -> T:
        """Make a whole call, again where the database asks for it."""
        ...


@dataclass(frozen=True, slots=True)
class Within:
    """Calls that are part of one transaction: each has a savepoint of its own, and all of it is committed or none.

    What would make a call start again makes the whole transaction do so.
    """

    whole: WriteTransaction
    tables_of: Callable[[Blueprint], Tables]

    def tables(self, blueprint: Blueprint) -> Tables:
        """The tables of a blueprint."""
        return self.tables_of(blueprint)

    @contextmanager
    def read(self, revision: int | None = None, *, seconds: float = QUICK) -> Iterator[Transaction]:  # noqa: ARG002 (there is but one)
        """The transaction itself."""
        yield self.whole

    @contextmanager
    def write(self, revision: int, *, seconds: float = QUICK) -> Iterator[WriteTransaction]:  # noqa: ARG002 (the call is given)
        """The same, in a savepoint; an error or a dry run takes back the call alone."""
        with self.whole.savepoint() as point:
            yield self.whole
            if self.whole.discarded:
                point.discard()
                self.whole.discarded = False

    def restart(self, attempt: Callable[[], T]) -> T:
        """Once: another try is the business of whoever began the transaction."""
        return attempt()
