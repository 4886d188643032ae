# ruff: noqa: INP001 (a script's helper, no package)
"""Companies for benchmarks: a few files applied in an empty database, and records written through the door."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass

from objectry.metadata import AppSource, core_app
from objectry.runtime import Call, Consent, Mode, Platform, Source, assemble
from tests.databases import Database

APP = "name: company\nlabel: Company\nversion: 1.0.0\n"


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
