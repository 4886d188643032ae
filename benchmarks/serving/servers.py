"""The two servers of a comparison: each is one worker process of the same program."""

import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
TARGETS = {"ours": "benchmarks.serving.apps:served", "floor": "benchmarks.serving.floor:served"}
"""Each in a module of its own: a server loads nothing of the other side."""
WAIT = 30.0
TICKS = os.sysconf("SC_CLK_TCK")


@dataclass(frozen=True)
class Served:
    """A running server."""

    port: int
    process: int
    began: float

    def processor_seconds(self) -> float:
        """What it has used so far, its children included."""
        return sum(_used(one) for one in (self.process, *_children(self.process)))


def command(program: str, target: str, port: int) -> list[str]:
    """How to start a server: one worker, eight threads."""
    folder = Path(sys.executable).parent
    if program == "gunicorn":
        options = ["-k", "gthread", "-w", "1", "--threads", "8", "--keep-alive", "75", "-b", f"127.0.0.1:{port}"]
        return [str(folder / "gunicorn"), *options, f"{TARGETS[target]}()"]
    options = ["--interface", "wsgi", "--workers", "1", "--blocking-threads", "8", "--port", str(port), "--no-ws"]
    return [str(folder / "granian"), *options, "--factory", TARGETS[target]]


@contextmanager
def serving(program: str, target: str, environment: Mapping[str, str]) -> Iterator[Served]:
    """The server while the block runs."""
    port, began = free_port(), time.monotonic()
    full = {**os.environ, **environment, "PYTHONPATH": str(ROOT)}
    running = subprocess.Popen(  # noqa: S603 (our own programs)
        command(program, target, port), cwd=ROOT, env=full, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    try:
        await_port(port, running)
        yield Served(port, running.pid, began)
    finally:
        running.terminate()
        running.wait(timeout=WAIT)


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        found: int = probe.getsockname()[1]
        return found


def await_port(port: int, running: "subprocess.Popen[bytes]") -> None:
    """Until somebody listens; raises RuntimeError where nobody does."""
    until = time.monotonic() + WAIT
    while time.monotonic() < until and running.poll() is None:
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.02)
    raise RuntimeError(f"the server did not start: {running.args!r}")


def _children(process: int) -> Iterator[int]:
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit() and _parent(entry) == process:
            yield int(entry.name)


def _parent(entry: Path) -> int:
    try:
        return int(entry.joinpath("stat").read_text().rpartition(")")[2].split()[1])
    except OSError:
        return 0


def _used(process: int) -> float:
    try:
        parts = Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()
    except OSError:
        return 0.0
    return (int(parts[11]) + int(parts[12])) / TICKS
