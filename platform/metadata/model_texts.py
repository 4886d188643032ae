"""What every part of the model is made with: the mapping without entries, and text in the rule language."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from objectry.diagnostics import NOWHERE, Span


class Empty(Mapping[Any, Any]):
    """The mapping without entries.  Hashable, so that it may be the default of a frozen value."""

    def __getitem__(self, key: object) -> Any:
        raise KeyError(key)

    def __iter__(self) -> Iterator[Any]:
        return iter(())

    def __len__(self) -> int:
        return 0

    def __hash__(self) -> int:
        return 0

    def __repr__(self) -> str:
        return "{}"


EMPTY: Mapping[Any, Any] = Empty()


@dataclass(frozen=True, slots=True)
class RuleText:
    """Text in the rule language as written in a file, with the place of each of its characters.

    `starts` holds, for each line of `text`, the line and column of the file where it begins.  `jumps` holds, in
    order, each further place of the text (line, column) from which the file (line, column) runs on elsewhere:
    behind an escape inside quotes.
    """

    text: str
    span: Span = field(default=NOWHERE, compare=False)
    starts: tuple[tuple[int, int], ...] = field(default=(), compare=False, repr=False)
    jumps: tuple[tuple[int, int, int, int], ...] = field(default=(), compare=False, repr=False)

    def at(self, line: int, column: int, length: int = 1) -> Span:
        """The place in the file of a place in the text (both count from 1)."""
        if not self.starts:
            return Span(self.span.file, self.span.line + line - 1, self.span.column + column - 1, length)
        from_column = 1
        first_line, first_column = self.starts[min(line, len(self.starts)) - 1]
        for text_line, text_column, file_line, file_column in self.jumps:
            if text_line == line and text_column <= column:
                from_column, first_line, first_column = text_column, file_line, file_column
        return Span(self.span.file, first_line, first_column + column - from_column, length)
