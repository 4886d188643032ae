"""What may stand at a place of a file, in few words: what editors complete there and explain.

The one table of keys is followed from the top of a file along the keys that lead to the place.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from types import MappingProxyType

from objectry.metadata.keys.compound_keys import COMPOUNDS, AnyFieldShape
from objectry.metadata.keys.containers import DIRECTIVES, Cases, Either, Key, Keyed, Listing, Record, Short, Table
from objectry.metadata.keys.field_keys import FORMULAS, PLAIN, ROLLUPS, TYPE, FieldShape
from objectry.metadata.keys.kinds import KINDS
from objectry.metadata.keys.rows import Rows
from objectry.metadata.keys.scenario_keys import Story
from objectry.metadata.keys.shapes import Choice, Flag, Message, Name, Path, Rule, Shape, Text
from objectry.metadata.model import EMPTY, CompoundType, FieldType

ITEM = "- "  # what a step into a list begins with
Said = Mapping[str, str]  # the scalars of a mapping by their keys
UNTYPED = Record({"type": TYPE}, "a field")
TYPES = Choice((*map(str, FieldType), *map(str, CompoundType)))
HEADS = MappingProxyType({"object": "object", "layout": "layout"})  # kinds whose file may extend instead
FIELD_SHAPES = (AnyFieldShape, FieldShape)


@dataclass(frozen=True, slots=True)
class Slot:
    """A place of a file.

    `keys` are those a mapping here may have, each with its sentence; `open` tells that it may have any key.
    `declares` and `refers` say of what the names here are names: the keys of an open mapping, else the value itself.
    `words` are the only values; `rule` is how a rule text here is read; `path` lets a name lead through lookups.
    """

    keys: Mapping[str, str] = field(default=EMPTY)
    open: bool = False
    declares: str = ""
    refers: str = ""
    words: tuple[str, ...] = ()
    rule: str = ""
    path: bool = False


def slot_at(kind: str, steps: Sequence[str], said: Sequence[Said]) -> Slot | None:
    """The place that keys lead to in a file of a kind; None where nothing is known of it.

    `said` holds the scalars of each mapping on the way, the top of the file first: a `type` decides what else is there.
    """
    shape: Shape | None = KINDS.get(kind)
    if kind in HEADS and tuple(steps) in {("extend",), (HEADS[kind],)}:
        return Slot(refers="object")
    for depth, step in enumerate(steps):
        beside = said[depth] if depth < len(said) else EMPTY
        shape = _inside(shape, step, beside) if shape is not None else None
    if shape is None:
        return None
    found = _slot(shape, said[len(steps)] if len(steps) < len(said) else EMPTY)
    return replace(found, keys=_with_head(found.keys)) if kind in HEADS and not steps else found


def _with_head(keys: Mapping[str, str]) -> Mapping[str, str]:
    extra = {name: DIRECTIVES[name] for name in ("extend", "disabled")}
    return MappingProxyType({**keys, **extra})


def _inside(shape: Shape, step: str, said: Said) -> Shape | None:
    """What stands under a key."""
    if isinstance(shape, Either):
        return _inside(shape.collection, step, said)
    if isinstance(shape, Listing):
        return shape.item if step.startswith(ITEM) else _inside(shape.item, step, said)
    if isinstance(shape, Short):
        return _inside(shape.listing if step.startswith(ITEM) else shape.record, step, said)
    if isinstance(shape, Keyed):
        return shape.entry
    if isinstance(shape, Table):
        return shape.value
    if isinstance(shape, Rows):
        return ROW
    if isinstance(shape, Story) and step.startswith(ITEM):
        return shape
    record = _record(shape, said)
    if record is not None and step in record.keys:
        return record.keys[step].shape
    return DIRECTED.get(step) if record is not None else None


ROW = Table(Text(), "fields and values", refers="field", path=True)
DIRECTED: Mapping[str, Shape] = MappingProxyType({"disabled": Flag(), "first": Flag(), "extend": Flag()})


def _record(shape: Shape, said: Said) -> Record | None:
    """The record that counts, by what is said in it."""
    if isinstance(shape, Record):
        return shape
    if isinstance(shape, Cases):
        return shape.cases.get(said.get(shape.by, shape.default or ""))
    if isinstance(shape, FIELD_SHAPES):
        return _field_record(said)
    if isinstance(shape, Story):
        word = next((one for one in shape.cases if one in said), "")
        return shape.cases.get(word, _any_case(shape))
    return None


def _any_case(story: Story) -> Record:
    """A step of which nothing is said yet: the words it may begin with."""
    keys = {word: record.keys[word] for word, record in story.cases.items()}
    return Record(keys, story.what)


def _field_record(said: Said) -> Record:
    word = said.get("type", "")
    if word in set(CompoundType):
        return COMPOUNDS[CompoundType(word)]
    if word not in set(FieldType):
        return Record({**UNTYPED.keys, **_common()}, "a field")
    kind = FieldType(word)
    if "formula" in said and kind in FORMULAS:
        return FORMULAS[kind]
    if "rollup" in said and kind in ROLLUPS:
        return ROLLUPS[kind]
    computed = [records[kind].keys for records in (FORMULAS, ROLLUPS) if kind in records]
    extra = {name: key for keys in computed for name, key in keys.items() if name in {"formula", "rollup"}}
    return replace(PLAIN[kind], keys={**PLAIN[kind].keys, **extra})


def _common() -> Mapping[str, Key]:
    """The keys that every type of field has: before the type is written, or where the layer below has said it."""
    every = [record.keys for record in PLAIN.values()]
    return {name: key for name, key in every[0].items() if all(name in keys for keys in every)}


def _slot(shape: Shape, said: Said) -> Slot:
    if isinstance(shape, Either):
        return replace(_slot(shape.collection, said), words=_slot(shape.scalar, said).words)
    if isinstance(shape, Listing):
        return _slot(shape.item, said)
    if isinstance(shape, Short):
        return replace(_slot(shape.listing, said), keys=_keys(shape.record))
    if isinstance(shape, Keyed):
        return Slot(open=True, declares=shape.kind or "?")
    if isinstance(shape, Table):
        return Slot(open=True, refers=shape.refers or "", path=shape.path)
    if isinstance(shape, Rows):
        return Slot(open=True)
    record = _record(shape, said)
    if record is not None or isinstance(shape, Cases):
        return _of_record(shape, record)
    return _of_value(shape)


def _of_record(shape: Shape, record: Record | None) -> Slot:
    if record is None:
        return Slot()
    lone = _of_value(record.keys[record.lone].shape) if record.lone else Slot()
    extra = DIRECTIVES if isinstance(shape, (*FIELD_SHAPES, Cases)) else EMPTY
    return replace(lone, keys=MappingProxyType({**_keys(record), **extra}))


def _keys(record: Record) -> Mapping[str, str]:
    return MappingProxyType({name: key.description for name, key in record.keys.items()})


def _of_value(shape: Shape) -> Slot:
    if isinstance(shape, Text):
        return Slot(refers=shape.refers or "", words=TYPES.words if shape is TYPE.shape else ())
    if isinstance(shape, Path):
        return Slot(refers="field", path=True)
    if isinstance(shape, Choice):
        return Slot(words=shape.words)
    if isinstance(shape, Flag):
        return Slot(words=("true", "false"))
    if isinstance(shape, Rule):
        return Slot(rule=shape.start)
    if isinstance(shape, Message):
        return Slot(rule="template")
    return Slot(declares="object" if isinstance(shape, Name) else "")
