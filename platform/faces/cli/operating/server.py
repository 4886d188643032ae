"""The server of `crm serve`: processes that answer, and a stop that loses no request.

A stop has three steps: /readyz says that it is due, and for some seconds requests are taken all the same, so that
whoever spreads them can turn elsewhere; then none is taken any more; those at work have their time to end.
"""

import os
import signal
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from functools import partial
from importlib import import_module
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from flask import Flask
from granian import Granian
from granian.constants import Interfaces
from granian.http import HTTP1Settings
from granian.log import LogLevels

from objectry.faces.settings import Settings

THREADS = 8
LARGEST_HEAD = 64 * 1024
GRACE = 30
APPLICATION = "objectry.faces.served"
FIGURES = "PROMETHEUS_MULTIPROC_DIR"


class Server(Granian):  # type: ignore[misc, valid-type]
    """Granian with a pause before it stops."""

    def __init__(self, flag: Path, drain: int, **options: Any) -> None:
        super().__init__("objectry", **options)
        self._flag, self._drain, self._asked = flag, drain, 0

    def signal_handler_interrupt(self, *args: Any, **more: Any) -> None:
        """Somebody asks for a stop: a program (SIGTERM) or, at the keyboard, a person."""
        self._asked = args[0] if args else 0
        super().signal_handler_interrupt(*args, **more)

    def shutdown(self, exit_code: int = 0) -> None:
        """Say that a stop is due, wait for those who listen to that, and stop."""
        self._flag.touch()
        if self._asked == signal.SIGTERM:
            time.sleep(self._drain)
        super().shutdown(exit_code)


def run_server(
    settings: Settings, host: str, port: int, *, workers: int = 1, drain: int = 0, grace: int = GRACE
) -> None:
    """Serve until stopped.  Each worker process opens the database for itself."""
    with TemporaryDirectory(prefix="objectry-") as own, figures_in(Path(own), settings, workers):
        flag = settings.draining or Path(own) / "draining"
        server = Server(
            flag,
            drain,
            address=host,
            port=port,
            interface=Interfaces.WSGI,
            workers=workers,
            blocking_threads=THREADS,
            respawn_failed_workers=True,
            workers_kill_timeout=grace,
            log_level=LogLevels.error,
            http1_settings=HTTP1Settings(max_buffer_size=LARGEST_HEAD),
        )
        server.serve(target_loader=partial(load_app, replace(settings, draining=flag)), wrap_loader=False)


@contextmanager
def figures_in(folder: Path, settings: Settings, workers: int) -> Iterator[None]:
    """A folder in which several processes add up their figures, unless one is named already."""
    if not settings.metrics_token or workers == 1 or os.environ.get(FIGURES):
        yield
        return
    os.environ[FIGURES] = str(folder)
    try:
        yield
    finally:
        del os.environ[FIGURES]


def load_app(settings: Settings) -> Flask:
    """The application of a worker process.  It is loaded there, so that it finds the environment of the process."""
    made: Flask = import_module(APPLICATION).open_app(settings)
    return made
