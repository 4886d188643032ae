"""Runs: world after world, each with its twin, asked the same questions."""

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import count
from random import Random
from time import monotonic

from tests.leak.agreement import disagreements
from tests.leak.asking.draws import Draw
from tests.leak.asking.faces import Face
from tests.leak.integrity import judge_write
from tests.leak.making.stacks import ROLES
from tests.leak.making.twins import twin_of
from tests.leak.making.worlds import CANARY, PEOPLE, new_world, person_id
from tests.leak.oracle.answers import Reader
from tests.leak.oracle.world import World
from tests.leak.served import Observation, Request, Served

QUESTIONS = 4
CANARIES, AGREEMENTS, WRITES, GONE = 0.25, 0.04, 0.4, 0.05
HINT = re.compile(r"\\?(?:&#34;|&quot;|\")([a-z0-9_]+)\\?(?:&#34;|&quot;|\")\?")


@dataclass(frozen=True)
class Finding:
    """Something that must not be."""

    check: str
    world: str
    user: str
    request: Request
    told: str

    def __str__(self) -> str:
        return f"world {self.world}, user {self.user[-1]}, {self.check}: {self.request}\n  {self.told}"


@dataclass
class Tally:
    """What a run has seen."""

    worlds: int = 0
    asked: Counter[str] = field(default_factory=Counter)
    statuses: Counter[tuple[str, int]] = field(default_factory=Counter)
    findings: list[Finding] = field(default_factory=list)

    def hits(self, face: str) -> int:
        """How often a face has told something."""
        return sum(number for (name, status), number in self.statuses.items() if name == face and status < 400)

    def report(self) -> str:
        """The run in lines."""
        faces = (
            f"{name:<12} asked {asked:>7}, told {self.hits(name):>7}" for name, asked in sorted(self.asked.items())
        )
        return "\n".join([f"{self.worlds} worlds", *faces, *map(str, self.findings[:20])])


def run(
    served: Mapping[int, Served],
    faces: Sequence[Face],
    *,
    worlds: int = 1_000_000,
    seconds: float = 1e9,
    seed: int = 0,
    findings: int = 20,
) -> Tally:
    """Worlds of all stacks in turn, until there are so many, the time is over, or enough is found."""
    tally, ends = Tally(), monotonic() + seconds
    runs = [Run(one, faces, f"{seed}/{number}", tally) for number, one in served.items()]
    for number in count():
        if tally.worlds >= worlds or len(tally.findings) >= findings or monotonic() > ends:
            return tally
        runs[number % len(runs)].world(number)
    raise AssertionError("counting does not end")


