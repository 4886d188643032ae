"""How the outline of a YAML file is read: line by line, with what stands in braces, quotes and blocks.

A line that stands too far left, or looks like a key, ends what was left open before it.
"""

import re
from dataclasses import dataclass

from objectry.faces.editor.lines import Lines
from objectry.faces.editor.outline import ITEM, Braces, Outline, Role, Scalar, Steps

KEY = re.compile(
    r"""("(?:[^"\\\n]|\\.)*"
    |'(?:[^'\n]|'')*'
    |[^\s\[\]{},\#&*!|>'"%@`](?:[^\n:\#]|:(?=\S)|(?<=\S)\#)*?)
    [ \t]*:(?=[ \t]|$)""",
    re.VERBOSE,
)
QUOTED_ALONE = re.compile(r"""(?:"(?:[^"\\]|\\.)*"|'(?:[^']|'')*')[ \t]*(?:#.*)?$|"(?:[^"\\]|\\.?)*$|'(?:[^']|'')*$""")
BLOCK = re.compile(r"[|>][-+0-9]*[ \t]*(?:#.*)?$")
PLAIN_IN_FLOW = re.compile(r"(?:[^,\[\]{}:#\n]|:(?=[^\s,\[\]{}])|(?<=[^\s])#)*")
DASHES = frozenset({"- ", "-\n", "-\r", "-"})


def outline(text: str) -> Outline:
    """The outline of a file."""
    return Reader(text).read()


@dataclass(frozen=True, slots=True)
class Open:
    """A block mapping that is being read: the column of its keys, and the steps to the value of its present key."""

    column: int
    steps: Steps


