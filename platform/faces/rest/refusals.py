"""What this face itself refuses, before or instead of asking the door."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from objectry.diagnostics import closest
from objectry.faces.answers import Answer, Fault, plain
from objectry.faces.texts import Texts
from objectry.metadata import EMPTY


@dataclass(frozen=True, slots=True)
class Complaint:
    """One thing wrong with a request.

    `key` names the sentence among the texts `api_...`, `params` fill it, `expected` names another text that fills its
    place {expected}.  `place` is the argument or the key of the body meant, `record` counts from 0 among many, and
    `call` names one of several.
    """

    key: str
    place: str | None = None
    params: Mapping[str, object] = field(default=EMPTY)
    expected: str | None = None
    record: int | None = None
    call: str | None = None

    def fault(self, code: str, texts: Texts) -> Fault:
        """The complaint in the reader's words."""
        params = dict(self.params)
        if self.expected is not None:
            params["expected"] = texts(f"api_expects_{self.expected}", **self.params)
        return Fault(code, texts(f"api_{self.key}", **params), self.place, self.record, call=self.call)


class Refusal(Exception):
    """A request that cannot be turned into a call of the door."""

    def __init__(self, status: int, code: str, *complaints: Complaint, headers: Mapping[str, str] = EMPTY) -> None:
        super().__init__(f"{status} {code}")
        self.status = status
        self.code = code
        self.complaints = complaints
        self.headers = headers

    def answer(self, texts: Texts) -> Answer:
        """The refusal in the one error shape."""
        faults = tuple(one.fault(self.code, texts) for one in self.complaints)
        return plain(self.status, self.code, texts, faults, self.headers)


class Answered(Exception):
    """A refusal whose answer stands already."""

    def __init__(self, answer: Answer) -> None:
        super().__init__(f"{answer.status} {answer.code}")
        self.answer = answer


def malformed(key: str, place: str | None = None, **params: object) -> Refusal:
    """400 for one reason."""
    return Refusal(400, "F701", Complaint(key, place, params))


def unfit(name: str, expected: str, record: int | None = None, **params: object) -> Complaint:
    """The complaint that an argument or a key of the body has a value of the wrong kind."""
    return Complaint("argument_wrong", name, {"name": name, **params}, expected, record)


def near(name: str, known: Iterable[str]) -> str:
    """What the name may have meant, as an aside in any language: ` ("limit"?)`, or nothing."""
    found = closest(name, known)
    return f' ("{found}"?)' if found else ""
