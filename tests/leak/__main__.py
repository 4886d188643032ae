"""The long form: `python -m tests.leak --worlds 200000 --database sqlite`."""

import argparse
import os
import sys
from pathlib import Path

from tests import embedded_postgres
from tests.databases import given_server
from tests.leak.asking.every import FACES
from tests.leak.hunting import STACKS, hunted
from tests.leak.mutants import MUTANTS
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
    parser.add_argument(
        "--mutants", nargs="*", help="look for the planted leaks: all, or those whose names hold a word"
    )
    asked = parser.parse_args(words)
    if asked.mutants is not None:
        return hunt(asked.mutants, asked.seed, asked.stacks)
    faces = [one for one in FACES if not asked.faces or one.name in asked.faces]
    databases = sqlite_files() if asked.database == "sqlite" else postgres_schemas(server())
    with databases as make, served(range(asked.seed * 1000, asked.seed * 1000 + asked.stacks), make) as stacks:
        tally = run(stacks, faces, worlds=asked.worlds, seed=asked.seed)
    sys.stdout.write(tally.report() + "\n")
    return 1 if tally.findings else 0


def hunt(words: list[str], seed: int, stacks: int) -> int:
    """The exit code: 1 where a planted leak was not found."""
    wanted = [one for one in MUTANTS if not words or any(word in one.name for word in words)]
    missed = 0
    for one, worlds, found in hunted(wanted, STACKS if not seed else range(seed * 1000, seed * 1000 + stacks), seed):
        told = f"{found.check}, {found.request.face}" if found else "NOT FOUND"
        sys.stdout.write(f"{one.weakness} {one.name:<42} {worlds:>5}  {told}\n")
        sys.stdout.flush()
        missed += found is None
    return 1 if missed else 0


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
