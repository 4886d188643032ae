# ruff: noqa: INP001 (a script, no package)
"""A large workspace, made of a number: objects with labels, picklists, lookups, formulas, validations and layouts.

.venv/bin/python benchmarks/workspace.py FOLDER [OBJECTS]
"""

import sys
from collections.abc import Iterator
from pathlib import Path

OBJECTS = 1_000
FIELDS = 50
APP = "name: large\nversion: 1.0\nlabel: Large\n"
KINDS = (
    "{type: text, label: Text %(n)d, max_length: 120, help: What people call it}",
    "{type: currency, label: Amount %(n)d, precision: 16, scale: 2, min: 0}",
    "{type: integer, label: Count %(n)d, min: 0, max: 1000000}",
    "{type: date, label: Day %(n)d}",
    "{type: boolean, label: Flag %(n)d}",
    "{type: percent, label: Share %(n)d, min: 0, max: 100}",
    "{type: lookup, label: Link %(n)d, to: object_%(target)d, related_as: list_%(object)d_%(n)d}",
    "{type: currency, label: Figure %(n)d, formula: 'IF(f%(flag)d, f%(amount)d * f%(share)d, f%(count)d + %(n)d)'}",
    "{type: textarea, label: Remark %(n)d}",
)
PICKLIST = """\
  f%(n)d:
    type: picklist
    label: Stage %(n)d
    default: open
    attributes: {closed: boolean, weight: percent}
    values:
      open:    {label: Open, color: gray, weight: 10}
      working: {label: Working, color: blue, weight: 40}
      waiting: {label: Waiting for an answer, color: orange, weight: 40}
      done:    {label: Done, color: green, weight: 100, closed: true}
    transitions:
      open: [working, done]
      working: [waiting, done]
"""
VALIDATIONS = """\
validations:
  day_needed:
    error_if: f9.closed and ISBLANK(f3)
    message: A closed record needs its day.
    at: f3
  small_share:
    error_if: f5 > 50% and f1 < 1000 and not f4
    message: A large share of {TEXT(f1)} is not allowed.
"""
LAYOUT = """\
layout: object_%(object)d
forms:
  default:
    sections:
      main: {label: Main, columns: 2, fields: [name, %(first)s]}
      rest: {label: Rest, fields: [%(rest)s]}
page:
  highlights: [f0, f1, f9]
  tabs:
    details: {label: Details, form: default}
views:
  all: {label: All, columns: [name, f0, f1, f9, f3]}
  open: {label: Open, where: not f9.closed and f1 > 100, columns: [name, f0, f1, f7], sort: [-f1]}
"""


def files(objects: int) -> Iterator[tuple[str, str]]:
    """Path and text of each file."""
    yield "app.yaml", APP
    for number in range(objects):
        yield f"objects/object_{number}.yaml", object_file(number, objects)
        yield f"layouts/object_{number}.yaml", layout_file(number)


def object_file(number: int, objects: int) -> str:
    fields = "".join(field(number, place, objects) for place in range(FIELDS))
    return f"object: object_{number}\nlabel: Object {number}\nfields:\n{fields}{VALIDATIONS}"


def field(number: int, place: int, objects: int) -> str:
    """One field: every tenth a picklist, the others in turn."""
    row = place - place % 10
    names = {"flag": row + 4, "amount": row + 1, "share": row + 5, "count": row + 2}
    values = {"n": place, "object": number, "target": (number * 7 + place) % objects, **names}
    if place % 10 == 9:
        return PICKLIST % values
    return f"  f{place}: {KINDS[place % 10] % values}\n"


def layout_file(number: int) -> str:
    shown = [f"f{place}" for place in range(FIELDS)]
    return LAYOUT % {"object": number, "first": ", ".join(shown[:20]), "rest": ", ".join(shown[20:])}


def write(folder: Path, objects: int) -> None:
    """The workspace in a folder."""
    for name, text in files(objects):
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")


if __name__ == "__main__":
    write(Path(sys.argv[1]), int(sys.argv[2]) if len(sys.argv) > 2 else OBJECTS)
