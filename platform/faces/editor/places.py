"""The place under a cursor: which keys lead there, what may stand there, and what stands there so far."""

from dataclasses import dataclass, replace
from pathlib import PurePosixPath

from objectry.faces.editor.outline import ITEM, Outline, Role, Scalar, Steps
from objectry.metadata import Slot, kind_of, slot_at


@dataclass(frozen=True, slots=True)
class Place:
    """A place of a file.  `text` is the whole word or value there, `start` and `end` its offsets.

    `slot` is what is known of it: for a key that of the mapping, for a value its own.
    """

    file: str
    kind: str
    role: Role
    steps: Steps
    text: str
    start: int
    end: int
    slot: Slot
    scalar: Scalar | None = None

    @property
    def keys(self) -> Steps:
        """The steps that are keys: a list says nothing of what it holds."""
        return tuple(one for one in self.steps if not one.startswith(ITEM))

    @property
    def stem(self) -> str:
        """The name of the file without its ending, which often is that of an object."""
        return PurePosixPath(self.file).stem


def place_at(file: str, found: Outline, offset: int) -> Place | None:
    """The place at an offset; None where nothing of the file is."""
    scalar = next(reversed([one for one in found.scalars if one.start <= offset <= one.end]), None)
    if scalar is not None:
        return place_of(file, found, scalar)
    behind = _going_on(file, found, offset)
    if behind is not None:
        return behind
    kind = kind_of(PurePosixPath(file))
    if kind is None:
        return None
    inner = min(
        (one for one in found.braces if one.start <= offset <= one.end),
        key=lambda one: one.end - one.start,
        default=None,
    )
    if inner is not None:
        return _made(file, kind, found, Role.KEY if inner.mapping else Role.VALUE, inner.steps, offset)
    return _on_blank_line(file, kind, found, offset)


def place_of(file: str, found: Outline, scalar: Scalar) -> Place | None:
    """The place of a scalar.  One where a mapping is wanted is a key that is not finished."""
    kind = kind_of(PurePosixPath(file))
    if kind is None:
        return None
    slot = slot_at(kind, scalar.steps, found.said_along(scalar.steps)) or Slot()
    role = scalar.role
    unfinished = (
        role is Role.VALUE and (slot.keys or slot.open) and not (slot.refers and not slot.open) and not slot.words
    )
    if unfinished:
        role = Role.KEY
    return Place(file, kind, role, scalar.steps, scalar.text, scalar.start, scalar.end, slot, scalar)


def _going_on(file: str, found: Outline, offset: int) -> Place | None:
    """A rule text with blanks behind it, which somebody is about to go on with."""
    last = next((one for one in reversed(found.scalars) if one.end < offset), None)
    if last is None or last.role is Role.KEY or found.text[last.end : offset].strip(" ") or not last.text:
        return None
    blanks = found.text[last.end : offset]
    place = place_of(
        file,
        found,
        replace(last, text=last.text + blanks, end=offset, letters=(*last.letters, *range(last.end + 1, offset + 1))),
    )
    return place if place is not None and place.slot.rule else None


def _made(file: str, kind: str, found: Outline, role: Role, steps: Steps, offset: int) -> Place:
    slot = slot_at(kind, steps, found.said_along(steps)) or Slot()
    return Place(file, kind, role, steps, "", offset, offset, slot)


def _on_blank_line(file: str, kind: str, found: Outline, offset: int) -> Place | None:
    """A line with nothing on it yet: the column tells which mapping it would go on with."""
    begin = found.text.rfind("\n", 0, offset) + 1
    before = found.text[begin:offset]
    if before.strip():
        return None
    column = len(before)
    steps: Steps = ()
    for at, here, above in reversed(found.columns):
        if at < begin and here <= column:
            steps = above if here == column else _key_at(found, at, above)
            break
    return _made(file, kind, found, Role.KEY, steps, offset)


def _key_at(found: Outline, at: int, above: Steps) -> Steps:
    """The steps to the value of the key that begins at an offset."""
    key = next((one for one in found.scalars if one.role is Role.KEY and at <= one.start <= at + 1), None)
    return (*above, key.text) if key is not None else above
