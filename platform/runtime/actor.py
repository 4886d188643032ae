"""Who acts.  Never absent, never implicit, never thread-local."""

from dataclasses import dataclass
from enum import StrEnum


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

    `id` is a principal's id.  `sets` are the names of permission sets granted directly or by the role.
    """

    id: str
    name: str
    kind: str = "user"  # user | system
    role: str | None = None
    sets: frozenset[str] = frozenset()
    language: str = "en"
    timezone: str = "UTC"

    @property
    def is_system(self) -> bool:
        """Whether the platform itself acts."""
        return self.kind == "system"
