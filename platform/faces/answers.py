"""What went wrong, as an answer: one status, one code and one shape for every face.

The door raises values that know nothing of HTTP; this is the one place that gives them a status.  `/api` sends the
document as `application/problem+json` (RFC 9457), the web dresses the same answer as a page.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from http import HTTPStatus
from types import MappingProxyType

from werkzeug.exceptions import HTTPException, MethodNotAllowed

from objectry.faces.texts import Texts
from objectry.metadata import EMPTY
from objectry.runtime import (
    Busy,
    Conflict,
    Invalid,
    NoRoom,
    NotAllowed,
    NotFound,
    OtherCall,
    Problem,
    RevisionChanged,
    StillRunning,
    TooLong,
    VersionNeeded,
)

MEDIA_TYPE = "application/problem+json"
RETRY_SECONDS = "2"
HTTP_CODES: Mapping[int, str] = MappingProxyType(
    {400: "F701", 401: "F702", 403: "F703", 404: "F704", 405: "F705", 409: "F706", 412: "F706", 413: "F707"}
    | {415: "F708", 422: "F709", 429: "F712", 503: "F711"}
)


@dataclass(frozen=True, slots=True)
class Fault:
    """One of several things wrong, in the reader's words.  `record` counts from 0 in the caller's batch.

    `line` and `column`, both from 1, tell the place in an expression the caller wrote; `call` names one of several
    calls that were sent together.
    """

    code: str
    message: str
    field: str | None = None
    record: int | None = None
    line: int | None = None
    column: int | None = None
    call: str | None = None

    def document(self) -> dict[str, object]:
        """The fault as a part of the problem document."""
        found: dict[str, object] = {"record": self.record, "field": self.field}
        found |= {"code": self.code, "message": self.message}
        if self.line is not None:
            found |= {"line": self.line, "column": self.column}
        return found if self.call is None else {"call": self.call, **found}


@dataclass(frozen=True, slots=True)
class Answer:
    """A refusal, ready to be sent by any face."""

    status: int
    code: str
    title: str
    detail: str
    errors: tuple[Fault, ...] = ()
    headers: Mapping[str, str] = field(default=EMPTY)

    def document(self) -> dict[str, object]:
        """The problem document (RFC 9457)."""
        return {
            "type": f"urn:objectry:problem:{self.code}",
            "title": self.title,
            "status": self.status,
            "code": self.code,
            "detail": self.detail,
            "errors": [one.document() for one in self.errors],
        }


BY_KIND: Mapping[type[Exception], tuple[int, str]] = MappingProxyType(
    {OtherCall: (422, "F714"), TooLong: (422, "F720"), VersionNeeded: (428, "F721"), NoRoom: (507, "F722")}
)
"""Those of which there is no more to tell."""


def answer(error: Exception, texts: Texts, object_name: str | None = None) -> Answer:
    """The answer to an error of the door, of Flask, or one nobody foresaw (500, without its insides)."""
    match error:
        case NotFound():
            return plain(404, "F704", texts)
        case NotAllowed(reason=reason):
            return plain(403, "F703", texts, (Fault("D502", reason),))
        case Invalid(problems=problems):
            return plain(422, "F709", texts, faults(problems, texts, object_name))
        case Conflict(stale=stale):
            changed = tuple(Fault("D503", texts("D503_version", version=stale[id]), id) for id in stale)
            return plain(409, "F706", texts, changed)
        case OtherCall() | TooLong() | VersionNeeded() | NoRoom():
            return plain(*BY_KIND[type(error)], texts)
        case StillRunning():
            return plain(409, "F715", texts, headers={"Retry-After": RETRY_SECONDS})
        case Busy() | RevisionChanged():
            return plain(503, "F711", texts, headers={"Retry-After": RETRY_SECONDS})
        case HTTPException(code=int(status)) if status >= 400:
            return plain(
                status, HTTP_CODES.get(status, "F701" if status < 500 else "F700"), texts, headers=_allow(error)
            )
    return plain(500, "F700", texts)


def faults(problems: tuple[Problem, ...], texts: Texts, object_name: str | None = None) -> tuple[Fault, ...]:
    """The door's problems in the reader's words."""
    return tuple(_fault(one, texts, object_name) for one in problems)


def _fault(problem: Problem, texts: Texts, object_name: str | None) -> Fault:
    message = texts.problem(problem, object_name)
    if "line" not in problem.params:
        return Fault(problem.code, message, problem.field, problem.record)
    line, column = int(problem.params["line"]), int(problem.params["column"])
    message = texts("api_position", line=line, column=column, message=message)
    return Fault(problem.code, message, problem.field, problem.record, line, column)


def _allow(error: Exception) -> Mapping[str, str]:
    """Which methods there are, where the one asked for is not."""
    methods = error.valid_methods if isinstance(error, MethodNotAllowed) else None
    return {"Allow": ", ".join(sorted(methods))} if methods else EMPTY


def plain(
    status: int, code: str, texts: Texts, errors: tuple[Fault, ...] = (), headers: Mapping[str, str] = EMPTY
) -> Answer:
    """An answer whose title and detail are the texts of its code."""
    title = texts(f"{code}_title")
    if title == f"{code}_title":
        title = HTTPStatus(status).phrase
    detail = " ".join(one.message for one in errors) if len(errors) == 1 else texts(code)
    return Answer(status, code, title, detail, errors, headers)
