"""One API request: who asks, under which blueprint, in which language.  Made at its start and passed on by hand."""

from dataclasses import dataclass

from flask import Request
from werkzeug.http import parse_etags

from objectry.faces.rest.codec import Codec
from objectry.faces.rest.refusals import Refusal
from objectry.faces.texts import Texts, best_language
from objectry.plan import Blueprint
from objectry.runtime import Actor, Call, Platform, Rights, Source

CHALLENGE = {"WWW-Authenticate": 'Bearer realm="objectry"'}


@dataclass(frozen=True, slots=True)
class Asked:
    """The circumstances of one request."""

    platform: Platform
    call: Call
    rights: Rights
    texts: Texts
    codec: Codec

    @property
    def blueprint(self) -> Blueprint:
        """What is deployed, as this request took it."""
        return self.call.blueprint


class Entrance:
    """Turns a request into who asks.  Keeps the codec of the blueprint now deployed; a new one replaces it."""

    def __init__(self, platform: Platform) -> None:
        self._platform = platform
        self._codec: Codec | None = None
        self._hash = ""

    def admit(self, request: Request) -> Asked:
        """Who asks.

        Raises Refusal 401 without a valid `Authorization: Bearer` token.
        """
        actor = self._bearer(request)
        call = self._platform.call(actor, Source.API)
        texts = self.texts(request, call.blueprint, actor)
        return Asked(self._platform, call, Rights(call.blueprint, actor), texts, self._codec_for(call.blueprint))

    def texts(self, request: Request, blueprint: Blueprint | None = None, actor: Actor | None = None) -> Texts:
        """Words in the language the request asks for, else the actor's own."""
        blueprint = blueprint or self._platform.current().blueprint
        wanted = list(request.accept_languages.values())
        own = [actor.language] if actor is not None else []
        return Texts(blueprint, best_language(blueprint, [*wanted, *own]))

    def _bearer(self, request: Request) -> Actor:
        scheme, _, token = request.headers.get("Authorization", "").partition(" ")
        if scheme.lower() != "bearer" or not token.strip():
            raise Refusal(401, "F702", headers=CHALLENGE)
        actor = self._platform.identity.actor_of_token(token.strip())
        if actor is None:
            raise Refusal(401, "F702", headers=CHALLENGE)
        return actor

    def _codec_for(self, blueprint: Blueprint) -> Codec:
        codec = self._codec
        if codec is None or self._hash != blueprint.hash:
            codec = Codec(blueprint)
            self._codec, self._hash = codec, blueprint.hash
        return codec


def version_asked(request: Request) -> int | None:
    """The version an `If-Match` header names, None without one.

    Raises Refusal 412 for a header that names no version of ours.
    """
    if "If-Match" not in request.headers:
        return None
    tags = parse_etags(request.headers["If-Match"])
    if tags.star_tag:
        return None
    versions = [tag for tag in tags.as_set() if tag.isdecimal()]
    if len(versions) != 1:
        raise Refusal(412, "F706", "If-Match names no version of this record")
    return int(versions[0])
