"""What has to be true after every crash, whatever happened."""

from dataclasses import dataclass, field

from objectry.runtime import Platform
from tests.chaos.stage import STACKS, digest, opened, put_in_force
from tests.databases import Database

UNFINISHED = "P460"  # a note that somebody began: nothing is half done


class Violated(AssertionError):
    """Something is torn."""


@dataclass
class Checker:
    """Knows what the records come to under each stack, once it has seen both."""

    database: Database
    known: dict[str, str] = field(default_factory=dict)
    now: str = "before"

    @property
    def other(self) -> str:
        """The stack that is not in force."""
        return "after" if self.now == "before" else "before"

    def learn(self) -> int:
        """Go to and fro until each way is known, and see that the records come back as they were; the revision."""
        revision = 0
        with opened(self.database) as platform:
            self.known[self.now] = digest(platform)
            for _ in range(3):
                self.now = self.other
                revision = put_in_force(platform, STACKS[self.now])
                found = self.known.setdefault(self.now, digest(platform))
                self.same(platform, found)
        return revision

    def look(self, revision: int) -> bool:
        """After a crash on the way from `revision`: whether the new stack is in force.  Raises Violated."""
        with opened(self.database) as platform:
            found = platform.deployments.revision()
            if found not in {revision, revision + 1}:
                raise Violated(f"revision {found} after {revision}")
            if found == revision + 1:
                self.now = self.other
            self.same(platform, self.known[self.now])
            return found == revision + 1

    def same(self, platform: Platform, expected: str) -> None:
        """Tables are those of the stack in force, and records are what they were."""
        drift = [one for one in platform.deployments.examine() if one.code != UNFINISHED]
        if drift:
            raise Violated(f"{self.now}: {drift}")
        if digest(platform) != expected:
            raise Violated(f"{self.now}: the records differ")

    def go_on(self) -> int:
        """The next apply works, at once; the revision."""
        with opened(self.database) as platform:
            self.now = self.other
            revision = put_in_force(platform, STACKS[self.now])
            self.same(platform, self.known[self.now])
            return revision
