# ruff: noqa: INP001 (a script's helper, no package)
"""Databases for benchmarks, and companies on them: a few files applied, and records written through the door."""

import sys
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from objectry.metadata import AppSource, core_app
from objectry.runtime import Call, Consent, Mode, Platform, Source, assemble
from tests import embedded_postgres
from tests.databases import Database, drop_schemas, given_server, postgres_database, sqlite_database, with_driver

APP = "name: company\nlabel: Company\nversion: 1.0.0\n"


@contextmanager
def databases(count: int = 1) -> Iterator[dict[str, list[Database]]]:
    """So many empty databases of each kind: SQLite files, and schemas on the server that the first argument names, or
    that is started for the run."""
    with tempfile.TemporaryDirectory() as folder:
        given = with_driver(sys.argv[1]) if len(sys.argv) > 1 else given_server()
        own = None if given else embedded_postgres.new_folder()
        url = given or embedded_postgres.start(own or Path())
        places = [Path(folder, str(number)) for number in range(count)]
        for place in places:
            place.mkdir()
        schemas = [postgres_database(url) for _ in places]
        try:
            yield {"SQLite": [sqlite_database(place) for place in places], "PostgreSQL": schemas}
        finally:
            for schema in schemas:
                drop_schemas(schema)
            if own:
                embedded_postgres.stop(own)


@dataclass(frozen=True)
class Company:
    """A deployed platform, called by a system actor through the API."""

    platform: Platform

    def call(self) -> Call:
        return self.platform.call(self.platform.identity.system_actor("seed"), Source.API)

    def create(self, thing: str, values: Sequence[Mapping[str, object]]) -> list[str]:
        """Records made in one call; their ids."""
        made = self.platform.records.create(self.call(), thing, values, Mode.ALL)
        assert not made.problems, made.problems[:3]
        return [record.id for record in made.records if record is not None]


@contextmanager
def company(database: Database, files: Mapping[str, str]) -> Iterator[Company]:
    """A company of these files in an empty database."""
    platform = assemble(database.url, database.schema)
    planned, found = platform.deployments.plan([core_app(), AppSource("company", {"app.yaml": APP, **files})])
    assert planned is not None, [str(one) for one in found]
    platform.deployments.apply(planned, Consent(), "benchmark", "")
    try:
        yield Company(platform)
    finally:
        platform.close()
