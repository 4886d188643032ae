"""A server under load that is killed, stopped and given another time, and what has to be true all the same.

Clients write with idempotency keys and repeat what was not answered.  What was acknowledged is there once, numbers are
different, roll-ups are the sum of their children, increments under a version all count, the audit log is whole.
"""

import json
import logging
import os
import random
import signal
import socket
import subprocess
import time
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from datetime import timedelta
from http.client import HTTPConnection, HTTPException
from multiprocessing import get_context
from multiprocessing.sharedctypes import Synchronized
from pathlib import Path
from tempfile import TemporaryDirectory
from threading import Event, Thread
from typing import Any, NoReturn

from werkzeug.serving import make_server

from objectry.faces.wsgi import create_app
from objectry.metadata import EMPTY
from objectry.runtime import Platform, Source, SystemClock, new_key
from objectry.runtime.identity.passwords import Passwords
from objectry.runtime.sealing.keyring import VARIABLE, KeyRing
from objectry.runtime.sealing.vault import Vault
from objectry.runtime.store import open_store
from tests import embedded_postgres
from tests.databases import Database
from tests.faces.office import CHEAP, PASSWORD
from tests.runtime.shops import create, deploy, shop

LINE = "object: line\nfields:\n  deal: {type: lookup, to: deal, related_as: lines}\n  amount: {type: currency}\n"
SHOP = shop(
    """
    number: {type: autonumber, format: "D-{0}"}
    count: {type: integer, default: 0}
    total: {type: currency, rollup: SUM(lines.amount), reveals: true}
    """,
    objects__line=LINE + '  number: {type: autonumber, format: "L-{0}"}\n',
)
KEY = new_key()
PATIENCE = 60.0
PROGRESS = 5
DONE, AGAIN, LATE = {200, 201}, {409, 503, 507}, 412


class JumpingClock(SystemClock):
    """The time of the machine, and what somebody has added to it meanwhile."""

    def __init__(self, offset: "Synchronized[float]") -> None:
        self._offset = offset

    def now(self) -> Any:
        return super().now() + timedelta(seconds=self._offset.value)


@dataclass
class Nursery:
    """Starts server processes: a process of one thread, so that each begins clean however busy this one is."""

    database: Database
    port: int

    def __post_init__(self) -> None:
        self.offset: Synchronized[float] = get_context("fork").Value("d", 0.0)
        self._orders, theirs = socket.socketpair()
        self._pid = os.fork()
        if self._pid == 0:
            self._orders.close()
            self._obey(theirs)
        theirs.close()
        self.server = 0

    def start(self) -> None:
        """A server, which is there some moments later."""
        self._orders.sendall(b"s")
        self.server = int(self._orders.recv(16))

    def signal(self, number: int) -> None:
        """Tell the server something."""
        with suppress(ProcessLookupError):
            os.kill(self.server, number)

    def close(self) -> None:
        """No server, and nobody who starts one."""
        if self.server:
            self.signal(signal.SIGKILL)
        self._orders.close()
        os.waitpid(self._pid, 0)

    def _obey(self, orders: socket.socket) -> NoReturn:
        signal.signal(signal.SIGCHLD, signal.SIG_IGN)
        while orders.recv(1):
            pid = os.fork()
            if pid == 0:
                orders.close()
                self._serve()
            orders.sendall(str(pid).encode())
        os._exit(0)

    def _serve(self) -> NoReturn:
        try:
            logging.getLogger("werkzeug").setLevel(logging.ERROR)
            platform = opened(self.database, JumpingClock(self.offset))
            make_server("127.0.0.1", self.port, create_app(platform), threaded=True).serve_forever()
        finally:
            os._exit(1)


@dataclass
class Notes:
    """What clients were told: the id of each name that was acknowledged, increments, and answers nobody expects."""

    names: dict[str, str] = field(default_factory=dict)
    increments: int = 0
    strange: list[str] = field(default_factory=list)


