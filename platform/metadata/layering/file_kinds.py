"""Which kind a file is of: by where it lies, and by what is written in it."""

from collections.abc import Iterable, Mapping
from pathlib import PurePosixPath

from objectry.diagnostics import alike
from objectry.metadata.keys.containers import DIRECTIVES, Record
from objectry.metadata.keys.kinds import KINDS
from objectry.metadata.reading.app_files import FOLDERS

VALUE_LISTS_FILE = "value_lists"
MOST_KEYS = 40  # more than a file of any kind has
NAMED = ("object", "layout")  # kinds whose files begin with the name of what they declare


def kind_of(path: PurePosixPath) -> str | None:
    """The kind of a file by its folder and name, or None when it does not belong."""
    if len(path.parts) == 1:
        return path.stem if path.stem in {"app", "settings"} else None
    if path.parts[0] == "objects" and path.stem == VALUE_LISTS_FILE and len(path.parts) == 2:
        return VALUE_LISTS_FILE
    return FOLDERS.get(path.parts[0]) if len(path.parts) == 2 else None


def other_folder(kind: str, keys: Iterable[str]) -> str | None:
    """The folder where a file with such keys belongs, when it lies in that of another kind."""
    written = set(keys) - DIRECTIVES.keys()
    if not written or len(written) > MOST_KEYS or kind == VALUE_LISTS_FILE or strange(kind, written):
        return None
    folders: Mapping[str, str] = FOLDERS
    return next((folder for folder, other in folders.items() if other != kind and fits(other, written)), None)


def strange(kind: str, written: set[str]) -> bool:
    """Whether the keys are, if misspelt, those of its own kind."""
    own = KINDS[kind]
    if kind in NAMED:
        return kind in written
    return not isinstance(own, Record) or any(alike(key, own.keys) for key in written)


def fits(kind: str, written: set[str]) -> bool:
    """Whether a file of the kind could hold just these keys."""
    shape = KINDS[kind]
    return isinstance(shape, Record) and written <= shape.keys.keys() and (kind not in NAMED or kind in written)
