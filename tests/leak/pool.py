"""A pool of compiled stacks: compiling is slow, so many worlds share one, in turn."""

import tempfile
from collections.abc import Callable, Iterable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

from tests.databases import Database, drop_schemas, postgres_database, sqlite_database
from tests.leak.making.stacks import new_stack
from tests.leak.served import Served

Maker = Callable[[], Database]
QUICK = Path("/dev/shm")  # where files live in memory


@contextmanager
def served(seeds: Iterable[int], make: Maker) -> Iterator[dict[int, Served]]:
    """Stacks by their seeds, each served over a database of its own."""
    with ExitStack() as open_ones:
        found: dict[int, Served] = {}
        for seed in seeds:
            found[seed] = Served(new_stack(seed), make())
            open_ones.callback(found[seed].close)
        yield found


@contextmanager
def sqlite_files() -> Iterator[Maker]:
    """Makes databases in files of a folder that is gone afterwards."""
    with tempfile.TemporaryDirectory(dir=QUICK if QUICK.is_dir() else None) as folder:
        numbers = iter(range(1_000_000))

        def make() -> Database:
            own = Path(folder) / str(next(numbers))
            own.mkdir()
            return sqlite_database(own)

        yield make


@contextmanager
def postgres_schemas(url: str) -> Iterator[Maker]:
    """Makes schemas of a server that are gone afterwards."""
    made: list[Database] = []

    def make() -> Database:
        made.append(postgres_database(url))
        return made[-1]

    yield make
    for one in made:
        drop_schemas(one)
