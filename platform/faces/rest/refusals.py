"""What this face itself refuses, before or instead of asking the door."""

from collections.abc import Mapping

from objectry.faces.answers import Answer, Fault, plain
from objectry.faces.texts import Texts
from objectry.metadata import EMPTY


class Refusal(Exception):
    """A request that cannot be turned into a call.  `faults` are (place, sentence) pairs."""

    def __init__(
        self,
        status: int,
        code: str,
        detail: str | None = None,
        *,
        faults: tuple[tuple[str, str], ...] = (),
        headers: Mapping[str, str] = EMPTY,
    ) -> None:
        super().__init__(detail or code)
        self.status = status
        self.code = code
        self.faults = faults or (((None, detail),) if detail else ())
        self.headers = headers

    def answer(self, texts: Texts) -> Answer:
        """The refusal in the one error shape."""
        faults = tuple(Fault(self.code, sentence, place) for place, sentence in self.faults)
        return plain(self.status, self.code, texts, faults, self.headers)