@dataclass
class Client:
    """One of many.  It does not give up on a call before it has an answer, so that nothing stays unknown."""

    number: int
    port: int
    token: str
    deal: str
    stop: Event
    notes: Notes

    def run(self) -> None:
        """Write lines and count up, in turn."""
        place = 0
        while not self.stop.is_set():
            place += 1
            name = f"c{self.number}-{place}"
            status, body = self.insist("POST", "/line", {"name": name, "deal": self.deal, "amount": 1}, name)
            if status == 201:
                self.notes.names[name] = body["id"]
            else:
                self.notes.strange.append(f"{name}: {status} {body}")
            if place % 3 == 0:
                self.count_up(f"{name}-up")

    def count_up(self, key: str) -> None:
        """Read, add one, write over the version that was read; begin anew where somebody was quicker."""
        for attempt in range(1000):
            _, found = self.insist("GET", f"/deal/{self.deal}", None, "")
            change = {"count": found["count"] + 1}
            status, body = self.insist("PATCH", f"/deal/{self.deal}", change, f"{key}-{attempt}", found["version"])
            if status == 200:
                self.notes.increments += 1
                return
            if status != LATE:
                self.notes.strange.append(f"{key}: {status} {body}")
                return

    def insist(self, method: str, path: str, body: object, key: str, version: int | None = None) -> tuple[int, Any]:
        """The answer to a call, which is repeated with its key until there is one."""
        end = time.monotonic() + PATIENCE
        while time.monotonic() < end:
            with suppress(OSError, HTTPException, ValueError):
                status, answer = self.once(method, path, body, key, version)
                if status not in AGAIN:
                    return status, answer
            time.sleep(0.05)
        return 0, "no answer"

    def once(self, method: str, path: str, body: object, key: str, version: int | None) -> tuple[int, Any]:
        """Send it and read the answer to its end."""
        headers = {"Authorization": f"Bearer {self.token}", "Content-Type": "application/json"}
        headers |= {"Idempotency-Key": key} if key else {}
        headers |= {} if version is None else {"If-Match": f'"{version}"'}
        connection = HTTPConnection("127.0.0.1", self.port, timeout=10)
        try:
            sent = None if body is None else json.dumps(body)
            connection.request(method, f"/api/v1{path}", sent, headers)
            answer = connection.getresponse()
            return answer.status, json.loads(answer.read())
        finally:
            connection.close()


Nemesis = Callable[[Nursery, random.Random], None]
Nemeses = Mapping[str, Nemesis]


def kill(nursery: Nursery, _: random.Random) -> None:
    """kill -9, and a new server."""
    nursery.signal(signal.SIGKILL)
    nursery.start()


def pause(nursery: Nursery, chance: random.Random) -> None:
    """The server stands still for a while, its locks in its hands."""
    nursery.signal(signal.SIGSTOP)
    time.sleep(chance.uniform(0.1, 1.0))
    nursery.signal(signal.SIGCONT)


def jump(nursery: Nursery, chance: random.Random) -> None:
    """Another time of day, earlier or later."""
    nursery.offset.value = chance.choice([-86_400.0, -3_600.0, -1.0, 0.0, 1.0, 3_600.0, 86_400.0])


@contextmanager
def small_disk(megabytes: int) -> Iterator[Path]:
    """A folder with little room, in memory.  Needs root; the mount ends with the block."""
    with TemporaryDirectory() as folder:
        subprocess.run(["mount", "-t", "tmpfs", "-o", f"size={megabytes}m", "tmpfs", folder], check=True)
        try:
            yield Path(folder)
        finally:
            subprocess.run(["umount", "--lazy", folder], check=True)


def filling(folder: Path) -> Nemesis:
    """The disk is full for a while."""

    def fill(_: Nursery, chance: random.Random) -> None:
        ballast = folder / "ballast"
        with suppress(OSError), ballast.open("wb", buffering=0) as stream:
            while True:
                stream.write(b"x" * 4096)
        time.sleep(chance.uniform(0.3, 1.0))
        ballast.unlink()

    return fill


def restarting(folder: Path) -> Nemesis:
    """The database server is ended at once, without a word to anybody, and started again.

    It keeps what it has acknowledged, which the server of the tests by itself need not.
    """
    options = f"-c synchronous_commit=on -c max_connections=400 -c listen_addresses= -k '{folder}'"

    def restart(_: Nursery, __: random.Random) -> None:
        control, data = embedded_postgres.readable_programs(folder) / "pg_ctl", folder / "data"
        embedded_postgres.run(
            control, "-D", data, "-w", "-m", "immediate", "-l", data / "log", "-o", options, "restart"
        )

    return restart


