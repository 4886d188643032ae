"""The `crm` command in a test: a workspace on disk, and what a call of the command answers."""

import json
from dataclasses import dataclass
from pathlib import Path
from textwrap import dedent
from typing import Any

from click.testing import CliRunner

from objectry.faces.cli import crm

APP = "name: shop\nlabel: Shop\nversion: 1.0\n"
FIVE_LINES = """\
object: bike
label: Bike
fields:
  model: {type: text, label: Model}
  price: {type: currency, label: Price}
"""


@dataclass(frozen=True)
class Answer:
    """What a call wrote, and how it ended."""

    code: int
    out: str
    errors: str

    @property
    def json(self) -> Any:
        return json.loads(self.out)

    @property
    def lines(self) -> list[str]:
        return self.out.splitlines()


@dataclass(frozen=True)
class Shell:
    """Calls `crm` about one workspace and its own SQLite file."""

    folder: Path

    def __call__(self, *words: str, typed: str | None = None) -> Answer:
        """Call `crm WORDS`; commands that know `--workspace` get it by the environment-free way, the option."""
        result = CliRunner().invoke(crm, list(words), input=typed, env={"DATABASE_URL": "", "COLUMNS": "200"})
        assert result.exception is None or isinstance(result.exception, SystemExit), result.exception
        return Answer(result.exit_code, result.stdout, result.stderr)

    def here(self, *words: str) -> Answer:
        """The same, about this workspace."""
        return self(*words, "--workspace", str(self.folder))

    def write(self, **files: str) -> None:
        """Write files of the app: `objects__bike="..."` is objects/bike.yaml."""
        for name, text in files.items():
            path = self.folder / f"{name.replace('__', '/')}.yaml"
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(dedent(text), encoding="utf-8")

    @property
    def url(self) -> str:
        return f"sqlite:///{self.folder / 'var' / 'objectry.db'}"
