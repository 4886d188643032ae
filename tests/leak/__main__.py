"""The long form: `python -m tests.leak --worlds 200000 --database sqlite`."""

import argparse
import os
import sys
from pathlib import Path

from tests import embedded_postgres
from tests.databases import given_server
from tests.leak.asking.every import FACES
from tests.leak.pool import postgres_schemas, served, sqlite_files
from tests.leak.runs import run


def main(words: list[str]) -> int:
    """The exit code: 1 with findings."""
    parser = argparse.ArgumentParser(prog="python -m tests.leak", description=__doc__)
    parser.add_argument("--worlds", type=int, default=2000)
    parser.add_argument("--database", choices=("sqlite", "postgresql"), default="sqlite")
    parser.add_argument("--stacks", type=int, default=24)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--faces", nargs="*", help="only these")
    asked = parser.parse_args(words)
    faces = [one for one in FACES if not asked.faces or one.name in asked.faces]
    databases = sqlite_files() if asked.database == "sqlite" else postgres_schemas(server())
    with databases as make, served(range(asked.seed * 1000, asked.seed * 1000 + asked.stacks), make) as stacks:
        tally = run(stacks, faces, worlds=asked.worlds, seed=asked.seed)
    sys.stdout.write(tally.report() + "\n")
    return 1 if tally.findings else 0


def server() -> str:
    """The PostgreSQL to use: the one given, else one of our own."""
    given = given_server()
    if given:
        return given
    embedded_postgres.stop_orphans()
    folder = embedded_postgres.new_folder()
    os.environ[embedded_postgres.FOLDER] = str(folder)
    return embedded_postgres.start(Path(folder))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