NEMESES: Nemeses = {"kill": kill, "pause": pause, "clock": jump}


def under_load(database: Database, plan: Sequence[str], seed: int, clients: int = 6, more: Nemeses = EMPTY) -> str:
    """Play this against a server under load; what was written.  Raises AssertionError where something is wrong."""
    chance, nemeses = random.Random(seed), {**NEMESES, **more}
    token, deal = founded(database)
    with running(database) as nursery:
        stop, notes = Event(), Notes()
        crowd = [Client(number, nursery.port, token, deal, stop, notes) for number in range(clients)]
        threads = [Thread(target=one.run) for one in crowd]
        for thread in threads:
            thread.start()
        for name in plan:
            await_progress(notes)
            time.sleep(chance.uniform(0, 0.3))
            nemeses[name](nursery, chance)
        await_progress(notes)
        stop.set()
        for thread in threads:
            thread.join()
    check(database, notes)
    return f"{len(notes.names)} acknowledged, {notes.increments} increments, {dict(Counter(plan))}"


def await_progress(notes: Notes) -> None:
    """Until some more was acknowledged: what comes next comes in the middle of work."""
    before, end = len(notes.names), time.monotonic() + PATIENCE
    while len(notes.names) < before + PROGRESS:
        assert time.monotonic() < end, f"nothing goes on any more; {notes.strange[:3]}"
        time.sleep(0.02)


@contextmanager
def running(database: Database) -> Iterator[Nursery]:
    """A server on a port of its own."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    nursery = Nursery(database, port)
    try:
        nursery.start()
        yield nursery
    finally:
        nursery.close()


def founded(database: Database) -> tuple[str, str]:
    """The shop with an administrator and a deal; her token, and the deal's id."""
    platform = opened(database)
    deploy(platform, SHOP)
    create(platform, {"username": "ann", "name": "Ann", "role": "admin"}, thing="user")
    (deal,) = create(platform, {"name": "the one"}).records
    call = platform.call(platform.identity.system_actor("seed"), Source.SEED)
    (ann,) = [line for line in platform.deployments.dump() if '"username":"ann"' in line]
    platform.identity.set_password(call, ann.partition('"id":"')[2][:36], PASSWORD)
    actor = platform.identity.log_in("ann", PASSWORD).actor
    mine = platform.call(actor, Source.API)
    token = platform.identity.create_token(mine, "chaos", platform.clock.now() + timedelta(days=30))
    platform.close()
    assert deal is not None
    return token, deal.id


def opened(database: Database, clock: SystemClock | None = None) -> Platform:
    vault = Vault(KeyRing(environment={VARIABLE: KEY}))
    return Platform(open_store(database.url, database.schema), clock or SystemClock(), Passwords(CHEAP), vault)


def check(database: Database, notes: Notes) -> None:
    """Hold the database against what clients were told."""
    platform = opened(database)
    lines = [json.loads(line[5:]) for line in platform.deployments.dump() if line.startswith("line ")]
    found = Counter(line["name"] for line in lines)
    ids = {line["name"]: line["id"] for line in lines}
    the_one = next(json.loads(line[5:]) for line in platform.deployments.dump() if line.startswith("deal "))
    assert not notes.strange, notes.strange[:5]
    assert notes.names, "nothing was written at all"
    assert not [name for name, id in notes.names.items() if ids.get(name) != id], "acknowledged writes are lost"
    assert not [name for name, many in found.items() if many > 1], "writes are doubled"
    assert len({line["number"] for line in lines}) == len(lines), "numbers are given twice"
    assert float(the_one["total"]) == len(lines), "the roll-up is wrong"
    assert not platform.deployments.rollups().run().wrong
    assert float(the_one["count"]) == notes.increments, "updates are lost"
    assert not platform.deployments.examine()
    audit = platform.audit.verify(None, lambda _: None)
    assert (audit.broken, audit.unsealed) == (None, 0), "the audit log is not whole"
    platform.close()