@dataclass
class Run:
    """One stack, served, with questions of some faces."""

    served: Served
    faces: Sequence[Face]
    name: str
    tally: Tally

    def world(self, number: int) -> None:
        """One world and its twin."""
        dice = Random(f"{self.name}/{number}")
        world = new_world(self.served.stack, dice)
        user = somebody(world, dice)
        reader = Reader(world, user)
        draw = Draw(dice, reader)
        requests = list(self.questions(draw))
        self.served.load(world)
        first = [self.served.ask(user, one) for _, one in requests]
        self.judge(number, reader, requests, first)
        self.agree(number, draw)
        write = self.write(number, draw)
        marked = dice.random() < CANARIES
        self.served.load(twin_of(world, user, dice, marked=marked))
        with self.served.listening() as heard:
            second = [self.served.ask(user, one) for _, one in requests]
            second += [self.served.ask(user, one) for (_, one), _ in write]
        told = [*requests, *(one for one, _ in write)]
        self.compare(number, user, told, [*first, *(one for _, one in write)], second)
        self.scan(number, user, told, second, heard)
        self.tally.worlds += 1

    def questions(self, draw: Draw) -> Iterator[tuple[Face, Request]]:
        reading = [face for face in self.faces if not face.writes]
        for face in draw.dice.choices(reading, [face.weight for face in reading], k=QUESTIONS) if reading else ():
            request = face.ask(draw)
            if request is not None:
                yield face, request

    def agree(self, number: int, draw: Draw) -> None:
        """The third check, which asks much: not of each world."""
        user = draw.reader.user
        if draw.chance(AGREEMENTS) and draw.world.rows["user"][user]["active"]:
            for request, wrong in disagreements(draw, lambda one: self.served.ask(user, one)):
                self.found("agreement", number, user, request, wrong)
            self.tally.asked["agreement"] += 1

    def write(self, number: int, draw: Draw) -> list[tuple[tuple[Face, Request], Observation]]:
        """The fifth check: one write, after all reads.  What it deletes may be told apart by what refers to it."""
        writing = [face for face in self.faces if face.writes]
        if not writing or not draw.chance(WRITES):
            return []
        (face,) = draw.dice.choices(writing, [face.weight for face in writing])
        request = face.ask(draw)
        if request is None:
            return []
        before = self.served.loader.contents()
        observed = self.served.ask(draw.reader.user, request)
        wrong = judge_write(draw.reader, request, observed, before, self.served.loader.contents())
        wrong = f"status {observed.status}: {observed.text[:300]}" if observed.status >= 500 else wrong
        self.count(face, observed)
        if wrong:
            self.found("writes", number, draw.reader.user, request, wrong)
        return [] if request.about.deletes else [((face, request), observed)]

    def count(self, face: Face, observed: Observation) -> None:
        self.tally.asked[face.name] += 1
        self.tally.statuses[face.name, observed.status] += 1

    def scan(
        self, number: int, user: str, requests: list[tuple[Face, Request]], answers: list[Observation], heard: list[str]
    ) -> None:
        """The fourth check: no canary is in an answer, or in what is logged meanwhile."""
        for (_, request), observed in zip(requests, answers, strict=True):
            found = CANARY.search(observed.text) or CANARY.search(str(observed.headers))
            if found:
                self.found("canary", number, user, request, found[0])
        if any(CANARY.search(one) for one in heard):
            self.found("canary", number, user, requests[-1][1], "in the log")

    def judge(
        self, number: int, reader: Reader, requests: list[tuple[Face, Request]], answers: list[Observation]
    ) -> None:
        """The second check: the answers are what the oracle says.  No answer is a failure of ours."""
        for (face, request), observed in zip(requests, answers, strict=True):
            self.count(face, observed)
            active = reader.world.rows["user"][reader.user]["active"]
            wrong = face.judge(reader, request, observed) if active else entered(observed)
            wrong = f"status {observed.status}: {observed.text[:300]}" if observed.status >= 500 else wrong
            wrong = wrong or hinted(reader, observed)
            if wrong:
                self.found("exact answer", number, reader.user, request, wrong)

    def compare(
        self,
        number: int,
        user: str,
        requests: list[tuple[Face, Request]],
        first: list[Observation],
        second: list[Observation],
    ) -> None:
        """The first check: what is out of sight changes no byte."""
        for (_, request), one, other in zip(requests, first, second, strict=True):
            if not one.same(other):
                self.found("twins", number, user, request, difference(one, other))

    def found(self, check: str, number: int, user: str, request: Request, told: str) -> None:
        self.tally.findings.append(Finding(check, f"{self.name}/{number}", user, request, told))


def somebody(world: World, dice: Random) -> str:
    """Mostly somebody who may do something."""
    able = [id for id, row in world.rows["user"].items() if row["active"] and row["role"] in ROLES]
    left = [id for id, row in world.rows["user"].items() if not row["active"]]
    if left and dice.random() < GONE:
        return dice.choice(left)
    return dice.choice(able) if able and dice.random() < 0.9 else person_id(dice.randrange(PEOPLE))


def hinted(reader: Reader, observed: Observation) -> str | None:
    """No suggestion is a field that its reader may not read, of whatever object."""
    kinds = reader.world.stack.kinds
    known = {name for object in kinds for name in reader.fields(object)}
    hidden = {name for kind in kinds.values() for name in kind.fields} - known
    wrong = hidden.intersection(HINT.findall(observed.text))
    return f"suggests {wrong}" if wrong else None


def entered(observed: Observation) -> str | None:
    """Somebody who is not active any more is not let in."""
    return None if observed.status in {303, 401} else f"status {observed.status} for somebody deactivated"


def difference(one: Observation, other: Observation) -> str:
    """Where two answers begin to differ."""
    if one.status != other.status:
        return f"status {one.status}, twin {other.status}: {one.text[:200]} | {other.text[:200]}"
    if one.headers != other.headers:
        return f"headers {set(one.headers) ^ set(other.headers)}"
    at = next((i for i, pair in enumerate(zip(one.text, other.text, strict=False)) if pair[0] != pair[1]), 0)
    begin = max(0, at - 120)
    return f"...{one.text[begin : at + 80]}... | twin ...{other.text[begin : at + 80]}..."
