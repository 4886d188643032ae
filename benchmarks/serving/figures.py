"""What a run of the comparison has measured, kept as JSON for the charts and the documentation."""

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

KEPT = Path(__file__).resolve().parents[2] / "docs" / "performance" / "serving.json"


@dataclass(frozen=True)
class Row:
    """One workload on one database: answers (or records) a second, milliseconds within which 95 of 100 answers came,
    and the ratios of ours to the floor's, of the rate and of processor time."""

    name: str
    asked: float
    floor: float
    ours: float
    floor_p95: float
    ours_p95: float
    ratio: float
    processor: float

    def told(self) -> str:
        """A line of the table."""
        floors = f"{self.floor:,.1f}/s, {self.floor_p95:,.0f} ms"
        own = f"{self.ours:,.1f}/s, {self.ours_p95:,.0f} ms"
        return f"| {self.name} | {floors} | {own} | **{self.ratio:.2f}** | {self.processor:.2f} | {self.asked:.2f} |"


@dataclass(frozen=True)
class Start:
    """Seconds from the start of a process to its first answer, by the clock and of the processor."""

    floor: float
    ours: float
    floor_processor: float
    ours_processor: float

    def told(self) -> str:
        """A line of the table."""
        ratio, processor = self.floor / self.ours, self.floor_processor / self.ours_processor
        floors = f"{self.floor:.1f} s, {self.floor_processor:.1f} s of the processor"
        own = f"{self.ours:.1f} s, {self.ours_processor:.1f} s of the processor"
        return f"| cold start | {floors} | {own} | **{ratio:.2f}** | {processor:.2f} | 2.0 s |"


@dataclass(frozen=True)
class Run:
    """Everything about one database."""

    database: str
    server: str
    accounts: int
    rounds: int
    start: Start
    rows: Sequence[Row]


HEAD = "| | floor | Objectry | ratio | of processor time | asked |\n|---|---|---|---|---|---|"


def keep(runs: Sequence[Run]) -> None:
    """Write the runs down."""
    KEPT.parent.mkdir(exist_ok=True)
    KEPT.write_text(json.dumps([asdict(run) for run in runs], indent=1) + "\n", encoding="utf-8")


def kept() -> list[Run]:
    """The runs that were written down."""
    found = json.loads(KEPT.read_text(encoding="utf-8"))
    return [
        Run(**{**run, "start": Start(**run["start"]), "rows": [Row(**row) for row in run["rows"]]}) for run in found
    ]
