"""Makes so many mistakes at random, one at a time, and prints those that nothing has noticed."""

import ast
import random
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from tests import embedded_postgres
from tests.databases import given_server
from tests.mutants.sites import changes

ROOT = Path(__file__).parents[2]
PYTHON = ("source", "operations", "arithmetic", "calendar", "texts", "strings", "durations", "analysis")
SQL = ROOT / "platform" / "runtime" / "store" / "expressions"
COUNT = 60


class Mutant(NamedTuple):
    """A mistake: the file, which of its places, the line, and what is changed."""

    file: Path
    at: int
    line: int
    words: str

    @property
    def server(self) -> bool:
        """Whether it takes PostgreSQL to notice it."""
        return self.file.name.startswith("postgres")

    def __str__(self) -> str:
        return f"{self.file.relative_to(ROOT)}:{self.line}: {self.words}"


def mutants() -> Iterator[Mutant]:
    """Every mistake that can be made in what emits Python and SQL."""
    files = [ROOT / "platform" / "rules" / f"{name}.py" for name in PYTHON]
    for file in [*files, *sorted(SQL.glob("*.py"))]:
        tree = ast.parse(file.read_text(encoding="utf-8"))
        for at, (line, words, _) in enumerate(changes(tree)):
            yield Mutant(file, at, line, words)


def noticed(one: Mutant, url: str) -> bool:
    """Try it in a process of its own; one that comes to no end is noticed, too."""
    command = [sys.executable, "-m", "tests.mutants.trying", str(one.file), str(one.at), url if one.server else ""]
    try:
        return subprocess.run(command, cwd=ROOT, capture_output=True, timeout=600, check=False).returncode != 1
    except subprocess.TimeoutExpired:
        return True


def main() -> int:
    count, seed = ([int(one) for one in sys.argv[1:]] + [COUNT, 7][len(sys.argv) - 1 :])[:2]
    every = list(mutants())
    chosen = random.Random(seed).sample(every, min(count, len(every)))
    given = given_server()
    own = None if given else embedded_postgres.new_folder()
    url = given or embedded_postgres.start(own or Path())
    survived = 0
    try:
        for one in chosen:
            caught = noticed(one, url)
            survived += not caught
            sys.stdout.write(f"{'noticed ' if caught else 'SURVIVED'} {one}\n")
            sys.stdout.flush()
    finally:
        if own:
            embedded_postgres.stop(own)
    sys.stdout.write(f"{len(chosen) - survived} of {len(chosen)} noticed, of {len(every)} there are\n")
    return 1 if survived else 0


if __name__ == "__main__":
    sys.exit(main())
