"""Files that the cells of an import name: by a path beside the CSV file, or by the address an export wrote."""

import re
from dataclasses import dataclass
from pathlib import Path

from objectry.metadata import Field
from objectry.runtime.calls import Call
from objectry.runtime.errors import Invalid
from objectry.runtime.files.library import Files
from objectry.runtime.values.coercion import identifier

ADDRESS = re.compile(r"(?:https?://[^/]+)?/api/v1/files/([0-9a-fA-F-]{36})")


class NotAttached(Exception):
    """The cell names no file that can be taken; the message says why in a sentence."""


@dataclass(frozen=True, slots=True)
class Attachments:
    """Takes in files that lie in a folder or below it, never others."""

    files: Files
    call: Call
    folder: Path

    def take(self, cell: str, field: Field) -> str:
        """The id of the file a cell names.  Raises NotAttached."""
        known = ADDRESS.fullmatch(cell)
        if known or identifier(cell):
            return known[1] if known else cell
        path = self._path(cell)
        try:
            with path.open("rb") as stream:
                return self.files.upload(self.call, path.name, stream, field).id
        except Invalid as error:
            raise NotAttached("; ".join(one.message for one in error.problems)) from error
        except OSError as error:
            raise NotAttached(f'{field.label}: "{cell}" cannot be read') from error

    def _path(self, cell: str) -> Path:
        folder = self.folder.resolve()
        try:
            path = (folder / cell).resolve()
            if path.is_relative_to(folder) and path.is_file():
                return path
        except (OSError, ValueError):  # a name no system takes
            pass
        raise NotAttached(f'{self.folder.name or "the folder"} has no file "{cell}"')
