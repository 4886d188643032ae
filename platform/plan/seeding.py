"""Seed records between two blueprints: what the files say now that is not deployed so.

The layers' files are laid upon each other by object, key field and key, cell by cell.  Only what the files have changed
is brought in again: what people have changed since in a seed record stays theirs.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

from objectry.diagnostics import NOWHERE, Span
from objectry.metadata import EMPTY, IN_FORCE, RATES, Seed
from objectry.plan.changes import Change, ChangeClass, SeedRow, Sowing
from objectry.plan.matching import Matching
from objectry.plan.shapes import Blueprint

Bed = tuple[str, str]  # object and key field
Cells = Mapping[str, str | None]


@dataclass(frozen=True, slots=True)
class Laid:
    """A seed record with all layers laid upon each other, and where its last word stands."""

    cells: Cells
    span: Span = field(default=NOWHERE, compare=False)


Beds = Mapping[Bed, Mapping[str, Laid]]


def beds_of(blueprint: Blueprint) -> Beds:
    """The seed records of a stack by object, key field and key; later layers say the last word on each cell."""
    found: dict[Bed, dict[str, Laid]] = {}
    for seed in blueprint.seeds:
        if not seed.demo:
            bed = found.setdefault((seed.object, seed.key), {})
            for number, row in enumerate(seed.rows):
                key = row.get(seed.key) or ""
                below = bed[key].cells if key in bed else EMPTY
                said = {name: text for name, text in row.items() if text is not None or name not in below}
                bed[key] = Laid(MappingProxyType({**below, **said}), place_of(seed, number))
    return found


def place_of(seed: Seed, number: int) -> Span:
    """Where a row stands."""
    return Span(seed.span.file, seed.lines[number]) if number < len(seed.lines) else seed.span


def sow(found: Matching | None, new: Blueprint) -> tuple[Sowing, ...]:
    """The seed records to bring in, targets of lookups first; all of them where nothing is deployed."""
    before = {} if found is None else _in_new_names(found)
    sowings = [
        Sowing(thing, key, rows, None if found is None else _deployed(found, thing, key))
        for (thing, key), bed in beds_of(new).items()
        if (rows := tuple(_rows(bed, before.get((thing, key), EMPTY))))
    ]
    order = seeds_in_order(new)
    return tuple(sorted(sowings, key=lambda one: order.index(one.object)))


def _rows(bed: Mapping[str, Laid], before: Mapping[str, Laid]) -> Iterator[SeedRow]:
    for key, laid in bed.items():
        known = before.get(key)
        was = EMPTY if known is None else known.cells
        changed = frozenset(name for name, text in laid.cells.items() if text is not None and was.get(name) != text)
        if known is None or changed:
            yield SeedRow(laid.cells, changed, known is None, laid.span)


def _in_new_names(found: Matching) -> Beds:
    """The deployed seed records under the names their objects and fields have from now on."""
    objects = {pair.old.name: pair for pair in found.pairs}
    renamed: dict[Bed, Mapping[str, Laid]] = {}
    for (thing, key), bed in beds_of(found.old).items():
        pair = objects.get(thing)
        names = {} if pair is None else {old: new for new, old in pair.fields.items()}
        place = (thing if pair is None else pair.new.name, names.get(key, key))
        renamed[place] = {value: Laid(_renamed(laid.cells, names)) for value, laid in bed.items()}
    return renamed


def _renamed(cells: Cells, names: Mapping[str, str]) -> Cells:
    parts = ((name.partition("."), text) for name, text in cells.items())
    return {f"{names.get(first, first)}{dot}{rest}": text for (first, dot, rest), text in parts}


def _deployed(found: Matching, thing: str, key: str) -> Bed | None:
    pair = found.renamed.get(thing)
    field = None if pair is None else pair.fields.get(key)
    return None if pair is None or field is None else (pair.old.name, field)


def seeds_in_order(blueprint: Blueprint) -> list[str]:
    """The objects that have seeds, so that a record's targets come before it where that can be had."""
    waiting = list(dict.fromkeys(seed.object for seed in blueprint.seeds))
    ordered: list[str] = []
    while waiting:
        free = [name for name in waiting if not _targets(blueprint, name) & (set(waiting) - {name})]
        ordered += free or waiting[:1]
        waiting = [name for name in waiting if name not in ordered]
    return ordered


def _targets(blueprint: Blueprint, name: str) -> set[str]:
    fields = blueprint.objects[name].fields.values()
    rates = {RATES} if IN_FORCE in blueprint.objects[name].fields else set()
    return {target for one in fields for target in one.field.to if not one.field.system} | ({"user"} | rates) - {name}


def compare_seeds(found: Matching | None, new: Blueprint) -> Iterator[Change]:
    """What is told of seed records; how many of them are there already is counted by the runtime."""
    for one in sow(found, new):
        yield Change(ChangeClass.SAFE, f"data {one.object}", sown(one.object, len(one.rows), 0), sows=one)
    if found is None:
        return
    now = beds_of(new)
    for (thing, key), bed in _in_new_names(found).items():
        gone = len(bed.keys() - now.get((thing, key), EMPTY).keys())
        if gone and thing in new.objects:
            text = f"{thing}: {gone} seed {'record is' if gone == 1 else 'records are'} seeds no more, and stay"
            yield Change(ChangeClass.SAFE, f"data {thing}", text)
    if _demo(found.old) != _demo(new):
        yield Change(ChangeClass.SAFE, "demo", "demo records; `crm data seed` brings them in")


def sown(thing: str, added: int, changed: int) -> str:
    """Seed records in words."""
    adds = f"{added} seed {'record comes' if added == 1 else 'records come'} in" if added else ""
    changes = f"{changed} {'is' if changed == 1 else 'are'} changed" if changed else ""
    return f"{thing}: {' and '.join(part for part in (adds, changes) if part)}"


def _demo(blueprint: Blueprint) -> tuple[Seed, ...]:
    return tuple(seed for seed in blueprint.seeds if seed.demo)