class Reader(Lines):
    """Goes through a text line by line; `at` is where it is."""

    def __init__(self, text: str) -> None:
        super().__init__(text)
        self.at = 0
        self.line = 0
        self.open: list[Open] = []
        self.items: dict[Steps, int] = {}  # by list, the number of its last item
        self.out = Outline(text)

    def read(self) -> Outline:
        """The whole text."""
        while self.at < len(self.text):
            begun = self.at
            self.take_line()
            self.at = max(self.next_line(self.at), begun + 1)
        self.drop_empty()
        return self.out

    def drop_empty(self) -> None:
        """A key with nothing on its own line has no empty value when more stands below it."""
        filled = {one.steps for one in self.out.scalars if one.text or one.role is Role.KEY}
        filled |= {one.steps[:-1] for one in self.out.scalars if one.steps and one.steps[-1].startswith(ITEM)}
        self.out.scalars = [
            one for one in self.out.scalars if one.text or one.role is Role.KEY or one.steps not in filled
        ]

    # ------------------------------------------------------------ lines

    def take_line(self) -> None:
        begin = self.at
        indent = self.indent(begin)
        if indent is None or self.text.startswith(("---", "..."), begin):
            return
        self.at = begin + indent
        while self.text[self.at : self.at + 2] in DASHES:
            column = self.at - begin
            self.close(column + 1)
            self.open.append(Open(column + 1, self.next_item(self.steps())))
            self.at += 1
            while self.text[self.at : self.at + 1] == " ":
                self.at += 1
        self.take_entry(self.at - begin)

    def next_item(self, steps: Steps) -> Steps:
        """The steps into the next item of the list here."""
        self.items[steps] = self.items.get(steps, -1) + 1
        return (*steps, f"{ITEM}{self.items[steps]}")

    def close(self, column: int) -> None:
        """Mappings whose keys stand at this column or further right have ended."""
        while self.open and self.open[-1].column >= column:
            self.open.pop()

    def steps(self) -> Steps:
        return self.open[-1].steps if self.open else ()

    def take_entry(self, column: int) -> None:
        """A key with what stands behind it, or a value alone."""
        self.close(column)
        found = KEY.match(self.text, self.at, self.line_end(self.at))
        if found is None:
            self.value(self.steps(), self.steps_column())
            return
        above = self.steps()
        key = self.scalar(Role.KEY, above, self.at, found.end(1))
        steps = (*above, key.text)
        self.out.columns.append((self.at, column, above))
        self.open.append(Open(column, steps))
        self.at = found.end()
        self.value(steps, column)

    def steps_column(self) -> int:
        return self.open[-1].column if self.open else -1

    # ------------------------------------------------------------ values

    def value(self, steps: Steps, column: int) -> None:
        """What stands from here on, under a key at this column."""
        end = self.line_end(self.at)
        while self.at < end and self.text[self.at] in " \t":
            self.at += 1
        rest = self.text[self.at : end]
        if BLOCK.match(rest):
            self.block(steps, column)
        elif rest[:1] in {"{", "["} and rest:
            self.flow(steps, column)
        elif rest[:1] in {'"', "'"} and QUOTED_ALONE.match(rest):
            self.quoted(Role.VALUE, steps, column)
        else:
            self.plain(steps, column)

    def block(self, steps: Steps, column: int) -> None:
        """A text of many lines behind a bar."""
        first = at = self.next_line(self.at)
        deep: int | None = None
        end = at
        while at < len(self.text):
            line = self.text[at : self.line_end(at)]
            bare = line.lstrip(" ")
            if bare.strip():
                indent = len(line) - len(bare)
                if indent <= column:
                    break
                deep = indent if deep is None else min(deep, indent)
                end = self.line_end(at)
            at = self.next_line(at)
        letters = self.block_letters(first, end, deep or column + 2)
        body = "".join(self.text[one] for one in letters)
        self.out.add(Scalar(Role.VALUE, steps, body, first, max(end, first), (*letters, max(end, first))))
        self.at = max(at - 1, self.at) if at < len(self.text) else len(self.text)

    def plain(self, steps: Steps, column: int) -> None:
        """A text without quotes, which deeper lines carry on; nothing at all is an empty one."""
        start = self.at
        end = self.plain_end(start)
        last = end
        at = self.next_line(start)
        while end > start and at < len(self.text) and self.carries_on(at, column):
            last = self.plain_end(at + (self.indent(at) or 0))
            self.at, at = at, self.next_line(at)
        self.out.add(self.made(Role.VALUE, steps, start, last, range(start, last)))

    def carries_on(self, at: int, column: int) -> bool:
        indent = self.indent(at)
        if indent is None or indent <= column:
            return False
        begin = at + indent
        dash = self.text[begin : begin + 2] in DASHES
        return not dash and KEY.match(self.text, begin, self.line_end(begin)) is None

    def quoted(self, role: Role, steps: Steps, column: int) -> Scalar:
        """A text in quotes; without a closing one it ends where no line can belong to it any more."""
        mark, start = self.text[self.at], self.at + 1
        letters: list[int] = []
        signs: list[str] = []
        at, limit = start, self.quoted_limit(start, column)
        while at < limit:
            sign, width = self.sign(at, mark)
            if not sign:
                break
            letters.append(at)
            signs.append(sign)
            at += width
        at = min(at, limit)
        made = Scalar(role, steps, "".join(signs), start, at, (*letters, at))
        self.out.add(made)
        self.at = min(at + 1, max(limit, at))
        return made

    def quoted_limit(self, start: int, column: int) -> int:
        """How far a text in quotes may go: to where a line stands too far left to belong to it."""
        at = self.next_line(start)
        while at < len(self.text):
            indent = self.indent(at)
            if indent is not None and (indent <= column or KEY.match(self.text, at + indent, self.line_end(at))):
                return self.line_end(max(at - 1, start)) if at - 1 >= start else at
            at = self.next_line(at)
        return len(self.text)

    # ------------------------------------------------------------ braces and brackets

    def flow(self, steps: Steps, column: int) -> None:
        """A mapping in braces or a list in brackets, up to its end or to where a line cannot belong to it."""
        mapping = self.text[self.at] == "{"
        start = self.at + 1
        self.at = start
        while self.blanks(column):
            sign = self.text[self.at]
            if sign in "}]":
                break
            if sign == ",":
                self.at += 1
            elif mapping:
                self.flow_entry(steps, column)
            else:
                self.flow_value(self.next_item(steps), column)
        self.out.braces.append(Braces(steps, start, min(self.at, len(self.text)), mapping))
        if self.at < len(self.text) and self.text[self.at] in "}]":
            self.at += 1

    def blanks(self, column: int) -> bool:
        """Go over blanks and comments; false at the end of what can belong here."""
        while self.at < len(self.text):
            sign = self.text[self.at]
            if sign == "#" and self.text[self.at - 1] in " \t\n{[,":
                self.at = self.line_end(self.at)
            elif sign == "\n":
                indent = self.indent(self.at + 1)
                if indent is not None and indent <= column and self.text[self.at + 1 + indent] not in "}]":
                    return False
                self.at += 1
            elif sign in " \t\r":
                self.at += 1
            else:
                return True
        return False

    def flow_entry(self, steps: Steps, column: int) -> None:
        if self.text[self.at] in "\"'":
            key = self.quoted(Role.KEY, steps, column)
        else:
            end = self.flow_plain_end()
            key = self.scalar(Role.KEY, steps, self.at, end)
            self.at = max(end, self.at + (end == self.at and self.text[self.at] not in ":,}]"))
        within = self.blanks(column)
        if not within or self.text[self.at] != ":":
            return
        self.at += 1
        behind = self.at
        inside = (*steps, key.text)
        if not self.blanks(column) or self.text[self.at] in ",}]":
            start = min(behind + 1, self.at) if self.at > behind else behind
            self.out.add(Scalar(Role.VALUE, inside, "", start, self.at, (start,)))
            return
        self.flow_value(inside, column)

    def flow_value(self, steps: Steps, column: int) -> None:
        sign = self.text[self.at]
        if sign in "{[":
            self.flow(steps, column)
        elif sign in "\"'":
            self.quoted(Role.VALUE, steps, column)
        else:
            start, end = self.at, self.flow_plain_end()
            self.out.add(self.made(Role.VALUE, steps, start, end, range(start, end)))
            self.at = max(end, start + 1)

    def flow_plain_end(self) -> int:
        found = PLAIN_IN_FLOW.match(self.text, self.at)
        end = found.end() if found else self.at
        return self.at + len(self.text[self.at : end].rstrip())

    # ------------------------------------------------------------ scalars

    def scalar(self, role: Role, steps: Steps, start: int, end: int) -> Scalar:
        """A key, with its quotes or without."""
        if self.text[start : start + 1] in {'"', "'"}:
            start, end = start + 1, max(end - 1, start + 1)
        made = self.made(role, steps, start, end, range(start, end))
        self.out.add(made)
        return made

    def made(self, role: Role, steps: Steps, start: int, end: int, letters: "list[int] | range") -> Scalar:
        text = "".join(self.text[one] for one in letters)
        return Scalar(role, steps, text, start, end, (*letters, end))
