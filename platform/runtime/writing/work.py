"""One attempt at one writing call: what its steps share.

Steps add problems here; a step that must not follow problems asks `stop_if_faulty`.  When an attempt fails, everything
it did is rolled back and its `Work` is thrown away.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from objectry.plan import ObjectPlan
from objectry.rules import Environment, Value
from objectry.runtime.access.rights import Rights
from objectry.runtime.actor import Source
from objectry.runtime.calls import Call
from objectry.runtime.circumstances import for_person, for_rules
from objectry.runtime.desk import Desk
from objectry.runtime.errors import Problem
from objectry.runtime.ids import Ids
from objectry.runtime.program import Program
from objectry.runtime.sealing.vault import Vault
from objectry.runtime.store import Binned, WriteTransaction
from objectry.runtime.witness import UNWATCHED, Witness
from objectry.runtime.writing.drafts import Draft, Kind
from objectry.runtime.writing.journal import Journal


@dataclass(slots=True)
class Wave:
    """Drafts of one object that go through the steps together.

    The first wave is the caller's own.  `by_rule` marks what rules or the engine want: the steps that concern values
    the caller sent do not look at those.  `chain` names the rules that led here.
    """

    plan: ObjectPlan
    kind: Kind
    drafts: list[Draft]
    round: int = 0
    by_rule: bool = False
    chain: tuple[str, ...] = ()

    @property
    def sound(self) -> list[Draft]:
        """The drafts whose values all have their types: only these may be input of rules."""
        return [draft for draft in self.drafts if not draft.broken]


class Rejected(Exception):
    """Records were refused.  `problems` name them all; nothing of the attempt stays."""

    def __init__(self, problems: Sequence[Problem], roots: frozenset[int]) -> None:
        super().__init__("; ".join(problem.message for problem in problems))
        self.problems = tuple(problems)
        self.roots = roots


@dataclass(slots=True)
class Work:
    """What the steps of one attempt share.  `rights` are the caller's, `rules` those that rules act with."""

    call: Call
    rights: Rights
    transaction: WriteTransaction
    rules: Rights
    desk: Desk
    program: Program
    ids: Ids
    vault: Vault
    single: bool = False
    partial: bool = False
    dry_run: bool = False
    witness: Witness = UNWATCHED
    locked: set[tuple[str, str]] = field(default_factory=set)
    journal: Journal = field(default_factory=Journal)
    problems: list[Problem] = field(default_factory=list)
    faulty: set[int] = field(default_factory=set)
    warnings: list[Problem] = field(default_factory=list)
    unchanged: dict[int, str] = field(default_factory=dict)
    followers: list[Wave] = field(default_factory=list)
    going: set[tuple[str, str]] = field(default_factory=set)
    cleared: dict[tuple[str, str], Draft] = field(default_factory=dict)
    coming: set[tuple[str, str]] = field(default_factory=set)
    emptied: list[tuple[Binned, frozenset[int]]] = field(default_factory=list)
    written: list[Draft] = field(default_factory=list)
    made: Counter[int] = field(default_factory=Counter)
    sent: Counter[int] = field(default_factory=Counter)
    announced: bool = False
    count: int = 0
    """Rows written so far, of all rounds."""

    def refuse(self, draft: Draft, problems: Iterable[Problem]) -> None:
        """Add problems of a draft; the caller's records behind it are the culprits."""
        found = tuple(problems)
        if found:
            self.problems.extend(found)
            self.faulty |= draft.roots

    def stop_if_faulty(self) -> None:
        """End the attempt where there are problems, with all of them."""
        if self.problems:
            raise Rejected(self.problems, frozenset(self.faulty))

    def for_rules(self, wave: Wave) -> Environment:
        """The context of rules, defaults and whatever is stored."""
        return for_rules(self.call, self.user, self.source(wave))

    def for_person(self) -> Environment:
        """The context of what is checked for the one who calls."""
        return for_person(self.call, self.user)

    @property
    def user(self) -> Mapping[str, Value]:
        """What `$user` is in this call."""
        return self.desk.context.environment.user

    def source(self, wave: Wave) -> Source:
        """The door this wave came through."""
        return Source.RULE if wave.by_rule else self.call.source
