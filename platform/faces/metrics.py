"""The figures of a server, in the form of Prometheus: requests, how long they take, statements, rules, connections.

A figure is told apart by the pattern of an address, a method, a status and the name of a rule: by nothing that stands
in a record, and by nothing a caller may choose.  Where several processes serve, `PROMETHEUS_MULTIPROC_DIR` names the
folder in which they add up together; it has to be set before this file is loaded.
"""

import os
import re
from collections.abc import Mapping, Sequence
from contextlib import suppress
from importlib.metadata import version
from pathlib import Path
from typing import Final

from prometheus_client import CONTENT_TYPE_LATEST, CollectorRegistry, Counter, Gauge, Histogram, generate_latest
from prometheus_client.multiprocess import MultiProcessCollector, mark_process_dead
from prometheus_client.process_collector import ProcessCollector

from objectry.faces.observing import Observed, Pool

FOLDER = "PROMETHEUS_MULTIPROC_DIR"
BUCKETS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0)
LIVING = re.compile(r"gauge_live\w*_(\d+)\.db")
LIVE_SUM: Final = "livesum"


class Metrics:
    """The figures of one process; with a folder, those of all processes that share it."""

    def __init__(self, folder: Path | None = None) -> None:
        self._folder = folder
        own = self._own = CollectorRegistry()
        self._requests = Counter(
            "objectry_requests", "Requests that were answered", ("method", "route", "status"), registry=own
        )
        self._seconds = Histogram(
            "objectry_request_seconds", "From a request's arrival to the last byte of its answer", ("method", "route"),
            registry=own, buckets=BUCKETS,
        )  # fmt: skip
        self._statements = Counter(
            "objectry_statements", "Statements sent to the database", ("method", "route"), registry=own
        )
        self._rules = Counter("objectry_rule_runs", "Runs of a rule, each for many records", ("rule",), registry=own)
        self._ruled = Counter("objectry_rule_records", "Records a rule ran for", ("rule",), registry=own)
        self._running = Gauge("objectry_requests_running", "Requests at work", registry=own, multiprocess_mode=LIVE_SUM)
        self._used = Gauge(
            "objectry_connections_used", "Connections to the database in use", registry=own, multiprocess_mode=LIVE_SUM
        )
        self._most = Gauge(
            "objectry_connections_most", "Connections to the database at most", registry=own, multiprocess_mode=LIVE_SUM
        )
        Gauge("objectry_info", "The version that serves", ("version",), registry=own, multiprocess_mode="max").labels(
            version("objectry")
        ).set(1)
        if folder is None:
            ProcessCollector(registry=own)

    def begun(self) -> None:
        """A request has come in."""
        self._running.inc()

    def ended(self, done: Observed, pool: Pool) -> None:
        """It was answered."""
        self._running.dec()
        self._requests.labels(done.method, done.route, str(done.status)).inc()
        self._seconds.labels(done.method, done.route).observe(done.seconds)
        self._statements.labels(done.method, done.route).inc(done.statements)
        self._used.set(pool.in_use)
        self._most.set(pool.size)

    def ran(self, rule: str, records: int) -> None:
        """A rule ran for so many records."""
        self._rules.labels(rule).inc()
        self._ruled.labels(rule).inc(records)

    def text(self) -> tuple[bytes, str]:
        """All figures, and the media type they are written in."""
        if self._folder is None:
            return generate_latest(self._own), CONTENT_TYPE_LATEST
        forget_the_dead(self._folder)
        together = CollectorRegistry()
        MultiProcessCollector(together, path=str(self._folder))  # type: ignore[no-untyped-call]
        return generate_latest(together), CONTENT_TYPE_LATEST


def shared_folder(environment: Mapping[str, str]) -> Path | None:
    """Where processes add up together."""
    named = environment.get(FOLDER)
    return Path(named) if named else None


def forget_the_dead(folder: Path) -> None:
    """What only counts while its process lives is not counted for those that are gone, killed ones among them."""
    for path in folder.glob("gauge_live*.db"):
        found = LIVING.fullmatch(path.name)
        if found is not None and not is_alive(int(found[1])):
            with suppress(FileNotFoundError):
                mark_process_dead(int(found[1]), str(folder))  # type: ignore[no-untyped-call]


def is_alive(process: int) -> bool:
    """Whether there is such a process."""
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True


class RuleCount:
    """Looks on while rules are run, and counts."""

    def __init__(self, metrics: Metrics) -> None:
        self._metrics = metrics

    def judged(self, what: str, node: object, records: object, rows: object, held: object) -> None:
        """Nothing is counted."""

    def ran(self, what: str, records: Sequence[str]) -> None:
        """A rule's statements were performed for these records."""
        self._metrics.ran(what.removeprefix("rule "), len(records))

    def branched(self, what: str, branch: object, taken: int, passed: int) -> None:
        """Nothing is counted."""
