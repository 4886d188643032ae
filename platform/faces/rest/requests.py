"""One API request: who asks, under which blueprint, in which language.  Made at its start and passed on by hand."""

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from hashlib import sha256
from typing import TypeVar

from flask import Request
from werkzeug.http import parse_etags

from objectry.faces.limits import Limits
from objectry.faces.observing import note_user
from objectry.faces.rest.codec import Codec, Spelling
from objectry.faces.rest.refusals import Complaint, Refusal
from objectry.faces.session import SAFE_METHODS, SESSION, Jar, is_ours
from objectry.faces.texts import Texts, best_language
from objectry.plan import Blueprint
from objectry.runtime import Actor, Call, Marks, Platform, Records, Rights, Source

Answer = TypeVar("Answer")
CHALLENGE = {"WWW-Authenticate": 'Bearer realm="objectry"'}
LONGEST_SECRET = 200
MOST_LANGUAGES = 1_000
"""Ways in which callers have said what they speak."""


@dataclass(frozen=True, slots=True)
class Asked:
    """The circumstances of one request."""

    platform: Platform
    call: Call
    rights: Rights
    texts: Texts
    codec: Codec
    records: Records
    request: Request
    credential: str
    """A digest of the token or the session by which the caller came in."""
    joined: bool = False
    """Whether it is answered inside a transaction that is under way."""

    def inside(self, records: Records, call: Call) -> "Asked":
        """The same request inside a transaction: its door, and the call as it is by then."""
        if call.blueprint is self.blueprint:
            return replace(self, records=records, call=call, joined=True)
        texts = Texts(call.blueprint, self.texts.language)
        rights, codec = self.platform.rights(call), Codec(Spelling(call.blueprint), texts)
        return replace(self, records=records, call=call, rights=rights, texts=texts, codec=codec, joined=True)

    def in_one(self, act: "Callable[[Asked], Answer]") -> "Answer":
        """Several calls of the door in one transaction: that which is under way, or one of their own."""
        if self.joined:
            return act(self)
        return self.platform.joint.together(self.call, lambda records, call: act(self.inside(records, call)))

    @property
    def blueprint(self) -> Blueprint:
        """What is deployed, as this request took it."""
        return self.call.blueprint

    def called(self, name: str) -> str:
        """The object that an alias or a name of old means, if the caller knows it; any other name as it is."""
        if name in self.blueprint.objects:
            return name
        known = (plan.object for one, plan in self.blueprint.objects.items() if self.rights.knows(one))
        spelled = {old.casefold(): one.name for one in known for old in (*one.renamed_from, *one.aliases)}
        return spelled.get(name.casefold(), name)


@dataclass(slots=True)
class Entrance:
    """Turns a request into who asks: by token, else by the session of the web face."""

    platform: Platform
    jar: Jar
    limits: Limits
    _spelling: Spelling | None = None
    _texts: dict[tuple[str, str], Texts] = field(default_factory=dict)

    def admit(self, request: Request) -> Asked:
        """Who asks.

        Raises Refusal: 401 without a good token or session, 429 for who calls too often, 403 for an unsafe request by
        session that does not prove to come from a page of ours.
        """
        marks = self.platform.marks()
        secret, find = self._shown(request)
        actor = find(request, secret, marks) if 0 < len(secret) <= LONGEST_SECRET else None
        if actor is None:
            wait_for(self.limits.of_stranger(request.remote_addr or ""))
            raise Refusal(401, "F702", headers=CHALLENGE)
        note_user(request, actor.id)
        credential = sha256(secret.encode()).hexdigest()
        wait_for(self.limits.of_caller(credential, actor.id))
        call = self.platform.call(actor, Source.API, marks=marks)
        texts = self.texts(request, call.blueprint, actor)
        rights, codec = self.platform.rights(call), Codec(self._spelled(call.blueprint), texts)
        return Asked(self.platform, call, rights, texts, codec, self.platform.records, request, credential)

    def _spelled(self, blueprint: Blueprint) -> Spelling:
        """How records of the blueprint are written, made anew when another is in force."""
        known = self._spelling
        if known is None or known.blueprint is not blueprint:
            known = self._spelling = Spelling(blueprint)
        return known

    def texts(self, request: Request, blueprint: Blueprint | None = None, actor: Actor | None = None) -> Texts:
        """Words in the language the request asks for, else the actor's own."""
        blueprint = blueprint or self.platform.current().blueprint
        spoken = request.headers.get("Accept-Language", ""), "" if actor is None else actor.language
        known = self._texts.get(spoken)
        if known is None or not known.of(blueprint):
            wanted = [*request.accept_languages.values(), *(one for one in spoken[1:] if one)]
            known = Texts(blueprint, best_language(blueprint, wanted))
            if len(self._texts) >= MOST_LANGUAGES:
                self._texts.clear()
            self._texts[spoken] = known
        return known

    def _shown(self, request: Request) -> tuple[str, Callable[[Request, str, Marks], Actor | None]]:
        """The secret the caller shows, and how to find out whose it is."""
        if "Authorization" not in request.headers:
            return self.jar.read(request, SESSION), self._session
        scheme, _, token = request.headers["Authorization"].partition(" ")
        return token.strip() if scheme.lower() == "bearer" else "", self._bearer

    def _bearer(self, _request: Request, secret: str, marks: Marks) -> Actor | None:
        return self.platform.identity.actor_of_token(secret, marks)

    def _session(self, request: Request, secret: str, marks: Marks) -> Actor | None:
        actor = self.platform.identity.actor_of_session(secret, marks)
        if actor is not None and request.method not in SAFE_METHODS and not is_ours(request, secret):
            raise Refusal(403, "F710")
        return actor


def wait_for(seconds: int) -> None:
    """Raises Refusal 429 where there are seconds to wait."""
    if seconds:
        raise Refusal(429, "F712", headers={"Retry-After": str(seconds)})


def versions_asked(request: Request) -> frozenset[int] | None:
    """The versions an `If-Match` header names; None without one, or where any version will do.

    Raises Refusal 412 for a header that names no version of ours.
    """
    if "If-Match" not in request.headers:
        return None
    tags = parse_etags(request.headers["If-Match"])
    if tags.star_tag:
        return None
    versions = frozenset(
        int(tag) for tag in tags.as_set() if tag and tag.isascii() and tag.isdecimal() and len(tag) < 19
    )
    if not versions:
        raise Refusal(412, "F706", Complaint("tag", "If-Match"))
    return versions
