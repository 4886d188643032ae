"""One address, its method and its view; and how a view that writes is made to count once."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

from werkzeug.routing import BaseConverter
from werkzeug.wrappers import Response as AnyResponse

from objectry.faces.rest.outcomes import Note, Told
from objectry.faces.rest.refusals import malformed
from objectry.faces.rest.repeats import HEADER, answer_once
from objectry.faces.rest.requests import Asked


class NameConverter(BaseConverter):
    """The name of an object: no word that an address of ours begins with."""

    regex = r"(?!(?:me|meta|audit|batch|search|files|openapi\.json)(?:/|$))[^/]+"


class IdConverter(BaseConverter):
    """The id of a record: no word that stands in its place."""

    regex = r"(?!(?:deleted|export|query|rehearse|by)(?:/|$))[^/]+"


CONVERTERS: Mapping[str, type[BaseConverter]] = MappingProxyType({"object": NameConverter, "record": IdConverter})
Recall = Callable[[Asked, Note], Told]
"""Tells the answer of a call that was made before."""


@dataclass(frozen=True, slots=True)
class Route:
    """An address.  The view of one that writes answers what was done, and `recall` tells it again.

    What stands `alone` cannot be part of a batch.  An address that neither writes nor is a GET `reads`.
    """

    rule: str
    view: Callable[..., Any]
    method: str = "GET"
    recall: Recall | None = None
    alone: bool = False
    reads: bool = False

    def answer(self, asked: Asked, place: Mapping[str, str]) -> AnyResponse:
        """The answer to one request."""
        if self.recall is None:
            if self.method != "GET" and not self.reads and HEADER in asked.request.headers:
                raise malformed("header", HEADER, name=HEADER)
            response: AnyResponse = self.view(asked, **place)
            return response
        return answer_once(asked, lambda inside: self.told(inside, place), self.recall)

    def told(self, asked: Asked, place: Mapping[str, str]) -> Told:
        """What the view of a writing address did."""
        told: Told = self.view(asked, **place)
        return told
