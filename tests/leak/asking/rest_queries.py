"""Queries of the REST API: groups and figures over the records in sight, and expressions chosen by name."""

from collections import defaultdict
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from tests.leak.asking.draws import TEXTS, Draw
from tests.leak.asking.faces import Face
from tests.leak.asking.rest_lists import V1
from tests.leak.oracle.answers import Reader
from tests.leak.oracle.expressions import Condition, Path
from tests.leak.oracle.rights import rights
from tests.leak.oracle.world import Cell, Row
from tests.leak.served import Observation, Request

GROUPED = (*TEXTS, "integer", "picklist")


@dataclass(frozen=True)
class Groups:
    """Figures over groups of records: COUNT of them, and COUNT, SUM, MIN or MAX of a path."""

    object: str
    filter: Condition | None
    by: Path | None
    how: str
    of: Path
    at_least: int | None

    def paths(self) -> list[Path]:
        return [self.of, *([self.by] if self.by is not None else [])]

    def body(self) -> dict[str, Any]:
        asked: dict[str, Any] = {"aggregates": {"n": "COUNT", "figure": f"{self.how}({self.of})"}}
        if self.filter is not None:
            asked["filter"] = str(self.filter)
        if self.by is not None:
            asked["group_by"] = [{"name": "by", "value": str(self.by)}]
        if self.at_least is not None:
            asked["having"] = f"n > {self.at_least}"
        return asked


def ask_groups(draw: Draw) -> Request | None:
    object = draw.object()
    by = draw.path(object) if draw.chance(0.7) else None
    of = draw.path(object)
    numeric = draw.end(object, of).type in {"integer", "currency"}
    if by is not None and draw.end(object, by).type not in GROUPED:
        by = None
    how = draw.dice.choice(("SUM", "MIN", "MAX") if numeric else ("COUNT", "COUNT(DISTINCT"))
    if how == "COUNT(DISTINCT" or draw.end(object, of).type in {"multi_picklist", "boolean"}:
        how = "COUNT"
    condition = draw.condition(object, 0) if draw.chance(0.4) else None
    asked = Groups(object, condition, by, how, of, draw.dice.choice((None, None, 1)))
    return Request("query", "POST", f"{V1}/{object}/query", body=asked.body(), about=asked)


def judge_groups(reader: Reader, request: Request, observed: Observation) -> str | None:
    """The groups and figures as the oracle works them out."""
    asked: Groups = request.about
    held = rights(reader.world, reader.user, asked.object)
    known = all(reader.knows(asked.object, one.names) for one in asked.paths())
    known = known and (asked.filter is None or reader.understands(asked.object, asked.filter))
    status = 404 if not held else 403 if "read" not in held else 200 if known else 422
    if observed.status != status:
        return f"status {observed.status}, not {status}: {observed.text[:200]}"
    if status != 200:
        return None
    told = sorted(repr((one.get("by"), one["n"], plain(one["figure"]))) for one in observed.json["groups"])
    expected = sorted(repr(one) for one in groups(reader, asked))
    return None if told == expected else f"{told}, not {expected}"


def groups(reader: Reader, asked: Groups) -> list[tuple[object, int, object]]:
    found: defaultdict[object, list[Row]] = defaultdict(list)
    for row in reader.rows(asked.object, *([asked.filter] if asked.filter is not None else [])):
        found[worth(reader, asked, row, asked.by) if asked.by is not None else None].append(row)
    if asked.by is None and not found:
        found[None] = []
    figures = (
        (key, len(rows), plain(figure(asked.how, [worth(reader, asked, row, asked.of) for row in rows])))
        for key, rows in found.items()
    )
    return [one for one in figures if asked.at_least is None or one[1] > asked.at_least]


def worth(reader: Reader, asked: Groups, row: Row, path: Path) -> Cell:
    return reader.scope(asked.object, row).value(path.names)


def figure(how: str, values: list[Cell]) -> object:
    known = [one for one in values if one is not None]
    if how == "COUNT":
        return len(known)
    if how == "SUM":
        return sum(Decimal(str(one)) for one in known)
    return {"MIN": min, "MAX": max}[how](known, default=None)


def plain(value: object) -> object:
    """A figure without regard to how it is written."""
    return value if value is None or isinstance(value, bool) else str(Decimal(str(value)).normalize() + 0)


FACES = (Face("query", (("POST", "/api/v1/<object_name>/query"),), ask_groups, judge_groups, weight=2),)
