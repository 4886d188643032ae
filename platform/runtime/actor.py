"""Who acts.  Never absent, never implicit, never thread-local."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from objectry.metadata import EMPTY
from objectry.rules import Value


class Source(StrEnum):
    """Through which door a call came; rules and validations may name it."""

    WEB = "web"
    API = "api"
    IMPORT = "import"
    HISTORY_IMPORT = "history_import"
    SEED = "seed"
    RULE = "rule"
    WORKER = "worker"


@dataclass(frozen=True, slots=True)
class Actor:
    """A user with a role and permission sets, or a named system actor (`system:rules`, `system:import`...).

    `id` is a principal's id.  `sets` are the names of permission sets granted directly or by the role.  `teams` are the
    teams the user is in, and those above them, each with its id and the code that sharing rules call it by.
    `scope` are the pairs of an object and an action that a token is good for; None for all that its user may.
    `facts` are the values of the user's own record, as they were read when the request began; without them they are
    read when needed.  `stands_for` are the people she stands in for now: id, name, and whether to read or to edit.
    """

    id: str
    name: str
    kind: str = "user"  # user | system
    role: str | None = None
    sets: frozenset[str] = frozenset()
    language: str = "en"
    timezone: str = "UTC"
    teams: frozenset[tuple[str, str]] = frozenset()
    scope: frozenset[tuple[str, str]] | None = None
    facts: Mapping[str, Value] = field(default=EMPTY, compare=False, repr=False)
    stands_for: frozenset[tuple[str, str, str]] = frozenset()

    @property
    def is_system(self) -> bool:
        """Whether the platform itself acts."""
        return self.kind == "system"
