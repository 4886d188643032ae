"""All formulas of the suite, and their answers."""

import json
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from tests.conformance import dates, decisions, logic, numbers, people, selling, terms, texts
from tests.conformance.formula import Formula

PARTS = (selling, people, terms, numbers, texts, dates, logic)
FORMULAS: Sequence[Formula] = [
    *(one for part in PARTS for one in part.FORMULAS),
    *(one for answers in decisions.TABLES.values() for one in answers),
]


def write(path: Path) -> None:
    """The suite as a file of cases."""
    lines = (json.dumps(one.case(at), ensure_ascii=False) for at, one in enumerate(FORMULAS))
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")


def differences(answers: list[dict[str, Any]]) -> Iterator[str]:
    """What differs from the values expected, row by row."""
    for answer in answers:
        one = FORMULAS[answer["id"]]
        if "error" in answer:
            yield f"{one.expression}: {answer['error']}"
            continue
        for (row, wanted), found in zip(one.rows, answer["results"], strict=True):
            if found != wanted or type(found) is not type(wanted):
                yield f"{answer['backend']}: {one.expression} of {row}: {found!r}, not {wanted!r}"
