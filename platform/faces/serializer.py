"""JSON answers, written by orjson: many times quicker than the standard library, and in UTF-8 as it is."""

from collections.abc import Mapping
from typing import Any

import orjson
from flask import Response
from flask.json.provider import DefaultJSONProvider


class Serializer(DefaultJSONProvider):
    """Flask's writer of JSON."""

    sort_keys = False

    def response(self, *args: Any, **kwargs: Any) -> Response:
        """The arguments as an answer.  What orjson leaves, such as whole numbers of over 64 bits or half of a
        character, goes the old way."""
        thing = self._prepare_response_obj(args, kwargs)
        body: str | bytes
        try:
            body = orjson.dumps(thing, default=plain)
        except TypeError:
            body = self.dumps(thing, separators=(",", ":"))
        return Response(body, mimetype=self.mimetype)


def plain(value: object) -> object:
    """A value of ours that JSON has no word for.  Raises TypeError where there is none either."""
    if isinstance(value, Mapping):
        return dict(value)
    raise TypeError(f"a {type(value).__name__} is no JSON")
