"""Log lines: JSON for programs, plain for people.  An error is told by where it happened, not by values in its message.

Messages of errors often repeat what somebody had typed in; they are told only of kinds that speak of the program alone.
"""

import json
import logging
import logging.config
import os
from collections.abc import Iterator
from datetime import UTC, datetime
from traceback import extract_tb
from typing import Any

from flask import has_request_context, request

from objectry.faces.observing.observed import Observed, request_id

JSON, OFF = "json", "off"
OURS = "objectry"
HARMLESS = (
    AttributeError,
    NameError,
    TypeError,
    ImportError,
    OSError,
    NotImplementedError,
    RecursionError,
    MemoryError,
)
"""Errors whose messages name parts of the program or the machine, not values of records."""


def set_up_logs(form: str) -> None:
    """Send what the platform has to tell to the standard error; `off` leaves only errors."""
    level = logging.ERROR if form == OFF else logging.INFO
    made = {"()": JsonLines if form == JSON else PlainLines}
    handler = {"class": "logging.StreamHandler", "stream": "ext://sys.stderr", "formatter": "ours"}
    logging.config.dictConfig(
        {
            "version": 1,
            "disable_existing_loggers": False,
            "formatters": {"ours": made},
            "handlers": {"ours": handler},
            "loggers": {OURS: {"handlers": ["ours"], "level": level, "propagate": False}},
        }
    )


def fields_of(record: logging.LogRecord) -> dict[str, object]:
    """What a line says, by name."""
    found: dict[str, object] = {
        "time": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
        "level": record.levelname.lower(),
        "logger": record.name,
        "message": record.getMessage(),
        "process": record.process,
    }
    observed = getattr(record, "observed", None)
    if isinstance(observed, Observed):
        found |= _of_request(observed)
    elif has_request_context() and (known := request_id(request)) is not None:
        found["request_id"] = known
    if record.exc_info is not None and record.exc_info[1] is not None:
        found["error"] = list(_told(record.exc_info[1]))
    return found


def _of_request(observed: Observed) -> dict[str, object]:
    return {
        "request_id": observed.id,
        "user": observed.user,
        "method": observed.method,
        "route": observed.route,
        "status": observed.status,
        "ms": round(observed.seconds * 1000, 1),
        "statements": observed.statements,
    }


def _told(error: BaseException | None) -> Iterator[str]:
    """An error and those it came from: kind, place, and the message where it can hold no value."""
    while error is not None:
        message = f": {error}" if isinstance(error, HARMLESS) else ""
        yield f"{type(error).__name__}{message}"
        yield from (
            f"  {os.path.relpath(one.filename)}:{one.lineno} {one.name}" for one in extract_tb(error.__traceback__)
        )
        error = error.__cause__ or (None if error.__suppress_context__ else error.__context__)


class JsonLines(logging.Formatter):
    """A JSON object a line."""

    def format(self, record: logging.LogRecord) -> str:
        """The line."""
        return json.dumps(fields_of(record), ensure_ascii=False, default=str)


class PlainLines(logging.Formatter):
    """A line for people: time, level, what, and names with values; what an error tells stands below."""

    def format(self, record: logging.LogRecord) -> str:
        """The line, and more of them for an error."""
        said: dict[str, Any] = fields_of(record)
        error = said.pop("error", [])
        head = " ".join(str(said.pop(name)) for name in ("time", "level", "message"))
        rest = " ".join(f"{name}={said[name]}" for name in said if name in SHOWN and said[name] is not None)
        return "\n".join([f"{head} {rest}".rstrip(), *(f"    {line}" for line in error)])


SHOWN = ("request_id", "user", "ms", "statements")
