"""What the documentation says of speed is what was measured."""

from benchmarks.serving.charts import DOCUMENT, chart_of, documented, drawn, line_of
from benchmarks.serving.figures import kept


def test_charts_and_tables_show_the_kept_figures() -> None:
    """Nobody writes a figure by hand: charts and tables are made anew from the last run that was kept."""
    runs, text = kept(), DOCUMENT.read_text(encoding="utf-8")
    assert {run.database for run in runs} == {"SQLite", "PostgreSQL"}
    assert documented(text, runs) == text
    for run in runs:
        assert chart_of(run).read_text(encoding="utf-8") == drawn(run)
        assert all(line_of(row) in text for row in run.rows)
