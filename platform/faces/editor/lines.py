"""The lines of a text: where each begins and ends, how far it is indented, how its characters are written."""

import re

COMMENT = re.compile(r"(?:^|(?<=[ \t]))#.*$")
HEXADECIMAL = {"x": 2, "u": 4, "U": 8}
ESCAPES = {"n": "\n", "t": "\t", "r": "\r", "0": "\0", "b": "\b", "f": "\f", "v": "\v", "a": "\a", "e": "\x1b"}


class Lines:
    """A text, asked line by line; every place is an offset."""

    def __init__(self, text: str) -> None:
        self.text = text

    def next_line(self, at: int) -> int:
        """Where the next line begins."""
        end = self.text.find("\n", at)
        return len(self.text) if end < 0 else end + 1

    def line_end(self, at: int) -> int:
        """Where this line ends."""
        end = self.text.find("\n", at)
        end = len(self.text) if end < 0 else end
        return end - (end > at and self.text[end - 1] == "\r")

    def indent(self, at: int) -> int | None:
        """How far the line that begins here is indented; None for one that is blank or only a comment."""
        line = self.text[at : self.line_end(at)]
        bare = line.lstrip(" ")
        return None if not bare.strip() or bare.startswith("#") else len(line) - len(bare)

    def plain_end(self, start: int) -> int:
        """Where a text without quotes ends on its line: before a comment, and before blanks."""
        end = self.line_end(start)
        comment = COMMENT.search(self.text, start, end)
        return start + len(self.text[start : comment.start() if comment else end].rstrip())

    def sign(self, at: int, mark: str) -> tuple[str, int]:
        """A character between quotes and how wide it is written; nothing for the closing quote."""
        here = self.text[at]
        if here == mark:
            return ("'", 2) if mark == "'" and self.text.startswith("''", at) else ("", 1)
        if here != "\\" or mark == "'":
            return here, 1
        following = self.text[at + 1 : at + 2]
        digits = self.text[at + 2 : at + 2 + HEXADECIMAL.get(following, 0)]
        if digits and re.fullmatch("[0-9a-fA-F]+", digits) and int(digits, 16) < 0x110000:
            return chr(int(digits, 16)), 2 + len(digits)
        return ESCAPES.get(following, following) or here, 2

    def block_letters(self, first: int, end: int, deep: int) -> list[int]:
        """The offsets of what is left of a block when its indentation is taken off."""
        letters: list[int] = []
        at = first
        while at < end:
            stop = min(self.line_end(at), end)
            letters += range(min(at + deep, stop), stop)
            at = self.next_line(at)
            if at <= end and at > stop:
                letters.append(at - 1)
        return letters
