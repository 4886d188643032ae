"""The workspaces an editor has open, each found by the folder its files lie in."""

from collections.abc import Callable
from pathlib import Path

from objectry.faces.editor.answers import Answers

HEADS = ("app.yaml", "app.yml", "app.json")
Opening = Callable[[Path], Answers]
"""What begins to look after the workspace in a folder."""


class Desk:
    """Finds the workspace of a file, and begins with it when its first file is opened."""

    def __init__(self, begin: Opening) -> None:
        self.begin = begin
        self.encoding = "utf-16"
        self.open: dict[Path, Answers] = {}

    def find(self, path: Path) -> tuple[Answers, str] | None:
        """The workspace a file is in, and the name of the file there; None for a file of no workspace."""
        root = next((one for one in path.parents if any((one / head).is_file() for head in HEADS)), None)
        if root is None:
            return None
        if root not in self.open:
            self.open[root] = self.begin(root)
            self.open[root].encoding = self.encoding
        return self.open[root], path.relative_to(root).as_posix()
