"""The figures of the last kept run as charts, and as tables in docs/performance.md.

    .venv/bin/python -m benchmarks.serving.charts

The charts are SVG without any library: bars in two themes, which a reader's own light or dark chooses.
"""

from collections.abc import Iterator, Sequence
from pathlib import Path
from xml.sax.saxutils import escape

from benchmarks.serving.figures import KEPT, Row, Run, kept

DOCUMENT = KEPT.parents[1] / "performance.md"
HEAD = "| | ratio | of processor time | asked |\n|---|---|---|---|"
BEGIN, END = "<!-- the figures of {} -->", "<!-- end of the figures -->"
WIDTH, LEFT, RIGHT, LINE, TOP = 780, 190, 170, 34, 64
SCALE = WIDTH - LEFT - RIGHT
FULL = 1.0
"""As fast as hand-written code: the end of the scale; longer bars are cut there, their figure is not."""
STYLE = """\
.back { fill: #ffffff }
text { font: 13px system-ui, sans-serif; fill: #24292f }
.title { font-weight: 600; font-size: 15px }
.faint { fill: #57606a }
.bar { fill: #2f6feb }
.short { fill: #8aa9e8 }
.track { fill: #eaeef2 }
.asked { stroke: #bc4c00; stroke-width: 2 }
@media (prefers-color-scheme: dark) {
  .back { fill: #0d1117 }
  text { fill: #e6edf3 }
  .faint { fill: #9198a1 }
  .bar { fill: #4c8dff }
  .short { fill: #3a5a99 }
  .track { fill: #262c36 }
  .asked { stroke: #f0883e }
}"""


def main() -> None:
    runs = kept()
    for run in runs:
        chart_of(run).write_text(drawn(run), encoding="utf-8")
    DOCUMENT.write_text(documented(DOCUMENT.read_text(encoding="utf-8"), runs), encoding="utf-8")


def chart_of(run: Run) -> Path:
    """Where the chart of a database lies."""
    return KEPT.parent / f"serving-{run.database.lower()}.svg"


def drawn(run: Run) -> str:
    """A bar for each workload: the part of the floor's speed that is reached, and a mark for what was asked."""
    height = TOP + LINE * len(run.rows) + 34
    title = f"{run.database}: speed of requests as part of that of hand-written code"
    lines = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {height}" role="img" aria-label="{title}">',
        f"<style>\n{STYLE}\n</style>",
        f'<rect class="back" width="{WIDTH}" height="{height}" rx="6"/>',
        f'<text class="title" x="12" y="26">{title}</text>',
        '<text class="faint" x="12" y="46">1.00 is the floor; the mark is what was asked</text>',
        *(line for place, row in enumerate(run.rows) for line in _bar(row, TOP + LINE * place)),
        f'<text class="faint" x="12" y="{height - 12}">{_cold(run)}</text>',
        "</svg>",
    ]
    return "\n".join(lines) + "\n"


def _bar(row: Row, y: int) -> Iterator[str]:
    length, mark = SCALE * min(row.ratio, FULL) / FULL, LEFT + SCALE * row.asked / FULL
    reached = "bar" if row.ratio >= row.asked else "short"
    yield f'<text x="12" y="{y + 15}">{escape(row.name)}</text>'
    yield f'<rect class="track" x="{LEFT}" y="{y}" width="{SCALE}" height="20" rx="3"/>'
    yield f'<rect class="{reached}" x="{LEFT}" y="{y}" width="{length:.0f}" height="20" rx="3"/>'
    yield f'<line class="asked" x1="{mark:.0f}" x2="{mark:.0f}" y1="{y - 3}" y2="{y + 23}"/>'
    processor = f'<tspan class="faint"> · processor {row.processor:.2f}</tspan>'
    yield f'<text x="{LEFT + SCALE + 10}" y="{y + 15}">{row.ratio:.2f}{processor}</text>'


def _cold(run: Run) -> str:
    start = run.start
    return f"cold start {start.ours_processor:.1f} s of the processor, hand-written code {start.floor_processor:.1f} s"


def documented(text: str, runs: Sequence[Run]) -> str:
    """The document with the charts and tables of these runs in their places."""
    for run in runs:
        before, found, rest = text.partition(BEGIN.format(run.database))
        _, ended, after = rest.partition(END)
        if not (found and ended):
            raise SystemExit(f"{DOCUMENT.name} has no place for the figures of {run.database}")
        text = f"{before}{found}\n{_section(run)}\n{ended}{after}"
    return text


def _section(run: Run) -> str:
    picture = (
        f"![{run.database}: each kind of request beside hand-written code]({KEPT.parent.name}/{chart_of(run).name})"
    )
    return "\n".join([picture, "", HEAD, *map(line_of, run.rows), _start(run)])


def line_of(row: Row) -> str:
    """The line of a workload: ratios alone, as rates say little of another machine."""
    return f"| {row.name} | **{row.ratio:.2f}** | {row.processor:.2f} | {row.asked:.2f} |"


def _start(run: Run) -> str:
    start = run.start
    ratio, processor = start.floor / start.ours, start.floor_processor / start.ours_processor
    return f"| cold start | **{ratio:.2f}** | {processor:.2f} | 2.0 s |"


if __name__ == "__main__":
    main()
