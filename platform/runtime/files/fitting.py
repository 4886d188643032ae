"""Whether a file fits a field: its size, its type, and for an image that it is one."""

from objectry.metadata import FILE_TYPES, Field, FieldType
from objectry.runtime.codes import problem
from objectry.runtime.errors import Invalid, Problem
from objectry.runtime.store import StoredFile

STEPS = ((1_000_000, "MB"), (1_000, "kB"))


def ill_fitting(plain: Field, file: StoredFile, record: int | None = None) -> Problem | None:
    """Why the file cannot be the field's value, or None."""
    if plain.max_size is not None and file.size > plain.max_size:
        return problem("D581", plain.name, record, limit=in_words(plain.max_size))
    if plain.type is FieldType.IMAGE and file.thumbnail is None:
        return problem("D583", plain.name, record, label=plain.label)
    if plain.types and file.media_type not in {FILE_TYPES[name] for name in plain.types}:
        return problem("D582", plain.name, record, label=plain.label, types=", ".join(plain.types))
    return None


def check_fit(plain: Field, file: StoredFile) -> None:
    """Raises Invalid where the file cannot be the field's value."""
    wrong = ill_fitting(plain, file)
    if wrong is not None:
        raise Invalid((wrong,))


def in_words(size: int) -> str:
    """A size as people write it: `10 MB`."""
    for step, unit in STEPS:
        if size >= step:
            return f"{size / step:.1f}".removesuffix(".0") + f" {unit}"
    return f"{size} B"
