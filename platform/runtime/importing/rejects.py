"""The rejects file: the rows as they were, each with its number and the reason, to be mended and given again."""

import csv
from collections.abc import Sequence
from pathlib import Path

from objectry.runtime.importing.report import Reject
from objectry.runtime.importing.source import read_columns, read_rows

NUMBER = "_row"
REASON = "_reason"


def write_rejects(path: Path, source: Path, delimiter: str, encoding: str, rejects: Sequence[Reject]) -> None:
    """Write the rejected rows of `source` to `path`, replacing it.

    The source is read again, so that an import need not keep its rows in memory.  Raises Unreadable like reading.
    """
    columns = read_columns(source, delimiter, encoding)
    reasons: dict[int, list[str]] = {}
    for reject in rejects:
        reasons.setdefault(reject.number, []).append(reject.reason)
    with path.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.writer(stream, delimiter=delimiter)
        writer.writerow([*columns, NUMBER, REASON])
        for row in read_rows(source, delimiter, encoding):
            if row.number in reasons:
                cells = [row.cells[column] or "" for column in columns]
                writer.writerow([*cells, row.number, "; ".join(reasons[row.number])])
