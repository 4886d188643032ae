"""What a tenant stands on, looked at by `crm doctor`: disk, clock, keys, files, the database's own settings."""

import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

from objectry.metadata import FieldType
from objectry.runtime.clock import Clock
from objectry.runtime.conditions import Everyone
from objectry.runtime.deploying.deployments import Deployments
from objectry.runtime.deploying.examining import Finding
from objectry.runtime.deploying.survey import SAMPLES
from objectry.runtime.files.contents import Contents
from objectry.runtime.sealing.keyring import KeyRing, NoKey
from objectry.runtime.store import Health, Store

LEAST_ROOM = 500_000_000
MOST_DRIFT = timedelta(seconds=5)
CONNECTIONS = 24
"""Those of one process at most."""
A_DAY = timedelta(days=1)
EVERYONE = Everyone()


@dataclass(frozen=True, slots=True)
class Surroundings:
    """Those of one tenant on this machine."""

    store: Store
    clock: Clock
    deployments: Deployments
    contents: Contents | None
    ring: KeyRing

    def examine(self) -> tuple[Finding, ...]:
        """What is not as it should be."""
        health = self.store.health()
        return (*self._room(health), *self._database(health), *self._files(), *self._keys())

    def _room(self, health: Health) -> Iterator[Finding]:
        places = {"the database": health.file, "files": None if self.contents is None else self.contents.folder}
        for name, place in places.items():
            free = None if place is None else free_at(place)
            if free is not None and free < LEAST_ROOM:
                text = f"there are {free // 1_000_000:,} MB left on the disk of {name}"
                yield Finding("P464", name, text, "make room, or move it to a larger disk; writes would be refused")

    def _database(self, health: Health) -> Iterator[Finding]:
        if health.clock is not None and abs(health.clock - self.clock.now()) > MOST_DRIFT:
            drift = abs(health.clock - self.clock.now()).total_seconds()
            text = f"the clocks of this machine and of the database are {drift:,.0f} seconds apart"
            yield Finding("P465", "clock", text, "have both follow a time server (chrony, systemd-timesyncd)")
        for name in health.unsafe:
            text = f"PostgreSQL runs with {name} off: it may lose what was acknowledged"
            yield Finding("P466", name, text, f"set {name} = on in postgresql.conf and reload")
        if health.connections is not None and health.connections < CONNECTIONS:
            text = f"PostgreSQL takes {health.connections} connections, and a process needs up to {CONNECTIONS}"
            yield Finding("P467", "max_connections", text, "raise max_connections, or put a pool in front")

    def _files(self) -> Iterator[Finding]:
        if self.contents is None:
            return
        with self.store.read() as reading:
            named = reading.files.contents()
        lost = [key for key in named if not self.contents.path(key).is_file()]
        if lost:
            text = f"the contents of {len(lost):,} files are not in {self.contents.folder}"
            way_out = "name the right folder (OBJECTRY_FILES), or take them from a backup"
            yield Finding("P468", "files", text, way_out, len(lost), tuple(lost[:SAMPLES]))
        strays = sorted(set(self.contents.older(self.clock.now() - A_DAY)) - set(named))
        if strays:
            text = f"{len(strays):,} contents in {self.contents.folder} belong to no file"
            way_out = "a crash has left them; the next uploads sweep them away"
            yield Finding("P469", "files", text, way_out, len(strays), tuple(strays[:SAMPLES]))

    def _keys(self) -> Iterator[Finding]:
        missing = sorted(key for key in self._used() if not self._opens(key))
        if missing:
            text = f"secrets are sealed with keys that are not here: {', '.join(missing)}"
            yield Finding("P476", "keys", text, "put them into OBJECTRY_SECRET_KEYS, behind the first", len(missing))

    def _used(self) -> set[str]:
        """The ids of the keys that have sealed secrets."""
        deployed, found = self.deployments.current(), set[str]()
        with self.deployments.surveyed(deployed) as survey:
            for plan in deployed.blueprint.objects.values():
                for name, field in plan.fields.items():
                    if field.field.type is FieldType.SECRET:
                        for deleted in (False, True):
                            read = survey.read(plan.name, name)
                            values = survey.values(plan.name, read, EVERYONE, deleted=deleted)
                            found |= {str(sealed).split(".")[1] for _, sealed in values if sealed is not None}
        return found

    def _opens(self, key: str) -> bool:
        try:
            self.ring.opening(key)
        except NoKey:
            return False
        return True


def free_at(place: Path) -> int:
    """The bytes left on the disk of a file or folder, which may not be there yet."""
    while not place.exists() and place != place.parent:
        place = place.parent
    return shutil.disk_usage(place).free
