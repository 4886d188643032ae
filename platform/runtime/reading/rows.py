"""Fetched rows as answers: which columns are values and which only tell of these, found once for a query."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from objectry.metadata import EMPTY
from objectry.rules import Value
from objectry.runtime.reading.paths import HOLDER, LABEL, NAMES, OBJECT

VERSION = "$version"
Row = Mapping[str, Value]


@dataclass(frozen=True, slots=True)
class RowShape:
    """The columns of a query by what they are for: those that are `beside` the values, and of these pairs of column and
    path."""

    beside: tuple[str, ...]
    labels: tuple[tuple[str, str], ...]
    names: tuple[tuple[str, str], ...]
    objects: tuple[tuple[str, str], ...]
    holders: tuple[tuple[str, str], ...]

    def values_of(self, row: Row) -> dict[str, Value]:
        """What was asked for."""
        values = dict(row)
        for name in self.beside:
            del values[name]
        return values

    def labels_of(self, row: Row, principals: Mapping[str, str]) -> Mapping[str, str]:
        """The names of references by their paths.  One the reader may not see has no name, only its id.

        `principals` are the names of those who own and act without being users.
        """
        return dict(self._labels(row, principals)) if self.labels else EMPTY

    def _labels(self, row: Row, principals: Mapping[str, str]) -> Iterator[tuple[str, str]]:
        for column, path in self.labels:
            label = row[column]
            if label is None:
                label = principals.get(str(row.get(path)))
            if isinstance(label, str):
                yield path, label

    def names_of(self, row: Row) -> Mapping[str, tuple[str, ...]]:
        """The names of linked records by the path of the field."""
        if not self.names:
            return EMPTY
        found = ((path, row[column]) for column, path in self.names)
        return {path: tuple(one or "" for one in value) for path, value in found if isinstance(value, tuple)}

    def objects_of(self, row: Row) -> Mapping[str, str]:
        """For references to one of several objects, to which, by the path of the reference."""
        if not self.objects:
            return EMPTY
        found = ((path, row[column]) for column, path in self.objects)
        return {path: value for path, value in found if isinstance(value, str)}


def shape_of(columns: Sequence[str]) -> RowShape:
    """The shape of rows with these columns."""
    return RowShape(
        tuple(name for name in columns if name.startswith((LABEL, NAMES, "$"))),
        tuple((name, name.split(":", 2)[2]) for name in columns if name.startswith(LABEL)),
        _pairs(columns, NAMES),
        _pairs(columns, OBJECT),
        _pairs(columns, HOLDER),
    )


def _pairs(columns: Sequence[str], mark: str) -> tuple[tuple[str, str], ...]:
    return tuple((name, name.removeprefix(mark)) for name in columns if name.startswith(mark))
