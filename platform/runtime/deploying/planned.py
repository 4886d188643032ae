"""What a plan comes to: the stack it leads to, the changes, and what else an apply of it does."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from objectry.diagnostics import Diagnostics
from objectry.metadata import AppSource
from objectry.plan import Blueprint, ChangePlan
from objectry.runtime.deploying.purging import Expiry


@dataclass(frozen=True, slots=True)
class Planned:
    """A stack that may be applied to revision `base`, and what that would change.

    `rewritten` are files that differ from those deployed, `quarantine` what has left the model and when it goes for
    good: what is due goes with this apply.
    """

    base: int
    apps: tuple[AppSource, ...]
    blueprint: Blueprint
    changes: ChangePlan
    warnings: Diagnostics
    rewritten: tuple[str, ...] = ()
    quarantine: tuple[Expiry, ...] = ()

    @property
    def done(self) -> bool:
        """Whether there is nothing to do: what is deployed is what stands in the files, word for word."""
        return bool(self.base) and self.changes.empty and not self.rewritten

    @property
    def only_rewritten(self) -> bool:
        """Whether nothing differs but comments and the way things are written."""
        return bool(self.base) and self.changes.empty and bool(self.rewritten)


@dataclass(frozen=True, slots=True)
class Consent:
    """What the person who applies agrees to: losses and grants of packs by name, and work others have to wait for."""

    losses: frozenset[str] = frozenset()
    maintenance: bool = False
    grants: frozenset[str] = frozenset()


def rewritten(old: Sequence[AppSource], new: Sequence[AppSource]) -> tuple[str, ...]:
    """The files that are not the same in both stacks; those of the last layer by their bare path."""
    before, after = dict(_texts(old)), dict(_texts(new))
    own = new[-1].name if new else ""
    differing = [key for key in {**after, **before} if before.get(key) != after.get(key)]
    return tuple(sorted(path if app == own else f"{app}/{path}" for app, path in differing))


def _texts(apps: Sequence[AppSource]) -> Iterator[tuple[tuple[str, str], str]]:
    files: Mapping[str, str]
    for app, files in ((one.name, one.files) for one in apps):
        yield from (((app, path), text) for path, text in files.items())
